"""Who did what, when, to which object: the history of a workspace and its visits as one log to read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cxlib.store.tables import history, links, people, visits

_NAMES = ("name", "text", "email", "title")  # fields that an object is known by, in this order


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        moment: When, UTC.
        author: Who; empty for whoever sat at the machine, and for guests of links.
        action: What was done: a verb of the history, or an event of the visits.
        kind: What sort of object.
        record: Its id.
        name: What it was called at that time.
        fields: Which of its fields changed.
        device: Kind of device, of visits.
    """

    moment: datetime
    author: str
    action: str
    kind: str
    record: str
    name: str = ""
    fields: tuple[str, ...] = ()
    device: str = ""


def entries(connection: sa.Connection, workspace: str, limit: int = 500) -> list[Entry]:
    """The last entries of a workspace, newest first."""
    found = [*_changes(connection, workspace, limit), *_visited(connection, workspace, limit)]
    return sorted(found, key=lambda entry: entry.moment, reverse=True)[:limit]


def _changes(connection: sa.Connection, workspace: str, limit: int) -> list[Entry]:
    wanted = sa.select(history).where(history.c.workspace == workspace)
    rows = connection.execute(wanted.order_by(history.c.sequence.desc()).limit(limit))
    return [
        Entry(row.moment, row.author, row.action, row.kind, row.id, _name(row.after) or _name(row.before),
              _changed(row.before, row.after))
        for row in rows
    ]  # fmt: skip


def _visited(connection: sa.Connection, workspace: str, limit: int) -> list[Entry]:
    about = visits.outerjoin(links, links.c.id == visits.c.link).outerjoin(people, people.c.id == visits.c.person)
    wanted = sa.select(visits, links.c.body, people.c.email).select_from(about).where(visits.c.workspace == workspace)
    rows = connection.execute(wanted.order_by(visits.c.sequence.desc()).limit(limit))
    return [
        Entry(row.moment, row.email or "", row.event, "link" if row.link else "person", row.link or row.person or "",
              _name(row.body), device=row.device)
        for row in rows
    ]  # fmt: skip


def _name(body: dict[str, Any] | None) -> str:
    return next((str(body[field]) for field in _NAMES if body.get(field)), "") if body else ""


def _changed(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[str, ...]:
    if not before or not after:
        return ()
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))
