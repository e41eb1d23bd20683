from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.store import open_store
from cxlib.workspace import Workspace


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "home")
    opened.create(Workspace("w", name="Acme"))
    yield opened
    opened.close()


@pytest.fixture
def answers():
    """A writer of a snapshot with the given scores."""

    def writer(*scores):
        def write(path: Path) -> int:
            pq.write_table(pa.table({"score": list(scores)}), path, write_page_checksum=True)
            return len(scores)

        return write

    return writer
