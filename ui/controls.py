"""Pickers that return cxlib values. What was picked lives in the URL (ui.state), never in a widget alone."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from ui import safe, state

SELECT_WIDTH = 320  # px; a drop-down as wide as the page says nothing more


def pick(
    label: str,
    name: str,
    options: Sequence[str],
    default: str | None = None,
    words: Callable[[str], str] = str,
    style: str = "select",
    **look: Any,
) -> str:
    """One of ``options``, remembered in the URL as ``name``.

    Args:
        label: What is picked, for people and screen readers.
        name: Name of the choice in the URL.
        options: Codes to choose from; not empty.
        default: Taken when the URL says nothing valid; the first option if None.
        words: Turns a code into what the reader sees. Escaped here where Streamlit would render Markdown.
        style: ``"select"`` (drop-down), ``"segments"`` or ``"pills"``.
        **look: Passed on to the Streamlit widget.
    """
    fallback = default if default is not None and default in options else options[0]
    key = f"pick.{name}"
    st.session_state[key] = chosen(name, options, default)

    def remember() -> None:
        state.choose(**{name: None if st.session_state[key] == fallback else st.session_state[key]})

    if style == "select":
        look = {"width": SELECT_WIDTH, **look}
        return st.selectbox(label, options, format_func=words, key=key, on_change=remember, **look)
    draw = st.segmented_control if style == "segments" else st.pills
    return draw(
        label,
        options,
        format_func=lambda code: safe.md(words(code)),
        key=key,
        on_change=remember,
        required=True,
        **look,
    )


def chosen(name: str, options: Sequence[str], default: str | None = None) -> str:
    """What ``pick`` with the same options would return, before anything is drawn."""
    fallback = default if default is not None and default in options else options[0]
    current = state.chosen(name, fallback)
    return current if current in options else fallback


def pick_many(label: str, name: str, options: Sequence[str], **look: Any) -> tuple[str, ...]:
    """Any number of ``options``, remembered in the URL as ``name``; none picked means all."""
    key = f"pick.{name}"
    st.session_state[key] = [value for value in state.all_chosen(name) if value in options]

    def remember() -> None:
        state.choose(**{name: st.session_state[key]})

    return tuple(st.multiselect(label, options, key=key, on_change=remember, **look))
