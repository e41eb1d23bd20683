"""Traps that silently ruin numbers: each gives a finding with its evidence; none changes a value."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
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


def trap_findings(table: pd.DataFrame, columns: Sequence[ColumnReading], lines: Lines = ()) -> list[Finding]:
    """All traps seen in a typed table.

    Args:
        table: Typed rows, columns named as in ``columns``.
        columns: What each column was understood as.
        lines: Line of the file of each row, if known.
    """
    findings = []
    for column in columns:
        for trap in _OF_A_COLUMN:
            found = trap(table[column.name], column)
            if found:
                findings.append(found)
    for whole in (_totals_row, _partial_period, _doubled_batch, _zones):
        found = whole(table, columns, lines)
        if found:
            findings.append(found)
    return findings


def _numbers(values: pd.Series) -> np.ndarray:
    return values.dropna().to_numpy(dtype=float, na_value=np.nan)


def _zero_not_rated(values: pd.Series, column: ColumnReading) -> Finding | None:
    """Zeros on a scale whose other answers begin at 1 and that has no 0."""
    if column.role != "score" or column.type not in _NUMERIC or column.measure == "nps":
        return None
    known = _numbers(values)
    zeros = int((known == 0).sum())
    rest = known[known != 0]
    if not zeros or len(rest) < 5 or rest.min() < 1 or rest.max() not in (5.0, 7.0, 10.0) or len(np.unique(rest)) < 3:
        return None
    said = Said(
        N_(
            "{column}: {count} answers are 0 on a scale that begins at 1; 0 probably means “not rated” and should be missing"  # noqa: E501
        ),
        {"column": column.name, "count": zeros},
    )
    return Finding("zero_not_rated", said, count=zeros, severity="warning", column=column.name)


def _off_scale(values: pd.Series, column: ColumnReading) -> Finding | None:
    """A few codes such as 99 among answers of a scale."""
    if column.type not in ("integer", "number") or column.role in ("id", "customer_id", "weight"):
        return None
    known = _numbers(values)
    inside = (known >= 0) & (known <= 10)
    odd = np.unique(known[~inside])
    few = 0 < (~inside).sum() <= 0.1 * len(known)
    named = (
        mentions(folded(column.name), words.NPS)
        or mentions(folded(column.name), words.CSAT)
        or mentions(folded(column.name), words.CES)
    )
    if (
        not few
        or len(known) < 20
        or len(np.unique(known[inside])) < 3
        or not (named or np.isin(odd, _CODES).all())
        or len(odd) > 5
    ):
        return None
    said = Said(
        N_(
            "{column}: {count} answers lie off the scale, such as {example}; they are counted unless you make them missing"  # noqa: E501
        ),
        {"column": column.name, "count": int((~inside).sum()), "example": f"{odd[0]:g}"},
    )
    return Finding("off_scale", said, count=int((~inside).sum()), severity="warning", column=column.name)


def _two_percents(values: pd.Series, column: ColumnReading) -> Finding | None:
    """Shares 0-1 and percents 0-100 in one column."""
    if column.type != "number" or not mentions(folded(column.name), _RATE):
        return None
    known = _numbers(values)
    small = (known > 0) & (known <= 1) & (known != np.round(known))
    large = (known > 1.5) & (known <= 100)
    if (
        min(small.sum(), large.sum()) < max(2, 0.05 * len(known))
        or (known > 100).any()
        or np.median(known[large]) <= 10
    ):
        return None
    said = Said(
        N_("{column}: {small} values lie between 0 and 1 and {large} between 1 and 100: shares and percents are mixed"),
        {"column": column.name, "small": int(small.sum()), "large": int(large.sum())},
    )
    return Finding(
        "two_percents", said, count=int(min(small.sum(), large.sum())), severity="warning", column=column.name
    )


def _id_as_number(values: pd.Series, column: ColumnReading) -> Finding | None:
    if column.role not in ("id", "customer_id") or column.type != "integer":
        return None
    said = Said(N_("{column} is a number that names something; it is never added or averaged"), {"column": column.name})
    return Finding("id_number", said, column=column.name)


_OF_A_COLUMN: tuple[Callable[[pd.Series, ColumnReading], Finding | None], ...] = (
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


def _partial_period(table: pd.DataFrame, columns: Sequence[ColumnReading], lines: Lines) -> Finding | None:
    """A last month with far fewer rows than the months before, because it had not ended."""
    dated = next((column for column in columns if column.role == "date" and column.type in ("date", "datetime")), None)
    if dated is None:
        return None
    dates = table[dated.name].dropna()
    if len(dates) < 30:
        return None
    dates = dates.dt.tz_localize(None) if getattr(dates.dtype, "tz", None) else dates
    months = dates.dt.to_period("M").value_counts().sort_index()
    end = dates.max()
    if len(months) < 4 or end.day >= end.days_in_month - 2 or months.iloc[-1] >= 0.6 * months.iloc[-4:-1].median():
        return None
    said = Said(
        N_("{column}: the last month ends on {day} and has {count} rows, against {usual} usually: it is not complete"),
        {
            "column": dated.name,
            "day": f"{end:%Y-%m-%d}",
            "count": int(months.iloc[-1]),
            "usual": int(months.iloc[-4:-1].median()),
        },
    )
    return Finding("partial_period", said, count=int(months.iloc[-1]), severity="warning", column=dated.name)


def _doubled_batch(table: pd.DataFrame, columns: Sequence[ColumnReading], lines: Lines) -> Finding | None:
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
    said = Said(
        N_("{count} rows stand in the file twice, one after the other as before: probably a batch exported twice"),
        {"count": int(longest + 1)},
    )
    return Finding("doubled_batch", said, tuple(int(line) for line in lines[at : at + 1]), int(longest + 1), "warning")


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


def _zones(table: pd.DataFrame, columns: Sequence[ColumnReading], lines: Lines) -> Finding | None:
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
