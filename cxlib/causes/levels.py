"""Levels of a metric: its detractors, the dissatisfied, those below expectation; and who is at one of them."""

from dataclasses import dataclass, replace

import pandas as pd

from cxlib.causes.comparing import dimensions
from cxlib.errors import TooManyCategories
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.metrics import derived  # noqa: F401 (registers its terms)
from cxlib.metrics.kinds.csat import top_box
from cxlib.metrics.measures import Measures
from cxlib.sources import cube
from cxlib.workspace import Column, Filter, Metric, Source

WORDS = {
    "detractors": N_("detractors"),
    "promoters": N_("promoters"),
    "dissatisfied": N_("dissatisfied answers"),
    "satisfied": N_("satisfied answers"),
    "hard": N_("answers that it was hard"),
    "easy": N_("answers that it was easy"),
    "low": N_("low answers"),
    "high": N_("high answers"),
    "yes": N_("cases that count"),
    "no": N_("cases that do not count"),
    "below": N_("answers below expectation"),
    "above": N_("answers above expectation"),
}


@dataclass(frozen=True)
class Level:
    """Answers of one sort.

    Attributes:
        code: Names the level.
        counted: A metric that counts 1 for every answer at the level and 0 for every other.
        opposite: The level is those that ``counted`` does not count.
        mood: ``"low"``, ``"high"`` or empty: which comments belong to it.
    """

    code: str
    counted: Metric
    opposite: bool = False
    mood: str = ""

    @property
    def words(self) -> str:
        """What those at the level are called, as many."""
        return _(WORDS[self.code])


def levels(metric: Metric, source: Source | None) -> tuple[Level, ...]:
    """The levels of a metric, the bad one first; none where the metric is not made of answers or of yes and no."""
    column = source.column(metric.columns.get("value", "")) if source else None
    if metric.kind in ("nps", "csat", "ces", "mean"):
        return _of_answers(metric, column) if column else ()
    if metric.kind == "received_expected":
        return tuple(
            Level(side, replace(metric, kind="against_expected", settings={"side": side}), mood=mood)
            for side, mood in (("below", "low"), ("above", "high"))
        )
    if metric.kind == "share" or (metric.kind == "given" and _is_share(metric)):
        counted, other = Level("yes", metric), Level("no", metric, opposite=True)
        return (counted, other) if metric.direction == "down" else (other, counted)
    return ()


def _is_share(metric: Metric) -> bool:
    return metric.settings.get("of") == "share" and "weight" in metric.columns


def _of_answers(metric: Metric, column: Column) -> tuple[Level, ...]:
    if metric.kind == "nps":
        low, high = metric.settings.get("detractor", 6), metric.settings.get("promoter", 9)
        return _two(metric, column, ("detractors", low), ("promoters", high), column.scale or (0, 10))
    if column.scale is None:
        return ()
    bottom, top = (float(end) for end in column.scale)
    if metric.kind == "csat":
        bar = float(metric.settings.get("top") or top_box(bottom, top))
        return _two(metric, column, ("dissatisfied", bottom + top - bar), ("satisfied", bar), (bottom, top))
    third = (top - bottom) / 3
    words = ("hard", "easy") if metric.kind == "ces" and metric.settings.get("variant") != "v1" else ("low", "high")
    return _two(metric, column, (words[0], bottom + third), (words[1], top - third), (bottom, top))


def _two(metric: Metric, column: Column, low: tuple[str, float], high: tuple[str, float],
         scale: tuple[float, float]) -> tuple[Level, ...]:
    """Answers of at most the low bar and of at least the high one, on the scale; low answers may be the good ones."""
    bad, good = low, high
    turned = column.direction == "down" and low[0] not in ("low", "detractors")
    onscale = Filter(column.name, scale, "between")
    if turned:
        bad, good = (low[0], sum(scale) - low[1]), (high[0], sum(scale) - high[1])
    found = []
    for (code, bar), mood, op in ((bad, "low", "<="), (good, "high", ">=")):
        turned_op = {"<=": ">=", ">=": "<="}[op] if turned else op
        settings = {"op": turned_op, "values": (bar,)}
        counted = replace(metric, kind="share", settings=settings, where=(*metric.where, onscale))
        found.append(Level(code, counted, mood=mood))
    if column.direction == "down" and not turned:
        found.reverse()
    return tuple(found)


def level_sums(
    measures: Measures, metric: Metric, level: Level, where: tuple[Filter, ...], by: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """Answers at a level by dimensions: what ``influencers`` takes.

    Args:
        measures: The workspace's numbers.
        metric: Whose level it is.
        level: One of ``levels``.
        where: Filters; those on columns the source lacks are passed over.
        by: Dimensions; all fit ones without it.
    Returns:
        The dimensions, ``numerator`` (answers at the level) and ``denominator`` (answers), one row a cell.
    """
    source = measures.workspace.known_source(metric.source)
    by = dimensions(measures, source, metric) if by is None else by
    known = tuple(part for part in where if source.column(part.column) is not None)
    try:
        cells = cube(measures.dataset(source.id).dated(), (level.counted,), "year", by, known).leaves(level.counted)
    except TooManyCategories as problem:
        fewer = tuple(name for name in by if name != problem.column)
        if not fewer or fewer == by:
            raise
        return level_sums(measures, metric, level, where, fewer)
    rows = cells[cells["denominator"] > 0]
    numerator = rows["denominator"] - rows["numerator"] if level.opposite else rows["numerator"]
    return rows[list(by)].assign(numerator=numerator, denominator=rows["denominator"]).reset_index(drop=True)
