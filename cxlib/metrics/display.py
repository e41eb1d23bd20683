"""A metric's numbers as a reader says them: 31, 72 %, 3:10, € 184K. Shares are 0-1 inside and percent only here."""

from cxlib.language import compact, in_digits, ngettext, number, percent
from cxlib.language import gettext as _
from cxlib.workspace import Metric

CLOCK_UNITS = {"s": 1, "min": 60}
"""Units of duration shown as minutes:seconds or hours:minutes, with the seconds in one."""
CURRENCIES = ("€", "$", "£", "Ft", "฿", "₫", "﷼")


def is_share(metric: Metric) -> bool:
    """Whether the metric is a share (0 to 1), shown as percent."""
    return metric.unit == "%"


def value(metric: Metric, amount: float, signed: bool = False) -> str:
    """``amount`` in the metric's unit, with its decimals.

    Examples:
        >>> value(Metric("m", unit="%", decimals=1), 0.0193)
        '1.9\\u202f%'
        >>> value(Metric("m", unit="s"), 190)
        '3:10'
        >>> value(Metric("m", unit="€"), 184_200)
        '€\\u202f184K'
    """
    if amount != amount:
        return "–"
    if is_share(metric):
        return percent(amount, metric.decimals, signed)
    if metric.unit in CLOCK_UNITS:
        return _clock(amount * CLOCK_UNITS[metric.unit], signed)
    if metric.unit in CURRENCIES:
        return _("{currency}\u202f{amount}", currency=metric.unit, amount=_money(amount, metric.decimals, signed))
    return number(amount, metric.decimals, signed)


def margin(metric: Metric, lower: float, upper: float) -> str:
    """Half the width of the interval, as ``± 4 points``; one more decimal than the value where it would read 0."""
    half = (upper - lower) / 2
    if half != half:
        return ""
    if metric.unit in CLOCK_UNITS:
        return _("{lower}–{upper}", lower=value(metric, lower), upper=value(metric, upper))
    if metric.unit in CURRENCIES:
        return _("{lower} to {upper}", lower=value(metric, lower), upper=value(metric, upper))
    scaled = half * 100 if is_share(metric) else half
    decimals = metric.decimals if round(scaled, metric.decimals) > 0 else metric.decimals + 1
    return _("± {margin}", margin=number(scaled, decimals))


def difference(metric: Metric, amount: float) -> str:
    """The size of a difference, unsigned: 9 points, 1.2 points, 50 s, € 4K."""
    size = abs(amount)
    if in_points(metric):
        scaled, decimals = _scaled(metric, size)
        whole = scaled if decimals else round(scaled)
        return ngettext("{number} point", "{number} points", 1 if whole == 1 else 2, number=number(scaled, decimals))
    if metric.unit == "s" and size < 60:
        return _("{number} s", number=number(size))
    if metric.unit in CLOCK_UNITS or metric.unit in CURRENCIES:
        return value(metric, size)
    return number(size, metric.decimals if round(size, metric.decimals) > 0 else metric.decimals + 1)


def in_points(metric: Metric) -> bool:
    """Whether differences of the metric are said in points."""
    return is_share(metric) or metric.unit == "points"


def size(metric: Metric, amount: float) -> str:
    """The size of a difference without the word points, where a sentence says it once for two numbers."""
    if in_points(metric):
        return number(*_scaled(metric, abs(amount)))
    return difference(metric, amount)


def _scaled(metric: Metric, amount: float) -> tuple[float, int]:
    """The difference in points and its decimals: one more where it would read 0."""
    scaled = amount * 100 if is_share(metric) else amount
    return scaled, metric.decimals if round(scaled, metric.decimals) > 0 else metric.decimals + 1


def _clock(seconds: float, signed: bool) -> str:
    whole = round(abs(seconds))
    sign = "−" if seconds < 0 else "+" if signed and whole else ""
    if whole >= 36_000:
        return _("{sign}{hours} h", sign=sign, hours=number(whole / 3600))
    return in_digits(f"{sign}{whole // 60}:{whole % 60:02d}")


def _money(amount: float, decimals: int, signed: bool) -> str:
    if abs(amount) >= 10_000:
        return ("+" if signed and amount > 0 else "") + compact(amount)
    return number(amount, decimals, signed)
