"""What the pages ask of forecasts and leads, in terms of metrics and periods."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxlib.errors import CXError
from cxlib.outlook.seen import (
    HORIZON,
    MAX_LAG,
    bounds_of,
    comparisons,
    forecast_of,
    gathered,
    led_of,
    marked_shifts,
    moved,
    pair_of,
    scan_of,
)
from cxlib.periods import GRAINS
from cxlib.workspace import Event, Metric

SPEED = Metric("speed", name="Speed", kind="given", source="calls", columns={"value": "speed"}, role="leading")
LOYAL = Metric("loyal", name="Loyal", kind="given", source="calls", columns={"value": "loyal"}, role="lagging")


@pytest.mark.parametrize(
    ("metric", "bounds"),
    [(Metric("m", kind="nps"), (-100.0, 100.0)), (Metric("m", kind="csat", unit="%"), (0.0, 1.0)),
     (Metric("m", kind="count"), (0.0, None)), (Metric("m", kind="given"), None),
     (Metric("m", kind="given", settings={"of": "nps"}), (-100.0, 100.0)),
     (Metric("m", kind="formula", formula="a / b"), None), (Metric("m", kind="formula", unit="%"), (0.0, 1.0))],
)  # fmt: skip
def test_bounds_follow_the_kind(metric, bounds):
    assert bounds_of(metric) == bounds


def test_every_grain_has_a_horizon_and_a_longest_lag():
    assert set(HORIZON) == set(MAX_LAG) == set(GRAINS)


def finished(values, freq="M"):
    return pd.DataFrame({"period": pd.period_range("2023-01", periods=len(values), freq=freq), "value": values})


@pytest.mark.parametrize("values", [[], [1.0], [np.nan] * 30, [5.0, 6.0, 5.0]])
def test_too_few_periods_have_no_forecast(values):
    assert forecast_of(Metric("m"), finished(np.array(values, float))) is None


def test_a_forecast_begins_after_the_last_period_and_keeps_the_bounds():
    rng = np.random.default_rng(3)
    share = Metric("m", kind="csat", unit="%")
    made = forecast_of(share, finished(np.clip(0.97 + rng.normal(0, 0.02, 24), 0, 1)))
    assert str(made.frame.index[0]) == "2025-01"
    assert len(made.frame) <= HORIZON["month"]
    assert made.frame["upper_95"].max() <= 1.0 and made.frame["lower_95"].min() >= 0.0


def test_missing_periods_are_passed_over():
    rng = np.random.default_rng(3)
    values = 50 + rng.normal(0, 2, 24)
    values[5] = np.nan
    assert forecast_of(Metric("m", kind="nps"), finished(values)) is not None


@pytest.fixture
def calls():
    """Ninety weeks in which loyalty follows speed three weeks later."""
    rng = np.random.default_rng(5)
    speed = rng.normal(0, 1, 93)
    loyal = 3 * speed[:-3] + rng.normal(0, 0.5, 90)
    days = pd.date_range("2023-01-02", periods=90, freq="7D").as_unit("us")
    return pd.DataFrame({"day": days, "speed": 70 + speed[3:], "loyal": 40 + loyal})


def test_a_planted_lead_is_found_with_its_lag_and_grain(company, calls):
    made = company([SPEED, LOYAL], {"calls": "week"}, calls=calls)
    rows = scan_of(made.workspace, made.measures)
    assert len(rows) == 1
    row = rows.iloc[0]
    assert (row["outcome"], row["candidate"], row["lag"], row["grain"]) == ("loyal", "speed", 3, "week")
    assert row["verdict"] == "leading"


@pytest.mark.parametrize("metrics", [[], [SPEED], [LOYAL]])
def test_without_both_roles_there_is_nothing_to_scan(company, calls, metrics):
    made = company(metrics, {"calls": "week"}, calls=calls)
    assert scan_of(made.workspace, made.measures).empty


def test_a_pair_carries_the_metrics_names_and_too_few_periods_are_said(company, calls):
    made = company([SPEED, LOYAL], {"calls": "week"}, calls=calls)
    assert "Speed" in pair_of(made.measures, LOYAL, SPEED, 3, "week").sentence
    with pytest.raises(CXError, match="23 more"):
        pair_of(made.measures, LOYAL, SPEED, 3, "year")


def test_a_move_of_the_lead_moves_the_outcome_and_widens_its_bands(company, calls):
    made = company([SPEED, LOYAL], {"calls": "week"}, calls=calls)
    plain = forecast_of(LOYAL, made.measures.series("loyal", "week"))
    still = moved(made.measures, LOYAL, SPEED, 3, "week", 0.0, plain)
    up = moved(made.measures, LOYAL, SPEED, 3, "week", 1.0, plain)
    assert still["mean"].to_numpy() == pytest.approx(plain.frame["mean"].to_numpy())
    assert up["mean"].iloc[-1] - still["mean"].iloc[-1] == pytest.approx(3, abs=1.5)
    assert (up["upper_95"] - up["lower_95"]).iloc[-1] >= (still["upper_95"] - still["lower_95"]).iloc[-1]
    assert up["period"].tolist() == list(plain.frame.index)


def test_weeks_and_months_meet_at_months_by_the_weeks_own_sums(company, calls):
    months = pd.DataFrame({"day": pd.date_range("2022-01-01", periods=40, freq="MS").as_unit("us"), "loyal": range(40)})
    weeks = pd.concat([calls.assign(day=calls["day"] - pd.Timedelta(weeks=90)), calls])
    made = company([SPEED, replace(LOYAL, source="months")], {"calls": "week", "months": "month"},
                   calls=weeks, months=months)  # fmt: skip
    rows = scan_of(made.workspace, made.measures)
    assert rows["grain"].tolist() == ["month"]
    assert rows["n"].iloc[0] == 32  # January 2022 to August 2024


def test_a_stopped_scan_goes_on_where_it_was(company, calls):
    made = company([SPEED, LOYAL, replace(LOYAL, id="again", name="Again")], {"calls": "week"}, calls=calls)
    known, asked = {}, []

    def stop(name, _share):
        asked.append(name)
        if len(asked) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        scan_of(made.workspace, made.measures, progress=stop, known=known)
    assert list(known) == [("loyal", "week")]
    jobs = list(comparisons(made.workspace, made.measures))
    assert gathered(jobs, known)["outcome"].tolist() == ["loyal"]
    kept = known["loyal", "week"]
    whole = scan_of(made.workspace, made.measures, known=known)
    assert whole["outcome"].tolist() == ["loyal", "again"]
    assert known["loyal", "week"] is kept


def test_a_marked_shift_that_both_share_is_no_lead(company):
    rng = np.random.default_rng(11)
    step = np.r_[np.zeros(50), np.full(50, 6.0)]
    days = pd.date_range("2023-01-02", periods=100, freq="7D").as_unit("us")
    early, late = np.r_[step[2:], [6.0, 6.0]] + rng.normal(size=100), step + rng.normal(size=100)
    frame = pd.DataFrame({"day": days, "speed": early, "loyal": late})
    moved_on = Event("e", name="New system", day=days[50].date(), rebase=True)
    unmarked = company([SPEED, LOYAL], {"calls": "week"}, calls=frame)
    marked = company([SPEED, LOYAL], {"calls": "week"}, events=[moved_on], calls=frame)
    without, with_event = (scan_of(one.workspace, one.measures)["q_value"].iloc[0] for one in (unmarked, marked))
    assert with_event > without
    assert marked_shifts(unmarked.workspace) != marked_shifts(marked.workspace)


def test_a_found_lead_is_listened_to_at_its_own_grain_only(company, calls):
    made = company([SPEED, LOYAL], {"calls": "week"}, calls=calls)
    pairs = scan_of(made.workspace, made.measures)
    plain = forecast_of(LOYAL, made.measures.series("loyal", "week"))
    listened = led_of(made.workspace, made.measures, LOYAL, "week", plain, pairs)
    assert (listened.names, listened.lags, listened.helps) == (("speed",), (3,), True)
    assert led_of(made.workspace, made.measures, LOYAL, "month", plain, pairs) is None
    assert led_of(made.workspace, made.measures, LOYAL, "week", plain, pd.DataFrame()) is None
