"""From a reading to a source of the workspace: what the Data page, the sample and the command line all do."""

import os
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cxlib.ingest import Reading
from cxlib.store import Store
from cxlib.workspace import Column, Source

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str, float], None]
Joining = Literal["replace", "append", "replace_overlap"]
LEAST_MONTHS = 3  # different firsts of a month that are no coincidence


def source_of(reading: Reading, name: str = "", id: str = "") -> Source:
    """The source record that a reading proposes: its columns and roles, its time column and its grain."""
    columns = tuple(
        Column(column.name, column.type, column.role, column.scale, column.direction or "up", dict(column.labels))
        for column in reading.columns
    )
    time = next((column.name for column in columns if column.role == "date"), None)
    return Source(
        id,
        name=name or _stem(reading.name),
        columns=columns,
        time=time,
        grain=_grain(reading, time),
        shape=reading.shape,
        file=reading.name,
        choices=dict(reading.choices),
    )


def days_of(reading: Reading, time: str | None) -> tuple[date, date] | None:
    """First and last day that the rows of a reading speak of; None without a column of such days."""
    if time is None or not any(column.name == time and column.role == "date" for column in reading.columns):
        return None
    if time in reading.spans:
        return reading.spans[time]
    days = _times(reading, time)
    return (days.min().date(), days.max().date()) if len(days) else None


def _stem(file: str) -> str:
    """The name of a file without what tells its format: ``flights`` of ``flights.csv.zip``."""
    stem, _dot, packed = file.rpartition(".")
    inner = stem.rpartition(".")[0] if packed.lower() in ("gz", "zip") and len(stem.rpartition(".")[2]) <= 7 else ""
    return inner or stem or file


def continued(known: Source, proposed: Source, corrected: Collection[str] = ()) -> Source:
    """The record of a source that goes on with the rows of a new file.

    What was settled when the source was made stays: name, time column, grain, and the roles of its columns. One new
    week alone says nothing about the grain, and nobody corrects the same column every month.

    Args:
        known: The source as stored.
        proposed: What the new file alone proposes.
        corrected: Columns whose role or type was corrected for this file: there the new record counts.
    """
    again = {column.name: column for column in proposed.columns}
    settled = [again[c.name] if c.name in corrected and c.name in again else c for c in known.columns]
    fresh = [column for column in proposed.columns if known.column(column.name) is None]
    dated = known if known.time else proposed
    return replace(
        known,
        columns=(*settled, *fresh),
        time=dated.time,
        grain=dated.grain,
        shape=dated.shape,
        file=proposed.file,
        choices=proposed.choices,
    )


def take_in(
    store: Store,
    workspace: str,
    reading: Reading,
    source: Source,
    joining: Joining = "replace",
    progress: Progress | None = None,
) -> Source:
    """Commits the reading's rows to the source: whole, or not at all.

    Args:
        store: Where to.
        workspace: Id of the workspace.
        reading: The file as it was understood.
        source: The source record to store; one with a snapshot already is next month's file.
        joining: ``"replace"`` all rows, ``"append"`` those not there yet, or ``"replace_overlap"``: keep the old rows
            before the new file begins.
        progress: Told the step and the share done, 0 to 1.
    Returns:
        The source as stored, with its snapshot, rows and the days it covers.
    Raises:
        ColumnChanged: If a column of the new rows cannot stand under that of the old ones.
    """
    with store.scratch() as folder:
        rows = folder / "rows.parquet"
        count = reading.write_parquet(rows, progress)
        noted = reading.spans
        if joining != "replace" and source.snapshot:
            from cxlib.ingest.joining import joined

            fresh, noted = rows.rename(folder / "fresh.parquet"), {}
            count = joined(store.snapshot_path(source), fresh, rows, source, joining)
        first, last = noted.get(source.time or "") or _days(rows, source.time)
        last = _closing(rows, source, first, last)
        stamped = replace(source, first=first, last=last, committed=datetime.now(UTC).replace(tzinfo=None))
        return store.commit(workspace, stamped, lambda target: _moved(rows, target, count))


def _moved(rows: Path, target: Path, count: int) -> int:
    os.replace(rows, target)
    return count


def _grain(reading: Reading, time: str | None) -> str | None:
    if reading.shape == "rows" or time is None:
        return None
    import pandas as pd

    days = pd.Series(_times(reading, time).unique()).sort_values()
    step = days.diff().median()
    for grain, length in (("day", 2), ("week", 10), ("month", 45), ("quarter", 120)):
        if pd.notna(step) and step <= pd.Timedelta(days=length):
            return grain
    return "month" if pd.isna(step) else "year"


def _times(reading: Reading, time: str) -> "pd.Series":
    import pandas as pd

    column = reading.table[time]
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.dt.start_time.dropna()
    return pd.to_datetime(column, errors="coerce").dt.tz_localize(None).dropna()


def _closing(rows: Path, source: Source, first: date | None, last: date | None) -> date | None:
    """The last day covered: rows that are all dated on the first of a month speak of whole months, the last one too."""
    if source.grain or source.time is None or not (first and last) or {first.day, last.day} != {1} or first == last:
        return last
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    moments = pc.unique(pq.read_table(rows, columns=[source.time]).column(0)).drop_null()
    if len(moments) < LEAST_MONTHS or not pa.types.is_temporal(moments.type):
        return last
    monthly = pc.all(pc.equal(pc.day(moments), 1)).as_py()
    return last + timedelta(days=monthrange(last.year, last.month)[1] - 1) if monthly else last


def _days(rows: Path, time: str | None) -> tuple[date, date] | tuple[None, None]:
    """First and last day of the time column."""
    if time is None:
        return None, None
    from cxlib.ingest.spans import span

    return span(rows, time) or (None, None)
