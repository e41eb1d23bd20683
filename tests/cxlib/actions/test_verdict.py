"""The door: words, the ladder, and properties that any verdict must have."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.actions import verdict
from cxlib.actions.judging import word_of

MONTHS = pd.period_range("2023-01", periods=36, freq="M")
NOISE = np.random.default_rng(11).normal(size=36)


def outcome(effect=0.0, start=24, noise=1.0):
    return pd.Series(50 + noise * NOISE + effect * (np.arange(36) >= start), MONTHS)


def test_a_large_step_worked_and_its_opposite_is_worse():
    assert verdict(outcome(6), MONTHS[24]).word == "worked"
    assert verdict(outcome(-6), MONTHS[24]).word == "worse"
    assert verdict(outcome(-6), MONTHS[24], direction="down").word == "worked"


def test_no_effect_cannot_be_told():
    assert verdict(outcome(), MONTHS[24]).word in ("cannot tell yet", "promising")


def test_the_ladder_is_chosen_by_what_is_there():
    beside = pd.Series(50 - NOISE, MONTHS)
    assert verdict(outcome(), MONTHS[24], beside).method == "difference in differences"
    assert verdict(outcome(), MONTHS[24]).method == "interrupted series"
    assert verdict(outcome().iloc[18:], MONTHS[24]).method == "before and after"
    assert verdict(outcome().iloc[:27], MONTHS[24]).weak


def test_with_too_few_periods_it_says_how_many_more():
    found = verdict(outcome().iloc[:24], MONTHS[24])
    assert (found.word, found.needed, found.after) == ("cannot tell yet", 4, 0)
    assert np.isnan(found.effect)


def test_without_a_baseline_waiting_does_not_help():
    found = verdict(outcome().iloc[22:], MONTHS[24])
    assert (found.word, found.needed) == ("cannot tell yet", None)


def test_a_start_inside_a_period_leaves_that_period_out():
    whole, cut = verdict(outcome(6), "2025-01-01"), verdict(outcome(6), "2025-01-15")
    assert (whole.after, cut.after, cut.before) == (12, 11, 24)


def test_missing_periods_count_on_neither_side():
    gapped = outcome(6)
    gapped.iloc[20:24] = np.nan
    assert verdict(gapped, MONTHS[24]).before == 20


def test_what_moves_both_alike_is_no_effect():
    shared = 8 * (np.arange(36) >= 24)
    beside = pd.Series(40 + shared + np.random.default_rng(2).normal(size=36) * 0.3, MONTHS)
    found = verdict(pd.Series(beside + 10 + 0.3 * NOISE), MONTHS[24], beside)
    assert found.word in ("cannot tell yet", "promising")
    assert abs(found.effect) < 1


def test_the_picture_expects_the_old_level():
    path = verdict(outcome(6), MONTHS[24]).path
    after = path[path["after"]]
    assert after["expected"].mean() == pytest.approx(50, abs=1.5)
    assert (after["observed"] > after["upper"]).mean() > 0.8
    assert list(path["period"]) == list(MONTHS)


def test_what_is_ruled_out_is_not_waited_for():
    assert verdict(outcome(), MONTHS[24], expected=9.0).needed == 0


def test_a_small_hope_needs_more_periods_than_a_large_one():
    few, many = (verdict(outcome(), MONTHS[24], expected=size).needed for size in (1.4, 1.0))
    assert many is None or few is None or many >= few


def test_words_follow_direction_and_level():
    assert word_of(2.0, 0.2, 0.9, 0.95, "up") == "promising"
    assert word_of(2.0, 0.2, 0.9, 0.8, "up") == "worked"
    assert word_of(-2.0, 0.9, 0.55, 0.95, "down") == "cannot tell yet"


def test_dates_are_taken_as_periods():
    dated = outcome(6).set_axis(MONTHS.to_timestamp())
    assert verdict(dated, "2025-01-01").effect == pytest.approx(verdict(outcome(6), MONTHS[24]).effect)


@settings(max_examples=8, deadline=None)
@given(st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_unit_and_level_of_the_scale_change_nothing(level, unit):
    plain, scaled = verdict(outcome(2), MONTHS[24]), verdict(level + unit * outcome(2), MONTHS[24])
    assert scaled.effect == pytest.approx(unit * plain.effect, rel=1e-3, abs=1e-6 * unit)
    assert scaled.p_value == pytest.approx(plain.p_value, rel=1e-3, abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(st.floats(-5, 5))
def test_an_added_effect_is_found_exactly(added):
    plain, moved = verdict(outcome(), MONTHS[24]), verdict(outcome(added), MONTHS[24])
    assert moved.effect - plain.effect == pytest.approx(added, abs=0.35)
    assert moved.lower <= moved.effect <= moved.upper


@settings(max_examples=6, deadline=None)
@given(st.floats(0.5, 0.94))
def test_a_wider_level_contains_the_narrower(level):
    narrow, wide = (verdict(outcome(2), MONTHS[24], level=part) for part in (level, 0.95))
    assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


def test_idle_actions_are_rarely_called_a_success():
    rng = np.random.default_rng(5)
    called = 0
    for _turn in range(60):
        walk = np.cumsum(rng.normal(0, 0.4, 36)) + rng.normal(size=36)
        called += verdict(pd.Series(walk, MONTHS), MONTHS[28]).p_value <= 0.05
    assert called <= 7
