"""How far a series shifted at a known moment, averaged over structural models of how it moves by itself.

Each model is one of the forecast's kernels (a level that wanders or returns, a slope, a season), with or without a
trend in the effect, with the comparison left out, regressed on, or subtracted one for one. With flat priors on the
constant and the shift and on the logarithm of the noise, each model's shift is a Student t and its marginal likelihood
a closed expression (Harville 1974; O'Hagan & Forster 2004, ch. 11), so autocorrelation, trends and seasons that the
data leave open widen the interval instead of being chosen away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

import numpy as np

from cxlib.outlook.kernels import JITTER, LEVELS, SLOPES, Kernel, seasons

Use = Literal["nothing", "regressed", "subtracted"]

TRUST = 0.9  # power on the likelihood: no kernel is true, and the full power trusts the best of them too much
TRENDS = {0.0: 1.0, 0.3: 0.3, 1.0: 0.2}  # how far the effect may grow or fade a period (in noise), with its odds
STEADY_ODDS = 3.0  # times the odds of the kernels without a slope, which the forecast has to fear more than a verdict
TWIN_ODDS = 5.0  # times the odds of no slope and of no season once the comparison has been subtracted
COMPARISON_SPREAD = 6.0  # prior spread of a comparison's coefficient, standardised, in units of the noise
NEGLIGIBLE = 1e-4  # weight beside the heaviest model's below which a model is left out
TINY = 1e-12


class Model(NamedTuple):
    """One way the series may move: its kernel, how the effect may trend, and how the comparison is used."""

    kernel: Kernel
    trend: float
    use: Use


@dataclass(frozen=True)
class Setting:
    """What is known: the series, when it shifted, and series that did not.

    Attributes:
        times: Numbers of the periods, rising; a gap is a jump; shape (n,).
        numbers: Values, shape (n,).
        after: Whether the period comes after the start, shape (n,).
        comparison: Series that the action did not touch, shape (n, k); k may be 0.
        season_length: Periods of a cycle; 1 for none.
    """

    times: np.ndarray
    numbers: np.ndarray
    after: np.ndarray
    comparison: np.ndarray
    season_length: int

    @property
    def unit(self) -> float:
        """Spread of the values: the scale on which everything is computed."""
        return max(float(self.numbers.std()), 1e-9 * max(1.0, float(np.abs(self.numbers).max())))

    @property
    def uses(self) -> tuple[Use, ...]:
        """The ways in which the comparison may be used."""
        return ("nothing", "regressed", "subtracted") if self.comparison.shape[1] else ("nothing",)

    @property
    def trend(self) -> np.ndarray:
        """A straight line over the periods after the start, 0 on average, so that the shift stays the mean effect."""
        return np.where(self.after, self.times - self.times[self.after].mean(), 0.0)

    @property
    def standard_comparison(self) -> np.ndarray:
        """The comparison series with mean 0 and spread 1."""
        spread = self.comparison.std(axis=0)
        return (self.comparison - self.comparison.mean(axis=0)) / np.where(spread > 0, spread, 1.0)

    def target(self, use: Use) -> np.ndarray:
        """The values to be explained, around 0 and in units."""
        values = self.numbers - self.comparison.mean(axis=1) if use == "subtracted" else self.numbers
        return (values - values.mean()) / self.unit


@dataclass(frozen=True)
class Shift:
    """What is believed about the mean effect: a mixture of Student t distributions.

    ``weights`` sums to 1; ``centres`` and ``spreads`` are in the series' unit; ``models`` says whose they are.
    """

    weights: np.ndarray
    centres: np.ndarray
    spreads: np.ndarray
    freedom: int
    models: tuple[Model, ...]

    def below(self, value: float) -> float:
        """Chance that the mean effect lies below ``value``."""
        from scipy.special import stdtr

        return float(self.weights @ stdtr(self.freedom, (value - self.centres) / self.spreads))

    def quantile(self, share: float) -> float:
        """The value below which ``share`` (0 to 1, exclusive) of the belief lies."""
        from scipy.optimize import brentq
        from scipy.special import stdtrit

        points = self.centres + self.spreads * stdtrit(self.freedom, share)
        low, high = float(points.min()), float(points.max())
        if high - low <= 1e-9 * max(abs(low), abs(high)):
            return (low + high) / 2
        return float(brentq(lambda value: self.below(value) - share, low, high, xtol=1e-7 * (high - low)))

    @property
    def p_value(self) -> float:
        """Two-sided: twice the smaller chance of an effect on the other side of 0."""
        below = self.below(0.0)
        return min(1.0, 2 * min(below, 1 - below))

    def heaviest(self, most: int) -> Iterator[tuple[float, Model]]:
        """The heaviest models, with weights that sum to 1."""
        order = np.argsort(-self.weights)[:most]
        whole = self.weights[order].sum()
        return ((float(self.weights[place] / whole), self.models[place]) for place in order)


@dataclass(frozen=True)
class Whitening:
    """Inverse Cholesky factors of all kernels over one calendar, shape (kernels, n, n), and their log odds.

    ``calm`` is what is added to the log odds for the difference of twins, which rarely has a slope or a season.
    """

    kernels: tuple[Kernel, ...]
    log_odds: np.ndarray
    calm: np.ndarray
    inverse: np.ndarray
    log_roots: np.ndarray


def covariance(kernel: Kernel, times: np.ndarray, season_length: int) -> np.ndarray:
    """Covariance of the series over ``times`` under one kernel, shape (n, n), in units of the noise."""
    whole = kernel.level.covariance(times) + JITTER * np.eye(len(times))
    if kernel.slope:
        whole = whole + kernel.slope.covariance(times)
    return whole + kernel.season.covariance(times, season_length) if kernel.season else whole


@lru_cache(maxsize=4)  # metrics and actions of one calendar share it; an entry holds up to 30 MB
def whitening(times: tuple[int, ...], season_length: int) -> Whitening:
    """Factors of every kernel over ``times``."""
    cycles, moments = seasons(season_length), np.asarray(times)
    kernels = tuple(Kernel(*parts) for parts in product(LEVELS, SLOPES, cycles))
    odds = [LEVELS[k.level] * SLOPES[k.slope] * cycles[k.season] * (1 if k.slope else STEADY_ODDS) for k in kernels]
    roots = np.linalg.cholesky(np.array([covariance(kernel, moments, season_length) for kernel in kernels]))
    log_roots = np.log(np.einsum("jii->ji", roots)).sum(axis=1)
    calm = [np.log(TWIN_ODDS) * ((k.slope is None) + (k.season is None)) for k in kernels]
    return Whitening(kernels, np.log(odds), np.array(calm), np.linalg.inv(roots), log_roots)


def shift(setting: Setting) -> Shift:
    """The mean effect after the start, averaged over all models.

    Raises:
        ValueError: If a side of the start has no period, or there are fewer than four in all.
    """
    if len(setting.times) < 4 or setting.after.all() or not setting.after.any():
        raise ValueError(f"nothing to compare: {len(setting.times)} periods, {int(setting.after.sum())} after")
    white = whitening(tuple(int(time) for time in setting.times), setting.season_length)
    gram = _Gram.of(setting, white)
    parts = [gram.part(trend, use) for trend, use in product(TRENDS, setting.uses)]
    models = [Model(k, trend, use) for trend, use in product(TRENDS, setting.uses) for k in white.kernels]
    log_weights = np.concatenate([part[0] for part in parts])
    kept = np.flatnonzero(log_weights > log_weights.max() + np.log(NEGLIGIBLE))
    weights = np.exp(log_weights[kept] - log_weights.max())
    centres, spreads = (setting.unit * np.concatenate([part[place] for part in parts])[kept] for place in (1, 2))
    return Shift(weights / weights.sum(), centres, spreads, len(setting.times) - 2, tuple(models[k] for k in kept))


@dataclass(frozen=True)
class _Gram:
    """Inner products of the whitened columns, shape (kernels, columns, columns).

    Columns: the constant, the step, the trend after it, the comparison series, then one target for each way to use it.
    """

    products: np.ndarray
    white: Whitening
    setting: Setting

    @classmethod
    def of(cls, setting: Setting, white: Whitening) -> "_Gram":
        given = [
            np.ones(len(setting.times)),
            setting.after.astype(float),
            setting.trend,
            *setting.standard_comparison.T,
        ]
        targets = [setting.target(use) for use in ("nothing", "subtracted") if use in setting.uses]
        whitened = white.inverse @ np.column_stack([*given, *targets])
        return cls(whitened.transpose(0, 2, 1) @ whitened, white, setting)

    def part(self, trend: float, use: Use) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log weight, shift and its spread under every kernel, each of shape (kernels,)."""
        columns, precision = self._columns(trend, use)
        target = 3 + self.setting.comparison.shape[1] + (use == "subtracted")
        inner = self.products[:, columns][:, :, columns] + np.diag(precision)
        inverse = np.linalg.inv(inner)
        towards = self.products[:, columns, target]
        coefficients = np.einsum("jpq,jq->jp", inverse, towards)
        left = self.products[:, target, target] - np.einsum("jp,jp->j", coefficients, towards)
        freedom = len(self.setting.times) - 2
        squares = np.maximum(left, TINY)
        evidence = (
            np.log(precision[precision > 0]).sum() - np.linalg.slogdet(inner)[1] - freedom * np.log(squares)
        ) / 2
        calm = self.white.calm if use == "subtracted" else 0.0
        log_weight = self.white.log_odds + calm + np.log(TRENDS[trend]) + TRUST * (evidence - self.white.log_roots)
        return log_weight, coefficients[:, 1], np.sqrt(squares / freedom * inverse[:, 1, 1])

    def _columns(self, trend: float, use: Use) -> tuple[list[int], np.ndarray]:
        """Columns that explain, and how firmly each is held at 0 beforehand (0: not at all)."""
        columns, precision = [0, 1], [0.0, 0.0]
        if trend:
            columns, precision = [*columns, 2], [*precision, trend**-2]
        if use == "regressed":
            count = self.setting.comparison.shape[1]
            columns += range(3, 3 + count)
            precision += [COMPARISON_SPREAD**-2] * count
        return columns, np.array(precision)
