"""A metric over time: the card's small picture, the large one, its forecast and the forecast's back-test."""

from typing import Any

import pandas as pd

from cxlib.charts.drawing import Drawing
from cxlib.charts.series import Label, Series
from cxlib.charts.theme import colour
from cxlib.language import gettext as _
from cxlib.language import number, period_name

SPARK_AHEAD = 3  # a small picture looks ahead a third of what it looks back


def spark(
    periods: pd.DataFrame,
    forecast: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    *,
    label: Label = number,
    takeaway: str = "",
    height: int = 72,
    labelled: bool = True,
) -> Drawing:
    """The small picture of a card: history, natural limits, target, forecast; no axis, one word.

    Args:
        periods: One row a period (the contract of ``cxlib.charts.series``).
        forecast: The periods to come, or None; the nearest are drawn.
        events: Days to mark, or None.
        label: How a value is written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
        labelled: Whether the target says "target" at its end.
    """  # fmt: skip
    near = None if forecast is None else forecast.head(max(3, len(periods) // SPARK_AHEAD))
    picture = Series(periods, near, events, label)
    picture.limits()
    picture.events(named=False)
    picture.target("target", _("target") if labelled else "")
    picture.forecast()
    picture.history()
    picture.plane.extent((0, picture.low), (picture.last_x, picture.high))
    return picture.plane.drawing(height, takeaway or picture.sentence(), picture.values(), bottom=2, top=4)


def trend(
    periods: pd.DataFrame,
    forecast: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    *,
    label: Label = number,
    takeaway: str = "",
    height: int = 280,
    instead: pd.DataFrame | None = None,
) -> Drawing:
    """The metric over time with its intervals, limits, target, events and forecast; values on hover.

    Args:
        periods: One row a period (the contract of ``cxlib.charts.series``).
        forecast: The periods to come, or None.
        events: Days to mark with their names, or None.
        label: How a value is written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
        instead: What would come otherwise: period, mean; drawn beside the forecast, or None.
    """  # fmt: skip
    picture = Series(periods, forecast, events, label, instead=instead)
    picture.ticks()
    picture.limits()
    picture.intervals()
    picture.events(named=True)
    picture.ends()
    picture.forecast()
    picture.history()
    picture.hover()
    return picture.plane.drawing(
        height, takeaway or picture.sentence(), picture.numbers(), bottom=6, top=18, note=picture.note
    )


def fan(
    periods: pd.DataFrame,
    forecast: pd.DataFrame,
    events: pd.DataFrame | None = None,
    *,
    label: Label = number,
    takeaway: str = "",
    height: int = 300,
    instead: pd.DataFrame | None = None,
) -> Drawing:
    """What is to come: the forecast with its 80 and 95 % bands against the paths of target and stretch.

    History is shortened to three times the horizon, at least a year of months, so that the fan has room.
    """  # fmt: skip
    keep = max(12, 3 * len(forecast))
    first = periods["period"].iloc[max(0, int(periods["value"].notna().sum()) - keep)]
    shown = periods[periods["period"] >= first]
    return trend(shown, forecast, events, label=label, takeaway=takeaway, height=height, instead=instead)


def backtest(
    periods: pd.DataFrame, folds: pd.DataFrame, *, label: Label = number, takeaway: str = "", height: int = 260
) -> Drawing:
    """What the method would have said before each period, against what came.

    Args:
        periods: What came: period, value.
        folds: What was said: period, mean, lower_80, upper_80 and, where several steps were forecast, cutoff.
        label: How a value is written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """
    picture = Series(periods, None, None, label, also=folds)
    picture.ticks()
    for cutoff, fold in folds.groupby("cutoff") if "cutoff" in folds else [("all", folds)]:
        for row in fold.itertuples():
            x = picture.x(row.period)
            picture.plane.put("interval", x, row.lower_80, x2=x, y2=row.upper_80, colour=colour("data-80"))
            picture.plane.put("dashed", x, row.mean, colour=colour("data"), series=str(cutoff))
            picture.plane.put("ring", x, row.mean, colour=colour("data"), tip=_said(row, label))
    picture.history(ink=True)
    numbers = folds.merge(periods[["period", "value"]], on="period", how="left")
    titles = {"period": _("Period"), "value": _("What came"), "mean": _("Forecast"),
              "lower_80": _("80\u202f% from"), "upper_80": _("80\u202f% to")}  # fmt: skip
    shown = (
        numbers[list(titles)].rename(columns=titles).assign(**{titles["period"]: numbers["period"].map(period_name)})
    )
    sentence = takeaway or _("What the method said before each period, and what came.")
    return picture.plane.drawing(height, sentence, shown, bottom=6, top=10)


def _said(row: Any, label: Label) -> str:
    return _("{period}: said {mean} ({lower} to {upper})", period=period_name(row.period), mean=label(row.mean),
             lower=label(row.lower_80), upper=label(row.upper_80))  # fmt: skip
