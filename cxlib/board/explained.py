"""Which segments stand behind a metric's change: the search of cxlib.causes, said in a sentence for the board."""

from collections.abc import Mapping, Sequence
from typing import Any

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
    return [_finding(metric, item, change, sides.scale, bool(sides.group)) for item in told]


def _finding(
    metric: Metric, item: Segment, change: float, scale: float | None = None, grouped: bool = False
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
    if item.kind == "mix" and metric.kind not in ANSWERED:
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
