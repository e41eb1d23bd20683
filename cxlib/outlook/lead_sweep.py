"""Evidence of a candidate's past beside the outcome's own, for many outcomes at once.

Everything is a Gram matrix of the outcome and its lags, swept lag by lag, for many outcomes at once: the observed
one and the simulated ones that show what chance alone would find.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxlib.outlook.lead_bases import TINY, Array, NullModels

NEGLIGIBLE = 0.02  # a null model of less weight, on average over the series, is not worth its time
AT_ONCE = 24_000  # numbers in one piece of work: what fits into a processor's nearest memory


class Sweep(NamedTuple):
    """Bayesian information of the null models and the evidence of regressors beside them.

    Attributes:
        criterion: BIC of each null model, shape (series, models).
        evidence: Log Bayes factor of each regressor, models averaged, shape (series, regressors).
    """

    criterion: Array
    evidence: Array


class _Own(NamedTuple):
    """What series tell about themselves.

    Attributes:
        past: Each series (entry 0) and its lags in a common scale, shape (P + 1, s, n - P).
        shadows: The part of them in each base, bases side by side, shape (P + 1, s, D).
        levels, changes: What lags of the level, and of its change, leave unexplained.
        criterion: BIC, shape (2 P + 1, s, bases).
    """

    past: Array
    shadows: Array
    levels: "_Pivots"
    changes: "_Pivots"
    criterion: Array


def criteria(series: Array, models: NullModels) -> Array:
    """BIC of each null model for each series (s, n), shape (s, models)."""
    return _by_model(_own(series, models).criterion)


def sweep(series: Array, models: NullModels, regressors: Array) -> Sweep:
    """Evidence of every regressor for every series, averaged over the null models.

    Args:
        series: Outcomes, shape (s, n).
        models: Null models for n periods.
        regressors: Columns of shape (n - P, r), already lagged.
    """
    own = _own(series, models)
    weight = weights(own.criterion, axis=(0, 2))
    weight *= (weight.mean(axis=1) > NEGLIGIBLE)[:, None, :]
    weight /= weight.sum(axis=(0, 2), keepdims=True) + TINY
    worth = np.flatnonzero(weight.any(axis=(0, 1))).tolist()
    piece = max(AT_ONCE // len(series), 1)
    evidence = np.empty((len(series), regressors.shape[1]))
    for start in range(0, regressors.shape[1], piece):
        some = slice(start, start + piece)
        evidence[:, some] = _evidence(own, models, regressors[:, some], weight, worth)
    return Sweep(_by_model(own.criterion), evidence)


def weights(criterion: Array, axis: int | tuple[int, ...]) -> Array:
    """Weights of models from their BIC, summing to 1 along ``axis``."""
    weight = np.exp(-0.5 * (criterion - criterion.min(axis=axis, keepdims=True)))
    return np.asarray(weight / weight.sum(axis=axis, keepdims=True), np.float64)


def _by_model(criterion: Array) -> Array:
    return np.ascontiguousarray(criterion.transpose(1, 2, 0)).reshape(criterion.shape[1], -1)


def _own(series: Array, models: NullModels) -> _Own:
    past = _past(series, models)
    lags, count, rows = past.shape
    shadows = (past.reshape(-1, rows) @ models.joined).reshape(lags, count, -1)
    gram = _gram(past, shadows, models)
    levels, changes = _Pivots(gram), _Pivots(_changes(_changes(gram, 0), 1))
    unexplained = np.concatenate([levels.unexplained, changes.unexplained])
    criterion = rows * np.log(unexplained / rows) + (models.parameters[:, None, :] + 1) * np.log(rows)
    return _Own(past, shadows, levels, changes, criterion)


def _past(series: Array, models: NullModels) -> Array:
    order, periods = models.order, models.periods
    past = np.empty((order + 1, len(series), periods - order))
    for lag in range(order + 1):
        past[lag] = series[:, order - lag : periods - lag]
    middle = past[0].mean(axis=1)
    spread = np.sqrt(np.square(past[0] - middle[:, None]).mean(axis=1)) + TINY
    past -= middle[:, None]
    past /= spread[:, None]
    return past


def _gram(past: Array, shadows: Array, models: NullModels) -> Array:
    """Products of what the bases leave of the past, shape (P + 1, P + 1, s, bases)."""
    lags, count, _ = past.shape
    gram = np.empty((lags, lags, count, len(models.bases)))
    for one in range(lags):
        for other in range(one + 1):
            whole = np.einsum("st,st->s", past[one], past[other])
            left = whole[:, None] - (shadows[one] * shadows[other]) @ models.owners
            gram[one, other] = gram[other, one] = left
    return gram


def _changes(levels: Array, axis: int) -> Array:
    """From the series and its P lags along ``axis`` to its change and P - 1 lagged changes."""
    if axis == 0:
        return levels[:-1] - levels[1:]
    return levels[:, :-1] - levels[:, 1:]


def _evidence(own: _Own, models: NullModels, regressors: Array, weight: Array, worth: list[int]) -> Array:
    """Log Bayes factors of some regressors, shape (s, r)."""
    lags, count, rows = own.past.shape
    cross = (own.past.reshape(-1, rows) @ regressors).reshape(lags, count, -1)
    whole = np.einsum("tr,tr->r", regressors, regressors)
    total = np.zeros(cross.shape[1:])
    for which in worth:
        columns = models.columns(which)
        shadow = models.bases[which].T @ regressors
        size = whole - np.einsum("dr,dr->r", shadow, shadow)
        free = own.shadows[:, :, columns].reshape(lags * count, -1) @ shadow
        free = cross - free.reshape(cross.shape)
        freedom = rows - models.parameters[:, which]
        own.levels.add_factors(total, which, free, size, freedom[:lags], weight[:lags, :, which])
        if weight[lags:, :, which].any():
            changes = _changes(free, 0)
            own.changes.add_factors(total, which, changes, size, freedom[lags:], weight[lags:, :, which])
    return np.asarray(np.log(np.maximum(total, TINY)), np.float64)


class _Pivots:
    """Gram matrices of each series and base, swept by one lag of the series after the other."""

    def __init__(self, gram: Array) -> None:
        self.slopes: list[Array] = []
        self.diagonal: list[Array] = []
        left = [gram[0, 0]]
        for _ in range(1, len(gram)):
            diagonal = np.maximum(gram[1, 1], TINY)
            row = _without_second(gram[1])
            slope = row / diagonal
            gram = _without_second(_without_second(gram).swapaxes(0, 1)) - slope[:, None] * row
            self.slopes.append(slope)
            self.diagonal.append(diagonal)
            left.append(gram[0, 0])
        self.unexplained = np.maximum(np.stack(left), TINY)

    def add_factors(
        self, total: Array, which: int, cross: Array, size: Array, freedom: NDArray[np.int_], weight: Array
    ) -> None:
        """Add the weighted Bayes factors of each regressor over the orders to ``total`` (s, r)."""
        orders = np.flatnonzero(weight.any(axis=1))
        if not len(orders):
            return
        size = np.broadcast_to(size, total.shape)
        for lags in range(int(orders[-1]) + 1):
            if lags:
                pivot = cross[1]
                size = size - pivot * pivot / self.diagonal[lags - 1][:, which, None]
                cross = _without_second(cross) - self.slopes[lags - 1][:, :, which, None] * pivot
            if lags in orders:
                share = cross[0] * cross[0]
                share /= np.maximum(size, TINY)
                share /= self.unexplained[lags, :, which, None]
                factor = bayes_factor(np.minimum(share, 1 - 1e-9, out=share), int(freedom[lags]))
                factor *= weight[lags][:, None]
                total += factor


def _without_second(entries: Array) -> Array:
    return np.concatenate([entries[:1], entries[2:]])


def bayes_factor(share: Array, freedom: int) -> Array:
    """Bayes factor of one regressor that explains this share of what was left (a g-prior, Liang et al. 2008)."""
    g = max(freedom / 4, 1.0)
    power = np.log1p(share * (-g / (1 + g)))
    power *= -freedom / 2
    power -= 0.5 * np.log1p(g)
    if freedom > LONG:
        np.minimum(power, 300.0, out=power)
    return np.asarray(np.exp(power, out=power), np.float64)


LONG = 300  # degrees of freedom beyond which a Bayes factor may be too large a number
