"""The tables of the metadata database, in types that SQLite and PostgreSQL share.

Whatever has an order has a number for it: ``sequence`` columns count up over the whole database, ``revision`` counts
the changes of one workspace. Moments are kept to be read, never to sort by, so a wrong clock harms nothing.
The migrations make the tables; a test holds both together.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa


class Json(sa.TypeDecorator[Any]):
    """Plain values as JSON text in ASCII: NaN and any character a user can type survive on every database."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """To text."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """From text."""
        return None if value is None else json.loads(value)


class Moment(sa.TypeDecorator[datetime]):
    """A moment as ISO text in UTC, because SQLite forgets time zones."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """To ISO text."""
        return None if value is None else value.astimezone(UTC).isoformat()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        """From ISO text."""
        return None if value is None else datetime.fromisoformat(value)


class Day(sa.TypeDecorator[date]):
    """A day as ISO text."""

    impl = sa.String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: sa.Dialect) -> str | None:
        """To ISO text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> date | None:
        """From ISO text."""
        return None if value is None else date.fromisoformat(value)


METADATA = sa.MetaData()


def _sequence() -> sa.Column[int]:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("sequence", counter, primary_key=True, autoincrement=True)


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), nullable=False)


workspaces = sa.Table(
    "workspaces", METADATA,
    _sequence(),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""Own fields of each workspace; ``revision`` counts every change of anything in it."""

records = sa.Table(
    "records", METADATA,
    _sequence(),
    _workspace(),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("id", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.UniqueConstraint("workspace", "kind", "id", name="one_record"),
    sqlite_autoincrement=True,
)
"""The state now of sources, metrics, targets …, in the order they were made."""

history = sa.Table(
    "history", METADATA,
    _sequence(),
    _workspace(),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("id", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Column("before", Json),
    sa.Column("after", Json),
    sa.Index("history_of_a_record", "workspace", "kind", "id"),
    sqlite_autoincrement=True,
)
"""Who did what, when, to which record. Only ever added to."""

snapshots = sa.Table(
    "snapshots", METADATA,
    _sequence(),
    _workspace(),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("raw_hash", sa.String(64), nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("committed", Moment, nullable=False),
    sa.UniqueConstraint("workspace", "source", "version", name="one_version"),
    sa.Index("snapshots_by_content", "hash"),
    sqlite_autoincrement=True,
)
"""One row a commit; ``body`` is the source as it was committed, with its columns, file name and reader choices."""

links = sa.Table(
    "links", METADATA,
    _sequence(),
    _workspace(),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("body", Json, nullable=False),
    sqlite_autoincrement=True,
)

openings = sa.Table(
    "openings", METADATA,
    sa.Column("link", sa.String(64), sa.ForeignKey("links.id"), primary_key=True),
    sa.Column("day", Day, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
"""How often a link was opened on a day (UTC), and nothing about by whom."""

drafts = sa.Table(
    "drafts", METADATA,
    sa.Column("workspace", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("body", Json, nullable=False),
)
"""Half-done dialogs; bound to no workspace, because the first one may not exist yet."""
