"""What pages ask of rows besides sums: the levels of a column, a distribution of answers, and the rows themselves."""

from collections.abc import Iterable, Sequence

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.sources.conditions import condition, level, number, split
from cxlib.sources.cubes import with_missing
from cxlib.sources.dataset import Dataset
from cxlib.sources.dialects import quantiles
from cxlib.sources.terms import terms
from cxlib.workspace import Filter, Metric


def values(dataset: Dataset, column: str, limit: int = 200) -> pd.DataFrame:
    """The levels of a column, the most frequent first: ``value`` (text; None for missing) and ``rows``."""
    value = level(dataset.column(column)).label("value")
    count = func.count().label("rows")
    ask = sa.select(value, count).group_by(value).order_by(count.desc(), value).limit(limit)
    return with_missing(dataset.engine.execute(ask), ["value"])


def histogram(
    dataset: Dataset,
    metric: Metric,
    grain: str,
    by: Sequence[str] = (),
    where: Iterable[Filter] = (),
) -> pd.DataFrame:
    """How many rows gave each answer: ``period``, the dimensions, ``score`` and ``rows`` (answers that count only)."""
    known, _ = split(where, dataset.names)
    counted = terms(metric, dataset).numerator.is_not(None)
    score = number(dataset.column(next(iter(metric.columns.values())))).label("score")
    levels = [level(dataset.column(name)).label(f"g{i}") for i, name in enumerate(by)]
    keys = [dataset.start_of(grain).label("period"), *levels, score]
    passing = [condition(dataset.column(part.column), part) for part in known]
    inner = sa.select(*keys).where(dataset.time.is_not(None), counted, *passing).subquery("r")
    ask = sa.select(*inner.c, func.count().label("rows")).group_by(*inner.c).order_by(*inner.c)
    answer = dataset.engine.execute(ask)
    starts = pd.PeriodIndex(pd.to_datetime(answer["period"]), freq=dataset.calendar.frequency(grain))
    named = answer.assign(period=starts).rename(columns={f"g{i}": name for i, name in enumerate(by)})
    return with_missing(named, by)


def quantile(dataset: Dataset, metric: Metric, where: Iterable[Filter] = ()) -> float:
    """The quantile that a metric asks for, over all rows that pass; NaN without any.

    Raises:
        ValueError: If the metric is no quantile.
    """
    found = terms(metric, dataset)
    if found.quantile is None:
        raise ValueError(f"metric {metric.id!r} is no quantile")
    passing = [condition(dataset.column(part.column), part) for part in where]
    inner = sa.select(found.numerator.label("value")).where(dataset.time.is_not(None), *passing).subquery("r")
    answer = dataset.engine.execute(sa.select(quantiles(inner.c.value, [found.quantile]).label("quantile")))
    cell = answer["quantile"].iloc[0]
    return float("nan") if cell is None or len(cell) == 0 or cell[0] is None else float(cell[0])


def scores(
    dataset: Dataset, columns: Sequence[str], where: Iterable[Filter] = (), limit: int = 200_000
) -> pd.DataFrame:
    """The newest rows of some columns as numbers, missing where off their scale; yes counts 1 and no 0.

    Args:
        dataset: The rows.
        columns: Columns of numbers, or of yes and no.
        where: Filters; those on columns the source lacks are passed over.
        limit: At most so many rows.
    Raises:
        NotNumbers: If a column holds words or dates.
    """
    known, _ = split(where, dataset.names)
    passing = [condition(dataset.column(part.column), part) for part in known]
    picked = [_on_scale(dataset, name).label(f"c{i}") for i, name in enumerate(columns)]
    ask = sa.select(*picked).where(*passing).order_by(*_order(dataset, None)).limit(limit)
    answer = dataset.engine.execute(ask).astype(float)
    return answer.rename(columns={f"c{i}": name for i, name in enumerate(columns)})


def _on_scale(dataset: Dataset, name: str) -> sa.ColumnElement:
    value, column = number(dataset.column(name)), dataset.source.column(name)
    if column is None or column.scale is None:
        return value
    low, high = (sa.literal(float(end), sa.Double) for end in column.scale)
    return sa.case((value.between(low, high), value))


def rows(
    dataset: Dataset,
    columns: Sequence[str],
    where: Iterable[Filter] = (),
    period: pd.Period | None = None,
    limit: int = 50,
    offset: int = 0,
    order: str | None = None,
) -> pd.DataFrame:
    """A page of rows as they are kept.

    Args:
        dataset: The rows.
        columns: Which columns, in this order.
        where: Filters; those on columns the source lacks are passed over.
        period: Only rows of this period.
        limit: At most so many rows.
        offset: Rows to skip.
        order: Column to sort by, with a minus before it to sort downwards; newest first by default.
    """
    known, _ = split(where, dataset.names)
    passing = [condition(dataset.column(part.column), part) for part in known]
    if period is not None:
        days = Filter(dataset.source.time or "", (period.start_time.date(), period.end_time.date()), "between")
        passing.append(condition(dataset.time, days))
    picked = [dataset.column(name).label(f"c{i}") for i, name in enumerate(columns)]
    ask = sa.select(*picked).where(*passing).order_by(*_order(dataset, order)).limit(limit).offset(offset)
    answer = dataset.engine.execute(ask)
    texts = [f"c{i}" for i, part in enumerate(picked) if isinstance(part.type, sa.Text)]
    return with_missing(answer, texts).rename(columns={f"c{i}": name for i, name in enumerate(columns)})


def _order(dataset: Dataset, order: str | None) -> list[sa.ColumnElement]:
    if order is None:
        return [dataset.time.desc()] if dataset.source.time else []
    column = dataset.column(order.removeprefix("-"))
    return [column.desc().nulls_last() if order.startswith("-") else column.asc().nulls_last()]
