"""What customers speak of: themes by what they move, and by how often they come."""

from collections.abc import Sequence

import pandas as pd

from cxlib.charts.drawing import Drawing
from cxlib.charts.rows import Rows
from cxlib.charts.series import Label
from cxlib.language import gettext as _
from cxlib.language import number, percent

SURE = 0.05  # q-value up to which an impact is drawn in colour


def theme_impacts(
    themes: pd.DataFrame, *, label: Label = number, good: str = "up", takeaway: str = "", note: str = ""
) -> Drawing:
    """Themes by the points that they move a metric, with intervals; what may be noise stays grey.

    Args:
        themes: One row a theme, in the order to be drawn: theme, comments, share, points, points_lower, points_upper,
            q_value (see ``cxlib.voices.impact.theme_table``).
        label: How points are written, with their sign.
        good: ``"up"`` if more of the metric is better, else ``"down"``.
        takeaway: What the picture says, in a sentence.
        note: A quiet line under it.
    """
    shown = themes[themes["points"].notna()]
    rows = Rows(min(0.0, float(shown["points_lower"].min())), max(0.0, float(shown["points_upper"].max())))
    for theme in shown.itertuples():
        row = rows.add(_named(theme.theme, theme.share))
        better = (theme.points > 0) == (good == "up")
        shade = "other" if not theme.q_value <= SURE else "met" if better else "missed"
        row.bar(0.0, theme.points, shade, _tip(theme.theme, theme.comments, label(theme.points)))
        row.whisker(theme.points_lower, theme.points_upper)
        row.say(max(0.0, theme.points_upper), label(theme.points))
    rows.legend(note or _("grey: may be noise"))
    titles = {"theme": _("Theme"), "comments": _("Comments"), "share": _("Share of the comments"),
              "points": _("Points"), "points_lower": _("From"), "points_upper": _("To")}  # fmt: skip
    return rows.drawing(takeaway, shown[list(titles)].rename(columns=titles))


def theme_shares(themes: pd.DataFrame, *, takeaway: str = "") -> Drawing:
    """Themes by how often they come, unhappy comments first in each bar.

    Args:
        themes: One row a theme: theme, comments, share, lower, upper, unhappy, happy (shares of the theme's comments).
        takeaway: What the picture says, in a sentence.
    """
    rows = Rows(0.0, float(themes["upper"].max()) if len(themes) else 1.0)
    for theme in themes.itertuples():
        row = rows.add(_named(theme.theme, theme.share))
        unhappy, happy = (0.0 if part != part else part * theme.share for part in (theme.unhappy, theme.happy))
        tip = _tip(theme.theme, theme.comments, percent(theme.share))
        row.bar(0.0, unhappy, "missed", tip)
        row.bar(unhappy, theme.share - happy, "other", tip)
        row.bar(theme.share - happy, theme.share, "met", tip)
        row.whisker(theme.lower, theme.upper)
        row.say(theme.upper, percent(theme.share))
    rows.legend(_("from unhappy over neutral to happy"))
    titles = {"theme": _("Theme"), "comments": _("Comments"), "share": _("Share of the comments"), "lower": _("From"),
              "upper": _("To"), "unhappy": _("Unhappy"), "happy": _("Happy")}  # fmt: skip
    return rows.drawing(takeaway, themes[list(titles)].rename(columns=titles))


def heat_rows(cells: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Theme cells as ``heat`` wants them: row, column, value, themes and segments in order."""
    ordered = cells[cells["theme"].isin(themes)].copy()
    ordered["theme"] = pd.Categorical(ordered["theme"], list(themes), ordered=True)
    ordered = ordered.sort_values(["theme", "segment"], kind="stable")
    return pd.DataFrame({"row": ordered["theme"].astype(str), "column": ordered["column"], "value": ordered["share"]})


def _named(theme: str, share: float) -> str:
    return _("{theme} · {share} of comments", theme=theme, share=percent(share, 1 if share < 0.01 else 0))


def _tip(theme: str, comments: int, amount: str) -> str:
    return _("{theme}: {amount}, {count} comments", theme=theme, amount=amount, count=number(comments))
