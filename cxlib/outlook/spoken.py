"""Spans of time in words: 6 weeks, 2 months; periods only where nobody knows what they are."""

import pandas as pd

from cxlib.language import ngettext
from cxlib.periods import grain_of

_GRAINS = "DWMQYA"


def span(count: int, grain: str = "") -> str:
    """``count`` periods of ``grain`` (``"day"`` … ``"year"``) in words.

    Examples:
        >>> span(6, "week"), span(1, "month"), span(3)
        ('6 weeks', '1 month', '3 periods')
    """
    words = {
        "day": lambda: ngettext("{count} day", "{count} days", count),
        "week": lambda: ngettext("{count} week", "{count} weeks", count),
        "month": lambda: ngettext("{count} month", "{count} months", count),
        "quarter": lambda: ngettext("{count} quarter", "{count} quarters", count),
        "year": lambda: ngettext("{count} year", "{count} years", count),
    }
    return words.get(grain, lambda: ngettext("{count} period", "{count} periods", count))()


def grain_in(periods: pd.Index) -> str:
    """The grain of a calendar, empty if it is none that has a name (hours, working days)."""
    if not isinstance(periods, pd.PeriodIndex) or not len(periods) or periods.freqstr[0] not in _GRAINS:
        return ""
    return grain_of(periods[0])
