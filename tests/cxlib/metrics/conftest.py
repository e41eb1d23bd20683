"""A small snapshot that every test of the kinds counts on its fingers."""

import pandas as pd
import pytest

from cxlib.periods import Calendar
from cxlib.sources import open_snapshot
from cxlib.workspace import Column, Source

ROWS = pd.DataFrame(
    {
        "day": pd.to_datetime(["2025-01-03", "2025-01-10", "2025-01-20", "2025-01-28", "2025-02-02", "2025-02-28"]),
        "recommend": [10.0, 9.0, 7.0, 2.0, 10.0, None],
        "satisfied": [5.0, 4.0, 3.0, None, 1.0, 5.0],
        "ease": [7.0, 5.0, 4.0, 1.0, 6.0, None],
        "solved": [True, False, True, None, True, True],
        "minutes": [3.0, 5.0, 8.0, 30.0, 4.0, 6.0],
        "orders": [100.0, 50.0, 0.0, 50.0, 10.0, 10.0],
        "complaints": [1.0, 0.0, None, 3.0, 0.0, 0.0],
        "customer": ["a", "b", "a", "c", "a", "a"],
        "weight": [1.0, 1.0, 2.0, 1.0, 1.0, 1.0],
        "promised": [4.0, 4.0, 8.0, 8.0, None, 8.0],
        "region": ["North", "South", "North", None, "North", "South"],
    }
)
SOURCE = Source(
    "s",
    name="Survey",
    time="day",
    columns=(
        Column("recommend", "number", "score", (0, 10)),
        Column("satisfied", "number", "score", (1, 5)),
        Column("ease", "number", "score", (1, 7)),
    ),
)


@pytest.fixture
def dataset(tmp_path):
    ROWS.to_parquet(tmp_path / "rows.parquet")
    return open_snapshot(tmp_path / "rows.parquet", SOURCE, Calendar())


@pytest.fixture
def survey():
    """The small snapshot as a frame, and its source."""
    return ROWS, SOURCE


@pytest.fixture
def opened(tmp_path):
    """Opens any frame as a source."""

    def open_frame(frame, source):
        path = tmp_path / f"{source.id}.parquet"
        frame.to_parquet(path)
        return open_snapshot(path, source, Calendar())

    return open_frame
