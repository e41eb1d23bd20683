"""The contract of an action: what would count as success, written down before it starts.

The window that made people act is no baseline: the worst of twenty segments looks better afterwards by itself. Its
periods are kept in ``Action.seen`` and count on neither side. Changing the contract restarts the clock: what was known
by then has been seen as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from cxlib.actions.judging import FULL_AFTER, LEAST_BEFORE
from cxlib.actions.measuring import Measured, measured
from cxlib.errors import CXError
from cxlib.language import gettext_noop as N_
from cxlib.metrics.measures import Measures
from cxlib.periods import SEASON_LENGTH
from cxlib.stats.power import answers_needed
from cxlib.workspace import Action, Filter, Metric, Workspace

if TYPE_CHECKING:
    from cxlib.actions.shift import Setting

TERMS = ("metric", "where", "comparison", "grain", "effect", "direction", "start", "readout")
"""Fields of the contract: a change of one restarts the clock."""
WINDOW = {"day": 28, "week": 13, "month": 3, "quarter": 1, "year": 1}
LENGTH = {"day": {"days": 1}, "week": {"weeks": 1}, "month": {"months": 1}, "quarter": {"months": 3},
          "year": {"years": 1}}  # fmt: skip
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
        base: Answers in those periods at the pace of the last year, and at least as many as the sampling noise alone
            asks for; None where the metric counts none.
        readout: The day the last of them is over.
        baseline: Periods that may serve as baseline: before the start and not seen.
        detectable: The smallest effect that shows by the contract's read-out, in the metric's unit; NaN if unknown.
    """

    periods: int | None
    base: int | None
    readout: date | None
    baseline: int
    detectable: float = float("nan")


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
            ``issue``, ``cause``, ``department``, ``effect`` (on the whole metric, in its unit).
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
    needed, smallest = _power(before, action)
    base = _base(before, action, needed)
    readout = None
    if needed is not None and action.start is not None:
        readout = action.start + timedelta(days=ceil((needed + 0.5) * PERIOD_DAYS[known.grain]))
    return Plan(needed, base, readout, len(before.outcome), smallest)


def seen_until(action: Action) -> date | None:
    """The last day of the window that made people act; None without one.

    Examples:
        >>> seen_until(Action("a", grain="month", seen=("2026-09-01", "2026-10-01")))
        datetime.date(2026, 10, 31)
    """
    if not action.seen:
        return None
    after = pd.Timestamp(max(action.seen)) + pd.DateOffset(**LENGTH[action.grain])
    return (after - pd.Timedelta(days=1)).date()


def others(where: Sequence[Filter], column: str = "") -> tuple[Filter, ...]:
    """Everybody else by one column of a segment (the first if none is named), alike in the other columns."""
    turned = next((part for part in where if part.op == "in" and column in ("", part.column)), None)
    if turned is None:
        return ()
    return tuple(Filter(part.column, part.values, "not in") if part is turned else part for part in where)


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


def _times(known: Measured | None) -> float:
    """How many times larger an effect on the whole metric is inside the segment that brings it about."""
    whole = 1.0 if known is None else known.share
    return 1 / whole if isfinite(whole) and whole > 0 else 1.0


def _effect(finding: Mapping[str, Any], workspace: Workspace, metric: Metric, known: Measured | None) -> float | None:
    """What to hope for: the finding's own size, the way to the target, or half of what sets the segment apart from the
    others; never less than a usual period differs."""
    if finding.get("effect"):
        return round(float(finding["effect"]) * _times(known), metric.decimals + (3 if metric.unit == "%" else 1))
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


def _base(before: Measured, action: Action, periods: int | None) -> int | None:
    sampled = before.spread if action.effect and isfinite(before.spread) and before.spread > 0 else None
    fewest = 0 if sampled is None else int(answers_needed([abs(action.effect or 0.0)], sampled)[0])
    paced = ceil(periods * before.usual_base) if periods and isfinite(before.usual_base) else 0
    return max(fewest, paced) or None


def _power(before: Measured, action: Action) -> tuple[int | None, float]:
    """Periods the expected effect needs, and the effect the contract's own time shows.

    As if the action had begun a few periods ago, with nothing known of what it did.
    """
    from cxlib.actions.expected import detectable, errors_ahead, periods_needed
    from cxlib.actions.shift import shift

    setting = _stand_in(before)
    if setting is None:
        return None, float("nan")
    with threadpool_limits(1):
        errors = errors_ahead(setting, shift(setting))
    further = len(errors) - 1
    if action.start and action.readout:
        planned = (action.readout - action.start).days / PERIOD_DAYS[before.grain]
        further = min(max(int(planned) - FULL_AFTER, 0), further)
    needed = periods_needed(setting, errors, action.effect) if action.effect else None
    return needed, float(detectable(errors)[further])


def _stand_in(before: Measured) -> "Setting | None":
    from cxlib.actions.shift import Setting

    values = before.outcome
    if len(values) < LEAST_BEFORE + 1:
        return None
    beside = before.beside.reindex(values.index) if before.beside is not None else None
    given = np.empty((len(values), 0)) if beside is None or beside.isna().any() else beside.to_numpy(float)[:, None]
    ordinals = pd.PeriodIndex(values.index).asi8
    after = np.arange(len(values)) >= len(values) - min(FULL_AFTER, len(values) - LEAST_BEFORE)
    season = SEASON_LENGTH[before.grain]
    return Setting(ordinals - ordinals[0], values.to_numpy(float), after, given, season)


def retrospective(action: Action) -> bool:
    """Whether the contract was written after the action had begun: then its result may have been known."""
    return bool(action.start and action.contracted and action.contracted.date() > action.start + timedelta(days=7))
