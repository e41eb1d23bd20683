"""The frozen records that a workspace is made of. They know no store, no page and no statistics.

A workspace hangs on one business goal. It holds sources (tables with a snapshot), metrics (a ratio of two sums over a
source, or a formula over other metrics), targets, events and notes. Every record carries the ``version`` it was read
at; the store refuses a save on top of someone else's newer version.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, Self

from cxlib.periods import Calendar

Direction = Literal["up", "down", "band"]
Role = Literal["leading", "lagging", "guardrail"]
Stage = Literal["attract", "engage", "delight", ""]
Shape = Literal["rows", "wide_kpi", "long_kpi"]
TargetPath = Literal["line", "step"]
TargetKind = Literal["goal", "threshold", "band"]
EventKind = Literal["release", "price", "campaign", "strike", "action", "other"]
NoteKind = Literal["miss", "win", "comment"]
BOARD_LIMIT = 6  # five or six headline metrics; a seventh asks which one leaves


@dataclass(frozen=True)
class Record:
    """What all records share: an id of its own and the version it was read at (0: not stored yet)."""

    id: str
    version: int = field(default=0, kw_only=True)

    def identified(self) -> Self:
        """The record itself, with a fresh id if it has none yet."""
        return self if self.id else replace(self, id=secrets.token_hex(8))

    def as_dict(self) -> dict[str, Any]:
        """Plain values only (dates as ISO text), ready for JSON."""
        return _plain(asdict(self))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The record again from ``as_dict``; unknown fields of a newer Headlight are left out."""
        known = cls.__dataclass_fields__
        return cls(**{name: _revived(name, value) for name, value in values.items() if name in known})


@dataclass(frozen=True)
class Column:
    """A column of a source as a person confirmed it.

    ``scale`` is the lowest and highest answer that counts; answers off it are no answers. ``direction`` says which
    end is good. ``labels`` maps the words that answers were written with to their scores.
    """

    name: str
    type: str = "text"
    role: str = "dimension"
    scale: tuple[float, float] | None = None
    direction: Direction = "up"
    labels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """Keeps rows whose column stands in relation ``op`` to ``values``; ``None`` among the values means missing."""

    column: str
    values: tuple[Any, ...]
    op: Literal["in", "not in", "between", ">=", "<=", "contains"] = "in"


@dataclass(frozen=True)
class Source(Record):
    """A table of the workspace: its columns, and the snapshot that holds its rows now.

    ``grain`` is set for tables with one row a period (a KPI table); None for rows that happen at a time (answers,
    tickets). ``choices`` are the reader settings that next month's file is read with.
    """

    name: str = ""
    columns: tuple[Column, ...] = ()
    snapshot: str = ""
    rows: int = 0
    time: str | None = None
    grain: str | None = None
    shape: Shape = "rows"
    first: date | None = None
    last: date | None = None
    file: str = ""
    committed: datetime | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)

    def column(self, name: str) -> Column | None:
        """The column called ``name``, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def with_role(self, *roles: str) -> tuple[Column, ...]:
        """The columns that play one of ``roles``, in table order."""
        return tuple(column for column in self.columns if column.role in roles)


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


@dataclass(frozen=True)
class Workspace(Record):
    """Everything a company keeps in one place, hung on its business goal."""

    name: str = ""
    goal: str = ""
    language: str = "en"
    currency: str = "€"
    calendar: Calendar = field(default_factory=Calendar)
    filters: tuple[str, ...] = ()  # dimension names offered in the filter bar
    sample: bool = False
    sources: tuple[Source, ...] = ()
    metrics: tuple[Metric, ...] = ()
    targets: tuple[Target, ...] = ()
    events: tuple[Event, ...] = ()
    notes: tuple[Note, ...] = ()
    costs: tuple[CostAssumption, ...] = ()

    @cached_property
    def key(self) -> str:
        """Hash of the whole content: two workspaces with the same key give the same pages."""
        return _hash(self.as_dict())

    @cached_property
    def data_key(self) -> str:
        """Hash of everything numbers depend on: snapshots, metric records, calendar and filter columns."""
        body = self.as_dict()
        return _hash({name: body[name] for name in ("id", "sources", "metrics", "calendar", "filters")})

    @property
    def headline(self) -> tuple[Metric, ...]:
        """The five or six metrics on the board, in their order."""
        chosen = [metric for metric in self.metrics if metric.board is not None]
        return tuple(sorted(chosen, key=lambda metric: (metric.board, metric.id)))

    def metric(self, id: str) -> Metric | None:
        """The metric with this id, or None."""
        return next((metric for metric in self.metrics if metric.id == id), None)

    def source(self, id: str) -> Source | None:
        """The source with this id, or None."""
        return next((source for source in self.sources if source.id == id), None)

    def known_metric(self, id: str) -> Metric:
        """The metric with this id, which must be there.

        Raises:
            ValueError: If there is none.
        """
        found = self.metric(id)
        if found is None:
            raise ValueError(f"no metric {id!r}")
        return found

    def known_source(self, id: str) -> Source:
        """The source with this id, which must be there.

        Raises:
            ValueError: If there is none.
        """
        found = self.source(id)
        if found is None:
            raise ValueError(f"no source {id!r}")
        return found

    def target(self, metric: str) -> Target | None:
        """The target in force for the whole metric: the newest that none supersedes and no filter narrows."""
        superseded = {target.supersedes for target in self.targets}
        open_ones = [t for t in self.targets if t.metric == metric and not t.where and t.id not in superseded]
        return max(open_ones, key=lambda target: str(target.created or ""), default=None)


KINDS: dict[str, type[Record]] = {
    "source": Source,
    "metric": Metric,
    "target": Target,
    "event": Event,
    "note": Note,
    "cost": CostAssumption,
}
"""Records that the store keeps inside a workspace, by the name they are stored under."""


def _hash(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:24]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


_MOMENTS = {"committed", "created", "expires", "revoked"}
_DAYS = {"first", "last", "start", "until", "day"}


def _revived(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _DAYS:
        return date.fromisoformat(value)
    if name == "calendar":
        return Calendar(**value)
    if name == "where":
        return tuple(Filter(part["column"], tuple(part["values"]), part["op"]) for part in value)
    if name == "columns" and isinstance(value, list):
        return tuple(Column(**{**part, "scale": tuple(part["scale"]) if part.get("scale") else None}) for part in value)
    if name in ("sources", "metrics", "targets", "events", "notes", "costs"):
        return tuple(KINDS[name[:-1]].from_dict(part) for part in value)
    return tuple(value) if isinstance(value, list) else value
