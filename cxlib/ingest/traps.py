"""Traps that silently ruin numbers: each gives a finding with its evidence; none changes a value."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxlib.ingest.columns import mentions
from cxlib.ingest.digits import folded
from cxlib.ingest.reading import ColumnReading, Finding, Said
from cxlib.ingest.words import roles as words
from cxlib.language import gettext_noop as N_

_RATE = (
    "rate",
    "share",
    "%",
    "percent",
    "percentage",
    "pct",
    "arány",
    "ratio",
    "อัตรา",
    "tỷ lệ",
    "نرخ",
    "درصد",
    "quote",
    "anteil",
    "taux",
    "tasa",
    "taxa",
    "csat",
    "fcr",
)
_CODES = (-1.0, -9.0, -99.0, 88.0, 97.0, 98.0, 99.0, 998.0, 999.0, 9999.0)
_NUMERIC = ("integer", "number", "percent")
Lines = Sequence[int] | NDArray[np.int64]
Counted = tuple[NDArray[np.float64], NDArray[np.int64]]  # different values, and rows that hold each


@dataclass(frozen=True)
class Whole:
    """What is known of all rows of a table of which only some are at hand.

    Attributes:
        rows: Rows of the table.
        counted: Column -> its different values with their rows; columns of few different numbers only.
        months: Month (from 1970-01, the 0th) -> its rows.
        last: Last day.
        batches: Marks of rows, for batches that come twice.
    """

    rows: int
    counted: Mapping[str, Counted]
    months: Mapping[int, int]
    last: date | None
    batches: "Batches"


def trap_findings(
    table: pa.Table, columns: Sequence[ColumnReading], lines: Lines = (), whole: Whole | None = None
) -> list[Finding]:
    """All traps seen in a typed table.

    Args:
        table: Typed rows, columns named as in ``columns``.
        columns: What each column was understood as.
        lines: Line of the file of each row, if known.
        whole: What is known of all rows, if ``table`` holds only some of them.
    """
    findings = []
    for column in columns:
        if column.type in _NUMERIC:
            counted = whole.counted.get(column.name) if whole else None
            known, counts = counted or _counted(table.column(column.name))
            findings += [trap(column, known, counts) for trap in _OF_NUMBERS]
    findings.append(_zones(table, columns))
    if whole is None:
        findings += [_totals_row(table, columns, lines), _doubled_batch(table, lines), _partial_months(table, columns)]
    else:
        findings += [_doubled_marks(whole), _partial_period(_dated(columns), whole.months, whole.last)]
    return [found for found in findings if found is not None]


def _counted(values: pa.ChunkedArray) -> Counted:
    known = _figures(values)
    return np.unique(known[~np.isnan(known)], return_counts=True)


def _figures(values: pa.ChunkedArray) -> NDArray[np.float64]:
    """The numbers that are there."""
    return values.drop_null().to_numpy().astype(float)


def _zero_not_rated(column: ColumnReading, known: np.ndarray, counts: np.ndarray) -> Finding | None:
    """Zeros on a scale whose other answers begin at 1 and that has no 0."""
    if column.role != "score" or column.measure == "nps":
        return None
    zeros, rest = int(counts[known == 0].sum()), known[known != 0]
    if not zeros or counts[known != 0].sum() < 5 or rest.min() < 1 or rest.max() not in (5, 7, 10) or len(rest) < 3:
        return None
    if rest.max() == 10 and zeros < 3 * max(1, int(counts[known == 1].sum())):
        return None  # 0 to 10 is a scale of its own
    said = Said(
        N_(
            "{column}: {count} answers are 0 on a scale that begins at 1; 0 probably means “not rated” and should be missing"  # noqa: E501
        ),
        {"column": column.name, "count": zeros},
    )
    return Finding("zero_not_rated", said, count=zeros, severity="warning", column=column.name)


def _off_scale(column: ColumnReading, known: np.ndarray, counts: np.ndarray) -> Finding | None:
    """A few codes such as 99 among answers of a scale."""
    if column.type == "percent" or column.role in ("id", "customer_id", "weight"):
        return None
    inside = (known >= 0) & (known <= 10)
    odd, off, rows = known[~inside], int(counts[~inside].sum()), int(counts.sum())
    heading = folded(column.name)
    named = mentions(heading, words.NPS) or mentions(heading, words.CSAT) or mentions(heading, words.CES)
    if not 0 < off <= 0.1 * rows or rows < 20 or inside.sum() < 3 or len(odd) > 5:
        return None
    if not named and not np.isin(odd, _CODES).all():
        return None
    said = Said(
        N_(
            "{column}: {count} answers lie off the scale, such as {example}; they are counted unless you make them missing"  # noqa: E501
        ),
        {"column": column.name, "count": off, "example": f"{odd[0]:g}"},
    )
    return Finding("off_scale", said, count=off, severity="warning", column=column.name)


def _two_percents(column: ColumnReading, known: np.ndarray, counts: np.ndarray) -> Finding | None:
    """Shares 0-1 and percents 0-100 in one column."""
    if column.type != "number" or not is_rate(column.name):
        return None
    small = (known > 0) & (known <= 1) & (known != np.round(known))
    large = (known > 1.5) & (known <= 100)
    few = min(int(counts[small].sum()), int(counts[large].sum()))
    if few < max(2, 0.05 * counts.sum()) or (known > 100).any():
        return None
    if np.median(np.repeat(known[large], counts[large])) <= 10:
        return None
    said = Said(
        N_("{column}: {small} values lie between 0 and 1 and {large} between 1 and 100: shares and percents are mixed"),
        {"column": column.name, "small": int(counts[small].sum()), "large": int(counts[large].sum())},
    )
    return Finding("two_percents", said, count=few, severity="warning", column=column.name)


def is_rate(name: str) -> bool:
    """Whether a column's name speaks of a rate, a share or percents."""
    return bool(mentions(folded(name), _RATE))


