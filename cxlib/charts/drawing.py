"""What a chart function returns, and the plane it draws on.

Everything is drawn on one plane of numbers: a chart puts marks on it (bands, bars, lines, dots, texts) as rows of one
tidy frame, and the specification only says how a kind of mark looks. So the specification holds no data and no text
of users, is built by Altair once for each set of kinds, and labels are written by ``cxlib.language`` in Python.
"""

import hashlib
import json
import textwrap
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cxlib.charts import theme
from cxlib.charts.theme import colour

MARK_LIMIT = 5_000
COLUMNS = {"kind": "c0", "x": "c1", "y": "c2", "x2": "c3", "y2": "c4", "text": "c5", "colour": "c6", "amount": "c7",
           "series": "c8", "tip": "c9"}  # fmt: skip
NUMBERS = ("x", "y", "x2", "y2", "amount")


@dataclass(frozen=True, eq=False)  # known by identity: pictures of one drawing are made once
class Drawing:
    """A chart ready to be drawn: ``spec`` without data, its ``frame`` (columns c0 …), a sentence and its numbers.

    ``description`` is the takeaway, also read aloud in place of the picture; ``numbers`` is what the picture shows as
    a tidy table with readable titles. ``widest`` is the width in px beyond which it reads badly, None if it has none;
    ``note`` names what the picture only numbers.
    """

    spec: dict[str, Any]
    frame: pd.DataFrame
    description: str
    numbers: pd.DataFrame
    widest: int | None = None
    note: str = ""

    @cached_property
    def key(self) -> str:
        """Hash of what is drawn, for caches."""
        marks = self.frame.to_json(orient="values") + json.dumps(self.spec, sort_keys=True)
        return hashlib.sha256(marks.encode()).hexdigest()[:24]


@dataclass
class Plane:
    """Collects the marks of one chart. x and y are plain numbers; periods and categories are numbered by the caller."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def put(self, kind: str, x: float, y: float, **more: Any) -> None:
        """One mark of ``kind``; ``more`` fills x2, y2, text, colour, amount, series and tip."""
        self.rows.append({"kind": kind, "x": x, "y": y, "amount": 1.0, **more})

    def extent(self, low: tuple[float, float], high: tuple[float, float]) -> None:
        """Makes the plane reach at least from ``low`` to ``high``, each (x, y)."""
        self.put("extent", *low)
        self.put("extent", *high)

    def mirror(self) -> None:
        """Turns the plane around for languages written from right to left; never used where x is time."""
        for row in self.rows:
            row["x"] = -row["x"]
            if row.get("x2") is not None:
                row["x2"] = -row["x2"]
            row["kind"] = _MIRRORED.get(row["kind"], row["kind"])

    def drawing(
        self,
        height: int,
        description: str,
        numbers: pd.DataFrame,
        bottom: int = 4,
        top: int = 6,
        widest: int | None = None,
        note: str = "",
    ) -> Drawing:
        """The chart of all marks put so far.

        Raises:
            ValueError: If there are more marks than a browser draws smoothly.
        """
        if len(self.rows) > MARK_LIMIT:
            raise ValueError(f"{len(self.rows)} marks in one chart; the limit is {MARK_LIMIT}")
        frame = pd.DataFrame(self.rows, columns=list(COLUMNS))
        frame[list(NUMBERS)] = frame[list(NUMBERS)].astype(float)
        padding = {"left": 2, "right": 2, "top": top, "bottom": bottom}  # room for labels is found by Vega itself
        present = {row["kind"] for row in self.rows}
        used = tuple(kind for kind in KINDS if kind in present)
        spec = {**_template(used), "height": height, "padding": padding}
        return Drawing(spec, frame.rename(columns=COLUMNS), description, numbers, widest, note)


def wrapped(text: str, width: int = 22) -> str:
    """``text`` in lines of about ``width`` letters, broken only between words."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)[:3])


