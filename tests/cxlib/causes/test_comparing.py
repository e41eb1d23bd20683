"""Two sides of a comparison for every kind of metric, and a formula's change by what it is made of."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.board.explained import explained
from cxlib.causes import split
from cxlib.causes.comparing import Comparison, compared, group_columns, left_out, ratio
from cxlib.causes.formulas import input_parts
from cxlib.workspace import Filter, Metric

DAYS = pd.date_range("2024-01-01", "2025-12-31", freq="D").as_unit("us")
SOUTH = Comparison("group", group=(("region", "South"),))


@pytest.fixture(scope="module")
def rows():
    """Two years of 2,400 rows: the South waits longer and answers lower since October 2025."""
    rng = np.random.default_rng(5)
    day = DAYS[rng.integers(0, len(DAYS), 2400)].sort_values()
    region = rng.choice(["North", "South"], 2400)
    channel = rng.choice(["App", "Phone"], 2400)
    late = (region == "South") & (day >= pd.Timestamp("2025-10-01"))
    return pd.DataFrame({
        "day": day, "region": region, "channel": channel,
        "score": np.clip(np.round(rng.normal(np.where(late, 5, 8), 1.5)), 0, 10).astype(int),
        "expected": rng.integers(6, 10, 2400).astype(float),
        "wait": rng.exponential(np.where(late, 400.0, 200.0)),
        "solved": rng.random(2400) < np.where(late, 0.4, 0.7),
        "customer": rng.integers(0, 800, 2400).astype(str),
    })  # fmt: skip


KINDS = {
    "nps": Metric("m", kind="nps", source="survey", columns={"value": "score"}, unit="points"),
    "csat": Metric("m", kind="csat", source="survey", columns={"value": "score"}, unit="%"),
    "mean": Metric("m", kind="mean", source="survey", columns={"value": "wait"}, direction="down"),
    "share": Metric("m", kind="share", source="survey", columns={"value": "solved"}, unit="%"),
    "count": Metric("m", kind="count", source="survey"),
    "total": Metric("m", kind="total", source="survey", columns={"value": "wait"}),
    "median": Metric("m", kind="quantile", source="survey", columns={"value": "wait"}, direction="down"),
    "distinct": Metric("m", kind="distinct", source="survey", columns={"value": "customer"}),
    "gap": Metric("m", kind="received_expected", source="survey",
                  columns={"value": "score", "denominator": "expected"}),
}


@pytest.mark.parametrize("comparison", [Comparison("year"), SOUTH], ids=["year", "group"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_of_every_kind_add_up_to_its_change(company, rows, kind, comparison):
    made = company([KINDS[kind]], survey=rows)
    sides = compared(made.measures, KINDS[kind], "month", (), comparison)
    parts = split(sides.before, sides.after, "channel")["total"].sum() * sides.scale
    assert parts == pytest.approx(sides.ends[1] - sides.ends[0], rel=1e-9, abs=1e-9)


def test_the_ends_of_a_median_are_the_medians_of_the_rows(company, rows):
    made = company([KINDS["median"]], survey=rows)
    sides = compared(made.measures, KINDS["median"], "month", (), SOUTH)
    last = rows[rows["day"] >= "2025-10-01"]
    wanted = [last[last["region"] == region]["wait"].median() for region in ("North", "South")]
    assert sides.ends == pytest.approx(wanted)


def test_different_customers_are_counted_once_over_all_parts(company, rows):
    made = company([KINDS["distinct"]], survey=rows)
    sides = compared(made.measures, KINDS["distinct"], "month", (), "before")
    for side, first, last in ((sides.before, "2025-07-01", "2025-09-30"), (sides.after, "2025-10-01", "2025-12-31")):
        assert ratio(side) == pytest.approx(rows[rows["day"].between(first, last)]["customer"].nunique())


def test_a_group_is_held_against_everybody_else(company, rows):
    made = company([KINDS["mean"]], survey=rows)
    sides = compared(made.measures, KINDS["mean"], "month", (), SOUTH)
    assert set(sides.before["region"]) == {"North"} and set(sides.after["region"]) == {"South"}
    assert sides.by == ("channel",)


def test_a_segment_of_a_median_is_found_and_said_in_its_unit(company, rows):
    made = company([KINDS["median"]], survey=rows)
    found = explained(made.measures, KINDS["median"], "month", (), "before")
    assert found[0].where == {"region": "South"} and "it rose" in found[0].sentence


def test_two_chosen_periods_are_compared(company, rows):
    made = company([KINDS["share"]], survey=rows)
    sides = compared(made.measures, KINDS["share"], "month", (), Comparison("periods", "2025-03-01", "2025-11-01"))
    assert [str(side[0]) for side in (sides.before_periods, sides.after_periods)] == ["2025-03", "2025-11"]


def test_periods_that_are_gone_fall_back_to_the_last_two(company, rows):
    made = company([KINDS["share"]], survey=rows)
    sides = compared(made.measures, KINDS["share"], "month", (), Comparison("periods", "1999-01-01", "nonsense"))
    assert [str(side[0]) for side in (sides.before_periods, sides.after_periods)] == ["2025-11", "2025-12"]


def test_a_dimension_that_restates_the_time_is_left_out(company, rows):
    waves = rows.assign(team=rows["day"].dt.year.astype(str))
    made = company([KINDS["nps"]], survey=waves)
    sides = compared(made.measures, KINDS["nps"], "month")
    assert "team" not in sides.by and sides.restating == ("team",)


def test_columns_with_too_many_values_are_named(company, rows):
    made = company([KINDS["nps"]], survey=rows.assign(channel=rows["customer"]))
    assert left_out(made.measures, made.workspace.sources[0], KINDS["nps"]) == ("channel",)


def test_a_filter_holds_on_both_sides(company, rows):
    made = company([KINDS["median"]], survey=rows)
    sides = compared(made.measures, KINDS["median"], "month", (Filter("channel", ("App",)),), "before")
    assert set(sides.after["channel"]) == {"App"}


def test_a_formula_is_made_of_its_metrics(company, rows):
    cost = Metric("f", name="Waiting", kind="formula", formula="visits * wait")
    parts = (Metric("visits", name="Visits", kind="count", source="survey"),
             Metric("wait", name="Wait", kind="mean", source="survey", columns={"value": "wait"}), cost)  # fmt: skip
    made = company(parts, survey=rows)
    sides = compared(made.measures, cost, "month", (), "before")
    assert set(sides.after["part"]) == {"Visits", "Wait"} and not sides.searchable
    assert sides.after["numerator"].sum() == pytest.approx(sides.ends[1] - sides.ends[0])


def test_a_formula_of_a_group_is_held_against_the_rest(company, rows):
    cost = Metric("f", name="Waiting", kind="formula", formula="visits * wait")
    parts = (Metric("visits", name="Visits", kind="count", source="survey"),
             Metric("wait", name="Wait", kind="mean", source="survey", columns={"value": "wait"}), cost)  # fmt: skip
    made = company(parts, survey=rows)
    assert group_columns(made.measures, cost) == ("region", "channel")
    sides = compared(made.measures, cost, "month", (), SOUTH)
    late = rows[rows["day"] >= sides.after_periods[0].start_time]
    known = [late[late["region"] == region]["wait"].sum() for region in ("North", "South")]
    assert sides.group == SOUTH.group and sides.ends == pytest.approx(known)  # visits times mean wait
    assert sides.after["numerator"].sum() == pytest.approx(known[1] - known[0])


PRODUCT = Metric("f", kind="formula", formula="a * b")
METRICS = (Metric("a", kind="mean"), Metric("b", kind="mean"), PRODUCT)
NUMBERS = st.floats(0.1, 100)


@settings(max_examples=50)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_parts_of_a_formula_add_up_to_its_change(a0, a1, b0, b1):
    found = input_parts(PRODUCT, METRICS, {"a": (a0, a1), "b": (b0, b1)})
    assert sum(found.parts.values()) == pytest.approx(a1 * b1 - a0 * b0, abs=1e-8)
    assert found.parts["a"] == pytest.approx((a1 - a0) * (b0 + b1) / 2)  # both orders, averaged


def test_a_formula_without_a_value_on_a_side_has_no_parts():
    ratio = Metric("f", kind="formula", formula="a / b")
    assert input_parts(ratio, (*METRICS[:2], ratio), {"a": (1.0, 2.0), "b": (0.0, 1.0)}) is None


def test_in_a_table_without_dates_a_group_is_held_against_the_rest_and_nothing_else(company):
    people = pd.DataFrame({"score": [10.0] * 30 + [0.0] * 10 + [10.0] * 20 + [0.0] * 60,
                           "region": ["North"] * 40 + ["South"] * 80, "team": ["A", "B"] * 60})  # fmt: skip
    nps = Metric("nps", kind="nps", source="survey", columns={"value": "score"})
    measures = company([nps], survey=people).measures
    found = compared(measures, nps, "month", (), Comparison("group", group=(("region", "South"),)))
    assert found.ends == pytest.approx((50.0, -50.0)) and found.after_periods == ()
    assert compared(measures, nps, "month") is None
