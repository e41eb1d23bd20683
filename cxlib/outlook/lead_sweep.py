"""Evidence of a candidate's past beside the outcome's own, for many outcomes at once.

Everything is a Gram matrix of the outcome and its lags, swept lag by lag, for many outcomes at once: the observed
one and the simulated ones that show what chance alone would find.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxlib.outlook.lead_bases import TINY, Array, NullModels

NEGLIGIBLE = 0.02  # a null model of less weight, on average over the series, is not worth its time


class Sweep(NamedTuple):
    """Bayesian information of the null models and the evidence of regressors beside them.

    Attributes:
        criterion: BIC of each null model, shape (series, models).
        evidence: Log Bayes factor of each regressor, models averaged, shape (series, regressors).
    """

    criterion: Array
    evidence: Array


def sweep(series: Array, models: NullModels, regressors: Array) -> Sweep:
    """Evidence of every regressor for every series, averaged over the null models.

    Args:
        series: Outcomes, shape (s, n).
        models: Null models for n periods.
        regressors: Columns of shape (n - P, r), already lagged; r may be 0.
    """
    past = _past(series, models)
    flat, rows = past.reshape(-1, past.shape[2]), past.shape[2]
    shadows = [(flat @ base).reshape(*past.shape[:2], -1) for base in models.bases]
    gram = past @ past.transpose(0, 2, 1)
    gram = np.stack([gram - shadow @ shadow.transpose(0, 2, 1) for shadow in shadows])
    families = (_Pivots(gram), _Pivots(_changes(_changes(gram, -2), -1)))
    widths = np.array([base.shape[1] for base in models.bases])[:, None]
    parameters = widths + np.r_[np.arange(models.order + 1), np.arange(models.order)]
    unexplained = np.concatenate([family.unexplained for family in families], axis=1)
    criterion = rows * np.log(unexplained / rows) + (parameters + 1)[:, :, None] * np.log(rows)
    weight = weights(criterion, axis=(0, 1))
    criterion = criterion.reshape(-1, len(series)).T
    if not regressors.shape[1]:
        return Sweep(criterion, np.empty((len(series), 0)))
    weight *= (weight.mean(axis=2) > NEGLIGIBLE)[:, :, None]
    weight /= weight.sum(axis=(0, 1)) + TINY
    cross = (flat @ regressors).reshape(*past.shape[:2], -1)
    total = np.zeros((len(series), regressors.shape[1]))
    split = models.order + 1
    for which in np.flatnonzero(weight.any(axis=(1, 2))).tolist():
        shadow = models.bases[which].T @ regressors
        own = (regressors**2).sum(axis=0) - (shadow**2).sum(axis=0)
        free, freedom = cross - shadows[which] @ shadow, rows - parameters[which]
        total += families[0].factors(which, free, own, freedom[:split], weight[which, :split])
        total += families[1].factors(which, _changes(free, 1), own, freedom[split:], weight[which, split:])
    return Sweep(criterion, np.log(np.maximum(total, TINY)))


def weights(criterion: Array, axis: int | tuple[int, ...]) -> Array:
    """Weights of models from their BIC, summing to 1 along ``axis``."""
    weight = np.exp(-0.5 * (criterion - criterion.min(axis=axis, keepdims=True)))
    return weight / weight.sum(axis=axis, keepdims=True)


def _changes(levels: Array, axis: int) -> Array:
    """From the series and its P lags along ``axis`` to its change and P - 1 lagged changes."""
    return -np.diff(levels, axis=axis)


def _past(series: Array, models: NullModels) -> Array:
    """The outcome (entry 0) and its past at each lag, in a common scale, shape (s, P + 1, n - P)."""
    order = models.order
    past = np.stack([series[:, order - lag : models.periods - lag] for lag in range(order + 1)], axis=1)
    now = past[:, :1]
    return (past - now.mean(axis=2, keepdims=True)) / (now.std(axis=2, keepdims=True) + TINY)


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
        if not len(orders):
            return total
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


