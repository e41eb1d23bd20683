"""Where a reading's rows come from: a table understood in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxlib.ingest.columns import Column
from cxlib.ingest.interpret import Table
from cxlib.language import gettext as _

if TYPE_CHECKING:
    import pandas as pd

_ROW_GROUP = 250_000


class MemorySource:
    """Rows of a table that is held in memory. Frames are made when they are asked for: reading needs none."""

    def __init__(self, table: Table) -> None:
        self.understood = table

    def typed(self, most: int | None = None) -> pa.Table:
        """The typed rows, of all columns or of the first ``most``."""
        values = [vote.values for vote in self.understood.votes[:most]]
        return pa.Table.from_arrays(values, names=self.understood.names[:most])

    def table(self) -> "pd.DataFrame":
        """The typed table."""
        from cxlib.ingest.frames import framed

        return framed(self.typed())

    def head(self, most: int) -> "pd.DataFrame":
        """The first typed rows."""
        from cxlib.ingest.frames import framed

        return framed(self.typed().slice(0, most))

    def look(self, most: int) -> "pd.DataFrame":
        """Some of the typed rows, spread over the table."""
        table = self.table()
        return table if len(table) <= most else table.iloc[:: -(-len(table) // most)]

    def cells(self) -> pa.Table:
        """Every cell as a string that can be written to a file."""
        cells = [_as_text(column) for column in self.understood.columns]
        return pa.Table.from_arrays(cells, names=self.understood.names)

    def text(self) -> "pd.DataFrame":
        """Every cell as a string; ``attrs["raw_header"]`` holds the names as they stand."""
        from cxlib.ingest.frames import text_of

        understood = self.understood
        return text_of([_as_written(column) for column in understood.columns], understood.names, understood.raw_names)

    def set_aside(self) -> "pd.DataFrame":
        """Rows that are in the file but not in the table: line, why, text."""
        from cxlib.ingest.frames import aside_of

        return aside_of(self.understood.aside)

    def write_parquet(self, target: Path, progress: Callable[[str, float], None] | None) -> int:
        """Writes the typed table as Parquet; gives the number of rows."""
        table = self.typed()
        with pq.ParquetWriter(
            target, table.schema, compression="zstd", compression_level=1, write_page_checksum=True
        ) as writer:
            for start in range(0, max(1, table.num_rows), _ROW_GROUP):
                writer.write_table(table.slice(start, _ROW_GROUP))
                if progress:
                    progress(_("Writing"), min(1.0, (start + _ROW_GROUP) / max(1, table.num_rows)))
        return table.num_rows


def _as_written(column: Column) -> np.ndarray:
    """The cells of a column as they stand in the file."""
    if not len(column.codes):
        return np.array([], object)
    cells = np.asarray(column.uniques, dtype=object)[column.codes]
    return cells if column.repeated is None else np.where(column.repeated, "", cells)


def _as_text(column: Column) -> pa.Array:
    """The cells of a column, with a question mark for what is half a letter only and cannot be written."""
    whole = [cell.encode("utf-8", "replace").decode() for cell in column.uniques]
    cells = pa.array(whole, pa.string()).take(column.codes)
    return cells if column.repeated is None else pc.if_else(pa.array(column.repeated), "", cells)
