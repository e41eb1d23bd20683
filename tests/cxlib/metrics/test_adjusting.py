"""Weighted to known shares, and with the mix held still."""

import pandas as pd
import pytest

from cxlib.metrics import estimates
from cxlib.metrics.adjusting import mix_adjusted, weighted
from cxlib.periods import Calendar
from cxlib.sources import cube, open_snapshot
from cxlib.workspace import Metric, Source

CSAT = Metric("m", kind="csat", columns={"value": "score"}, settings={"scale": [1, 5]})


@pytest.fixture
def cells(tmp_path):
    """North is happy (0.8), South is not (0.2) in both months; the mix turns from 3:1 to 1:3."""
    happy, sad = [5, 5, 5, 5, 1], [5, 1, 1, 1, 1]
    scores = happy * 30 + sad * 10 + happy * 10 + sad * 30
    regions = ["North"] * 150 + ["South"] * 50 + ["North"] * 50 + ["South"] * 150
    days = pd.to_datetime(["2025-01-10"] * 200 + ["2025-02-10"] * 200)
    pd.DataFrame({"day": days, "score": scores, "region": regions}).to_parquet(tmp_path / "s.parquet")
    dataset = open_snapshot(tmp_path / "s.parquet", Source("s", time="day"), Calendar())
    return cube(dataset, [CSAT], "month", ["region"])


def test_an_unchanged_mix_shows_no_change(cells):
    assert estimates(cells.rolled(), CSAT)["value"].tolist() == pytest.approx([0.65, 0.35])
    assert mix_adjusted(cells, CSAT)["value"].tolist() == pytest.approx([0.5, 0.5])


def test_the_mix_adjusted_interval_holds_its_value(cells):
    rows = mix_adjusted(cells, CSAT)
    assert ((rows["lower"] < rows["value"]) & (rows["value"] < rows["upper"])).all()


def test_weighted_answers_meet_the_known_shares_and_cost_base(cells):
    half = weighted(cells, CSAT, {"region": {"North": 0.5, "South": 0.5}}).rolled()
    rows = estimates(half, CSAT)
    assert rows["value"].tolist() == pytest.approx([0.5, 0.5])
    raw = estimates(cells.rolled(), CSAT)
    assert ((rows["upper"] - rows["lower"]) > (raw["upper"] - raw["lower"])).all()


def test_shares_that_are_met_already_change_nothing(cells):
    january = weighted(cells, CSAT, {"region": {"North": 0.75, "South": 0.25}}).rolled()
    assert estimates(january, CSAT).iloc[0, 1:].tolist() == pytest.approx(
        estimates(cells.rolled(), CSAT).iloc[0, 1:].tolist()
    )


def test_totals_have_no_mix(cells):
    with pytest.raises(ValueError, match="no ratio"):
        mix_adjusted(cells, Metric("other", kind="count"))
