"""Intervals of shares, NPS, means, ratios, counts and quantiles. Arrays in, ``Interval`` out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Interval(NamedTuple):
    """Lower and upper limits, shape (k,); NaN where nothing can be said."""

    lower: np.ndarray
    upper: np.ndarray


def z_value(level: float) -> float:
    """The two-sided standard normal quantile of a confidence level.

    Raises:
        ValueError: If the level is outside (0, 1).

    Examples:
        >>> round(z_value(0.95), 4)
        1.96
    """
    from scipy.special import ndtri

    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level!r}")
    return float(ndtri(0.5 + level / 2))


def wilson_interval(share: ArrayLike, base: ArrayLike, level: float = 0.95) -> Interval:
    """Wilson score interval of a share of respondents.

    Args:
        share: Observed shares, 0 to 1, shape (k,).
        base: Answers behind each share, shape (k,); with weights, Kish's effective base.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Lower and upper limits, 0 to 1, shape (k,); NaN where the base is 0.

    Raises:
        ValueError: If a share is outside 0-1 or the level outside (0, 1).

    References:
        Wilson (1927), JASA 22: 209-212; over Wald after Brown, Cai & DasGupta (2001), Stat. Sci. 16: 101-133.

    Examples:
        >>> lower, upper = wilson_interval([0.8], [50])
        >>> float(lower[0].round(3)), float(upper[0].round(3))
        (0.67, 0.888)
    """
    observed, answers = _pair(share, base)
    if np.any((observed < -1e-9) | (observed > 1 + 1e-9)):
        raise ValueError(f"shares must lie between 0 and 1: {observed[(observed < 0) | (observed > 1)]}")
    observed = np.clip(observed, 0, 1)
    square = z_value(level) ** 2
    middle = (observed + square / (2 * answers)) / (1 + square / answers)
    variance = observed * (1 - observed) / answers + square / (4 * answers**2)
    spread = np.sqrt(square * variance) / (1 + square / answers)
    lower = np.where(observed == 0, 0.0, np.clip(middle - spread, 0, 1))  # exact at the ends, whatever the rounding
    upper = np.where(observed == 1, 1.0, np.clip(middle + spread, 0, 1))
    return Interval(np.where(np.isnan(answers), np.nan, lower), np.where(np.isnan(answers), np.nan, upper))


def share_interval(share: ArrayLike, base: ArrayLike, level: float = 0.95) -> Interval:
    """Wilson's interval with its one deep dip mended: two of few answers, or all but two.

    With up to 50 answers Wilson's interval misses shares near 0 and 1 too often (coverage down to .914); there the
    limit on the side of the end is the exact Poisson one.

    Args:
        share: Observed shares, 0 to 1, shape (k,).
        base: Answers behind each share, shape (k,); with weights, Kish's effective base.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Lower and upper limits, 0 to 1, shape (k,); NaN where the base is 0.

    References:
        Brown, Cai & DasGupta (2001), Stat. Sci. 16: 101-133, section 4.1.1.
    """
    from scipy.special import gammaincinv

    lower, upper = wilson_interval(share, base, level)
    observed, answers = _pair(share, base)
    near = float(gammaincinv(2.0, 1 - level))
    few = (answers > 4.5) & (answers < 50.5)
    low = few & (np.abs(observed * answers - 2) < 1e-6)
    high = few & (np.abs((1 - observed) * answers - 2) < 1e-6)
    return Interval(
        np.where(low, np.minimum(lower, near / answers), lower),
        np.where(high, np.maximum(upper, 1 - near / answers), upper),
    )


def nps_interval(promoters: ArrayLike, detractors: ArrayLike, base: ArrayLike, level: float = 0.95) -> Interval:
    """Score interval of the net promoter share, by restricted maximum likelihood.

    The limits are the net shares that a score test just does not reject, its variance taken at the trinomial most
    likely under that net share.

    Args:
        promoters: Share of promoters, 0 to 1, shape (k,).
        detractors: Share of detractors, 0 to 1, shape (k,).
        base: Answers, shape (k,); with weights, Kish's effective base.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Lower and upper limits of promoters minus detractors, -1 to 1, shape (k,); NaN where the base is 0.

    References:
        Tango (1998), Stat. Med. 17: 891-908, for the score interval of a difference of paired shares.

    Examples:
        >>> lower, upper = nps_interval([0.5], [0.2], [100])
        >>> float(lower[0].round(3)), float(upper[0].round(3))
        (0.14, 0.443)
    """
    up, answers = _pair(promoters, base)
    down = np.broadcast_to(np.asarray(detractors, float), up.shape)
    z, net = z_value(level), up - down
    lower = _score_root(up, down, answers, np.full_like(net, -1.0), net, z)
    upper = _score_root(up, down, answers, net, np.full_like(net, 1.0), -z)
    return Interval(lower, upper)


def _score_root(
    promoters: np.ndarray,
    detractors: np.ndarray,
    base: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    z: float,
) -> np.ndarray:
    """Bisection for the net share at which the score statistic, falling in it, equals ``z``."""
    net = promoters - detractors
    for _ in range(44):
        middle = (low + high) / 2
        variance = _restricted_variance(promoters, detractors, middle)
        above = (net - middle) * np.sqrt(base) > z * np.sqrt(variance)
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(np.isnan(base), np.nan, (low + high) / 2)


def _restricted_variance(promoters: np.ndarray, detractors: np.ndarray, net: np.ndarray) -> np.ndarray:
    """Variance of one answer at the most likely trinomial whose net share is ``net`` (root of a quadratic)."""
    passives = 1 - promoters - detractors
    linear = (promoters + detractors) * (1 - net) - 2 * (detractors + passives) * net
    root = (linear + np.sqrt(np.maximum(linear**2 + 8 * detractors * net * (1 - net), 0))) / 4
    share = np.clip(root, np.maximum(0, -net), (1 - net) / 2)
    return np.maximum(2 * share + net - net**2, 1e-15)


def adjusted_nps_interval(
    promoters: ArrayLike,
    detractors: ArrayLike,
    base: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Adjusted Wald interval of the net promoter share: three answers added, three quarters to each end.

    Args:
        promoters: Share of promoters, 0 to 1, shape (k,).
        detractors: Share of detractors, 0 to 1, shape (k,).
        base: Answers, shape (k,).
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Lower and upper limits of promoters minus detractors, clipped to -1 to 1, shape (k,).

    Examples:
        >>> lower, upper = adjusted_nps_interval([0.5], [0.2], [100])
        >>> float(lower[0].round(4)), float(upper[0].round(4))
        (0.1405, 0.442)
    """
    up, answers = _pair(promoters, base)
    n = answers + 3
    more_up, more_down = ((part * answers + 0.75) / n for part in (up, np.asarray(detractors, float)))
    net = more_up - more_down
    margin = z_value(level) * np.sqrt((more_up + more_down - net**2) / n)
    return Interval(np.maximum(net - margin, -1), np.minimum(net + margin, 1))


