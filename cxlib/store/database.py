"""The metadata database, SQLite in the data folder or PostgreSQL by address: connections, locks, plain errors."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cxlib.errors import StoreFull, StoreProblem
from cxlib.store import migrations
from cxlib.store.disk import disk_problems, fsync_folder

FILE = "headlight.db"
PATIENCE = 20  # seconds to wait for another writer
_PRAGMAS = (f"PRAGMA busy_timeout={PATIENCE * 1000}", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")
_SERVER_PATIENCE = 4  # seconds after which a database server counts as unreachable: a page answers within 5
_SERVER_SETTINGS = {
    "connect_timeout": _SERVER_PATIENCE,
    "tcp_user_timeout": _SERVER_PATIENCE * 1000,
    "options": f"-c lock_timeout={PATIENCE}s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s",
}
_DAILY_BACKUPS = 7
_PUBLISHING = 0x4EAD  # PostgreSQL advisory locks: publishing snapshots against removing files; migrating
_MIGRATING = 0x4EAE


@dataclass(frozen=True)
class Database:
    """The engine and the folder its backups go to."""

    engine: sa.Engine
    home: Path

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the SQLite file of one machine, with its own rules of locking."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent view of the database."""
        with plain_problems(self.home), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that may write: whole at the end of the block, absent after an error or a crash.

        On SQLite the writers of all processes stand in line from the beginning, so what a block reads stays true.
        """
        engine = self.engine.execution_options(writing=True)
        with plain_problems(self.home), engine.begin() as connection:
            yield connection

    def publishing(self, connection: sa.Connection, alone: bool = False) -> None:
        """Keeps the removal of unused snapshot files (``alone``) apart from commits until the transaction ends."""
        if not self.is_sqlite:  # SQLite's single writer already does
            lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
            connection.execute(sa.select(lock(_PUBLISHING)))


def opened(home: Path, url: str | None) -> Database:
    """The database at ``url`` (None: SQLite inside ``home``) with its schema brought up to date."""
    database = Database(_engine(url or f"sqlite:///{home / FILE}"), home)
    with ExitStack() as after_failure:
        after_failure.callback(database.engine.dispose)
        if database.is_sqlite:
            with _alone(home / ".opening"):
                _prepare(database)
        else:
            _migrate(database)
        after_failure.pop_all()
    return database


def upsert(connection: sa.Connection, table: sa.Table, values: dict[str, Any], **changed: Any) -> None:
    """Inserts a row, or sets ``changed`` on the row with the same primary key."""
    row = _insert(connection, table).values(values)
    connection.execute(row.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed))


def insert_if_absent(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> bool:
    """Inserts a row unless its key is taken; whether it did."""
    row = _insert(connection, table).values(values).on_conflict_do_nothing()
    return connection.execute(row.returning(*table.primary_key)).first() is not None


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    """An insert that knows what to do about rows that are there: each database has its own."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@contextmanager
def plain_problems(home: Path) -> Iterator[None]:
    """Says what a database's own error means for the user; mistakes in our SQL stay loud."""
    with disk_problems(home):
        try:
            yield
        except sa.exc.TimeoutError as error:
            raise StoreProblem(problem="busy", place=home) from error
        except sa.exc.DBAPIError as error:
            problem = _problem(error)
            if problem is None:
                raise
            raise _told(problem, home) from error


def _problem(error: sa.exc.DBAPIError) -> str | None:
    words = str(error.orig).lower()
    if "locked" in words or "busy" in words or "lock timeout" in words:
        return "busy"
    if "disk i/o error" in words:
        return "unreachable"
    if "readonly" in words or "unable to open" in words:
        return "folder"
    if "malformed" in words or "not a database" in words:
        return "damaged"
    lost = error.connection_invalidated or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
    return "unreachable" if lost and not isinstance(error.orig, sqlite3.Error) else None


