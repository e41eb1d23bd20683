"""From a reading to a source of the workspace: what the Data page, the sample and the command line all do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from cxlib.ingest import Reading
from cxlib.store import Store
from cxlib.workspace import Column, Source

Progress = Callable[[str, float], None]


def source_of(reading: Reading, name: str = "", id: str = "") -> Source:
    """The source record that a reading proposes: its columns and roles, its time column and its grain."""
    columns = tuple(
        Column(column.name, column.type, column.role, column.scale, column.direction or "up", dict(column.labels or {}))
        for column in reading.columns
    )
    time = next((column.name for column in columns if column.role == "date"), None)
    return Source(
        id, name=name or reading.name.rpartition(".")[0] or reading.name, columns=columns, time=time,
        grain=_grain(reading, time), shape=reading.shape, file=reading.name, choices=dict(reading.choices),
    )


def take_in(store: Store, workspace: str, reading: Reading, source: Source, progress: Progress | None = None) -> Source:
    """Commits the reading's rows as the source's snapshot: whole, or not at all.

    Returns:
        The source as stored, with its snapshot, rows and the days it covers.
    """
    first, last = _days(reading, source.time)
    return store.commit(
        workspace, replace(source, first=first, last=last, committed=datetime.now(UTC).replace(tzinfo=None)),
        lambda target: reading.write_parquet(target, progress),
    )


def _grain(reading: Reading, time: str | None) -> str | None:
    if reading.shape == "rows" or time is None:
        return None
    days = pd.Series(_times(reading, time).unique()).sort_values()
    step = days.diff().median()
    if pd.isna(step):
        return "month"
    for grain, length in (("day", 2), ("week", 10), ("month", 45), ("quarter", 120)):
        if step <= pd.Timedelta(days=length):
            return grain
    return "year"


def _times(reading: Reading, time: str) -> pd.Series:
    column = reading.table[time]
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.dt.start_time.dropna()
    return pd.to_datetime(column, errors="coerce").dt.tz_localize(None).dropna()


def _days(reading: Reading, time: str | None) -> tuple[Any, Any]:
    if time is None:
        return None, None
    days = _times(reading, time)
    return (days.min().date(), days.max().date()) if len(days) else (None, None)
