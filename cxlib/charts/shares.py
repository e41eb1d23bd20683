"""Distributions: how many gave which answer, before any average is shown."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.charts.drawing import Drawing, Plane
from cxlib.charts.rows import Rows
from cxlib.charts.theme import colour
from cxlib.language import gettext as _
from cxlib.language import number, percent

NPS_GROUPS = ((0, 6, "missed"), (7, 8, "other"), (9, 10, "met"))
ROOM_INSIDE = 0.07  # a segment smaller than this share has no room for its number


def distribution(
    answers: pd.DataFrame, *, nps: bool = False, takeaway: str = "", height: int = 190, mean: float | None = None
) -> Drawing:
    """Upright bars of the answers, each with its share; on the 0-10 scale with detractors, passives and promoters.

    Args:
        answers: One row an answer in scale order: answer (number or text) and count.
        nps: Whether the answers are the 0-10 scale of the Net Promoter Score.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
        mean: Average answer, told on hover only.
    """
    total = float(answers["count"].sum()) or 1.0
    shares = answers["count"] / total
    plane = Plane()
    highest = float(shares.max()) or 1.0
    for place, (answer, share, count) in enumerate(zip(answers["answer"], shares, answers["count"], strict=True)):
        tip = _("{answer}: {share} ({count} answers)", answer=answer, share=percent(share), count=number(count))
        tip = tip if mean is None else tip + "\n" + _("mean {mean}", mean=number(mean, 1))
        shade = _group_colour(float(answer)) if nps else "data"
        plane.put("bar", place - 0.42, 0, x2=place + 0.42, y2=share, colour=colour(shade), tip=tip)
        plane.put("above", place, share + highest * 0.015, text=percent(share), colour=colour("secondary"))
        plane.put("middle", place, -highest * 0.09, text=str(answer), colour=colour("ink"))
    if nps:
        _name_groups(plane, shares, highest)
    plane.extent((-0.5, 0), (len(answers) - 0.5, highest))
    numbers = pd.DataFrame({_("Answer"): answers["answer"].astype(str), _("Answers"): answers["count"],
                            _("Share of the answers"): shares.map(percent)})  # fmt: skip
    sentence = takeaway or _("{count} answers.", count=number(total))
    return plane.drawing(height, sentence, numbers, top=18)


def _group_colour(score: float) -> str:
    return next(shade for low, high, shade in NPS_GROUPS if low <= score <= high)


def _name_groups(plane: Plane, shares: pd.Series, highest: float) -> None:
    names = (_("detractors {share}"), _("passives {share}"), _("promoters {share}"))
    spots = ((3.0, "middle strong", 0.21), (7.5, "middle strong", 0.33), (10.5, "end strong", 0.21))
    for (low, high, shade), name, (place, kind, depth) in zip(NPS_GROUPS, names, spots, strict=True):
        share = percent(float(shares.iloc[low : high + 1].sum()))
        words = colour("secondary" if shade == "other" else shade)
        plane.put(kind, place, -highest * depth, text=name.format(share=share), colour=words)


def likert(items: pd.DataFrame, categories: Sequence[str], *, takeaway: str = "") -> Drawing:
    """Answers on an agreement scale: bars of 100 % that part at the middle, the bad to the left.

    Args:
        items: One row an item and category: item, category, share (0 to 1 within the item).
        categories: Names of the categories from worst to best.
        takeaway: What the picture says, in a sentence.
    """
    table = items.pivot(index="item", columns="category", values="share").reindex(columns=list(categories)).fillna(0.0)
    table = table.loc[list(dict.fromkeys(items["item"]))]
    middle, odd = len(categories) // 2, len(categories) % 2 == 1
    left = table.iloc[:, :middle].sum(axis=1) + (table.iloc[:, middle] / 2 if odd else 0.0)
    rows = Rows(-float(left.max()), float((1 - left).max()))
    for item, shares in table.iterrows():
        row = rows.add(str(item))
        place = -float(left[item])
        for rank, (category, share) in enumerate(shares.items()):
            shade, amount = _likert_shade(rank, len(categories))
            tip = _("{category}: {share}", category=category, share=percent(share))
            row.bar(place, place + share, shade, tip, amount)
            if share >= ROOM_INSIDE:
                strong = amount == 1.0 and shade != "other"
                row.say(place + share / 2, percent(share), "card" if strong else "ink", "inside")
            place += share
    rows.rule(0.0)
    rows.plane.put("label", rows.low, -rows.count - 0.2, text=str(categories[0]), colour=colour("missed"))
    rows.plane.put("end", rows.high, -rows.count - 0.2, text=str(categories[-1]), colour=colour("met"))
    numbers = table.map(percent).reset_index().rename(columns={"item": _("Item")}).rename_axis(columns=None)
    return rows.drawing(takeaway or _("Answers from worst to best."), numbers, bottom=6)


def _likert_shade(rank: int, count: int) -> tuple[str, float]:
    middle = (count - 1) / 2
    if rank == middle:
        return "other", 0.45
    distance = abs(rank - middle) / middle
    return ("missed" if rank < middle else "met"), float(np.round(0.35 + 0.65 * distance, 2))
