"""Parquet: the types stand in the file; its footer is judged before a page is unpacked."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.errors import DamagedFile, TooLarge
from cxlib.ingest.cells import cell_text
from cxlib.ingest.limits import MB, Limits
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import Dialect, Finding, Said
from cxlib.ingest.sheets import Parsed, SheetGrid
from cxlib.language import gettext_noop as N_

_CELLS = 40_000_000
_MAGIC = b"PAR1"
_DEEPEST = 8


def is_parquet(raw: Raw) -> bool:
    """Whether the bytes begin as a Parquet file does."""
    return raw.head.startswith(_MAGIC)


def parsed(raw: Raw, choices: Mapping[str, Any], limits: Limits) -> Parsed:
    """The columns as a grid of strings.

    Raises:
        DamagedFile: If the file is cut or a page does not read.
        TooLarge: If it holds more rows than its size can honestly hold.
    """
    findings: list[Finding] = []
    try:
        file = pq.ParquetFile(io.BytesIO(raw.data), page_checksum_verification=True, schema_depth_limit=1000)
        _refuse_sizes(raw, file.metadata, limits)
        nested = [place for place, column in enumerate(file.schema_arrow.types) if _depth(column) > _DEEPEST]
        table = pa.Table.from_batches(
            [_without(batch, nested) for batch in file.iter_batches()] or [], _kept_schema(file.schema_arrow, nested)
        )
        columns = [_texts(table.column(place)) for place in range(table.num_columns)]
    except (pa.ArrowException, OSError, ValueError, OverflowError, RecursionError) as problem:
        if isinstance(problem, pa.ArrowMemoryError):
            raise TooLarge("memory", file=raw.name, limit=limits.memory_megabytes) from problem
        raise DamagedFile("damaged", file=raw.name, place="Parquet") from problem
    if nested:
        findings.append(
            Finding(
                "nested",
                Said(N_("{count} deeply nested columns were left out"), {"count": len(nested)}),
                count=len(nested),
                severity="warning",
            )
        )
        columns += [[""] * table.num_rows for _ in nested] if not columns else []
    names = list(table.column_names) or [file.schema_arrow.names[place] for place in nested]
    rows = [names, *map(list, zip(*columns, strict=True))]
    return Parsed(
        [SheetGrid("", rows, list(range(len(rows))), named=True, width=len(names))], Dialect("parquet"), findings
    )


def _refuse_sizes(raw: Raw, footer: pq.FileMetaData, limits: Limits) -> None:
    if footer.num_columns > limits.columns:
        raise TooLarge("columns", file=raw.name, value=footer.num_columns, limit=limits.columns)
    cells = footer.num_rows * max(1, footer.num_columns)
    if footer.num_rows > limits.rows or (cells > _CELLS and cells > 100 * raw.size):
        raise TooLarge(
            "rows", file=raw.name, value=footer.num_rows, limit=min(limits.rows, _CELLS // max(1, footer.num_columns))
        )
    unpacked = sum(footer.row_group(group).total_byte_size for group in range(footer.num_row_groups))
    if unpacked > limits.unpacked_megabytes * MB:
        raise TooLarge("unpacked", file=raw.name, value=unpacked // MB, limit=limits.unpacked_megabytes)


def _depth(column: pa.DataType) -> int:
    depth = 0
    while pa.types.is_nested(column) and column.num_fields:
        column, depth = column.field(0).type, depth + 1
    return depth


def _without(batch: pa.RecordBatch, nested: list[int]) -> pa.RecordBatch:
    kept = [place for place in range(batch.num_columns) if place not in nested]
    return pa.RecordBatch.from_arrays(
        [batch.column(place) for place in kept], schema=_kept_schema(batch.schema, nested)
    )


def _kept_schema(schema: pa.Schema, nested: list[int]) -> pa.Schema:
    return pa.schema([field for place, field in enumerate(schema) if place not in nested])


def _texts(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return ["" if value is None else _text(value) for value in column.to_pylist()]


def _text(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return cell_text(value)
