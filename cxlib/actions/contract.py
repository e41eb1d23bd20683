"""The contract of an action: what would count as success, written down before it starts.

The window that made people act is no baseline: the worst of twenty segments looks better afterwards by itself. Its
periods are kept in ``Action.seen`` and count on neither side. Changing the contract restarts the clock: what was known
by then has been seen as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil, isfinite
from typing import Any, ClassVar

import numpy as np

from cxlib.actions.judging import FULL_AFTER, LEAST_BEFORE
from cxlib.actions.measuring import Measured, measured
from cxlib.errors import CXError
from cxlib.language import gettext_noop as N_
from cxlib.metrics.measures import Measures
from cxlib.periods import grain_of
from cxlib.workspace import Action, Filter, Metric, Workspace

TERMS = ("metric", "where", "comparison", "grain", "effect", "direction", "start", "readout")
"""Fields of the contract: a change of one restarts the clock."""
WINDOW = {"day": 28, "week": 13, "month": 3, "quarter": 1, "year": 1}
LEAST_COMPARED = 3  # periods after the start that a contract plans for at least, with a comparison
PERIOD_DAYS = {"day": 1, "week": 7, "month": 30.44, "quarter": 91.3, "year": 365.25}


class ContractProblem(CXError):
    """A contract that cannot be kept. ``problem``: ``metric``, ``order``, ``effect`` or ``name``."""

    sentences: ClassVar[dict[str, str]] = {
        "name": N_("The action needs a name: what will be done."),
        "metric": N_("Choose the metric that the action shall move."),
        "effect": N_("Say how large an effect you expect: without it nobody can say how long to wait."),
        "order": N_("The read-out has to come after the start. Choose a later day."),
    }

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__(problem=problem, **facts)

    def __str__(self) -> str:
        from cxlib.language import gettext

        return gettext(self.sentences[str(self.facts["problem"])])


@dataclass(frozen=True)
class Plan:
    """What a contract needs to be read out.

    Attributes:
        periods: Periods after the start until the expected effect shows with 80 % power; None if never soon.
        base: Answers in those periods, at the pace of the last year; None where the metric counts no answers.
        readout: The day the last of them is over.
        baseline: Periods that may serve as baseline: before the start and not seen.
    """

    periods: int | None
    base: int | None
    readout: date | None
    baseline: int


def today_of(workspace: Workspace) -> date:
    """Today; in the sample workspace the day after its data end, so that its story does not age."""
    last = max((source.last for source in workspace.sources if source.last), default=None)
    return last + timedelta(days=1) if workspace.sample and last else date.today()


def proposed(workspace: Workspace, measures: Measures, finding: Mapping[str, Any], today: date) -> Action:
    """An action as a finding suggests it: everything is filled in that can be known.

    Args:
        workspace: Whose metrics and departments.
        measures: Its numbers.
        finding: Where the action comes from. Known keys, all of them optional: ``sentence``, ``metric`` (id), ``where``
            (column -> value, or filters), ``grain``, ``periods`` (first days of the periods that were looked at, ISO),
            ``issue``, ``cause``, ``department``, ``effect``.
        today: The day it is written.
    """
    metric = workspace.metric(str(finding.get("metric", ""))) or next(iter(workspace.headline), None)
    where = filters_of(finding.get("where") or {})
    if metric is None:
        return Action("", name="", finding=str(finding.get("sentence", "")), where=where)
    grain = measures.grain(metric, str(finding.get("grain") or "month"))
    where = tuple(part for part in where if part.column not in measures.unfiltered(metric, (part,)))
    action = Action(
        "",
        finding=str(finding.get("sentence", "")),
        issue=str(finding.get("issue", "")),
        cause=str(finding.get("cause", "")),
        department=str(finding.get("department") or metric.department),
        metric=metric.id,
        where=where,
        comparison=others(where),
        grain=grain,
        direction=metric.direction,
        start=today + timedelta(days=1),
        due=today + timedelta(days=30),
    )
    found = _measured(action, measures, metric)
    known = None if found is None else found.until(today + timedelta(days=1))
    seen = tuple(str(day) for day in finding.get("periods") or ()) or _latest(known)
    action = replace(action, seen=seen, effect=_effect(finding, workspace, metric, known))
    plan = plan_of(action, measures)
    return replace(action, readout=plan.readout or today + timedelta(days=120), base_needed=plan.base)


def contracted(action: Action, known: Action | None, today: date, now: datetime, measures: Measures) -> Action:
    """The action with its clock set: running on if the contract is the same, restarted if it was changed.

    Raises:
        ContractProblem: If it cannot be kept.
    """
    _check(action)
    plan = plan_of(action, measures)
    if known is not None and same_terms(action, known):
        return replace(action, contracted=known.contracted, base_needed=known.base_needed, seen=known.seen)
    fresh = replace(action, contracted=now, base_needed=plan.base, proof="")
    if known is None or known.contracted is None:
        return fresh
    start = max(action.start or today, today + timedelta(days=1))
    return replace(fresh, start=start, seen=_also_seen(known, today, measures), verdicts=())


def same_terms(action: Action, known: Action) -> bool:
    """Whether two versions of an action have the same contract."""
    return all(getattr(action, name) == getattr(known, name) for name in TERMS)


def plan_of(action: Action, measures: Measures) -> Plan:
    """How many periods and answers the contract needs, from how the metric moved so far; see ``Plan``."""
    metric = measures.workspace.metric(action.metric)
    known = None if metric is None else _measured(action, measures, metric)
    if known is None or known.outcome.empty:
        return Plan(None, None, None, 0)
    before = known.until(action.start)
    needed = _periods_needed(before, action)
    base = None if needed is None or not isfinite(before.usual_base) else ceil(needed * before.usual_base)
    readout = None
    if needed is not None and action.start is not None:
        readout = action.start + timedelta(days=ceil((needed + 0.5) * PERIOD_DAYS[known.grain]))
    return Plan(needed, base, readout, len(before.outcome))


def others(where: Sequence[Filter]) -> tuple[Filter, ...]:
    """Everybody else, by the first column of a segment: the comparison that lies nearest."""
    first = next((part for part in where if part.op == "in"), None)
    return () if first is None else (Filter(first.column, first.values, "not in"),)


def filters_of(where: Mapping[str, Any] | Sequence[Filter]) -> tuple[Filter, ...]:
    """A segment as filters, from column -> value or from filters."""
    if not isinstance(where, Mapping):
        return tuple(where)
    return tuple(
        Filter(column, tuple(value) if isinstance(value, list | tuple) else (value,)) for column, value in where.items()
    )


def _check(action: Action) -> None:
    if not action.name.strip():
        raise ContractProblem("name")
    if not action.metric:
        raise ContractProblem("metric")
    if not action.effect:
        raise ContractProblem("effect")
    if action.start and action.readout and action.readout <= action.start:
        raise ContractProblem("order")


def _measured(action: Action, measures: Measures, metric: Metric) -> Measured | None:
    try:
        return measured(action, measures)
    except CXError:  # its data are gone: the form still opens, and says so where the metric is chosen
        return None


def _latest(known: Measured | None) -> tuple[str, ...]:
    """The finished periods that one looks at today, as first days."""
    if known is None or known.outcome.empty:
        return ()
    window = min(WINDOW[known.grain], max(len(known.outcome) - LEAST_BEFORE, 1))
    return tuple(period.start_time.date().isoformat() for period in known.outcome.index[-window:])


def _also_seen(known: Action, today: date, measures: Measures) -> tuple[str, ...]:
    """What was seen before, and every period since the old start: whoever edits has looked at them."""
    metric = measures.workspace.metric(known.metric)
    found = None if metric is None else _measured(replace(known, seen=()), measures, metric)
    if found is None or known.start is None:
        return known.seen
    since = [p for p in found.outcome.index if p.end_time.date() >= known.start and p.start_time.date() <= today]
    return tuple(sorted({*known.seen, *(period.start_time.date().isoformat() for period in since)}))


def _effect(finding: Mapping[str, Any], workspace: Workspace, metric: Metric, known: Measured | None) -> float | None:
    """What to hope for: the finding's own size, the way to the target, for a segment half of what sets it apart from the
    others, and never less than a usual period differs."""
    if finding.get("effect"):
        return float(finding["effect"])
    if known is None or known.outcome.empty:
        return None
    sign = -1.0 if metric.direction == "down" else 1.0
    here = float(known.outcome.iloc[-3:].mean())
    target = workspace.target(metric.id) if known.beside is None else None
    elsewhere = float(known.beside.iloc[-3:].mean()) if known.beside is not None else here
    gap = sign * (target.value - here) if target is not None else sign * (elsewhere - here) / 2
    spread = float(known.outcome.iloc[-24:].std()) if len(known.outcome) > 2 else 0.0
    size = gap if gap > spread / 2 else spread
    return round(sign * size, metric.decimals + (3 if metric.unit == "%" else 1)) or None


def _periods_needed(before: Measured, action: Action) -> int | None:
    """As if the next period were the first one after the start, with nothing known of it."""
    from cxlib.actions.expected import periods_needed
    from cxlib.actions.shift import Setting, shift
    from cxlib.periods import SEASON_LENGTH

    values = before.outcome
    if len(values) < LEAST_BEFORE + 1 or not action.effect:
        return None
    beside = before.beside.reindex(values.index) if before.beside is not None else None
    given = np.empty((len(values), 0)) if beside is None or beside.isna().any() else beside.to_numpy(float)[:, None]
    ordinals = values.index.asi8
    season = SEASON_LENGTH[grain_of(values.index[0])]
    after = np.arange(len(values)) == len(values) - 1  # the last known one stands in: only its place matters
    setting = Setting(ordinals - ordinals[0], values.to_numpy(float), after, given, season)
    found = periods_needed(setting, shift(setting), action.effect)
    return None if found is None else max(found, LEAST_COMPARED if given.shape[1] else FULL_AFTER)


def retrospective(action: Action) -> bool:
    """Whether the contract was written after the action had begun: then its result may have been known."""
    return bool(action.start and action.contracted and action.contracted.date() > action.start + timedelta(days=7))