@lru_cache(maxsize=64)
def _template(kinds: tuple[str, ...]) -> dict[str, Any]:
    layers = [_layer(kind, **KINDS[kind]) for kind in kinds]
    chart = alt.layer(*layers).properties(
        width="container", autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
    spec = chart.to_dict(validate=False)
    for name in ("$schema", "datasets"):
        spec.pop(name, None)
    for layer in (spec, *spec["layer"]):
        layer.pop("data", None)  # every layer reads the one frame that comes with the drawing
    spec["config"] = theme.config()
    spec["usermeta"] = {"embedOptions": {"renderer": "svg"}}  # a canvas knows no CSS variables and no web font
    return spec


def _layer(kind: str, mark: dict[str, Any], channels: tuple[str, ...]) -> alt.Chart:
    encodings = {channel: _CHANNELS[channel] for channel in ("x", "y", *channels)}
    named = {_NAMES.get(name, name): value for name, value in encodings.items()}
    chart = alt.Chart(mark=alt.MarkDef(**mark)).encode(**named)
    return chart.transform_filter(alt.FieldEqualPredicate(field=COLUMNS["kind"], equal=kind))


def _scale() -> alt.Scale:
    return alt.Scale(zero=False, nice=False, padding=0)


_CHANNELS: dict[str, Any] = {
    "x": alt.X("c1:Q", axis=None, scale=_scale()),
    "y": alt.Y("c2:Q", axis=None, scale=_scale()),
    "x2": alt.X2("c3:Q"),
    "y2": alt.Y2("c4:Q"),
    "text": alt.Text("c5:N"),
    "colour": alt.Color("c6:N", scale=None, legend=None),
    "opacity": alt.Opacity("c7:Q", scale=None, legend=None),
    "size": alt.Size("c7:Q", scale=None, legend=None),
    "series": alt.Detail("c8:N"),
    "tip": alt.Tooltip("c9:N"),
}
_NAMES = {"colour": "color", "series": "detail", "tip": "tooltip"}


def _text(
    align: str,
    weight: int = 400,
    above: bool = False,
    size: int = theme.TEXT_SIZE,
    limit: int | dict[str, str] = 300,
    gap: int = 6,
) -> dict[str, Any]:
    mark = {
        "type": "text",
        "align": align,
        "fontWeight": weight,
        "fontSize": size,
        "limit": limit,
        "lineBreak": "\n",
        "baseline": "bottom" if above else "middle",
        "dx": {"left": gap, "right": -gap}.get(align, 0),
        "aria": False,
    }
    return {"mark": mark, "channels": ("text", "colour")}


def _line(width: float, dash: list[float] | None = None) -> dict[str, Any]:
    mark = {"type": "line", "strokeWidth": width, "strokeCap": "round", "strokeJoin": "round", "aria": False}
    return {"mark": mark | ({"strokeDash": dash} if dash else {}), "channels": ("colour", "series")}


def _rule(width: float, dash: list[float] | None = None) -> dict[str, Any]:
    mark = {"type": "rule", "strokeWidth": width, "aria": False} | ({"strokeDash": dash} if dash else {})
    return {"mark": mark, "channels": ("x2", "y2", "colour")}


# How each kind of mark looks, in the order in which they lie on each other.
KINDS: dict[str, dict[str, Any]] = {
    "extent": {"mark": {"type": "point", "opacity": 0, "size": 0, "aria": False}, "channels": ()},
    "band": {"mark": {"type": "area", "line": False, "aria": False}, "channels": ("y2", "colour", "series")},
    "bar": {"mark": {"type": "rect", "cornerRadius": 1.5, "aria": False},
            "channels": ("x2", "y2", "colour", "opacity", "tip")},
    "grid": _rule(1),
    "event": _rule(1, [2, 2]),
    "link": _rule(2),
    "guess": _rule(1.25, [3, 3]),
    "interval": _rule(2),
    "target": _rule(1.25, [1.5, 3]),
    "path": _line(1.6, [0.1, 4.4]),
    "thin": _line(1.25),
    "dashed": _line(1.75, [4, 3]),
    "line": _line(2),
    "speck": {"mark": {"type": "point", "filled": True, "size": 22, "aria": False},
              "channels": ("colour", "opacity", "tip")},
    "bubble": {"mark": {"type": "point", "filled": True, "opacity": 0.85, "aria": False},
               "channels": ("colour", "size", "tip")},
    "dot": {"mark": {"type": "point", "filled": True, "size": 52, "opacity": 1, "aria": False},
            "channels": ("colour", "tip")},
    "ring": {"mark": {"type": "point", "filled": False, "fill": colour("card"), "size": 44, "strokeWidth": 1.5,
                      "opacity": 1, "aria": False}, "channels": ("colour", "tip")},
    "hover": {"mark": {"type": "rect", "opacity": 0, "aria": False}, "channels": ("x2", "y2", "tip")},
    "start": _text("left"),
    "middle": _text("center"),
    "end": _text("right"),
    "start strong": _text("left", 600),
    "middle strong": _text("center", 600),
    "end strong": _text("right", 600),
    "above": _text("center", above=True, size=11, limit=160),
    "label": _text("left", gap=0),
    "label strong": _text("left", 600, gap=0),
    "near end": _text("right", limit=124),
    "near start": _text("left", limit=124),
    "inside": _text("center", size=11),
    "column": _text("center", size=11, limit={"expr": "max(width / abs(span(domain('x'))) - 3, 14)"}),
    "label end": _text("right", gap=0),
    "label end strong": _text("right", 600, gap=0),
}  # fmt: skip
_SIDES = {
    "start": "end",
    "start strong": "end strong",
    "label": "label end",
    "label strong": "label end strong",
    "near start": "near end",
}
_MIRRORED = _SIDES | {other: side for side, other in _SIDES.items()}
