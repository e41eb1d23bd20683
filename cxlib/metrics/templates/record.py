"""A template: a metric that many companies need, with what it takes to compute it and why it is worth having."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cxlib.language import gettext_noop as N_
from cxlib.workspace import Direction, Metric, Role, Stage

FAMILIES: dict[str, str] = {
    "say": N_("What customers say"),
    "do": N_("What customers do"),
    "work": N_("How we work"),
    "worth": N_("What it is worth"),
}
YES_NO = ("yes_no",)
AMOUNTS = ("integer", "number", "percent", "duration")


@dataclass(frozen=True)
class Need:
    """A column that a template needs, in one place of its metric.

    Attributes:
        place: Place of the kind, such as ``value``.
        roles, types: Of which the column must have one; empty for any.
        hints: Words of which one must occur in the column's name, in small letters; empty for any name.
        without: Words that must not occur.
        scales: Scales of which the column must have one; empty for any or none.
    """

    place: str = "value"
    roles: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    scales: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Template:
    """A metric to be offered wherever the data can feed it.

    Attributes:
        id: Stable name.
        name: In the customer's or the team's words, a message id.
        family: Entry of ``FAMILIES``.
        kind: Metric kind over rows; empty if only a KPI table can feed it.
        needs: Columns, the first one being what the metric is about; a count may need none.
        why: Why it matters, a message id.
        role: Whether it usually leads or lags.
        direction: Which way is better.
        unit: ``%`` for shares, ``points`` for scores, empty for the column's own.
        decimals: On screen.
        stage: Of the journey.
        settings: Of the kind.
        kpi: How several rows of a KPI table become one: ``mean``, ``sum``, ``last``; empty if not offered there.
        once: Whether the first column that fits is enough.
        generic: Whether it takes any column of the type: only what no other template wants is offered.
    """

    id: str
    name: str
    family: Literal["say", "do", "work", "worth"]
    kind: str
    needs: tuple[Need, ...]
    why: str
    role: Role = "lagging"
    direction: Direction = "up"
    unit: str = ""
    decimals: int = 0
    stage: Stage = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    kpi: str = ""
    once: bool = False
    generic: bool = False


@dataclass(frozen=True)
class Proposal:
    """A template that a source can feed, as a metric with its columns filled in; its id is still to be given."""

    template: Template
    metric: Metric
