"""The answers that key drivers are looked for in: one row an answer, the outcome and what may drive it as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from cxlib.metrics.measures import Measures
from cxlib.sources.reading import scores
from cxlib.workspace import Column, Filter, Metric

MOST_ANSWERS = 200_000
ROLES = ("score", "yes_no", "measure")
SCORED = ("nps", "csat", "ces", "mean")
OUTCOME = "\x00outcome"  # no column of a table starts with a zero character


@dataclass(frozen=True)
class Answers:
    """What ``drivers`` takes: a frame of numbers with the columns ``OUTCOME``, the drivers and perhaps the weight.

    ``limited`` says that only the newest answers are in it.
    """

    frame: pd.DataFrame
    names: tuple[str, ...]
    weight: str | None
    limited: bool


def driver_columns(measures: Measures, metric: Metric) -> tuple[Column, ...]:
    """Columns of numbers in the metric's source that may drive it: scores, yes or no, measures; not its own."""
    source = measures.workspace.source(metric.source) if metric.source else None
    if source is None or not is_scored(metric):
        return ()
    own = {*metric.columns.values(), *(part.column for part in metric.where)}
    table = measures.dataset(source.id).table
    return tuple(
        column
        for column in source.with_role(*ROLES)
        if column.name not in own and column.name in table.c and _is_numeric(table.c[column.name])
    )


def is_scored(metric: Metric) -> bool:
    """Whether single answers stand behind the metric that something can drive."""
    if metric.kind == "share":
        return not metric.settings.get("values")  # a yes or no; a condition on words is no number
    return metric.kind in (*SCORED, "received_expected")


def _is_numeric(column: sa.ColumnElement) -> bool:
    return not isinstance(column.type, sa.String | sa.Date | sa.DateTime)


def answers(measures: Measures, metric: Metric, names: Sequence[str], where: tuple[Filter, ...]) -> Answers:
    """The newest answers to the metric's question and to those that may drive it.

    Args:
        measures: The workspace's numbers.
        metric: The outcome; its own filter and weight are kept.
        names: Columns that may drive it.
        where: Filters; those on columns the source lacks are passed over.
    """
    own, weight = metric.columns["value"], _weight(measures, metric)
    expected = metric.columns.get("denominator") if metric.kind == "received_expected" else None
    asked = list(dict.fromkeys([own, *names, *([expected] if expected else []), *([weight] if weight else [])]))
    dataset = measures.dataset(metric.source)
    frame = scores(dataset, asked, (*metric.where, *where), MOST_ANSWERS)
    outcome = frame[own] - frame[expected] if expected else frame[own]
    kept = frame.assign(**{OUTCOME: outcome})
    kept = kept[kept[OUTCOME].notna()].reset_index(drop=True)
    return Answers(kept, tuple(names), weight, len(frame) == MOST_ANSWERS)


def _weight(measures: Measures, metric: Metric) -> str | None:
    source = measures.workspace.known_source(metric.source)
    named = metric.columns.get("weight")
    return named or next((column.name for column in source.with_role("weight")), None)


def reached(driven: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Drivers whose performance can be compared: the mean answer as a share of its scale, 1 the best.

    Args:
        driven: What ``drivers`` gives, performance in each driver's own unit.
        columns: The drivers' columns.
    Returns:
        The rows of drivers with a scale, ``performance`` 0 to 1; durations and amounts are left out.
    """
    known = {column.name: column for column in columns}
    shares = [_share(known[row.driver], row.performance) for row in driven.itertuples()]
    placed = driven.assign(performance=shares)
    return placed[np.isfinite(placed["performance"].to_numpy(float))].reset_index(drop=True)


def _share(column: Column, mean: float) -> float:
    if column.role == "yes_no":
        low, high = 0.0, 1.0
    elif column.scale is not None:
        low, high = (float(end) for end in column.scale)
    else:
        return np.nan
    share = (mean - low) / (high - low) if high > low else np.nan
    return 1.0 - share if column.direction == "down" else share
