"""Published vectors, exact coverage by full enumeration, and properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlib.stats.intervals import (
    adjusted_nps_interval,
    kish_base,
    nps_interval,
    poisson_interval,
    quantile_ranks,
    ratio_stderr,
    t_interval,
    wilson_interval,
)

TRUE_SHARES = [(0.5, 0.2), (0.7, 0.1), (0.85, 0.05), (0.3, 0.4), (0.45, 0.45), (0.95, 0.02), (0.6, 0.35)]


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ((50, 30, 20), (14.05, 44.20)),
        ((5, 3, 2), (-19.05, 65.21)),
        ((10, 0, 0), (47.50, 100)),
        ((0, 0, 4), (-100, -6.94)),
    ],
)
def test_adjusted_wald_meets_its_vectors(counts, limits):
    base = sum(counts)
    found = adjusted_nps_interval(counts[0] / base, counts[2] / base, base)
    assert (100 * found.lower[0], 100 * found.upper[0]) == pytest.approx(limits, abs=0.006)


@pytest.mark.parametrize(
    ("yes", "base", "limits"),
    [
        (82, 100, (0.7333, 0.8830)),
        (9, 10, (0.5958, 0.9821)),
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_meets_newcombe_1998(yes, base, limits):
    found = wilson_interval(yes / base, base)
    assert (found.lower[0], found.upper[0]) == pytest.approx(limits, abs=5e-5)


def every_sample(base):
    promoters, detractors = np.meshgrid(np.arange(base + 1), np.arange(base + 1), indexing="ij")
    possible = promoters + detractors <= base
    return promoters[possible], detractors[possible]


@pytest.mark.parametrize("base", [10, 20, 30, 60, 120])
def test_nps_interval_covers_at_least_94_percent(base):
    promoters, detractors = every_sample(base)
    lower, upper = nps_interval(promoters / base, detractors / base, base)
    samples = np.column_stack([promoters, base - promoters - detractors, detractors])
    for up, down in TRUE_SHARES:
        chances = stats.multinomial.pmf(samples, base, [up, 1 - up - down, down])
        assert chances[(lower <= up - down + 1e-12) & (up - down - 1e-12 <= upper)].sum() >= 0.94


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_nps_interval_holds_its_estimate_and_mirrors(promoters, passives, detractors):
    base = promoters + passives + detractors
    if base == 0:
        return
    lower, upper = nps_interval(promoters / base, detractors / base, base)
    mirrored = nps_interval(detractors / base, promoters / base, base)
    assert -1 <= lower[0] <= (promoters - detractors) / base + 1e-9 <= upper[0] + 2e-9 <= 1 + 3e-9
    assert (mirrored.lower[0], mirrored.upper[0]) == pytest.approx((-upper[0], -lower[0]), abs=1e-7)


@given(st.integers(0, 50), st.integers(1, 50), st.floats(0.5, 0.98))
@settings(max_examples=40, deadline=None)
def test_a_wider_level_contains_the_narrower(yes, extra, level):
    base = yes + extra
    narrow, wide = wilson_interval(yes / base, base, level), wilson_interval(yes / base, base, level + 0.015)
    assert wide.lower[0] <= narrow.lower[0] and narrow.upper[0] <= wide.upper[0]


def test_nothing_is_said_about_an_empty_base():
    assert np.isnan(wilson_interval([0.0], [0]).lower[0])
    assert np.isnan(nps_interval([0.0], [0.0], [0]).upper[0])


def test_mean_interval_is_the_t_interval_of_the_answers():
    answers = np.array([3.0, 4, 4, 5, 2, 4])
    n = len(answers)
    stderr = ratio_stderr([answers.sum()], [n], [(answers**2).sum()], [answers.sum()], [n], [n], [n])
    found = t_interval([answers.mean()], stderr, [n])
    published = stats.t.interval(0.95, n - 1, answers.mean(), stats.sem(answers))
    assert (found.lower[0], found.upper[0]) == pytest.approx(published)


def test_poisson_limits_are_exact():
    lower, upper = poisson_interval([0, 1, 10])
    assert lower == pytest.approx([0, 0.0253, 4.7954], abs=1e-4)
    assert upper == pytest.approx([3.6889, 5.5716, 18.3904], abs=1e-4)


def test_equal_weights_cost_no_answers():
    assert kish_base([50.0], [50.0])[0] == 50


@pytest.mark.parametrize("base", [6, 15, 40, 101])
def test_quantile_ranks_enclose_the_median_as_often_as_they_say(base):
    lower, upper = quantile_ranks([base], 0.5)
    inside = stats.binom.cdf(upper[0] - 1, base, 0.5) - stats.binom.cdf(lower[0] - 1, base, 0.5)
    assert inside >= 0.95


def test_a_level_outside_0_and_1_is_refused():
    with pytest.raises(ValueError, match="level"):
        wilson_interval([0.5], [10], 95)
