"""Outcome and candidates on one unbroken calendar, and what was missing."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.outlook.lead_model import Array

SEASONS = {"Y": 1, "A": 1, "Q": 4, "M": 12, "W": 52, "D": 7, "B": 5, "h": 24, "H": 24}


class Aligned(NamedTuple):
    """Series on every period from the first to the last with an outcome.

    Attributes:
        periods: The calendar, n periods.
        outcome: Shape (n,), gaps bridged by a straight line.
        candidates: Shape (n, c), gaps bridged likewise; all NaN where a candidate has nothing.
        paired: Periods in which both were observed, shape (c,).
        bridged: Periods between the first and last pair in which one was missing, shape (c,).
    """

    periods: pd.PeriodIndex
    outcome: Array
    candidates: Array
    paired: Array
    bridged: Array


def by_period(values: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    """The same on a PeriodIndex, sorted.

    Raises:
        ValueError: If the index holds no periods or dates, or names one twice.
    """
    index = values.index
    if isinstance(index, pd.DatetimeIndex):
        index = index.to_period(_frequency(index))
    if not isinstance(index, pd.PeriodIndex):
        raise ValueError(f"an index of periods or dates is needed, not {type(index).__name__}")
    if index.has_duplicates:
        raise ValueError(f"period {index[index.duplicated()][0]} stands twice")
    return values.set_axis(index).sort_index()


def _frequency(dates: pd.DatetimeIndex) -> str:
    named = dates.freq or (pd.infer_freq(dates) if len(dates) > 2 else None)
    if named:
        return pd.tseries.frequencies.to_offset(named)
    days = float(np.median(np.diff(np.sort(dates.to_numpy())) / np.timedelta64(1, "D"))) if len(dates) > 1 else 1.0
    grains = {1.0: "D", 7.0: "W", 30.5: "M", 91.3: "Q", 365.25: "Y"}
    return grains[min(grains, key=lambda length: abs(np.log(length / max(days, 0.5))))]


def aligned(outcome: pd.Series, candidates: pd.DataFrame) -> Aligned:
    """Outcome and candidates on one calendar.

    Raises:
        ValueError: If the two are of different grain.
    """
    outcome, candidates = by_period(outcome), by_period(candidates)
    if outcome.index.freqstr != candidates.index.freqstr:
        raise ValueError(f"outcome by {outcome.index.freqstr}, candidates by {candidates.index.freqstr}")
    outcome = _finite(outcome).dropna()
    if outcome.empty:
        count = candidates.shape[1]
        return Aligned(outcome.index, np.empty(0), np.empty((0, count)), *np.zeros((2, count), int))
    periods = pd.period_range(outcome.index[0], outcome.index[-1], freq=outcome.index.freq)
    outcome, candidates = outcome.reindex(periods), _finite(candidates).reindex(periods)
    pairs = candidates.notna().mul(outcome.notna(), axis=0).to_numpy(bool)
    paired = pairs.sum(axis=0)
    span = [int(np.ptp(np.flatnonzero(column))) + 1 if column.any() else 0 for column in pairs.T]
    bridged = np.array(span, int) - paired
    return Aligned(periods, _bridged(outcome).to_numpy(), _bridged(candidates).to_numpy(), paired, bridged)


def _finite(values: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    return values.astype(float).replace([np.inf, -np.inf], np.nan)


def _bridged(values: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    return values.interpolate(limit_direction="both")


def season_of(periods: pd.PeriodIndex, season_length: int | None) -> int:
    """Periods in a season: as given, otherwise by the grain (12 months, 4 quarters, 52 weeks, 7 days)."""
    if season_length is not None:
        return max(int(season_length), 1)
    return SEASONS.get(periods.freqstr.split("-")[0].lstrip("0123456789"), 1)
