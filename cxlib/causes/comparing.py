"""The two sides that a change is explained between: two spans of time, or a group and the rest; for every metric kind.

Most metrics are a ratio of two sums and can be taken apart as they stand. The others are made so: a quantile becomes
the share of rows above the middle between its two values, scaled to its change; different customers are shared out
over their rows; a formula is taken apart into what each metric in it adds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxlib.causes.formulas import input_parts
from cxlib.errors import TooManyCategories
from cxlib.metrics import derived, kind_of  # noqa: F401 (derived registers its terms)
from cxlib.metrics.formula import parts as formula_parts
from cxlib.metrics.measures import Measures
from cxlib.sources import cube
from cxlib.sources.reading import quantile
from cxlib.workspace import Filter, Metric, Source

WINDOW = {"day": 28, "week": 13, "month": 3, "quarter": 1, "year": 1}
"""Periods on each side of a comparison: about a quarter, against the same quarter a year before where there is one."""
YEAR = {"day": 364, "week": 52, "month": 12, "quarter": 4, "year": 1}
MOST_LEVELS = 40
ROLES = ("dimension", "department", "yes_no")
COMPARISONS = ("year", "before", "periods", "group")
PART = "part"  # the dimension of a formula: the metrics it is made of
Spans = tuple[list[pd.Period], list[pd.Period]]
Group = tuple[tuple[str, str | None], ...]  # dimension and value


@dataclass(frozen=True)
class Comparison:
    """What is held against what.

    Attributes:
        kind: ``"year"`` (the same time a year ago), ``"before"`` (the time just before), ``"periods"`` (two chosen
            ones) or ``"group"`` (a group and the rest of the latest time).
        before, after: First days of two chosen periods, ISO dates.
        group: Dimension -> value of the group.
    """

    kind: str = "year"
    before: str = ""
    after: str = ""
    group: Group = ()


@dataclass(frozen=True)
class Compared:
    """A metric's sums on two sides: two spans of finished periods, or everybody else and a group.

    Attributes:
        before, after: Sums by the dimensions ``by``, one row a cell and period.
        before_periods, after_periods: The periods of each side, in order.
        by: The dimensions.
        scale: What a ratio of the sums is multiplied with to stand in the metric's unit.
        values: The metric on both sides in its unit, None where the sums tell it.
        group: The group that is held against the rest, if one is.
        searchable: Whether segments may be searched in the sums.
        restating: Dimensions left out because the two sides have hardly a value in common, such as a survey's wave.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    before_periods: tuple[pd.Period, ...]
    after_periods: tuple[pd.Period, ...]
    by: tuple[str, ...]
    scale: float = 1.0
    values: tuple[float, float] | None = None
    group: Group = ()
    searchable: bool = True
    restating: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[float, float]:
        """The metric's value on both sides, in its unit."""
        return self.values or (ratio(self.before) * self.scale, ratio(self.after) * self.scale)


def ratio(sums: pd.DataFrame) -> float:
    """Numerators over denominators of all rows; the plain sum where there are no denominators."""
    below = sums["denominator"].sum() if "denominator" in sums else 1.0
    return float(sums["numerator"].sum() / below) if below else 0.0


def has_common(before: pd.DataFrame, after: pd.DataFrame, name: str, least: float = 0.02) -> bool:
    """Whether two sides share enough of a dimension's values to be compared by it.

    The name of a month or of a survey's wave restates the time: all of its values are new, so nothing changed inside
    any of them and everything is a shift between them.
    """
    sums = [side.groupby(name, dropna=False, observed=True)[_base(side)].sum().abs() for side in (before, after)]
    sums = [own.set_axis(own.index.astype(object)) for own in sums]
    shares = [own / own.sum() if own.sum() else own for own in sums]
    both = pd.concat(shares, axis=1).fillna(0.0)
    return bool(both.min(axis=1).sum() >= least)


def _base(sums: pd.DataFrame) -> str:
    return "denominator" if "denominator" in sums else "numerator"


def windows(periods: Sequence[pd.Period], grain: str, comparison: str = "year") -> Spans:
    """The finished periods before and after that a change is explained between.

    The last quarter is held against the same quarter a year ago, so that seasons do not pass for causes; with less
    than a year of data, or on request, against the time just before.
    """
    length = WINDOW[grain]
    after = list(periods[-length:])
    year_ago = [period - YEAR[grain] for period in after]
    if comparison != "before" and all(period in set(periods) for period in year_ago):
        return year_ago, after
    return list(periods[-2 * length : -length]), after


