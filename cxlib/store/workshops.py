"""Workshops: their state, who sits in them, and what each phone said.

What a phone says has a place of its own (who, kind, slot), so saying it twice – a double tap, a lost connection, a
reload – is saying it once.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from cxlib.errors import EditConflict, LinkProblem, NotFound
from cxlib.store.database import Database, insert_if_absent, upsert
from cxlib.store.tables import seats, utterances, workshops
from cxlib.workspace import Step, Workshop

LIFETIME = timedelta(hours=12)
MOST_SEATS = 200
LONGEST = 280  # characters of one answer
MOST_SAID = 40  # answers of one seat to one kind of question
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read as something else on a projector
_CODE_LENGTH = 8  # 30 ** 8 = 6.6e11 codes for a room that is open half a day
Kind = Literal["read", "ballot", "why"]
OPEN_DURING: dict[Kind, Step] = {"read": "reading", "ballot": "voting", "why": "whys"}


class Said(NamedTuple):
    """What one seat said: ``kind`` is read, ballot or why, ``slot`` its place among the seat's own."""

    seat: str
    kind: str
    slot: str
    body: Any


@dataclass(frozen=True)
class Workshops:
    """The workshops of all workspaces. Whatever a method returned survives a crash."""

    database: Database

    def opened(self, workspace_id: str, workshop: Workshop) -> Workshop:
        """Keeps a new workshop and gives it its code; it can be joined for half a day."""
        now = datetime.now(UTC)
        made = replace(workshop.identified(), code=_code(), created=now, expires=now + LIFETIME, version=1)
        with self.database.writing() as connection:
            row = {"workspace": workspace_id, "id": made.id, "version": 1, "code": made.code, "body": _body(made)}
            connection.execute(sa.insert(workshops).values(row))
        return made

    def saved(self, workspace_id: str, workshop: Workshop) -> Workshop:
        """A workspace's workshop with its next state, on top of the version it was read at.

        Raises:
            EditConflict: If another screen moved it on since.
            NotFound: If the workspace has no such workshop.
        """
        newer = replace(workshop, version=workshop.version + 1)
        own = (workshops.c.id == workshop.id, workshops.c.workspace == workspace_id)
        read = (*own, workshops.c.version == workshop.version)
        with self.database.writing() as connection:
            done = connection.execute(sa.update(workshops).where(*read).values(
                version=newer.version, body=_body(newer)))
            if done.rowcount == 1:
                return newer
            if connection.execute(sa.select(workshops.c.id).where(*own)).first() is None:
                raise NotFound(kind="workshop", id=workshop.id)
        theirs = self.workshop(workshop.id)
        raise EditConflict(kind="workshop", id=workshop.id, name=workshop.name, author="",
                           moment=datetime.now(UTC), theirs=theirs)

    def workshop(self, id: str) -> Workshop:
        """A workshop as it stands now.

        Raises:
            NotFound: If there is none with this id.
        """
        with self.database.reading() as connection:
            row = connection.execute(sa.select(workshops).where(workshops.c.id == id)).first()
        if row is None:
            raise NotFound(kind="workshop", id=id)
        return _workshop(row)

    def of(self, workspace_id: str) -> list[Workshop]:
        """The workshops of a workspace, newest first."""
        wanted = sa.select(workshops).where(workshops.c.workspace == workspace_id)
        with self.database.reading() as connection:
            return [_workshop(row) for row in connection.execute(wanted.order_by(workshops.c.sequence.desc()))]

    def behind(self, code: str) -> tuple[Workshop, str]:
        """The workshop that a code opens, and its workspace's id. Case, blanks and dashes do not matter.

        Raises:
            LinkProblem: ``"unknown"``, or ``"expired"`` when its half day is over.
        """
        typed = "".join(sign for sign in code.upper() if sign.isalnum())
        with self.database.reading() as connection:
            row = connection.execute(sa.select(workshops).where(workshops.c.code == typed)).first()
        if row is None:
            raise LinkProblem(problem="unknown")
        found = _workshop(row)
        if found.expires is None or datetime.now(UTC) >= found.expires:
            raise LinkProblem(problem="expired")
        return found, row.workspace

    @staticmethod
    def new_seat() -> str:
        """A name for a phone that no other phone guesses."""
        return secrets.token_urlsafe(16)

    def seat(self, workshop: Workshop, seat: str) -> bool:
        """Takes a seat; taking it again changes nothing. Whether there was room."""
        taken = {"workshop": workshop.id, "seat": seat, "joined": datetime.now(UTC)}
        with self.database.writing() as connection:
            if insert_if_absent(connection, seats, taken):
                number = connection.scalar(sa.select(sa.func.count()).where(seats.c.workshop == workshop.id))
                if int(number or 0) > MOST_SEATS:
                    connection.execute(sa.delete(seats).where(seats.c.workshop == workshop.id, seats.c.seat == seat))
                    return False
        return True

    def seats(self, workshop: Workshop) -> int:
        """How many people are in."""
        with self.database.reading() as connection:
            counted = sa.select(sa.func.count()).where(seats.c.workshop == workshop.id)
            return int(connection.scalar(counted) or 0)

    def say(self, workshop: Workshop, seat: str, kind: Kind, slot: str, body: Any) -> bool:
        """Keeps what a seat says in its place; the same again changes nothing.

        Returns:
            Whether it counts: a seat that is not taken says nothing, and every kind has its step.
        """
        place = {"workshop": workshop.id, "seat": seat, "kind": kind, "slot": slot}
        with self.database.writing() as connection:
            if not self._may_speak(connection, workshop.id, seat, kind):
                return False
            kept = _bounded(body)
            upsert(connection, utterances, {**place, "body": kept, "made": datetime.now(UTC)}, body=kept)
        return True

    def said(self, workshop: Workshop, kind: Kind, seat: str | None = None) -> list[Said]:
        """What was said, oldest first; by one seat if it is named."""
        wanted = [utterances.c.workshop == workshop.id, utterances.c.kind == kind]
        wanted += [utterances.c.seat == seat] if seat is not None else []
        ordered = sa.select(utterances).where(*wanted).order_by(utterances.c.made, utterances.c.seat, utterances.c.slot)
        with self.database.reading() as connection:
            return [Said(row.seat, row.kind, row.slot, row.body) for row in connection.execute(ordered)]

    def _may_speak(self, connection: sa.Connection, id: str, seat: str, kind: Kind) -> bool:
        here = (seats.c.workshop == id, seats.c.seat == seat)
        row = connection.execute(sa.select(workshops).where(workshops.c.id == id)).first()
        known = connection.execute(sa.select(seats.c.seat).where(*here)).first()
        spoken = (utterances.c.workshop == id, utterances.c.seat == seat, utterances.c.kind == kind)
        if int(connection.scalar(sa.select(sa.func.count()).where(*spoken)) or 0) >= MOST_SAID:
            return False
        return row is not None and known is not None and _workshop(row).step == OPEN_DURING[kind]


def new_seat() -> str:
    """A name for a phone that no other phone guesses."""
    return secrets.token_urlsafe(16)


def _bounded(body: Any) -> Any:
    """No phone keeps more than a few lines in our database."""
    if isinstance(body, str):
        return body[:LONGEST]
    if isinstance(body, list | tuple):
        return [str(part)[:LONGEST] for part in body[:MOST_SAID]]
    return int(body)


def _code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def _body(workshop: Workshop) -> dict[str, Any]:
    return {name: value for name, value in workshop.as_dict().items() if name not in ("id", "version", "code")}


def _workshop(row: sa.Row[Any]) -> Workshop:
    return Workshop.from_dict({**row.body, "id": row.id, "version": row.version, "code": row.code})
