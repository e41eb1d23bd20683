"""The first and the last day of a column, as a Parquet file notes them beside its rows."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

Span = tuple[date, date]


def span(rows: Path, name: str | None) -> Span | None:
    """First and last day of a column: as each row group notes them, else from its rows; None if there is no day."""
    file = pq.ParquetFile(rows)
    if name is None or name not in file.schema_arrow.names:
        return None
    ends = [_ends(file, group, name) for group in range(file.num_row_groups)]
    found = [end for pair in ends for end in pair if end is not None]
    return (_day(min(found)), _day(max(found))) if found else None


def _ends(file: pq.ParquetFile, group: int, name: str) -> tuple[Any, Any]:
    """Smallest and largest moment of a row group."""
    noted = file.metadata.row_group(group).column(file.schema_arrow.get_field_index(name)).statistics
    if noted is not None and noted.has_min_max:
        return noted.min, noted.max
    ends = pc.min_max(file.read_row_group(group, [name]).column(0)).as_py()
    return ends["min"], ends["max"]


def _day(moment: Any) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    import pandas as pd

    return pd.Timestamp(moment).date()
