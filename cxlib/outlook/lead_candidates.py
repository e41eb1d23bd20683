"""A candidate's past as regressors: its level without trend and season, and its own surprises, at every lag."""

from typing import NamedTuple

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, NullModels, fit
from cxlib.outlook.lead_sweep import criteria, weights


class Candidates(NamedTuple):
    """Candidates with trend and season taken out.

    Attributes:
        level: What is left, in the candidate's unit, mean 0, shape (n, c).
        innovation: What the candidate's own past did not announce (prewhitening, Box & Jenkins 1970), shape (n, c).
        persistence: Coefficients of each candidate on its own past, shape (c, P).
        wandering: Weight of the models in which the candidate never returns to a mean, 0-1, shape (c,).
    """

    level: Array
    innovation: Array
    persistence: Array
    wandering: Array

    @property
    def prior(self) -> Array:
        """Prior weight of level and innovation as what leads, shape (c, 2): what wanders leads by its surprises."""
        innovation = 0.1 + 0.8 * self.wandering
        return np.column_stack([1 - innovation, innovation])

    def regressors(self, lags: range, skip: int) -> Array:
        """Level, then innovation, of every candidate at every lag, shape (n - skip, c * 2 * lags), lags fastest."""
        both = np.stack([_unit(self.level), _unit(self.innovation)], axis=2)
        return lagged(both.reshape(len(both), -1), lags, skip)


def prepared(candidates: Array, models: NullModels, criterion: Array | None = None) -> Candidates:
    """Candidates (n, c) with trend and season taken out, as much as the null models together believe in them.

    Surprises and persistence are those of the model of least BIC.

    ``criterion``: what ``criteria`` says of them, where that is known.
    """
    criterion = criteria(candidates.T, models) if criterion is None else criterion
    family = weights(criterion, axis=1).reshape(-1, len(models.bases), 2 * models.order + 1)
    announced = [basis @ (basis.T @ candidates) for basis in models.whole]
    level = candidates - np.einsum("bnc,cb->nc", np.stack(announced), family.sum(axis=2))
    innovation, persistence = np.zeros(candidates.shape), np.zeros((candidates.shape[1], models.order))
    best = criterion.argmin(axis=1)
    for number in np.unique(best):
        those = np.flatnonzero(best == number)
        one = fit(candidates.T[those], models, models.choice(int(number)))
        innovation[models.order :, those] = one.residuals.T
        persistence[those] = one.coefficients
    return Candidates(level, innovation, persistence, family[:, :, models.order + 1 :].sum(axis=(1, 2)))


def _unit(series: Array) -> Array:
    spread = series.std(axis=0)
    return np.where(spread > TINY, series / np.maximum(spread, TINY), 0.0)


def lagged(series: Array, lags: range, skip: int) -> Array:
    """Columns of each series (n, c) at each lag, the first ``skip`` rows left off; before its beginning a series is 0.

    Returns:
        Shape (n - skip, c * lags), lags fastest.
    """
    periods, count = series.shape
    columns = np.zeros((periods, count, len(lags)))
    for place, lag in enumerate(lags):
        columns[lag:, :, place] = series[: periods - lag]
    return columns[skip:].reshape(periods - skip, -1)
