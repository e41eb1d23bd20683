"""Frames of typed tables that lie in Parquet files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

KINDS = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
"""The dtypes a reading in memory has."""


def frame_of(path: Path) -> pd.DataFrame:
    """A typed table from Parquet, with the dtypes a reading in memory has."""
    return pq.read_table(path).to_pandas(types_mapper=KINDS.get)


def head_of(path: Path, most: int) -> pd.DataFrame:
    """The first ``most`` rows of a Parquet file, with those dtypes."""
    file = pq.ParquetFile(path)
    batches = [next(file.iter_batches(most))] if file.metadata.num_rows else []
    return pa.Table.from_batches(batches, file.schema_arrow).to_pandas(types_mapper=KINDS.get)


def look_at(path: Path, most: int) -> pd.DataFrame:
    """At most ``most`` rows of a Parquet file, evenly spread over it, with those dtypes."""
    file = pq.ParquetFile(path)
    if file.metadata.num_rows <= most:
        return frame_of(path)
    step, begins, kept = -(-file.metadata.num_rows // most), 0, []
    for batch in file.iter_batches(65_536):
        places = np.arange(-begins % step, len(batch), step)
        kept.append(batch.take(pa.array(places)))
        begins += len(batch)
    return pa.Table.from_batches(kept).to_pandas(types_mapper=KINDS.get)
