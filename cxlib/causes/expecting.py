"""Above and below expectation: how answers stand by segment or period, and how far what was received is from it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.causes.levels import Level, levels
from cxlib.metrics.estimating import kind_of
from cxlib.metrics.kinds import Sums
from cxlib.metrics.measures import Measures
from cxlib.sources import Cube, cube
from cxlib.sources.cubes import with_missing
from cxlib.workspace import Filter, Metric

STANDING = ("nps", "csat", "ces", "mean", "received_expected")
SIDES = ("low", "between", "high")


def sides(measures: Measures, metric: Metric) -> tuple[Level, ...]:
    """The bad and the good level of a metric whose answers stand below and above expectation; none of another."""
    source = measures.workspace.source(metric.source) if metric.source else None
    return levels(metric, source) if metric.kind in STANDING else ()


def standings(
    measures: Measures, metric: Metric, where: tuple[Filter, ...], by: str = "", grain: str = "month"
) -> pd.DataFrame:
    """Shares of answers at the bad level, between, and at the good level.

    Args:
        measures: The workspace's numbers.
        metric: One that ``sides`` has levels of.
        where: Filters; those on columns the source lacks are passed over.
        by: Dimension of the segments; periods of ``grain`` without it.
        grain: Of the periods.
    Returns:
        One row a segment or period: segment (value or period), low, between, high (0 to 1) and base; segments with
        most low answers first, periods in order; and as the last row, segment missing, all together.
    Raises:
        ValueError: If the metric has no such levels.
    """
    ends = sides(measures, metric)
    if not ends:
        raise ValueError(f"answers of metric {metric.id!r} stand neither below nor above expectation")
    low, high = (replace(level.counted, id=name) for level, name in zip(ends, ("low", "high"), strict=True))
    cells = _asked(measures, metric, (low, high), where, (by,) if by else (), grain).frame
    cells = with_missing(cells, (by,) if by else ())
    key = by or "period"
    summed = cells.groupby(key, dropna=False, sort=True)[["low.numerator", "high.numerator", "low.denominator"]].sum()
    whole = summed.sum().to_frame().T
    table = pd.concat([_shares(summed.reset_index(names="segment")), _shares(whole.assign(segment=None))])
    order = table["low"].rank(ascending=False) if by else pd.Series(np.arange(len(table)), index=table.index)
    order = order.where(np.arange(len(table)) < len(table) - 1, np.inf)
    return table.assign(order=order).sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


def _shares(sums: pd.DataFrame) -> pd.DataFrame:
    base = sums["low.denominator"]
    known = sums[base > 0]
    low, high = (known[f"{side}.numerator"] / base[base > 0] for side in ("low", "high"))
    return pd.DataFrame({"segment": known["segment"], "low": low, "between": (1 - low - high).clip(lower=0.0),
                         "high": high, "base": base[base > 0]})  # fmt: skip


def by_segment(
    measures: Measures, metric: Metric, where: tuple[Filter, ...], by: str, level: float = 0.95
) -> pd.DataFrame:
    """The metric in each value of a dimension with its interval, all rows that pass together.

    Returns:
        One row a segment, the worst first: segment (None where missing), value, lower, upper (metric's unit), base;
        ``attrs["overall"]`` is the metric of all.
    """
    cells = _asked(measures, metric, (metric,), where, (by,), "year").sums(metric).drop(columns="period")
    summed = cells.groupby(by, dropna=False).sum().reset_index(names="segment")
    kind = kind_of(metric)
    sums, scale = Sums.of(summed), kind.scale(metric)
    lower, upper = kind.interval(sums, metric, level)
    table = pd.DataFrame({"segment": summed["segment"].where(summed["segment"].notna(), None),
                          "value": sums.ratio * scale, "lower": lower * scale, "upper": upper * scale,
                          "base": sums.base})  # fmt: skip
    table = table[np.isfinite(table[["value", "lower", "upper"]].to_numpy(float)).all(axis=1)]
    table = table.sort_values("value", ascending=metric.direction != "down", ignore_index=True)
    table.attrs["overall"] = float(Sums.of(summed.drop(columns="segment").sum().to_frame().T).ratio[0] * scale)
    return table


def _asked(measures: Measures, metric: Metric, counted: Sequence[Metric], where: tuple[Filter, ...],
           by: tuple[str, ...], grain: str) -> Cube:
    source = measures.workspace.known_source(metric.source)
    known = tuple(part for part in where if source.column(part.column) is not None)
    return cube(measures.dataset(source.id).dated(), tuple(counted), grain, by, known)
