"""Where rows lie: a Parquet snapshot read by DuckDB, or a table behind any SQLAlchemy engine. Both answer a select."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

import duckdb
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

NATIVE = postgresql.dialect(paramstyle="numeric_dollar")
SNAPSHOT = "snapshot"


class Engine(Protocol):
    """What the cube needs of an engine."""

    @property
    def capabilities(self) -> frozenset[str]:
        """Of ``"quantile"`` (exact quantiles), ``"window"``; what is missing is not offered or marked approximate."""
        ...

    def execute(self, select: sa.Select) -> pd.DataFrame:
        """All rows of ``select``, fetched at once."""
        ...


@dataclass(frozen=True)
class Limits:
    """What one query may take. ``memory`` in DuckDB's words, such as ``"1GB"``; ``threads`` at least 1."""

    memory: str = "1GB"
    threads: int = 2


@dataclass(frozen=True)
class SnapshotEngine:
    """DuckDB over one snapshot, locked down: no other file, no network, no change of settings.

    Only the path is kept when it is pickled or copied; the connection is made again where it is needed.
    """

    path: Path
    limits: Limits = field(default_factory=Limits)
    capabilities: frozenset[str] = frozenset({"quantile", "window"})

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "limits": self.limits, "capabilities": self.capabilities}

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """One in-memory database whose only view is the snapshot."""
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self.limits.memory,
            "threads": self.limits.threads,
        }
        connection = duckdb.connect(":memory:", config=settings)
        folder = self.path if self.path.is_dir() else self.path.parent
        quoted = str(folder.resolve()).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{quoted}']")  # a SET takes no parameters
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        files = sorted(self.path.resolve().glob("*.parquet")) if self.path.is_dir() else [self.path.resolve()]
        connection.read_parquet([str(file) for file in files]).create_view(SNAPSHOT)
        _CONNECTED[id(self)] = self
        return connection

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Lives as long as it is held, whether or not the connection is let go meanwhile."""
        self.__dict__["used"] = time.monotonic()
        return self.connection.cursor()

    def columns(self) -> list[sa.Column]:
        """The columns as the snapshot holds them, in order."""
        kept = self._cursor().table(SNAPSHOT)
        return [sa.Column(name, sql_type(str(kind))) for name, kind in zip(kept.columns, kept.types, strict=True)]

    def execute(self, select: sa.Select) -> pd.DataFrame:
        """One cursor a call, fetched fully: an undrained result would block the connection."""
        compiled = select.compile(dialect=NATIVE, compile_kwargs={"render_postcompile": True})
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        cursor = self._cursor()
        try:
            return cursor.execute(str(compiled), values).df()
        finally:
            cursor.close()


_CONNECTED: WeakValueDictionary[int, SnapshotEngine] = WeakValueDictionary()


def let_go(unused: float) -> int:
    """Lets go of connections that nobody used for so many seconds; the next question makes one again.

    Each holds 5 to 20 MB, and there are as many as sources of the workspaces that were looked at. Gives their number.
    """
    now = time.monotonic()
    idle = [engine for engine in list(_CONNECTED.values()) if now - engine.__dict__.get("used", 0.0) >= unused]
    found = [engine.__dict__.pop("connection", None) for engine in idle]
    return sum(connection is not None for connection in found)


@dataclass(frozen=True)
class TableEngine:
    """A table in a database that SQLAlchemy reaches; connections are pooled by its engine."""

    engine: sa.Engine
    capabilities: frozenset[str] = frozenset({"quantile", "window"})

    def execute(self, select: sa.Select) -> pd.DataFrame:
        """All rows in one round trip."""
        with self.engine.connect() as connection:
            result = connection.execute(select)
            return pd.DataFrame(result.fetchall(), columns=list(result.keys()))


def sql_type(name: str) -> sa.types.TypeEngine:
    """The SQLAlchemy type of one of DuckDB's types."""
    known: Iterable[tuple[str, type[sa.types.TypeEngine]]] = (
        ("BOOL", sa.Boolean),
        ("TIMESTAMP", sa.DateTime),
        ("DATE", sa.Date),
        ("DEC", sa.Double),
        ("DOUBLE", sa.Double),
        ("FLOAT", sa.Double),
        ("HUGEINT", sa.Double),
        ("INT", sa.BigInteger),
        ("BIGINT", sa.BigInteger),
        ("TINYINT", sa.BigInteger),
        ("SMALLINT", sa.BigInteger),
        ("UINT", sa.BigInteger),
        ("UBIGINT", sa.BigInteger),
    )
    return next((kind() for start, kind in known if name.upper().startswith(start)), sa.Text())