def _id_as_number(column: ColumnReading, known: np.ndarray, counts: np.ndarray) -> Finding | None:
    if column.role not in ("id", "customer_id") or column.type != "integer":
        return None
    said = Said(N_("{column} is a number that names something; it is never added or averaged"), {"column": column.name})
    return Finding("id_number", said, column=column.name)


_OF_NUMBERS: tuple[Callable[[ColumnReading, np.ndarray, np.ndarray], Finding | None], ...] = (
    _zero_not_rated,
    _off_scale,
    _two_percents,
    _id_as_number,
)


def _totals_row(table: pa.Table, columns: Sequence[ColumnReading], lines: Lines) -> Finding | None:
    """A last row that is the sum of all rows above, without saying so."""
    counted = [
        column.name
        for column in columns
        if column.type in ("integer", "number") and column.role in ("measure", "cost", "revenue")
    ]
    if len(counted) < 1 or table.num_rows < 4:
        return None
    above, below = table.slice(0, table.num_rows - 1), table.slice(table.num_rows - 1)
    sums = np.array([_figures(above.column(name)).sum() for name in counted])
    last = np.array([_figures(below.column(name)).sum() for name in counted])
    equal = np.isclose(sums, last, rtol=1e-6) & (sums != 0)
    if equal.sum() < max(1, 0.6 * len(counted)) or (len(counted) == 1 and table.num_rows < 6):
        return None
    said = Said(
        N_("The last row is the sum of all rows above in {count} columns: probably a totals row counted as data"),
        {"count": int(equal.sum())},
    )
    return Finding("hidden_total", said, tuple(int(line) for line in lines[-1:]), 1, "warning")


def _dated(columns: Sequence[ColumnReading]) -> ColumnReading | None:
    return next((column for column in columns if column.role == "date" and column.type in ("date", "datetime")), None)


def _partial_months(table: pa.Table, columns: Sequence[ColumnReading]) -> Finding | None:
    dated = _dated(columns)
    if dated is None:
        return None
    days = table.column(dated.name).drop_null().to_numpy().astype("datetime64[D]")
    if len(days) < 30:
        return None
    months, rows = np.unique(days.astype("datetime64[M]").astype(int), return_counts=True)
    return _partial_period(dated, dict(zip(months.tolist(), rows.tolist(), strict=True)), days.max().item())


def _partial_period(dated: ColumnReading | None, months: Mapping[int, int], end: date | None) -> Finding | None:
    """A last month with far fewer rows than the months before, because it had not ended."""
    if dated is None or end is None or len(months) < 4 or end.day >= monthrange(end.year, end.month)[1] - 2:
        return None
    *before, rows = (months[month] for month in sorted(months))
    usual = float(np.median(before[-3:]))
    if rows >= 0.6 * usual:
        return None
    said = Said(
        N_("{column}: the last month ends on {day} and has {count} rows, against {usual} usually: it is not complete"),
        {"column": dated.name, "day": end.isoformat(), "count": rows, "usual": int(usual)},
    )
    return Finding("partial_period", said, count=rows, severity="warning", column=dated.name)


