"""What stands behind a leaf of the cause tree: how often it happens in a year, and what that costs."""

from dataclasses import dataclass

import sqlalchemy as sa

from cxlib.causes.pricing import YEAR_DAYS, counted, issue_columns, last_year, priced, usual_figure
from cxlib.metrics.measures import Measures
from cxlib.sources import Dataset
from cxlib.sources.conditions import condition
from cxlib.sources.conditions import split as known_filters
from cxlib.workspace import CauseNode, Filter, Source, Workspace


@dataclass(frozen=True)
class Evidence:
    """Cases and cost (currency) in a year; None where nothing tells it."""

    count: int | None
    cost: float | None


NOTHING = Evidence(None, None)


def evidence(measures: Measures, workspace: Workspace, node: CauseNode) -> Evidence:
    """Evidence of a node from the last year of data.

    A node tied to an issue has that issue's occurrences and cost, inside its segment; one tied to a segment only has
    the rows of its metric's source in it.
    """
    columns = issue_columns(workspace)
    if node.issue and columns:
        return _of_issue(measures, workspace, node, *columns[0])
    metric = workspace.metric(node.metric)
    source = workspace.source(metric.source) if metric and metric.source else None
    if source is None or not _fits(source, node.where):
        return NOTHING
    return Evidence(_rows(measures, source, node.where), None)


def _of_issue(
    measures: Measures, workspace: Workspace, node: CauseNode, source: Source, column: str
) -> Evidence:
    where = tuple(part for part in node.where if part.column != column)
    figure = usual_figure(source)
    found = priced(workspace, counted(measures, source, column, figure, where), figure)
    own = found.ranked[found.ranked["issue"] == node.issue] if found else None
    if found is None or own is None or own.empty:
        return NOTHING
    yearly = YEAR_DAYS / found.days
    return Evidence(round(own["occurrences"].iloc[0] * yearly), float(own["cost"].iloc[0] * yearly))


def _fits(source: Source, where: tuple[Filter, ...]) -> bool:
    return bool(where) and all(source.column(part.column) is not None for part in where)


def _rows(measures: Measures, source: Source, where: tuple[Filter, ...]) -> int:
    span, days = last_year(source)
    dataset: Dataset = measures.dataset(source.id)
    known, _rest = known_filters((*where, *span), dataset.table.c.keys())
    passing = [condition(dataset.column(part.column), part) for part in known]
    ask = sa.select(sa.func.count().label("rows")).select_from(dataset.table).where(*passing)
    return round(int(dataset.engine.execute(ask)["rows"].iloc[0]) * YEAR_DAYS / days)
