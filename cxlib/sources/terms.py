"""What one row adds to a metric's sums. Each metric kind puts its function into ``TERMS``; a cube looks it up there."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from cxlib.errors import SourceReplaced
from cxlib.sources.conditions import condition, number
from cxlib.sources.dataset import Dataset
from cxlib.workspace import Metric


@dataclass(frozen=True)
class Terms:
    """Expressions on one row, NULL where the row does not count.

    Attributes:
        numerator: What the row adds above the line.
        denominator: What it adds below; None counts 1, ``TOTAL`` says that there is nothing below.
        weight: The respondent's weight, None for 1.
        base: What the row adds to the base, None for 1 (a KPI row stands for its whole volume).
        last: Only the last rows of each period count (a stock, such as a backlog).
        quantile: Share of the quantile of ``numerator`` that the engine computes; nothing can be summed then.
        distinct: Different values of ``numerator`` are counted; nothing can be summed then.
    """

    numerator: sa.ColumnElement
    denominator: sa.ColumnElement | None = None
    weight: sa.ColumnElement | None = None
    base: sa.ColumnElement | None = None
    last: bool = False
    quantile: float | None = None
    distinct: bool = False

    @property
    def additive(self) -> bool:
        """Whether sums over parts make up the whole."""
        return self.quantile is None and not self.distinct


TOTAL: sa.ColumnElement = sa.null()
TERMS: dict[str, Callable[[Metric, Dataset], Terms]] = {}


def terms(metric: Metric, dataset: Dataset) -> Terms:
    """The terms of ``metric`` with its own filter, over ``dataset``.

    Raises:
        SourceReplaced: If a column that the metric needs is gone.
        ValueError: If nothing has registered the metric's kind (``cxlib.metrics`` registers all).
    """
    if metric.kind not in TERMS:
        raise ValueError(f"unknown metric kind {metric.kind!r}: import cxlib.metrics first")
    for name in (*metric.columns.values(), *(part.column for part in metric.where)):
        if name not in dataset.names:
            raise SourceReplaced(metric=metric.name or metric.id, column=name, source=dataset.source.name)
    return _kept(TERMS[metric.kind](metric, dataset), metric, dataset)


def weight(metric: Metric, dataset: Dataset) -> sa.ColumnElement | None:
    """The metric's weight column, if it has one."""
    name = metric.columns.get("weight")
    return None if name is None else number(dataset.column(name))


def _kept(found: Terms, metric: Metric, dataset: Dataset) -> Terms:
    """Terms only of the rows that the metric's own filter (and a stock's last day) keeps."""
    wanted = [condition(dataset.column(part.column), part) for part in metric.where]
    if not wanted:
        return found
    return Terms(**{**found.__dict__, "numerator": sa.case((sa.and_(*wanted), found.numerator))})