def _told(problem: str, home: Path) -> StoreProblem:
    copies = backups(home)
    if problem == "damaged" and not copies:
        return StoreProblem(problem="damaged_without_backup", place=home / FILE)
    if problem == "damaged":
        return StoreProblem(problem=problem, place=home / FILE, backup=copies[-1])
    return StoreProblem(problem=problem, place=home)


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(_with_driver(url), pool_pre_ping=True, pool_size=10, max_overflow=20,
                                pool_timeout=_SERVER_PATIENCE, connect_args=_SERVER_SETTINGS)
    engine = sa.create_engine(url, pool_size=10, max_overflow=20, pool_timeout=PATIENCE,
                              connect_args={"timeout": PATIENCE})
    sa.event.listen(engine, "connect", _configure)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _with_driver(url: str) -> sa.URL:
    """The address as administrators write it (``postgresql://…``, ``postgres://…``) with the driver we use.

    Raises:
        StoreProblem: ``"setting"`` if it is no address of a PostgreSQL database.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise StoreProblem(problem="setting", setting="HEADLIGHT_DATABASE")
    try:
        return sa.make_url(f"postgresql+psycopg://{rest}")
    except (sa.exc.ArgumentError, ValueError) as error:  # the latter: a port that is no number
        raise StoreProblem(problem="setting", setting="HEADLIGHT_DATABASE") from error


def _configure(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process, however it ends."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(database: Database) -> None:
    _refuse_blank(database.home)
    raw = closing(sqlite3.connect(database.home / FILE, timeout=PATIENCE))
    with plain_problems(database.home), raw as connection, _as_sqlalchemy():
        connection.execute("PRAGMA journal_mode=WAL")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _told("damaged", database.home)
    _migrate(database)


def _refuse_blank(home: Path) -> None:
    """An empty or missing database beside data that it should name was lost: better to say so than to begin anew."""
    file = home / FILE
    is_blank = not file.exists() or file.stat().st_size == 0
    if is_blank and (backups(home) or any((home / "snapshots").glob("*.parquet"))):
        raise _told("damaged", home)


@contextmanager
def _as_sqlalchemy() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise sa.exc.DatabaseError("", None, error) from error


def _migrate(database: Database) -> None:
    with database.reading() as connection:
        revision = migrations.current(connection)
    if revision == migrations.HEAD:
        _back_up_daily(database)
        return
    if not migrations.is_known(revision):
        raise StoreProblem(problem="newer", place=database.engine.url.render_as_string(hide_password=True))
    if revision and database.is_sqlite:
        backup(database, f"before-{migrations.HEAD}")  # kept for good, unlike the daily ones
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
        migrations.bring_up(connection)


def _back_up_daily(database: Database) -> None:
    if not database.is_sqlite or any(f"{datetime.now(UTC):%Y%m%d}T" in copy.name for copy in backups(database.home)):
        return
    with suppress(StoreFull):  # a full disk must not keep anyone from reading
        backup(database, "daily")
    for copy in [copy for copy in backups(database.home) if copy.stem.endswith("daily")][:-_DAILY_BACKUPS]:
        copy.unlink(missing_ok=True)


def backups(home: Path) -> list[Path]:
    """The copies of the SQLite database, oldest first: by their number, whatever the clock said."""
    return sorted((home / "backups").glob("headlight-[0-9][0-9][0-9][0-9][0-9][0-9]-*.db"))


def backup(database: Database, why: str) -> Path:
    """A whole copy of the SQLite database in ``backups/``, taken while others go on working."""
    folder = database.home / "backups"
    folder.mkdir(exist_ok=True)
    number = int(backups(database.home)[-1].stem.split("-")[1]) + 1 if backups(database.home) else 1
    copy = folder / f"headlight-{number:06}-{datetime.now(UTC):%Y%m%dT%H%M%S}-{why}.db"
    unfinished = copy.with_suffix(".part")
    try:
        _copy(database, unfinished)
        unfinished.replace(copy)
        fsync_folder(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return copy


def _copy(database: Database, target: Path) -> None:
    with disk_problems(database.home):
        here, there = closing(sqlite3.connect(database.home / FILE)), closing(sqlite3.connect(target))
        with here as now, there as then:
            now.backup(then)
