"""What people without an account may see, and who people with one are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cxlib.workspace.parts import Filter
from cxlib.workspace.record import Record

LinkScope = Literal["board", "review"]
MemberRole = Literal["owner", "editor", "lead", "viewer"]
ROLES: tuple[MemberRole, ...] = ("owner", "editor", "lead", "viewer")


@dataclass(frozen=True)
class Link(Record):
    """A read-only view for people without an account. Only the hashes of its token and its password are kept.

    Attributes:
        name: For whom it is.
        token_hash: SHA-256 of the token in the address.
        scope: ``"board"`` is the board of today, ``"review"`` one frozen review and nothing else.
        review: Id of the review, for the scope ``"review"``.
        where: Locked filters: whoever opens the link sees these rows' sums and no others.
        allowed: Columns the reader may choose one value of; without values all that are large enough, else these only.
        grain: Of the periods shown; it cannot be changed by the reader.
        comments: Whether comments are shown, redacted; never by default.
        comment_base: Comments that a metric and period must have before any of them is shown.
        password: Slow hash of the password, empty without one.
        minimum_base: Smallest group shown.
        opened: How often it was opened.
        author: Who made it.
    """

    name: str = ""
    token_hash: str = ""
    scope: LinkScope = "board"
    review: str = ""
    where: tuple[Filter, ...] = ()
    allowed: tuple[Filter, ...] = ()
    grain: str = "month"
    comments: bool = False
    comment_base: int = 10
    password: str = ""
    created: datetime | None = None
    expires: datetime | None = None
    revoked: datetime | None = None
    minimum_base: int = 5
    opened: int = 0
    author: str = ""


@dataclass(frozen=True)
class Person(Record):
    """Somebody who signed in. ``issuer`` and ``subject`` are the identity provider's own, unchanging name for them."""

    issuer: str = ""
    subject: str = ""
    email: str = ""
    name: str = ""
    blocked: bool = False
    created: datetime | None = None
    seen: datetime | None = None


@dataclass(frozen=True)
class Member:
    """A person in a workspace; ``units`` are the departments of a department lead."""

    person: Person
    role: MemberRole
    units: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True)
class Invitation(Record):
    """A place in a workspace kept for whoever signs in with this e-mail address, or brings the invitation's address."""

    workspace: str = ""
    email: str = ""
    role: MemberRole = "viewer"
    units: tuple[str, ...] = ()
    invited_by: str = ""
    created: datetime | None = None
    expires: datetime | None = None
    accepted: datetime | None = None
    withdrawn: datetime | None = None
