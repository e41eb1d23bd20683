"""What a lead is worth: its effect with an interval, and how far the error of forecasts falls with it."""

from typing import NamedTuple

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, NullModels, own_past


class Worth(NamedTuple):
    """Effect of one unit of the candidate, its limits, and the relative fall of the rolling-origin error (1 = all)."""

    effect: float
    lower: float
    upper: float
    gain: float

    def in_units(self, ratio: float) -> "Worth":
        """The effect in other units: ``ratio`` of the outcome's to the candidate's."""
        return self._replace(effect=self.effect * ratio, lower=self.lower * ratio, upper=self.upper * ratio)


class Worths:
    """Worth of leads beside what the outcome's own model and other leads already know.

    Args:
        outcome: Shape (n,).
        models: Null models without the leads.
        criterion: BIC of each for the outcome, shape (models,).
        level: Confidence level of the intervals.
    """

    def __init__(self, outcome: Array, models: NullModels, criterion: Array, level: float = 0.95) -> None:
        self.target, self.own = null_design(outcome, models, criterion)
        self.level = level
        self.known: dict[bytes, tuple[Array, Array, Array]] = {}

    def of(self, regressor: Array, others: Array) -> Worth:
        """Worth of one lead.

        Args:
            regressor: The candidate at its lag, in its own unit, shape (n - P,).
            others: Other leads at their lags, shape (n - P, r).
        Returns:
            Effect in units of the outcome per unit of the candidate. The gain is the fall of the root mean square
            error of one-step forecasts, each fitted to what was known before.
        """
        from scipy.special import stdtrit

        known, basis, without = self._known(others)
        freedom = len(self.target) - known.shape[1] - 1
        free = regressor - basis @ (basis.T @ regressor)
        spread = float(free @ free)
        if spread < TINY * len(free) or freedom < 2:
            return Worth(np.nan, np.nan, np.nan, 0.0)
        effect = float(free @ self.target) / spread
        residuals = self.target - effect * free
        residuals -= basis @ (basis.T @ residuals)
        margin = float(stdtrit(freedom, (1 + self.level) / 2)) * np.sqrt(residuals @ residuals / freedom / spread)
        together = rolling_errors(self.target, np.column_stack([known, regressor]))
        both = np.isfinite(without) & np.isfinite(together)
        gain = 1 - _size(together[both]) / max(_size(without[both]), TINY)
        return Worth(effect, effect - margin, effect + margin, gain)

    def _known(self, others: Array) -> tuple[Array, Array, Array]:
        """What is known without the lead, the same orthonormal, and the errors of forecasts by it."""
        key = others.tobytes()
        if key not in self.known:
            design = np.column_stack([self.own, others])
            vectors, sizes, _ = np.linalg.svd(design, full_matrices=False)
            basis = vectors[:, sizes > 1e-10 * sizes[0]]
            self.known[key] = design, basis, rolling_errors(self.target, design)
        return self.known[key]


def null_design(outcome: Array, models: NullModels, criterion: Array) -> tuple[Array, Array]:
    """Outcome after its first P periods, and the columns of the null model of least BIC, shape (n - P, d)."""
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
