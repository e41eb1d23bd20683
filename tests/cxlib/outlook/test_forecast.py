import numpy as np
import pandas as pd
import pytest

from cxlib.outlook import forecast, forecasts, sensible_horizon
from cxlib.outlook.history import TooFewPeriods


def monthly(numbers, start="2023-01"):
    return pd.Series(np.asarray(numbers, float), index=pd.period_range(start, periods=len(numbers), freq="M"))


def seasonal(count, noise=0.3, seed=1):
    time = np.arange(count)
    return 50 + 0.2 * time + 6 * np.sin(2 * np.pi * time / 12) + noise * np.random.default_rng(seed).normal(size=count)


@pytest.fixture(scope="module")
def made():
    return forecast(monthly(seasonal(42)[:36]), 6)


def test_the_frame_names_the_coming_periods_and_both_bands(made):
    assert list(made.frame.columns) == ["mean", "lower_80", "upper_80", "lower_95", "upper_95"]
    assert made.frame.index.equals(pd.period_range("2026-01", periods=6, freq="M"))


def test_a_season_and_a_trend_are_followed(made):
    assert np.abs(made.frame["mean"].to_numpy() - seasonal(42, noise=0)[36:]).max() < 1.5


def test_the_wider_level_holds_the_narrower(made):
    assert (made.frame["lower_95"] < made.frame["lower_80"]).all()
    assert (made.frame["upper_95"] > made.frame["upper_80"]).all()


def test_the_chance_at_a_quantile_is_its_share(made):
    for share in (0.05, 0.3, 0.9):
        assert made.chance(made.quantile(share).iloc[2], 3, "down") == pytest.approx(share, abs=2e-3)


def test_chances_up_and_down_add_up_to_one(made):
    assert made.chance(55, 4) + made.chance(55, 4, "down") == pytest.approx(1)


def test_a_period_its_text_and_its_number_mean_the_same(made):
    assert made.chance(55, 2) == made.chance(55, "2026-02") == made.chance(55, pd.Period("2026-02", "M"))


def test_a_period_outside_the_horizon_is_a_wrong_argument(made):
    for at in (0, 7, "2025-12", "2026-07"):
        with pytest.raises(ValueError, match="horizon"):
            made.chance(55, at)


def test_an_unknown_direction_is_a_wrong_argument(made):
    with pytest.raises(ValueError, match="sideways"):
        made.chance(55, 1, "sideways")


def test_seven_periods_say_that_one_is_missing():
    with pytest.raises(TooFewPeriods) as raised:
        forecast(monthly(range(7)), 2)
    assert raised.value.missing == 1
    assert "1 more" in str(raised.value)


def test_eight_periods_are_enough():
    assert np.isfinite(forecast(monthly([5, 6, 5, 7, 6, 5, 6, 7]), 2).frame.to_numpy()).all()


def test_the_horizon_grows_with_the_past():
    assert [sensible_horizon(count, 12) for count in (7, 8, 17, 18, 36, 60)] == [0, 2, 2, 6, 12, 12]


def test_a_share_stays_within_its_range():
    values = monthly(np.clip(0.97 + 0.02 * np.random.default_rng(2).normal(size=24), 0, 1))
    made = forecast(values, 6, bounds=(0, 1))
    assert made.frame.to_numpy().max() <= 1
    assert made.chance(1.01, 6) == 0
    assert made.chance(0, 6) == 1


def test_counts_with_zeros_are_never_forecast_below_zero():
    values = monthly(np.random.default_rng(3).poisson(1.0, 30))
    assert forecast(values, 6).frame.to_numpy().min() >= 0


def test_a_metric_that_may_be_negative_may_be_forecast_so():
    values = monthly(10 - 0.6 * np.arange(17) + 0.1 * np.random.default_rng(4).normal(size=17))
    assert forecast(values, 6, bounds=(None, None)).frame["mean"].iloc[-1] < 0


def test_a_value_outside_the_bounds_is_a_wrong_argument():
    with pytest.raises(ValueError, match="do not lie within"):
        forecast(monthly(seasonal(20)), 3, bounds=(0, 10))


def test_missing_periods_may_be_absent_or_nan():
    values = monthly(seasonal(36))
    holes = values.copy()
    holes.iloc[[5, 20]] = np.nan
    pd.testing.assert_frame_equal(forecast(holes, 6).frame, forecast(values.drop(values.index[[5, 20]]), 6).frame)


def test_trailing_gaps_are_forecast():
    values = monthly(seasonal(36))
    values.iloc[-1] = np.nan
    assert forecast(values, 2).frame.index[0] == pd.Period("2025-12", "M")


def test_dates_mean_the_periods_they_lie_in():
    values = monthly(seasonal(30))
    dated = values.set_axis(values.index.to_timestamp())
    pd.testing.assert_frame_equal(forecast(dated, 3).frame, forecast(values, 3).frame)


def test_a_period_named_twice_is_a_wrong_argument():
    values = monthly(seasonal(20))
    with pytest.raises(ValueError, match="twice"):
        forecast(pd.concat([values, values.iloc[:1]]), 3)


def test_numbers_without_a_calendar_are_a_wrong_argument():
    with pytest.raises(ValueError, match="periods or dates"):
        forecast(pd.Series(range(20)), 3)


def test_a_single_absurd_period_is_set_aside_and_said():
    numbers = seasonal(48)
    numbers[30] -= 25
    made = forecast(monthly(numbers), 6)
    assert [(note.kind, note.period, note.aside) for note in made.notes] == [
        ("outlier", pd.Period("2025-07", "M"), True)
    ]
    assert "Jul 2025 is set aside" in " ".join(made.words())
    assert (made.frame["upper_95"] - made.frame["lower_95"]).max() < 5


