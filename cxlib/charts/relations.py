"""How two measures move together: leads, lags, scatter, importance against performance."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.charts.drawing import Drawing, Plane
from cxlib.charts.scales import apart, nice_ticks
from cxlib.charts.series import Label, tick_name, tick_places
from cxlib.charts.theme import colour
from cxlib.language import gettext as _
from cxlib.language import number, period_name

NODE = 40  # px between two metrics of the map


def lead_map(pairs: pd.DataFrame, *, takeaway: str = "") -> Drawing:
    """What leads what: leading metrics left, lagging ones right, sure links solid, guesses dashed.

    Args:
        pairs: One row a link: lead, outcome, words (such as "6 weeks"), strength (0 to 1), sure (bool).
        takeaway: What the picture says, in a sentence.
    """
    plane = Plane()
    leads, outcomes = list(dict.fromkeys(pairs["lead"])), list(dict.fromkeys(pairs["outcome"]))
    tall = max(len(leads), len(outcomes), 1)
    left = {name: -(index + 0.5) * tall / len(leads) for index, name in enumerate(leads)}
    right = {name: -(index + 0.5) * tall / len(outcomes) for index, name in enumerate(outcomes)}
    for pair in pairs.itertuples():
        start, end = left[pair.lead], right[pair.outcome]
        shade = colour("data" if pair.sure else "other")
        plane.put("link" if pair.sure else "guess", 0, start, x2=1, y2=end, colour=shade)
        plane.put("above", 0.36, start + 0.36 * (end - start) + 0.04, text=pair.words,
                  colour=colour("ink" if pair.sure else "secondary"))  # fmt: skip
    for places, at, kind in ((left, 0.0, "near end"), (right, 1.0, "near start")):
        for name, place in places.items():
            plane.put("dot", at, place, colour=colour("data"), tip=str(name))
            plane.put(kind, at, place, text=str(name), colour=colour("ink"))
    plane.extent((0, 0), (1, -tall))
    numbers = pd.DataFrame({
        _("Leads"): pairs["lead"], _("Lags"): pairs["outcome"], _("By"): pairs["words"], _("Strength"): pairs["strength"],
        _("State"): [_("held out of sample") if sure else _("guess") for sure in pairs["sure"]],
    })  # fmt: skip
    return plane.drawing(NODE * tall, takeaway or _("Which metrics move first."), numbers)


def aligned(
    outcome: pd.Series,
    lead: pd.Series,
    lag: int,
    *,
    names: tuple[str, str],
    labels: tuple[Label, Label] = (number, number),
    inverted: bool = False,
    takeaway: str = "",
    height: int = 240,
) -> Drawing:
    """Two series on one time axis, the lead moved later by its lag, each with its own scale and labels.

    Args:
        outcome: Lagging metric, PeriodIndex.
        lead: Leading metric, PeriodIndex of the same frequency.
        lag: Periods by which the lead runs ahead.
        names: Names of outcome and lead.
        labels: How values of outcome and lead are written.
        inverted: Draws the lead upside down, for a lead that moves against the outcome.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """  # fmt: skip
    later = lead.dropna().copy()
    later.index = later.index + lag
    known = outcome.dropna()
    later = later[later.index >= known.index[0]]
    first = known.index[0]
    low, high = _reach(known)
    scale = _Mapping(later, low, high, inverted)
    plane = Plane()
    last = float(max(known.index[-1].ordinal, later.index[-1].ordinal) - first.ordinal)
    _own_ticks(plane, (low, high), labels[0], 0.0, "end", "data", last)
    for value in nice_ticks(*scale.span, 3):
        plane.put("start", last, scale.place(value), text=labels[1](value), colour=colour("secondary"))
    for series, shade, kind, name, place in (
        (later, "secondary", "thin", names[1], scale.place), (known, "data", "line", names[0], float),
    ):  # fmt: skip
        for period, value in series.items():
            plane.put(kind, period.ordinal - first.ordinal, place(value), colour=colour(shade), series=kind)
    words = _("{name}, {lag} periods later", name=names[1], lag=lag)
    words = _("{words}, upside down", words=words) if inverted else words
    plane.put("label strong", 0, high + (high - low) * 0.13, text=names[0], colour=colour("data"))
    plane.put("near end", last, high + (high - low) * 0.13, text=words, colour=colour("secondary"))
    for place in tick_places(last, first):
        plane.put(
            "middle", place, low - (high - low) * 0.09, text=tick_name(first + int(place)), colour=colour("secondary")
        )
    plane.extent((0, low), (last, high))
    together = pd.DataFrame({names[0]: known, words: later}).sort_index()
    numbers = together.rename_axis(_("Period")).reset_index()
    numbers[_("Period")] = numbers[_("Period")].map(period_name)
    return plane.drawing(
        height, takeaway or _("Both series on one time axis, the lead moved later."), numbers, bottom=6
    )


class _Mapping:
    """Puts values of the lead on the outcome's scale."""

    def __init__(self, series: pd.Series, low: float, high: float, inverted: bool) -> None:
        self.span = (float(series.min()), float(series.max()))
        self.low, self.high, self.inverted = low, high, inverted

    def place(self, value: float) -> float:
        """Where ``value`` stands on the outcome's scale, in its inner nine tenths."""
        width = self.span[1] - self.span[0] or 1.0
        share = (value - self.span[0]) / width
        share = 1 - share if self.inverted else share
        return self.low + (0.05 + 0.9 * share) * (self.high - self.low)


