"""What a link's token is exchanged for, a pass for one browser; and the count of wrong passwords.

Both survive a restart. Revoking or rotating a link ends its passes.

After five wrong passwords a client waits, twice as long after each further one; after a hundred from anywhere the link
waits for all. An attempt is counted before it is compared, so that many at once are many attempts.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from cxlib.errors import LinkProblem
from cxlib.store.database import upsert
from cxlib.store.links import counted, living, new_token, token_hash
from cxlib.store.tables import attempts, links, passes, workspaces
from cxlib.workspace import Link

LIFETIME = timedelta(days=30)
FREE, FREE_TOGETHER = 5, 100  # wrong passwords before the first wait: of one client, of all together
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN = timedelta(hours=24)  # quiet time after which the count starts anew
TOGETHER = ""
_HELD = (
    sa.select(passes.c.unlocked, passes.c.counted, workspaces.c.revision, *counted())
    .join_from(passes, links, links.c.id == passes.c.link)
    .outerjoin(workspaces, (workspaces.c.id == links.c.workspace) & ~workspaces.c.deleted)
    .where(passes.c.hash == sa.bindparam("wanted"), passes.c.expires > sa.bindparam("now"))
)  # one question, because every click on a page behind a link asks it


class Pass(NamedTuple):
    """A pass as it is kept, with what it opens."""

    link: Link
    workspace: str
    revision: int | None  # of the workspace; None if it is gone
    unlocked: bool  # whether the password was given
    counted: bool


def issued(connection: sa.Connection, link: Link) -> str:
    """A new pass for the link; it ends with the link, and after 30 days. Old ones are swept away."""
    now, secret = datetime.now(UTC), new_token()
    connection.execute(sa.delete(passes).where(passes.c.expires < now))
    ends = min(link.expires or now + LIFETIME, now + LIFETIME)
    connection.execute(sa.insert(passes).values(
        hash=token_hash(secret), link=link.id, unlocked=not link.password, counted=False, created=now, expires=ends))
    return secret


def held(connection: sa.Connection, secret: str, link: str) -> Pass:
    """The pass behind a secret.

    Raises:
        LinkProblem: ``"unknown"`` if there is none, it has ended or it is another link's; or if its link is revoked or
            expired.
    """
    row = connection.execute(_HELD, {"wanted": token_hash(secret), "now": datetime.now(UTC)}).first()
    if row is None or row.id != link:
        raise LinkProblem(problem="unknown")
    return Pass(living(row), row.workspace, row.revision, row.unlocked, row.counted)


def marked(connection: sa.Connection, secret: str, **values: bool) -> None:
    """Sets ``unlocked`` or ``counted`` on a pass."""
    connection.execute(sa.update(passes).where(passes.c.hash == token_hash(secret)).values(**values))


def ended(connection: sa.Connection, link: str) -> None:
    """Ends all passes of a link."""
    connection.execute(sa.delete(passes).where(passes.c.link == link))


def client_key(link: str, address: str) -> str:
    """What is kept of a client's address: a hash that differs from link to link."""
    return hashlib.sha256(f"{link}|{address}".encode()).hexdigest()


def attempted(connection: sa.Connection, link: str, client: str) -> None:
    """Counts an attempt as wrong until it proves right.

    Raises:
        LinkProblem: ``"locked"`` while the client, or the link for all, has to wait.
    """
    now = datetime.now(UTC)
    first = {"link": link, "client": TOGETHER, "failed": 0, "last": now, "locked": None}
    upsert(connection, attempts, first, last=attempts.c.last)  # changes nothing and holds the row: one after the other
    rows = {who: _row(connection, link, who) for who in (client, TOGETHER)}
    locked = max((row.locked for row in rows.values() if row is not None and row.locked), default=None)
    if locked is not None and locked > now:
        raise LinkProblem(problem="locked", minutes=max(1, round((locked - now).total_seconds() / 60)))
    for who, row in rows.items():
        failed = 1 if row is None or row.last + FORGOTTEN < now else row.failed + 1
        until = _locked_until(failed, FREE_TOGETHER if who == TOGETHER else FREE, now)
        kept = {"failed": failed, "last": now, "locked": until}
        upsert(connection, attempts, {"link": link, "client": who, **kept}, **kept)


def proved(connection: sa.Connection, link: str, client: str) -> None:
    """Forgets the client's wrong passwords after the right one; of all together it takes this one back."""
    mine = (attempts.c.link == link, attempts.c.client == client)
    connection.execute(sa.delete(attempts).where(*mine))
    everybody = (attempts.c.link == link, attempts.c.client == TOGETHER)
    one_less = sa.update(attempts).where(*everybody, attempts.c.failed > 0)
    connection.execute(one_less.values(failed=attempts.c.failed - 1, locked=None))


def _row(connection: sa.Connection, link: str, client: str) -> sa.Row[Any] | None:
    return connection.execute(sa.select(attempts).where(attempts.c.link == link, attempts.c.client == client)).first()


def _locked_until(failed: int, free: int, now: datetime) -> datetime | None:
    if failed < free:
        return None
    return now + min(timedelta(minutes=1) * 2 ** min(failed - free, 10), LONGEST_WAIT)
