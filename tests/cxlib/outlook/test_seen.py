"""What the pages ask of forecasts and leads, in terms of metrics and periods."""

import numpy as np
import pandas as pd
import pytest

from cxlib.errors import CXError
from cxlib.outlook.seen import HORIZON, MAX_LAG, bounds_of, forecast_of, moved, pair_of, scan_of
from cxlib.periods import GRAINS
from cxlib.workspace import Metric

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
