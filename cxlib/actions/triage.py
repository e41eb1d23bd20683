"""The triage queue: unhappy customers and findings that wait for an answer, how long, and what came of it.

Triage, not policing: a line names a place, a topic and a department, never a person who is to blame, and it keeps no
customer's words: those stay in the source and are read from there.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from cxlib.actions.contract import today_of
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext
from cxlib.metrics.measures import Measures
from cxlib.sources import rows
from cxlib.sources.commented import WORDS
from cxlib.stats.intervals import share_interval
from cxlib.workspace import Case, Filter, Metric, Source, Workspace

HOURS = 48
DAYS_BACK = 7  # of answers that the queue looks through
MOST = 200  # unhappy customers that the queue holds; the newest
DETRACTORS = {"nps": ("detractor", 6.0), "csat": ("", 2.0), "ces": ("", 3.0)}
OUTCOMES = {
    "recovered": N_("Recovered: the customer is content now"),
    "answered": N_("Answered, the customer is not content yet"),
    "unreachable": N_("The customer could not be reached"),
    "action": N_("Became an action"),
    "explained": N_("Explained, nothing to do"),
    "will not do": N_("Will not do, with the reason in the log"),
}
FOR_CUSTOMERS = ("recovered", "answered", "unreachable")
FOR_FINDINGS = ("action", "explained", "will not do")


@dataclass(frozen=True)
class Waiting:
    """A line of the queue.

    Attributes:
        case: The record as it would be stored; its ``outcome`` is empty while it waits.
        age: Hours since it was opened.
        facts: What is known beside: score, place, topic.
        words: The customer's own words, read from the source and not kept.
    """

    case: Case
    age: float
    facts: tuple[str, ...] = ()
    words: str = ""

    @property
    def overdue(self) -> bool:
        """Whether it waits longer than was promised."""
        return self.age > self.case.hours

    @property
    def age_words(self) -> str:
        """How long it waits."""
        if self.age < HOURS:
            return ngettext("waits {count} hour", "waits {count} hours", int(self.age))
        return ngettext("waits {count} day", "waits {count} days", int(self.age // 24))


@dataclass(frozen=True)
class Recovered:
    """Of the unhappy customers that were answered, how many are content now: a share with its interval."""

    recovered: int
    closed: int
    in_time: int
    lower: float
    upper: float

    @property
    def share(self) -> float:
        """0 to 1; NaN without a closed case."""
        return self.recovered / self.closed if self.closed else float("nan")


def now_of(workspace: Workspace) -> datetime:
    """Now; in the sample workspace the morning after its data end."""
    return datetime.combine(today_of(workspace), time(9)) if workspace.sample else datetime.now()


def asked(workspace: Workspace) -> tuple[Metric, Source] | None:
    """The metric whose unhappy answers are waited for, and its source; needs single answers with an id and a time."""
    for metric in (*workspace.headline, *workspace.metrics):
        source = workspace.source(metric.source)
        if metric.kind in DETRACTORS and source is not None and source.time and source.with_role("id"):
            return metric, source
    return None


def detractors(
    workspace: Workspace, measures: Measures, now: datetime, where: tuple[Filter, ...] = (), most: int = MOST
) -> list[Waiting]:
    """Customers who answered unhappily in the last days and have no outcome yet; the longest waiting first."""
    found = asked(workspace)
    if found is None:
        return []
    metric, source = found
    answers = _unhappy(measures, metric, source, now, where, most)
    closed = {case.id for case in workspace.cases if case.outcome}
    lines = [_customer(workspace, metric, source, row, now) for row in answers.to_dict("records")]
    return sorted((line for line in lines if line.case.id not in closed), key=lambda line: -line.age)


def findings(workspace: Workspace, told: Iterable[tuple[str, str]], now: datetime) -> list[Waiting]:
    """Findings nobody has answered yet, the longest waiting first.

    Args:
        workspace: Its actions and closed cases answer findings.
        told: Sentence and metric id of each finding that is on the board now.
        now: Judges the age.
    """
    answered = {action.finding for action in workspace.actions}
    known = {case.id: case for case in workspace.cases}
    waiting = []
    for sentence, metric in told:
        id = case_id("finding", sentence)
        case = known.get(id) or _finding(workspace, id, sentence, metric)
        if not case.outcome and sentence not in answered:
            opened = _naive(case.opened_at or now)
            waiting.append(Waiting(case, max((now - opened).total_seconds() / 3600, 0.0)))
    return sorted(waiting, key=lambda line: -line.age)


def recovered(cases: Sequence[Case], since: datetime | None = None) -> Recovered:
    """The recovered share of the closed cases of customers."""
    closed = [case for case in cases if case.kind == "detractor" and case.closed is not None and case.outcome]
    closed = [case for case in closed if since is None or (case.closed or since) >= since]
    content = sum(case.outcome == "recovered" for case in closed)
    in_time = sum(case.opened_at is not None and case.closed is not None
                  and case.closed - case.opened_at <= timedelta(hours=case.hours) for case in closed)  # fmt: skip
    if not closed:
        return Recovered(0, 0, 0, float("nan"), float("nan"))
    lower, upper = share_interval(content / len(closed), len(closed))
    return Recovered(content, len(closed), in_time, float(lower[0]), float(upper[0]))


def log(cases: Sequence[Case]) -> pd.DataFrame:
    """The closed cases of customers as a table that a metric can be made of, one row a case."""
    closed = [case for case in cases if case.kind == "detractor" and case.closed is not None and case.outcome]
    return pd.DataFrame(
        {
            "Case": [case.id for case in closed],
            "Closed": [f"{case.closed:%Y-%m-%d %H:%M}" for case in closed],
            "Department": [case.department for case in closed],
            "Outcome": [case.outcome for case in closed],
            "Recovered": ["yes" if case.outcome == "recovered" else "no" for case in closed],
            "Hours to close": [round(_hours(case), 1) for case in closed],
        }
    )


def case_id(*parts: str) -> str:
    """The same line has the same id however often it is opened, so that a second click is no second case."""
    return "case-" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:14]


def _hours(case: Case) -> float:
    return (case.closed - case.opened_at).total_seconds() / 3600 if case.closed and case.opened_at else 0.0


def _unhappy(
    measures: Measures, metric: Metric, source: Source, now: datetime, where: tuple[Filter, ...], most: int
) -> pd.DataFrame:
    value = metric.columns["value"]
    setting, fallback = DETRACTORS[metric.kind]
    worst = float(metric.settings.get(setting, fallback)) if setting else fallback
    scale = next((column.scale for column in source.columns if column.name == value), None)
    low = scale[0] if scale else 0.0
    last = min(source.last or now.date(), now.date())
    days = Filter(source.time or "", (last - timedelta(days=DAYS_BACK - 1), last), "between")
    kept = [source.with_role("id")[0].name, source.time or "", value, *_telling(source)]
    unhappy = (*metric.where, *where, Filter(value, (low, worst), "between"), days)
    return rows(measures.dataset(source.id), list(dict.fromkeys(kept)), unhappy, limit=most)


def _telling(source: Source) -> list[str]:
    """Columns that say where it happened; and the comment. Never who it was."""
    places = [column.name for column in source.with_role("dimension", "department")][:8]
    return [*places, WORDS] if source.with_role("comment") else places


def _customer(
    workspace: Workspace, metric: Metric, source: Source, row: dict[str, Any], now: datetime
) -> Waiting:
    id, value = source.with_role("id")[0].name, metric.columns["value"]
    opened = _moment(row[source.time or ""], now)
    places = [column.name for column in source.with_role("dimension", "department")]
    places = [name for name in places if name in workspace.filters] or places[:3]
    case = Case(
        case_id(source.id, str(row[id])), kind="detractor", source=source.id, row=str(row[id]), metric=metric.id,
        department=metric.department, opened_at=opened, hours=HOURS,
    )  # fmt: skip
    facts = (_("gave {score}", score=f"{row[value]:g}"), *(str(row[name]) for name in places if row.get(name)))
    hours = max((now - opened).total_seconds() / 3600, 0.0)
    return Waiting(case, hours, facts, str(row.get(WORDS) or ""))


def _moment(value: Any, now: datetime) -> datetime:
    if isinstance(value, datetime | pd.Timestamp):
        return pd.Timestamp(value).tz_localize(None).to_pydatetime()
    return datetime.combine(value, time(12)) if isinstance(value, date) else now


def _naive(moment: datetime) -> datetime:
    """In the server's own time, as answers are: the age of both is told on one clock."""
    return moment if moment.tzinfo is None else moment.astimezone().replace(tzinfo=None)


def _finding(workspace: Workspace, id: str, sentence: str, metric: str) -> Case:
    """Opened when the newest data behind it came in; in the sample when they end."""
    record = workspace.metric(metric)
    source = workspace.source(record.source) if record else None
    opened = _naive(source.committed) if source and source.committed and not workspace.sample else None
    if opened is None and source is not None and source.last is not None:
        opened = datetime.combine(source.last, time(12))
    return Case(id, kind="finding", metric=metric, text=sentence, department=record.department if record else "",
                opened_at=opened, hours=HOURS)  # fmt: skip
