"""Tidy frames in, drawings out: calm charts with direct labels, one look for app, links and packs.

One module a family: spark, trend, shares, splits, relations. Colours and type stand in ``theme``.
"""

from cxlib.charts.drawing import Drawing
from cxlib.charts.pictures import png, svg

__all__ = ["Drawing", "png", "svg"]
