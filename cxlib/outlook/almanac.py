"""What the calendar adds to a daily metric beyond its week: the time of the year and the turns of the months.

Years are far longer than the past that the kernels look at, so both are taken from everything there is: a regression on
smooth waves of the year and on the days around a month's end, beside the week, over a level that wanders. Whether there
is a pattern at all is weighed like everything else, and averaged over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.outlook.history import History
from cxlib.outlook.scales import Scale

YEAR = 365.25
YEARS = 2.0  # of past before anything is said to come back every year
MONTHS = 4 * 30.4  # days of past before the turn of the month is looked at
LONGEST = 4 * 366  # older years cost time and tell little
WAVES = 6  # of the year; the k-th is expected 1/k as strong
MONTH_WAVES = 2
TURN = 3  # days before and after a month's end that stand for themselves
WANDERING = (0.01, 0.05, 0.2, 0.6)  # share of one step's variance that stays
STRENGTHS: dict[str, tuple[float, ...]] = {"year": (0.0, 0.5, 1.5, 4.0), "month": (0.0, 0.5, 1.5)}  # steps' noise
WEEKLY = 10.0
TRUST = 0.67  # power on the likelihood, as for the kernels
SAME = 1e-12
WILD = 3.5  # robust standard deviations beyond which a day is cut: a holiday is no season


@dataclass(frozen=True)
class Almanac:
    """The calendar's part in each observed and coming period.

    ``offsets`` has shape (scales, n + horizon), on each scale; ``yearly`` and ``monthly`` are the weights (0 to 1) of
    the models with such a pattern, NaN where the past is too short for one.
    """

    offsets: np.ndarray
    yearly: float = float("nan")
    monthly: float = float("nan")


class _Columns(NamedTuple):
    """Regressors by day, shape (n, p), the group of each and the prior size of its effect within the group."""

    values: np.ndarray
    groups: np.ndarray
    sizes: np.ndarray


class _Filtered(NamedTuple):
    """Regressors (``days``: the calendar's and the week's) and their innovations under every wandering level."""

    columns: _Columns
    days: np.ndarray
    innovations: np.ndarray
    gains: np.ndarray
    variances: np.ndarray


class _Gram(NamedTuple):
    """Products of the whitened regressors with each other and with the values."""

    columns: np.ndarray
    moment: np.ndarray
    square: float
    size: int


class _Learned(NamedTuple):
    """Effects of the calendar's columns on one scale, and the weight of the models that have each group."""

    effects: np.ndarray
    weights: dict[str, float]


def almanac(past: History, horizon: int, scales: tuple[Scale, ...], cutoff: int | None = None) -> Almanac:
    """The calendar's part in the periods of ``past`` and in the ``horizon`` after them.

    Args:
        past: The kept past; ``past.whole`` is what the pattern is learned from.
        horizon: Periods ahead.
        scales: Where the pattern is added.
        cutoff: Number of kept periods known when it is learned; all by default.
    """
    nothing = Almanac(np.zeros((len(scales), len(past.numbers) + horizon)))
    known = past.whole[past.whole.index < past.periods[cutoff]] if cutoff else past.whole
    known = known.iloc[-LONGEST:]
    if not len(known) or known.index.freqstr != "D":
        return nothing
    span = known.index[-1].ordinal - known.index[0].ordinal + 1
    groups = ("year",) * (span >= YEARS * YEAR) + ("month",) * (span >= MONTHS)
    inward = np.array([scale.inward(known.to_numpy(float)) for scale in scales])
    usable = np.isfinite(inward).all(axis=0)
    inward = inward[:, usable]
    if not groups or usable.sum() < MONTHS or (np.ptp(inward, axis=1) < SAME).any():
        return nothing
    learned = _learned(known.index[usable], inward, groups)
    asked = _columns(past.periods.append(past.ahead(horizon)), groups)
    weights = {group: float(np.mean([one.weights[group] for one in learned])) for group in groups}
    return Almanac(
        np.array([asked.values @ one.effects for one in learned]),
        weights.get("year", float("nan")),
        weights.get("month", float("nan")),
    )


def _columns(periods: pd.PeriodIndex, groups: tuple[str, ...]) -> _Columns:
    """Regressors of each group."""
    days = periods.to_timestamp()
    made = {"year": _year, "month": _month}
    parts = [(group, *made[group](days)) for group in groups]
    return _Columns(
        np.hstack([values for _group, values, _sizes in parts]),
        np.concatenate([[group] * len(sizes) for group, _values, sizes in parts]),
        np.concatenate([sizes for _group, _values, sizes in parts]),
    )


