"""Where a reading's frames come from: a table understood in memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.ingest.columns import Column
from cxlib.ingest.interpret import Table
from cxlib.language import gettext as _

_ROW_GROUP = 250_000


class MemorySource:
    """Frames and Parquet of a table that is held in memory."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def table(self, most: int | None = None) -> pd.DataFrame:
        """The typed table, or its first ``most`` columns."""
        votes = zip(self._table.names[:most], self._table.votes[:most], strict=True)
        return pd.DataFrame({name: vote.values for name, vote in votes})

    def head(self, most: int) -> pd.DataFrame:
        """The first typed rows."""
        return self.table().head(most)

    def look(self, most: int) -> pd.DataFrame:
        """Some of the typed rows, spread over the table."""
        table = self.table()
        return table if len(table) <= most else table.iloc[:: -(-len(table) // most)]

    def text(self) -> pd.DataFrame:
        """Every cell as a string; ``attrs["raw_header"]`` holds the names as they stand."""
        understood = self._table
        frame = pd.DataFrame(
            {place: _as_written(column) for place, column in enumerate(understood.columns)}, dtype=object
        )
        frame.columns = understood.names
        frame.attrs["raw_header"] = list(understood.raw_names)
        return frame

    def set_aside(self) -> pd.DataFrame:
        """Rows that are in the file but not in the table: line, why, text."""
        return pd.DataFrame(self._table.aside, columns=["line", "why", "text"])

    def write_parquet(self, target: Path, progress: Callable[[str, float], None] | None) -> int:
        """Writes the typed table as Parquet; gives the number of rows."""
        frame = self.table()
        written = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        with pq.ParquetWriter(
            target, written.schema, compression="zstd", compression_level=1, write_page_checksum=True
        ) as writer:
            for start in range(0, max(1, len(frame)), _ROW_GROUP):
                writer.write_table(written.slice(start, _ROW_GROUP))
                if progress:
                    progress(_("Writing"), min(1.0, (start + _ROW_GROUP) / max(1, len(frame))))
        return len(frame)


def _as_written(column: Column) -> np.ndarray:
    """The cells of a column as they stand in the file."""
    if not len(column.codes):
        return np.array([], object)
    cells = np.asarray(column.uniques, dtype=object)[column.codes]
    return cells if column.repeated is None else np.where(column.repeated, "", cells)
