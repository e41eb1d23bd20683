"""Charts as pictures with the shipped fonts: SVG for pages without scripts, PNG for packs."""

import json
import re
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cxlib.charts.drawing import Drawing
from cxlib.charts.theme import Mode, colour, concrete

MARKS = "marks"  # name of the table that a drawing's frame fills
FONTS = Path(__file__).parent / "fonts"
SVG_SIZE = re.compile(r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')
_IDLE = re.compile(  # areas that nobody sees, and roles that tell a screen reader nothing
    r'<path class="(?:back|fore)ground" aria-hidden="true" d="[^"]*"(?: display="none")?/>'
    r'| role="graphics-object" aria-roledescription="group mark container"(?=>)'
)
_SMALLEST = {"data": {"values": [{}]}, "mark": "point"}
_PLACES = re.compile(r' d="[^"]*"| transform="translate\([^)"]*\)"')
_FINE = re.compile(r"\d+\.\d{2,}")


@lru_cache(maxsize=1024)
def svg(drawing: Drawing, width: int = 640, mode: Mode | None = "light") -> str:
    """The chart as one line of SVG that fills the width it is given.

    Args:
        drawing: The chart.
        width: Width it is laid out for, px; text keeps its size when shown at this width.
        mode: Colours put in; None keeps CSS variables, for a page that defines them.
    """
    picture = _converter().vega_to_svg(_complete(drawing, width))
    picture = _without_idle_parts(" ".join(picture.split()))
    picture = SVG_SIZE.sub(r'<svg\1 width="100%"', picture, count=1)
    return picture if mode is None else concrete(picture, mode)


def _without_idle_parts(picture: str) -> str:
    """A third shorter: without what nobody sees, and without hundredths of a pixel."""
    return _PLACES.sub(lambda place: _FINE.sub(_tenths, place[0]), _IDLE.sub("", picture))


def _tenths(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def png(drawing: Drawing, width: int = 900, scale: float = 2.0, mode: Mode = "light") -> bytes:
    """The chart as a PNG of ``width`` times ``scale`` pixels on the theme's paper."""
    chart = json.loads(concrete(json.dumps(_complete(drawing, width)), mode))
    chart["background"] = concrete(colour("card"), mode)
    return _converter().vega_to_png(chart, scale=scale)


def _complete(drawing: Drawing, width: int) -> dict[str, Any]:
    rows = json.loads(drawing.frame.to_json(orient="records"))
    compiled = _compiled(json.dumps({**drawing.spec, "width": width, "data": {"name": MARKS}}))
    tables = [{**table, "values": rows} if table["name"] == MARKS else table for table in compiled["data"]]
    return {**compiled, "data": tables}


@lru_cache(maxsize=128)
def _compiled(spec: str) -> dict[str, Any]:
    """Compiling Vega-Lite is half of the work and the same for all drawings of a kind."""
    return _converter().vegalite_to_vega(json.loads(spec))


@cache
def get_ready() -> None:
    """Starts the renderer beside other work, once: to start it takes as long as drawing twenty pictures."""
    threading.Thread(target=lambda: _converter().vegalite_to_svg(_SMALLEST), daemon=True).start()


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
