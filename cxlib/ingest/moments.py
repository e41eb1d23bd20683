"""A column of dates, times or periods: the order of day and month is proved by its cells, its siblings or its name,
or asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike

from cxlib.ingest.columns import Column, mentions
from cxlib.ingest.dates import (
    Order,
    Written,
    calendar_of,
    era_written_out,
    moment_seconds,
    resolved,
    written,
    year_figure,
)
from cxlib.ingest.digits import readable
from cxlib.ingest.reading import Said
from cxlib.ingest.words.months import CLASHES, CLASHING
from cxlib.ingest.words.roles import BIRTH, DATE, VERSION
from cxlib.language import gettext_noop as N_

TOLERATED = 0.02
_ISO_AT_ONCE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?$"
_EPOCH = date(1970, 1, 1)
_FIRST, _LAST = ((day - _EPOCH).days for day in (date(1850, 1, 1), date(2150, 12, 31)))
_NAMED_ORDERS = (
    (
        re.compile(
            r"d{1,2}[-/. ]*m{1,3}[-/. ]*y{2,4}|t{1,2}[-/. ]*m{1,3}[-/. ]*j{2,4}|j{1,2}[-/. ]*m{1,3}[-/. ]*a{2,4}|dd[-/. ]*mm[-/. ]*aaaa"  # noqa: E501
        ),
        "dmy",
    ),
    (re.compile(r"m{1,3}[-/. ]*d{1,2}[-/. ]*y{2,4}"), "mdy"),
    (re.compile(r"y{2,4}[-/. ]*m{1,3}[-/. ]*d{1,2}"), "ymd"),
)
_BY_CELLS = N_("{count} of {total} dates have a day above 12, so the order is {order}")
_BY_YEAR = N_("The year stands first")
_BY_NAMES = N_("Months are named")
_BY_SIBLING = N_("Day and month could be either; the order {order} is proved by other columns of the file")
_BY_HEADING = N_("The column name says {order}")
_BY_HABIT = N_("Day and month could be either; {order} is how this language and these marks are written")
_BY_PERSON = N_("You said {order}")
_OPEN = N_("No day is above 12: {first} may be day-month or month-day")


@dataclass(frozen=True)
class Surroundings:
    """What the rest of the file proves: decimal mark, order of day and month, languages seen, what one colon parts."""

    decimal: str = ""
    order: str = ""
    languages: frozenset[str] = frozenset()
    english_only: bool = True
    clock: str = ""


@dataclass
class Moments:
    """A column read as moments.

    Attributes:
        type: ``date``, ``datetime`` or ``period``.
        values: datetime64[us] of each unique; NaT where it is no moment.
        why: What proves the order.
        orders: The orders left open (then nothing is decided).
        zoned: Whether the cells name their zone (values are UTC).
        grain: Grain of a period.
        proved: The order this column proves for its siblings.
    """

    type: str
    values: np.ndarray
    why: Said
    orders: tuple[str, ...] = ()
    zoned: bool = False
    grain: str = ""
    proved: str = ""
    swapped: int = 0
    outside: int = 0


def moments(column: Column, around: Surroundings, forced: str = "", lenient: bool = False) -> Moments | None:
    """Read a column as dates, times or periods; None if it is not one.

    Args:
        column: The column.
        around: What the rest of the file proves.
        forced: The order of day and month a person decided (``dmy``, ``mdy``, ``ymd``).
        lenient: Whether a person said these are moments: then any number of other cells may be among them.
    """
    plain = _international(column)
    if plain is not None:
        return plain
    tolerated = 1.0 if lenient else TOLERATED
    parts = [None if gone else written(cell) for cell, gone in zip(column.uniques, column.likely_missing, strict=True)]
    filled = int(column.counts[~column.likely_missing].sum())
    parts = _unclashed(parts)
    if not filled or not _mostly(parts, column, filled, tolerated) or not any(parts):
        return None
    grain = _grain(parts, column)
    parts = [part if part and part.grain == grain else None for part in parts]
    if not _mostly(parts, column, filled, tolerated) or (grain == "month" and not _months_with_years(parts)):
        return None
    if "ar" in around.languages and any(part and calendar_of(year_figure(part), part) == "jalali" for part in parts):
        return None  # years of the Hijra, which begin by the moon: left as they stand
    order, why, still_open, proved = _day_order(parts, column, around, forced)
    if order is None:
        return None
    settled = Order(order, _calendar(parts, column, around), 0 if mentions(column.heading, BIRTH) else 46)
    if mentions(column.heading, BIRTH):
        settled = Order(order, settled.calendar, date.today().year % 100)
    values, outside = _values(parts, settled)
    if int(column.counts[~np.isnat(values)].sum()) < (1 - tolerated) * filled:
        return None
    timed = any(part.seconds >= 0 for part in parts if part)
    zoned = timed and all(part.offset is not None for part in parts if part)
    midnight = timed and not zoned and all(part.seconds <= 0 for part in parts if part)
    return Moments(
        "period" if grain != "day" else "datetime" if timed and not midnight else "date",
        values,
        why,
        still_open,
        zoned,
        grain if grain != "day" else "",
        proved,
        _swapped(parts, order),
        int(column.counts[outside].sum()),
    )


def _international(column: Column) -> Moments | None:
    """A column of nothing but ISO 8601 dates and times of our age, read at once; None if it is not one.

    What is read here is what the long way would read: the year stands first, and no calendar is in question.
    """
    present = ~column.likely_missing
    cells = pa.array(column.uniques, pa.string()).filter(pa.array(present))
    if not len(cells) or not pc.all(pc.match_substring_regex(cells, _ISO_AT_ONCE)).as_py():
        return None
    try:
        read = pc.cast(cells, pa.timestamp("us")).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # no such day or time: the long way tells which
        return None
    days = read.astype("datetime64[D]").astype(np.int64)
    if days.min() < _FIRST or days.max() > _LAST:
        return None
    values = np.full(len(column.uniques), np.datetime64("NaT", "us"))
    values[present] = read
    clock = pc.max(pc.utf8_length(cells)).as_py() > len("2025-03-14")
    timed = clock and bool((read != read.astype("datetime64[D]")).any())
    return Moments("datetime" if timed else "date", values, Said(_BY_YEAR))


def eras_written_out(column: Column, around: Surroundings, told: bool) -> Column:
    """The column with its shortened Japanese eras written out, where the file is Japanese or a person ``told`` that
    these are dates; a version stays one."""
    dated = mentions(column.heading, DATE) or "日" in column.heading
    japanese = "ja" in around.languages or ("zh" in around.languages and dated)
    if not (told or japanese) or mentions(column.heading, VERSION):
        return column
    spelled = [era_written_out(cell) for cell in column.uniques]
    return column if spelled == column.uniques else replace(column, uniques=spelled)


def _unclashed(parts: Sequence[Written | None]) -> list[Written | None]:
    """Words such as ``listopad``, October in Zagreb and November in Warsaw, read as the other months of the column say;
    where nothing says it, not at all."""
    spoken = {part.language for part in parts if part}
    if not any(language.startswith(CLASHING) for language in spoken):
        return list(parts)

    def settled(part: Written | None) -> Written | None:
        if part is None or not part.language.startswith(CLASHING):
            return part
        known = CLASHES[part.language.removeprefix(CLASHING)]
        months = {month for language, month in known.items() if language in spoken}
        return replace(part, month=months.pop(), language="") if len(months) == 1 else None

    return [settled(part) for part in parts]


def _mostly(parts: Sequence[Written | None], column: Column, filled: int, tolerated: float) -> bool:
    good = sum(int(count) for part, count in zip(parts, column.counts, strict=True) if part)
    return good >= (1 - tolerated) * filled


def _grain(parts: Sequence[Written | None], column: Column) -> str:
    counts: dict[str, int] = {}
    for part, count in zip(parts, column.counts, strict=True):
        if part:
            counts[part.grain] = counts.get(part.grain, 0) + int(count)
    return max(counts, key=lambda grain: counts[grain])


def _months_with_years(parts: Sequence[Written | None]) -> bool:
    """``Jan-25`` is a month when 25 is a year: after the month, few different ones. ``25-Jan`` lacks its year."""
    short = [part for part in parts if part and part.month and len(part.figures[0]) <= 2]
    if any(part.month_at == 1 and not part.era for part in short):
        return False
    years = {part.figures[0] for part in short}
    if max(map(int, years), default=0) > 31 or not short:
        return True
    pairs, months = {(part.month, part.figures[0]) for part in short}, {part.month for part in short}
    if min(map(len, years)) < 2 or (len(months) == 1 and len(years) > 2):
        return False  # ``Jan 5``; ``Jan 14``, ``Jan 15``, ``Jan 16``: days
    return len(years) <= min(8, len(pairs) / len(months) + 1)


def _loose(parts: Sequence[Written | None]) -> list[Written]:
    """Dates whose order the figures do not show by themselves."""
    return [part for part in parts if part and part.grain == "day" and not part.month and not part.year_first]


_DayOrder = tuple[str | None, Said, tuple[str, ...], str]  # the order, why, what stays open, what the cells prove


def _day_order(parts: Sequence[Written | None], column: Column, around: Surroundings, forced: str) -> _DayOrder:
    loose = _loose(parts)
    if not loose:
        named = any(part and part.month for part in parts)
        return "dmy", Said(_BY_NAMES if named else _BY_YEAR), (), ""
    if forced:
        return forced, Said(_BY_PERSON, {"order": forced}), (), forced
    if all(len(part.figures[2]) <= 2 for part in loose):
        return _short_order(loose, column, around)
    return _proved(loose, column, around, ("dmy", "mdy"))


def _proved(loose: list[Written], column: Column, around: Surroundings, among: tuple[str, ...]) -> _DayOrder:
    early = sum(int(part.figures[0]) > 12 for part in loose)
    late = sum(int(part.figures[1]) > 12 for part in loose)
    if early and late and min(early, late) > TOLERATED * len(loose):
        return None, Said(), (), ""
    if early or late:
        order = "dmy" if early > late else "mdy"
        return order, Said(_BY_CELLS, {"count": max(early, late), "total": len(loose), "order": order}), (), order
    for pattern, order in _NAMED_ORDERS:
        if pattern.search(column.heading) and order in among:
            return order, Said(_BY_HEADING, {"order": order}), (), order
    if around.order in among:
        return around.order, Said(_BY_SIBLING, {"order": around.order}), (), ""
    if all(part.separator == "." for part in loose) or not around.english_only:
        return "dmy", Said(_BY_HABIT, {"order": "dmy"}), (), ""
    if all(part.figures[0] == part.figures[1] for part in loose):
        return "dmy", Said(_BY_HABIT, {"order": "dmy"}), (), ""
    return "dmy", Said(_OPEN, {"first": "/".join(loose[0].figures)}), among, ""


def _short_order(loose: list[Written], column: Column, around: Surroundings) -> _DayOrder:
    """Three figures of two digits each: the year is the one that hardly moves."""
    spans = [len({part.figures[place] for part in loose}) for place in range(3)]
    lasts = [int(part.figures[2]) for part in loose]
    firsts = [int(part.figures[0]) for part in loose]
    year_last = max(lasts) > 31 or (spans[2] <= spans[0] and max(lasts) - min(lasts) <= 15) or max(spans) <= 2
    year_first = max(firsts) > 31 or (not year_last and min(firsts) >= 13 and max(firsts) - min(firsts) <= 15)
    if mentions(column.heading, VERSION) or any(len(part.figures[0 if year_first else 2]) < 2 for part in loose):
        return None, Said(), (), ""  # ``1.2.3``: nobody writes a year with one figure
    if year_first:
        return "ymd", Said(_BY_YEAR), (), ""
    return _proved(loose, column, around, ("dmy", "mdy"))


def _calendar(parts: Sequence[Written | None], column: Column, around: Surroundings) -> str:
    """The calendar of two-digit years: what the four-digit ones, the month words and the language say."""
    each = {(year_figure(part), part.language): part for part in parts if part}
    named = {calendar_of(year, part) for (year, _), part in each.items() if year}
    for calendar in ("buddhist", "jalali", "minguo"):
        if named == {calendar}:
            return calendar
    languages = {part.language for part in parts if part and part.language}
    if "fa" in languages:
        return "jalali"
    years = [
        int(part.figures[-1]) for part in parts if part and not year_figure(part) and part.grain in ("day", "month")
    ]
    if ("th" in languages or "th" in around.languages) and years and min(years) >= 50 and max(years) <= 80:
        return "buddhist"
    return "gregorian"


def _values(parts: Sequence[Written | None], order: Order) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds of each cell, and which lie too far off to be meant; each day is looked up once."""
    known: dict[tuple, int | None] = {}
    values = np.full(len(parts), np.iinfo(np.int64).min)  # not a time
    outside = np.zeros(len(parts), bool)
    for place, part in enumerate(parts):
        if part is None:
            continue
        key = (part.figures, part.month, part.language, part.grain, part.era)
        if key not in known:
            known[key] = _days_since(resolved(part, order))
        days = known[key]
        if days is None:
            continue
        if not _FIRST <= days <= _LAST:
            outside[place] = True
            continue
        values[place] = round((days * 86400 + moment_seconds(part)) * 1e6)
    return values.view("datetime64[us]"), outside


