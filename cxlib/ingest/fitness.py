"""The quality report before a commit, and what each page still needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from cxlib.ingest.frames import look_at
from cxlib.ingest.reading import ColumnReading, Finding, Reading, Said
from cxlib.ingest.traps import trap_findings
from cxlib.ingest.units import other_scales
from cxlib.language import gettext
from cxlib.language import gettext_noop as N_

_SMALL = 1000
_DRIFT = 0.1
_LEVEL = 0.05
_MOST = 500_000


@dataclass(frozen=True)
class Drift:
    """A column whose answers are spread otherwise than in the last version.

    Attributes:
        column: Its name.
        test: ``ks``, ``chi2``, ``two_shares``, ``wasserstein``, ``jensen_shannon`` or ``missing``.
        value: P-value of a test, or the distance (0: alike).
    """

    column: str
    test: str
    value: float


@dataclass(frozen=True)
class Quality:
    """How good a table is.

    Attributes:
        rows: Rows.
        first, last: First and last day, ISO; empty without a date.
        periods: Months with rows.
        gaps: Months inside the span without rows, ``2025-03``.
        missing_share: Share of all cells without an answer, 0 to 1.
        constant: Columns with one value only.
        outliers: Column -> how many values lie beyond three times the interquartile range.
        duplicates: Rows that stand in the table before.
        drift: Columns spread otherwise than in the last version.
        findings: Traps.
        looked_at: Rows the figures rest on, if fewer than all.
    """

    rows: int
    first: str = ""
    last: str = ""
    periods: int = 0
    gaps: tuple[str, ...] = ()
    missing_share: float = 0.0
    constant: tuple[str, ...] = ()
    outliers: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    drift: tuple[Drift, ...] = ()
    findings: tuple[Finding, ...] = ()
    looked_at: int = 0


def quality(reading: Reading, previous: Path | None = None) -> Quality:
    """Report on a reading.

    Args:
        reading: The file.
        previous: Parquet of the last version, to tell drift.
    Raises:
        CXError: If the file holds no table.
    """
    looked = reading.look(_MOST)
    first, last, periods, gaps = _span(looked, reading.columns)
    constant = tuple(
        column.name
        for column in reading.columns
        if column.type != "empty" and column.distinct == 1 and reading.rows > 1
    )
    before = look_at(Path(previous), _MOST) if previous is not None else None
    drift = _drifts(looked, before, reading.columns) if before is not None else ()
    known = {found.rule for found in reading.findings}
    rows = pa.Table.from_pandas(looked, preserve_index=False)
    traps = [found for found in trap_findings(rows, reading.columns) if found.rule not in known]
    if before is not None:
        traps += other_scales(reading.columns, before, looked, gettext("the last version"), reading.name)
    return Quality(
        reading.rows,
        first,
        last,
        periods,
        gaps,
        sum(column.missing_share for column in reading.columns) / max(1, len(reading.columns)),
        constant,
        _outliers(looked, reading.columns),
        int(looked.duplicated().sum()) if looked.shape[1] else 0,
        drift,
        tuple(traps),
        len(looked) if len(looked) < reading.rows else 0,
    )


def _date(columns: Sequence[ColumnReading]) -> ColumnReading | None:
    return next(
        (column for column in columns if column.role == "date" and column.type in ("date", "datetime", "period")), None
    )


def _span(table: pd.DataFrame, columns: Sequence[ColumnReading]) -> tuple[str, str, int, tuple[str, ...]]:
    dated = _date(columns)
    if dated is None or table[dated.name].isna().all():
        return "", "", 0, ()
    dates = table[dated.name].dropna()
    dates = dates.dt.tz_localize(None) if getattr(dates.dtype, "tz", None) else dates
    months = pd.PeriodIndex(dates.dt.to_period("M").unique()).sort_values()
    whole = pd.period_range(months[0], months[-1], freq="M")
    coarse = dated.grain == "quarter" or len(whole) > 40 * len(months)
    gaps = () if coarse else tuple(str(month) for month in whole.difference(months))
    return f"{dates.min():%Y-%m-%d}", f"{dates.max():%Y-%m-%d}", len(months), gaps[:120]


def _outliers(table: pd.DataFrame, columns: Sequence[ColumnReading]) -> dict[str, int]:
    counts = {}
    for column in columns:
        if column.role not in ("measure", "cost", "revenue", "weight"):
            continue
        values = table[column.name].dropna().to_numpy(dtype=float, na_value=np.nan)
        if len(values) < 20:
            continue
        low, high = np.quantile(values, [0.25, 0.75])
        far = int(((values < low - 3 * (high - low)) | (values > high + 3 * (high - low))).sum()) if high > low else 0
        if far:
            counts[column.name] = far
    return counts


# --- drift ----------------------------------------------------------------------------------------


def _drifts(table: pd.DataFrame, before: pd.DataFrame, columns: Sequence[ColumnReading]) -> tuple[Drift, ...]:
    found = []
    for column in columns:
        if column.name not in before or column.role in ("id", "customer_id", "comment", "date", "ignored"):
            continue
        now, then = table[column.name], before[column.name]
        gap = abs(float(now.isna().mean()) - float(then.isna().mean()))
        if gap >= _DRIFT:
            found.append(Drift(column.name, "missing", gap))
        drift = _drift(column, now.dropna(), then.dropna())
        if drift:
            found.append(drift)
    return tuple(found)


def _drift(column: ColumnReading, now: pd.Series, then: pd.Series) -> Drift | None:
    if min(len(now), len(then)) < 20:
        return None
    small = min(len(now), len(then)) <= _SMALL
    if column.type in ("integer", "number", "percent", "duration") and pd.api.types.is_numeric_dtype(then):
        return _numeric_drift(column.name, now.to_numpy(float), then.to_numpy(float), small)
    if column.distinct > 200 or pd.api.types.is_datetime64_any_dtype(now):
        return None
    return _word_drift(column, now.astype(str).value_counts(), then.astype(str).value_counts(), small)


def _numeric_drift(name: str, now: np.ndarray, then: np.ndarray, small: bool) -> Drift | None:
    from scipy import stats

    if small:
        value = float(stats.ks_2samp(now, then).pvalue)
        return Drift(name, "ks", value) if value < _LEVEL else None
    spread = float(np.std(then)) or 1.0
    value = float(stats.wasserstein_distance(now, then)) / spread
    return Drift(name, "wasserstein", value) if value >= _DRIFT else None


def _word_drift(column: ColumnReading, now: pd.Series, then: pd.Series, small: bool) -> Drift | None:
    from scipy import stats
    from scipy.spatial.distance import jensenshannon

    words = sorted(set(now.index) | set(then.index))
    counts = np.array([now.reindex(words, fill_value=0), then.reindex(words, fill_value=0)], float)
    if len(words) < 2:
        return None
    if small:
        value = float(stats.chi2_contingency(counts, correction=False).pvalue)
        return (
            Drift(column.name, "two_shares" if column.type == "yes_no" else "chi2", value) if value < _LEVEL else None
        )
    value = float(jensenshannon(counts[0], counts[1], base=2))
    return Drift(column.name, "jensen_shannon", value) if value >= _DRIFT else None


# --- readiness ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """Whether a page can work with the table: ``state`` is ``ready``, ``weak`` or ``not_yet``; ``sentence`` names the
    one thing missing."""

    page: str
    state: str
    said: Said = field(default_factory=Said)

    @property
    def sentence(self) -> str:
        """What the page can do, or what it lacks, in the language in use."""
        return str(self.said)


def readiness(reading: Reading) -> tuple[Ready, ...]:
    """What each page can do with the table, and the one thing it lacks."""
    by_role: dict[str, list[ColumnReading]] = {}
    for column in reading.columns:
        by_role.setdefault(column.role, []).append(column)
    months = quality_months(reading) if by_role.get("date") else 0
    counted = [column for role in ("score", "measure", "cost", "revenue", "yes_no") for column in by_role.get(role, [])]
    return (
        _metrics(by_role, counted),
        _board(by_role, counted, months),
        _outlook(by_role, months, len(counted)),
        _causes(by_role, counted),
        _voices(by_role),
    )


def quality_months(reading: Reading) -> int:
    """Months the dates cover."""
    return _span(reading.look(_MOST), reading.columns)[2]


def _metrics(by_role: Mapping[str, list], counted: Sequence[ColumnReading]) -> Ready:
    if not by_role.get("date"):
        return Ready("metrics", "not_yet", Said(N_("needs a date")))
    return (
        Ready("metrics", "ready")
        if counted
        else Ready("metrics", "not_yet", Said(N_("needs a column of scores, numbers or yes and no")))
    )


def _board(by_role: Mapping[str, list], counted: Sequence, months: int) -> Ready:
    if not by_role.get("date"):
        return Ready("board", "not_yet", Said(N_("needs a date")))
    if not counted:
        return Ready("board", "not_yet", Said(N_("needs a column of scores, numbers or yes and no")))
    return (
        Ready("board", "ready")
        if months >= 3
        else Ready("board", "weak", Said(N_("trends need {count} more months"), {"count": 3 - months}))
    )


def _outlook(by_role: Mapping[str, list], months: int, counted: int) -> Ready:
    if not by_role.get("date"):
        return Ready("outlook", "not_yet", Said(N_("needs a date")))
    if months < 12:
        return Ready(
            "outlook",
            "not_yet" if months < 6 else "weak",
            Said(N_("forecasts need {count} more months"), {"count": 12 - months}),
        )
    if counted < 2:
        return Ready("outlook", "weak", Said(N_("leading signals need a second metric")))
    return (
        Ready("outlook", "ready")
        if months >= 24
        else Ready("outlook", "weak", Said(N_("leading signals need {count} more months"), {"count": 24 - months}))
    )


def _causes(by_role: Mapping[str, list], counted: Sequence) -> Ready:
    dimensions = by_role.get("dimension", []) + by_role.get("department", [])
    if not counted or not dimensions:
        return Ready("causes", "not_yet", Said(N_("needs a column to break numbers down by")))
    return (
        Ready("causes", "ready")
        if len(dimensions) >= 2
        else Ready("causes", "weak", Said(N_("a second column to break numbers down by would help")))
    )


def _voices(by_role: Mapping[str, list]) -> Ready:
    comments = by_role.get("comment", [])
    if not comments:
        return Ready("voices", "not_yet", Said(N_("needs a column of comments")))
    share = 1 - min(column.missing_share for column in comments)
    if share < 0.1:
        return Ready(
            "voices",
            "weak",
            Said(N_("only {share} percent of the rows have comments"), {"share": max(1, round(100 * share))}),
        )
    return Ready("voices", "ready")
