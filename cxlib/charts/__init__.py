"""Tidy frames in, drawings out: calm charts with direct labels, one look for app, links and packs."""

from cxlib.charts.drawing import Drawing
from cxlib.charts.pictures import png, svg
from cxlib.charts.series import backtest, fan, spark, trend

__all__ = ["Drawing", "backtest", "fan", "png", "spark", "svg", "trend"]
