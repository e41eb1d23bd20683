"""The same metric as if the mix were another: weighted to known shares, or with the mix of all periods."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlib.metrics.estimating import estimates
from cxlib.sources.cubes import Cube
from cxlib.stats.weighting import raked_weights
from cxlib.workspace import Metric

_LINEAR = ("numerator", "denominator", "squares", "cross", "squares_d", "weight")


def weighted(cube: Cube, metric: Metric, shares: Mapping[str, Mapping[str, float]], cap: float = 5.0) -> Cube:
    """The cube with one metric's answers weighted, in every period, to known shares of its dimensions.

    Args:
        cube: Sums by at least the dimensions that ``shares`` names.
        metric: A metric whose sums add up.
        shares: Dimension → level → known share of the population, 0 to 1.
        cap: Largest weight, in means.

    Returns:
        A cube whose estimates of ``metric`` are weighted; their intervals follow Kish's effective base.
    """
    own = f"{metric.id}."
    weights = pd.Series(1.0, index=cube.frame.index)
    for _, cells in cube.frame.groupby("period", sort=False):
        weights[cells.index] = raked_weights(cells, shares, cells[f"{own}base"].fillna(0.0), cap).weights
    base = cube.frame[f"{own}base"]
    weight = cube.frame.get(f"{own}weight", base)
    frame = cube.frame.assign(**{f"{own}weight": weight})
    frame[f"{own}weight_squares"] = weights**2 * cube.frame.get(f"{own}weight_squares", base)
    linear = [f"{own}{name}" for name in _LINEAR if f"{own}{name}" in frame]
    frame[linear] = frame[linear].mul(weights, axis=0)
    return replace(cube, frame=frame, parts=(), dataset=None)


def mix_adjusted(cube: Cube, metric: Metric, level: float = 0.95) -> pd.DataFrame:
    """The metric as it would have moved with an unchanged mix: a line to lay beside the raw one.

    Every period's segments are weighed by their share of the denominator over all periods (direct standardisation).

    Args:
        cube: Sums by the dimensions whose mix is held still.
        metric: A ratio; totals have no mix.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        ``period``, ``value``, ``lower``, ``upper``, ``base``. A segment without answers in a period is left out there
        and its share goes to the others.
    """
    if f"{metric.id}.denominator" not in cube.frame:
        raise ValueError(f"metric {metric.id!r} is no ratio of sums")
    parts = estimates(cube, metric, level)
    keys = list(cube.by)
    whole = cube.frame.groupby(keys, dropna=False)[f"{metric.id}.denominator"].transform("sum")
    share = whole.where(parts["value"].notna(), 0.0).to_numpy()
    share = share / pd.Series(share).groupby(parts["period"]).transform("sum").replace(0, np.nan).to_numpy()
    below, above = parts["value"] - parts["lower"], parts["upper"] - parts["value"]
    pieces = pd.DataFrame(
        {
            "period": parts["period"],
            "value": share * parts["value"],
            "below": (share * below) ** 2,
            "above": (share * above) ** 2,
            "base": parts["base"],
        }
    )
    added = pieces.groupby("period").sum(min_count=1).reset_index()
    limits = {"lower": added["value"] - np.sqrt(added["below"]), "upper": added["value"] + np.sqrt(added["above"])}
    return added.assign(**limits)[["period", "value", "lower", "upper", "base"]]
