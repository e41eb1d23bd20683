"""What people without an account may see."""

from dataclasses import dataclass
from datetime import datetime

from cxlib.workspace.parts import Filter
from cxlib.workspace.record import Record


@dataclass(frozen=True)
class Link(Record):
    """A read-only view for people without an account. Only the hash of its token is kept.

    ``where`` is locked: whoever opens the link sees these rows' sums and no others.
    """

    name: str = ""
    token_hash: str = ""
    where: tuple[Filter, ...] = ()
    grain: str = "month"
    created: datetime | None = None
    expires: datetime | None = None
    revoked: datetime | None = None
    minimum_base: int = 5
    opened: int = 0
