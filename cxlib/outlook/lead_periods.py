"""Outcome and candidates on one unbroken calendar, and what was missing."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.outlook.history import SEASONS, as_periods
from cxlib.outlook.lead_bases import Array


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
    periods = as_periods(values.index)
    if periods.has_duplicates:
        raise ValueError(f"period {periods[periods.duplicated()][0]} stands twice")
    return values.set_axis(periods).sort_index()


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


MOST_SHIFTS = 4
EDGE = 4  # periods that a shift needs on each side to be told from the ends of a series


def shifts_in(periods: pd.PeriodIndex, events: tuple[object, ...]) -> tuple[int, ...]:
    """Numbers of the periods in which events lie, those near an end left out; the latest where there are many."""
    found = set()
    for event in events:
        period = event if isinstance(event, pd.Period) else pd.Period(event, freq=periods.freq)
        found.add(int((period.ordinal - periods[0].ordinal) // periods.freq.n))
    inside = sorted(place for place in found if EDGE <= place <= len(periods) - EDGE)
    apart = [place for number, place in enumerate(inside) if number == 0 or place - inside[number - 1] >= EDGE]
    return tuple(apart[-MOST_SHIFTS:])


def season_of(periods: pd.PeriodIndex, season_length: int | None) -> int:
    """Periods in a season: as given, otherwise by the grain (12 months, 4 quarters, 52 weeks, 7 days)."""
    if season_length is not None:
        return max(int(season_length), 1)
    return SEASONS.get(periods.freqstr.split("-")[0].lstrip("0123456789"), (1,))[0]
