"""What a lead is worth: its effect with an interval, and how far the error of forecasts falls with it."""

from typing import NamedTuple

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, NullModels, own_past
from cxlib.outlook.lead_sweep import sweep


class Worth(NamedTuple):
    """Effect of one unit of the candidate, its limits, and the relative fall of the rolling-origin error (1 = all)."""

    effect: float
    lower: float
    upper: float
    gain: float

    def in_units(self, ratio: float) -> "Worth":
        """The effect in other units: ``ratio`` of the outcome's to the candidate's."""
        return self._replace(effect=self.effect * ratio, lower=self.lower * ratio, upper=self.upper * ratio)


def lead_worth(outcome: Array, regressor: Array, others: Array, models: NullModels, level: float = 0.95) -> Worth:
    """Worth of one lead beside those already known.

    Args:
        outcome: Shape (n,).
        regressor: The candidate at its lag, in its own unit, shape (n - P,).
        others: Other leads at their lags, shape (n - P, r).
        models: Null models without the leads.
        level: Confidence level of the interval.
    Returns:
        Effect in units of the outcome per unit of the candidate. The gain is the fall of the root mean square error
        of one-step forecasts, each fitted to what was known before.
    """
    from scipy.special import stdtrit

    target, known = null_design(outcome, models)
    known = np.column_stack([known, others])
    design = np.column_stack([known, regressor])
    freedom = len(target) - design.shape[1]
    free = regressor - known @ np.linalg.lstsq(known, regressor, rcond=None)[0]
    spread = float(free @ free)
    if spread < TINY * len(free) or freedom < 2:
        return Worth(np.nan, np.nan, np.nan, 0.0)
    effect = float(free @ target) / spread
    residuals = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    margin = float(stdtrit(freedom, (1 + level) / 2)) * np.sqrt(residuals @ residuals / freedom / spread)
    without, together = rolling_errors(target, known), rolling_errors(target, design)
    both = np.isfinite(without) & np.isfinite(together)
    gain = 1 - _size(together[both]) / max(_size(without[both]), TINY)
    return Worth(effect, effect - margin, effect + margin, gain)


def null_design(outcome: Array, models: NullModels) -> tuple[Array, Array]:
    """Outcome after its first P periods, and the columns of the null model of least BIC, shape (n - P, d)."""
    criterion = sweep(outcome[None], models, np.empty((models.periods - models.order, 0))).criterion[0]
    choice = models.choice(int(criterion.argmin()))
    target, past = own_past(outcome, models, choice)
    return target, np.column_stack([models.bases[choice.base], past])


def rolling_errors(target: Array, design: Array) -> Array:
    """One-step forecast errors, each origin fitted to the rows before it; NaN while there are too few rows."""
    rows, columns = design.shape
    start = max(columns + 4, rows // 3)
    if start >= rows:
        return np.full(rows, np.nan)
    scale = np.maximum(np.sqrt((design**2).mean(axis=0)), TINY)
    design = design / scale
    gram = np.cumsum(design[:, :, None] * design[:, None, :], axis=0)[start - 1 : -1]
    cross = np.cumsum(design * target[:, None], axis=0)[start - 1 : -1]
    ridge = 1e-9 * np.trace(gram, axis1=1, axis2=2)[:, None, None] * np.eye(columns)
    slopes = np.linalg.solve(gram + ridge, cross[:, :, None])[:, :, 0]
    errors = target[start:] - (design[start:] * slopes).sum(axis=1)
    return np.r_[np.full(start, np.nan), errors]


def _size(errors: Array) -> float:
    return float(np.sqrt((errors**2).mean())) if len(errors) else 0.0