def _doubled_batch(table: pa.Table, lines: Lines) -> Finding | None:
    """A run of rows that stands in the file twice."""
    if table.num_rows < 10 or table.num_columns < 2 or table.num_columns > 300:
        return None
    marks = _marks(table)
    _, places, of = np.unique(marks, return_index=True, return_inverse=True)
    first = places[of]
    again = np.flatnonzero(first != np.arange(len(marks)))
    if len(again) < 5:
        return None
    steps = np.diff(first[again]) == 1
    run = (np.diff(again) == 1) & steps
    longest, start = _longest_run(run)
    if longest + 1 < max(5, 0.01 * table.num_rows) or len(np.unique(marks[again])) < 4:
        return None
    at = again[start]
    return _twice(int(longest + 1), tuple(int(line) for line in lines[at : at + 1]))


def _marks(table: pa.Table) -> NDArray[np.uint64]:
    """A mark of each row: equal rows have equal marks, others hardly ever."""
    mixed = np.zeros(table.num_rows, np.uint64)
    for column in table.columns:
        coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        mixed = (mixed ^ coded.indices.to_numpy().astype(np.uint64)) * _ODD_FACTOR
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _twice(count: int, lines: tuple[int, ...] = ()) -> Finding:
    said = Said(
        N_("{count} rows stand in the file twice, one after the other as before: probably a batch exported twice"),
        {"count": count},
    )
    return Finding("doubled_batch", said, lines, count, "warning")


class Batches:
    """Marks of some rows, picked by what stands in them: a batch that comes again is marked at the same rows."""

    def __init__(self) -> None:
        self._marks: list[np.ndarray] = []
        self._rows: list[np.ndarray] = []

    def add(self, numbers: Sequence[pa.Array], begins: int) -> None:
        """The columns of numbers and dates of the next rows, the first of them row ``begins``."""
        if not numbers:
            return
        mixed = np.zeros(len(numbers[0]), np.uint64)
        for column in numbers:
            whole = column.fill_null(pa.scalar(0).cast(column.type)) if column.null_count else column
            mixed = (mixed ^ whole.to_numpy().view(np.uint64)) * _ODD_FACTOR
            mixed ^= mixed >> np.uint64(29)
        picked = np.flatnonzero(mixed % _EACH == 0)
        self._marks.append(mixed[picked])
        self._rows.append(picked + begins)

    def run(self) -> int:
        """Rows of the longest run of marked rows that stand in the table before, in the same order."""
        if not self._marks:
            return 0
        marks, rows = np.concatenate(self._marks), np.concatenate(self._rows)
        _, first, place = np.unique(marks, return_index=True, return_inverse=True)
        if len(marks) < 5 or len(first) < 0.5 * len(marks):
            return 0
        again = first[place] != np.arange(len(marks))
        gap = rows - rows[first[place]]
        length, start = _longest_run(again[1:] & again[:-1] & (gap[1:] == gap[:-1]))
        return int(rows[start + length] - rows[start]) + 1 if length >= 5 else 0


_ODD_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_EACH = np.uint64(16)  # one row in so many is marked


def _doubled_marks(whole: Whole) -> Finding | None:
    count = whole.batches.run()
    return _twice(count) if count >= max(100, 0.01 * whole.rows) else None


def _longest_run(flags: np.ndarray) -> tuple[int, int]:
    """Length and start of the longest run of true values."""
    best = start = length = begin = 0
    for place, flag in enumerate(flags):
        if not flag:
            length = 0
            continue
        begin = place if length == 0 else begin
        length += 1
        if length > best:
            best, start = length, begin
    return best, start


def _zones(table: pa.Table, columns: Sequence[ColumnReading]) -> Finding | None:
    """Times with a zone beside times without, or two times that differ by whole hours always."""
    times = [column.name for column in columns if column.type == "datetime"]
    zoned = [name for name in times if table.column(name).type.tz]
    plain = [name for name in times if name not in zoned]
    if zoned and plain:
        said = Said(
            N_(
                "{zoned} is in UTC and {plain} has no time zone: do not subtract one from the other before you know its zone"  # noqa: E501
            ),
            {"zoned": zoned[0], "plain": plain[0]},
        )
        return Finding("time_zones", said, severity="warning", column=plain[0])
    for left, right in pairwise(plain):
        gaps = _figures(pc.subtract(table.column(right).cast(pa.int64()), table.column(left).cast(pa.int64()))) / 1e6
        if (
            len(gaps) >= 5
            and gaps[0]
            and (gaps == gaps[0]).all()
            and abs(gaps[0]) % 1800 == 0
            and abs(gaps[0]) <= 14 * 3600
        ):
            said = Said(
                N_("{left} and {right} always differ by {hours} hours: one is local time, the other probably UTC"),
                {"left": left, "right": right, "hours": f"{gaps[0] / 3600:g}"},
            )
            return Finding("time_zones", said, severity="warning", column=right)
    return None
