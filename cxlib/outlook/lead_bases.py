"""The null models of a lead: what a series' own past, trend and season may look like, and the fit of one of them."""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TINY = 1e-12


class Choice(NamedTuple):
    """One null model: its base of trend and season, how many own lags, and whether changes are modelled, not levels."""

    base: int
    lags: int
    changes: bool


@dataclass(frozen=True)
class NullModels:
    """The family of models averaged over: deterministic bases by autoregressive order.

    Attributes:
        periods: Periods n of the series.
        order: Highest autoregressive order P; the first P periods only serve as a past.
        bases: Orthonormal bases of trend and season (and leads already found), each of shape (n - P, d).
        frequencies: For each base, cosine of the frequency of each column; steers the correction of the bias.
        full: Trend and season of each base as they are, shape (n, d).
        terms: Polynomial terms and harmonics in each base.
        season_length: Periods in a season.
        shifts: Numbers of the periods from which the level is another one, for a known reason.
    """

    periods: int
    order: int
    bases: tuple[Array, ...]
    frequencies: tuple[Array, ...] = field(repr=False)
    full: tuple[Array, ...] = field(repr=False)
    terms: tuple[tuple[int, int], ...]
    season_length: int
    shifts: tuple[int, ...] = ()

    @cached_property
    def joined(self) -> Array:
        """All bases side by side, shape (n - P, D)."""
        return np.column_stack(self.bases)

    @cached_property
    def whole(self) -> tuple[Array, ...]:
        """Trend and season of each base over all n periods, orthonormal."""
        return tuple(np.linalg.qr(columns)[0] for columns in self.full)

    @cached_property
    def owners(self) -> Array:
        """Which base each of their columns belongs to, 0 or 1, shape (D, bases)."""
        widths = [base.shape[1] for base in self.bases]
        return np.repeat(np.eye(len(widths)), widths, axis=0)

    @cached_property
    def parameters(self) -> NDArray[np.int_]:
        """Coefficients of each model, shape (2 P + 1, bases): levels by own lags, then changes by own lags."""
        own = np.r_[np.arange(self.order + 1), np.arange(self.order)]
        return own[:, None] + np.array([base.shape[1] for base in self.bases])

    def columns(self, which: int) -> slice:
        """Where base ``which`` stands in ``joined``."""
        start = sum(base.shape[1] for base in self.bases[:which])
        return slice(start, start + self.bases[which].shape[1])

    def choice(self, number: int) -> Choice:
        """Model ``number`` in the order of the criterion: by base, then levels by lags, then changes by lags."""
        base, place = divmod(number, 2 * self.order + 1)
        changes = place > self.order
        return Choice(base, place - self.order - 1 if changes else place, changes)

    def with_leads(self, regressors: Array) -> "NullModels":
        """The same models with regressors (n - P, r) that are known to belong."""
        bases = tuple(np.linalg.qr(np.column_stack([base, regressors]))[0] for base in self.bases)
        extra = np.zeros(regressors.shape[1])
        frequencies = tuple(np.r_[cosines, extra] for cosines in self.frequencies)
        return replace(self, bases=bases, frequencies=frequencies)


@lru_cache(maxsize=16)  # a scan asks for the same calendar again and again
def null_models(periods: int, season_length: int, shifts: tuple[int, ...] = ()) -> NullModels:
    """The models worth considering for a series of this length and season; ``shifts`` belong to every base."""
    order = 2 if periods < 36 else 3 if periods < 60 else 4
    time = np.arange(periods, dtype=np.float64)
    terms = [(1, 0), (2, 0)] + [(d, h) for h in _harmonics(periods, season_length) for d in (1, 2)]
    steps = _steps(time, shifts)
    full = [np.column_stack([_columns(time, periods, season_length, *term), steps]) for term in terms]
    bases = tuple(np.linalg.qr(columns[order:])[0] for columns in full)
    cosines = tuple(np.r_[_cosines(season_length, *term), np.zeros(len(shifts))] for term in terms)
    return NullModels(periods, order, bases, cosines, tuple(full), tuple(terms), season_length, shifts)


def deterministic(time: Array, models: NullModels, which: int) -> Array:
    """Trend and season of base ``which`` at any periods, counted from 0; a period may lie in the future."""
    calendar = _columns(time, models.periods, models.season_length, *models.terms[which])
    return np.column_stack([calendar, _steps(time, models.shifts)])


def _steps(time: Array, shifts: tuple[int, ...]) -> Array:
    return (time[:, None] >= np.array(shifts, dtype=np.float64)[None, :]).astype(np.float64)


