"""Bands by evidence: the series' own back-test widens or narrows them once the past is long enough."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from cxlib.outlook.history import history
from cxlib.outlook.mixture import Mixture
from cxlib.outlook.scales import Logarithm, Plain
from cxlib.outlook.tried import GROWTH, MOST_GROWTH, Tried


@dataclass(frozen=True)
class Steady:
    """Says a normal distribution of one spread for ever."""

    spread: float

    def mixture(self, cutoff: int, horizon: int) -> Mixture:
        ones = np.ones((1, horizon))
        return Mixture(np.ones(1), 0 * ones, self.spread * ones, np.zeros(1, int), (Plain(),), 1e6)


@pytest.fixture(scope="module")
def past():
    numbers = np.random.default_rng(4).normal(size=60)
    return history(pd.Series(numbers, pd.period_range("2020-01", periods=60, freq="M")))


def test_bands_that_were_too_narrow_are_widened_and_the_reverse(past):
    assert Tried(Steady(0.5), past, 3).stretch(60) > 1.1
    assert Tried(Steady(2.0), past, 3).stretch(60) == 0.95
    assert Tried(Steady(1.0), past, 3).stretch(60) == pytest.approx(1, abs=0.15)


def test_a_short_past_says_nothing(past):
    assert Tried(Steady(0.1), past, 3).stretch(36) == 1


def test_only_what_was_known_by_then_counts(past):
    later = replace(past, numbers=np.r_[past.numbers[:50], past.numbers[50:] + 100])
    assert Tried(Steady(1.0), later, 3).stretch(50) == Tried(Steady(1.0), past, 3).stretch(50)


def test_a_forecast_from_before_a_marked_shift_does_not_count(past):
    shifted = replace(past, numbers=np.r_[past.numbers[:54], past.numbers[54:] + 4])
    honest = Tried(Steady(1.0), shifted, 1, events=(54,)).stretch(56)
    assert honest < Tried(Steady(1.0), shifted, 1).stretch(56)


def test_stretching_keeps_the_median_and_moves_quantiles_by_the_factor():
    said = replace(Steady(1.0).mixture(9, 2), stretch=1.5)
    assert said.quantiles((0.5, 0.975))[:, 0] == pytest.approx([0, 1.5 * norm.ppf(0.975)], abs=1e-3)
    assert said.below(np.array([1.5, 1.5]))[0] == pytest.approx(norm.cdf(1.0), abs=1e-5)


class Amounts(Steady):
    def mixture(self, cutoff: int, horizon: int) -> Mixture:
        said = super().mixture(cutoff, horizon)
        return replace(said, scales=(Plain(), Logarithm()), scale_of=np.ones_like(said.scale_of))


def test_amounts_are_expected_a_little_higher_and_what_may_be_negative_is_not(past):
    assert Tried(Steady(1.0), past, 3).mixture(40, 2).lift == 0
    calm, wild = Tried(Amounts(0.01), past, 3).mixture(40, 2).lift, Tried(Amounts(1.0), past, 3).mixture(40, 2).lift
    assert calm == pytest.approx(MOST_GROWTH)
    assert wild == pytest.approx(GROWTH * past.years(2))


def test_a_lift_moves_the_middle_by_so_many_standard_deviations_and_the_far_ends_hardly():
    said = replace(Steady(2.0).mixture(9, 1), lift=0.1)
    assert said.quantiles((0.5,))[0, 0] == pytest.approx(0.2, abs=1e-3)
    assert said.below(np.array([0.2]))[0] == pytest.approx(0.5, abs=1e-5)
    assert said.quantiles((0.975,))[0, 0] == pytest.approx(2 * norm.ppf(0.975), rel=0.01)
    assert said.below(said.quantiles((0.8,))[0])[0] == pytest.approx(0.8, abs=1e-4)


def test_every_step_may_be_lifted_by_its_own():
    said = replace(Steady(2.0).mixture(9, 2), lift=np.array([0.0, 0.1]))
    assert said.quantiles((0.5, 0.9))[0] == pytest.approx([0, 0.2], abs=1e-3)
