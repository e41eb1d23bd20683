"""The workspace: one business goal, and everything that hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from cxlib.periods import Calendar
from cxlib.workspace.data import Source
from cxlib.workspace.improving import (
    Action,
    AlertRule,
    Case,
    CauseNode,
    Decision,
    Initiative,
    Review,
    SurveyPlan,
    Team,
)
from cxlib.workspace.measuring import CostAssumption, Event, Metric, Note, Target, Theme, TreeEdge
from cxlib.workspace.parts import Filter
from cxlib.workspace.record import Record, content_hash


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
    hidden_names: tuple[str, ...] = ()  # taken out of comments before they are copied or shared
    ideal: tuple[Filter, ...] = ()  # whom the company wants more of: "core-growth customers first"
    edges: tuple[TreeEdge, ...] = ()
    themes: tuple[Theme, ...] = ()
    cause_nodes: tuple[CauseNode, ...] = ()
    actions: tuple[Action, ...] = ()
    cases: tuple[Case, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reviews: tuple[Review, ...] = ()
    teams: tuple[Team, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    alerts: tuple[AlertRule, ...] = ()
    surveys: tuple[SurveyPlan, ...] = ()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The workspace again from ``as_dict``, with every record in it."""
        inside = {f"{kind}s": record for kind, record in KINDS.items()}
        own = super().from_dict({name: value for name, value in values.items() if name not in inside})
        parts: dict[str, Any] = {name: tuple(record.from_dict(part) for part in values.get(name, ()))
                                 for name, record in inside.items()}
        calendar = own.calendar if isinstance(own.calendar, Calendar) else Calendar(**own.calendar)
        return replace(own, calendar=calendar, **parts)

    @cached_property
    def key(self) -> str:
        """Hash of everything that Board, Outlook and Causes show: two workspaces with the same key give the same pages.

        What people do about it (actions, votes, reviews) is left out: it changes often and moves no number.
        """
        return content_hash({name: part for name, part in self.as_dict().items() if name not in _IMPROVING})

    @cached_property
    def data_key(self) -> str:
        """Hash of everything numbers depend on: snapshots, metric records, calendar and filter columns."""
        body = self.as_dict()
        return content_hash({name: body[name] for name in ("id", "sources", "metrics", "calendar", "filters")})

    @cached_property
    def doing_key(self) -> str:
        """Hash of what is being done, which the other keys leave out."""
        return content_hash({"actions": [action.as_dict() for action in self.actions]})

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
    "edge": TreeEdge,
    "theme": Theme,
    "cause_node": CauseNode,
    "action": Action,
    "case": Case,
    "decision": Decision,
    "review": Review,
    "team": Team,
    "initiative": Initiative,
    "alert": AlertRule,
    "survey": SurveyPlan,
}
"""Records that the store keeps inside a workspace, by the name they are stored under."""

_IMPROVING = {"cause_nodes", "actions", "cases", "decisions", "reviews", "teams", "initiatives", "alerts", "surveys",
              "themes", "edges"}
