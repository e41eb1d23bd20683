"""Calendars and grains: which day belongs to which period, and which periods are finished.

A period is a ``pandas.Period``; weeks are ISO weeks (Monday to Sunday) or run from Sunday to Saturday, quarters and
years may start in any month (fiscal year, named after the year it ends in).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
SEASON_LENGTH: dict[str, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
_SLACK = {"day": 0, "week": 1, "month": 2, "quarter": 5, "year": 7}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True)
class Calendar:
    """How the company counts time.

    Attributes:
        week_start: ``"monday"`` (ISO) or ``"sunday"``.
        fiscal_start: Month, 1 to 12, in which the fiscal year starts.
    """

    week_start: Literal["monday", "sunday"] = "monday"
    fiscal_start: int = 1

    def __post_init__(self) -> None:
        if self.week_start not in ("monday", "sunday") or not 1 <= self.fiscal_start <= 12:
            raise ValueError(f"no such calendar: {self.week_start!r}, fiscal start {self.fiscal_start!r}")

    def frequency(self, grain: str) -> str:
        """The pandas frequency of ``grain`` in this calendar, such as ``"W-SUN"``."""
        if grain not in GRAINS:
            raise ValueError(f"unknown grain {grain!r}")
        year_end = _MONTHS[(self.fiscal_start - 2) % 12]
        week = "W-SUN" if self.week_start == "monday" else "W-SAT"
        return {"day": "D", "week": week, "month": "M", "quarter": f"Q-{year_end}", "year": f"Y-{year_end}"}[grain]

    def period(self, day: date, grain: str) -> "pd.Period":
        """The period of ``grain`` that holds ``day``."""
        import pandas as pd  # half a second that the records, which only name a calendar, do without

        return pd.Period(pd.Timestamp(day), freq=self.frequency(grain))

    def parse(self, text: str, grain: str) -> "pd.Period | None":
        """The period that starts on the ISO day ``text``, or None where it is no day."""
        try:
            return self.period(date.fromisoformat(text), grain)
        except ValueError:
            return None


_BY_FREQUENCY: dict[str, Grain] = {
    "D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "A": "year"
}  # fmt: skip


def grain_of(period: "pd.Period") -> Grain:
    """The grain of a period, whatever its calendar."""
    return _BY_FREQUENCY[period.freqstr[0]]


def coarsest(grains: "list[str]") -> Grain:
    """The coarsest of several grains: what they can be compared at."""
    return GRAINS[max(GRAINS.index(grain) for grain in grains)]


def is_finished(period: "pd.Period", last: date) -> bool:
    """Whether data that reach to ``last`` cover the whole period.

    A short slack (a day for weeks, two for months …) forgives a closing day without rows, such as a Sunday.
    """
    slack = timedelta(days=_SLACK[grain_of(period)])
    return last >= period.end_time.date() - slack


def is_begun_whole(period: "pd.Period", first: date) -> bool:
    """Whether data that begin at ``first`` cover the start of the period, with the same slack."""
    slack = timedelta(days=_SLACK[grain_of(period)])
    return first <= period.start_time.date() + slack
