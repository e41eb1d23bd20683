import pandas as pd
import pytest

from cxlib.causes import change_split, metric_sums, segments
from cxlib.sources.cubes import Cube
from cxlib.workspace import Metric

NPS = Metric("nps", name="NPS", kind="nps")
OLD, NEW = pd.Period("2026-01", "M"), pd.Period("2026-02", "M")


def cube():
    frame = pd.DataFrame({
        "period": [OLD, OLD, NEW, NEW], "region": ["n", "s", "n", "s"], "nps.numerator": [240.0, 40, 210, 40],
        "nps.denominator": [600.0, 400, 500, 500], "nps.squares": [500.0, 300, 420, 380],
        "nps.base": [600, 400, 500, 500]})
    return Cube(frame, grain="month", by=("region",), metrics=(NPS,))


def test_a_cube_is_split_in_the_metrics_unit():
    parts = change_split(cube(), NPS, OLD, NEW, "region").set_index("segment")
    assert parts.loc[["n", "s"], "mix"].tolist() == pytest.approx([-1.45, -1.75])
    assert parts.loc[["n", "s"], "rate"].tolist() == pytest.approx([1.10, -0.90])


def test_periods_can_be_taken_together():
    assert metric_sums(cube(), NPS, [OLD, NEW])["denominator"].sum() == 2000


def test_the_search_takes_cubes():
    old = Cube(cube().frame.query("period == @OLD"), "month", ("region",), (NPS,))
    new = Cube(cube().frame.query("period == @NEW"), "month", ("region",), (NPS,))
    found = segments(old, new, ["region"])
    assert [finding.kind for finding in found] == ["mix"]
    assert found[0].contribution == pytest.approx(-3.2, abs=0.2)


def test_a_metric_that_is_no_sum_is_refused():
    median = Metric("m", name="Wait", kind="quantile")
    frame = pd.DataFrame({"period": [OLD], "region": ["n"], "m.value": [3.0], "m.base": [9]})
    with pytest.raises(ValueError, match="not made of sums"):
        metric_sums(Cube(frame, "month", ("region",), (median,)), median)
