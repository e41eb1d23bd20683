"""The small picture of a card."""

import pandas as pd

from cxlib.charts.drawing import Drawing
from cxlib.charts.series import Label, Series
from cxlib.language import gettext as _
from cxlib.language import number


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
        forecast: The periods to come, or None.
        events: Days to mark, or None.
        label: How a value is written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
        labelled: Whether the target says "target" at its end.
    """  # fmt: skip
    picture = Series(periods, forecast, events, label)
    picture.limits()
    picture.events(named=False)
    picture.target("target", _("target") if labelled else "")
    picture.forecast()
    picture.history()
    picture.plane.extent((0, picture.low), (picture.last_x, picture.high))
    return picture.plane.drawing(height, takeaway or picture.sentence(), picture.numbers(), bottom=2, top=4)
