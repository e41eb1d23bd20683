"""Scales on which a metric is forecast: as it is, in logarithms, or in log-odds between two bounds."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Plain:
    """The metric as it is, cut at its bounds."""

    low: float = -np.inf
    high: float = np.inf

    def inward(self, values: np.ndarray) -> np.ndarray:
        """Values as the models see them: unchanged."""
        return values

    def outward(self, values: np.ndarray) -> np.ndarray:
        """Back to the metric, cut at its bounds."""
        return np.clip(values, self.low, self.high)

    def log_slope(self, values: np.ndarray) -> np.ndarray:
        """Logarithm of the derivative of ``inward``: what makes likelihoods on two scales comparable."""
        return np.zeros_like(values)


@dataclass(frozen=True)
class Logarithm:
    """Logarithm above ``low``; ``lift`` keeps values that lie on it finite."""

    low: float = 0.0
    lift: float = 0.0
    high: float = np.inf

    def inward(self, values: np.ndarray) -> np.ndarray:
        """Logarithm of the distance to ``low``; -inf where there is none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values + self.lift > self.low, np.log(values - self.low + self.lift), -np.inf)

    def outward(self, values: np.ndarray) -> np.ndarray:
        """Back to the metric, not below ``low``."""
        return np.maximum(np.exp(np.minimum(values, 700.0)) - self.lift + self.low, self.low)

    def log_slope(self, values: np.ndarray) -> np.ndarray:
        """Logarithm of the derivative of ``inward``."""
        return -np.log(values - self.low + self.lift)


@dataclass(frozen=True)
class LogOdds:
    """Log-odds between ``low`` and ``high``; ``margin`` of the range keeps values that lie on a bound finite."""

    low: float
    high: float
    margin: float = 0.0

    def inward(self, values: np.ndarray) -> np.ndarray:
        """Log-odds of the place between the bounds."""
        share = self._share(values)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(share) - np.log1p(-share)

    def outward(self, values: np.ndarray) -> np.ndarray:
        """Back to the metric, inside its bounds."""
        share = 1 / (1 + np.exp(-np.clip(values, -700.0, 700.0)))
        stretched = (share - self.margin) / (1 - 2 * self.margin)
        return self.low + (self.high - self.low) * np.clip(stretched, 0.0, 1.0)

    def log_slope(self, values: np.ndarray) -> np.ndarray:
        """Logarithm of the derivative of ``inward``."""
        share = self._share(values)
        return np.log((1 - 2 * self.margin) / (self.high - self.low)) - np.log(share) - np.log1p(-share)

    def _share(self, values: np.ndarray) -> np.ndarray:
        share = (values - self.low) / (self.high - self.low)
        return np.clip(self.margin + share * (1 - 2 * self.margin), 0.0, 1.0)


Scale = Plain | Logarithm | LogOdds


def scales(values: np.ndarray, bounds: tuple[float | None, float | None] | None) -> tuple[Scale, ...]:
    """Scales on which values of this range may be forecast; no scale can leave ``bounds``.

    Args:
        values: Observed values, shape (n,), all within the bounds.
        bounds: Lowest and highest possible value, ``None`` for an open end. Without bounds, values that have all been
            at least 0 are taken for an amount that cannot be negative; say ``(None, None)`` for a metric that can.
    Raises:
        ValueError: If a value lies outside the bounds.
    """
    low, high = _ends(values, bounds)
    if low is not None and high is not None:
        margin = 0.5 / (len(values) + 1) if values.min() <= low or values.max() >= high else 0.0
        return (LogOdds(low, high, margin),)
    if low is None:
        return (Plain(high=np.inf if high is None else high),)
    if values.min() > low:
        return (Plain(low=low), Logarithm(low))
    gaps = values[values > low] - low
    return (Plain(low=low), Logarithm(low, lift=float(gaps.min()) / 2 if len(gaps) else 1.0))


def _ends(values: np.ndarray, bounds: tuple[float | None, float | None] | None) -> tuple[float | None, float | None]:
    if bounds is None:
        return (0.0 if values.min() >= 0 else None), None
    low, high = (None if end is None or not np.isfinite(end) else float(end) for end in bounds)
    if (low is not None and values.min() < low) or (high is not None and values.max() > high):
        raise ValueError(f"values from {values.min()} to {values.max()} do not lie within {bounds}")
    return low, high
