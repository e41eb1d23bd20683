"""A metric's past as numbers on a regular calendar, and the periods to come."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cxlib.errors import CXError
from cxlib.language import gettext_noop as N_

SHORTEST = 8
FULL = 18
LONGEST = 132  # older periods cost time and no longer help
SEASONS = {"Y": (1,), "A": (1,), "Q": (4,), "M": (12,), "W": (52,), "D": (7,), "B": (5,), "h": (24, 168)}

PER_YEAR = {"Y": 1, "A": 1, "Q": 4, "M": 12, "W": 52, "D": 365, "B": 261, "h": 8766}


class TooFewPeriods(CXError):
    """The series is too short for any forecast."""

    sentence = N_("A forecast needs at least {needed} periods; there are {found}, so {missing} more are needed.")


@dataclass(frozen=True)
class History:
    """Observed values and where they stand.

    ``times`` counts periods from the first kept one, shape (n,), so that a gap is a jump; ``periods`` names them;
    ``numbers`` are the values; ``season_lengths`` the cycles to be tried, main one first; ``whole`` is every
    value by period, older ones than the kept included.
    """

    times: np.ndarray
    numbers: np.ndarray
    periods: pd.PeriodIndex
    season_lengths: tuple[int, ...]
    whole: pd.Series = field(default_factory=lambda: pd.Series(dtype=float), compare=False, repr=False)

    def ahead(self, horizon: int) -> pd.PeriodIndex:
        """The ``horizon`` periods after the last observed one."""
        return pd.period_range(self.periods[-1] + 1, periods=horizon)

    def joined(self, horizon: int) -> tuple[int, ...]:
        """Numbers of the observed periods followed by those of the horizon."""
        future = self.times[-1] + 1 + np.arange(horizon)
        return tuple(int(time) for time in np.concatenate([self.times, future]))

    def years(self, horizon: int) -> np.ndarray:
        """Years to each of the ``horizon`` periods ahead, shape (horizon,)."""
        every, grain = self.periods.freq.n, self.periods.freqstr.lstrip("0123456789")[0]
        return np.arange(1, horizon + 1) * every / PER_YEAR.get(grain, PER_YEAR["D"])

    def number_of(self, moment: object) -> int:
        """Number of the period in which ``moment`` (a period, a date or its text) lies."""
        period = moment if isinstance(moment, pd.Period) else pd.Period(moment, freq=self.periods.freq)
        return int((period.ordinal - self.periods[0].ordinal) // self.periods.freq.n)


def history(values: pd.Series, season_length: int | tuple[int, ...] | None = None) -> History:
    """The last ``LONGEST`` periods of ``values`` without gaps.

    Args:
        values: One number a period; missing periods may be NaN or absent.
        season_length: Periods of a cycle, several for several cycles; by default from the calendar.
    Raises:
        TooFewPeriods: If fewer than ``SHORTEST`` periods have a value.
        ValueError: If the index is not of periods or dates, or a period comes twice.
    """
    known = values.dropna()
    periods = as_periods(known.index)
    if periods.has_duplicates:
        raise ValueError(f"a period comes twice: {periods[periods.duplicated()][0]}")
    if len(known) < SHORTEST:
        raise TooFewPeriods(needed=SHORTEST, found=len(known), missing=SHORTEST - len(known))
    order = np.argsort(periods.asi8)
    kept = order[-LONGEST:]
    ordinals = periods.asi8[kept]
    return History(
        times=(ordinals - ordinals[0]) // periods.freq.n,
        numbers=known.to_numpy(dtype=float)[kept],
        periods=periods[kept],
        season_lengths=_season_lengths(periods, season_length),
        whole=known.set_axis(periods).iloc[order].astype(float),
    )


def as_periods(index: pd.Index) -> pd.PeriodIndex:
    """The index as periods; the grain of dates without frequency is taken from their usual distance.

    Raises:
        ValueError: If the index holds neither periods nor dates.
    """
    if isinstance(index, pd.PeriodIndex):
        return index
    if not isinstance(index, pd.DatetimeIndex):
        raise ValueError(f"values need an index of periods or dates, not {type(index).__name__}")
    return index.tz_localize(None).to_period(_grain(index))


def _grain(index: pd.DatetimeIndex) -> str:
    days = pd.Series(index.sort_values()).diff().median() / pd.Timedelta(days=1) if len(index) > 1 else 30
    if days < 0.5:
        return "h"
    if days < 4:
        return "D"
    if days < 15:
        return f"W-{(index[-1] - pd.Timedelta(days=1)).strftime('%a').upper()}"  # a date names the week it begins
    return "M" if days < 60 else "Q" if days < 200 else "Y"


def _season_lengths(periods: pd.PeriodIndex, asked: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if asked is None:
        return SEASONS.get(periods.freqstr.lstrip("0123456789")[0], (1,))
    return tuple(int(length) for length in asked) if isinstance(asked, Iterable) else (int(asked),)


def sensible_horizon(count: int, asked: int) -> int:
    """How many periods ahead may be shown after ``count`` observed ones: 0, at most 2, or at most a third.

    Examples:
        >>> [sensible_horizon(count, 6) for count in (7, 12, 18, 24)]
        [0, 2, 6, 6]
    """
    if count < SHORTEST:
        return 0
    return min(asked, 2 if count < FULL else count // 3)
