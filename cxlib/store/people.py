"""People with an account: who they are by their identity provider, and what they are in which workspace."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cxlib.errors import InvitationProblem, NotFound
from cxlib.store import records, visits
from cxlib.store.database import Database, upsert
from cxlib.store.links import new_token, token_hash
from cxlib.store.tables import invitations, memberships, people
from cxlib.workspace import Invitation, Member, MemberRole, Person

LIFETIME = timedelta(days=14)
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


class People:
    """The part of the store that people need; see ``Store``."""

    _database: Database

    def signed_in(self, issuer: str, subject: str, email: str = "", name: str = "",
                  is_verified: bool = False) -> Person:
        """Whoever the identity provider says has signed in: known from before or new; written down as a sign-in.

        A verified e-mail address takes the invitations that wait for it. The provider's ``issuer`` and ``subject`` tell
        who it is; the address may change hands and gives nothing that was not given to it.
        """
        with self._database.writing() as connection:
            person = _seen(connection, issuer, subject, email.strip().casefold(), name)
            visits.noted(connection, "turned away" if person.blocked else "signed in", person=person.id)
            if is_verified and person.email and not person.blocked:
                for invitation in _waiting(connection, person.email):
                    _joined(connection, invitation, person)
        return person

    def person(self, person_id: str) -> Person:
        """A person by id.

        Raises:
            NotFound: If nobody has it.
        """
        with self._database.reading() as connection:
            return _person(connection, person_id)

    def memberships(self, person_id: str) -> dict[str, Member]:
        """What a person is, by workspace; nothing for a blocked one."""
        with self._database.reading() as connection:
            person = _person(connection, person_id)
            mine = sa.select(memberships).where(memberships.c.person == person_id)
            rows = [] if person.blocked else connection.execute(mine).all()
        return {row.workspace: Member(person, row.role, tuple(row.units), row.since) for row in rows}

    def members(self, workspace_id: str) -> list[Member]:
        """The people of a workspace, in the order they joined."""
        both = sa.select(people, memberships).join(memberships, memberships.c.person == people.c.id)
        wanted = both.where(memberships.c.workspace == workspace_id).order_by(memberships.c.since, people.c.sequence)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [Member(_of(row), row.role, tuple(row.units), row.since) for row in rows]

    def invite(self, workspace_id: str, email: str, role: MemberRole, units: tuple[str, ...] = (),
               author: str = "") -> tuple[Invitation, str]:
        """Keeps a place for whoever signs in with an address, for 14 days; its token is returned here and never again.

        Raises:
            InvitationProblem: ``"email"`` if it is no address.
        """
        email = email.strip().casefold()
        if not _ADDRESS.fullmatch(email) or len(email) > 320:
            raise InvitationProblem(problem="email", email=email)
        now, token = datetime.now(UTC), new_token()
        made = Invitation("", workspace=workspace_id, email=email, role=role, units=units, invited_by=author,
                          created=now, expires=now + LIFETIME).identified()
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            connection.execute(sa.insert(invitations).values(
                id=made.id, workspace=workspace_id, token_hash=token_hash(token), email=email, role=role,
                units=list(units), invited_by=author, created=made.created, expires=made.expires))
            records.log(connection, step, "add", "invitation", made.id, 1, None, _told(email, role, units))
        return made, token

    def invitations(self, workspace_id: str) -> list[Invitation]:
        """The invitations of a workspace, taken and withdrawn ones too, in the order they were made."""
        wanted = sa.select(invitations).where(invitations.c.workspace == workspace_id)
        with self._database.reading() as connection:
            return [_invitation(row) for row in connection.execute(wanted.order_by(invitations.c.sequence))]

    def withdraw(self, workspace_id: str, invitation: Invitation, author: str = "") -> None:
        """Withdraws an invitation that nobody has taken yet."""
        mine = (invitations.c.workspace == workspace_id, invitations.c.id == invitation.id)
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            open_one = sa.update(invitations).where(*mine, invitations.c.accepted.is_(None))
            if connection.execute(open_one.values(withdrawn=datetime.now(UTC))).rowcount:
                told = {"email": invitation.email}
                records.log(connection, step, "remove", "invitation", invitation.id, 2, None, told)

    def accept(self, token: str, person: Person, is_verified: bool = False) -> Invitation:
        """Takes the invitation behind a token for a person who has signed in.

        The token proves that the person reads the invited mailbox where the provider does not say whose address it is.

        Raises:
            InvitationProblem: If it is unknown, withdrawn, taken or expired, or the provider vouches for an address
                that was not invited.
        """
        with self._database.writing() as connection:
            wanted = invitations.c.token_hash == token_hash(token)
            row = connection.execute(sa.select(invitations).where(wanted).with_for_update()).first()  # one at a time
            if row is None or row.withdrawn or row.accepted:
                raise InvitationProblem(problem="unknown")
            if row.expires <= datetime.now(UTC):
                raise InvitationProblem(problem="expired")
            if is_verified and person.email and person.email != row.email:
                raise InvitationProblem(problem="someone_else")
            return _joined(connection, _invitation(row), person)

    def set_role(self, workspace_id: str, person_id: str, role: MemberRole, units: tuple[str, ...] = (),
                 author: str = "") -> None:
        """Makes a person something in a workspace, or something else.

        Raises:
            InvitationProblem: ``"last_owner"`` if nobody would own the workspace any more.
            NotFound: If there is no such person.
        """
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            person = _person(connection, person_id)
            if role != "owner":
                _keep_an_owner(connection, workspace_id, person_id)
            _enrol(connection, step, person, role, units)

    def dismiss(self, workspace_id: str, person_id: str, author: str = "") -> None:
        """Takes a person out of a workspace, at once.

        Raises:
            InvitationProblem: ``"last_owner"`` if nobody would own the workspace any more.
        """
        mine = (memberships.c.workspace == workspace_id, memberships.c.person == person_id)
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            _keep_an_owner(connection, workspace_id, person_id)
            if connection.execute(sa.delete(memberships).where(*mine)).rowcount:
                email = _person(connection, person_id).email
                records.log(connection, step, "remove", "person", person_id, 1, None, {"email": email})

    def block(self, person_id: str, is_blocked: bool = True) -> None:
        """Shuts a person out of everything from their next click on, or lets them in again."""
        with self._database.writing() as connection:
            connection.execute(sa.update(people).where(people.c.id == person_id).values(blocked=is_blocked))


def _seen(connection: sa.Connection, issuer: str, subject: str, email: str, name: str) -> Person:
    mine, now = (people.c.issuer == issuer, people.c.subject == subject), datetime.now(UTC)
    row = connection.execute(sa.select(people).where(*mine)).first()
    if row is not None:
        connection.execute(sa.update(people).where(*mine).values(email=email, name=name, seen=now))
        return replace(_of(row), email=email, name=name, seen=now)
    fresh = Person("", issuer=issuer, subject=subject, email=email, name=name, created=now, seen=now).identified()
    connection.execute(sa.insert(people).values(
        id=fresh.id, issuer=issuer, subject=subject, email=email, name=name, blocked=False, created=now, seen=now))
    return fresh


def _waiting(connection: sa.Connection, email: str) -> list[Invitation]:
    still_open = (invitations.c.accepted.is_(None), invitations.c.withdrawn.is_(None))
    rows = connection.execute(sa.select(invitations).where(invitations.c.email == email, *still_open)).all()
    now = datetime.now(UTC)
    return [_invitation(row) for row in rows if row.expires > now]


def _joined(connection: sa.Connection, invitation: Invitation, person: Person) -> Invitation:
    now = datetime.now(UTC)
    connection.execute(sa.update(invitations).where(invitations.c.id == invitation.id).values(accepted=now))
    try:
        step = records.touched(connection, invitation.workspace, person.email or person.id)
    except NotFound:  # the workspace was deleted meanwhile
        return replace(invitation, accepted=now)
    known = memberships.c
    has = connection.scalar(sa.select(known.role).where(
        known.workspace == invitation.workspace, known.person == person.id))
    if has != "owner":  # an invitation takes nothing away
        _enrol(connection, step, person, invitation.role, invitation.units)
    visits.noted(connection, "joined", workspace=invitation.workspace, person=person.id)
    return replace(invitation, accepted=now)


def _enrol(connection: sa.Connection, step: records.Step, person: Person, role: MemberRole,
           units: tuple[str, ...]) -> None:
    kept = {"role": role, "units": list(units)}
    place = {"workspace": step.workspace, "person": person.id, "since": datetime.now(UTC)}
    upsert(connection, memberships, {**place, **kept}, **kept)
    records.log(connection, step, "change", "person", person.id, 1, None, _told(person.email, role, units))


def _keep_an_owner(connection: sa.Connection, workspace: str, person: str) -> None:
    here = memberships.c
    owners = set(connection.scalars(sa.select(here.person).where(here.workspace == workspace, here.role == "owner")))
    if owners == {person}:
        raise InvitationProblem(problem="last_owner")


def _told(email: str, role: str, units: tuple[str, ...]) -> dict[str, Any]:
    return {"email": email, "role": role, "units": list(units)}


def _person(connection: sa.Connection, id: str) -> Person:
    row = connection.execute(sa.select(people).where(people.c.id == id)).first()
    if row is None:
        raise NotFound(kind="person", id=id)
    return _of(row)


def _of(row: sa.Row[Any]) -> Person:
    return Person(row.id, issuer=row.issuer, subject=row.subject, email=row.email, name=row.name, blocked=row.blocked,
                  created=row.created, seen=row.seen)


def _invitation(row: sa.Row[Any]) -> Invitation:
    return Invitation(row.id, workspace=row.workspace, email=row.email, role=row.role, units=tuple(row.units),
                      invited_by=row.invited_by, created=row.created, expires=row.expires, accepted=row.accepted,
                      withdrawn=row.withdrawn)
