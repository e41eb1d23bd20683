import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cxlib.errors import LinkProblem, StoreFull
from cxlib.workspace import Filter, Link, Metric, Workspace


@pytest.fixture
def made(store):
    return store.create_link("w", Link("l", name="Board", where=(Filter("country", ("HU",)),)), author="Ann")


def problem(store, token):
    with pytest.raises(LinkProblem) as told:
        store.open_link(token)
    return told.value.problem


def test_a_link_opens_its_workspace_with_its_locked_filter(store, made):
    link, workspace = store.open_link(made[1])
    assert workspace == store.workspace("w") and link.where == (Filter("country", ("HU",)),)


def test_a_token_has_256_bits_and_no_two_are_equal(store, made):
    other = store.create_link("w", Link("l2"))[1]
    assert len(made[1]) == 43 and other != made[1]


def test_the_token_itself_is_nowhere_in_the_database(store, made):
    store.close()
    assert all(made[1].encode() not in path.read_bytes() for path in store.home.rglob("*") if path.is_file())
    assert made[0].token_hash == hashlib.sha256(made[1].encode()).hexdigest()


def test_a_link_lives_30_days_unless_said_otherwise(store, made):
    assert made[0].expires - made[0].created == timedelta(days=30)
    until = datetime(2031, 1, 1, tzinfo=UTC)
    assert store.create_link("w", Link("l2", expires=until))[0].expires == until


def test_an_expired_link_is_closed_whatever_the_local_time_zone(store, monkeypatch):
    past = datetime.now(UTC) - timedelta(minutes=1)
    token = store.create_link("w", Link("old", expires=past.astimezone()))[1]
    assert problem(store, token) == "expired"


def test_an_expiry_without_a_time_zone_is_utc(store):
    until = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)
    link, token = store.create_link("w", Link("soon", expires=until))
    assert link.expires == until.replace(tzinfo=UTC) == store.open_link(token)[0].expires


def test_a_link_is_changed_only_through_its_own_workspace(store, made):
    store.create(Workspace("other"))
    with pytest.raises(LinkProblem):
        store.revoke("other", made[0])
    assert store.open_link(made[1])


def test_a_revoked_link_is_closed_at_once_and_for_good(store, made):
    store.revoke("w", made[0], author="Ann")
    assert problem(store, made[1]) == "revoked"
    with pytest.raises(LinkProblem):
        store.rotate("w", made[0])


def test_rotation_closes_the_old_address_and_opens_a_new_one(store, made):
    token = store.rotate("w", made[0])
    assert problem(store, made[1]) == "unknown"
    assert store.open_link(token)[0].id == "l"


def test_rotating_an_expired_link_gives_it_30_days(store):
    link, _ = store.create_link("w", Link("old", expires=datetime.now(UTC) - timedelta(days=1)))
    assert store.open_link(store.rotate("w", link))[0].expires > datetime.now(UTC) + timedelta(days=29)


@pytest.mark.parametrize("token", ["", ":token", "a" * 43, "a" * 44, "' or 1=1 --", "é" * 43, "../../x", "%", "\ud800"])
def test_unknown_and_malformed_tokens_fail_closed(store, made, token):
    assert problem(store, token) == "unknown"


def test_the_hash_is_no_key(store, made):
    assert problem(store, made[0].token_hash) == "unknown"
    assert problem(store, made[0].token_hash[:43]) == "unknown"


def test_a_deleted_workspace_takes_its_links_with_it(store, made):
    store.delete_workspace("w")
    assert problem(store, made[1]) == "unknown"


def test_openings_are_counted_by_day_and_only_when_asked(store, made):
    for count in (True, True, False):
        store.open_link(made[1], count=count)
    assert store.links("w")[0].opened == 2
    assert store.openings(made[0]) == [(datetime.now(UTC).date(), 2)]


def test_a_link_opens_even_where_the_opening_cannot_be_counted(store, made, monkeypatch):
    def full(*_):
        raise StoreFull(place="")

    monkeypatch.setattr("cxlib.store.links.count_opening", full)
    assert store.open_link(made[1])[0].id == "l"


def test_links_are_listed_in_order_and_their_making_is_in_the_history(store, made):
    store.create_link("w", Link("l2", name="Second"), author="Bob")
    store.revoke("w", made[0], author="Cid")
    assert [(link.name, link.revoked is not None) for link in store.links("w")] == [("Board", True), ("Second", False)]
    assert [(c.action, c.author, c.record) for c in store.history("w", "link")] == [
        ("revoke", "Cid", "l"), ("add", "Bob", "l2"), ("add", "Ann", "l")]


def test_a_link_shows_the_workspace_of_now(store, made):
    store.put("w", Metric("m", name="NPS"))
    assert store.open_link(made[1])[1].metric("m").name == "NPS"
    assert replace(store.open_link(made[1])[0], opened=0).name == "Board"
