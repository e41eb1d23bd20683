"""What one row counts in each kind; January of the small snapshot, counted by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from cxlib.metrics import KINDS, csat, estimates, nps
from cxlib.sources import TERMS, cube, joined
from cxlib.workspace import Column, Filter, Metric, Source


def january(dataset, **metric):
    record = Metric("m", **metric)
    return estimates(cube(dataset, [record], "month"), record).iloc[0]


def test_passives_count_as_zero(dataset):
    found = january(dataset, kind="nps", columns={"value": "recommend"})
    assert (found["value"], found["base"]) == (pytest.approx(25.0), 4)


def test_csat_counts_the_top_boxes_of_those_who_answered(dataset):
    found = january(dataset, kind="csat", columns={"value": "satisfied"})
    assert (found["value"], found["base"]) == (pytest.approx(2 / 3), 3)


@pytest.mark.parametrize(("variant", "value"), [("v2_share", 0.5), ("v2_mean", 4.25), ("v1", 4.25), ("v2_index", 25)])
def test_effort_has_four_variants(dataset, variant, value):
    found = january(dataset, kind="ces", columns={"value": "ease"}, settings={"variant": variant})
    assert found["value"] == pytest.approx(value)


def test_limits_stay_on_the_scale_of_the_column_in_joined_cubes_too(opened):
    frame = pd.DataFrame({"day": pd.Timestamp("2025-01-05"), "ease": [9.0, 10, 10, 9]})
    source = Source("e", time="day", columns=(Column("ease", "number", "score", (0, 10)),))
    metric = Metric("m", kind="ces", columns={"value": "ease"}, settings={"variant": "v2_mean"})
    found = estimates(joined([cube(opened(frame, source), [metric], "month")]), metric).iloc[0]
    assert found["lower"] < found["value"] < found["upper"] == 10


def test_a_share_leaves_missing_rows_out_of_its_base(dataset):
    found = january(dataset, kind="share", columns={"value": "solved"})
    assert (found["value"], found["base"]) == (pytest.approx(2 / 3), 3)


def test_a_share_may_be_of_a_condition(dataset):
    found = january(dataset, kind="share", columns={"value": "minutes"}, settings={"op": "<=", "values": [5]})
    assert found["value"] == pytest.approx(0.5)


def test_a_metric_counts_only_the_rows_its_own_filter_keeps(dataset):
    found = january(dataset, kind="mean", columns={"value": "minutes"}, where=(Filter("region", ("North",)),))
    assert (found["value"], found["base"]) == (pytest.approx(5.5), 2)


def test_a_mean_is_weighted_by_its_weight_column(dataset):
    found = january(dataset, kind="mean", columns={"value": "minutes", "weight": "weight"})
    assert found["value"] == pytest.approx((3 + 5 + 16 + 30) / 5)


def test_weights_of_one_change_nothing(opened, dataset, survey):
    responses, source = survey
    ones = opened(responses.assign(weight=1.0), source)
    for kind, column in (("nps", "recommend"), ("csat", "satisfied"), ("mean", "minutes")):
        weighted = january(ones, kind=kind, columns={"value": column, "weight": "weight"})
        plain = january(dataset, kind=kind, columns={"value": column})
        assert weighted["lower":"upper"].astype(float).to_numpy() == pytest.approx(plain["lower":"upper"].astype(float))


def test_a_rate_is_events_per_thousand_of_exposure(dataset):
    found = january(dataset, kind="rate", columns={"value": "complaints", "denominator": "orders"})
    assert found["value"] == pytest.approx(1000 * 4 / 200)
    assert found["base"] == 200


def test_a_total_has_nothing_below_the_line(dataset):
    metric = Metric("m", kind="total", columns={"value": "minutes"})
    cells = cube(dataset, [metric], "month")
    assert "denominator" not in cells.sums(metric)
    assert estimates(cells, metric)["value"].tolist() == [46, 10]


def test_a_count_knows_zero_where_the_data_cover_the_period(dataset):
    metric = Metric("m", kind="count", where=(Filter("minutes", (20,), ">="),))
    assert estimates(cube(dataset, [metric], "week"), metric)["value"].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0]


def test_customers_are_counted_once_over_all_parts(dataset):
    metric = Metric("m", kind="distinct", columns={"value": "customer"})
    cells = cube(dataset, [metric], "month", by=["region"])
    assert estimates(cells.rolled(), metric)["value"].tolist() == [3, 1]


def test_a_median_is_computed_by_the_source_at_every_roll_up(dataset):
    metric = Metric("m", kind="quantile", columns={"value": "minutes"})
    cells = cube(dataset, [metric], "month", by=["region"])
    assert estimates(cells.rolled(), metric)["value"].tolist() == [6.5, 5]
    assert estimates(cells.filtered([Filter("region", ("North",))]).rolled(), metric)["value"].tolist() == [5.5, 4]


def test_a_median_lies_between_order_statistics(opened):
    minutes = np.arange(1.0, 101)
    frame = pd.DataFrame({"day": pd.Timestamp("2025-01-05"), "minutes": minutes})
    metric = Metric("m", kind="quantile", columns={"value": "minutes"})
    found = estimates(cube(opened(frame, Source("t", time="day")), [metric], "month"), metric).iloc[0]
    assert (found["value"], found["lower"], found["upper"]) == pytest.approx((50.5, 40, 60), abs=0.05)


def test_a_promise_gap_is_in_points_of_the_expected(dataset):
    found = january(dataset, kind="received_expected", columns={"value": "minutes", "denominator": "promised"})
    assert found["value"] == pytest.approx(100 * (46 - 24) / 24)


def test_a_rate_takes_its_exposure_from_another_source(dataset, opened):
    orders = opened(
        pd.DataFrame({"when": pd.to_datetime(["2025-01-01", "2025-02-01"]), "orders": [400, 100]}),
        Source("o", time="when", grain="month"),
    )
    volume = Metric("volume", kind="given", source="o", columns={"value": "orders"}, settings={"aggregate": "sum"})
    rate = Metric("rate", kind="rate", columns={"value": "complaints"}, settings={"exposure": "volume"})
    both = joined([cube(dataset, [rate], "month"), cube(orders, [volume], "month")])
    assert estimates(both, rate)["value"].tolist() == [10, 0]


KPIS = pd.DataFrame(
    {
        "week": pd.to_datetime(["2025-01-06", "2025-01-13", "2025-01-27"]),
        "rate": [0.5, 0.8, 0.2],
        "volume": [100, 300, 50],
        "open": [7.0, 9.0, 4.0],
    }
)


@pytest.mark.parametrize(
    ("columns", "settings", "value"),
    [
        ({"value": "rate", "weight": "volume"}, {}, (50 + 240 + 10) / 450),
        ({"value": "rate"}, {"aggregate": "mean"}, 0.5),
        ({"value": "volume"}, {"aggregate": "sum"}, 450),
        ({"value": "open"}, {"aggregate": "last"}, 4),
    ],
)
def test_a_given_number_becomes_coarser_by_volume_mean_sum_or_last(opened, columns, settings, value):
    metric = Metric("m", kind="given", columns=columns, settings=settings)
    kpis = opened(KPIS, Source("k", time="week", grain="week"))
    weeks = cube(kpis, [metric], "week")
    assert estimates(weeks.regrained("month"), metric)["value"].iloc[0] == pytest.approx(value)


def test_a_week_counts_in_the_month_it_starts_in(opened):
    metric = Metric("m", kind="given", columns={"value": "open"}, settings={"aggregate": "sum"})
    ends = KPIS.assign(week=KPIS["week"] + pd.Timedelta(days=6))
    kpis = opened(ends, Source("k", time="week", grain="week"))
    found = cube(kpis, [metric], "month")
    assert estimates(found, metric)["value"].tolist() == [20]
    assert str(found.last) == "2025-02-02"


def test_a_long_table_names_its_metrics_in_a_column(opened):
    long = pd.DataFrame(
        {"day": pd.to_datetime(["2025-01-06"] * 2), "metric": ["Crashes", "Rating"], "value": [12.0, 4.5]}
    )
    metric = Metric("m", kind="given", columns={"value": "value"}, settings={"key": "Rating"})
    kpis = opened(long, Source("l", time="day", grain="day", shape="long_kpi"))
    assert estimates(cube(kpis, [metric], "month"), metric)["value"].tolist() == [4.5]


def test_a_given_share_with_its_volume_has_wilsons_interval(opened):
    metric = Metric("m", kind="given", columns={"value": "rate", "weight": "volume"}, settings={"of": "share"})
    found = estimates(cube(opened(KPIS, Source("k", time="week", grain="week")), [metric], "week"), metric).iloc[0]
    assert (found["lower"], found["upper"], found["base"]) == pytest.approx((0.4038, 0.5962, 100), abs=1e-4)


def test_a_given_number_alone_is_no_estimate(opened):
    metric = Metric("m", kind="given", columns={"value": "open"})
    found = estimates(cube(opened(KPIS, Source("k", time="week", grain="week")), [metric], "week"), metric).iloc[0]
    assert math.isnan(found["lower"]) and math.isnan(found["base"])


def test_every_kind_says_what_it_is_and_where_its_rows_go():
    for name, kind in KINDS.items():
        assert kind.heading and type(kind).__doc__
        assert name in TERMS or name == "formula"


def test_nps_of_counts_is_the_metric_of_rows():
    found = nps(50, 30, 20)
    assert found == pytest.approx((30.0, 13.96, 44.34, 100), abs=0.01)
    assert csat(82, 100) == pytest.approx((0.82, 0.7333, 0.8830, 100), abs=5e-5)


def test_nobody_asked_gives_no_number():
    assert math.isnan(nps(0, 0, 0).value) and math.isnan(csat(0, 0).lower)


def test_a_wider_level_contains_the_narrower_in_every_kind(dataset):
    metrics = [
        Metric("a", kind="nps", columns={"value": "recommend"}),
        Metric("b", kind="total", columns={"value": "minutes"}),
        Metric("c", kind="quantile", columns={"value": "minutes"}),
        Metric("d", kind="count"),
    ]
    cells = cube(dataset, metrics, "year")
    for metric in metrics:
        narrow, wide = (estimates(cells, metric, level).iloc[0] for level in (0.8, 0.99))
        assert not wide["lower"] > narrow["lower"] and not wide["upper"] < narrow["upper"]