def _harmonics(periods: int, season_length: int) -> list[int]:
    if season_length < 2 or periods < 1.5 * season_length:
        return []
    most = season_length // 2
    counts = {min(2, most)}
    if periods >= 3 * season_length:
        counts.add(min(most, 6))
    return sorted(counts)


def _columns(time: Array, periods: int, season_length: int, trend: int, harmonics: int) -> Array:
    columns = [np.ones(len(time)), time - (periods - 1) / 2][:trend]
    for number in range(1, harmonics + 1):
        angle = 2 * np.pi * number * time / season_length
        columns += [np.cos(angle)] if 2 * number == season_length else [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _cosines(season_length: int, trend: int, harmonics: int) -> Array:
    numbers = np.repeat(np.arange(1, harmonics + 1), 2)
    if 2 * harmonics == season_length:
        numbers = numbers[:-1]
    return np.r_[np.ones(trend), np.cos(2 * np.pi * numbers / season_length)]


class Fit(NamedTuple):
    """A null model fitted to one series.

    Attributes:
        coefficients: On the series' own past levels, bias corrected, shape (P,).
        steady: What trend and season add in each period after the first P, shape (n - P,).
        residuals: What is left, blown up for the parameters spent, shape (n - P,).
    """

    coefficients: Array
    steady: Array
    residuals: Array


def own_past(series: Array, models: NullModels, choice: Choice) -> tuple[Array, Array]:
    """What model ``choice`` explains, shape (..., n - P), and the own past it does so by, shape (..., n - P, lags)."""
    order, periods = models.order, models.periods
    if choice.changes:
        changes = np.zeros(series.shape)
        np.subtract(series[..., 1:], series[..., :-1], out=changes[..., 1:])
        series = changes
    past = np.empty((*series.shape[:-1], periods - order, choice.lags))
    for lag in range(1, choice.lags + 1):
        past[..., lag - 1] = series[..., order - lag : periods - lag]
    return series[..., order:], past


def on_levels(slopes: Array, changes: bool) -> Array:
    """Coefficients on past levels, shape (..., lags), from those on past changes, shape (..., lags - 1)."""
    if not changes:
        return slopes
    edge = np.ones((*slopes.shape[:-1], 1))
    return np.diff(np.concatenate([-edge, slopes, 0 * edge], axis=-1), axis=-1)


def fit(series: Array, models: NullModels, choice: Choice) -> Fit:
    """Model ``choice`` by least squares, its persistence corrected for the bias of short series.

    ``series`` may be many, shape (..., n); the fit then has the same leading axes.
    """
    base = models.bases[choice.base]
    target, past = own_past(series, models, choice)
    left, slopes = target, np.empty((*target.shape[:-1], 0))
    if choice.lags:
        slopes = _slopes(past - base @ (base.T @ past), target - (target @ base) @ base.T)
        if not choice.changes:
            slopes[..., 0] += short_series_bias(slopes.sum(axis=-1), models.frequencies[choice.base], target.shape[-1])
        left = target - (past @ slopes[..., None])[..., 0]
    steady = (left @ base) @ base.T
    freedom = max(target.shape[-1] - base.shape[1] - choice.lags, 1)
    residuals = (left - steady) * np.sqrt(target.shape[-1] / freedom)
    residuals -= residuals.mean(axis=-1, keepdims=True)
    coefficients = np.zeros((*series.shape[:-1], models.order))
    coefficients[..., : choice.lags + choice.changes] = on_levels(slopes, choice.changes)
    return Fit(coefficients, steady, residuals)


def _slopes(free: Array, target: Array) -> Array:
    """Least squares of each target (..., n) on its own columns (..., n, k)."""
    turned = free.swapaxes(-1, -2)
    normal = turned @ free
    diagonal = np.einsum("...ii->...i", normal)
    diagonal += 1e-10 * diagonal.sum(axis=-1, keepdims=True) + TINY
    return np.asarray(np.linalg.solve(normal, turned @ target[..., None])[..., 0], np.float64)


def short_series_bias(persistence: Array, frequencies: Array, rows: int) -> Array:
    """By how much least squares makes a series look less persistent (Kendall 1954; Shaman & Stine 1988), up to 1."""
    trend = int((frequencies == 1.0).sum()) == 2
    bias = (2 + 4 * persistence) / rows if trend else (1 + 3 * persistence) / rows
    bias = bias + max(frequencies[frequencies < 1.0].sum(), 0.0) / rows
    return np.minimum(bias, np.maximum(1 - persistence, 0.0))
