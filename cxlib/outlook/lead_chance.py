"""What chance alone would find: outcomes as their own model makes them, the candidates held fixed."""

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, Fit, NullModels, fit
from cxlib.outlook.lead_sweep import weights

SEED = 20261
BORROWED = 60  # excesses that the scale of a candidate's tail borrows from the other candidates, at most
WORTH_DRAWING = 0.01  # of the weight of the best model


class Chance:
    """A series as its null models might have made it: a sieve bootstrap with bias-corrected coefficients.

    Args:
        series: The observed one, shape (n,).
        models: Null models.
        criterion: BIC of each null model for it, in the order of ``sweep``.
    References:
        Bühlmann (1997), Bernoulli 3: 123-148 (sieve bootstrap);
        Kilian (1998), Rev. Econ. Stat. 80: 218-230 (the bias out first).
    """

    def __init__(self, series: Array, models: NullModels, criterion: Array) -> None:
        self.series, self.models = series, models
        weight = weights(criterion, axis=0)
        weight[weight < WORTH_DRAWING * weight.max()] = 0
        self.reached = np.cumsum(weight / weight.sum())
        self.fits: dict[int, Fit] = {}
        self.generator = np.random.default_rng(SEED)

    def drawn(self, count: int) -> Array:
        """So many series, each model by its weight, shape (count, n)."""
        chosen = np.searchsorted(self.reached[:-1], (np.arange(count) + 0.5) / count)
        used, place = np.unique(chosen, return_inverse=True)
        fits = [self._fit(number) for number in used.tolist()]
        coefficients = np.stack([one.coefficients for one in fits])[place]
        drive = np.stack([one.steady for one in fits])[place]
        noise = np.stack([one.residuals for one in fits])
        drive += noise[place[:, None], self.generator.integers(0, drive.shape[1], drive.shape)]
        return _recursion(self.series, coefficients, drive)

    def _fit(self, number: int) -> Fit:
        if number not in self.fits:
            self.fits[number] = fit(self.series, self.models, self.models.choice(number))
        return self.fits[number]


def _recursion(series: Array, coefficients: Array, drive: Array) -> Array:
    draws, order = coefficients.shape
    paths = np.empty((order + drive.shape[1], draws))
    paths[:order] = series[:order, None]
    paths[order:] = drive.T
    backwards = np.ascontiguousarray(coefficients.T[::-1])
    part = np.empty_like(backwards)
    for step in range(drive.shape[1]):
        np.multiply(backwards, paths[step : order + step], out=part)
        now = paths[order + step]
        for lag in part:
            now += lag
    return paths.T


def chance_beyond(observed: Array, chance: Array) -> Array:
    """Share of chance outcomes at or beyond the observed ones.

    Beyond the largest tenth the tail is taken as exponential. Its scale hardly differs between candidates, so each
    borrows from the others; since it is known only so well, the excess in its units follows a Pareto law.

    Args:
        observed: One number a candidate, shape (c,).
        chance: What chance gave, shape (draws, c).
    Returns:
        Shares, 0-1, shape (c,).
    """
    draws, count = chance.shape
    beyond = (1 + (chance >= observed).sum(axis=0)) / (1 + draws)
    size = max(draws // 10, 2)
    tail = np.partition(chance, -size, axis=0)[-size:]
    start = tail.min(axis=0)
    scale = np.maximum((tail - start).sum(axis=0) / (size - 1), TINY)
    borrowed = min((count - 1) * (size - 1), BORROWED)
    known = size - 1 + borrowed
    scale = ((size - 1) * scale + borrowed * scale.mean()) / known
    excess = np.maximum(observed - start, 0.0) / scale
    far = size / (1 + draws) * (1 + excess / known) ** -float(known)
    return np.where(observed > start, far, beyond)
