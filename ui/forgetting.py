"""After somebody was erased, in this process or in another one, nothing of them stays in any cache."""

import threading

import streamlit as st

from ui.home import whole_store

_LOCK = threading.Lock()
_SEEN: dict[str, int] = {}  # how often somebody had been erased when the caches were last emptied


def keep_up() -> None:
    """Empties the caches if somebody was erased since; asked at every run of a page."""
    count = whole_store().erasures()
    with _LOCK:
        is_news = _SEEN.setdefault("erasures", count) != count
        _SEEN["erasures"] = count
    if is_news:
        whole_store().forget_unused()
        st.cache_data.clear()
        st.cache_resource.clear()
