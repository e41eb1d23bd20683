"""The null model of a lead: the outcome on its own past, trend and season; how much a candidate's past adds to it.

Everything is a Gram matrix of the outcome and its lags, swept lag by lag, for many outcomes at once: the observed
one and the simulated ones that show what chance alone would find.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SEED = 20261
TINY = 1e-12


@dataclass(frozen=True)
class NullModels:
    """The family of models averaged over: deterministic bases by autoregressive order.

    Attributes:
        periods: Periods n of the series.
        order: Highest autoregressive order P; the first P periods only serve as a past.
        bases: Orthonormal bases of trend and season (and leads already found), each of shape (n - P, d).
        frequencies: For each base, cosine of the frequency of each column; steers the correction of the bias.
    """

    periods: int
    order: int
    bases: tuple[Array, ...]
    frequencies: tuple[Array, ...] = field(repr=False)
    full: tuple[Array, ...] = field(repr=False)

    def with_leads(self, regressors: Array) -> "NullModels":
        """The same models with regressors (n - P, r) that are known to belong."""
        bases = tuple(np.linalg.qr(np.column_stack([base, regressors]))[0] for base in self.bases)
        extra = np.zeros(regressors.shape[1])
        frequencies = tuple(np.r_[cosines, extra] for cosines in self.frequencies)
        return NullModels(self.periods, self.order, bases, frequencies, self.full)


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
    steps = [(1, 0), (2, 0)] + [(d, h) for h in _harmonics(periods, season_length) for d in (1, 2)]
    bases, frequencies, full = [], [], []
    for trend, harmonics in steps:
        columns, cosines = _deterministic(time, season_length, trend, harmonics)
        bases.append(np.linalg.qr(columns[order:])[0])
        frequencies.append(cosines)
        full.append(columns)
    return NullModels(periods, order, tuple(bases), tuple(frequencies), tuple(full))


def _harmonics(periods: int, season_length: int) -> list[int]:
    if season_length < 2 or periods < 1.5 * season_length:
        return []
    most = season_length // 2
    counts = {min(2, most)}
    if periods >= 3 * season_length:
        counts.add(min(most, 6))
    return sorted(counts)


def _deterministic(time: Array, season_length: int, trend: int, harmonics: int) -> tuple[Array, Array]:
    columns, cosines = [np.ones(len(time))], [1.0]
    if trend == 2:
        columns.append(time - time.mean())
        cosines.append(1.0)
    for number in range(1, harmonics + 1):
        angle = 2 * np.pi * number * time / season_length
        waves = [np.cos(angle)] if 2 * number == season_length else [np.sin(angle), np.cos(angle)]
        columns += waves
        cosines += [np.cos(2 * np.pi * number / season_length)] * len(waves)
    return np.column_stack(columns), np.array(cosines)


def sweep(series: Array, models: NullModels, regressors: Array) -> Sweep:
    """Evidence of every regressor for every series, averaged over the null models.

    Args:
        series: Outcomes, shape (s, n).
        models: Null models for n periods.
        regressors: Columns of shape (n - P, r), already lagged; r may be 0.
    """
    order, rows = models.order, models.periods - models.order
    past = np.stack([series[:, order - lag : models.periods - lag] for lag in range(order + 1)], axis=1)
    past = past / (past[:, :1].std(axis=2, keepdims=True) + TINY)
    past = past - past[:, :1].mean(axis=2, keepdims=True)
    criteria, factors = [], []
    for base in models.bases:
        for criterion, factor in _sweep_base(past, base, regressors, rows):
            criteria.append(criterion)
            factors.append(factor)
    criterion = np.stack(criteria, axis=1)
    weight = np.exp(-0.5 * (criterion - criterion.min(axis=1, keepdims=True)))
    weight /= weight.sum(axis=1, keepdims=True)
    evidence = sum(weight[:, [i]] * factor for i, factor in enumerate(factors))
    return Sweep(criterion, np.log(evidence))


def _sweep_base(past: Array, base: Array, regressors: Array, rows: int):
    free = past - (past @ base) @ base.T
    gram = free @ free.transpose(0, 2, 1)
    cross = free @ regressors
    own = ((regressors - base @ (base.T @ regressors)) ** 2).sum(axis=0)
    own = np.broadcast_to(own, cross[:, 0].shape)
    for lag in range(past.shape[1]):
        if lag:
            gram, cross, own = _pivot(gram, cross, own, lag)
        freedom = rows - base.shape[1] - lag
        unexplained = np.maximum(gram[:, 0, 0], TINY)
        parameters = base.shape[1] + lag + 1
        criterion = rows * np.log(unexplained / rows) + parameters * np.log(rows)
        share = np.clip(cross[:, 0] ** 2 / (unexplained[:, None] * np.maximum(own, TINY)), 0, 1 - 1e-9)
        yield criterion, bayes_factor(share, freedom)


def _pivot(gram: Array, cross: Array, own: Array, at: int) -> tuple[Array, Array, Array]:
    pivot = np.maximum(gram[:, at, at], TINY)
    slope = gram[:, :, at] / pivot[:, None]
    row, cross_row = gram[:, at], cross[:, at]
    own = own - cross_row**2 / pivot[:, None]
    return gram - slope[:, :, None] * row[:, None, :], cross - slope[:, :, None] * cross_row[:, None, :], own


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
