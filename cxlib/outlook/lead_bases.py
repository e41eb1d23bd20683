"""The null models of a lead: what a series' own past, trend and season may look like, and the fit of one of them."""

from dataclasses import dataclass, field, replace
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
    """What model ``choice`` explains, shape (n - P,), and the own past it explains it by, shape (n - P, lags)."""
    order, periods = models.order, models.periods
    if choice.changes:
        series = np.diff(series, prepend=series[0])
    past = np.empty((periods - order, choice.lags))
    for lag in range(1, choice.lags + 1):
        past[:, lag - 1] = series[order - lag : periods - lag]
    return series[order:], past


def on_levels(slopes: Array, changes: bool) -> Array:
    """Coefficients on past levels, shape (..., lags), from those on past changes, shape (..., lags - 1)."""
    if not changes:
        return slopes
    edge = np.ones((*slopes.shape[:-1], 1))
    return np.diff(np.concatenate([-edge, slopes, 0 * edge], axis=-1), axis=-1)


def fit(series: Array, models: NullModels, choice: Choice) -> Fit:
    """Model ``choice`` by least squares, its persistence corrected for the bias of short series."""
    base = models.bases[choice.base]
    target, past = own_past(series, models, choice)
    free = past - base @ (base.T @ past)
    slopes = np.asarray(np.linalg.lstsq(free, target - base @ (base.T @ target), rcond=None)[0], np.float64)
    if choice.lags and not choice.changes:
        slopes[0] += _bias(slopes.sum(), models.frequencies[choice.base], len(target))
    left = target - past @ slopes
    steady = base @ (base.T @ left)
    freedom = max(len(target) - base.shape[1] - choice.lags, 1)
    residuals = (left - steady) * np.sqrt(len(target) / freedom)
    coefficients = on_levels(slopes, choice.changes)
    return Fit(np.r_[coefficients, np.zeros(models.order - len(coefficients))], steady, residuals - residuals.mean())


def _bias(persistence: float, frequencies: Array, rows: int) -> float:
    """By how much least squares makes a series look less persistent (Kendall 1954; Shaman & Stine 1988), up to 1."""
    trend = int((frequencies == 1.0).sum()) == 2
    bias = (2 + 4 * persistence) / rows if trend else (1 + 3 * persistence) / rows
    bias += max(frequencies[frequencies < 1.0].sum(), 0.0) / rows
    return min(bias, max(1 - persistence, 0.0))
