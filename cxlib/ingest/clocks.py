"""What cells such as ``3:04`` and ``5m`` count: a time of day, hours and minutes, minutes and seconds, or no time."""

import re
from collections.abc import Sequence

from cxlib.ingest import durations
from cxlib.ingest.columns import Column, mentions
from cxlib.ingest.digits import readable
from cxlib.ingest.words.roles import DATE, DURATION, TIMED

ORDERS = ("ms", "hm")
_NAMED_CLOCKS = (
    ("ms", re.compile(r"\bm{1,2}:s{2}|\(min|\bmin\b|\bmins\b|minute|perc|phút|นาที|دقیقه|sec|seconds")),
    ("hm", re.compile(r"\bh{1,2}:m{2}|\[h\]|\(h|\bhrs?\b|hours?\b|óra|giờ|ชั่วโมง|ساعت|stunden|heures|horas")),
)
_ONE_LETTER = re.compile(r"\d+(?:[.,]\d+)?\s?[^\W\d_]$")


def clock_order(column: Column, values: Sequence[float | None]) -> str:
    """How ``3:04`` is meant: ``hm`` or ``ms`` if the column or its name says so, ``?`` if nothing does."""
    cells = [cell for cell, value in zip(column.uniques, values, strict=True) if value is not None]
    if not any(values) or not any(durations.two_part(cell) for cell in cells):
        return ""
    if any(durations.only_seconds(cell) or not durations.two_part(cell) for cell in cells):
        return "ms"
    found = [order for order, named in _NAMED_CLOCKS if named.search(column.heading)]
    return found[0] if len(found) == 1 else "?"


def only_letters(column: Column, values: Sequence[float | None]) -> bool:
    """``5m`` is five minutes under *Wait*, five millions under *Revenue* and a seat under *Seat*."""
    cells = [readable(cell) for cell, value in zip(column.uniques, values, strict=True) if value is not None]
    return all(map(_ONE_LETTER.match, cells)) and not mentions(column.heading, DURATION + TIMED)


def times_of_day(column: Column, values: Sequence[float | None]) -> bool:
    """``14:35`` under *Time* is a time of day; under *Talk time* it is a span."""
    if mentions(column.heading, DURATION):
        return False
    known = [value for value in values if value is not None]
    clocks = all(
        durations.clock_like(cell) for cell, value in zip(column.uniques, values, strict=True) if value is not None
    )
    if not clocks or max(known, default=0) >= 86400 or min(known, default=0) < 0:
        return False
    short = all(
        durations.two_part(cell) for cell, value in zip(column.uniques, values, strict=True) if value is not None
    )
    return short or bool(mentions(column.heading, DATE))
