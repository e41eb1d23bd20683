"""Frames of typed tables, with the dtypes a person who asks for one expects. Reading itself needs none of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

KINDS = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
"""The dtypes of a table that lies in a Parquet file."""
_HELD = {**KINDS, pa.float64(): pd.Float64Dtype()}


def framed(table: pa.Table) -> pd.DataFrame:
    """A typed table that was understood in memory."""
    return table.to_pandas(types_mapper=_HELD.get)


def text_of(cells: Sequence[np.ndarray], names: Sequence[str], raw_names: Sequence[str]) -> pd.DataFrame:
    """Columns of cells as they stand in the file; ``attrs["raw_header"]`` holds the names as they stand."""
    frame = pd.DataFrame(dict(enumerate(cells)), dtype=object)
    frame.columns = list(names)
    frame.attrs["raw_header"] = list(raw_names)
    return frame


def aside_of(rows: Sequence[tuple[int, str, str]]) -> pd.DataFrame:
    """Rows that are in the file but not in the table: line, why, text."""
    return pd.DataFrame(rows, columns=["line", "why", "text"])


def frame_of(path: Path) -> pd.DataFrame:
    """A typed table from Parquet."""
    return pq.read_table(path).to_pandas(types_mapper=KINDS.get)


def head_of(path: Path, most: int) -> pd.DataFrame:
    """The first ``most`` rows of a Parquet file."""
    file = pq.ParquetFile(path)
    batches = [next(file.iter_batches(most))] if file.metadata.num_rows else []
    return pa.Table.from_batches(batches, file.schema_arrow).to_pandas(types_mapper=KINDS.get)


def look_at(path: Path, most: int) -> pd.DataFrame:
    """At most ``most`` rows of a Parquet file, evenly spread over it."""
    file = pq.ParquetFile(path)
    if file.metadata.num_rows <= most:
        return frame_of(path)
    step, begins, kept = -(-file.metadata.num_rows // most), 0, []
    for batch in file.iter_batches(65_536):
        places = np.arange(-begins % step, len(batch), step)
        kept.append(batch.take(pa.array(places)))
        begins += len(batch)
    return pa.Table.from_batches(kept).to_pandas(types_mapper=KINDS.get)
