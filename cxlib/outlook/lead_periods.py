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


def aligned(outcome: pd.Series, candidates: pd.DataFrame) -> Aligned:
    """Outcome and candidates on one calendar.

    Raises:
        ValueError: If an index holds no periods or dates, or names one twice, or the two are of different grain.
    """
    rows, columns = _periods(outcome.index), _periods(candidates.index)
    if rows.freqstr != columns.freqstr:
        raise ValueError(f"outcome by {rows.freqstr}, candidates by {columns.freqstr}")
    numbers, series = _finite(outcome), _finite(candidates)
    known = np.isfinite(numbers)
    if not known.any():
        count = candidates.shape[1]
        return Aligned(rows[:0], np.empty(0), np.empty((0, count)), *np.zeros((2, count), int))
    periods = pd.period_range(rows[known].min(), rows[known].max(), freq=rows.freq)
    numbers, series = _placed(numbers, rows, periods), _placed(series, columns, periods)
    pairs = np.isfinite(series) & np.isfinite(numbers)[:, None]
    paired = pairs.sum(axis=0)
    span = [int(np.ptp(np.flatnonzero(column))) + 1 if column.any() else 0 for column in pairs.T]
    bridged = [_bridged(column) for column in series.T]
    unbroken = np.column_stack(bridged) if bridged else np.empty((len(periods), 0))
    return Aligned(periods, _bridged(numbers), unbroken, paired, np.array(span, int) - paired)


def _periods(index: pd.Index) -> pd.PeriodIndex:
    periods = as_periods(index)
    if periods.has_duplicates:
        raise ValueError(f"period {periods[periods.duplicated()][0]} stands twice")
    return periods


def _finite(values: pd.Series | pd.DataFrame) -> Array:
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _placed(values: Array, periods: pd.PeriodIndex, calendar: pd.PeriodIndex) -> Array:
    """Values (n, …) at their places on the calendar; NaN where there are none."""
    placed = np.full((len(calendar), *values.shape[1:]), np.nan)
    place = (periods.asi8 - calendar.asi8[0]) // calendar.freq.n
    inside = (place >= 0) & (place < len(calendar))
    placed[place[inside]] = values[inside]
    return placed


def _bridged(values: Array) -> Array:
    """Gaps filled by a straight line, before the first and after the last value by that value."""
    known = np.flatnonzero(np.isfinite(values))
    return np.interp(np.arange(len(values)), known, values[known]) if len(known) else values


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
