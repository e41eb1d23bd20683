"""What chance alone would find: outcomes as their own model makes them, the candidates held fixed."""

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, NullModels, fit
from cxlib.outlook.lead_sweep import weights

SEED = 20261
BORROWED = 60  # excesses that the scale of a candidate's tail borrows from the other candidates, at most
WORTH_DRAWING = 0.01  # of the weight of the best model


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
    weight = weights(criterion, axis=0)
    weight[weight < WORTH_DRAWING * weight.max()] = 0
    chosen = np.searchsorted(np.cumsum(weight / weight.sum()), (np.arange(draws) + 0.5) / draws)
    used, place = np.unique(chosen, return_inverse=True)
    fits = [fit(series, models, models.choice(int(number))) for number in used]
    coefficients = np.stack([one.coefficients for one in fits])[place]
    steady = np.stack([one.steady for one in fits])[place]
    noise = np.stack([one.residuals for one in fits])[place]
    shocks = np.take_along_axis(noise, generator.integers(0, noise.shape[1], noise.shape), axis=1)
    return _recursion(series, coefficients, steady + shocks)


def _recursion(series: Array, coefficients: Array, drive: Array) -> Array:
    draws, order = coefficients.shape
    paths = np.empty((order + drive.shape[1], draws))
    paths[:order] = series[:order, None]
    backwards = coefficients.T[::-1]
    for step in range(drive.shape[1]):
        paths[order + step] = (backwards * paths[step : order + step]).sum(axis=0) + drive[:, step]
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
