"""Next month's rows joined to those that are there."""

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxlib.errors import ColumnChanged
from cxlib.ingest.spans import span
from cxlib.workspace import Source


def joined(old: Path, new: Path, target: Path, source: Source, joining: str) -> int:
    """Writes old rows and then new ones, batch by batch, so that memory does not grow with the files.

    Args:
        old: Parquet of the rows so far.
        new: Parquet of the rows that come.
        target: Where to.
        source: The source they belong to.
        joining: ``"append"`` the new rows not there yet, or ``"replace_overlap"``: keep the old rows before the new
            file begins.
    Returns:
        Rows written.
    Raises:
        ColumnChanged: If a column of the new rows cannot stand under that of the old ones.
    """
    before, after = pq.ParquetFile(old), pq.ParquetFile(new)
    _check_kinds(before.schema_arrow, after.schema_arrow, source)
    schema = pa.unify_schemas([before.schema_arrow, after.schema_arrow], promote_options="permissive")
    schema = schema.remove_metadata()
    begins = _begin(new, source.time) if joining == "replace_overlap" else None
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
    return pq.read_metadata(target).num_rows


def _begin(rows: Path, time: str | None) -> date | None:
    days = span(rows, time)
    return days[0] if days else None


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
    return pd.util.hash_pandas_object(rows.to_pandas(), index=False).tolist() if rows.num_rows else []


def _check_kinds(old: pa.Schema, new: pa.Schema, source: Source) -> None:
    for name in (name for name in new.names if name in old.names):
        try:
            pa.unify_schemas([pa.schema([side.field(name)]) for side in (old, new)], promote_options="permissive")
        except pa.ArrowTypeError as error:
            raise ColumnChanged(column=name, source=source.name) from error
