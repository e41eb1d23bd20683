"""Why a number changed, and the few things that make most of it."""

import pandas as pd

from cxlib.charts.drawing import Drawing
from cxlib.charts.rows import Row, Rows
from cxlib.charts.series import Label
from cxlib.language import gettext as _
from cxlib.language import number, percent

VITAL = 0.8  # the vital few together make this share


def waterfall(
    parts: pd.DataFrame,
    before: float,
    after: float,
    *,
    label: Label = number,
    change: Label | None = None,
    good: str = "up",
    takeaway: str = "",
    most: int = 7,
) -> Drawing:
    """From the value before to the value after, the largest contributions first, the rest as one.

    Each contribution is drawn as its rate part (solid: the same customers answered differently) and its mix part
    (pale: more or fewer of these customers).

    Args:
        parts: One row a segment: segment, mix, rate; mix and rate add up to ``after - before``.
        before: Value at the start.
        after: Value at the end.
        label: How a value is written.
        change: How a difference is written, with its sign; ``label`` with a sign before it if None.
        good: ``"up"`` if more is better, else ``"down"``.
        takeaway: What the picture says, in a sentence.
        most: How many segments are drawn on their own.
    """  # fmt: skip
    write = change or (lambda size: ("+" if size > 0 else "−" if size < 0 else "") + label(abs(size)))
    steps = _largest(parts, most)
    reached = (before + (steps["mix"] + steps["rate"]).cumsum()).tolist()
    low, high = min([before, after, *reached]), max([before, after, *reached])
    room = (high - low or abs(high) or 1.0) * 0.25
    rows = Rows(low - room, high + room * 0.4)
    _end(rows, _("Before"), before, label)
    place = before
    for part in steps.itertuples():
        row = rows.add(str(part.segment))
        place = _step(row, place, part, good, write)
    _end(rows, _("After"), after, label)
    rows.close()
    numbers = steps.assign(total=steps["mix"] + steps["rate"])[["segment", "mix", "rate", "total"]]
    titles = {"segment": _("Segment"), "mix": _("Mix"), "rate": _("Rate"), "total": _("Total")}
    sentence = takeaway or _("From {before} to {after}.", before=label(before), after=label(after))
    return rows.plane.drawing(rows.height, sentence, numbers.rename(columns=titles))


def _largest(parts: pd.DataFrame, most: int) -> pd.DataFrame:
    total = (parts["mix"] + parts["rate"]).abs()
    ranked = parts.loc[total.sort_values(ascending=False, kind="stable").index, ["segment", "mix", "rate"]]
    rest = ranked.iloc[most:]
    if len(rest) < 2:
        return ranked.reset_index(drop=True)
    summed = {"segment": _("{count} others", count=len(rest)), "mix": rest["mix"].sum(), "rate": rest["rate"].sum()}
    return pd.concat([ranked.iloc[:most], pd.DataFrame([summed])], ignore_index=True)


def _end(rows: Rows, name: str, value: float, label: Label) -> None:
    row = rows.add(name, strong=True)
    row.bar(rows.low, value, "data", _("{name}: {value}", name=name, value=label(value)))
    row.say(value, label(value), kind="start strong")


def _step(row: Row, place: float, part: object, good: str, write: Label) -> float:
    tip = _("{segment}: {total}\nanswers {rate}, mix {mix}", segment=part.segment, total=write(part.mix + part.rate),
            rate=write(part.rate), mix=write(part.mix))  # fmt: skip
    for size, amount in ((part.rate, 1.0), (part.mix, 0.45)):
        shade = "met" if (size > 0) == (good == "up") else "missed"
        row.bar(place, place + size, shade, tip, amount)
        place += size
    right = max(place, place - part.mix, place - part.mix - part.rate)
    row.say(right, write(part.mix + part.rate))
    return place


def pareto(issues: pd.DataFrame, *, label: Label = number, takeaway: str = "", most: int = 10) -> Drawing:
    """Issues by cost, the vital few in colour, with the share they make together.

    Args:
        issues: One row an issue: name, cost, and where known low and high.
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
    rows.close()
    titles = {"name": _("Issue"), "cost": _("Cost"), "low": _("Low"), "high": _("High"), "together": _("Together")}
    numbers = ranked[[name for name in titles if name in ranked]].rename(columns=titles)
    sentence = takeaway or _("{count} of {all} issues make {share} of the cost.", count=int(vital.sum()),
                             all=len(ranked), share=percent(float(ranked["together"][vital].max())))  # fmt: skip
    return rows.plane.drawing(rows.height, sentence, numbers)


def _issue(rows: Rows, issue: dict, few: bool, label: Label) -> None:
    row = rows.add(str(issue["name"]), strong=few)
    words = _("{cost} · {share} together", cost=label(issue["cost"]), share=percent(issue["together"]))
    row.bar(0, issue["cost"], "data" if few else "other", _("{name}: {words}", name=issue["name"], words=words))
    end = issue["cost"]
    if pd.notna(issue.get("low")) and pd.notna(issue.get("high")):
        row.whisker(issue["low"], issue["high"])
        end = max(end, issue["high"])
    row.say(end, words, "ink" if few else "secondary")


def tree_bars(nodes: pd.DataFrame, *, label: Label = number, takeaway: str = "") -> Drawing:
    """A drill into a change: each level indented under its parent, with contribution and interval.

    Args:
        nodes: One row a node in reading order: name, depth (0 for the root), value, and where known lower, upper.
        label: How a contribution is written.
        takeaway: What the picture says, in a sentence.
    """
    spans = nodes[[name for name in ("value", "lower", "upper") if name in nodes]]
    low, high = min(0.0, float(spans.min().min())), max(0.0, float(spans.max().max()))
    rows = Rows(low, high if high > low else low + 1.0)
    for node in nodes.to_dict("records"):
        row = rows.add("\u2003" * int(node["depth"]) + str(node["name"]), strong=node["depth"] == 0)
        row.bar(0, node["value"], "data" if node["depth"] == 0 else "other", label(node["value"]))
        reach = [0.0, node["value"]]
        if pd.notna(node.get("lower")) and pd.notna(node.get("upper")):
            row.whisker(node["lower"], node["upper"])
            reach += [node["lower"], node["upper"]]
        row.say(max(reach), label(node["value"]))
    if low < 0:
        rows.rule(0.0)
    rows.close()
    titles = {"name": _("Part"), "value": _("Contribution"), "lower": _("From"), "upper": _("To")}
    numbers = nodes[[name for name in titles if name in nodes]].rename(columns=titles)
    return rows.plane.drawing(rows.height, takeaway or _("Contributions, largest first."), numbers)


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
    rows.close()
    titles = {"segment": _("Segment"), "value": _("Value"), "lower": _("From"), "upper": _("To"), "base": _("Base")}
    numbers = segments[[name for name in titles if name in segments]].rename(columns=titles)
    sentence = takeaway or _("Each segment with its interval.")
    return rows.plane.drawing(rows.height, sentence, numbers, bottom=6)


def _interval_words(segment: dict, label: Label) -> str:
    words = _("{segment}: {value} ({lower} to {upper})", segment=segment["segment"], value=label(segment["value"]),
              lower=label(segment["lower"]), upper=label(segment["upper"]))  # fmt: skip
    if pd.isna(segment.get("base")):
        return words
    return words + "\n" + _("base {count}", count=number(segment["base"]))
