"""Large print for a room: the code to join by, and bars that are read from the last row."""

from collections.abc import Sequence

import streamlit as st

from ui.safe import html


def join_board(picture: str, code: str, address: str, here: str) -> None:
    """How to join: a picture to scan, the address and code to type, and how many are in.

    Args:
        picture: SVG of our own making.
        code: As it is read aloud.
        address: What is typed by those who do not scan.
        here: How many are in, in words.
    """
    st.markdown(
        f'<div class="hl hl-join"><div class="hl-qr">{picture}</div><div><p class="hl-quiet">{html(address)}</p>'
        f'<p class="hl-code" dir="ltr">{html(code)}</p><p class="hl-told" dir="auto">{html(here)}</p></div></div>',
        unsafe_allow_html=True,
    )


def bars(title: str, rows: Sequence[tuple[str, float]]) -> None:
    """Names with a bar and a number each, as one element; the longest bar fills its place."""
    most = max((amount for _, amount in rows), default=0) or 1
    lines = "".join(
        f'<li><span class="hl-bar-name"><bdi>{html(name)}</bdi></span><span class="hl-bar-number">{html(f"{amount:g}")}'
        f'</span><span class="hl-bar" style="width: {100 * amount / most:.0f}%"></span></li>'
        for name, amount in rows
    )
    st.html(f'<div class="hl"><h2 class="hl-name">{html(title)}</h2><ul class="hl-bars">{lines}</ul></div>')
