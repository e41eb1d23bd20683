"""Cube to estimates: value, interval and base of a metric in every cell."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.metrics.formula import evaluate, parse, references
from cxlib.metrics.kinds import KINDS, Kind, Sums
from cxlib.periods import is_finished
from cxlib.sources.cubes import Cube, with_missing
from cxlib.stats.intervals import nps_interval, share_interval, z_value
from cxlib.workspace import Column, Metric


class Estimate(NamedTuple):
    """One number with its interval and the answers behind it."""

    value: float
    lower: float
    upper: float
    base: float


def kind_of(metric: Metric) -> Kind:
    """The metric's kind.

    Raises:
        ValueError: If there is no such kind.
    """
    if metric.kind not in KINDS:
        raise ValueError(f"unknown metric kind {metric.kind!r}")
    return KINDS[metric.kind]


def estimates(cube: Cube, metric: Metric, level: float = 0.95) -> pd.DataFrame:
    """The metric in every cell of the cube.

    Args:
        cube: Sums that the metric is part of.
        metric: Which metric.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        ``period``, the cube's dimensions, ``value``, ``lower``, ``upper`` (in the metric's unit: NPS in points,
        shares 0 to 1; NaN where nothing can be said) and ``base``, one row a cell, in the order of periods.
    """
    return _formula(cube, metric, level) if metric.kind == "formula" else _measured(cube, metric, level)


def _measured(cube: Cube, metric: Metric, level: float, complete: bool = True) -> pd.DataFrame:
    kind, cells = kind_of(metric), cube.sums(metric)
    if "value" in cells:
        return _relevelled(cells[["period", *cube.by, "value", "lower", "upper", "base"]], level)
    if complete and kind.counted and not cube.by:
        cells = _with_empty_periods(cells, cube)
    sums, scale = Sums.of(cells), kind.scale(metric)
    lower, upper = kind.interval(sums, metric, level)
    low, high = kind.bounds(metric, _column(cube, metric))
    found = {
        "value": scale * sums.ratio,
        "lower": np.clip(scale * lower, low, high),
        "upper": np.clip(scale * upper, low, high),
        "base": _base(sums, metric),
    }
    return cells[["period", *cube.by]].assign(**found)


def _relevelled(cells: pd.DataFrame, level: float) -> pd.DataFrame:
    """Limits that the source gave at 95 %, stretched to another level."""
    factor = z_value(level) / z_value(0.95)
    limits = {side: cells["value"] + factor * (cells[side] - cells["value"]) for side in ("lower", "upper")}
    return cells if level == 0.95 else cells.assign(**limits)


def _base(sums: Sums, metric: Metric) -> np.ndarray:
    """The base; unknown for a number from a file that tells no volume: its rows are periods, not people."""
    return np.full_like(sums.base, np.nan) if metric.kind == "given" and "weight" not in metric.columns else sums.base


def _formula(cube: Cube, metric: Metric, level: float) -> pd.DataFrame:
    """Delta method with each part's own limits squared and added (Zou & Donner 2008); parts count as independent."""
    tree = parse(metric.formula, [other for other in cube.metrics if other.id != metric.id])
    known = {id: _part(cube, cube.metric(id), level) for id in references(tree)}
    size = len(cube.frame)
    value, gradients = evaluate(tree, {id: part["value"].to_numpy(float) for id, part in known.items()}, size)
    below, above = np.zeros(size), np.zeros(size)
    for id, slope in gradients.items():
        down, up = _distances(known[id])
        below += np.where(slope > 0, slope * down, slope * up) ** 2
        above += np.where(slope > 0, slope * up, slope * down) ** 2
    exact = (below == 0) & (above == 0)
    found = {
        "value": value,
        "lower": np.where(exact, np.nan, value - np.sqrt(below)),
        "upper": np.where(exact, np.nan, value + np.sqrt(above)),
        "base": np.min([part["base"] for part in known.values()], axis=0) if known else np.zeros(size),
    }
    return with_missing(cube.frame[["period", *cube.by]].assign(**found), cube.by)


def _part(cube: Cube, metric: Metric, level: float) -> pd.DataFrame:
    return _formula(cube, metric, level) if metric.kind == "formula" else _measured(cube, metric, level, False)


def _distances(part: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """From the value down to its lower and up to its upper limit; a number without limits is exact."""
    value, lower, upper = (part[name].to_numpy(float) for name in ("value", "lower", "upper"))
    return np.nan_to_num(value - lower), np.nan_to_num(upper - value)


def _column(cube: Cube, metric: Metric) -> Column | None:
    """The column that the metric is about, in whichever source of a joined cube the metric comes from."""
    own = [part for part in cube.parts or (cube,) if part.dataset is not None and metric in part.metrics]
    return own[0].dataset.source.column(metric.columns.get("value", "")) if own and own[0].dataset else None


def _with_empty_periods(cells: pd.DataFrame, cube: Cube) -> pd.DataFrame:
    """Periods without a row count 0 where something is counted and the data cover them."""
    if cells.empty or cube.first is None or cube.last is None or "denominator" in cells:
        return cells
    ends = [cube.calendar.period(end, cube.grain) for end in (cube.first, cube.last)]
    every = pd.period_range(*ends, freq=cube.calendar.frequency(cube.grain), name="period")
    return cells.set_index("period").reindex(every, fill_value=0.0).reset_index()


def finished(estimates: pd.DataFrame, cube: Cube) -> pd.DataFrame:
    """Only the rows of periods that the data cover to their end."""
    if cube.last is None:
        return estimates
    whole = {period: is_finished(period, cube.last) for period in estimates["period"].unique()}
    return estimates[estimates["period"].map(whole).astype(bool)].reset_index(drop=True)


def nps(promoters: float, passives: float, detractors: float, level: float = 0.95) -> Estimate:
    """Net Promoter Score from counts, in points, with its score interval.

    Examples:
        >>> [round(float(part), 1) for part in nps(50, 30, 20)]
        [30.0, 14.0, 44.3, 100.0]
    """
    base = promoters + passives + detractors
    if base <= 0:
        return Estimate(np.nan, np.nan, np.nan, 0.0)
    lower, upper = nps_interval(promoters / base, detractors / base, base, level)
    return Estimate(100 * (promoters - detractors) / base, 100 * float(lower[0]), 100 * float(upper[0]), float(base))


def csat(satisfied: float, answered: float, level: float = 0.95) -> Estimate:
    """Share of satisfied answers, 0 to 1, with Wilson's interval.

    Examples:
        >>> [round(float(part), 4) for part in csat(82, 100)]
        [0.82, 0.7333, 0.883, 100.0]
    """
    if answered <= 0:
        return Estimate(np.nan, np.nan, np.nan, 0.0)
    lower, upper = share_interval(satisfied / answered, answered, level)
    return Estimate(satisfied / answered, float(lower[0]), float(upper[0]), float(answered))
