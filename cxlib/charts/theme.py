"""Colours, type and sizes, said once for the app, the charts and the packs.

Charts name colours, not values: ``colour("data")`` is the CSS variable ``var(--hl-data)``, so that one cached chart
serves the light and the dark theme. ``concrete`` puts the values in where no style sheet is at hand (pictures, packs).
"""

import re
from typing import Any, Literal

Mode = Literal["light", "dark"]
FONT = "IBM Plex Sans, IBM Plex Sans Thai, IBM Plex Sans Arabic, sans-serif"
TEXT_SIZE = 12  # of labels inside a chart, px

PALETTE: dict[Mode, dict[str, str]] = {
    "light": {
        "paper": "#fbfaf7", "card": "#ffffff", "hairline": "#dcd8d0", "ink": "#1d2329", "secondary": "#5f6770",
        "data": "#1f5f8b", "data-80": "#cfdfeb", "data-95": "#e6eef5", "limits": "#edf1f1", "other": "#a9b1b8",
        "met": "#1a7a5e", "missed": "#b3412b", "open": "#8a6a12", "grid": "#eceae4",
    },
    "dark": {
        "paper": "#14181c", "card": "#1b2126", "hairline": "#3a434b", "ink": "#e8e6e1", "secondary": "#a7afb7",
        "data": "#6fb1e0", "data-80": "#2c4a60", "data-95": "#233543", "limits": "#273036", "other": "#69747e",
        "met": "#5cc2a0", "missed": "#f08a73", "open": "#d9b45a", "grid": "#2a3238",
    },
}  # fmt: skip
STATUS_COLOURS = {"met": "met", "missed": "missed", "open": "open", "none": "secondary"}

_VARIABLE = re.compile(r"var\(--hl-([a-z0-9-]+)\)")


def colour(name: str) -> str:
    """The CSS variable of a palette colour.

    Raises:
        ValueError: If the palette has no such colour.
    """
    if name not in PALETTE["light"]:
        raise ValueError(f"no colour {name!r} in the palette")
    return f"var(--hl-{name})"


def concrete(text: str, mode: Mode = "light") -> str:
    """``text`` (a specification or a picture) with every palette variable replaced by its value."""
    return _VARIABLE.sub(lambda found: PALETTE[mode][found[1]], text)


def config() -> dict[str, Any]:
    """The Vega-Lite configuration all charts share: no frame, no axes of its own, our type and colours."""
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "text": {"fontSize": TEXT_SIZE, "color": colour("secondary"), "font": FONT},
    }


def stylesheet() -> str:
    """The palette as CSS variables that follow the colour scheme of the place where they are used."""
    pairs = (f"--hl-{name}:light-dark({value},{PALETTE['dark'][name]})" for name, value in PALETTE["light"].items())
    return ":root{" + ";".join(pairs) + "}"