def test_two_broken_periods_in_a_row_do_not_hide_behind_each_other():
    numbers = 50 + np.random.default_rng(5).normal(size=36)
    numbers[15:17] = 0
    made = forecast(monthly(numbers), 6)
    assert [str(note.period) for note in made.notes if note.aside] == ["2024-04", "2024-05"]
    assert (made.frame["upper_95"] - made.frame["lower_95"]).max() < 6


def test_a_quiet_series_has_no_notes(made):
    assert made.notes == ()


def test_a_marked_shift_narrows_the_bands():
    numbers = 40 + np.random.default_rng(6).normal(size=36) + 15 * (np.arange(36) >= 24)
    plain = forecast(monthly(numbers), 6)
    marked = forecast(monthly(numbers), 6, events=("2025-01",))
    width = (marked.frame["upper_95"] - marked.frame["lower_95"]) / (plain.frame["upper_95"] - plain.frame["lower_95"])
    assert width.max() < 1


def test_an_unmarked_shift_is_pointed_out():
    numbers = 40 + np.random.default_rng(6).normal(size=36) + 15 * (np.arange(36) >= 24)
    notes = forecast(monthly(numbers), 6).notes
    assert ("shift", pd.Period("2025-01", "M")) in [(note.kind, note.period) for note in notes]


def test_two_cycles_of_a_daily_series_are_followed():
    time = np.arange(120)
    numbers = 100 + 8 * np.sin(2 * np.pi * time / 7) + 8 * np.sin(2 * np.pi * time / 30)
    numbers = numbers + 0.5 * np.random.default_rng(7).normal(size=120)
    values = pd.Series(numbers[:110], index=pd.period_range("2026-01-01", periods=110, freq="D"))
    said = forecast(values, 10, season_length=(7, 30)).frame["mean"].to_numpy()
    assert np.abs(said - numbers[110:]).mean() < 1.5


def test_the_back_test_never_sees_what_it_is_compared_with(made):
    folds = made.backtest
    assert (folds["period"] > folds["cutoff"]).all()
    assert folds["actual"].to_numpy() == pytest.approx(
        made.past.numbers[made.past.periods.get_indexer(folds["period"])]
    )
    earlier = forecast(monthly(seasonal(42)[:30]), 6)
    said = folds[folds["cutoff"] == pd.Period("2025-06", "M")]["mean"].to_numpy()
    assert said == pytest.approx(earlier.frame["mean"].to_numpy(), rel=1e-3)


def test_the_method_beats_repeating_the_past_on_a_trend_with_a_season(made):
    assert made.accuracy.against_last_period < 0.5
    assert made.accuracy.against_last_year < 0.5
    assert made.accuracy.better


def test_white_noise_is_not_called_better_than_it_is():
    walk = monthly(50 + np.cumsum(np.random.default_rng(11).normal(size=30)))
    made = forecast(walk, 1)
    sentence = made.words()[1]
    assert ("less than repeating" in sentence) == made.accuracy.better


def test_the_method_names_its_parameters(made):
    detail = made.methodology.detail()
    assert detail.startswith("Bayesian average of 864 structural models")
    assert "A season of 12 periods" in detail


def test_the_method_is_told_in_plain_words_first(made):
    assert "the last 36 months" in made.method
    assert "The yearly pattern repeats." in made.method
    assert not {"models", "weight", "kernel"} & set(made.method.split())


def test_words_use_the_writing_of_the_metric(made):
    assert made.words(lambda value: f"<{value:.0f}>")[0].startswith("Likely <")


def test_a_constant_says_that_it_never_changed():
    made = forecast(monthly([100.0] * 12), 2, bounds=(0, 100))
    assert made.frame["mean"].to_numpy() == pytest.approx(100)
    assert "never changed" in " ".join(made.words())


def test_many_series_come_one_by_one_with_their_problems():
    results = dict(forecasts({"long": monthly(seasonal(24)), "short": monthly([1, 2, 3])}, 2))
    assert len(results["long"].frame) == 2
    assert isinstance(results["short"], TooFewPeriods)


def test_a_level_outside_its_range_is_a_wrong_argument():
    with pytest.raises(ValueError, match="levels"):
        forecast(monthly(seasonal(20)), 3, levels=(80,))


def test_no_horizon_is_a_wrong_argument():
    with pytest.raises(ValueError, match="horizon"):
        forecast(monthly(seasonal(20)), 0)


@pytest.fixture(scope="module")
def short():
    return forecast(monthly(np.random.default_rng(3).normal(40, 3, 9)), 2)


def test_nine_months_are_not_said_to_repeat_a_year_nor_to_have_a_trend(short):
    assert "repeats." not in short.method.replace("whether a yearly pattern repeats.", "")
    assert "recent trend" not in short.method


def test_one_starting_point_is_told_as_one():
    assert "1 starting point this" in forecast(monthly([5, 6, 4, 5, 7, 5, 6, 5]), 1).words()[1]


def test_a_last_period_far_off_is_kept_and_not_said_to_be_set_aside():
    numbers = 50 + np.random.default_rng(3).normal(0, 1, 40)
    numbers[-1] += 15
    made = forecast(monthly(numbers), 2)
    assert len(made.past.numbers) == 40
    assert not any(note.aside for note in made.notes)
    assert "the next will show" in " ".join(made.words())


def test_words_have_as_many_places_as_the_band_is_wide():
    made = forecast(monthly(0.5 + 0.01 * np.random.default_rng(2).normal(size=30)), 2)
    low, high = made.words()[0].split(" by ")[0].removeprefix("Likely ").split(" to ")
    assert float(low) < float(high)


def test_a_constant_is_not_praised_for_missing_by_nothing():
    assert len(forecast(monthly([7.0] * 20), 2).words()) == 2
