"""Charts that can be edited in PowerPoint: their numbers lie in the presentation, in the unit a reader knows."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from math import ceil, floor, log10
from typing import Any, NamedTuple

import pandas as pd

from cxlib.board.chances import chance_words
from cxlib.language import current, period_name
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.packs.cells import quoted
from cxlib.packs.deck import shade
from cxlib.review import IssueCost, MetricSeen

BACK, AHEAD = 18, 6
NAMES = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DAY = 86_400
TIME_UNITS = {"day": ("days", 1), "week": ("days", 7), "month": ("months", 1)}
"""Grains that stand on an axis of dates: its unit, and how many of them a period is."""
LOCALES = {"th": "[$-107041E]", "fa": "[$-3000429]", "hu": "[$-40E]", "vi": "[$-42A]"}
"""Digits, calendar and language of a number format (ECMA-376, 18.8.31): Thai with Buddhist years, Persian digits."""
CLOCK = "[m]:ss"
CLOCK_STEPS = (1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)  # seconds


class Scale(NamedTuple):
    """How a metric's numbers are written in a chart: by what they are multiplied, and the number format."""

    factor: float
    format: str


def scale(metric: MetricSeen) -> Scale:
    """Percent stays a share with a percent format, durations become clock times, money and points plain numbers."""
    decimals = "." + "0" * metric.decimals if metric.decimals else ""
    if metric.unit == "%":
        return Scale(1.0, f"0{decimals}%")
    if metric.unit in display.CLOCK_UNITS:
        return Scale(display.CLOCK_UNITS[metric.unit] / DAY, CLOCK)
    if metric.unit in display.CURRENCIES:
        return Scale(1.0, f'"{metric.unit} "#,##0{decimals}')
    return Scale(1.0, f"#,##0{decimals}")


class Rows(NamedTuple):
    """The columns of a chart's sheet, one entry a period."""

    periods: list[str] | list[date]
    actual: list[float | None]
    forecast: list[float | None]
    target: list[float | None]
    low: list[float | None]
    width: list[float | None]


def rows(metric: MetricSeen) -> Rows:
    """The last periods and the nearest ones to come; the band opens at the last value that was seen."""
    past = [one for one in metric.periods if one.finished][-BACK:]
    coming = list(metric.ahead[:AHEAD])
    factor = scale(metric).factor
    values = [_times(one.value, factor) for one in past]
    last = next((value for value in reversed(values) if value is not None), None)
    bridge: list[float | None] = [*([None] * (len(past) - 1)), last] if past else []
    low = [last if last is not None else 0.0] * len(past) + [_times(one.lower, factor) for one in coming]
    high = [_times(one.upper, factor) for one in coming]
    widths = [0.0] * len(past) + [None if lower is None or upper is None else upper - lower
                                  for lower, upper in zip(low[len(past):], high, strict=True)]  # fmt: skip
    starts = [one.start for one in (*past, *coming)]
    return Rows(
        starts if metric.grain in TIME_UNITS else [_named(metric, start) for start in starts],
        [*values, *([None] * len(coming))],
        [*(bridge if coming else [None] * len(past)), *(_times(one.value, factor) for one in coming)],
        [_times(one.target, factor) for one in (*past, *coming)],
        low if coming else [],
        widths if coming else [],
    )


