import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from scipy.stats import t as student_t

from cxlib.outlook.averaging import averaging
from cxlib.outlook.history import history
from cxlib.outlook.kernels import JITTER, Return, Season, Slope, Walk, factors
from cxlib.outlook.mixture import Mixture, student
from cxlib.outlook.scales import Logarithm, LogOdds, Plain, scales

NUMBERS = np.array([5.0, 6.1, 5.4, 7.0, 6.2, 7.7, 7.1, 8.0, 7.4, 8.8])


@pytest.fixture(scope="module")
def average():
    import pandas as pd

    past = history(pd.Series(NUMBERS, index=pd.period_range("2025-01", periods=10, freq="M")), 1)
    return averaging(past, factors(past.joined(2), (1,)), (Plain(),))


def test_hill_and_scipy_agree_on_students_distribution():
    values = np.linspace(-12, 12, 97)
    for freedom in (7, 11, 50):
        assert student(values, freedom) == pytest.approx(student_t.cdf(values, freedom), abs=1e-7)


@pytest.mark.parametrize("part", [Walk(0.3), Return(0.8, 0.1), Slope(0.9, 0.4, 0.2), Slope(1, 0.1, 0)])
def test_every_part_is_a_covariance(part):
    covariance = part.covariance(np.array([0, 1, 2, 5, 6, 9]))
    assert covariance == pytest.approx(covariance.T)
    assert np.linalg.eigvalsh(covariance).min() > -1e-9


def test_a_season_repeats_and_sums_to_nothing():
    covariance = Season(2, 0, 1).covariance(np.arange(24), 12)
    assert covariance[:, :12] == pytest.approx(covariance[:, 12:])
    assert covariance[:12, :12].sum(axis=0) == pytest.approx(0, abs=1e-9)


def test_a_walk_without_noise_gains_one_variance_a_step():
    assert np.diff(np.diag(Walk(1.0).covariance(np.arange(5)))) == pytest.approx(1)


def test_the_evidence_is_that_of_the_textbook(average):
    """Flat mean and noise 1/sigma, up to a constant, by least squares on the whole covariance."""
    root = average.factors.roots[7, :10, :10]
    inverse = np.linalg.inv(root @ root.T)
    ones, values = np.ones(10), (NUMBERS - average.middle[0]) / average.unit[0]
    weight = ones @ inverse @ ones
    rest = values - ones @ inverse @ values / weight
    expected = -np.linalg.slogdet(root @ root.T)[1] / 2 - np.log(weight) / 2 - 4.5 * np.log(rest @ inverse @ rest)
    assert average.evidence[0, 7, -1] + 9 * np.log(average.unit[0]) == pytest.approx(expected, rel=1e-9)


def test_one_kernel_forecasts_as_universal_kriging(average):
    kernel = 7
    root = average.factors.roots[kernel]
    covariance = root @ root.T
    inverse = np.linalg.inv(covariance[:10, :10])
    ones, values = np.ones(10), (NUMBERS - average.middle[0]) / average.unit[0]
    mean = ones @ inverse @ values / (ones @ inverse @ ones)
    expected = mean + covariance[10:, :10] @ inverse @ (values - mean)
    rows, constant = root[10:, :10], average.constant[kernel]
    said = average.mean[0, kernel, -1] * (1 - rows @ constant) + rows @ average.innovations[0, kernel]
    assert said == pytest.approx(expected, abs=1e-7)


def test_the_factor_reproduces_a_gaussian_density(average):
    root = average.factors.roots[0, :10, :10]
    direct = multivariate_normal(np.zeros(10), root @ root.T).logpdf(NUMBERS - 7)
    solved = np.linalg.solve(root, NUMBERS - 7)
    assert direct == pytest.approx(-np.log(np.diag(root)).sum() - solved @ solved / 2 - 5 * np.log(2 * np.pi))


def test_the_weights_sum_to_one_at_every_cutoff(average):
    for cutoff in (3, 6, 10):
        assert average.weights(cutoff).sum() == pytest.approx(1)


def test_the_jitter_is_far_below_the_noise():
    assert JITTER < 1e-6


def mixture(freedom=9.0):
    return Mixture(
        np.array([0.3, 0.7]),
        np.array([[0.0, 1.0], [8.0, 2.0]]),
        np.array([[1.0, 1.0], [0.5, 2.0]]),
        np.array([0, 0]),
        (Plain(),),
        freedom,
    )


@given(share=st.floats(0.001, 0.999))
@settings(max_examples=40, deadline=None)
def test_a_quantile_has_its_share_below(share):
    said = mixture()
    assert said.below(said.quantiles((share,))[0]) == pytest.approx(share, abs=2e-3)


def test_a_mixture_of_one_is_students_t():
    one = Mixture(np.array([1.0]), np.array([[3.0]]), np.array([[2.0]]), np.array([0]), (Plain(),), 9.0)
    assert one.quantiles((0.975,))[0, 0] == pytest.approx(3 + 2 * student_t.ppf(0.975, 9), abs=1e-3)


@given(values=st.lists(st.floats(0.05, 0.95), min_size=3, max_size=8))
@settings(max_examples=30, deadline=None)
def test_scales_come_back(values):
    numbers = np.array(values)
    for scale in (Plain(), Logarithm(), Logarithm(0.0, 0.2), LogOdds(0, 1), LogOdds(0, 1, 0.02)):
        assert scale.outward(scale.inward(numbers)) == pytest.approx(numbers)


@given(value=st.floats(0.1, 0.9))
@settings(max_examples=30, deadline=None)
def test_the_log_slope_is_the_derivative(value):
    step = 1e-6
    for scale in (Plain(), Logarithm(0.0, 0.3), LogOdds(0, 1, 0.02)):
        ends = scale.inward(np.array([value - step, value + step]))
        assert np.exp(scale.log_slope(np.array([value])))[0] == pytest.approx(
            (ends[1] - ends[0]) / (2 * step), rel=1e-4
        )


def test_bounds_on_both_sides_allow_only_log_odds():
    assert scales(np.array([0.2, 0.5]), (0, 1)) == (LogOdds(0.0, 1.0, 0.0),)


def test_values_on_a_bound_keep_a_margin():
    assert scales(np.array([0.2, 1.0]), (0, 1))[0].margin > 0


def test_an_infinite_bound_is_an_open_end():
    assert scales(np.array([1.0, 2.0]), (-np.inf, np.inf)) == (Plain(),)
