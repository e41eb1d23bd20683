"""Calendars besides the Gregorian one: Buddhist era, Jalali (Persian), Minguo. All by day counting, no tables."""

from datetime import date, timedelta

BUDDHIST = 543
MINGUO = 1911
_JALALI_EPOCH = date(622, 3, 22)
_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178)


def jalali(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Jalali one; None if there is no such day.

    References:
        The 2820-year arithmetic is wrong for some years; the leap years here follow Borkowski (1996), Earth, Moon and
        Planets 74: 223-230, which matches the official calendar for the years 1178-1633.
    Examples:
        >>> jalali(1403, 12, 30), jalali(1404, 1, 1), jalali(1404, 12, 30)
        (datetime.date(2025, 3, 20), datetime.date(2025, 3, 21), None)
    """
    leap, march = _jalali_year(year)
    length = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        return None
    passed = (month - 1) * 31 - max(0, month - 7)
    return date(year + 621, 3, march) + timedelta(days=passed + day - 1)


def _jalali_year(year: int) -> tuple[bool, int]:
    """Whether the year is leap, and the day of March on which it begins."""
    gregorian, leaps, before = year + 621, -14, _BREAKS[0]
    jump = 0
    for border in _BREAKS[1:]:
        jump = border - before
        if year < border:
            break
        leaps += jump // 33 * 8 + jump % 33 // 4
        before = border
    passed = year - before
    leaps += passed // 33 * 8 + (passed % 33 + 3) // 4
    if jump % 33 == 4 and jump - passed == 4:
        leaps += 1
    march = 20 + leaps - (gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150)
    if jump - passed < 6:
        passed = passed - jump + (jump + 4) // 33 * 33
    return ((passed + 1) % 33 - 1) % 4 == 0, march


def gregorian(year: int, month: int, day: int) -> date | None:
    """The date, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
