"""When the database or the store of the data does not answer: one calm sentence, and the page comes back by itself."""

from collections.abc import Callable

import streamlit as st

from cxlib.errors import NotFound, StoreFull, StoreProblem
from cxlib.language import gettext as _
from ui import show, style
from ui.home import whole_store

AGAIN = 2  # seconds between looks


def guarded(draw: Callable[[], None]) -> None:
    """Draws a page; what the store cannot do is said in a sentence, and the page tries again until it can."""
    try:
        draw()
    except StoreProblem as problem:
        style.inject()
        show.empty(_("Headlight cannot show this page right now."), str(problem))
        if not isinstance(problem, NotFound | StoreFull):
            _watch()


@st.fragment(run_every=AGAIN)
def _watch() -> None:
    """Draws the page again as soon as the store answers."""
    if answers():
        st.rerun()


def answers() -> bool:
    """Whether the store can be reached."""
    try:
        whole_store().erasures()  # the cheapest thing to ask
    except StoreProblem:
        return False
    return True
