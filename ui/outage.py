"""When the database or the store of the data does not answer: one calm sentence, and the page comes back by itself."""

import time
from collections.abc import Callable

import streamlit as st

from cxlib.errors import CXError, DamagedSnapshot, NotFound, StoreFull, StoreProblem
from cxlib.language import gettext as _
from ui import show, style
from ui.server import access
from ui.server.home import whole_store

AGAIN = 2  # seconds between looks
JUST = 1  # seconds for which the page's own look counts
HARMLESS = ("busy", "unreachable")  # name nothing


def guarded(draw: Callable[[], None]) -> None:
    """Draws a page; what the store cannot do is said in a sentence, and the page tries again until it can."""
    try:
        draw()
    except StoreProblem as problem:
        style.inject()
        show.empty(_("Headlight cannot show this page right now."), told(problem))
        if not isinstance(problem, NotFound | StoreFull | DamagedSnapshot):  # these do not pass by themselves
            st.session_state["outage.seen"] = time.monotonic()
            _watch()


def told(problem: CXError) -> str:
    """What a visitor reads of a problem: folders, addresses, names of data and columns are not for guests."""
    is_harmless = isinstance(problem, StoreProblem) and problem.facts.get("problem") in HARMLESS
    return str(problem) if is_harmless or access.sees_workspaces() else ""


@st.fragment(run_every=AGAIN)
def _watch() -> None:
    """Draws the page again as soon as the store answers; not while it is being drawn, or it would be without end."""
    if time.monotonic() - st.session_state.get("outage.seen", 0.0) >= JUST and answers():
        st.rerun()


def answers() -> bool:
    """Whether the store can be reached."""
    try:
        whole_store().erasures()  # the cheapest thing to ask
    except StoreProblem:
        return False
    return True
