"""The one question that a cube asks: sums by period and dimensions in a single select."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.sources.conditions import condition, level
from cxlib.sources.dataset import Dataset
from cxlib.sources.dialects import quantiles
from cxlib.sources.order_statistics import quantile_limits, quantile_shares
from cxlib.sources.terms import TOTAL, Terms, terms
from cxlib.workspace import Filter, Metric


def cells(
    dataset: Dataset,
    metrics: Sequence[Metric],
    grain: str,
    by: Sequence[str],
    where: Iterable[Filter],
    limit: int,
) -> pd.DataFrame:
    """One row a cell: ``period``, the dimensions, the metrics' sums (see ``Cube.frame``); at most ``limit`` rows."""
    found = [terms(metric, dataset) for metric in metrics]
    rows = _rows(dataset, found, grain, by, where)
    keys = [rows.c.period, *(rows.c[f"g{i}"] for i in range(len(by)))]
    sums = [part for i, each in enumerate(found) for part in _aggregates(rows, i, each)]
    ask = sa.select(*keys, *sums).group_by(*keys).order_by(*keys).limit(limit)
    answer = dataset.engine.execute(ask)
    return _named(answer, dataset, grain, by, metrics, found)


def _rows(
    dataset: Dataset,
    found: Sequence[Terms],
    grain: str,
    by: Sequence[str],
    where: Iterable[Filter],
) -> sa.Subquery:
    """Period, levels and terms of every row that passes: named once, summed outside."""
    period = dataset.start_of(grain)
    levels = [level(dataset.column(name)).label(f"g{i}") for i, name in enumerate(by)]
    passing = [condition(dataset.column(part.column), part) for part in where]
    parts = [part for i, each in enumerate(found) for part in _row_terms(dataset, period, i, each)]
    return sa.select(period.label("period"), *levels, *parts).where(dataset.time.is_not(None), *passing).subquery("r")


def _row_terms(dataset: Dataset, period: sa.ColumnElement, i: int, each: Terms) -> list[sa.Label]:
    numerator = each.numerator
    if each.last:
        counted = sa.case((numerator.is_not(None), dataset.time))
        latest = func.max(counted).over(partition_by=period)
        numerator = sa.case((dataset.time == latest, numerator))
    optional = {"d": each.denominator if each.denominator is not TOTAL else None, "w": each.weight, "b": each.base}
    return [numerator.label(f"n{i}"), *(part.label(f"{k}{i}") for k, part in optional.items() if part is not None)]


def _aggregates(rows: sa.Subquery, i: int, each: Terms) -> list[sa.Label]:
    numerator: sa.ColumnElement = rows.c[f"n{i}"]
    if each.distinct:
        return [func.count(sa.distinct(numerator)).label(f"value{i}"), func.count(numerator).label(f"base{i}")]
    if each.quantile is not None:
        return [
            quantiles(numerator, quantile_shares(each.quantile)).label(f"quantiles{i}"),
            func.count(numerator).label(f"base{i}"),
        ]
    weight = rows.c[f"w{i}"] if each.weight is not None else None
    if weight is not None:
        numerator = sa.case((weight > 0, rows.c[f"n{i}"]))
    parts = {"numerator": numerator, "squares": numerator * numerator}
    if each.denominator is not None and each.denominator is not TOTAL:
        below = sa.case((numerator.is_not(None), rows.c[f"d{i}"]))
        parts |= {"denominator": below, "cross": numerator * below, "squares_d": below * below}
    if weight is not None:
        parts = {name: weight * part for name, part in parts.items()}
        held = sa.case((numerator.is_not(None), weight))
        parts |= {"weight": held, "weight_squares": held * held}
    labels = [func.sum(part).label(f"{name}{i}") for name, part in parts.items()]
    if each.base is None:
        return [*labels, func.count(numerator).label(f"base{i}")]
    return [*labels, func.sum(sa.case((numerator.is_not(None), rows.c[f"b{i}"]))).label(f"base{i}")]


def _named(
    answer: pd.DataFrame,
    dataset: Dataset,
    grain: str,
    by: Sequence[str],
    metrics: Sequence[Metric],
    found: Sequence[Terms],
) -> pd.DataFrame:
    starts = pd.PeriodIndex(pd.to_datetime(answer["period"]), freq=dataset.calendar.frequency(grain))
    columns: dict[str, object] = {"period": starts}
    for i, name in enumerate(by):
        columns[name] = coded(answer[f"g{i}"])
    for i, (metric, each) in enumerate(zip(metrics, found, strict=True)):
        columns |= {f"{metric.id}.{name}": values for name, values in _sums(answer, i, each).items()}
    return pd.DataFrame(columns)


def coded(levels: pd.Series) -> pd.Series:
    """Levels as codes and their dictionary, in order: a cell costs some bytes, and nothing compares text again."""
    if isinstance(levels.dtype, pd.CategoricalDtype):
        return levels
    codes, known = pd.factorize(levels, sort=True)
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(known, dtype=object)), levels.index, name=levels.name)


SUMS = ("numerator", "denominator", "squares", "cross", "squares_d", "base", "weight", "weight_squares")


def _sums(answer: pd.DataFrame, i: int, each: Terms) -> dict[str, np.ndarray]:
    """The sums of one metric; where every row counts 1 below the line, what follows from that."""
    got = {name: answer[f"{name}{i}"].to_numpy(float) for name in (*SUMS, "value") if f"{name}{i}" in answer}
    got["base"] = np.nan_to_num(got["base"])
    if each.quantile is not None:
        return quantile_limits(answer[f"quantiles{i}"], got["base"], each.quantile) | {"base": got["base"]}
    if each.distinct:
        return got | {"lower": np.full(len(answer), np.nan), "upper": np.full(len(answer), np.nan)}
    got = {name: np.nan_to_num(values) for name, values in got.items()}
    if each.denominator is None:
        ones = got.get("weight", got["base"])
        got |= {"denominator": ones, "cross": got["numerator"], "squares_d": ones}
    return {name: got[name] for name in SUMS if name in got}
