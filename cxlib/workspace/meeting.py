"""A workshop: people with phones around one projector, from reading to a commitment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cxlib.workspace.parts import Filter
from cxlib.workspace.record import Record

Step = Literal["lobby", "reading", "voting", "whys", "commitment", "done"]
STEPS: tuple[Step, ...] = ("lobby", "reading", "voting", "whys", "commitment", "done")


@dataclass(frozen=True)
class Workshop(Record):
    """One session, joined by ``code`` until it ``expires``.

    ``quotes`` are comments without names, copied when the workshop was made so that everybody reads the same;
    ``choices`` is what dots are given to, ``dots`` how many each person has. ``step_ends`` is the timer. ``chosen``
    won the vote; ``whys`` are the answers agreed on so far, one under the other, and ``nodes`` their places in the
    workspace's cause tree. ``action`` is what the commitment became.
    """

    name: str = ""
    department: str = ""
    metric: str = ""
    question: str = ""
    grain: str = "month"
    where: tuple[Filter, ...] = ()
    quotes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    dots: int = 3
    step: Step = "lobby"
    step_ends: datetime | None = None
    chosen: str = ""
    whys: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    action: str = ""
    language: str = "en"  # the workspace's, for phones that see nothing else of it
    code: str = ""
    author: str = ""
    created: datetime | None = None
    expires: datetime | None = None
    ended: datetime | None = None
