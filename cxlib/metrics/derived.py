"""Metrics that nobody picks: what analyses count to take a metric apart. They have terms but are no kind of their own.

``each_once`` shares every customer out over its rows, so that numbers of different customers can be added up.
``against_expected`` counts the rows where what was received is below, as or above what was expected.
"""

import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.sources.conditions import number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import TERMS, TOTAL, Terms
from cxlib.workspace import Metric

SIDES = ("below", "as", "above")


def each_once(metric: Metric, dataset: Dataset) -> Terms:
    """1 over the number of rows of the same value among those asked for: added up, every value counts once."""
    column = dataset.column(metric.columns["value"])
    rows = func.count().over(partition_by=column)
    return Terms(sa.case((column.is_not(None), sa.cast(1.0, sa.Double) / rows)), TOTAL)


def against_expected(metric: Metric, dataset: Dataset) -> Terms:
    """1 where received is on the ``side`` of expected that is counted, 0 elsewhere, nothing where one is missing."""
    received = number(dataset.column(metric.columns["value"]))
    expected = number(dataset.column(metric.columns["denominator"]))
    holds = {"below": received < expected, "as": received == expected, "above": received > expected}
    known = sa.and_(received.is_not(None), expected.is_not(None))
    counts = sa.and_(known, holds[metric.settings["side"]])
    return Terms(sa.case((counts, sa.literal(1.0)), (known, sa.literal(0.0))))


TERMS.update(each_once=each_once, against_expected=against_expected)