def t_interval(value: ArrayLike, stderr: ArrayLike, base: ArrayLike, level: float = 0.95) -> Interval:
    """Student's t interval around a mean or a ratio.

    Args:
        value: Estimates, shape (k,).
        stderr: Their standard errors, shape (k,).
        base: Answers (with weights the effective base), shape (k,); ``base - 1`` degrees of freedom.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Limits, shape (k,); NaN where the base is below 2.
    """
    from scipy.special import stdtrit

    estimate, answers = _pair(value, base)
    z_value(level)
    freedom = np.where(answers > 1, answers - 1, np.nan)
    margin = stdtrit(freedom, 0.5 + level / 2) * np.asarray(stderr, float)
    return Interval(estimate - margin, estimate + margin)


def ratio_stderr(
    numerator: ArrayLike,
    denominator: ArrayLike,
    squares: ArrayLike,
    cross: ArrayLike,
    squares_d: ArrayLike,
    weight: ArrayLike,
    effective_base: ArrayLike,
) -> np.ndarray:
    """Linearised (Taylor) standard error of a ratio of two sums over respondents.

    Args:
        numerator: Sum above the line, shape (k,); so all arguments.
        denominator: Sum below.
        squares: Sum of squared numerators.
        cross: Sum of products.
        squares_d: Sum of squared denominators.
        weight: Sum of weights (the base where nothing is weighted).
        effective_base: Kish's effective base (the base where nothing is weighted).

    Returns:
        Standard errors, shape (k,); NaN where the effective base is at most 1.

    References:
        Cochran (1977), Sampling Techniques, 3rd ed., section 6.4.
    """
    above, below, above_squares, products, below_squares, weights, answers = (
        np.asarray(part, float) for part in (numerator, denominator, squares, cross, squares_d, weight, effective_base)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = above / below
        residual = np.maximum(above_squares - 2 * ratio * products + ratio**2 * below_squares, 0) / weights
        spread = residual / np.where(answers > 1, answers - 1, np.nan)
        return np.sqrt(spread) * np.abs(weights / below)


def poisson_interval(count: ArrayLike, level: float = 0.95) -> Interval:
    """Exact (Garwood) interval of the expectation of a count.

    Args:
        count: Counts, 0 or more, shape (k,).
        level: Confidence level, strictly between 0 and 1.

    Examples:
        >>> lower, upper = poisson_interval([10])
        >>> float(lower[0].round(3)), float(upper[0].round(3))
        (4.795, 18.39)

    References:
        Garwood (1936), Biometrika 28: 437-442.
    """
    from scipy.special import gammaincinv

    events = np.atleast_1d(np.asarray(count, float))
    z_value(level)
    tail = (1 - level) / 2
    lower = np.where(events > 0, gammaincinv(np.maximum(events, 1e-9), tail), 0.0)
    return Interval(np.where(np.isnan(events), np.nan, lower), gammaincinv(events + 1, 1 - tail))


def kish_base(weight: ArrayLike, weight_squares: ArrayLike) -> np.ndarray:
    """Effective base of weighted answers: squared sum of the weights over the sum of their squares.

    Examples:
        >>> float(kish_base([4.0], [4.0])[0]), float(kish_base([4.0], [8.0])[0])
        (4.0, 2.0)

    References:
        Kish (1965), Survey Sampling, section 11.7.
    """
    total, squares = (np.atleast_1d(np.asarray(part, float)) for part in (weight, weight_squares))
    return np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)