def _year(days: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    turn = 2 * np.pi * ((days - pd.Timestamp("2000-01-01")) / pd.Timedelta(days=YEAR)).to_numpy()
    waves = np.arange(1, WAVES + 1)
    return _waves(turn, waves), np.repeat(1 / waves, 2)


def _month(days: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    first, left = days.day.to_numpy() - 1, (days.days_in_month - days.day).to_numpy()
    waves = np.arange(1, MONTH_WAVES + 1)
    turns = [(place == day).astype(float) for place in (left, first) for day in range(TURN)]
    values = np.column_stack([_waves(2 * np.pi * first / days.days_in_month.to_numpy(), waves), *turns])
    return values, np.concatenate([np.repeat(0.5 / waves, 2), np.ones(len(turns))])


def _waves(turn: np.ndarray, waves: np.ndarray) -> np.ndarray:
    angles = turn[:, None] * waves
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(turn), -1)


def _learned(periods: pd.PeriodIndex, inward: np.ndarray, groups: tuple[str, ...]) -> list[_Learned]:
    """What each scale's values, shape (scales, n), say of the calendar."""
    seen = _filtered(tuple(periods.asi8.tolist()), groups)
    middle, unit = inward.mean(axis=1), inward.std(axis=1)
    tamed = [_tamed(seen.days, (values - middle[row]) / unit[row]) for row, values in enumerate(inward)]
    surprises = _innovations(np.column_stack(tamed), seen.gains, seen.variances)
    return [_averaged(seen, surprises[:, :, row], groups, unit[row]) for row in range(len(inward))]


def _averaged(seen: _Filtered, surprises: np.ndarray, groups: tuple[str, ...], unit: float) -> _Learned:
    """The average over all models: how far the level wanders, how strong each pattern is."""
    models = list(_models(seen, surprises, groups))
    scores = np.array([score for score, _effects, _on in models])
    weights = np.exp(TRUST * (scores - scores.max()))
    weights /= weights.sum()
    effects = weights @ np.array([effects for _score, effects, _on in models])
    on = {group: float(weights @ np.array([group in on for _score, _effects, on in models])) for group in groups}
    return _Learned(effects * unit, on)


@lru_cache(maxsize=2)  # metrics of one calendar come one after the other
def _filtered(ordinals: tuple[int, ...], groups: tuple[str, ...]) -> _Filtered:
    """Regressors of the observed days and their innovations; they depend on the calendar only."""
    periods = pd.PeriodIndex.from_ordinals(list(ordinals), freq="D")
    columns = _columns(periods, groups)
    days = np.column_stack([columns.values, np.eye(7)[periods.day_of_week.to_numpy()][:, 1:]])
    gains, variances = _steadied(np.diff(periods.asi8).astype(float))
    return _Filtered(columns, days, _innovations(days, gains, variances), gains, variances)


def _steadied(jumps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gain and variance of the local level's filter at every day but the first, shape (n - 1, levels)."""
    gaps = jumps.tolist()
    made = np.array([list(_steadying(stays, gaps)) for stays in WANDERING])
    return made[:, :, 0].T, made[:, :, 1].T


def _steadying(stays: float, gaps: list[float]) -> Iterator[tuple[float, float]]:
    """Gain and variance day by day; on plain numbers, which are faster one by one."""
    noise = unsure = 1 - stays
    for gap in gaps:
        unsure += stays * gap
        variance = unsure + noise
        yield unsure / variance, variance
        unsure *= noise / variance


def _innovations(columns: np.ndarray, gains: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """What each wandering level did not announce of the columns (n, p), shape (levels, n - 1, p).

    The Kalman filter of a local level (Harvey 1989), started by the first day.
    """
    level = np.repeat(columns[None, 0], gains.shape[1], axis=0)
    made = np.empty((len(gains), *level.shape))
    for place, gain in enumerate(gains[:, :, None]):
        made[place] = columns[place + 1] - level
        level = level + gain * made[place]
    return np.moveaxis(made / np.sqrt(variances)[:, :, None], 0, 1)


def _tamed(days: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values no further than ``WILD`` from what the neighbouring weeks and the calendar say."""
    level = pd.Series(values).rolling(29, center=True, min_periods=8).median().to_numpy()
    basis = np.column_stack([np.ones(len(days)), days])
    fit = level + basis @ np.linalg.lstsq(basis, values - level, rcond=None)[0]
    away = values - fit
    reach = WILD * 1.4826 * float(np.median(np.abs(away))) or np.inf
    return fit + np.clip(away, -reach, reach)


def _models(
    seen: _Filtered, surprises: np.ndarray, groups: tuple[str, ...]
) -> Iterator[tuple[float, np.ndarray, frozenset[str]]]:
    """Log evidence, effects of the calendar's columns, and the groups present, of every model."""
    width = len(seen.columns.sizes)
    week = np.full(seen.days.shape[1] - width, WEEKLY)
    for whitened, values, variances in zip(seen.innovations, surprises, seen.variances.T, strict=True):
        gram = _Gram(whitened.T @ whitened, whitened.T @ values, float(values @ values), len(values))
        scatter = float(np.log(variances).sum()) / 2
        for strengths in product(*(STRENGTHS[group] for group in groups)):
            by_group = dict(zip(groups, strengths, strict=True))
            sizes = seen.columns.sizes * np.array([by_group[group] for group in seen.columns.groups])
            score, effects = _fitted(gram, np.concatenate([sizes, week]))
            yield score - scatter, effects[:width], frozenset(group for group, size in by_group.items() if size)


def _fitted(gram: _Gram, spread: np.ndarray) -> tuple[float, np.ndarray]:
    """Log evidence and effects of the columns, each with its prior ``spread``; 0 leaves a column out."""
    on = np.flatnonzero(spread)
    normal = gram.columns[np.ix_(on, on)] + np.diag(spread[on] ** -2.0)
    found = np.linalg.solve(normal, gram.moment[on])
    left = max(gram.square - float(gram.moment[on] @ found), 1e-12)
    score = -np.linalg.slogdet(normal)[1] / 2 - np.log(spread[on]).sum() - gram.size / 2 * np.log(left)
    effects = np.zeros(len(spread))
    effects[on] = found
    return score, effects
