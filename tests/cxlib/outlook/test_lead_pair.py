import numpy as np
import pandas as pd
import pytest

from cxlib.outlook.lead_link import NeverChanges, TooFewPairs
from cxlib.outlook.pair import pair
from cxlib.outlook.what_if import what_if


def series(values, name):
    return pd.Series(np.asarray(values, float), pd.period_range("2015-01", periods=len(values), freq="M"), name=name)


@pytest.fixture(scope="module")
def linked():
    """An outcome that keeps half of itself and takes 0.8 of the signal three months before."""
    rng = np.random.default_rng(1)
    signal, outcome = np.zeros(250), np.zeros(250)
    for t in range(3, 250):
        signal[t] = 0.5 * signal[t - 1] + rng.normal()
        outcome[t] = 0.5 * outcome[t - 1] + 0.8 * signal[t - 3] + 0.5 * rng.normal()
    return series(outcome[50:], "Churn"), series(signal[50:], "Waiting")


@pytest.fixture(scope="module")
def walks():
    """Random walks whose steps are linked two months apart."""
    rng = np.random.default_rng(2)
    step = rng.normal(size=203)
    return series(np.cumsum(step[:200] + 0.5 * rng.normal(size=200)), "late"), series(np.cumsum(step[2:202]), "early")


def test_the_effect_and_its_interval_hold_the_planted_one(linked):
    seen = pair(*linked, lag=3)
    assert seen.lower < 0.8 < seen.upper
    assert seen.effect == pytest.approx(0.8, abs=0.12)
    assert not seen.surprise


def test_linked_walks_lead_by_their_surprises(walks):
    seen = pair(*walks, lag=2)
    assert seen.surprise and seen.effect == pytest.approx(1, abs=0.1)


def test_the_cross_correlation_leaves_its_band_only_at_the_lead(linked):
    correlation = pair(*linked, lag=3).correlation
    assert correlation.lag[correlation.beyond].tolist() == [3]
    assert (correlation.upper > 1.96 / np.sqrt(200)).all()


def test_aligned_series_run_on_as_far_as_the_lead_reaches(linked):
    seen = pair(*linked, lag=3).series
    assert len(seen) == 203 and seen.outcome.tail(3).isna().all()
    assert seen.candidate.iloc[-1] == linked[1].iloc[-1]
    assert str(seen.seen.iloc[-1]) == str(linked[1].index[-1])


def test_the_scatter_lies_along_its_line(linked):
    scatter = pair(*linked, lag=3).scatter
    slope = np.polyfit(scatter.candidate, scatter.outcome, 1)[0]
    assert slope == pytest.approx(0.8, abs=0.15)
    assert scatter.fitted.between(scatter.lower, scatter.upper).all()


def test_the_lead_says_what_comes_better_than_silence(linked):
    outcome, signal = linked
    with_lead, without = [], []
    for end in range(120, 197, 4):
        coming = pair(outcome.iloc[:end], signal.iloc[:end], lag=3).coming
        truth = outcome.iloc[end : end + 3].to_numpy()
        with_lead.append(np.abs(coming["mean"] - truth).mean())
        without.append(np.abs(coming["without"] - truth).mean())
    assert np.mean(with_lead) < 0.8 * np.mean(without)


def test_the_words_tell_the_direction_and_promise_no_proof(linked):
    outcome, signal = linked
    assert "tends to rise 3 months later: associated, not proved" in pair(outcome, signal, lag=3).sentence
    assert "tends to fall" in pair(outcome, -signal, lag=3).sentence


def test_a_shift_works_after_the_lag_and_builds_up(linked):
    shift = what_if(*linked, lag=3, shift=1.0, horizon=24)
    assert (shift.iloc[:3] == 0).all(axis=None)
    assert shift["mean"].iloc[3] == pytest.approx(0.8, abs=0.15)
    assert shift["mean"].iloc[-1] == pytest.approx(1.6, abs=0.4)
    assert (shift["mean"].iloc[3:].between(shift["lower"].iloc[3:], shift["upper"].iloc[3:])).all()


def test_a_shift_of_a_walk_lasts(walks):
    shift = what_if(*walks, lag=2, shift=-2.0, horizon=6)
    assert shift["mean"].iloc[2:].to_numpy() == pytest.approx(np.full(4, -2.0), abs=0.5)


def test_no_shift_changes_nothing_and_half_a_shift_changes_half(linked):
    whole, half = (what_if(*linked, lag=3, shift=shift, horizon=8) for shift in (1.0, 0.5))
    assert (what_if(*linked, lag=3, shift=0.0, horizon=8) == 0).all(axis=None)
    pd.testing.assert_frame_equal(half * 2, whole)


def test_a_wider_level_holds_the_narrower(linked):
    wide, narrow = (what_if(*linked, lag=3, shift=1.0, horizon=8, level=level) for level in (0.95, 0.8))
    assert (wide.lower <= narrow.lower).all() and (wide.upper >= narrow.upper).all()


def test_too_few_pairs_say_how_many_more(linked):
    outcome, signal = linked
    with pytest.raises(TooFewPairs, match="there are 20, so 4 more are needed"):
        pair(outcome.iloc[:20], signal, lag=3)


def test_a_metric_that_never_changes_is_named(linked):
    with pytest.raises(NeverChanges, match="Waiting never changes"):
        what_if(linked[0], linked[1] * 0, lag=1, shift=1, horizon=3)


@pytest.mark.parametrize("wrong", [{"lag": 0}, {"horizon": 0}])
def test_lag_and_horizon_start_at_one(linked, wrong):
    with pytest.raises(ValueError, match="must be 1 or more"):
        what_if(*linked, **{"lag": 1, "shift": 1.0, "horizon": 3, **wrong})


def test_what_comes_stays_within_what_the_outcome_can_be():
    rng = np.random.default_rng(8)
    lead = pd.Series(rng.normal(size=60), pd.period_range("2020-01", periods=60, freq="M"), name="lead")
    share = (0.97 + 0.03 * lead.shift(2).fillna(0) + 0.01 * rng.normal(size=60)).clip(0, 1).rename("share")
    told = pair(share, lead, 2, bounds=(0.0, 1.0)).coming
    assert told[["mean", "upper", "upper_80", "without"]].to_numpy().max() <= 1


def test_intervals_of_a_shift_hold_the_truth_nearly_as_often_as_they_say():
    """Over few periods neither the outcome's model nor its persistence is known, and the interval has to say so."""
    held = 0
    for seed in range(30):
        rng, late, early = np.random.default_rng([17, seed]), np.zeros(76), np.zeros(76)
        for t in range(2, 76):
            early[t] = 0.5 * early[t - 1] + rng.normal()
            late[t] = 0.5 * late[t - 1] + 0.4 * early[t - 2] + rng.normal()
        shift = what_if(series(late[40:], "late"), series(early[40:], "early"), lag=2, shift=1.0, horizon=8)
        held += shift["lower"].iloc[-1] <= 0.4 * (2 - 0.5**5) <= shift["upper"].iloc[-1]
    assert held >= 26  # one model alone holds 19
