"""From a reading to a source of the workspace: what the Data page, the sample and the command line all do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxlib.errors import ColumnChanged
from cxlib.ingest import Reading
from cxlib.store import Store
from cxlib.workspace import Column, Source

Progress = Callable[[str, float], None]
Joining = Literal["replace", "append", "replace_overlap"]


def source_of(reading: Reading, name: str = "", id: str = "") -> Source:
    """The source record that a reading proposes: its columns and roles, its time column and its grain."""
    columns = tuple(
        Column(column.name, column.type, column.role, column.scale, column.direction or "up", dict(column.labels or {}))
        for column in reading.columns
    )
    time = next((column.name for column in columns if column.role == "date"), None)
    return Source(
        id,
        name=name or reading.name.rpartition(".")[0] or reading.name,
        columns=columns,
        time=time,
        grain=_grain(reading, time),
        shape=reading.shape,
        file=reading.name,
        choices=dict(reading.choices),
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
    stamped = replace(source, committed=datetime.now(UTC).replace(tzinfo=None))
    if joining == "replace" or not source.snapshot:
        first, last = _days(_times(reading, source.time)) if source.time else (None, None)
        return store.commit(
            workspace, replace(stamped, first=first, last=last), lambda target: reading.write_parquet(target, progress)
        )
    old = store.snapshot_path(source)
    with NamedTemporaryFile(suffix=".parquet") as fresh:
        reading.write_parquet(Path(fresh.name), progress)
        rows = _together(pq.read_table(old), pq.read_table(fresh.name), source, joining)
    first, last = _days(pd.Series(rows.column(source.time).to_pandas())) if source.time else (None, None)
    return store.commit(workspace, replace(stamped, first=first, last=last), lambda target: _written(rows, target))


def _together(old: pa.Table, new: pa.Table, source: Source, joining: Joining) -> pa.Table:
    time = source.time
    _check_kinds(old.schema, new.schema, source)
    if joining == "replace_overlap" and time:
        begins = pc.min(new.column(time))
        old = old.filter(pc.less(old.column(time), begins.cast(old.schema.field(time).type)))
    both = pa.concat_tables([old, new], promote_options="permissive")
    return _without_copies(both, old.num_rows) if joining == "append" else both


def _check_kinds(old: pa.Schema, new: pa.Schema, source: Source) -> None:
    for name in (name for name in new.names if name in old.names):
        try:
            pa.unify_schemas([pa.schema([side.field(name)]) for side in (old, new)], promote_options="permissive")
        except pa.ArrowTypeError as error:
            raise ColumnChanged(column=name, source=source.name) from error


def _without_copies(both: pa.Table, old_rows: int) -> pa.Table:
    """Leaves out new rows that stand in the old ones already; repeats inside one file are kept."""
    keys = pd.util.hash_pandas_object(both.to_pandas(), index=False)
    known = keys.iloc[old_rows:].isin(set(keys.iloc[:old_rows]))
    keep = [True] * old_rows + list(~known)
    return both.filter(pa.array(keep))


def _written(rows: pa.Table, target: Path) -> int:
    pq.write_table(rows, target, compression="zstd", write_page_checksum=True)
    return rows.num_rows


def _grain(reading: Reading, time: str | None) -> str | None:
    if reading.shape == "rows" or time is None:
        return None
    days = pd.Series(_times(reading, time).unique()).sort_values()
    step = days.diff().median()
    for grain, length in (("day", 2), ("week", 10), ("month", 45), ("quarter", 120)):
        if pd.notna(step) and step <= pd.Timedelta(days=length):
            return grain
    return "month" if pd.isna(step) else "year"


def _times(reading: Reading, time: str) -> pd.Series:
    column = reading.table[time]
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.dt.start_time.dropna()
    return pd.to_datetime(column, errors="coerce").dt.tz_localize(None).dropna()


def _days(times: pd.Series) -> tuple[date | None, date | None]:
    days = pd.to_datetime(times, errors="coerce").dropna()
    return (days.min().date(), days.max().date()) if len(days) else (None, None)
