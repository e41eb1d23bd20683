"""Tidy frames in, drawings out: calm charts with direct labels, one look for app, links and packs.

One module a family: timelines, shares, splits, relations. Colours and type stand in ``theme``.
"""

from cxlib.charts.arrows import lead_map, metric_tree
from cxlib.charts.causes import cause_tree, fishbone
from cxlib.charts.drawing import Drawing
from cxlib.charts.impact import impact
from cxlib.charts.pictures import get_ready, png, svg
from cxlib.charts.relations import aligned, correlogram, heat, quadrant, scatter
from cxlib.charts.shares import distribution, likert
from cxlib.charts.splits import intervals, pareto, tree_bars, waterfall
from cxlib.charts.timelines import backtest, fan, spark, trend

__all__ = [
    "Drawing",
    "aligned",
    "backtest",
    "cause_tree",
    "correlogram",
    "distribution",
    "fan",
    "fishbone",
    "get_ready",
    "heat",
    "impact",
    "intervals",
    "lead_map",
    "likert",
    "metric_tree",
    "pareto",
    "png",
    "quadrant",
    "scatter",
    "spark",
    "svg",
    "tree_bars",
    "trend",
    "waterfall",
]
