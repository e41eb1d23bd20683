"""Differences of two groups and false discoveries among many."""

import numpy as np
import pytest
from scipy import stats

from cxlib.stats.comparisons import benjamini_hochberg, mean_difference, nps_difference, share_difference
from cxlib.stats.limits import funnel_limits, natural_limits, xmr_limits
from cxlib.stats.power import answers_needed


def test_nps_difference_meets_its_vector():
    found = nps_difference(([0.58], [0.50]), ([0.16], [0.20]), ([100], [100]))
    z = stats.norm.isf(found.p_value[0] / 2)
    assert 100 * found.effect[0] == pytest.approx(12.0)
    assert z == pytest.approx(1.108, abs=5e-4)


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_share_difference_meets_newcombe_1998(counts, limits):
    a, n, b, m = counts
    found = share_difference(([a / n], [b / m]), ([n], [m]))
    assert (found.lower[0], found.upper[0]) == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize(("n", "m"), [(15, 15), (30, 15)])
def test_the_nps_test_keeps_its_size(n, m):
    samples = [_every_sample(base) for base in (n, m)]
    first, second = (np.repeat(samples[0], len(samples[1]), 0), np.tile(samples[1], (len(samples[0]), 1)))
    found = nps_difference((first[:, 0] / n, second[:, 0] / m), (first[:, 2] / n, second[:, 2] / m), (n, m))
    for up, down in [(0.5, 0.2), (0.85, 0.05), (0.3, 0.4), (0.95, 0.02)]:
        shares = [up, 1 - up - down, down]
        chances = stats.multinomial.pmf(first, n, shares) * stats.multinomial.pmf(second, m, shares)
        assert chances[found.p_value <= 0.05].sum() <= 0.055


def _every_sample(base):
    return np.array([(p, base - p - d, d) for p in range(base + 1) for d in range(base + 1 - p)])


def test_mean_difference_is_welch():
    first, second = np.array([1.0, 2, 4, 4, 5]), np.array([3.0, 6, 7, 9])
    found = mean_difference((first.mean(), second.mean()), (stats.sem(first), stats.sem(second)), (5, 4))
    published = stats.ttest_ind(first, second, equal_var=False)
    assert found.p_value[0] == pytest.approx(published.pvalue)
    assert found.lower[0] == pytest.approx(published.confidence_interval().low)


def test_benjamini_hochberg_is_scipys():
    p_values = np.array([0.001, 0.2, 0.03, 0.04, 0.9, 0.011])
    assert benjamini_hochberg(p_values) == pytest.approx(stats.false_discovery_control(p_values))


def test_what_was_not_tested_counts_in_no_family():
    assert benjamini_hochberg([0.04, np.nan])[0] == pytest.approx(0.04)


def test_answers_needed_meet_the_vector():
    needed = answers_needed([5, 10, 15], 100 * (0.7 - 0.09) ** 0.5)
    assert needed == pytest.approx([3800, 960, 430], rel=0.02)


def test_xmr_limits_meet_their_vector():
    found = xmr_limits([42, 45, 41, 44, 43, 46, 40, 44, 43, 45, 42])
    assert (found.lower, found.upper) == pytest.approx((35.20, 51.16), abs=0.006)


def _series(values, start="2024-01"):
    import pandas as pd

    return pd.Series(values, index=pd.period_range(start, periods=len(values), freq="M"))


def test_the_judged_point_is_left_out_and_signals():
    found = natural_limits(_series([42, 45, 41, 44, 43, 46, 40, 44, 43, 45, 42, 60]))
    assert found["upper"].iloc[-1] == pytest.approx(51.16, abs=0.006)
    assert found["signal"].iloc[-1] == "outside"


def test_eight_in_a_row_on_one_side_signal():
    found = natural_limits(_series([42, 45, 41, 44, 40, 42, 41, 43, 46, 47, 46, 47, 46, 47, 46, 47]))
    assert found["signal"].iloc[-1] == "run"


def test_limits_start_anew_at_an_event():
    from datetime import date

    found = natural_limits(_series([10, 12] * 6 + [30, 32] * 6), [date(2025, 1, 10)])
    assert found["center"].iloc[0] < 13 and found["center"].iloc[-1] > 29


def test_fewer_than_twelve_points_have_no_limits():
    assert natural_limits(_series([1, 2] * 5)) is None


def test_noise_rarely_signals():
    noise = np.random.default_rng(5).normal(size=(300, 24))
    alarmed = sum((natural_limits(_series(row))["signal"] != "").any() for row in noise)
    assert alarmed / 300 < 0.2


def test_funnel_limits_narrow_with_the_base():
    lower, upper = funnel_limits(30, 78, [25, 100, 0])
    assert list((upper - lower)[:2].round(1)) == [93.6, 46.8]
    assert np.isinf(upper[2])
