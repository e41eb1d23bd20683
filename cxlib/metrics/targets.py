"""Targets: what is due on a day, whether it is met, and whether the target is worth having."""

from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from cxlib.errors import TargetProblem
from cxlib.metrics import display
from cxlib.metrics.estimating import kind_of
from cxlib.metrics.suppression import NORMAL_BASE
from cxlib.stats.power import answers_needed as answers_for
from cxlib.workspace import Metric, Target
from cxlib.workspace.record import content_hash

Status = Literal["met", "missed", "open", "none"]
COMFORT_PERIODS = 6


def following(target: Target, old: Target | None) -> Target:
    """The target as the one that takes the place of ``old``.

    It is named by what it replaces: of two people who replace the same one, the store tells the second.
    """
    before = old.id if old else ""
    return replace(target, id=content_hash({"metric": target.metric, "after": before}), supersedes=before)


def value_on(target: Target, day: date) -> float:
    """What is due on ``day``, in the metric's unit: the pace line from the baseline, or the full step at once.

    Before its start and after its end a line keeps its first and last value.

    Examples:
        >>> line = Target("t", start=date(2025, 1, 1), until=date(2025, 12, 31), baseline=30, value=44, path="line")
        >>> value_on(line, date(2025, 7, 2))
        37.0
    """
    if target.path == "step" or target.baseline is None or target.start is None or target.until is None:
        return float(target.value)
    whole = (target.until - target.start).days
    elapsed = (day - target.start).days / whole if whole > 0 else 1.0
    return float(target.baseline + (target.value - target.baseline) * min(max(elapsed, 0.0), 1.0))


def status(estimate: pd.Series, target: Target, metric: Metric) -> Status:
    """Whether an estimate meets what is due at its period's end: by its interval, not by its value.

    Args:
        estimate: Row of ``estimates``: period, value, lower, upper, base. Without an interval the value counts.
        target: The target in force; a person's override wins.
        metric: Whose direction says which way is better.

    Returns:
        ``"met"`` or ``"missed"`` where the whole interval lies on one side, ``"open"`` (too close to call) where it
        does not, ``"none"`` where the base is below 30 answers or there is no value.
    """
    if target.override:
        return target.override
    if np.isnan(estimate["value"]) or (kind_of(metric).sampled and estimate["base"] < NORMAL_BASE):
        return "none"
    lower, upper = _limits(estimate)
    low, high = _wanted(target, metric, value_on(target, estimate["period"].end_time.date()))
    if lower >= low and upper <= high:
        return "met"
    return "missed" if upper < low or lower > high else "open"


def _limits(estimate: pd.Series) -> tuple[float, float]:
    if np.isnan(estimate["lower"]) or np.isnan(estimate["upper"]):
        return estimate["value"], estimate["value"]
    return estimate["lower"], estimate["upper"]


def _wanted(target: Target, metric: Metric, due: float) -> tuple[float, float]:
    """Between which values the target is met."""
    if is_band(target, metric):
        return due, target.upper if target.upper is not None else np.inf
    return (-np.inf, due) if metric.direction == "down" else (due, np.inf)


def is_band(target: Target, metric: Metric) -> bool:
    """Whether the target is to stay between two values."""
    return target.kind == "band" or metric.direction == "band"


def distance(estimate: pd.Series, target: Target, metric: Metric) -> float:
    """How far a value is past what is due, in the metric's unit; below 0 it falls short."""
    low, high = _wanted(target, metric, value_on(target, estimate["period"].end_time.date()))
    return float(min(estimate["value"] - low, high - estimate["value"]))


def is_comfortable(finished: pd.DataFrame, target: Target, metric: Metric) -> bool:
    """Whether the target was met in each of the last six finished periods: then it asks for nothing."""
    last = finished.tail(COMFORT_PERIODS)
    return len(last) == COMFORT_PERIODS and all(status(row, target, metric) == "met" for _, row in last.iterrows())


def proposed_stretch(finished: pd.DataFrame, target: Target, metric: Metric) -> float:
    """A harder target: past the best of the last six periods by half their spread, inside the metric's bounds."""
    values = finished["value"].dropna().tail(COMFORT_PERIODS).to_numpy(float)
    if values.size == 0:
        return float(target.value)
    low, high = kind_of(metric).bounds(metric)
    margin = np.ptp(values) / 2
    wanted = values.min() - margin if metric.direction == "down" else values.max() + margin
    return float(np.round(np.clip(wanted, low, high), metric.decimals + 2 * (metric.unit == "%")))


def realism(chance: float) -> Literal["comfortable", "ambitious", "unlikely"]:
    """What a forecast's chance of meeting a target says about the target: above 0.9, or below 0.1, is a warning."""
    if not 0 <= chance <= 1:
        raise ValueError(f"a chance lies between 0 and 1, not {chance!r}")
    return "comfortable" if chance > 0.9 else "unlikely" if chance < 0.1 else "ambitious"


def answers_needed(metric: Metric, estimate: pd.Series, target: Target) -> int | None:
    """Answers a period needed to see the change to the target with 80 % power.

    None where the number is no estimate from answers, or nothing is to change.
    """
    base, width = float(estimate["base"]), float(estimate["upper"] - estimate["lower"])
    difference = abs(target.value - float(estimate["value"]))
    if not kind_of(metric).sampled or not base > 0 or not width > 0 or not difference > 0:
        return None
    spread = width / 2 / 1.96 * np.sqrt(base)
    return int(answers_for(difference, spread)[0])


def validated(target: Target, metric: Metric) -> Target:
    """The target, if it can be meant so.

    Raises:
        TargetProblem: If it ends before it starts, lies off the metric's scale, or its band or stretch is upside down.
    """
    if target.start and target.until and target.until <= target.start:
        raise TargetProblem("order", start=target.start, until=target.until)
    low, high = kind_of(metric).bounds(metric)
    for value in (target.value, target.stretch, target.upper):
        if value is not None and not low <= value <= high:
            shown = {name: display.value(metric, end) for name, end in (("value", value), ("low", low), ("high", high))}
            raise TargetProblem("off_scale", metric=metric.name, **shown)
    if is_band(target, metric) and not (target.upper or -np.inf) > target.value:
        raise TargetProblem("band", value=target.value, upper=target.upper)
    sign = -1 if metric.direction == "down" else 1
    if target.stretch is not None and target.kind != "band" and sign * (target.stretch - target.value) < 0:
        raise TargetProblem("stretch", value=target.value, stretch=target.stretch)
    return target
