"""Why a number changed, and the few things that make most of it."""

from typing import Any

import pandas as pd

from cxlib.charts.drawing import Drawing
from cxlib.charts.rows import Row, Rows
from cxlib.charts.series import Label
from cxlib.language import gettext as _
from cxlib.language import number, percent, points

VITAL = 0.8  # the vital few together make this share


def waterfall(
    steps: pd.DataFrame,
    *,
    label: Label = points,
    before: float | None = None,
    after: float | None = None,
    level: Label = number,
    names: tuple[str, str] | None = None,
    good: str = "up",
    takeaway: str = "",
    most: int = 7,
) -> Drawing:
    """The change step by step, the largest contributions first, the rest as one.

    Where both parts of a contribution point the same way they are drawn apart: solid, the same customers answered
    differently (rate); pale, there were more or fewer of them (mix).

    Args:
        steps: One row a segment, largest first: segment (missing for the rest), mix, rate; they add up to the change.
        label: How a difference is written, with its sign.
        before: Value at the start; with ``after`` it frames the steps.
        after: Value at the end.
        level: How the values before and after are written.
        names: What the two ends are called.
        good: ``"up"`` if more is better, else ``"down"``.
        takeaway: What the picture says, in a sentence.
        most: How many segments are drawn on their own.
    """  # fmt: skip
    parts = _largest(steps, most)
    start = 0.0 if before is None else float(before)
    reached = (start + (parts["mix"] + parts["rate"]).cumsum()).tolist()
    low, high = min([start, *reached]), max([start, *reached])
    rows = Rows(low, high) if before is None else Rows(min(low, 0.0), max(high, 0.0))  # bars of values start at zero
    first, last = names or (_("Before"), _("After"))
    _end(rows, first, before, level)
    place = start
    for part in parts.itertuples():
        place = _step(rows.add(part.segment), place, part, good, label)
    _end(rows, last, after, level)
    if after is None:
        row = rows.add(_("Change in all"), strong=True)
        row.bar(start, place, "data", label(place - start))
        row.say(max(start, place), label(place - start), kind="start strong")
    if (parts["mix"] != 0).any():
        rows.legend(_("solid: inside the segment; pale: more or fewer of it"))
    numbers = parts.assign(total=parts["mix"] + parts["rate"])[["segment", "mix", "rate", "total"]]
    titles = {"segment": _("Segment"), "mix": _("Mix"), "rate": _("Rate"), "total": _("Total")}
    sentence = takeaway or _("The change is {change} in all.", change=label(reached[-1] - start if reached else 0.0))
    return rows.drawing(sentence, numbers.rename(columns=titles))


def _largest(steps: pd.DataFrame, most: int) -> pd.DataFrame:
    named = steps[["segment", "mix", "rate"]].assign(
        segment=[_("all others") if pd.isna(name) else str(name) for name in steps["segment"]]
    )
    rest = named.iloc[most:]
    if len(rest) < 2:
        return named.reset_index(drop=True)
    summed = {"segment": _("{count} others", count=len(rest)), "mix": rest["mix"].sum(), "rate": rest["rate"].sum()}
    return pd.concat([named.iloc[:most], pd.DataFrame([summed])], ignore_index=True)


def _end(rows: Rows, name: str, value: float | None, level: Label) -> None:
    if value is None:
        return
    row = rows.add(name, strong=True)
    row.bar(0.0, value, "data", _("{name}: {value}", name=name, value=level(value)))
    row.say(value, level(value), kind="start strong")


def _step(row: Row, place: float, part: Any, good: str, label: Label) -> float:
    total = part.mix + part.rate
    shade = "met" if (total > 0) == (good == "up") else "missed"
    tip = _("{segment}: {total}\nanswers {rate}, mix {mix}", segment=part.segment, total=label(total),
            rate=label(part.rate), mix=label(part.mix))  # fmt: skip
    if part.rate * part.mix >= 0:
        row.bar(place, place + part.rate, shade, tip)
        row.bar(place + part.rate, place + total, shade, tip, 0.45)
    else:
        row.bar(place, place + total, shade, tip)
    row.say(max(place, place + total), label(total))
    return place + total