def dimensions(measures: Measures, source: Source, metric: Metric) -> tuple[str, ...]:
    """Columns of the source that a change may be split by: few levels, no ids, no free text, not the metric's own."""
    own = {*metric.columns.values(), *(part.column for part in metric.where)}
    named = [column.name for column in source.columns if column.role in ROLES and column.name not in own]
    return tuple(name for name in named if 2 <= measures.levels(source.id, name) <= MOST_LEVELS)


def group_columns(measures: Measures, metric: Metric) -> tuple[str, ...]:
    """Dimensions by which a group can be held against the rest; of a formula those that all its metrics know."""
    parts = formula_parts(metric, measures.workspace.metrics) if metric.kind == "formula" else [metric]
    known = []
    for part in parts:
        source = measures.workspace.source(part.source)
        known.append(dimensions(measures, source, part) if source else ())
    return tuple(name for name in known[0] if all(name in names for names in known)) if known else ()


def left_out(measures: Measures, source: Source, metric: Metric) -> tuple[str, ...]:
    """Columns that look like dimensions but have too many values to split by, and are not searched."""
    own = {*metric.columns.values(), *(part.column for part in metric.where)}
    named = [column.name for column in source.columns if column.role in ROLES and column.name not in own]
    return tuple(name for name in named if measures.levels(source.id, name) > MOST_LEVELS)


def finished_periods(measures: Measures, metric: Metric, grain: str, where: tuple[Filter, ...] = ()) -> list[pd.Period]:
    """The periods of a metric that its data cover whole, in order."""
    known = measures.cut(metric, grain, (), where).periods
    return [period for period in known if measures.is_whole(metric, period)]


def compared(
    measures: Measures,
    metric: Metric,
    grain: str,
    where: tuple[Filter, ...] = (),
    comparison: Comparison | str = "year",
) -> Compared | None:
    """Both sides of a comparison by all fit dimensions; None where the metric cannot be split or compared.

    Args:
        measures: The workspace's numbers.
        metric: What is explained, of any kind.
        grain: Of the periods.
        where: Filters on both sides.
        comparison: What is held against what.
    """
    asked = Comparison(comparison) if isinstance(comparison, str) else comparison
    source = measures.workspace.source(metric.source)
    if metric.kind != "formula" and source is not None and not source.time:
        return _undated(_Asking(measures, metric, "year", where), source, asked)
    spans = _spans(finished_periods(measures, metric, grain, where), grain, asked)
    if not spans[1] or not (spans[0] or asked.kind == "group"):
        return None
    if metric.kind == "formula":
        return _of_formula(measures, metric, grain, where, spans, asked)
    by = dimensions(measures, source, metric) if source else ()
    group = tuple((column, value) for column, value in asked.group if column in by)
    if len(by) <= len(group) or (asked.kind == "group" and not group):
        return None
    return _sides(_Asking(measures, metric, grain, where), by, spans, group)


def _undated(asking: "_Asking", source: Source, asked: Comparison) -> Compared | None:
    """A group and the rest of a table without dates: whatever time its rows are of, nothing before can be told."""
    by = dimensions(asking.measures, source, asking.metric)
    group = tuple((column, value) for column, value in asked.group if column in by)
    if asked.kind != "group" or not group or len(by) <= len(group):
        return None
    return _sides(asking, by, ([], []), group)


def _spans(periods: list[pd.Period], grain: str, asked: Comparison) -> Spans:
    if asked.kind == "group":
        return [], periods[-WINDOW[grain] :]
    if asked.kind != "periods":
        return windows(periods, grain, asked.kind)
    by_day = {period.start_time.date().isoformat(): period for period in periods}
    chosen = [by_day[day] for day in (asked.before, asked.after) if day in by_day]
    return ([chosen[0]], [chosen[1]]) if len(chosen) == 2 else (periods[-2:-1], periods[-1:])


@dataclass(frozen=True)
class _Asking:
    """Whose sums are asked, at which grain and under which filters."""

    measures: Measures
    metric: Metric
    grain: str
    where: tuple[Filter, ...]

    @property
    def source(self) -> Source:
        return self.measures.workspace.known_source(self.metric.source)

    def inside(self, span: Sequence[pd.Period]) -> tuple[Filter, ...]:
        """The filters, as conditions on rows of a span."""
        known = tuple(part for part in self.where if self.source.column(part.column) is not None)
        if not span:
            return known
        days = (span[0].start_time.date(), span[-1].end_time.date())
        return (*known, Filter(self.source.time or "", days, "between"))

    def sums(self, by: tuple[str, ...], span: Sequence[pd.Period], counted: Metric) -> pd.DataFrame:
        """Sums of what is counted for the metric."""
        if counted is self.metric and span:
            return self.measures.span(self.metric, self.grain, by, self.where, span).leaves(self.metric)
        where = (*counted.where, *self.inside(span))
        dataset = self.measures.dataset(self.metric.source).dated()
        return cube(dataset, (replace(counted, where=()),), self.grain, by, where).leaves(counted)


