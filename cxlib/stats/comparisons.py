"""Two groups, or many: differences with intervals and p-values, and the control of false discoveries."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cxlib.stats.intervals import wilson_interval, z_value


class Difference(NamedTuple):
    """First minus second: the effect, its limits and the two-sided p-value, each of shape (k,)."""

    effect: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    p_value: np.ndarray


def nps_difference(
    promoters: tuple[ArrayLike, ArrayLike],
    detractors: tuple[ArrayLike, ArrayLike],
    base: tuple[ArrayLike, ArrayLike],
    level: float = 0.95,
) -> Difference:
    """Difference of two net promoter shares by the Wald method, adjusted where promoters or detractors are few.

    Args:
        promoters: Shares of promoters of the first and the second group, 0 to 1, shape (k,) each.
        detractors: Shares of detractors, likewise.
        base: Answers, likewise; with weights Kish's effective base.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        First minus second, -2 to 2, with limits and p-value; NaN where a base is 0.

    Examples:
        >>> found = nps_difference(([0.58], [0.5]), ([0.16], [0.2]), ([100], [100]))
        >>> float(found.effect[0].round(2)), float(found.p_value[0].round(3))
        (0.12, 0.268)
    """
    groups = [
        [np.atleast_1d(np.asarray(part, float)) for part in group]
        for group in zip(promoters, detractors, base, strict=True)
    ]
    few = np.logical_or.reduce([np.minimum(up, down) * n < _MANY for up, down, n in groups])
    (first, its_variance), (second, other_variance) = (
        _net_and_variance(up, down, n, 3.0 * few) for up, down, n in groups
    )
    effect = np.subtract(*(up - down for up, down, _ in groups))
    middle, stderr = first - second, np.sqrt(its_variance + other_variance)
    margin = z_value(level) * stderr
    return Difference(
        effect, np.maximum(middle - margin, -2), np.minimum(middle + margin, 2), _two_sided(middle / stderr)
    )


_MANY = 15
"""Promoters and detractors in each group from which the plain Wald test keeps its size; below it, 5 % becomes 9 %."""


def _net_and_variance(
    up: np.ndarray,
    down: np.ndarray,
    base: np.ndarray,
    added: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Net share and its variance after ``added`` answers, a quarter of them promoters and a quarter detractors."""
    base = np.where(base > 0, base, np.nan)
    more_up, more_down = ((part * base + added / 4) / (base + added) for part in (up, down))
    net = more_up - more_down
    return net, (more_up + more_down - net**2) / (base + added)


def share_difference(
    shares: tuple[ArrayLike, ArrayLike],
    base: tuple[ArrayLike, ArrayLike],
    level: float = 0.95,
) -> Difference:
    """Difference of two shares: Newcombe's hybrid score limits and the pooled score test.

    Args:
        shares: Observed shares of the first and the second group, 0 to 1, shape (k,) each.
        base: Answers, likewise; with weights Kish's effective base.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        First minus second, -1 to 1, with limits and p-value; NaN where a base is 0.

    References:
        Newcombe (1998), Stat. Med. 17: 873-890, method 10.

    Examples:
        >>> found = share_difference(([56 / 70], [48 / 80]), ([70], [80]))
        >>> float(found.lower[0].round(4)), float(found.upper[0].round(4))
        (0.0524, 0.3339)
    """
    (first, second), (n, m) = ([np.atleast_1d(np.asarray(part, float)) for part in pair] for pair in (shares, base))
    (low, high), (lower, upper) = wilson_interval(first, n, level), wilson_interval(second, m, level)
    effect = first - second
    n, m = np.where(n > 0, n, np.nan), np.where(m > 0, m, np.nan)
    pooled = (first * n + second * m) / (n + m)
    stderr = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    z = np.divide(effect, stderr, out=np.zeros_like(effect), where=stderr != 0)
    return Difference(
        effect,
        effect - np.hypot(first - low, upper - second),
        effect + np.hypot(high - first, second - lower),
        _two_sided(np.where(np.isnan(stderr), np.nan, z)),
    )


def mean_difference(
    means: tuple[ArrayLike, ArrayLike],
    stderrs: tuple[ArrayLike, ArrayLike],
    base: tuple[ArrayLike, ArrayLike],
    level: float = 0.95,
) -> Difference:
    """Difference of two means or ratios after Welch.

    Args:
        means: Of the first and the second group, shape (k,) each.
        stderrs: Their standard errors, likewise.
        base: Answers (effective), likewise.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        First minus second, with limits and p-value; NaN where a base is below 2.

    References:
        Welch (1947), Biometrika 34: 28-35.
    """
    from scipy.special import stdtr, stdtrit

    (first, second), (s, t), (n, m) = (
        [np.atleast_1d(np.asarray(part, float)) for part in pair] for pair in (means, stderrs, base)
    )
    n, m = np.where(n > 1, n, np.nan), np.where(m > 1, m, np.nan)
    effect, variance = first - second, s**2 + t**2
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.where(variance > 0, variance**2 / (s**4 / (n - 1) + t**4 / (m - 1)), n + m - 2)
        ratio = np.where(variance > 0, np.abs(effect) / np.sqrt(variance), np.where(effect == 0, 0.0, np.inf))
    margin = stdtrit(freedom, 0.5 + level / 2) * np.sqrt(variance)
    return Difference(effect, effect - margin, effect + margin, 2 * stdtr(freedom, -ratio))


def benjamini_hochberg(p_values: ArrayLike) -> np.ndarray:
    """q-values: the smallest false discovery rate at which each finding would still be called one.

    Args:
        p_values: 0 to 1, shape (k,); NaN where nothing was tested.

    Returns:
        q-values, 0 to 1, shape (k,), never below the p-value; NaN stays NaN.

    References:
        Benjamini & Hochberg (1995), JRSS B 57: 289-300.

    Examples:
        >>> [float(q) for q in benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4)]
        [0.04, 0.0533, 0.0533, 0.5]
    """
    p_values = np.asarray(p_values, float)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested])]
    scaled = p_values[order] * order.size / np.arange(1, order.size + 1)
    q_values = np.full(p_values.shape, np.nan)
    q_values[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return q_values


def _two_sided(z: np.ndarray) -> np.ndarray:
    from scipy.special import ndtr

    return 2 * ndtr(-np.abs(z))
