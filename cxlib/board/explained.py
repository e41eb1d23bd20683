"""Which segments stand behind a metric's change: the search of cxlib.causes, said in a sentence for the board."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlib.board.findings import Finding
from cxlib.causes import Finding as Segment
from cxlib.causes import segments
from cxlib.causes.comparing import (
    COMPARISONS,
    Compared,
    Comparison,
    compared,
    dimensions,
    finished_periods,
    ratio,
    windows,
)
from cxlib.errors import CXError
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import percent
from cxlib.metrics import display, kind_of
from cxlib.metrics.counted import ANSWERED
from cxlib.metrics.measures import Measures
from cxlib.workspace import Filter, Metric

MOST = 3
LEAST_PART = 0.1  # a segment that makes less of the change is true, but not worth a sentence
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
__all__ = ["COMPARISONS", "Compared", "Comparison", "compared", "dimensions", "explained", "finished_periods", "ratio",
           "said", "segment_words", "telling", "windows"]  # fmt: skip


def explained(
    measures: Measures,
    metric: Metric,
    grain: str,
    where: tuple[Filter, ...] = (),
    comparison: Comparison | str = "year",
) -> list[Finding]:
    """The segments that explain the metric's change between the two sides, each as a finding."""
    sides = compared(measures, metric, grain, where, comparison)
    if sides is None:
        return []
    return said(metric, sides, telling(measures, metric, sides)[:MOST])


def telling(measures: Measures, metric: Metric, sides: Compared) -> list[Segment]:
    """The segments that explain enough of a change to be worth a sentence, largest first."""
    if not sides.searchable:
        return []
    try:
        found = segments(sides.before, sides.after, by=list(sides.by))
    except CXError:  # too few answers on one side: nothing honest can be said
        return []
    change = ratio(sides.after) - ratio(sides.before)
    least = metric.minimum_base if measures.hides_small(metric) else 0
    return [item for item in found if item.base >= least and abs(item.contribution) >= LEAST_PART * abs(change)]


def said(metric: Metric, sides: Compared, told: Sequence[Segment]) -> list[Finding]:
    """Segments as findings, in words."""
    change = ratio(sides.after) - ratio(sides.before)
    return [_finding(metric, item, change, sides.scale, bool(sides.group), _shares(sides, item)) for item in told]


def _shares(sides: Compared, item: Segment) -> tuple[float, float] | None:
    """How much of each side a segment of the mix makes, 0 to 1; None where that does not tell what it did.

    A segment may shrink because a new one came, and have grown among all others.
    """
    if item.kind != "mix":
        return None
    sums = [_of_segment(side, item.where) for side in (sides.before, sides.after)]
    (before, after), values = ([part.share for part in sums], [part.apart for part in sums])
    apart = sum(value for value in values if value == value)
    return (before, after) if (after - before) * apart * item.contribution > 0 else None


class _Part(NamedTuple):
    """A segment's share of one side, and how far its ratio lies from that of the others (NaN where it is absent)."""

    share: float
    apart: float


def _of_segment(sums: pd.DataFrame, where: Mapping[str, Any]) -> _Part:
    inside = pd.Series(True, index=sums.index)
    for column, value in where.items():
        inside &= sums[column].isna() if value is None else sums[column] == value
    whole, part = sums[["numerator", "denominator"]].sum(), sums.loc[inside, ["numerator", "denominator"]].sum()
    rest = whole - part
    known = part["denominator"] > 0 and rest["denominator"] > 0
    apart = part["numerator"] / part["denominator"] - rest["numerator"] / rest["denominator"] if known else np.nan
    return _Part(float(part["denominator"] / whole["denominator"]), float(apart))


def _finding(
    metric: Metric,
    item: Segment,
    change: float,
    scale: float | None = None,
    grouped: bool = False,
    shares: tuple[float, float] | None = None,
) -> Finding:
    """``change`` and the segment's contribution are ratios of sums; ``scale`` brings them to the metric's unit."""
    scale = kind_of(metric).scale(metric) if scale is None else scale
    facts = {
        "segment": segment_words(item.where),
        "part": display.size(metric, item.contribution * scale),
        "whole": display.difference(metric, item.contribution * scale),
        "change": display.difference(metric, change * scale),
    }
    same_way = item.contribution * change > 0 and abs(item.contribution) < 1.5 * abs(change)
    weight = abs(item.contribution) * scale * (100.0 if display.is_share(metric) else 1.0)
    all_of_it = same_way and abs(item.contribution) >= 0.999 * abs(change)
    if item.kind == "mix" and shares is not None:
        words = _mix_words(metric, item, facts | _from_to(shares), grouped, shares[1] > shares[0])
    elif item.kind == "mix" and metric.kind not in ANSWERED:
        words = _mix_of_cases(facts, grouped)
    elif grouped:
        words = _group_words(item, facts, same_way, all_of_it)
    else:
        words = _words(item, facts, same_way, all_of_it)
    return Finding(
        "mix" if item.kind == "mix" else "segment",
        words,
        weight,
        item.q_value,
        "causes",
        {"metric": metric.id},
        dict(item.where),
    )


