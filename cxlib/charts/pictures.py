"""Charts as pictures with the shipped fonts: SVG for pages without scripts, PNG for packs."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cxlib.charts.drawing import Drawing
from cxlib.charts.theme import Mode, concrete

FONTS = Path(__file__).parent / "fonts"
SVG_SIZE = re.compile(r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')


@lru_cache(maxsize=1024)
def svg(drawing: Drawing, width: int = 640, mode: Mode | None = "light") -> str:
    """The chart as one line of SVG that fills the width it is given.

    Args:
        drawing: The chart.
        width: Width it is laid out for, px; text keeps its size when shown at this width.
        mode: Colours put in; None keeps CSS variables, for a page that defines them.
    """
    picture = _converter().vegalite_to_svg(_complete(drawing, width))
    picture = " ".join(picture.split())
    picture = SVG_SIZE.sub(r'<svg\1 width="100%"', picture, count=1)
    return picture if mode is None else concrete(picture, mode)


def png(drawing: Drawing, width: int = 900, scale: float = 2.0, mode: Mode = "light") -> bytes:
    """The chart as a PNG of ``width`` times ``scale`` pixels on the theme's paper."""
    spec = json.loads(concrete(json.dumps(_complete(drawing, width)), mode))
    spec["config"]["background"] = concrete("var(--hl-card)", mode)
    return _converter().vegalite_to_png(spec, scale=scale)


def _complete(drawing: Drawing, width: int) -> dict[str, Any]:
    rows = json.loads(drawing.frame.to_json(orient="records"))
    return {**drawing.spec, "width": width, "data": {"values": rows}}


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
