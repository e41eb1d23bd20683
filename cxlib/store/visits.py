"""The log of visits: links opened, wrong passwords, sign-ins. Only ever added to, as the database itself sees to.

Of a link's guests nothing is kept but the kind of device; people with an account are named by their id.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from cxlib.store.tables import visits

Event = Literal["opened", "wrong password", "locked out", "unlocked", "signed in", "turned away", "invited", "joined"]
Device = Literal["phone", "computer", ""]


@dataclass(frozen=True)
class Visit:
    """Something that a visitor did at ``moment`` (UTC): ``event`` at a link, or of a person."""

    id: int
    event: str
    moment: datetime
    device: str = ""
    workspace: str = ""
    link: str = ""
    person: str = ""


def noted(connection: sa.Connection, event: Event, device: str = "", workspace: str = "", link: str = "",
          person: str = "") -> None:
    """Adds a line to the log."""
    connection.execute(sa.insert(visits).values(
        event=event, device=device, workspace=workspace or None, link=link or None, person=person or None,
        moment=datetime.now(UTC)))


def listed(connection: sa.Connection, workspace: str, link: str = "", limit: int = 500) -> list[Visit]:
    """The last visits to a workspace, or to one link of it; newest first."""
    wanted = [visits.c.workspace == workspace, *([visits.c.link == link] if link else [])]
    newest = sa.select(visits).where(*wanted).order_by(visits.c.sequence.desc()).limit(limit)
    return [_visit(row) for row in connection.execute(newest)]


def _visit(row: sa.Row[Any]) -> Visit:
    return Visit(row.sequence, row.event, row.moment, row.device, row.workspace or "", row.link or "", row.person or "")


def device_of(agent: str) -> Device:
    """The kind of device that a browser calls itself, as coarse as it can be."""
    return "phone" if any(word in agent for word in ("Mobi", "Android", "iPhone", "iPad")) else "computer"
