"""What is measured, what it should reach, and what is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from cxlib.workspace.parts import Direction, Filter
from cxlib.workspace.record import Record

Role = Literal["leading", "lagging", "guardrail"]
Stage = Literal["attract", "engage", "delight", ""]
TargetPath = Literal["line", "step"]
TargetKind = Literal["goal", "threshold", "band"]
EventKind = Literal["release", "price", "campaign", "strike", "action", "other"]
NoteKind = Literal["miss", "win", "comment"]
EdgeState = Literal["guess", "consistent", "held", "rejected"]


@dataclass(frozen=True)
class Metric(Record):
    """How much one row counts, and what the number means. ``kind`` names an entry of ``cxlib.metrics.KINDS``.

    ``columns`` maps the kind's places (``value``, ``denominator``, ``condition`` …) to column names of the source;
    ``settings`` holds the kind's parameters. A formula metric has no source; its ``formula`` names other metrics' ids.
    """

    name: str = ""
    kind: str = "mean"
    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    where: tuple[Filter, ...] = ()
    formula: str = ""
    direction: Direction = "up"
    unit: str = ""
    decimals: int = 0
    minimum_base: int = 5
    role: Role = "lagging"
    stage: Stage = ""
    department: str = ""
    unit_cost: float | None = None
    caveat: str = ""
    template: str = ""
    board: int | None = None


@dataclass(frozen=True)
class Target(Record):
    """What a metric should reach, by when and why. An edit makes a new record that supersedes the old one.

    ``baseline`` at ``start`` and ``value`` at ``until`` are joined by a line or a step; ``stretch`` is the ambitious
    value; a band has ``value`` as its lower and ``upper`` as its upper limit. All in the metric's unit.
    """

    metric: str = ""
    start: date | None = None
    until: date | None = None
    value: float = 0.0
    baseline: float | None = None
    stretch: float | None = None
    upper: float | None = None
    path: TargetPath = "step"
    kind: TargetKind = "goal"
    where: tuple[Filter, ...] = ()
    reason: str = ""
    author: str = ""
    created: datetime | None = None
    supersedes: str = ""
    override: Literal["", "met", "missed", "open"] = ""
    override_note: str = ""


@dataclass(frozen=True)
class Event(Record):
    """Something that happened once and is shown on every time chart; ``rebase`` starts new natural limits."""

    name: str = ""
    day: date | None = None
    kind: EventKind = "other"
    rebase: bool = False
    metric: str = ""


@dataclass(frozen=True)
class Note(Record):
    """A person's words pinned to a metric, a period and the data version they were looking at."""

    metric: str = ""
    period: str = ""
    kind: NoteKind = "comment"
    text: str = ""
    author: str = ""
    created: datetime | None = None
    snapshot: str = ""
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class CostAssumption(Record):
    """What one occurrence of an issue costs: low, base and high (currency), with the reason."""

    issue: str = ""
    low: float = 0.0
    base: float = 0.0
    high: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class TreeEdge(Record):
    """A link of the metric tree: ``cause`` is said to move ``effect`` after ``lag`` periods of ``grain``.

    It starts as a guess and climbs to consistent, held (out of sample), or falls to rejected, as the lead scan finds.
    """

    cause: str = ""
    effect: str = ""
    lag: int | None = None
    grain: str = "month"
    state: EdgeState = "guess"
    note: str = ""
    author: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Theme(Record):
    """A theme of the comments by rule: any of, all of, none of these words; ``*`` stands for any ending.

    ``judged`` counts the hits a person looked at, ``right`` those that belonged to the theme.
    """

    name: str = ""
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    department: str = ""
    language: str = ""
    judged: int = 0
    right: int = 0
