"""Initiatives as arrows: which metric each one moves, which way, how far, and who pulls the other way."""

from typing import Any

import pandas as pd

from cxlib.charts.drawing import Drawing
from cxlib.charts.rows import Rows
from cxlib.language import gettext as _

SHADES = {"good": "met", "bad": "missed"}


def alignment(arrows: pd.DataFrame, *, takeaway: str = "") -> Drawing:
    """Arrows from the middle, grouped by metric: to the right what is good for the metric, to the left what is bad.

    Args:
        arrows: One row an initiative, grouped by ``metric``: metric (name), name, department, length (signed; 1 is
            the longest arrow drawn), words (size and effort, as said), good (whether it moves the metric the good way).
        takeaway: What the picture says, in a sentence.
    """
    rows = Rows(-1.0, 1.0)
    for metric, group in arrows.groupby("metric", sort=False):
        rows.add(str(metric), strong=True)
        for arrow in group.to_dict("records"):
            _arrow(rows, arrow)
    rows.rule(0.0)
    rows.legend(_("to the right: the good way for the metric; to the left: the wrong way"))
    numbers = arrows[["metric", "name", "department", "words"]]
    titles = {
        "metric": _("Metric"),
        "name": _("Initiative"),
        "department": _("Department"),
        "words": _("Size and effort"),
    }
    return rows.drawing(takeaway or _("Who moves what, and which way."), numbers.rename(columns=titles))


def _arrow(rows: Rows, arrow: dict[str, Any]) -> None:
    name = (
        _("{initiative} · {department}", initiative=arrow["name"], department=arrow["department"])
        if arrow["department"]
        else str(arrow["name"])
    )
    row = rows.add(name, indent=0.03)
    end = max(-1.0, min(1.0, float(arrow["length"])))
    shade = SHADES["good" if arrow["good"] else "bad"]
    row.bar(0.0, end, shade, tip=str(arrow["words"]), amount=0.35)
    row.say(end, "\u25b6" if end >= 0 else "\u25c0", shade, kind="start" if end < 0 else "end")
    row.say(max(end, 0.0) + 0.02, str(arrow["words"]), "ink", kind="start")
