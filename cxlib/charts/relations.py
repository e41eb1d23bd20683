"""How two measures move together: leads, lags, scatter, importance against performance."""

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.charts.drawing import Drawing, Plane
from cxlib.charts.scales import apart, nice_ticks, readable
from cxlib.charts.series import Label, name_events, placed_events, tick_name, tick_places
from cxlib.charts.theme import colour
from cxlib.language import gettext as _
from cxlib.language import number, period_name


def aligned(
    series: pd.DataFrame,
    events: pd.DataFrame | None = None,
    *,
    outcome: str,
    lead: str,
    after: str,
    labels: tuple[Label, Label] = (readable, readable),
    takeaway: str = "",
    height: int = 260,
) -> Drawing:
    """Two series on one time axis, the lead moved later by its lag, each with its own scale and labels.

    A lead that moves against the outcome is drawn upside down, and said so.

    Args:
        series: One row a period: period, outcome, candidate (as observed one lag before).
        events: Days to mark with their names, or None.
        outcome: Name of the lagging metric.
        lead: Name of the leading metric.
        after: How long the lead runs ahead, in words, such as "6 weeks".
        labels: How values of outcome and lead are written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """  # fmt: skip
    rows = series[series["outcome"].notna() | series["candidate"].notna()]
    first = rows["period"].iloc[0]
    low, high = _reach(rows["outcome"].dropna())
    inverted = bool(rows["outcome"].corr(rows["candidate"]) < 0)
    scale = _Mapping(rows["candidate"].dropna(), low, high, inverted)
    plane = Plane()
    last = float(rows["period"].iloc[-1].ordinal - first.ordinal)
    _scales(plane, scale, last, labels)
    shown = [] if events is None else placed_events(events, first, last)
    for place, _name in shown:
        plane.put("event", place, low, x2=place, y2=high, colour=colour("other"))
    note = name_events(plane, shown, last, high)
    for row in rows.itertuples():
        for value, shade, kind in ((row.candidate, "secondary", "thin"), (row.outcome, "data", "line")):
            if pd.notna(value):
                place = scale.place(value) if kind == "thin" else value
                plane.put(kind, row.period.ordinal - first.ordinal, place, colour=colour(shade), series=kind)
    _name_pair(plane, (low, high), outcome, _moved_name(lead, after, inverted))
    for place in tick_places(last):
        below = low - (high - low) * 0.09
        plane.put("middle", place, below, text=tick_name(first + int(place)), colour=colour("secondary"))
    plane.extent((0, low), (last, high))
    columns = {"period": rows["period"].map(period_name), "outcome": rows["outcome"], "candidate": rows["candidate"]}
    numbers = pd.DataFrame(columns).set_axis([_("Period"), outcome, _moved_name(lead, after, False)], axis=1)
    sentence = takeaway or _("Both on one time axis, the lead moved later.")
    return plane.drawing(height, sentence, numbers, bottom=6, note=note)


def _scales(plane: Plane, scale: "_Mapping", last: float, labels: tuple[Label, Label]) -> None:
    for value in nice_ticks(scale.low, scale.high):
        plane.put("grid", 0, value, x2=last, y2=value, colour=colour("grid"))
        plane.put("end", 0, value, text=labels[0](value), colour=colour("data"))
    for value in nice_ticks(*scale.span, 3):
        plane.put("start", last, scale.place(value), text=labels[1](value), colour=colour("secondary"))


def _moved_name(lead: str, after: str, inverted: bool) -> str:
    if inverted:
        return _("{lead}, {after} later, upside down", lead=lead, after=after)
    return _("{lead}, {after} later", lead=lead, after=after)


def _name_pair(plane: Plane, span: tuple[float, float], outcome: str, lead: str) -> None:
    low, high = span
    plane.put("label strong", 0, high + (high - low) * 0.2, text=outcome, colour=colour("data"))
    plane.put("label", 0, high + (high - low) * 0.13, text=lead, colour=colour("secondary"))


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


def _reach(values: pd.Series | np.ndarray, share: float = 0.07) -> tuple[float, float]:
    low, high = float(np.min(values)), float(np.max(values))
    room = (high - low or abs(high) or 1.0) * share
    return low - room, high + room


