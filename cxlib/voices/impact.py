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
    share = _stacked(sums, shares, level)
    said = (share["value"] * share["base"]).fillna(0).round().astype(int)
    unhappy, happy = (_stacked(sums, moods[start::2], level)["value"] for start in (0, 1))
    table = share.rename(columns={"value": "share"}).assign(
        theme=[*themed.themes, ""], comments=said, base=share["base"].astype(int)
    )
    table = table[["theme", "comments", "base", "share", "lower", "upper"]].assign(unhappy=unhappy, happy=happy)
    if sides:
        with_it, without = (_stacked(sums, sides[start::2], level) for start in (0, 1))
        table = table.assign(**_impact(with_it, without, share, level))
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


def _whole(
    themed: Themed, metrics: Sequence[Metric], where: tuple[Filter, ...], by: tuple[str, ...] = ()
) -> Cube | None:
    """The metrics' sums over all periods at once; None where no comment passes."""
    asked = cube(themed.dataset, metrics, "year", by, where)
    if asked.frame.empty:
        return None
    one = asked.frame.assign(period=asked.periods[-1])
    return replace(asked, frame=summed(one, ["period", *by]))


def _stacked(sums: Cube, metrics: Sequence[Metric], level: float) -> pd.DataFrame:
    """Value, limits and base of metrics of one kind, one row each, asked for at once."""
    cell = sums.frame.iloc[0]
    start = f"{metrics[0].id}."
    parts = [name.removeprefix(start) for name in sums.frame.columns if name.startswith(start)]
    rows = {f"m.{part}": [cell[f"{metric.id}.{part}"] for metric in metrics] for part in parts}
    frame = pd.DataFrame({"period": [cell["period"]] * len(metrics), "which": range(len(metrics)), **rows})
    one = replace(metrics[0], id="m")
    found = estimates(replace(sums, frame=frame, by=("which",), metrics=(one,)), one, level)
    return found[["value", "lower", "upper", "base"]].reset_index(drop=True)


def _impact(first: pd.DataFrame, second: pd.DataFrame, share: pd.DataFrame, level: float) -> dict[str, np.ndarray]:
    known = (np.minimum(first["base"], second["base"]) >= LEAST).to_numpy()
    effect, lower, upper = (np.where(known, part, np.nan) for part in difference(first, second))
    weight = share["value"].to_numpy()
    return {
        "with": first["value"].to_numpy(),
        "without": second["value"].to_numpy(),
        "effect": effect,
        "effect_lower": lower,
        "effect_upper": upper,
        "q_value": benjamini_hochberg(_p_values(effect, lower, upper, level)),
        "points": weight * effect,
        "points_lower": weight * lower,
        "points_upper": weight * upper,
    }


def difference(first: pd.DataFrame, second: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First minus second with limits recovered from the limits of both (columns value, lower, upper), shape (k,).

    References:
        Zou & Donner (2008), Construction of confidence limits about effect measures. Stat. Med. 27: 1693-1702.

    Examples:
        >>> found = difference(pd.DataFrame({"value": [56 / 70], "lower": [0.6924], "upper": [0.8769]}),
        ...                    pd.DataFrame({"value": [48 / 80], "lower": [0.4904], "upper": [0.7005]}))
        >>> [round(float(part[0]), 3) for part in found]
        [0.2, 0.053, 0.334]
    """
    limits = ("value", "lower", "upper")
    (a, low, high), (b, lower, upper) = ([side[name].to_numpy(float) for name in limits] for side in (first, second))
    return a - b, a - b - np.hypot(a - low, upper - b), a - b + np.hypot(high - a, b - lower)


def _p_values(effect: np.ndarray, lower: np.ndarray, upper: np.ndarray, level: float) -> np.ndarray:
    """Two-sided, from the limit that lies towards 0."""
    from scipy.special import ndtr

    reach = np.where(effect > 0, effect - lower, upper - effect)
    ratio = np.divide(np.abs(effect), reach, out=np.full(len(effect), np.nan), where=reach > 0)
    return np.asarray(2 * ndtr(-ratio * z_value(level)))


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


def clearer(cells: pd.DataFrame, wholes: pd.DataFrame, error: float = 0.05) -> pd.Series:
    """Whether each share is higher than that of the rest of its theme, all cells together wrong at most so often.

    Args:
        cells: ``comments`` and ``base`` of each cell.
        wholes: The same of the theme it belongs to, the cell included.
        error: Chance of one wrong cell or more, 0 to 1.
    Returns:
        True or False, one entry a cell.
    """
    from scipy.special import ndtr

    rest = wholes[["comments", "base"]] - cells[["comments", "base"]]
    pooled = (wholes["comments"] / wholes["base"].clip(lower=1)).clip(0, 1)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / cells["base"].clip(lower=1) + 1 / rest["base"].clip(lower=1)))
    apart = cells["comments"] / cells["base"].clip(lower=1) - rest["comments"] / rest["base"].clip(lower=1)
    chance = pd.Series(ndtr(-apart / spread.where(spread > 0, np.inf)), cells.index)
    return chance <= error / max(len(cells), 1)


def in_points(metric: Metric, amount: float) -> float:
    """A difference of the metric as it is said: shares in points of a hundred."""
    return amount * (100.0 if kind_of(metric).unit(metric) == "%" else 1.0)
