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

people = sa.Table(
    "people", METADATA,
    _sequence(),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("issuer", sa.String(512), nullable=False),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("blocked", sa.Boolean, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("seen", Moment),
    sa.UniqueConstraint("issuer", "subject", name="one_person"),
    sa.Index("people_by_email", "email"),
    sqlite_autoincrement=True,
)
"""Whoever signed in: known by the identity provider's own name for them, not by an e-mail that may change hands."""

memberships = sa.Table(
    "memberships", METADATA,
    sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), primary_key=True),
    sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("units", Json, nullable=False),
    sa.Column("since", Moment, nullable=False),
)
"""Who is what in which workspace; ``units`` are the departments of a department lead."""

invitations = sa.Table(
    "invitations", METADATA,
    _sequence(),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    _workspace(),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("units", Json, nullable=False),
    sa.Column("invited_by", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
    sa.Column("accepted", Moment),
    sa.Column("withdrawn", Moment),
    sa.Index("invitations_by_email", "email"),
    sqlite_autoincrement=True,
)

visits = sa.Table(
    "visits", METADATA,
    _sequence(),
    sa.Column("workspace", sa.String(64)),
    sa.Column("link", sa.String(64)),
    sa.Column("person", sa.String(64)),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("device", sa.String(16), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Index("visits_of_a_link", "link"),
    sa.Index("visits_of_a_workspace", "workspace"),
    sqlite_autoincrement=True,
)
"""Openings of links, wrong passwords and sign-ins. Only ever added to; of a link's guests nothing but the device."""

passes = sa.Table(
    "passes", METADATA,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("link", sa.String(64), sa.ForeignKey("links.id"), nullable=False),
    sa.Column("unlocked", sa.Boolean, nullable=False),
    sa.Column("counted", sa.Boolean, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
    sa.Index("passes_of_a_link", "link"),
)
"""What a link's token was exchanged for: one browser's pass, of which the hash is kept."""

attempts = sa.Table(
    "attempts", METADATA,
    sa.Column("link", sa.String(64), sa.ForeignKey("links.id"), primary_key=True),
    sa.Column("client", sa.String(64), primary_key=True),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("last", Moment, nullable=False),
    sa.Column("locked", Moment),
)
"""Wrong passwords since the last right one, by client (a hash; "" for all together)."""

messages = sa.Table(
    "messages", METADATA,
    _sequence(),
    _workspace(),
    sa.Column("rule", sa.String(64), nullable=False),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", Moment, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("tried", Moment),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Index("messages_by_state", "state"),
    sqlite_autoincrement=True,
)
"""What alerts and digests have to say: ``key`` names the news, so that it is said once."""

alert_states = sa.Table(
    "alert_states", METADATA,
    sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), primary_key=True),
    sa.Column("rule", sa.String(64), primary_key=True),
    sa.Column("body", Json, nullable=False),
)
"""How each alert rule stood when it was last checked."""

workshops = sa.Table(
    "workshops", METADATA,
    _sequence(),
    _workspace(),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.String(16), nullable=False, unique=True),
    sa.Column("body", Json, nullable=False),
    sqlite_autoincrement=True,
)
"""Workshops as they stand; the code is what a phone types, for half a day."""

seats = sa.Table(
    "seats", METADATA,
    sa.Column("workshop", sa.String(64), sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seat", sa.String(64), primary_key=True),
    sa.Column("joined", Moment, nullable=False),
)
"""Phones in a workshop. A seat is a random name and says nothing about who sits there."""

utterances = sa.Table(
    "utterances", METADATA,
    sa.Column("workshop", sa.String(64), primary_key=True),
    sa.Column("seat", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("slot", sa.String(64), primary_key=True),
    sa.Column("body", Json, nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.ForeignKeyConstraint(["workshop", "seat"], ["seats.workshop", "seats.seat"]),
)
"""What each seat said; saying it again overwrites it."""

frozen_reviews = sa.Table(
    "frozen_reviews", METADATA,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("workspace", sa.String(64), nullable=False),
    sa.Column("body", Json, nullable=False),
)
"""What a meeting saw, by the hash of its content."""
