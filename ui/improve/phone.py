"""What a phone in a workshop shows: the code to type, words to read, dots to give, "why?" to answer.

The seat lives in the address and everything said lives in the store, so a reload, a lost connection or a second tap
loses nothing and doubles nothing. The page asks the store every two seconds how far the room is.
"""

import hashlib
from datetime import UTC, datetime

import streamlit as st

from cxlib import language
from cxlib.errors import CXError
from cxlib.language import gettext as _
from cxlib.language import ngettext
from cxlib.workspace import Workshop
from ui import cached, safe, show

EVERY = "2s"


def page() -> None:
    """Finds the seat, then follows the room."""
    code = st.query_params.get("code", "")
    if not code:
        _ask_for_code()
        return
    with show.problems():
        try:
            workshop, _workspace = cached.store().workshops.behind(code)
        except CXError as problem:
            show.headline(_("This code opens no workshop now."), str(problem))
            _ask_for_code()
            return
        seat = _seat(workshop)
        if seat:
            _follow(workshop.id, seat, workshop.language)


def _ask_for_code() -> None:
    with st.form("join", border=False):
        typed = st.text_input(_("The code on the projector"), key="join.code", max_chars=12)
        if st.form_submit_button(_("Join"), type="primary", key="join.go") and typed.strip():
            st.query_params["code"] = "".join(sign for sign in typed.upper() if sign.isalnum())
            st.rerun()


def _seat(workshop: Workshop) -> str:
    seat = st.query_params.get("seat", "")
    if not _is_seat(seat):
        seat = cached.store().workshops.new_seat()
        st.query_params["seat"] = seat
    if cached.store().workshops.seat(workshop, seat):
        return seat
    show.headline(_("The room is full."), _("Share a phone with your neighbour."))
    return ""


def _is_seat(name: str) -> bool:
    return 16 <= len(name) <= 64 and name.replace("-", "").replace("_", "").isalnum() and name.isascii()


@st.fragment(run_every=EVERY)
def _follow(workshop_id: str, seat: str, spoken: str) -> None:
    """The step the room is at. Everything is read from the store: this screen remembers nothing of its own."""
    with language.use(spoken):
        _draw(workshop_id, seat)


def _draw(workshop_id: str, seat: str) -> None:
    workshop = cached.store().workshops.workshop(workshop_id)
    steps = {
        "lobby": _lobby,
        "reading": _reading,
        "voting": _voting,
        "whys": _whys,
        "commitment": _commitment,
        "done": _done,
    }
    with show.problems(), st.container(key=f"phone.{workshop.step}"):
        steps[workshop.step](workshop, seat)


def _lobby(workshop: Workshop, seat: str) -> None:
    people = cached.store().workshops.seats(workshop)
    show.headline(
        _("You are in."),
        ngettext("{count} phone is here. Look at the projector.", "{count} phones are here. Look at the projector.",
                 people),
    )
    show.note(workshop.name)


def time_left(workshop: Workshop) -> str:
    """How much of the step's time is left, in words; empty without a timer."""
    if workshop.step_ends is None:
        return ""
    seconds = int((workshop.step_ends - datetime.now(UTC)).total_seconds())
    if seconds <= 0:
        return _("Time is up")
    minutes, rest = divmod(seconds, 60)
    return _("{minutes}:{seconds} left", minutes=minutes, seconds=f"{rest:02d}")


def _reading(workshop: Workshop, seat: str) -> None:
    show.headline(_("Read in silence."), time_left(workshop) or _("What do our customers say?"))
    if not workshop.quotes:
        show.note(_("There are no comments to read. Look at the projector."))
        return
    place = _read_so_far(workshop, seat)
    show.comments([show.Comment(workshop.quotes[place], (_("{place} of {count}", place=place + 1,
                                                           count=len(workshop.quotes)),))])
    with st.container(horizontal=True, key="read.turn"):
        st.button(_("Back"), key="read.back", on_click=_read, args=(workshop, seat, place - 1), disabled=place == 0,
                  width="stretch")
        st.button(_("Next"), key="read.next", on_click=_read, args=(workshop, seat, place + 1), type="primary",
                  disabled=place + 1 == len(workshop.quotes), width="stretch")


