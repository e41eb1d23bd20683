"""A Parquet file once more, without one customer: batch by batch, so that memory does not grow with the file."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


class Words(NamedTuple):
    """What is blotted out inside texts: the words as they are, and the pattern that finds them standing alone."""

    plain: tuple[str, ...]
    alone: re.Pattern[str]


class Rewritten(NamedTuple):
    """How many rows the new file has, how many were left out, and in how many cells words were blotted out."""

    rows: int
    removed: int
    blotted: int


def rewritten(file: Path, target: Path, customer: str, ids: Collection[str], words: Words | None,
              blot: str) -> Rewritten | None:
    """Writes the file's rows to ``target`` but for the customer's; None, and nothing written, if they are not in it.

    Args:
        file: A Parquet file.
        target: Where to.
        customer: The customer's id as text.
        ids: The columns that hold customer ids.
        words: What is blotted out of all other text; None for nothing.
        blot: What stands in its place.
    """
    source = pq.ParquetFile(file)
    if not any(_concerns(batch, customer, ids, words) for batch in source.iter_batches(columns=_searched(source, ids))):
        return None
    rows = removed = blotted = 0
    with pq.ParquetWriter(target, source.schema_arrow, compression="zstd", write_page_checksum=True) as writer:
        for batch in source.iter_batches():
            kept = batch.filter(pc.invert(_is_customer(batch, customer, ids)))
            clean, cells = _blotted(kept, ids, words, blot)
            writer.write_batch(clean)
            rows, removed, blotted = rows + kept.num_rows, removed + batch.num_rows - kept.num_rows, blotted + cells
    return Rewritten(rows, removed, blotted)


def _searched(source: pq.ParquetFile, ids: Collection[str]) -> list[str]:
    return [field.name for field in source.schema_arrow if field.name in ids or _is_text(field.type)]


def _concerns(batch: pa.RecordBatch, customer: str, ids: Collection[str], words: Words | None) -> bool:
    if pc.any(_is_customer(batch, customer, ids)).as_py():
        return True
    texts = [batch.column(name) for name in batch.schema.names if name not in ids]
    return any(_cells(column, words) for column in texts if _is_text(column.type))


def _is_customer(batch: pa.RecordBatch, customer: str, ids: Collection[str]) -> pa.Array:
    found = pa.array([False] * batch.num_rows, pa.bool_())
    for name in batch.schema.names:
        if name in ids:
            found = pc.or_(found, pc.fill_null(_equal(batch.column(name), customer), False))
    return found


def _equal(column: pa.Array, customer: str) -> pa.Array:
    if _is_text(column.type):
        return pc.equal(pc.utf8_trim_whitespace(column.cast(pa.large_string())), customer)
    try:
        number = pa.scalar(float(customer) if pa.types.is_floating(column.type) else int(customer)).cast(column.type)
    except (ValueError, OverflowError, pa.ArrowException):  # the id is no such number, so it stands nowhere here
        return pc.equal(column.cast(pa.large_string()), customer)
    return pc.equal(column, number)


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _blotted(batch: pa.RecordBatch, ids: Collection[str], words: Words | None,
             blot: str) -> tuple[pa.RecordBatch, int]:
    columns, cells = [], 0
    for name in batch.schema.names:
        column = batch.column(name)
        places = _cells(column, words) if name not in ids and _is_text(column.type) else []
        if words and places:
            texts = column.to_pylist()
            for place in places:
                texts[place] = words.alone.sub(blot, texts[place])
            column = pa.array(texts, pa.large_string()).cast(column.type)
        columns.append(column)
        cells += len(places)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema), cells


def _cells(column: pa.Array, words: Words | None) -> list[int]:
    """The places whose text has one of the words in it; Arrow finds the few that are worth a closer look."""
    if words is None:
        return []
    texts = column.cast(pa.large_string())
    maybe = pa.array([False] * len(texts), pa.bool_())
    for word in words.plain:
        maybe = pc.or_(maybe, pc.fill_null(pc.match_substring(texts, word), False))
    return [place for place in pc.indices_nonzero(maybe).to_pylist() if words.alone.search(texts[place].as_py())]
