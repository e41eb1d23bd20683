"""Which segments stand behind a metric's change: the search of cxlib.causes, said in a sentence for the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlib.board.findings import Finding
from cxlib.causes import Finding as Segment
from cxlib.causes import segments
from cxlib.errors import CXError, TooManyCategories
from cxlib.language import gettext as _
from cxlib.metrics import display, kind_of
from cxlib.metrics.measures import NOT_SUMMABLE, Measures
from cxlib.workspace import Filter, Metric, Source

WINDOW = {"day": 28, "week": 13, "month": 3, "quarter": 1, "year": 1}
"""Periods on each side of a comparison: about a quarter, against the same quarter a year before where there is one."""
YEAR = {"day": 364, "week": 52, "month": 12, "quarter": 4, "year": 1}
MOST_LEVELS = 40
MOST = 3
LEAST_PART = 0.1  # a segment that makes less of the change is true, but not worth a sentence
ROLES = ("dimension", "department", "yes_no")


COMPARISONS = ("year", "before")
Spans = tuple[list[pd.Period], list[pd.Period]]
YES_NO = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class Compared:
    """A metric's sums in two spans of finished periods.

    Attributes:
        before, after: Sums by the dimensions ``by``, one row a cell and period.
        before_periods, after_periods: The periods of each span, in order.
        by: The dimensions.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    before_periods: tuple[pd.Period, ...]
    after_periods: tuple[pd.Period, ...]
    by: tuple[str, ...]


def windows(periods: Sequence[pd.Period], grain: str, comparison: str = "year") -> Spans:
    """The finished periods before and after that a change is explained between.

    The last quarter is held against the same quarter a year ago, so that seasons do not pass for causes; with less
    than a year of data, or on request, against the time just before.
    """
    length = WINDOW[grain]
    after = list(periods[-length:])
    year_ago = [period - YEAR[grain] for period in after]
    if comparison == "year" and all(period in set(periods) for period in year_ago):
        return year_ago, after
    return list(periods[-2 * length : -length]), after


def dimensions(measures: Measures, source: Source, metric: Metric) -> tuple[str, ...]:
    """Columns of the source that a change may be split by: few levels, no ids, no free text, not the metric's own."""
    own = {*metric.columns.values(), *(part.column for part in metric.where)}
    named = [column.name for column in source.columns if column.role in ROLES and column.name not in own]
    return tuple(name for name in named if 2 <= measures.levels(source.id, name) <= MOST_LEVELS)


def compared(
    measures: Measures, metric: Metric, grain: str, where: tuple[Filter, ...] = (), comparison: str = "year"
) -> Compared | None:
    """Sums of the two spans by all fit dimensions; None where the metric cannot be split."""
    source = measures.workspace.source(metric.source)
    by = dimensions(measures, source, metric) if source else ()
    if source is None or metric.kind in NOT_SUMMABLE or not by:
        return None
    known = measures.cut(metric, grain, (), where).periods
    spans = windows([period for period in known if measures.is_whole(metric, period)], grain, comparison)
    return _sides(measures, metric, grain, by, where, spans) if all(spans) else None


def _sides(
    measures: Measures, metric: Metric, grain: str, by: tuple[str, ...], where: tuple[Filter, ...], spans: Spans
) -> Compared:
    """Both spans by as many dimensions as a cube can hold; the one with the most values is left out first."""
    try:
        before, after = (measures.span(metric, grain, by, where, span).sums(metric) for span in spans)
    except TooManyCategories as problem:
        fewer = tuple(name for name in by if name != problem.column)
        if not fewer or fewer == by:
            raise
        return _sides(measures, metric, grain, fewer, where, spans)
    return Compared(before, after, tuple(spans[0]), tuple(spans[1]), by)


def explained(
    measures: Measures, metric: Metric, grain: str, where: tuple[Filter, ...] = (), comparison: str = "year"
) -> list[Finding]:
    """The segments that explain the metric's change between the two spans, each as a finding."""
    sides = compared(measures, metric, grain, where, comparison)
    if sides is None:
        return []
    try:
        found = segments(sides.before, sides.after, by=list(sides.by))
    except CXError:  # too few answers on one side: nothing honest can be said
        return []
    change = ratio(sides.after) - ratio(sides.before)
    least = metric.minimum_base if measures.hides_small(metric) else 0
    telling = [item for item in found if item.base >= least and abs(item.contribution) >= LEAST_PART * abs(change)]
    return [_finding(metric, item, change) for item in telling[:MOST]]


def ratio(sums: pd.DataFrame) -> float:
    """Numerators over denominators of all rows; the plain sum where there are no denominators."""
    below = sums["denominator"].sum() if "denominator" in sums else 1.0
    return float(sums["numerator"].sum() / below) if below else 0.0


def _finding(metric: Metric, item: Segment, change: float) -> Finding:
    scale = kind_of(metric).scale(metric)
    facts = {
        "segment": segment_words(item.where),
        "part": display.size(metric, item.contribution * scale),
        "whole": display.difference(metric, item.contribution * scale),
        "change": display.difference(metric, change * scale),
    }
    same_way = item.contribution * change > 0 and abs(item.contribution) < 1.5 * abs(change)
    weight = abs(item.contribution) * scale * (100.0 if display.is_share(metric) else 1.0)
    words = _words(item, facts, same_way, all_of_it=same_way and abs(item.contribution) >= 0.999 * abs(change))
    return Finding(
        "mix" if item.kind == "mix" else "segment",
        words,
        weight,
        item.q_value,
        "causes",
        {"metric": metric.id},
        dict(item.where),
    )


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