def _read_so_far(workshop: Workshop, seat: str) -> int:
    said = cached.store().workshops.said(workshop, "read", seat)
    latest = next((int(one.body) for one in said if one.slot == "place"), 0)
    if not said:
        _read(workshop, seat, 0)
    return min(max(latest, 0), len(workshop.quotes) - 1)


def _read(workshop: Workshop, seat: str, place: int) -> None:
    """Keeps the place, and apart from it the furthest one, which the projector counts."""
    room = cached.store().workshops
    furthest = [int(one.body) for one in room.said(workshop, "read", seat) if one.slot == "furthest"]
    room.say(workshop, seat, "read", "place", place)
    room.say(workshop, seat, "read", "furthest", max([place, *furthest]))


def _voting(workshop: Workshop, seat: str) -> None:
    show.headline(workshop.question or _("What should we work on?"), time_left(workshop))
    given = _ballot(workshop, seat)
    names = [safe.md(choice) for choice in workshop.choices]
    key = f"ballot.{seat}"
    st.session_state[key] = [place for place in range(len(names)) if workshop.choices[place] in given]
    st.pills(
        _("Your dots"), range(len(names)), format_func=names.__getitem__, selection_mode="multi", key=key,
        on_change=_vote, args=(workshop, seat, key), width="stretch",
    )
    left = workshop.dots - len(given)
    show.note(
        ngettext("{count} dot left. Nobody sees how you vote.", "{count} dots left. Nobody sees how you vote.", left)
        if left
        else _("All your dots are given. Tap one to take it back. Nobody sees how you vote.")
    )


def _ballot(workshop: Workshop, seat: str) -> list[str]:
    said = cached.store().workshops.said(workshop, "ballot", seat)
    return [str(choice) for choice in said[-1].body][: workshop.dots] if said else []


def _vote(workshop: Workshop, seat: str, key: str) -> None:
    """The ballot as a whole: choices that were there first keep their dots when one too many is tapped."""
    tapped = [workshop.choices[place] for place in st.session_state[key]]
    before = _ballot(workshop, seat)
    kept = [choice for choice in before if choice in tapped]
    ballot = [*kept, *(choice for choice in tapped if choice not in kept)][: workshop.dots]
    cached.store().workshops.say(workshop, seat, "ballot", "", ballot)


def _whys(workshop: Workshop, seat: str) -> None:
    show.headline(_("Why does this happen?"), time_left(workshop))
    _chain(workshop)
    level = len(workshop.whys)
    mine = [str(one.body) for one in cached.store().workshops.said(workshop, "why", seat)
            if one.slot.startswith(f"{level}.")]
    # A form of its own for every level: what somebody is typing for one "why?" is not sent as the answer to the next.
    # And for every answer: one that empties itself would send nothing in the place of what a double tap has sent.
    turn = f"{level}.{len(mine)}"
    with st.form(f"why.{turn}", border=False):
        st.text_input(_("Because …"), key=f"why.text.{turn}", max_chars=280)
        st.form_submit_button(_("Send"), type="primary", key=f"why.send.{turn}", on_click=_answer,
                              args=(workshop, seat, level, f"why.text.{turn}"))
    if st.session_state.pop("why.refused", False):
        show.note(_("The room has moved on, or you have answered very often. Look at the projector."))
    for text in mine:
        show.note(_("You said: {text}", text=text))


def _answer(workshop: Workshop, seat: str, level: int, key: str) -> None:
    text = str(st.session_state[key]).strip()
    if not text:
        return
    same = hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:16]
    if not cached.store().workshops.say(workshop, seat, "why", f"{level}.{same}", text):
        st.session_state["why.refused"] = True


def _chain(workshop: Workshop) -> None:
    show.decisions(workshop.chosen or workshop.question, list(workshop.whys),
                   otherwise=_("The first answer is still open."))


def _commitment(workshop: Workshop, seat: str) -> None:
    show.headline(_("Who does what, by when?"), _("Agree on one thing. It is written down on the projector."))
    _chain(workshop)


def _done(workshop: Workshop, seat: str) -> None:
    show.headline(_("Thank you."), _("What you agreed on is kept, and it will be proved or not proved afterwards."))
    _chain(workshop)
