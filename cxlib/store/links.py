"""Links for people without an account: a secret token shown once, its hash kept, and a count of openings by day."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from cxlib.errors import LinkProblem
from cxlib.store import tables
from cxlib.store.database import upsert
from cxlib.workspace import Link

LIFETIME = timedelta(days=30)
_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Openings(NamedTuple):
    """How often a link was opened on a day (UTC)."""

    day: date
    opened: int


def new_token() -> str:
    """256 random bits as 43 characters that need no escaping in an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def stored(connection: sa.Connection, workspace: str, link: Link, token: str) -> Link:
    """Keeps a new link; without an expiry it lives 30 days. A moment without a time zone is taken as UTC."""
    now = datetime.now(UTC)
    made = replace(link, token_hash=token_hash(token), created=now, expires=_in_utc(link.expires) or now + LIFETIME,
                   revoked=None, version=1, opened=0)
    connection.execute(sa.insert(tables.links).values(
        workspace=workspace, id=made.id, token_hash=made.token_hash, body=_body(made)))
    return made


def changed(connection: sa.Connection, link: Link) -> None:
    """Keeps the new state of a link."""
    connection.execute(sa.update(tables.links).where(tables.links.c.id == link.id).values(
        token_hash=link.token_hash, body=_body(link)))


def found(connection: sa.Connection, workspace: str, id: str) -> Link:
    """A link of the workspace.

    Raises:
        LinkProblem: ``"unknown"`` if it has no such link.
    """
    row = connection.execute(_with_openings(tables.links.c.workspace == workspace, tables.links.c.id == id)).first()
    if row is None:
        raise LinkProblem(problem="unknown")
    return _link(row)


def renewed(link: Link) -> Link:
    """The link with 30 more days if it is past its expiry."""
    now = datetime.now(UTC)
    return link if link.expires is not None and link.expires > now else replace(link, expires=now + LIFETIME)


def listed(connection: sa.Connection, workspace: str) -> list[Link]:
    """All links of the workspace, in the order they were made; revoked and expired ones too."""
    return [_link(row) for row in connection.execute(_with_openings(tables.links.c.workspace == workspace))]


def behind(connection: sa.Connection, token: str) -> tuple[Link, str]:
    """The link that a token opens, and the id of its workspace.

    Raises:
        LinkProblem: If the token is malformed or unknown, or its link revoked or expired.
    """
    if not _TOKEN.fullmatch(token):
        raise LinkProblem(problem="unknown")
    hash = token_hash(token)
    row = connection.execute(_with_openings(tables.links.c.token_hash == hash)).first()
    if row is None or not hmac.compare_digest(row.token_hash, hash):
        raise LinkProblem(problem="unknown")
    return living(row), row.workspace


def living(row: sa.Row[Any]) -> Link:
    """The link of a row with the columns of ``counted``.

    Raises:
        LinkProblem: If it is revoked or expired.
    """
    link = _link(row)
    if link.revoked is not None:
        raise LinkProblem(problem="revoked")
    if link.expires is None or datetime.now(UTC) >= link.expires:
        raise LinkProblem(problem="expired")
    return link


def count_opening(connection: sa.Connection, link: Link) -> None:
    """Adds one to today's openings."""
    today = {"link": link.id, "day": datetime.now(UTC).date(), "count": 1}
    upsert(connection, tables.openings, today, count=tables.openings.c.count + 1)


def openings(connection: sa.Connection, link: Link) -> list[Openings]:
    """Openings by day, newest first."""
    counted = tables.openings.c
    days = sa.select(counted.day, counted.count).where(counted.link == link.id).order_by(counted.day.desc())
    return [Openings(day, opened) for day, opened in connection.execute(days)]


def counted() -> Sequence[sa.ColumnElement[Any]]:
    """The columns of a link, with how often it was opened."""
    count = sa.func.coalesce(sa.func.sum(tables.openings.c.count), 0)
    opened = sa.select(count).where(tables.openings.c.link == tables.links.c.id).scalar_subquery()
    return [*tables.links.c, opened.label("opened")]


def _with_openings(*wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*counted()).where(*wanted).order_by(tables.links.c.sequence)


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment and moment.astimezone(UTC)
    return moment.replace(tzinfo=UTC)


def _body(link: Link) -> dict[str, Any]:
    return {name: value for name, value in link.as_dict().items() if name not in ("id", "token_hash", "opened")}


def _link(row: sa.Row[Any]) -> Link:
    return Link.from_dict({**row.body, "id": row.id, "token_hash": row.token_hash, "opened": int(row.opened)})