def _reach(values: pd.Series | np.ndarray) -> tuple[float, float]:
    low, high = float(np.min(values)), float(np.max(values))
    room = (high - low or abs(high) or 1.0) * 0.07
    return low - room, high + room


def _own_ticks(
    plane: Plane, span: tuple[float, float], label: Label, at: float, kind: str, shade: str, width: float
) -> None:
    for value in nice_ticks(*span):
        plane.put("grid", 0, value, x2=width, y2=value, colour=colour("grid"))
        plane.put(kind, at, value, text=label(value), colour=colour(shade))


def correlogram(lags: pd.DataFrame, *, best: int | None = None, takeaway: str = "", height: int = 180) -> Drawing:
    """Correlation at each lag with the band that chance alone would stay in.

    Args:
        lags: One row a lag: lag (periods the lead runs ahead), value (-1 to 1), lower, upper (the band).
        best: Lag drawn in colour.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """
    plane = Plane()
    for row in lags.itertuples():
        plane.put("bar", row.lag - 0.5, row.lower, x2=row.lag + 0.5, y2=row.upper, colour=colour("limits"))
    for row in lags.itertuples():
        tip = _("{lag} periods ahead: {value}", lag=row.lag, value=number(row.value, 2))
        shade = "data" if row.lag == best else "other"
        plane.put("bar", row.lag - 0.18, 0, x2=row.lag + 0.18, y2=row.value, colour=colour(shade), tip=tip)
        plane.put("middle", row.lag, _floor(lags) - 0.1, text=number(row.lag), colour=colour("secondary"))
    plane.put("grid", lags["lag"].min() - 0.5, 0, x2=lags["lag"].max() + 0.5, y2=0, colour=colour("secondary"))
    top = max(float(lags[["value", "upper"]].max().max()), 0.2)
    plane.put("label", lags["lag"].min() - 0.5, float(lags["upper"].iloc[0]) + 0.07, text=_("what chance alone would do"),
              colour=colour("secondary"))  # fmt: skip
    plane.put("end", lags["lag"].max() + 0.5, _floor(lags) - 0.24, text=_("periods ahead"), colour=colour("secondary"))
    plane.extent((lags["lag"].min() - 0.5, _floor(lags)), (lags["lag"].max() + 0.5, top))
    titles = {"lag": _("Periods ahead"), "value": _("Correlation"), "lower": _("Chance from"), "upper": _("Chance to")}
    sentence = takeaway or _("Correlation at each lag; the pale band is what chance alone would do.")
    return plane.drawing(height, sentence, lags[list(titles)].rename(columns=titles), bottom=6)


def _floor(lags: pd.DataFrame) -> float:
    return min(float(lags[["value", "lower"]].min().min()), -0.1)


def scatter(
    points: pd.DataFrame,
    *,
    names: tuple[str, str],
    labels: tuple[Label, Label] = (number, number),
    line: tuple[float, float] | None = None,
    accent: str = "",
    takeaway: str = "",
    height: int = 280,
) -> Drawing:
    """One measure against another, the newest or a named point in colour.

    Args:
        points: One row a point: x, y, name.
        names: What x and y are.
        labels: How x and y are written.
        line: Intercept and slope of a line through the points, or None.
        accent: Name of the point in colour.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """  # fmt: skip
    plane = Plane()
    (left, right), (low, high) = _reach(points["x"]), _reach(points["y"])
    _frame(plane, (left, right), (low, high), names, labels)
    if line is not None:
        for x in (left, right):
            plane.put("thin", x, float(np.clip(line[0] + line[1] * x, low, high)), colour=colour("ink"), series="line")
    for point in points.itertuples():
        words = f"{labels[0](point.x)}, {labels[1](point.y)}"
        tip = _("{name}: {values}", name=point.name, values=words)
        chosen = bool(accent) and point.name == accent
        plane.put("dot" if chosen else "speck", point.x, point.y, colour=colour("data"), amount=0.55, tip=tip)
        if chosen:
            plane.put("start strong", point.x, point.y, text=str(point.name), colour=colour("data"))
    numbers = points[["name", "x", "y"]].rename(columns={"name": _("Point"), "x": names[0], "y": names[1]})
    return plane.drawing(height, takeaway or _("{y} against {x}.", y=names[1], x=names[0]), numbers, bottom=6, top=12)


