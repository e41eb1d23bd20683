"""A workshop's phones lose nothing and double nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cxlib.errors import EditConflict, LinkProblem, NotFound
from cxlib.store.workshops import LONGEST, MOST_SAID, MOST_SEATS
from cxlib.workspace import Workshop


@pytest.fixture
def room(store):
    return store.workshops.opened("w", Workshop("", name="Billing", choices=("a", "b"), step="voting"))


def test_a_code_opens_its_workshop_however_it_is_typed(store, room):
    typed = f"{room.code[:4].lower()}-{room.code[4:]} "
    found, workspace = store.workshops.behind(typed)
    assert found == room
    assert workspace == "w"


def test_an_unknown_code_and_one_past_its_half_day_are_told_apart(store, room):
    with pytest.raises(LinkProblem):
        store.workshops.behind("AAAAAAAA")
    store.workshops.saved("w", replace(room, expires=datetime.now(UTC) - timedelta(seconds=1)))
    with pytest.raises(LinkProblem, match=r"expired|ended"):
        store.workshops.behind(room.code)


def test_a_double_tap_and_a_reload_count_once(store, room):
    seat = store.workshops.new_seat()
    assert store.workshops.seat(room, seat)
    assert store.workshops.seat(room, seat)
    assert store.workshops.say(room, seat, "ballot", "", ["a"])
    assert store.workshops.say(room, seat, "ballot", "", ["a"])
    assert store.workshops.seats(room) == 1
    assert [said.body for said in store.workshops.said(room, "ballot")] == [["a"]]


def test_a_seat_says_only_what_the_step_asks_for(store, room):
    seat = store.workshops.new_seat()
    assert not store.workshops.say(room, seat, "ballot", "", ["a"]), "nobody sits there"
    store.workshops.seat(room, seat)
    assert not store.workshops.say(room, seat, "why", "0.x", "because")
    closed = store.workshops.saved("w", replace(room, step="whys"))
    assert not store.workshops.say(room, seat, "ballot", "", ["b"]), "an old screen does not vote after the vote"
    assert store.workshops.say(closed, seat, "why", "0.x", "because")


def test_a_phone_keeps_only_a_few_short_lines(store, room):
    seat = store.workshops.new_seat()
    store.workshops.seat(room, seat)
    open_room = store.workshops.saved("w", replace(room, step="whys"))
    said = [store.workshops.say(open_room, seat, "why", str(number), "x" * 10_000) for number in range(MOST_SAID + 5)]
    assert sum(said) == MOST_SAID
    assert {len(one.body) for one in store.workshops.said(open_room, "why")} == {LONGEST}


def test_a_room_has_a_last_seat(store, room):
    assert all(store.workshops.seat(room, f"s{number}") for number in range(MOST_SEATS))
    assert not store.workshops.seat(room, "one more")
    assert store.workshops.seats(room) == MOST_SEATS


def test_the_second_of_two_screens_is_told(store, room):
    store.workshops.saved("w", replace(room, step="whys"))
    with pytest.raises(EditConflict):
        store.workshops.saved("w", replace(room, step="done"))
    assert store.workshops.workshop(room.id).step == "whys"


def test_a_workshop_that_is_not_there_says_so(store):
    with pytest.raises(NotFound):
        store.workshops.workshop("nowhere")
    assert store.workshops.of("nowhere") == []
