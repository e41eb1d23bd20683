"""A click that is refused: whoever clicked reads why in one sentence, above the page as it was.

What a click starts runs before its page is drawn, where nothing can be shown; Streamlit would show a general error in
the page's place. ``asgi_app.py`` names ``told_later`` as the one to ask first.
"""

from traceback import walk_tb

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from cxlib.errors import CXError
from ui import show

_KEPT = "refused"


def told_later(problem: Exception) -> bool:
    """Keeps what was refused and has the page drawn again; whether it is dealt with. A bug stays a bug."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context.script_requests is None or not isinstance(problem, CXError) or not _is_of(problem):
        return False
    st.session_state[_KEPT] = problem
    asked = context.pages_manager  # what the click's page was: it has not been drawn, so the context does not know yet
    again = RerunData(
        query_string=context.query_string,
        page_script_hash=asked.intended_page_script_hash or "",
        page_name=asked.intended_page_name or "",
    )
    return context.script_requests.request_rerun(again)


def _is_of(problem: Exception) -> bool:
    """Whether it was raised by what a click started, not by a page, which would only raise it again."""
    return any(frame.f_code.co_name == "call_callback" for frame, _line in walk_tb(problem.__traceback__))


def told() -> None:
    """Says what was refused, once, in the language of the page."""
    problem = st.session_state.pop(_KEPT, None)
    if problem is not None:
        show.problem(str(problem))
