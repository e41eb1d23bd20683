"""There is a chart for every name a column or a value can have: names are data, never part of a specification."""

import json
import re

import pandas as pd
import pytest

from cxlib import charts
from cxlib.charts.drawing import COLUMNS

NAMES = (
    "a.b[0]", "a]b", "[x]", "datum.x", "a\\b", "it's \"quoted\"", "line\nbreak", "tab\there", "50% & <b>more</b>", " ",
    "", "__proto__", "![x](https://evil.example/p.png)", "<script>alert(1)</script>", "=HYPERLINK(\"//evil.example\")",
    "$x^2$", "a:b:Q", "ชื่อ", "نام ستون", "x" * 10_000, "NUL\x00byte", "İ", "\u202eevil",
)  # fmt: skip


def drawn(name):
    other = f"{name} too"
    segments = pd.DataFrame({"segment": [name, other], "value": [1.0, 2.0], "lower": [0.5, 1.5], "upper": [1.5, 2.5]})
    cells = pd.DataFrame({"row": [name, other], "column": [other, name], "value": [1.0, 2.0]})
    steps = pd.DataFrame({"segment": [name, other], "mix": [0.1, 0.2], "rate": [0.1, 0.1], "total": [0.2, 0.3]})
    return [charts.intervals(segments, accent=other), charts.heat(cells), charts.waterfall(steps)]


def without_sizes(drawing):
    """A long name takes more room; nothing else in a specification may change with it."""
    return re.sub(r"\d+", "", json.dumps(drawing.spec))


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_name_is_drawn_and_none_is_part_of_a_specification(name):
    for drawing, plain in zip(drawn(name), drawn("Region"), strict=True):
        assert without_sizes(drawing) == without_sizes(plain) and set(drawing.frame.columns) == set(COLUMNS.values())


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) < 100 and "\x00" not in name])
def test_a_picture_of_any_name_holds_no_script_no_link_and_no_foreign_picture(name):
    picture = charts.svg(drawn(name)[0], 300)
    assert not re.search(r"<(script|image|a|foreignObject)[\s>]|href=|\son\w+=", picture)
