"""Recurring issues of a workspace: where they stand, how often they occur, and what they cost with its own figures."""

from dataclasses import dataclass, fields
from datetime import timedelta

import numpy as np
import pandas as pd

from cxlib.causes.issues import Assumptions, Range, pareto
from cxlib.metrics.measures import Measures
from cxlib.sources.recurring import occurrences
from cxlib.workspace import Filter, Source, Workspace

YEAR_DAYS = 365
GENERAL = "@"  # marks an assumption that holds for every issue, such as @handling_minutes
NAMED_SO = ("issue", "reason", "problem", "complaint", "cause", "topic", "theme", "category")  # the likeliest first
Counted = tuple[pd.DataFrame, int]


@dataclass(frozen=True)
class Priced:
    """Issues of a column by cost: what ``pareto`` gives, the days counted and the column that prices an occurrence."""

    ranked: pd.DataFrame
    days: int
    figure: str


def issue_columns(workspace: Workspace) -> list[tuple[Source, str]]:
    """Columns that may name issues, the likeliest first: called so, in a source that knows costs or customers."""
    timed = [source for source in workspace.sources if source.time]
    dimensions = [(source, column.name) for source in timed for column in source.with_role("dimension")]
    ranked = sorted(dimensions, key=lambda pair: -_likeliness(*pair))
    return [pair for pair in ranked if _likeliness(*pair) > 1]


def _likeliness(source: Source, column: str) -> float:
    called = next((place for place, word in enumerate(NAMED_SO) if word in column.casefold()), len(NAMED_SO))
    known = 2 * bool(source.with_role("cost")) + bool(source.with_role("customer_id"))
    return (10 - called if called < len(NAMED_SO) else 0) + known


def cost_columns(source: Source) -> list[str]:
    """Columns that tell what a row cost."""
    return [column.name for column in source.with_role("cost")]


def usual_figure(source: Source) -> str:
    """The column that prices an occurrence if nobody says otherwise; empty where the assumptions do."""
    return next(iter(reversed(cost_columns(source))), "")


def counted(measures: Measures, source: Source, column: str, figure: str, where: tuple[Filter, ...]) -> Counted:
    """Occurrences of each issue in the last year of data, with the mean of ``figure`` as its ``rework``; and the days.

    Args:
        measures: The workspace's numbers.
        source: The table, one row an occurrence.
        column: Names the issue.
        figure: Column of what an occurrence cost; empty where none tells it.
        where: Filters; those on columns the source lacks are passed over.
    """
    customer = next((named.name for named in source.with_role("customer_id")), None)
    span, days = last_year(source)
    means = {"rework": figure} if figure else None
    return occurrences(measures.dataset(source.id), column, customer, means, (*where, *span)), days


def last_year(source: Source) -> tuple[tuple[Filter, ...], int]:
    """The last year of a source's data as a filter, and its days; no filter where it has no dates."""
    if source.time is None or source.last is None:
        return (), YEAR_DAYS
    first = source.last - timedelta(days=YEAR_DAYS - 1)
    first = max(source.first, first) if source.first else first
    return (Filter(source.time, (first, source.last), "between"),), (source.last - first).days + 1


def priced(workspace: Workspace, found: Counted, figure: str) -> Priced | None:
    """Counted issues by cost, with what the workspace assumes; None where nothing occurred."""
    issues, days = found
    if issues.empty:
        return None
    ranked = pareto(_with_own_costs(workspace, issues), assumptions(workspace, bool(figure)), days)
    return Priced(ranked, days, figure)


def _with_own_costs(workspace: Workspace, issues: pd.DataFrame) -> pd.DataFrame:
    """An issue whose cost somebody wrote down is counted with it, low, base and high: it beats every other figure."""
    own = {cost.issue: cost for cost in workspace.costs if not cost.issue.startswith(GENERAL)}
    written = [own.get(issue) for issue in issues["issue"]]
    if not any(written):
        return issues
    parts = {"each_low": "low", "each": "base", "each_high": "high"}
    return issues.assign(**{name: [getattr(cost, part) if cost else np.nan for cost in written]
                            for name, part in parts.items()})  # fmt: skip


def assumptions(workspace: Workspace, priced: bool = False) -> Assumptions:
    """The figures of the workspace.

    Args:
        workspace: Its cost records.
        priced: A column prices each occurrence, so that work and credits are in it already.
    """
    kept = {
        cost.issue.removeprefix(GENERAL): Range(cost.low, cost.base, cost.high)
        for cost in workspace.costs
        if cost.issue.startswith(GENERAL)
    }
    if priced:
        kept |= {"handling_minutes": Range(0, 0, 0), "credits": Range(0, 0, 0), "rework": Range(0.8, 1, 1.2)}
    names = {part.name for part in fields(Assumptions)}
    return Assumptions(**{name: value for name, value in kept.items() if name in names})


def issue_filter(workspace: Workspace, issue: str) -> tuple[Filter, ...]:
    """The rows of an issue in the likeliest column of issues; nothing where there is none."""
    return tuple(Filter(column, (issue,)) for _source, column in issue_columns(workspace)[:1])