def pareto(issues: pd.DataFrame, *, label: Label = number, takeaway: str = "", most: int = 10) -> Drawing:
    """Issues by cost, the vital few in colour, with the share they make together.

    Args:
        issues: One row an issue: issue, cost, and where known low and high.
        label: How a cost is written.
        takeaway: What the picture says, in a sentence.
        most: How many issues are drawn; the rest are summed in one row.
    """
    ranked = issues.sort_values("cost", ascending=False, kind="stable").reset_index(drop=True)
    total = float(ranked["cost"].sum()) or 1.0
    ranked["together"] = ranked["cost"].cumsum() / total
    vital = ranked["together"].shift(fill_value=0.0) < VITAL
    shown = ranked.head(most)
    highest = float(shown[[name for name in ("cost", "high") if name in shown]].max().max())
    rows = Rows(0.0, highest)
    for issue, few in zip(shown.to_dict("records"), vital, strict=False):
        _issue(rows, issue, few, label)
    rest = ranked.iloc[most:]
    if len(rest):
        row = rows.add(_("{count} others", count=len(rest)))
        row.bar(0, float(rest["cost"].sum()), "limits")
        row.say(float(rest["cost"].sum()), label(float(rest["cost"].sum())), "secondary")
    titles = {"issue": _("Issue"), "cost": _("Cost"), "low": _("Low"), "high": _("High"), "together": _("Together")}
    numbers = ranked[[name for name in titles if name in ranked]].rename(columns=titles)
    sentence = takeaway or _("{count} of {all} issues make {share} of the cost.", count=int(vital.sum()),
                             all=len(ranked), share=percent(float(ranked["together"][vital].max())))  # fmt: skip
    return rows.drawing(sentence, numbers)


def _issue(rows: Rows, issue: dict, few: bool, label: Label) -> None:
    row = rows.add(str(issue["issue"]), strong=few)
    words = _("{cost} · {share} together", cost=label(issue["cost"]), share=percent(issue["together"]))
    row.bar(0, issue["cost"], "data" if few else "other", _("{name}: {words}", name=issue["issue"], words=words))
    end = issue["cost"]
    if pd.notna(issue.get("low")) and pd.notna(issue.get("high")):
        row.whisker(issue["low"], issue["high"])
        end = max(end, issue["high"])
    row.say(end, words, "ink" if few else "secondary")


def tree_bars(nodes: pd.DataFrame, *, label: Label = number, takeaway: str = "") -> Drawing:
    """A drill into a change: each level indented under its parent, with contribution and interval.

    Args:
        nodes: One row a node in reading order: segment, total, and where known depth (0 for the root), lower, upper.
        label: How a contribution is written.
        takeaway: What the picture says, in a sentence.
    """
    spans = nodes[[name for name in ("total", "lower", "upper") if name in nodes]]
    low, high = min(0.0, float(spans.min().min())), max(0.0, float(spans.max().max()))
    rows = Rows(low, high if high > low else low + 1.0)
    for node in nodes.to_dict("records"):
        depth = int(node.get("depth", 1))
        row = rows.add("\u2003" * max(depth - 1, 0) + str(node["segment"]), strong=depth == 0)
        row.bar(0, node["total"], "other" if depth > 1 else "data", label(node["total"]))
        reach = [0.0, node["total"]]
        if pd.notna(node.get("lower")) and pd.notna(node.get("upper")):
            row.whisker(node["lower"], node["upper"])
            reach += [node["lower"], node["upper"]]
        row.say(max(reach), label(node["total"]))
    if low < 0:
        rows.rule(0.0)
    titles = {"segment": _("Segment"), "total": _("Contribution"), "lower": _("From"), "upper": _("To")}
    numbers = nodes[[name for name in titles if name in nodes]].rename(columns=titles)
    return rows.drawing(takeaway or _("Contributions, largest first."), numbers)


def intervals(
    segments: pd.DataFrame, *, label: Label = number, overall: float | None = None, takeaway: str = "", accent: str = ""
) -> Drawing:
    """A value for each segment with its interval and base, against the overall value.

    Args:
        segments: One row a segment: segment, value, lower, upper, and where known base.
        label: How a value is written.
        overall: Value of all together, drawn as a line through the rows.
        takeaway: What the picture says, in a sentence.
        accent: Name of the segment to draw in colour; all are in colour if empty.
    """
    reach = segments[["value", "lower", "upper"]].stack()
    low, high = float(reach.min()), float(reach.max())
    room = (high - low or abs(high) or 1.0) * 0.05
    rows = Rows(low - room, high + room)
    for segment in segments.to_dict("records"):
        shade = "data" if accent in ("", segment["segment"]) else "other"
        row = rows.add(str(segment["segment"]), strong=bool(accent) and shade == "data")
        row.whisker(segment["lower"], segment["upper"], shade)
        row.dot(segment["value"], shade, _interval_words(segment, label))
        row.say(segment["upper"], label(segment["value"]))
    if overall is not None:
        rows.rule(overall, _("all {value}", value=label(overall)))
    titles = {"segment": _("Segment"), "value": _("Value"), "lower": _("From"), "upper": _("To"), "base": _("Base")}
    numbers = segments[[name for name in titles if name in segments]].rename(columns=titles)
    sentence = takeaway or _("Each segment with its interval.")
    return rows.drawing(sentence, numbers, bottom=6)


def _interval_words(segment: dict, label: Label) -> str:
    words = _("{segment}: {value} ({lower} to {upper})", segment=segment["segment"], value=label(segment["value"]),
              lower=label(segment["lower"]), upper=label(segment["upper"]))  # fmt: skip
    if pd.isna(segment.get("base")):
        return words
    return words + "\n" + _("base {count}", count=number(segment["base"]))