def _days_since(day: date | None) -> int | None:
    return None if day is None else (day - _EPOCH).days


def _swapped(parts: Sequence[Written | None], order: str) -> int:
    """Year-first cells that never pass day 12 beside day-first cells that always do: half the column was swapped
    before."""
    first = [part for part in parts if part and part.grain == "day" and not part.month and part.year_first]
    loose = _loose(parts)
    if len(first) < 3 or len(loose) < 3:
        return 0
    days = [int(part.figures[2]) for part in first]
    place = 0 if order == "dmy" else 1
    others = [int(part.figures[place]) for part in loose]
    return len(first) if max(days) <= 12 and min(others) > 12 else 0


def serials(cells: ArrayLike, heading_says: bool) -> tuple[str, np.ndarray] | None:
    """Numbers that count days since 1899-12-30 or (milli)seconds since 1970: (type, datetime64[us]); None if they do
    not.

    Args:
        cells: Numbers, NaN where missing.
        heading_says: Whether the column's name speaks of a date or time.
    """
    numbers = np.asarray(cells, float)
    known = numbers[~np.isnan(numbers)]
    if not len(known) or not heading_says:
        return None
    low, high = known.min(), known.max()
    if low >= 9e8 and high <= 4.2e9:
        return "datetime", _counted(numbers, 1.0)
    if low >= 9e11 and high <= 4.2e12:
        return "datetime", _counted(numbers, 1e-3)
    if low >= 9e14 and high <= 4.2e15:
        return "datetime", _counted(numbers, 1e-6)
    if low >= 18000 and high <= 80000:
        whole = bool((known == np.floor(known)).all())
        return "date" if whole else "datetime", _counted((numbers - 25569) * 86400, 1.0, 1.0 if not whole else 86400)
    return None


