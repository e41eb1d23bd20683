"""After somebody was erased, in this process or in another one, nothing of them stays in any cache."""

import threading
import time

import streamlit as st

from ui.server.home import whole_store

OFTEN = 1.0  # seconds: how soon this process knows that another one erased somebody
_LOCK = threading.Lock()
_ASKED = [float("-inf")]
_SEEN: dict[str, int] = {}  # how often somebody had been erased when the caches were last emptied


def keep_up() -> None:
    """Empties the caches if somebody was erased since; asked at every run of a page, answered once a second."""
    if time.monotonic() - _ASKED[0] < OFTEN:
        return
    _ASKED[0] = time.monotonic()
    count = whole_store().erasures()
    with _LOCK:
        is_news = _SEEN.setdefault("erasures", count) != count
        _SEEN["erasures"] = count
    if is_news:
        whole_store().forget_unused()
        st.cache_data.clear()
        st.cache_resource.clear()


def at_once() -> None:
    """Does so now: somebody was erased by this very click."""
    _ASKED[0] = float("-inf")
    keep_up()
