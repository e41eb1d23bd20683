"""Puts the style sheet into the page: the palette of the charts, then ``style.css``, mirrored for right to left."""

from functools import cache
from pathlib import Path

import streamlit as st

from cxlib.charts import theme
from cxlib.language import LANGUAGES, current, direction
from ui.safe import Markup

FILE = Path(__file__).parent / "style.css"
MIRROR_MARK = "/* mirrored */"  # what follows it in the file is only for languages written from right to left


def inject() -> None:
    """Draws nothing, styles everything; called once on top of every run."""
    st.html(_sheet(direction()))
    st.html(_told(current(), direction()), unsafe_allow_javascript=True)


@cache
def _told(language: str, side: str) -> Markup:
    """Streamlit fixes ``<html lang="en">``; a script of our own, allowed by a strict content policy, sets it right."""
    spoken = language if language in LANGUAGES else "en"
    return Markup(f'<script src="app/static/page.js" data-lang="{spoken}" data-dir="{side}"></script>')


@cache
def _sheet(side: str) -> Markup:
    common, _, mirrored = FILE.read_text(encoding="utf-8").partition(MIRROR_MARK)
    return Markup(f"<style>{theme.stylesheet()}{common}{mirrored if side == 'rtl' else ''}</style>")
