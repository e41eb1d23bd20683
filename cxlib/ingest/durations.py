"""Spans of time as people write them, in seconds."""

import re
from functools import lru_cache

from cxlib.ingest.digits import readable

_CLOCK = re.compile(
    r"(-)?(?:(\d+)\s*(?:d|days?|\.|nap|วัน|ngày|روز)?,?\s+|(\d+)\.(?=\d\d:))?(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?$"
)
_SECONDS_ONLY = re.compile(r":(\d{2})$")
_LONGEST = 1e10  # seconds, three centuries
_UNIT = {"d": 86400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
_UNITS = {
    "d": "d day days nap nappal วัน ngày روز tag tage jour jours día días dia dias dzień dni день дней gün",
    "h": "h hr hrs hour hours ó óra ชม ชม. ชั่วโมง giờ ساعت std std. stunde "
    "stunden heure heures hora horas godz час часов ч sa saat 時間 小时 小時 시간",
    "m": "m min mins minute minutes perc p นาที phút دقیقه minuten "
    "minuto minutos minut мин минут dk dakika 分 分钟 分鐘 분",
    "s": "s sec secs second seconds mp másodperc วินาที วิ giây ثانیه sekunde "
    "sekunden sek seconde secondes segundo segundos сек секунд sn saniye 秒 초",
    "ms": "ms msec millisecond milliseconds",
}
_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_PIECE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+\.?)[\s,]*")
_ISO = re.compile(r"p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?)?$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def seconds(cell: str, minutes_first: bool = False) -> float | None:
    """Seconds of a written span, or None.

    Args:
        cell: The cell.
        minutes_first: Whether one colon parts minutes from seconds (``3:04`` is 184 seconds), not hours from minutes.

    Examples:
        >>> seconds("01:02:03"), seconds("5m 07s"), seconds("PT1H30M"), seconds("2 days, 3:00:00"), seconds("5 Main")
        (3723.0, 307.0, 5400.0, 183600.0, None)
    """
    span = _seconds(readable(cell).casefold(), minutes_first)
    return span if span is None or abs(span) < _LONGEST else None


def _seconds(text: str, minutes_first: bool) -> float | None:
    bare = _SECONDS_ONLY.match(text)
    if bare:
        return float(bare[1])
    found = _CLOCK.match(text)
    if found:
        sign, days, dotted, hours, minutes, rest, part = found.groups()
        if int(minutes) > 59 or int(rest or 0) > 59:
            return None
        if minutes_first and rest is None and not (days or dotted or part):
            return (-1 if sign else 1) * (int(hours) * 60 + float(minutes))
        whole = int(days or dotted or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + int(rest or 0)
        return (-1 if sign else 1) * (whole + (float("0." + part) if part else 0.0))
    found = _ISO.match(text)
    if found and any(found.groups()):
        return sum(float(count or 0) * size for count, size in zip(found.groups(), (86400, 3600, 60, 1), strict=True))
    return _pieces(text)


def _pieces(text: str) -> float | None:
    total, position, last = 0.0, 0, float("inf")
    while position < len(text):
        found = _PIECE.match(text, position)
        if found is None:
            return None
        unit = _WORD.get(found[2]) or _WORD.get(found[2].rstrip("."))
        if not unit or _UNIT[unit] >= last:
            return None
        last = _UNIT[unit]
        total += float(found[1].replace(",", ".")) * last
        position = found.end()
    return total if position else None


def clock_like(cell: str) -> bool:
    """Whether the cell is hours and minutes (``9:41``): a time of day or a span, the column decides."""
    found = _CLOCK.match(readable(cell))
    return found is not None and not found[2] and not found[3]


def only_seconds(cell: str) -> bool:
    """Whether the cell is ``:15``, as switchboards write spans under a minute."""
    return _SECONDS_ONLY.match(readable(cell)) is not None


def two_part(cell: str) -> bool:
    """Whether the cell has one colon, as in ``9:41``."""
    return readable(cell).count(":") == 1