def _named(metric: MetricSeen, start: date) -> str:
    return period_name(pd.Period(pd.Timestamp(start), freq=metric.frequency))


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def trend(slide: Any, place: tuple[Any, ...], metric: MetricSeen) -> Any:
    """A line chart of a metric with its target, its forecast and the forecast's band; returns the chart."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    shown, how = rows(metric), scale(metric)
    sheet = CategoryChartData(number_format=how.format)
    sheet.categories = shown.periods
    sheet.categories.number_format = _day_format(metric)
    series = _series(metric, shown)
    for name, values in series:
        sheet.add_series(quoted(name), values)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *place, sheet).chart
    chart.has_legend = chart.has_title = False
    _axes(chart, metric, shown, how)
    _lines(chart, [name for name, _values in series], metric, shown)
    if shown.width:
        _band(chart)
    return chart


def _series(metric: MetricSeen, shown: Rows) -> list[tuple[str, list[float | None]]]:
    band = [(_("Forecast, lower limit (80 %)"), shown.low), (_("Forecast, width of the band (80 %)"), shown.width)]
    kept: list[tuple[str, list[float | None]]] = band if shown.width else []
    if any(value is not None for value in shown.target):
        kept = [*kept, (_("Target"), shown.target)]
    if shown.width:
        kept = [*kept, (_("Forecast"), shown.forecast)]
    return [*kept, (metric.name, shown.actual)]


def _axes(chart: Any, metric: MetricSeen, shown: Rows, how: Scale) -> None:
    low, high, step = _reach(shown, how)
    value = chart.value_axis
    value.minimum_scale, value.maximum_scale, value.major_unit = low, high, step
    value.has_major_gridlines = True
    _stroke(value.major_gridlines.format.line, "grid", 0.75)
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = how.format, False
    _stroke(chart.category_axis.format.line, "hairline", 0.75)
    for axis in (value, chart.category_axis):
        _font(axis.tick_labels.font, 11, "secondary")
    if metric.grain in TIME_UNITS:
        chart.category_axis.tick_labels.number_format = _day_format(metric)
        chart.category_axis.tick_labels.number_format_is_linked = False
        _sparse(chart.category_axis, metric, len(shown.periods))


def _reach(shown: Rows, how: Scale) -> tuple[float, float, float]:
    """Round ends of the value axis around everything that is drawn, and the step between its labels."""
    tops = [(low or 0) + (width or 0) for low, width in zip(shown.low, shown.width, strict=True)]
    drawn = [value for part in (shown.actual, shown.forecast, shown.target, shown.low, tops) for value in part
             if value is not None]  # fmt: skip
    low, high = (min(drawn), max(drawn)) if drawn else (0.0, 1.0)
    room = (high - low) or abs(high) or 1.0
    step = _round_step(room / 4, how)
    bottom = floor((low - 0.1 * room) / step) * step
    return (max(bottom, 0.0) if low >= 0 else bottom), ceil((high + 0.1 * room) / step) * step, step


def _round_step(rough: float, how: Scale) -> float:
    """The next round step: 1, 2 or 5 times a power of ten, of clock times 5, 10, 15, 30 seconds and so on."""
    if how.format == CLOCK:
        return next((step for step in CLOCK_STEPS if step >= rough * DAY), CLOCK_STEPS[-1]) / DAY
    power = 10.0 ** floor(log10(rough))
    return power * next(part for part in (1, 2, 5, 10) if part * power >= rough * (1 - 1e-9))


def _day_format(metric: MetricSeen) -> str:
    """Month and year, or day and month; in the words, digits and years of the presentation's language.

    Programs give Persian months the names of the solar calendar, whose months are other ones: they are told as numbers.
    """
    if metric.grain not in TIME_UNITS:
        return "General"
    month, days = ("mm/yyyy", "dd/mm") if current() == "fa" else ("mmm\\ yyyy", "d\\ mmm")
    return LOCALES.get(current(), "") + (month if metric.grain == "month" else days)


def _sparse(axis: Any, metric: MetricSeen, count: int) -> None:
    """About six labels on the axis of time: the file format has it, the library does not."""
    from lxml import etree

    element = axis._element
    unit, days = TIME_UNITS[metric.grain]
    for name in ("baseTimeUnit", "majorUnit", "majorTimeUnit", "minorUnit", "minorTimeUnit"):
        for old in element.findall(f"{{{NAMES}}}{name}"):
            element.remove(old)
    settings = (("baseTimeUnit", unit), ("majorUnit", str(max(1, -(-count // 6)) * days)), ("majorTimeUnit", unit))
    for name, value in settings:  # in the order the format asks for, at the axis's end
        etree.SubElement(element, f"{{{NAMES}}}{name}", val=value)


def _lines(chart: Any, names: Sequence[str], metric: MetricSeen, shown: Rows) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    looks: dict[str, tuple[str, float, Any]] = {
        _("Target"): ("secondary", 1.25, MSO_LINE.ROUND_DOT),
        _("Forecast"): ("data", 2.0, MSO_LINE.DASH),
        metric.name: ("data", 2.5, None),
    }
    for name, series in zip(names, chart.plots[0].series, strict=True):
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        if name in looks:
            colour, width, dash = looks[name]
            _stroke(series.format.line, colour, width)
            if dash is not None:
                series.format.line.dash_style = dash
    _label(chart.plots[0].series[-1], shown.actual, metric.value_words, bold=True)
    if _("Target") in names:
        at = chart.plots[0].series[names.index(_("Target"))]
        _label(at, shown.target, _("target"), bold=False, first=True)


def _label(series: Any, values: Sequence[float | None], words: str, bold: bool, first: bool = False) -> None:
    """One point named on the picture itself, instead of a legend."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE

    known = [place for place, value in enumerate(values) if value is not None]
    if not known:
        return
    at = known[min(2, len(known) - 1)] if first else known[-1]
    falling = not first and len(known) > 1 and (values[known[-2]] or 0) > (values[at] or 0)
    point = series.points[at]
    label = point.data_label
    label.position = XL_LABEL_POSITION.BELOW if falling else XL_LABEL_POSITION.ABOVE
    run = label.text_frame.paragraphs[0].add_run()
    run.text = words
    _font(run.font, 14 if bold else 11, "ink" if bold else "secondary", bold)
    if bold:
        point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        _fill(point.marker.format, "data")
        _stroke(point.marker.format.line, "data", 0.75)