def correlogram(lags: pd.DataFrame, *, best: int | None = None, takeaway: str = "", height: int = 180) -> Drawing:
    """Correlation at each lag with the band that chance alone would stay in.

    Args:
        lags: One row a lag: lag (periods the lead runs ahead), value (-1 to 1), lower, upper (the band).
        best: Lag drawn in colour; every one beyond the band if None.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """
    plane = Plane()
    step = max(1, round(lags["lag"].max() / 4))  # a phone holds nine numbers
    for row in lags.itertuples():
        plane.put("bar", row.lag - 0.5, row.lower, x2=row.lag + 0.5, y2=row.upper, colour=colour("limits"))
    for row in lags.itertuples():
        tip = _("{lag} periods ahead: {value}", lag=row.lag, value=number(row.value, 2))
        beyond = not row.lower <= row.value <= row.upper
        shade = "data" if row.lag == best or (best is None and beyond) else "other"
        plane.put("bar", row.lag - 0.18, 0, x2=row.lag + 0.18, y2=row.value, colour=colour(shade), tip=tip)
        if row.lag % step == 0:
            plane.put("middle", row.lag, _floor(lags) - 0.1, text=number(row.lag), colour=colour("secondary"))
    plane.put("grid", lags["lag"].min() - 0.5, 0, x2=lags["lag"].max() + 0.5, y2=0, colour=colour("secondary"))
    top = max(float(lags[["value", "upper"]].max().max()), 0.2)
    chance = _("what chance alone would do")
    plane.put("label", lags["lag"].min() - 0.5, lags["upper"].iloc[0] + 0.07, text=chance, colour=colour("secondary"))
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
    x: str,
    y: str,
    labels: tuple[Label, Label] = (readable, readable),
    takeaway: str = "",
    height: int = 260,
) -> Drawing:
    """The outcome against its lead, with the line through them and its band; the newest point in colour.

    Args:
        points: One row a pair: period, candidate, outcome, and where known fitted, lower, upper (line and band).
        x: Name of the candidate.
        y: Name of the outcome.
        labels: How candidate and outcome are written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """  # fmt: skip
    plane = Plane()
    span = _reach(points["candidate"]), _reach(points["outcome"])
    _frame(plane, *span, (x, y), labels)
    low, high = span[1]
    for row in points.sort_values("candidate").itertuples() if "fitted" in points else ():
        bottom, top = np.clip([row.lower, row.upper], low, high)
        plane.put("band", row.candidate, bottom, y2=top, colour=colour("data-95"), series="band")
        plane.put("thin", row.candidate, float(np.clip(row.fitted, low, high)), colour=colour("data"), series="fitted")
    newest = points["period"].max()
    for row in points.itertuples():
        tip = _("{name}: {values}", name=period_name(row.period),
                values=f"{labels[0](row.candidate)} · {labels[1](row.outcome)}")  # fmt: skip
        kind = "dot" if row.period == newest else "speck"
        plane.put(kind, row.candidate, row.outcome, colour=colour("data"), amount=0.55, tip=tip)
    latest = points[points["period"] == newest].iloc[0]
    right = latest["candidate"] > sum(span[0]) / 2
    side = "end strong" if right else "start strong"
    plane.put(side, latest["candidate"], latest["outcome"], text=period_name(newest), colour=colour("data"))
    numbers = points[["period", "candidate", "outcome"]].assign(period=points["period"].map(period_name))
    shown = numbers.rename(columns={"period": _("Period"), "candidate": x, "outcome": y})
    return plane.drawing(height, takeaway or _("{y} against {x}.", y=y, x=x), shown, bottom=6, top=12)


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
    drivers: pd.DataFrame,
    *,
    labels: tuple[Label, Label] = (number, number),
    borders: tuple[float, float] | None = None,
    takeaway: str = "",
    height: int = 320,
) -> Drawing:
    """Importance against performance: fix first, keep strong, watch, do not over-invest.

    Args:
        drivers: One row a driver: driver, importance, performance.
        borders: Performance and importance where the quarters part; the medians without it.
        labels: How performance (across) and importance (up) are written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """
    plane = Plane()
    (left, right), (low, high) = _reach(drivers["performance"], 0.1), _reach(drivers["importance"], 0.16)
    middles = float(drivers["performance"].median()), float(drivers["importance"].median())
    across, up = borders or middles
    _frame(plane, (left, right), (low, high), (_("Performance"), _("Importance")), labels)
    plane.put("event", across, low, x2=across, y2=high, colour=colour("other"))
    plane.put("event", left, up, x2=right, y2=up, colour=colour("other"))
    inset = (high - low) * 0.035
    _corners(plane, (left, right), (low + inset, high - inset))
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


def _corners(plane: Plane, across: tuple[float, float], up: tuple[float, float]) -> None:
    (left, right), (low, high) = across, up
    plane.put("start strong", left, high, text=_("fix first"), colour=colour("missed"))
    plane.put("end", right, high, text=_("keep strong"), colour=colour("secondary"))
    plane.put("start", left, low, text=_("watch"), colour=colour("secondary"))
    plane.put("end", right, low, text=_("do not over-invest"), colour=colour("secondary"))


def _two_lines(name: str) -> str:
    """A column's name so narrow that neighbours stay apart on a phone."""
    return "\n".join(textwrap.wrap(name, 10)[:2])


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
    titles = [_two_lines(str(name)) for name in columns]
    second = 0.42 * any("\n" in title for title in titles)  # rows: room for a second line above the first cells
    for index, title in enumerate(titles):
        plane.put("column", index, 0.72 + second, text=title, colour=colour("secondary"))
    for index, name in enumerate(rows):
        plane.put("near end", -0.5, -index, text=str(name), colour=colour("ink"))
    plane.extent((-0.5, 0.5), (len(columns) - 0.5, -len(rows) + 0.5))
    numbers = cells.pivot(index="row", columns="column", values="value").reindex(index=rows, columns=columns)
    shown = numbers.rename_axis(columns=None).reset_index().rename(columns={"row": _("Row")})
    said = takeaway or _("Darker is further from the middle.")
    return plane.drawing(30 * len(rows), said, shown, top=24 + round(30 * second))
