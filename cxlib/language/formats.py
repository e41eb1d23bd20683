"""Shares, dates and period names as the reader's locale writes them (Babel, which comes when it is needed)."""

from datetime import date
from typing import TYPE_CHECKING

from cxlib.language.catalogue import gettext as _
from cxlib.language.chosen import locale
from cxlib.language.numbers import MINUS, in_digits, is_missing, number

if TYPE_CHECKING:
    import pandas as pd

YEARS_AHEAD = {"th": 543}  # the Buddhist era, in which Thailand counts; months and days are the common ones


def percent(share: float, decimals: int = 0, signed: bool = False) -> str:
    """A share (0 to 1) as percent, with a narrow space before the sign."""
    return _("{number}\u202f%", number=number(share * 100, decimals, signed))


def points(value: float, decimals: int = 1, signed: bool = True) -> str:
    """A difference in points with its sign."""
    return number(value, decimals, signed)


def compact(value: float) -> str:
    """A large number in short, such as 184K."""
    from babel.numbers import format_compact_decimal

    if is_missing(value):
        return "–"
    size = abs(float(value))
    leading = len(str(int(size))) % 3  # digits before the point of 1.5K, 12.3M; 0 means three
    text = format_compact_decimal(size, locale=locale(), fraction_digits=1 if leading else 0)
    return (MINUS if value < 0 else "") + in_digits(text)


def day(value: date, style: str = "medium") -> str:
    """A date as the locale writes it; ``style`` is Babel's short, medium or long."""
    return _date(value, style)


def period_name(period: "pd.Period", fiscal_start: int = 1) -> str:
    """The period as a reader says it: 3 May 2026, week 18 of 2026, May 2026, Q2 2026, 2026.

    Args:
        period: A daily, weekly, monthly, quarterly or yearly period.
        fiscal_start: Month (1 to 12) in which the fiscal year starts; other than 1 makes years and quarters fiscal.
            A quarter or year that ends in another month than December is fiscal by itself.
    """
    first = period.start_time.date()
    fiscal = fiscal_start != 1 or period.freqstr[1:] not in ("", "-DEC")
    grain = period.freqstr[0]
    if grain == "D":
        return day(first)
    if grain == "W":
        return _("week of {day}", day=_date(first, "d MMM y"))
    if grain == "M":
        return _date(first, "MMM y")
    if grain == "Q":
        return (
            _("Q{quarter} FY{year}", quarter=in_digits(str(period.quarter)), year=year(period.qyear))
            if fiscal
            else _("Q{quarter} {year}", quarter=in_digits(str(period.quarter)), year=year(period.year))
        )
    return _("FY{year}", year=year(period.year)) if fiscal else year(period.year)


def year(number: int) -> str:
    """A year as the locale counts it: 2026, in Thai 2569."""
    return in_digits(str(number + YEARS_AHEAD.get(locale(), 0)))


def _date(value: date, style: str) -> str:
    from babel.dates import format_date

    text = format_date(value, format=style, locale=locale())
    return in_digits(text.replace(str(value.year), year(value.year)))