def _from_to(shares: tuple[float, float]) -> dict[str, str]:
    """Both shares in words, with a decimal where whole percent would be the same or nothing."""
    decimals = 0 if abs(shares[1] - shares[0]) >= 0.02 and min(shares) >= 0.01 else 1
    return {"before": percent(shares[0], decimals), "after": percent(shares[1], decimals)}


_MIX = {  # (answers, grew, the number rose): the sentence
    (True, True, True): N_("{segment} grew from {before} to {after} of the answers, which pushed it up by {whole}: "
                           "a change in who answered."),
    (True, True, False): N_("{segment} grew from {before} to {after} of the answers, which pulled it down by {whole}: "
                            "a change in who answered."),
    (True, False, True): N_("{segment} shrank from {before} to {after} of the answers, which pushed it up by {whole}: "
                            "a change in who answered."),
    (True, False, False): N_("{segment} shrank from {before} to {after} of the answers, which pulled it down by "
                             "{whole}: a change in who answered."),
    (False, True, True): N_("{segment} grew from {before} to {after} of the cases, which pushed it up by {whole}: "
                            "a change in the mix."),
    (False, True, False): N_("{segment} grew from {before} to {after} of the cases, which pulled it down by {whole}: "
                             "a change in the mix."),
    (False, False, True): N_("{segment} shrank from {before} to {after} of the cases, which pushed it up by {whole}: "
                             "a change in the mix."),
    (False, False, False): N_("{segment} shrank from {before} to {after} of the cases, which pulled it down by "
                              "{whole}: a change in the mix."),
}  # fmt: skip
_GROUP_MIX = {  # (answers, the number is higher)
    (True, True): N_("{segment} makes {after} of the group's answers and {before} of the others', "
                     "which puts it {whole} higher."),
    (True, False): N_("{segment} makes {after} of the group's answers and {before} of the others', "
                      "which puts it {whole} lower."),
    (False, True): N_("{segment} makes {after} of the group's cases and {before} of the others', "
                      "which puts it {whole} higher."),
    (False, False): N_("{segment} makes {after} of the group's cases and {before} of the others', "
                       "which puts it {whole} lower."),
}  # fmt: skip


def _mix_words(metric: Metric, item: Segment, facts: dict[str, str], grouped: bool, grew: bool) -> str:
    """Which kind there is more or less of, from what to what, and what that alone did to the number."""
    answers, up = metric.kind in ANSWERED, item.contribution > 0
    return _(_GROUP_MIX[answers, up] if grouped else _MIX[answers, grew, up], **facts)


def _mix_of_cases(facts: dict[str, str], grouped: bool) -> str:
    """Tickets, orders and weeks answer nothing."""
    if grouped:
        return _("The group has more or fewer cases from {segment}: {whole} of the difference.", **facts)
    return _("More or fewer cases from {segment} moved it by {whole}: a change in the mix.", **facts)


def _group_words(item: Segment, facts: dict[str, str], same_way: bool, all_of_it: bool) -> str:
    if item.kind == "mix":
        return _("The group has more or fewer answers from {segment}: {whole} of the difference.", **facts)
    if all_of_it and item.contribution < 0:
        return _("{segment} explains all of the {change} it is lower than the rest.", **facts)
    if all_of_it:
        return _("{segment} explains all of the {change} it is higher than the rest.", **facts)
    if same_way and item.contribution < 0:
        return _("{segment} explains {part} of the {change} it is lower than the rest.", **facts)
    if same_way:
        return _("{segment} explains {part} of the {change} it is higher than the rest.", **facts)
    if item.contribution < 0:
        return _("{segment} pulls the group down by {whole}, against the difference.", **facts)
    return _("{segment} pushes the group up by {whole}, against the difference.", **facts)


def segment_words(where: Mapping[str, Any]) -> str:
    """A segment as people call it: Billing × South; a level that says nothing alone goes with its column's name."""
    return " × ".join(_level_words(column, value) for column, value in where.items())


def _level_words(column: str, value: Any) -> str:
    if value is None:
        return _("{column}: none", column=column)
    text = str(value)
    if text.casefold() in YES_NO:
        return _("{column}: yes", column=column) if YES_NO[text.casefold()] else _("{column}: no", column=column)
    return _("{column}: {value}", column=column, value=text) if text.replace(".", "").isdigit() else text


def _words(item: Segment, facts: dict[str, str], same_way: bool, all_of_it: bool) -> str:
    if item.kind == "mix":
        return _("More or fewer answers from {segment} moved it by {whole}: a change in who answered.", **facts)
    if all_of_it and item.contribution < 0:
        return _("{segment} explains all of the {change} it fell.", **facts)
    if all_of_it:
        return _("{segment} explains all of the {change} it rose.", **facts)
    if same_way and item.contribution < 0:
        return _("{segment} explains {part} of the {change} it fell.", **facts)
    if same_way:
        return _("{segment} explains {part} of the {change} it rose.", **facts)
    if item.contribution < 0:
        return _("{segment} pulled it down by {whole}, against the rest.", **facts)
    return _("{segment} pushed it up by {whole}, against the rest.", **facts)
