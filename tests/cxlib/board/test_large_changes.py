"""A change is split by what a cube can hold, however many rows and columns there are."""

from itertools import product

import pandas as pd
import pytest

from cxlib.board.explained import compared
from cxlib.sources import cubes
from cxlib.workspace import Metric

NPS = Metric("nps", name="Recommend", kind="nps", source="survey", unit="points", columns={"value": "score"}, board=1)


@pytest.fixture
def wide():
    """Half a year of answers in every combination of two regions, three products and five versions."""
    days = pd.date_range("2025-01-01", "2025-06-30")
    cells = product(days, ["North", "South"], ["a", "b", "c"], [f"v{n}" for n in range(5)])
    return pd.DataFrame(cells, columns=["day", "region", "channel", "team"]).assign(score=9)


def test_the_dimension_with_the_most_values_is_left_out_first(company, wide, monkeypatch):
    made = company([NPS], survey=wide)
    assert set(compared(made.measures, NPS, "month").by) == {"region", "channel", "team"}
    monkeypatch.setattr(cubes, "CELL_LIMIT", 3 * 2 * 3)
    again = company([NPS], survey=wide)
    assert set(compared(again.measures, NPS, "month").by) == {"region", "channel"}


def test_only_the_two_spans_are_asked_for(company, wide):
    found = compared(company([NPS], survey=wide).measures, NPS, "month")
    assert len(found.before_periods) == len(found.after_periods) == 3
    assert found.before["base"].sum() + found.after["base"].sum() == len(wide)
    assert set(found.after["period"].astype(str)) == {"2025-04", "2025-05", "2025-06"}
