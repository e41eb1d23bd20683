"""A candidate's past as regressors: its level without trend and season, and its own surprises, at every lag."""

from typing import NamedTuple

import numpy as np

from cxlib.outlook.lead_model import TINY, Array, NullModels, sweep


class Candidates(NamedTuple):
    """Candidates with trend and season taken out.

    Attributes:
        level: What is left, in the candidate's unit, mean 0, shape (n, c).
        innovation: What the candidate's own past did not announce (prewhitening, Box & Jenkins 1970), shape (n, c).
        persistence: Coefficients of each candidate on its own past, shape (c, P).
    """

    level: Array
    innovation: Array
    persistence: Array

    def regressors(self, lags: range, skip: int) -> Array:
        """Level, then innovation, of every candidate at every lag, shape (n - skip, c * 2 * lags), lags fastest."""
        both = np.stack([_unit(self.level), _unit(self.innovation)], axis=2)
        return lagged(both.reshape(len(both), -1), lags, skip)


def prepared(candidates: Array, models: NullModels) -> Candidates:
    """Candidates (n, c) with trend and season taken out, as the null model of least BIC sees them."""
    empty = np.empty((models.periods - models.order, 0))
    best = sweep(candidates.T, models, empty).criterion.argmin(axis=1)
    parts = [_one(series, models, int(number)) for series, number in zip(candidates.T, best, strict=True)]
    level, innovation, persistence = zip(*parts, strict=True)
    return Candidates(np.column_stack(level), np.column_stack(innovation), np.array(persistence))


def _one(series: Array, models: NullModels, number: int) -> tuple[Array, Array, Array]:
    order, periods = models.order, models.periods
    which, lags = divmod(number, order + 1)
    base, full = models.bases[which], models.full[which]
    past = [series[order - lag : periods - lag] for lag in range(1, lags + 1)]
    design = np.column_stack([base, *past])
    slopes = np.linalg.lstsq(design, series[order:], rcond=None)[0]
    innovation = np.r_[np.zeros(order), series[order:] - design @ slopes]
    level = series - full @ np.linalg.lstsq(full, series, rcond=None)[0]
    return level, innovation, np.r_[slopes[base.shape[1] :], np.zeros(order - lags)]


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
