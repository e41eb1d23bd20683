"""What chance alone would find: outcomes as their own model makes them, the candidates held fixed."""

from collections.abc import Sequence

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, NullModels, fit
from cxlib.outlook.lead_sweep import weights

SEED = 20261
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


def chance_beyond(observed: float, chance: Sequence[float] | Array) -> float:
    """Share of chance outcomes at or beyond the observed one; beyond the largest tenth by an exponential tail."""
    ordered = np.sort(chance)
    tail = ordered[-max(len(ordered) // 10, 10) :]
    if observed <= tail[0]:
        return float((1 + (ordered >= observed).sum()) / (1 + len(ordered)))
    scale = max(float((tail[1:] - tail[0]).mean()), TINY)
    return float(len(tail) / (1 + len(ordered)) * np.exp(-(observed - tail[0]) / scale))
