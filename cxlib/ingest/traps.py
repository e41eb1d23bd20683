"""Traps that silently ruin numbers: each gives a finding with its evidence; none changes a value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
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
        months: Rows of each month.
        last: Last moment.
        batches: Marks of rows, for batches that come twice.
    """

    rows: int
    counted: Mapping[str, Counted]
    months: pd.Series
    last: pd.Timestamp | None
    batches: "Batches"


def trap_findings(
    table: pd.DataFrame, columns: Sequence[ColumnReading], lines: Lines = (), whole: Whole | None = None
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
            known, counts = counted or _counted(table[column.name])
            findings += [trap(column, known, counts) for trap in _OF_NUMBERS]
    findings.append(_zones(table, columns))
    if whole is None:
        findings += [_totals_row(table, columns, lines), _doubled_batch(table, lines), _partial_months(table, columns)]
    else:
        findings += [_doubled_marks(whole), _partial_period(_dated(columns), whole.months, whole.last)]
    return [found for found in findings if found is not None]


def _counted(values: pd.Series) -> Counted:
    known = values.dropna().to_numpy(dtype=float, na_value=np.nan)
    return np.unique(known[~np.isnan(known)], return_counts=True)


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


def _totals_row(table: pd.DataFrame, columns: Sequence[ColumnReading], lines: Lines) -> Finding | None:
    """A last row that is the sum of all rows above, without saying so."""
    counted = [
        column.name
        for column in columns
        if column.type in ("integer", "number") and column.role in ("measure", "cost", "revenue")
    ]
    if len(counted) < 1 or len(table) < 4:
        return None
    sums = table[counted].iloc[:-1].sum().astype(float).to_numpy()
    last = table[counted].iloc[-1].astype(float).to_numpy()
    equal = np.isclose(sums, last, rtol=1e-6) & (sums != 0)
    if equal.sum() < max(1, 0.6 * len(counted)) or (len(counted) == 1 and len(table) < 6):
        return None
    said = Said(
        N_("The last row is the sum of all rows above in {count} columns: probably a totals row counted as data"),
        {"count": int(equal.sum())},
    )
    return Finding("hidden_total", said, tuple(int(line) for line in lines[-1:]), 1, "warning")


def _dated(columns: Sequence[ColumnReading]) -> ColumnReading | None:
    return next((column for column in columns if column.role == "date" and column.type in ("date", "datetime")), None)


def _partial_months(table: pd.DataFrame, columns: Sequence[ColumnReading]) -> Finding | None:
    dated = _dated(columns)
    if dated is None:
        return None
    dates = table[dated.name].dropna()
    if len(dates) < 30:
        return None
    dates = dates.dt.tz_localize(None) if getattr(dates.dtype, "tz", None) else dates
    return _partial_period(dated, dates.dt.to_period("M").value_counts().sort_index(), dates.max())


def _partial_period(dated: ColumnReading | None, months: pd.Series, end: pd.Timestamp | None) -> Finding | None:
    """A last month with far fewer rows than the months before, because it had not ended."""
    if dated is None or end is None or len(months) < 4 or end.day >= end.days_in_month - 2:
        return None
    usual = months.iloc[-4:-1].median()
    if months.iloc[-1] >= 0.6 * usual:
        return None
    said = Said(
        N_("{column}: the last month ends on {day} and has {count} rows, against {usual} usually: it is not complete"),
        {"column": dated.name, "day": f"{end:%Y-%m-%d}", "count": int(months.iloc[-1]), "usual": int(usual)},
    )
    return Finding("partial_period", said, count=int(months.iloc[-1]), severity="warning", column=dated.name)


def _doubled_batch(table: pd.DataFrame, lines: Lines) -> Finding | None:
    """A run of rows that stands in the file twice."""
    if len(table) < 10 or table.shape[1] < 2 or table.shape[1] > 300:
        return None
    marks = pd.util.hash_pandas_object(table, index=False).to_numpy()
    first = pd.Series(np.arange(len(marks))).groupby(marks).transform("first").to_numpy()
    again = np.flatnonzero(first != np.arange(len(marks)))
    if len(again) < 5:
        return None
    steps = np.diff(first[again]) == 1
    run = (np.diff(again) == 1) & steps
    longest, start = _longest_run(run)
    if longest + 1 < max(5, 0.01 * len(table)) or len(np.unique(marks[again])) < 4:
        return None
    at = again[start]
    return _twice(int(longest + 1), tuple(int(line) for line in lines[at : at + 1]))


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


def _zones(table: pd.DataFrame, columns: Sequence[ColumnReading]) -> Finding | None:
    """Times with a zone beside times without, or two times that differ by whole hours always."""
    times = [column.name for column in columns if column.type == "datetime"]
    zoned = [name for name in times if getattr(table[name].dtype, "tz", None)]
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
        gaps = (table[right] - table[left]).dropna().dt.total_seconds().to_numpy()
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
