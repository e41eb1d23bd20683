"""What a theme weighs: its share, its mood, and the metric with it against the metric without it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.metrics import estimates, kind_of
from cxlib.sources import Cube, cube
from cxlib.sources.cubes import summed
from cxlib.stats.comparisons import benjamini_hochberg
from cxlib.stats.intervals import z_value
from cxlib.voices.themed import HAPPY, NONE, UNHAPPY, Themed
from cxlib.workspace import Filter, Metric

COMPARED = ("nps", "csat", "ces", "mean", "share", "received_expected", "rate")  # kinds that a part can be held against
LEAST = 5  # answers a side, below which no impact is told


def can_be_compared(metric: Metric, themed: Themed) -> bool:
    """Whether the metric is made of answers of this very source, so that a theme can move it."""
    return metric.kind in COMPARED and metric.source == themed.source.id


def theme_table(
    themed: Themed, metric: Metric | None = None, where: Iterable[Filter] = (), level: float = 0.95
) -> pd.DataFrame:
    """One row a theme, most frequent first, and last the comments without any.

    Args:
        themed: Comments with themes.
        metric: Whose value with and without each theme is compared; None leaves that out.
        where: Filters.
        level: Confidence level.

    Returns:
        theme (``""`` for none), comments, base (all comments), share, lower, upper (0 to 1), unhappy, happy (shares of
        the theme's comments); with a metric also with, without, effect, effect_lower, effect_upper (with - without, in
        the metric's unit), q_value, points (share times effect), points_lower, points_upper.
    """
    where = tuple(where)
    columns = [*(themed.column(name) for name in themed.themes), NONE]
    shares = [_flag(f"s{place}", name) for place, name in enumerate(columns)]
    moods = [
        replace(_flag(f"{letter}{place}", mood), where=(Filter(name, (True,)),))
        for place, name in enumerate(columns)
        for letter, mood in (("u", UNHAPPY), ("h", HAPPY))
    ]
    sides = _sides(metric, columns) if metric is not None and can_be_compared(metric, themed) else []
    sums = _whole(themed, [*shares, *moods, *sides], where)
    if sums is None:
        return pd.DataFrame(columns=["theme", "comments", "base", "share", "lower", "upper", "unhappy", "happy"])
    rows = []
    for place, name in enumerate([*themed.themes, ""]):
        found = _only(sums, shares[place], level)
        row = {"theme": name, "comments": round(found["value"] * found["base"]) if found["base"] else 0}
        row |= {"base": int(found["base"]), "share": found["value"], "lower": found["lower"], "upper": found["upper"]}
        row |= {mood: _only(sums, moods[2 * place + i], level)["value"] for i, mood in enumerate(("unhappy", "happy"))}
        rows.append(row | _impact(sums, sides[2 * place : 2 * place + 2], found["value"], level))
    table = pd.DataFrame(rows)
    if sides:
        table["q_value"] = benjamini_hochberg(table.pop("p_value"))
    named = table[table["theme"] != ""].sort_values("comments", ascending=False, kind="stable")
    return pd.concat([named, table[table["theme"] == ""]], ignore_index=True)


def _flag(id: str, column: str) -> Metric:
    return Metric(id, kind="share", columns={"value": column})


def _sides(metric: Metric, columns: Sequence[str]) -> list[Metric]:
    """The metric with and without each theme, one after the other."""
    return [
        replace(metric, id=f"{side}{place}", where=(*metric.where, Filter(name, (side == "w",))))
        for place, name in enumerate(columns)
        for side in ("w", "o")
    ]


def _whole(themed: Themed, metrics: Sequence[Metric], where: tuple[Filter, ...], by: tuple[str, ...] = ()) -> Cube | None:  # fmt: skip
    """The metrics' sums over all periods at once; None where no comment passes."""
    asked = cube(themed.dataset, metrics, "year", by, where)
    if asked.frame.empty:
        return None
    one = asked.frame.assign(period=asked.periods[-1])
    return replace(asked, frame=summed(one, ["period", *by]))


def _only(sums: Cube, metric: Metric, level: float) -> dict[str, float]:
    row = estimates(sums, metric, level).iloc[-1]
    return {name: float(row[name]) for name in ("value", "lower", "upper", "base")}


def _impact(sums: Cube, sides: Sequence[Metric], share: float, level: float) -> dict[str, float]:
    if not sides:
        return {}
    with_it, without = (_only(sums, side, level) for side in sides)
    known = min(with_it["base"], without["base"]) >= LEAST
    effect, lower, upper = difference(with_it, without) if known else (np.nan, np.nan, np.nan)
    found = {"with": with_it["value"], "without": without["value"]}
    found |= {"effect": effect, "effect_lower": lower, "effect_upper": upper, "p_value": _p_value(effect, lower, upper, level)}  # fmt: skip
    return found | {"points": share * effect, "points_lower": share * lower, "points_upper": share * upper}


def difference(first: dict[str, float], second: dict[str, float]) -> tuple[float, float, float]:
    """First minus second with limits recovered from the limits of both.

    References:
        Zou & Donner (2008), Construction of confidence limits about effect measures. Stat. Med. 27: 1693-1702.

    Examples:
        >>> found = difference({"value": 56 / 70, "lower": 0.6924, "upper": 0.8769},
        ...                    {"value": 48 / 80, "lower": 0.4904, "upper": 0.7005})
        >>> [round(part, 3) for part in found]
        [0.2, 0.053, 0.334]
    """
    effect = first["value"] - second["value"]
    below = np.hypot(first["value"] - first["lower"], second["upper"] - second["value"])
    above = np.hypot(first["upper"] - first["value"], second["value"] - second["lower"])
    return effect, effect - float(below), effect + float(above)


def _p_value(effect: float, lower: float, upper: float, level: float) -> float:
    """Two-sided, from the limit that lies towards 0."""
    from scipy.special import ndtr

    reach = (effect - lower) if effect > 0 else (upper - effect)
    if not reach > 0:
        return float("nan")
    return float(2 * ndtr(-abs(effect) * z_value(level) / reach))


def theme_cells(themed: Themed, by: str, where: Iterable[Filter] = (), grain: str = "") -> pd.DataFrame:
    """Share of each theme in each segment, or in each period.

    Args:
        themed: Comments with themes.
        by: A dimension of the source; ``""`` for periods of ``grain``.
        where: Filters.
        grain: Of the periods.

    Returns:
        theme, segment (text, or pd.Period), comments, base, share, lower, upper; themes in their order.
    """
    metrics = [_flag(f"s{place}", themed.column(name)) for place, name in enumerate(themed.themes)]
    if by:
        sums = _whole(themed, metrics, tuple(where), (by,))
    else:
        sums = cube(themed.dataset, metrics, grain or "month", (), tuple(where))
    parts = []
    for metric, name in zip(metrics, themed.themes, strict=True):
        if sums is None or sums.frame.empty:
            continue
        found = estimates(sums, metric)
        segment = found[by].astype(object) if by else found["period"].astype(object)
        parts.append(
            pd.DataFrame({"theme": name, "segment": segment, "comments": (found["value"] * found["base"]).round(),
                          "base": found["base"], "share": found["value"], "lower": found["lower"],
                          "upper": found["upper"]})
        )  # fmt: skip
    columns = ["theme", "segment", "comments", "base", "share", "lower", "upper"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def in_points(metric: Metric, amount: float) -> float:
    """A difference of the metric as it is said: shares in points of a hundred."""
    return amount * (100.0 if kind_of(metric).unit(metric) == "%" else 1.0)