def _sides(asking: _Asking, by: tuple[str, ...], spans: Spans, group: Group) -> Compared | None:
    """Both sides by as many dimensions as a cube can hold; the one with the most values is left out first."""
    counted, values = _counted(asking, spans, group)
    try:
        if group:
            whole = asking.sums(by, spans[1], counted)
            before, after = _parted(whole, dict(group))
        else:
            before, after = (asking.sums(by, span, counted) for span in spans)
    except TooManyCategories as problem:
        fewer = tuple(name for name in by if name != problem.column)
        if not fewer or fewer == by or problem.column in dict(group):
            raise
        return _sides(asking, fewer, spans, group)
    if before.empty or after.empty:
        return None
    restating = tuple(name for name in by if name not in dict(group) and not has_common(before, after, name))
    left = tuple(name for name in by if name not in dict(group) and name not in restating)
    if not left:
        return None
    scale = kind_of(asking.metric).scale(asking.metric)
    if values is not None and asking.metric.kind == "quantile":
        scale = _to_unit(values, ratio(before), ratio(after))
    return Compared(before, after, tuple(spans[0]), tuple(spans[1]), left, scale, values, group,
                    restating=restating)  # fmt: skip


def _parted(sums: pd.DataFrame, group: Mapping[str, str | None]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Everybody else, and the group."""
    inside = pd.Series(True, index=sums.index)
    for name, value in group.items():
        inside &= sums[name].isna() if value is None else sums[name] == value
    return sums[~inside], sums[inside]


def _counted(asking: _Asking, spans: Spans, group: Group) -> tuple[Metric, tuple[float, float] | None]:
    """What is added up for the metric, and its values on both sides where sums do not tell them."""
    metric = asking.metric
    if metric.kind == "distinct":
        return replace(metric, kind="each_once", settings={}), None
    if metric.kind != "quantile":
        return metric, None
    dataset = asking.measures.dataset(metric.source)
    if group:
        members = tuple(Filter(name, (value,)) for name, value in group)
        rest = tuple(Filter(name, (value,), "not in") for name, value in group)  # one column: the page offers no more
        inside = asking.inside(spans[1])
        wheres = [(*inside, *rest), (*inside, *members)]
    else:
        wheres = [asking.inside(span) for span in spans]
    values = quantile(dataset, metric, wheres[0]), quantile(dataset, metric, wheres[1])
    middle = (values[0] + values[1]) / 2
    return replace(metric, kind="share", settings={"op": ">=", "values": (middle,)}), values


def _to_unit(values: tuple[float, float], before: float, after: float) -> float:
    """What turns a share of rows above the middle of two quantiles into the quantile's unit."""
    return (values[1] - values[0]) / (after - before) if after != before else 0.0


def _of_formula(
    measures: Measures, metric: Metric, grain: str, where: tuple[Filter, ...], spans: Spans, asked: Comparison
) -> Compared | None:
    metrics = measures.workspace.metrics
    columns = group_columns(measures, metric)
    group = tuple((column, value) for column, value in asked.group if column in columns)
    sides = [(where, span) for span in spans]
    if asked.kind == "group":
        if not group:
            return None
        rest = tuple(Filter(name, (value,), "not in") for name, value in group)  # one column: the page offers no more
        members = tuple(Filter(name, (value,)) for name, value in group)
        sides = [((*where, *rest), spans[1]), ((*where, *members), spans[1])]
    known = {part.id: [_value(measures, part, grain, kept, span) for kept, span in sides]
             for part in formula_parts(metric, metrics)}  # fmt: skip
    found = input_parts(metric, metrics, known)
    if found is None:
        return None
    names = [measures.workspace.known_metric(id).name or id for id in found.parts]
    after = pd.DataFrame({PART: names, "numerator": list(found.parts.values())})
    before = after.assign(numerator=0.0)
    return Compared(before, after, tuple(spans[0]), tuple(spans[1]), (PART,), 1.0, found.ends, group,
                    searchable=False)  # fmt: skip


def _value(
    measures: Measures, part: Metric, grain: str, where: tuple[Filter, ...], span: Sequence[pd.Period]
) -> float:
    """A metric over a whole span, in its unit."""
    asking = _Asking(measures, part, grain, where)
    if part.kind == "quantile":
        return quantile(measures.dataset(part.source), part, asking.inside(span))
    counted = replace(part, kind="each_once", settings={}) if part.kind == "distinct" else part
    return ratio(asking.sums((), span, counted)) * kind_of(part).scale(part)