def _frame(
    plane: Plane, across: tuple[float, float], up: tuple[float, float], names: Sequence[str], labels: Sequence[Label]
) -> None:
    (left, right), (low, high) = across, up
    tall = high - low
    for value in nice_ticks(low, high):
        plane.put("grid", left, value, x2=right, y2=value, colour=colour("grid"))
        plane.put("end", left, value, text=labels[1](value), colour=colour("secondary"))
    for value in nice_ticks(left, right):
        plane.put("middle", value, low - tall * 0.06, text=labels[0](value), colour=colour("secondary"))
    plane.put("label", left, high + tall * 0.05, text=names[1], colour=colour("ink"))
    plane.put("end", right, low - tall * 0.14, text=names[0], colour=colour("ink"))
    plane.extent((left, low), (right, high))


def quadrant(
    drivers: pd.DataFrame, *, labels: tuple[Label, Label] = (number, number), takeaway: str = "", height: int = 320
) -> Drawing:
    """Importance against performance, parted at the medians: fix first, keep strong, watch, do not over-invest.

    Args:
        drivers: One row a driver: driver, importance, performance.
        labels: How performance (across) and importance (up) are written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """
    plane = Plane()
    (left, right), (low, high) = _reach(drivers["performance"]), _reach(drivers["importance"])
    across, up = float(drivers["performance"].median()), float(drivers["importance"].median())
    _frame(plane, (left, right), (low, high), (_("Performance"), _("Importance")), labels)
    plane.put("event", across, low, x2=across, y2=high, colour=colour("other"))
    plane.put("event", left, up, x2=right, y2=up, colour=colour("other"))
    inset = (high - low) * 0.035
    for words, x, y, kind in ((_("fix first"), left, high - inset, "start strong"), (_("keep strong"), right, high - inset, "end"),
                              (_("watch"), left, low + inset, "start"), (_("do not over-invest"), right, low + inset, "end")):  # fmt: skip
        plane.put(kind, x, y, text=words, colour=colour("missed" if kind == "start strong" else "secondary"))
    places = apart(drivers["importance"].tolist(), (high - low) * 0.055)
    for driver, place in zip(drivers.itertuples(), places, strict=True):
        fix = driver.performance < across and driver.importance >= up
        shade = colour("missed" if fix else "data")
        tip = _("{driver}: importance {importance}, performance {performance}", driver=driver.driver,
                importance=labels[1](driver.importance), performance=labels[0](driver.performance))  # fmt: skip
        plane.put("dot", driver.performance, driver.importance, colour=shade, tip=tip)
        kind = "near end" if driver.performance > left + (right - left) * 0.7 else "near start"
        plane.put(kind, driver.performance, place, text=str(driver.driver), colour=colour("ink"))
    titles = {"driver": _("Driver"), "importance": _("Importance"), "performance": _("Performance")}
    sentence = takeaway or _("Important and weak is fixed first.")
    return plane.drawing(height, sentence, drivers[list(titles)].rename(columns=titles), bottom=6, top=14)


def heat(cells: pd.DataFrame, *, label: Label = number, middle: float | None = None, takeaway: str = "") -> Drawing:
    """A table of values with their size as shade; around ``middle`` in two colours.

    Args:
        cells: One row a cell: row, column, value, in reading order.
        label: How a value is written.
        middle: Value that is neither good nor bad; None shades by size alone.
        takeaway: What the picture says, in a sentence.
    """
    rows, columns = list(dict.fromkeys(cells["row"])), list(dict.fromkeys(cells["column"]))
    centre = float(cells["value"].min()) if middle is None else middle
    widest = float((cells["value"] - centre).abs().max()) or 1.0
    plane = Plane()
    for cell in cells.dropna(subset=["value"]).itertuples():
        x, y = columns.index(cell.column), -rows.index(cell.row)
        shade = "data" if middle is None else ("met" if cell.value >= centre else "missed")
        amount = round(0.06 + 0.5 * abs(cell.value - centre) / widest, 3)
        tip = _("{row}, {column}: {value}", row=cell.row, column=cell.column, value=label(cell.value))
        plane.put("bar", x - 0.48, y + 0.46, x2=x + 0.48, y2=y - 0.46, colour=colour(shade), amount=amount, tip=tip)
        plane.put("middle", x, y, text=label(cell.value), colour=colour("ink"))
    for index, name in enumerate(columns):
        plane.put("inside", index, 0.72, text=str(name), colour=colour("secondary"))
    for index, name in enumerate(rows):
        plane.put("near end", -0.5, -index, text=str(name), colour=colour("ink"))
    plane.extent((-0.5, 0.5), (len(columns) - 0.5, -len(rows) + 0.5))
    numbers = cells.pivot(index="row", columns="column", values="value").reindex(index=rows, columns=columns)
    shown = numbers.rename_axis(columns=None).reset_index().rename(columns={"row": _("Row")})
    return plane.drawing(30 * len(rows), takeaway or _("Darker is further from the middle."), shown, top=24)
