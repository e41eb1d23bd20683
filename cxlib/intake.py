"""From a reading to a source of the workspace: what the Data page, the sample and the command line all do."""

import os
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.errors import ColumnChanged
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
        name=name or reading.name.rpartition(".")[0] or reading.name,
        columns=columns,
        time=time,
        grain=_grain(reading, time),
        shape=reading.shape,
        file=reading.name,
        choices=dict(reading.choices),
    )


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
        reading.write_parquet(rows, progress)
        if joining != "replace" and source.snapshot:
            fresh = rows.rename(folder / "fresh.parquet")
            _together(store.snapshot_path(source), fresh, rows, source, joining)
        first, last = _days(rows, source.time)
        last = _closing(rows, source, first, last)
        stamped = replace(source, first=first, last=last, committed=datetime.now(UTC).replace(tzinfo=None))
        return store.commit(workspace, stamped, lambda target: _moved(rows, target))


def _moved(rows: Path, target: Path) -> int:
    os.replace(rows, target)
    return pq.read_metadata(target).num_rows


def _together(old: Path, new: Path, target: Path, source: Source, joining: Joining) -> None:
    """Old rows and then new ones, batch by batch, so that memory does not grow with the files."""
    import pyarrow.compute as pc

    before, after = pq.ParquetFile(old), pq.ParquetFile(new)
    _check_kinds(before.schema_arrow, after.schema_arrow, source)
    schema = pa.unify_schemas([before.schema_arrow, after.schema_arrow], promote_options="permissive")
    schema = schema.remove_metadata()
    begins = _days(new, source.time)[0] if joining == "replace_overlap" else None
    telling = _telling(before, after.schema_arrow.names, source) if joining == "append" else []
    known: set[int] = set()
    with pq.ParquetWriter(target, schema, compression="zstd", write_page_checksum=True) as writer:
        for batch in before.iter_batches():
            rows = _under(batch, schema)
            if begins is not None:
                rows = rows.filter(
                    pc.less(rows.column(source.time), pa.scalar(begins).cast(schema.field(source.time).type))
                )
            if joining == "append":
                known.update(_fingerprints(rows.select(telling)))
            writer.write_table(rows)
        for batch in after.iter_batches():
            rows = _under(batch, schema)
            if joining == "append":  # repeats inside one file are kept: they may be two customers alike
                prints = _fingerprints(rows.select(telling))
                rows = rows.filter(pa.array([print not in known for print in prints], pa.bool_()))
            writer.write_table(rows)


def _telling(before: pq.ParquetFile, names: list[str], source: Source) -> list[str]:
    """Columns that tell whether a row is there already: an id that never repeats, else all that both files have."""
    both = [name for name in before.schema_arrow.names if name in names]
    ids = [column.name for column in source.columns if column.role == "id" and column.name in both]
    return next(([name] for name in ids if _never_repeats(before, name)), both)


def _never_repeats(file: pq.ParquetFile, name: str) -> bool:
    seen: set[int] = set()
    for batch in file.iter_batches(columns=[name]):
        if batch.column(0).null_count:
            return False
        seen.update(_fingerprints(pa.Table.from_batches([batch])))
    return len(seen) == file.metadata.num_rows


def _under(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    """The batch with all columns of ``schema``, those it lacks empty."""
    there = set(batch.schema.names)
    columns = [
        batch.column(field.name).cast(field.type) if field.name in there else pa.nulls(len(batch), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _fingerprints(rows: pa.Table) -> list[int]:
    import pandas as pd

    return pd.util.hash_pandas_object(rows.to_pandas(), index=False).tolist() if rows.num_rows else []


def _check_kinds(old: pa.Schema, new: pa.Schema, source: Source) -> None:
    for name in (name for name in new.names if name in old.names):
        try:
            pa.unify_schemas([pa.schema([side.field(name)]) for side in (old, new)], promote_options="permissive")
        except pa.ArrowTypeError as error:
            raise ColumnChanged(column=name, source=source.name) from error


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
    import pyarrow.compute as pc

    moments = pc.unique(pq.read_table(rows, columns=[source.time]).column(0)).drop_null()
    if len(moments) < LEAST_MONTHS or not pa.types.is_temporal(moments.type):
        return last
    monthly = pc.all(pc.equal(pc.day(moments), 1)).as_py()
    return last + timedelta(days=monthrange(last.year, last.month)[1] - 1) if monthly else last


def _days(rows: Path, time: str | None) -> tuple[date | None, date | None]:
    """First and last day of the time column: as each row group notes them, else from its rows."""
    if time is None or time not in pq.read_schema(rows).names:
        return None, None
    file = pq.ParquetFile(rows)
    ends = [_ends(file, group, time) for group in range(file.num_row_groups)]
    found = [end for pair in ends for end in pair if end is not None]
    return (_day(min(found)), _day(max(found))) if found else (None, None)


def _ends(file: pq.ParquetFile, group: int, time: str) -> tuple[Any, Any]:
    """Smallest and largest moment of a row group."""
    noted = file.metadata.row_group(group).column(file.schema_arrow.get_field_index(time)).statistics
    if noted is not None and noted.has_min_max:
        return noted.min, noted.max
    import pyarrow.compute as pc

    ends = pc.min_max(file.read_row_group(group, [time]).column(0)).as_py()
    return ends["min"], ends["max"]


def _day(moment: Any) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    import pandas as pd

    return pd.Timestamp(moment).date()