def packed_months(cells: ArrayLike) -> np.ndarray | None:
    """``202503`` as the first of March 2025, datetime64[us]; None if any of the numbers is no such month."""
    numbers = np.asarray(cells, float)
    known = numbers[~np.isnan(numbers)]
    year, month = np.divmod(known, 100)
    if (
        not len(known)
        or (known % 1).any()
        or not ((year >= 1990) & (year <= 2060) & (month >= 1) & (month <= 12)).all()
    ):
        return None
    values = np.full(len(numbers), np.datetime64("NaT", "us"))
    since = ((year - 1970) * 12 + month - 1).astype("int64").astype("datetime64[M]")
    values[~np.isnan(numbers)] = since.astype("datetime64[us]")
    return values


def _counted(numbers: np.ndarray, scale: float, grid: float = 0.0) -> np.ndarray:
    values = np.full(len(numbers), np.datetime64("NaT", "us"))
    good = ~np.isnan(numbers)
    seconds = numbers[good] * scale
    if grid:
        near = np.round(seconds / grid) * grid
        seconds = np.where(np.abs(seconds - near) < 0.01, near, seconds)
    values[good] = np.round(seconds * 1e6).astype("int64").astype("datetime64[us]")
    return values


def packed(cells: Sequence[str]) -> bool:
    """Whether all cells are eight figures that read as a day (``20250314``)."""
    return all(len(readable(cell)) == 8 and readable(cell).isdecimal() and _is_a_day(cell) for cell in cells)


def _is_a_day(cell: str) -> bool:
    found = written(cell)
    return found is not None and resolved(found, Order()) is not None
