"""The null model of a lead: the outcome on its own past, trend and season; how much a candidate's past adds to it.

Everything is a Gram matrix of the outcome and its lags, swept lag by lag, for many outcomes at once: the observed
one and the simulated ones that show what chance alone would find.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SEED = 20261
TINY = 1e-12
NEGLIGIBLE = 0.005  # a null model of less weight, on average over the series, is not worth its time


@dataclass(frozen=True)
class NullModels:
    """The family of models averaged over: deterministic bases by autoregressive order.

    Attributes:
        periods: Periods n of the series.
        order: Highest autoregressive order P; the first P periods only serve as a past.
        bases: Orthonormal bases of trend and season (and leads already found), each of shape (n - P, d).
        frequencies: For each base, cosine of the frequency of each column; steers the correction of the bias.
        full: Trend and season of each base as they are, shape (n, d).
        terms: Polynomial terms and harmonics in each base.
        season_length: Periods in a season.
    """

    periods: int
    order: int
    bases: tuple[Array, ...]
    frequencies: tuple[Array, ...] = field(repr=False)
    full: tuple[Array, ...] = field(repr=False)
    terms: tuple[tuple[int, int], ...]
    season_length: int

    def with_leads(self, regressors: Array) -> "NullModels":
        """The same models with regressors (n - P, r) that are known to belong."""
        bases = tuple(np.linalg.qr(np.column_stack([base, regressors]))[0] for base in self.bases)
        extra = np.zeros(regressors.shape[1])
        frequencies = tuple(np.r_[cosines, extra] for cosines in self.frequencies)
        return replace(self, bases=bases, frequencies=frequencies)


class Sweep(NamedTuple):
    """Bayesian information of the null models and the evidence of regressors beside them.

    Attributes:
        criterion: BIC of each null model, shape (series, models).
        evidence: Log Bayes factor of each regressor, models averaged, shape (series, regressors).
    """

    criterion: Array
    evidence: Array


def null_models(periods: int, season_length: int) -> NullModels:
    """The models worth considering for a series of this length and season."""
    order = 2 if periods < 36 else 3 if periods < 60 else 4
    time = np.arange(periods)
    terms = [(1, 0), (2, 0)] + [(d, h) for h in _harmonics(periods, season_length) for d in (1, 2)]
    full = [_columns(time, periods, season_length, trend, harmonics) for trend, harmonics in terms]
    bases = tuple(np.linalg.qr(columns[order:])[0] for columns in full)
    cosines = tuple(_cosines(season_length, trend, harmonics) for trend, harmonics in terms)
    return NullModels(periods, order, bases, cosines, tuple(full), tuple(terms), season_length)


def deterministic(time: Array, models: NullModels, which: int) -> Array:
    """Trend and season of base ``which`` at any periods, counted from 0; a period may lie in the future."""
    return _columns(time, models.periods, models.season_length, *models.terms[which])


def _harmonics(periods: int, season_length: int) -> list[int]:
    if season_length < 2 or periods < 1.5 * season_length:
        return []
    most = season_length // 2
    counts = {min(2, most)}
    if periods >= 3 * season_length:
        counts.add(min(most, 6))
    return sorted(counts)


def _columns(time: Array, periods: int, season_length: int, trend: int, harmonics: int) -> Array:
    columns = [np.ones(len(time)), time - (periods - 1) / 2][:trend]
    for number in range(1, harmonics + 1):
        angle = 2 * np.pi * number * time / season_length
        columns += [np.cos(angle)] if 2 * number == season_length else [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _cosines(season_length: int, trend: int, harmonics: int) -> Array:
    numbers = np.repeat(np.arange(1, harmonics + 1), 2)
    if 2 * harmonics == season_length:
        numbers = numbers[:-1]
    return np.r_[np.ones(trend), np.cos(2 * np.pi * numbers / season_length)]


def sweep(series: Array, models: NullModels, regressors: Array) -> Sweep:
    """Evidence of every regressor for every series, averaged over the null models.

    Args:
        series: Outcomes, shape (s, n).
        models: Null models for n periods.
        regressors: Columns of shape (n - P, r), already lagged; r may be 0.
    """
    past = _past(series, models)
    flat = past.reshape(-1, past.shape[2])
    shadows = [(flat @ base).reshape(*past.shape[:2], -1) for base in models.bases]
    gram = past @ past.transpose(0, 2, 1)
    pivots = _Pivots(np.stack([gram - shadow @ shadow.transpose(0, 2, 1) for shadow in shadows]))
    widths = np.array([base.shape[1] for base in models.bases])
    freedom = past.shape[2] - widths[:, None] - np.arange(models.order + 1)
    criterion = _criterion(pivots.unexplained, freedom, past.shape[2])
    weight = np.exp(-0.5 * (criterion - criterion.min(axis=(0, 1))))
    weight /= weight.sum(axis=(0, 1))
    criterion = criterion.reshape(-1, len(series)).T
    if not regressors.shape[1]:
        return Sweep(criterion, np.empty((len(series), 0)))
    weight *= (weight.mean(axis=2) > NEGLIGIBLE)[:, :, None]
    weight /= weight.sum(axis=(0, 1)) + TINY
    cross = (flat @ regressors).reshape(*past.shape[:2], -1)
    total = np.zeros((len(series), regressors.shape[1]))
    for which in np.flatnonzero(weight.any(axis=(1, 2))):
        own_shadow = models.bases[which].T @ regressors
        own = (regressors**2).sum(axis=0) - (own_shadow**2).sum(axis=0)
        free = cross - shadows[which] @ own_shadow
        total += pivots.factors(which, free, own, freedom[which], weight[which])
    return Sweep(criterion, np.log(np.maximum(total, TINY)))


def _past(series: Array, models: NullModels) -> Array:
    """The outcome (entry 0) and its past at each lag, in a common scale, shape (s, P + 1, n - P)."""
    order = models.order
    past = np.stack([series[:, order - lag : models.periods - lag] for lag in range(order + 1)], axis=1)
    now = past[:, :1]
    return (past - now.mean(axis=2, keepdims=True)) / (now.std(axis=2, keepdims=True) + TINY)


def _criterion(unexplained: Array, freedom: NDArray[np.int_], rows: int) -> Array:
    parameters = (rows - freedom + 1)[:, :, None]
    return rows * np.log(unexplained / rows) + parameters * np.log(rows)


class _Pivots:
    """Gram matrices of each base and series, swept by one lag of the outcome after the other."""

    def __init__(self, gram: Array) -> None:
        self.slopes: list[Array] = []
        self.diagonal: list[Array] = []
        left = [gram[..., 0, 0]]
        for lag in range(1, gram.shape[-1]):
            diagonal = np.maximum(gram[..., lag, lag], TINY)
            slope = gram[..., lag] / diagonal[..., None]
            gram = gram - slope[..., None] * gram[..., lag, :][..., None, :]
            self.slopes.append(slope)
            self.diagonal.append(diagonal)
            left.append(gram[..., 0, 0])
        self.unexplained = np.maximum(np.stack(left, axis=1), TINY)

    def factors(self, which: int, cross: Array, own: Array, freedom: NDArray[np.int_], weight: Array) -> Array:
        """Weighted sum over the orders of the Bayes factors of each regressor, shape (s, r)."""
        total = np.zeros(cross[:, 0].shape)
        own = np.broadcast_to(own, total.shape)
        orders = np.flatnonzero(weight.any(axis=1))
        for lags in range(int(orders[-1]) + 1):
            if lags:
                slope, pivot = self.slopes[lags - 1][which], cross[:, lags]
                own = own - pivot**2 / self.diagonal[lags - 1][which][:, None]
                cross = cross - slope[:, :, None] * pivot[:, None, :]
            if lags in orders:
                unexplained = self.unexplained[which, lags][:, None]
                share = cross[:, 0] ** 2 / (unexplained * np.maximum(own, TINY))
                total += weight[lags][:, None] * bayes_factor(np.minimum(share, 1 - 1e-9), int(freedom[lags]))
        return total


def bayes_factor(share: Array, freedom: int) -> Array:
    """Bayes factor of one regressor that explains this share of what was left (a g-prior, Liang et al. 2008)."""
    g = max(freedom / 4, 1.0)
    return np.exp(np.minimum(-0.5 * np.log1p(g) - freedom / 2 * np.log1p(-share * g / (1 + g)), 300.0))


def simulated(series: Array, models: NullModels, draws: int, criterion: Array) -> Array:
    """Outcomes as the null models would have made them: a sieve bootstrap with bias-corrected coefficients.

    Args:
        series: The observed outcome, shape (n,).
        models: Null models.
        draws: How many.
        criterion: BIC of each null model for the observed outcome, in the order of ``sweep``.
    Returns:
        Shape (draws, n).
    References:
        Bühlmann (1997), Bernoulli 3: 123-148 (sieve bootstrap);
        Kilian (1998), Rev. Econ. Stat. 80: 218-230 (the bias out first).
    """
    generator = np.random.default_rng(SEED)
    weight = np.exp(-0.5 * (criterion - criterion.min()))
    weight[weight < 0.01 * weight.max()] = 0
    shares = np.cumsum(weight / weight.sum())
    chosen = np.searchsorted(shares, (np.arange(draws) + 0.5) / draws)
    used = np.unique(chosen)
    fits = [_fit(series, models, int(number)) for number in used]
    place = np.searchsorted(used, chosen)
    coefficients = np.stack([fit.coefficients for fit in fits])[place]
    level = np.stack([fit.level for fit in fits])[place]
    noise = np.stack([fit.residuals for fit in fits])[place]
    rows = noise.shape[1]
    shocks = np.take_along_axis(noise, generator.integers(0, rows, (draws, rows)), axis=1)
    return _recursion(series, coefficients, level + shocks)


class _Fit(NamedTuple):
    coefficients: Array
    level: Array
    residuals: Array


def _fit(series: Array, models: NullModels, number: int) -> _Fit:
    order = models.order
    which, lags = divmod(number, order + 1)
    base = models.bases[which]
    target = series[order:]
    past = np.array([series[order - lag : models.periods - lag] for lag in range(1, lags + 1)])
    past = past.reshape(lags, len(target)).T
    free = past - base @ (base.T @ past)
    slopes = np.linalg.lstsq(free, target - base @ (base.T @ target), rcond=None)[0]
    slopes = _without_bias(slopes, models.frequencies[which], len(target))
    left = target - past @ slopes
    level = base @ (base.T @ left)
    residuals = left - level
    residuals = (residuals - residuals.mean()) * np.sqrt(len(target) / max(len(target) - base.shape[1] - lags, 1))
    return _Fit(np.r_[slopes, np.zeros(order - lags)], level, residuals)


def _without_bias(slopes: Array, frequencies: Array, rows: int) -> Array:
    if not len(slopes):
        return slopes
    persistence = slopes.sum()
    trend = int((frequencies == 1.0).sum()) == 2
    bias = (2 + 4 * persistence) / rows if trend else (1 + 3 * persistence) / rows
    bias += max(frequencies[frequencies < 1.0].sum(), 0.0) / rows
    slopes = slopes.copy()
    slopes[0] += min(bias, max(1 - persistence, 0.0))
    return slopes


def _recursion(series: Array, coefficients: Array, drive: Array) -> Array:
    draws, order = coefficients.shape
    paths = np.empty((order + drive.shape[1], draws))
    paths[:order] = series[:order, None]
    backwards = coefficients.T[::-1]
    for step in range(drive.shape[1]):
        paths[order + step] = (backwards * paths[step : order + step]).sum(axis=0) + drive[:, step]
    return paths.T


def chance_beyond(observed: float, chance: Sequence[float] | Array) -> float:
    """Share of chance outcomes at or beyond the observed one; beyond the largest tenth by an exponential tail."""
    ordered = np.sort(chance)
    tail = ordered[-max(len(ordered) // 10, 10) :]
    if observed <= tail[0]:
        return float((1 + (ordered >= observed).sum()) / (1 + len(ordered)))
    scale = max(float((tail[1:] - tail[0]).mean()), TINY)
    return float(len(tail) / (1 + len(ordered)) * np.exp(-(observed - tail[0]) / scale))