def quantile_ranks(base: ArrayLike, share: float, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Ranks (from 1) of the order statistics that enclose a quantile, by the exact binomial.

    Args:
        base: Answers, shape (k,).
        share: Which quantile, 0 to 1.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        Lower and upper rank, shape (k,); 0 and base + 1 where the answers do not reach so far.

    References:
        Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.

    Examples:
        >>> lower, upper = quantile_ranks([20], 0.5)
        >>> int(lower[0]), int(upper[0])
        (6, 15)
    """
    answers = np.atleast_1d(np.asarray(base)).astype(int)
    tail = (1 - level) / 2
    lower = _binomial_quantile(tail, answers, share)
    upper = _binomial_quantile(1 - tail, answers, share) + 1
    lower = np.where(_binomial_up_to(lower - 1, answers, share) <= tail, lower, lower - 1)
    return np.clip(lower, 0, answers), np.clip(upper, 1, answers + 1)


def _binomial_quantile(level: float, base: np.ndarray, share: float) -> np.ndarray:
    """Smallest count that at least ``level`` of all samples do not go beyond.

    ``scipy.stats`` knows it too, and costs a server 57 MB and seconds at its start.
    """
    from scipy.special import bdtrik

    found = np.where(base > 0, np.ceil(bdtrik(level, np.maximum(base, 1), share)), 0)
    before = np.maximum(found - 1, 0)
    return np.where(_binomial_up_to(before, base, share) >= level, before, found).astype(int)


def _binomial_up_to(count: np.ndarray, base: np.ndarray, share: float) -> np.ndarray:
    from scipy.special import bdtr

    inside = bdtr(np.clip(count, 0, base), np.maximum(base, 1), share)
    return np.where(count < 0, 0.0, np.where(base > 0, inside, 1.0))


def _pair(first: ArrayLike, base: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays of one shape; an empty base becomes NaN, so that nothing is divided by 0."""
    one, answers = np.broadcast_arrays(np.atleast_1d(np.asarray(first, float)), np.asarray(base, float))
    return one, np.where(answers > 0, answers, np.nan)
