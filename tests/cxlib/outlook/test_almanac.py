import numpy as np
import pandas as pd
import pytest

from cxlib.outlook import forecast
from cxlib.outlook.almanac import almanac
from cxlib.outlook.history import history
from cxlib.outlook.scales import Plain

DAYS = pd.period_range("2022-02-01", periods=800, freq="D")
STAMPS = DAYS.to_timestamp()
SWING = 8 * np.sin(2 * np.pi * STAMPS.day_of_year.to_numpy() / 365.25)
TURN = 5.0 * ((STAMPS.days_in_month - STAMPS.day).to_numpy() < 2)
NOISE = 50 + np.random.default_rng(4).normal(size=800)
AHEAD = 28


def daily(numbers):
    return pd.Series(numbers, index=DAYS)


def offsets(numbers, cutoff=None):
    past = history(daily(numbers)[:-AHEAD])
    return almanac(past, AHEAD, (Plain(),), cutoff), past


def test_two_years_of_days_show_the_time_of_the_year_and_the_turn_of_the_month():
    found, past = offsets(NOISE + SWING + TURN)
    assert found.yearly > 0.95 and found.monthly > 0.95
    planted = (SWING + TURN)[-len(past.numbers) - AHEAD :]
    away = found.offsets[0] - planted
    assert np.abs(away - away.mean()).mean() < 0.5


def test_nothing_is_found_where_nothing_was_planted():
    found, _past = offsets(NOISE)
    assert np.ptp(found.offsets) < 0.5


def test_days_of_one_year_cannot_repeat():
    found = almanac(history(daily(NOISE + SWING)[:500]), AHEAD, (Plain(),))
    assert np.isnan(found.yearly)


def test_months_have_no_almanac():
    past = history(pd.Series(NOISE[:60], index=pd.period_range("2020-01", periods=60, freq="M")))
    assert not almanac(past, 6, (Plain(),)).offsets.any()


def test_the_back_test_learns_the_calendar_from_earlier_days_only():
    changed = NOISE + SWING
    kept, _past = offsets(changed, cutoff=100)
    other = changed.copy()
    other[-AHEAD - 32 : -AHEAD] += 9
    assert offsets(other, cutoff=100)[0].offsets == pytest.approx(kept.offsets)


def test_a_daily_forecast_follows_the_year_and_says_so():
    numbers = NOISE + SWING + TURN
    made = forecast(daily(numbers)[:-AHEAD], AHEAD, bounds=(None, None))
    assert np.abs(made.frame["mean"].to_numpy() - (50 + SWING + TURN)[-AHEAD:]).mean() < 1
    assert "The yearly pattern repeats. Days around the end of a month differ" in made.method


def test_days_without_a_value_are_left_out():
    holes = daily(NOISE + SWING)
    holes.iloc[::9] = np.nan
    assert almanac(history(holes), AHEAD, (Plain(),)).yearly > 0.95
