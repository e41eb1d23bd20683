"""A forecast that listens to a lead: nearer where the lead is real, unharmed where it is not."""

import numpy as np
import pandas as pd
import pytest

from cxlib.outlook import forecast
from cxlib.outlook.led import led

HORIZON, LAG = 6, 3


def pair(seed, effect, count=72):
    """A lead and the metric that answers it three months later."""
    random = np.random.default_rng(seed)
    lead = 20 + np.cumsum(random.normal(size=count + HORIZON)) * 0.5 + random.normal(size=count + HORIZON)
    outcome = 50 + random.normal(size=count + HORIZON)
    outcome[LAG:] += effect * (lead[:-LAG] - 20)
    index = pd.period_range("2020-01", periods=count + HORIZON, freq="M")
    return pd.Series(outcome, index), pd.Series(lead, index, name="lead")


@pytest.fixture(scope="module")
def listened():
    outcome, lead = pair(1, 1.5)
    return outcome, led(forecast(outcome[:-HORIZON], HORIZON), lead.to_frame()[:-HORIZON], [LAG])


def test_a_real_lead_brings_the_forecast_nearer(listened):
    outcome, found = listened
    came = outcome[-HORIZON:-LAG]
    with_lead, without = (abs(one.frame["mean"][:LAG] - came).mean() for one in (found.forecast, found.plain))
    assert with_lead < without
    assert found.helps
    assert found.gain > 0.2
    assert found.share > 0.9


def test_both_are_tried_on_the_same_past_periods(listened):
    _outcome, found = listened
    columns = ["cutoff", "period", "actual"]
    pd.testing.assert_frame_equal(found.forecast.backtest[columns], found.plain.backtest[columns])
    assert found.near[0].misses == found.near[1].misses < found.far[0].misses


def test_nearby_bands_are_narrower_and_ordered(listened):
    _outcome, found = listened
    ours, theirs = found.forecast.frame, found.plain.frame
    assert ((ours["upper_95"] - ours["lower_95"])[:LAG] < (theirs["upper_95"] - theirs["lower_95"])[:LAG]).all()
    assert (ours["lower_95"] < ours["mean"]).all()
    assert (ours["mean"] < ours["upper_95"]).all()


def test_the_target_s_chance_comes_from_the_forecast_that_listens(listened):
    _outcome, found = listened
    middle = found.forecast.frame["mean"].iloc[0]
    assert found.forecast.chance(middle, 1) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_a_metric_that_tells_nothing_is_not_listened_to(seed):
    outcome, _lead = pair(seed, 0.0)
    other = pd.Series(np.random.default_rng(seed + 50).normal(size=len(outcome)), outcome.index, name="other")
    found = led(forecast(outcome[:-HORIZON], HORIZON), other.to_frame()[:-HORIZON], [LAG])
    assert not found.helps
    assert np.allclose(found.forecast.frame["mean"], found.plain.frame["mean"], atol=0.6)


def test_gaps_of_the_lead_are_bridged_and_a_late_end_is_forecast():
    outcome, lead = pair(2, 1.5)
    lead = lead.copy()
    lead.iloc[[20, 21, 40]] = np.nan
    found = led(forecast(outcome[:-HORIZON], HORIZON), lead.to_frame()[: -HORIZON - 2], [LAG])
    assert np.isfinite(found.forecast.frame).all().all()
    assert found.share > 0.5


def test_a_lead_that_never_changes_is_none():
    outcome, lead = pair(2, 1.0)
    assert led(forecast(outcome[:-HORIZON], HORIZON), (lead * 0).to_frame(), [LAG]) is None


@pytest.mark.parametrize(("lags", "freq"), [([0], "M"), ([1, 2], "M"), ([1], "Q")])
def test_a_lag_or_grain_that_does_not_fit_is_refused(lags, freq):
    outcome, lead = pair(2, 1.0)
    lead = lead.set_axis(pd.period_range("2020-01", periods=len(lead), freq=freq))
    with pytest.raises(ValueError, match=r"lag|grain|outcome"):
        led(forecast(outcome[:-HORIZON], HORIZON), lead.to_frame(), lags)
