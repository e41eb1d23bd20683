"""How a workspace gets better: causes, actions with a contract, reviews, decisions, teams, alerts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from cxlib.workspace.parts import Direction, Filter
from cxlib.workspace.record import Record

ActionState = Literal["not started", "in progress", "on hold", "done", "cancelled"]
Proof = Literal["", "verified", "not verified"]
DecisionKind = Literal["decided", "will not do", "metric retired", "survey retired", "theme of the quarter"]
AlertKind = Literal["threshold", "band", "change", "anomaly", "digest"]
Rhythm = Literal["weekly", "biweekly", "monthly", "quarterly"]


@dataclass(frozen=True)
class CauseNode(Record):
    """One "why" of a cause tree: the answer under its ``parent``; a root has none and names the metric or issue.

    ``category`` is the bone of the fishbone (people, process, product …). A leaf is tied to evidence: ``count`` of
    cases and ``cost`` (currency, a year) in the rows that ``where`` keeps.
    """

    parent: str = ""
    text: str = ""
    category: str = ""
    metric: str = ""
    issue: str = ""
    where: tuple[Filter, ...] = ()
    count: int | None = None
    cost: float | None = None
    department: str = ""
    owner: str = ""
    votes: int = 0
    root_cause: bool = False
    author: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Action(Record):
    """Something a department does about a cause, and the contract it is judged by.

    The contract – ``metric``, ``where``, ``effect`` (expected, metric's unit), ``start``, ``readout``,
    ``comparison`` and ``base_needed`` – is fixed at ``contracted``; changing it restarts that clock. ``seen`` are
    the periods of the window that made people act: they are no baseline. ``verdicts`` are kept in the order they
    were read out.
    """

    name: str = ""
    finding: str = ""
    issue: str = ""
    cause: str = ""
    department: str = ""
    owner: str = ""
    sponsor: str = ""
    due: date | None = None
    cost: float | None = None
    blockers: str = ""
    clears: str = ""  # what leadership takes out of the way
    customers_told: bool = False
    state: ActionState = "not started"
    proof: Proof = ""
    metric: str = ""
    where: tuple[Filter, ...] = ()
    comparison: tuple[Filter, ...] = ()
    grain: str = "month"
    effect: float | None = None
    direction: Direction = "up"
    start: date | None = None
    readout: date | None = None
    seen: tuple[str, ...] = ()
    base_needed: int | None = None
    contracted: datetime | None = None
    thanks: str = ""
    verdicts: tuple[Mapping[str, Any], ...] = ()
    author: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Case(Record):
    """A finding or an unhappy customer waiting for an answer: the triage queue's line."""

    kind: Literal["finding", "detractor"] = "finding"
    source: str = ""
    row: str = ""
    metric: str = ""
    text: str = ""
    where: tuple[Filter, ...] = ()
    department: str = ""
    opened_at: datetime | None = None
    hours: int = 48
    outcome: str = ""
    closed: datetime | None = None


@dataclass(frozen=True)
class Decision(Record):
    """What a meeting decided, or decided not to do, and why; also a metric's or a survey's retirement."""

    text: str = ""
    kind: DecisionKind = "decided"
    reason: str = ""
    owner: str = ""
    department: str = ""
    due: date | None = None
    metric: str = ""
    review: str = ""
    action: str = ""
    kept: Literal["", "kept", "open", "dropped"] = ""
    author: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Review(Record):
    """A meeting; ``snapshot`` names its frozen content: numbers, filters and data versions as they were seen.

    ``texts`` are what the meeting wrote under its template's questions (big ideas, plan, obstacles …).
    """

    name: str = ""
    rhythm: Rhythm = "monthly"
    period: str = ""
    grain: str = "month"
    where: tuple[Filter, ...] = ()
    theme: str = ""
    department: str = ""
    held: date | None = None
    minutes: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    previous: str = ""
    frozen: datetime | None = None
    snapshot: str = ""
    author: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Team(Record):
    """A department: which values of which columns are its own, and its own words for the company's terms."""

    name: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # column -> its values
    driver: str = ""
    issue: str = ""
    words: Mapping[str, str] = field(default_factory=dict)  # company term -> this team's word
    rhythm: Rhythm = "monthly"
    held: date | None = None  # the next review


@dataclass(frozen=True)
class Initiative(Record):
    """An arrow of the alignment map: who moves which metric which way, how far (metric's unit), at what effort."""

    name: str = ""
    department: str = ""
    metric: str = ""
    direction: Direction = "up"
    size: float | None = None
    effort: float | None = None  # person days
    action: str = ""
    note: str = ""


@dataclass(frozen=True)
class AlertRule(Record):
    """When to speak up, and to whom. ``settings`` hold the kind's parameters; a digest is a review's content by rhythm.

    ``recipient`` is an e-mail address or the name of a webhook that the administrator set up, never an address.
    """

    name: str = ""
    metric: str = ""
    kind: AlertKind = "threshold"
    where: tuple[Filter, ...] = ()
    grain: str = "week"
    settings: Mapping[str, Any] = field(default_factory=dict)
    quiet: tuple[int, int] | None = None  # hours of the day, from and to
    channel: Literal["webhook", "email"] = "email"
    recipient: str = ""
    active: bool = True


@dataclass(frozen=True)
class SurveyPlan(Record):
    """How often one customer is asked by a survey, for the over-asking check; ``because`` asks to ask again."""

    name: str = ""
    source: str = ""
    days_between: int = 90
    because: str = ""
    retired: date | None = None