def _band(chart: Any) -> None:
    """Moves the first two series, the lower limit and the width above it, into a stacked area under the lines."""
    from lxml import etree

    lines = chart._chartSpace.find(f".//{{{NAMES}}}lineChart")
    area = etree.Element(f"{{{NAMES}}}areaChart")
    etree.SubElement(area, f"{{{NAMES}}}grouping", val="stacked")
    etree.SubElement(area, f"{{{NAMES}}}varyColors", val="0")
    for place, series in enumerate(lines.findall(f"{{{NAMES}}}ser")[:2]):
        lines.remove(series)
        for name in ("marker", "smooth"):
            for part in series.findall(f"{{{NAMES}}}{name}"):
                series.remove(part)
        _look(series, "data-80" if place else "")
        area.append(series)
    for axis in lines.findall(f"{{{NAMES}}}axId"):
        area.append(deepcopy(axis))
    lines.addprevious(area)


def _look(series: Any, colour: str) -> None:
    """Fills an area series with a palette colour, or leaves it unseen."""
    from lxml import etree

    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    for old in series.findall(f"{{{NAMES}}}spPr"):
        series.remove(old)
    look = etree.Element(f"{{{NAMES}}}spPr")
    if colour:
        fill = etree.SubElement(look, f"{{{drawing}}}solidFill")
        etree.SubElement(fill, f"{{{drawing}}}srgbClr", val=shade(colour))
    else:
        etree.SubElement(look, f"{{{drawing}}}noFill")
    line = etree.SubElement(look, f"{{{drawing}}}ln")
    etree.SubElement(line, f"{{{drawing}}}noFill")
    series.find(f"{{{NAMES}}}tx").addnext(look)


def chances(slide: Any, place: tuple[Any, ...], metrics: Sequence[MetricSeen]) -> Any:
    """Bars of the chance of each target, the least likely on top; returns the chart."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    ranked = sorted(metrics, key=lambda one: -(one.chance or 0.0))  # bars are drawn from the bottom up
    sheet = CategoryChartData(number_format="0%")
    sheet.categories = [quoted(one.name) for one in ranked]
    sheet.add_series(quoted(_("Chance of meeting the target")), [one.chance for one in ranked])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, sheet).chart
    chart.has_legend = chart.has_title = False
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.visible, axis.has_major_gridlines = 0, 1.35, False, False
    chart.category_axis.format.line.fill.background()
    _font(chart.category_axis.tick_labels.font, 13, "ink")
    plot = chart.plots[0]
    plot.gap_width = 70
    for number, one in enumerate(ranked):
        point = plot.series[0].points[number]
        _fill(point.format, "missed" if (one.chance or 0) < 0.5 else "data")
        point.data_label.position = XL_LABEL_POSITION.OUTSIDE_END
        run = point.data_label.text_frame.paragraphs[0].add_run()
        run.text = chance_words(one.chance or 0.0)
        _font(run.font, 13, "ink", True)
    return chart


def _stroke(line: Any, colour: str, width: float) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    line.color.rgb = RGBColor.from_string(shade(colour))
    line.width = Pt(width)


def _fill(format: Any, colour: str) -> None:
    from pptx.dml.color import RGBColor

    format.fill.solid()
    format.fill.fore_color.rgb = RGBColor.from_string(shade(colour))


def _font(font: Any, size: float, colour: str, bold: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    font.size, font.bold = Pt(size), bold
    font.color.rgb = RGBColor.from_string(shade(colour))


def issues(slide: Any, place: tuple[Any, ...], costs: Sequence[IssueCost], currency: str) -> Any:
    """Bars of what recurring issues cost, the vital few in colour; returns the chart."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    ranked = list(reversed(costs))  # bars are drawn from the bottom up
    sheet = CategoryChartData(number_format=f'"{currency} "#,##0')
    sheet.categories = [quoted(one.name) for one in ranked]
    sheet.add_series(quoted(_("Cost in a year")), [one.cost for one in ranked])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, sheet).chart
    chart.has_legend = chart.has_title = False
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = 0, max((one.cost for one in ranked), default=1.0) * 1.25
    axis.visible, axis.has_major_gridlines = False, False
    chart.category_axis.format.line.fill.background()
    _font(chart.category_axis.tick_labels.font, 13, "ink")
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = f'"{currency} "#,##0', False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _font(plot.data_labels.font, 12, "ink", True)
    for point, one in enumerate(ranked):
        _fill(plot.series[0].points[point].format, "data" if one.vital else "other")
    return chart
