"""A workspace measured: each source asked once for its cube, everything else an addition over cells."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pandas as pd

from cxlib.errors import CXError, FormulaProblem, MetricProblem, SourceRemoved
from cxlib.metrics.estimating import estimates, kind_of
from cxlib.metrics.formula import needed, parts
from cxlib.metrics.suppression import suppressed
from cxlib.periods import GRAINS, Grain, coarsest, is_begun_whole, is_finished
from cxlib.sources import Cube, Dataset, cube, joined, open_snapshot, values
from cxlib.sources.commented import SAID
from cxlib.sources.terms import terms
from cxlib.workspace import Filter, Metric, Source, Workspace

NOT_SUMMABLE = ("quantile", "distinct")  # the source is asked for these with every filter
T = TypeVar("T")
ADDING_UP = ("count", "total", "distinct")  # half a period gives half the number
MOST_VALUES = 40  # values a dimension may have to be offered as a filter


class Measures:
    """The numbers of one workspace at one state of its data.

    Cubes are kept by what they were asked for, at most 64; a filter or a roll-up adds cells and asks no source.
    """

    def __init__(self, workspace: Workspace, snapshot_path: Callable[[Source], Path]) -> None:
        self.workspace = workspace
        self._path = snapshot_path
        self.dataset = lru_cache(maxsize=32)(self._dataset)
        self.cube = lru_cache(maxsize=64)(self._cube)
        self._span_cube = lru_cache(maxsize=8)(self._asked_span)  # the largest of all, and asked for by few
        self.values = lru_cache(maxsize=64)(self._values)
        self.levels = lru_cache(maxsize=256)(self._levels)
        self.series = lru_cache(maxsize=256)(self._series)

    def grains(self) -> list[Grain]:
        """Grains on which at least one metric can be shown."""
        finest = min((GRAINS.index(self.own_grain(metric)) for metric in self._understood()), default=0)
        return list(GRAINS[finest:])

    def _understood(self) -> list[Metric]:
        """The metrics but for formulas that cannot be read: those must not take the page away from the others."""
        kept = []
        for metric in self.workspace.metrics:
            with suppress(MetricProblem):
                self._parts(metric)
                kept.append(metric)
        return kept

    def problem(self, metric: Metric) -> str:
        """Why the metric cannot be computed, in a sentence; empty if it can."""
        try:
            self.series(metric.id, self.grain(metric, "month"))
        except CXError as problem:
            return str(problem)
        return ""

    def own_grain(self, metric: Metric) -> Grain:
        """The finest grain a metric can be shown at."""
        sources = [self.workspace.source(part.source) for part in self._parts(metric)]
        return coarsest([source.grain or "day" for source in sources if source] or ["day"])

    def grain(self, metric: Metric, asked: str) -> Grain:
        """The grain a metric is shown at when the page asks for ``asked``."""
        return coarsest([asked, self.own_grain(metric)])

    def last_day(self, metric: Metric) -> date | None:
        """The last day that all of the metric's sources cover."""
        days = [self._covered(source, source.last) for source in self._sources(metric) if source.last]
        return min(days) if days else None

    def is_whole(self, metric: Metric, period: pd.Period) -> bool:
        """Whether the metric's data cover a period so that it can be compared with others.

        All must cover its end. Where rows are added up they must cover its start as well; the answers of half a month
        are an average all the same.
        """
        last, first = self.last_day(metric), self._first_day(metric)
        if last is not None and not is_finished(period, last):
            return False
        return first is None or not self._adds_up(metric) or is_begun_whole(period, first)

    def _first_day(self, metric: Metric) -> date | None:
        days = [self._begun(source, source.first) for source in self._sources(metric) if source.first]
        return max(days) if days else None

    def _begun(self, source: Source, first: date) -> date:
        """The first day covered; a row counts where its period starts, so that no row is missing after the last start
        before the first row."""
        if source.grain is None:
            return first
        before = self.workspace.calendar.period(first, source.grain) - 1
        return before.start_time.date() + timedelta(days=1)

    def adds_whole_weeks(self, metric: Metric, grain: str) -> bool:
        """Whether weekly rows are added up by a grain that weeks do not fit into."""
        weekly = any(source.grain == "week" for source in self._sources(metric))
        return weekly and grain in ("month", "quarter") and self._adds_up(metric)

    def _adds_up(self, metric: Metric) -> bool:
        return any(part.kind in ADDING_UP or part.settings.get("aggregate") == "sum" for part in self._parts(metric))

    def hides_small(self, metric: Metric) -> bool:
        """Whether a small base is hidden: where it is answers. Counts and totals are whole at any size."""
        return any(kind_of(part).sampled for part in self._parts(metric))

    def tellable(
        self, metric: Metric, found: Sequence[T], before: pd.DataFrame, after: pd.DataFrame, where: tuple[Filter, ...]
    ) -> list[T]:
        """The segments of a change (each with a ``where``) that may be named: all of them, but behind a link."""
        return list(found)

    def _covered(self, source: Source, last: date) -> date:
        if source.grain is None:
            return last
        return self.workspace.calendar.period(last, source.grain).end_time.date()  # a row speaks for its period

    def unfiltered(self, metric: Metric, where: tuple[Filter, ...]) -> tuple[str, ...]:
        """Columns of ``where`` that a source of the metric does not have."""
        sources = self._sources(metric)
        return tuple(f.column for f in where if any(source.column(f.column) is None for source in sources))

    def cut(self, metric: Metric, grain: str, by: tuple[str, ...] = (), where: tuple[Filter, ...] = ()) -> Cube:
        """The metric's sums by period and ``by``, over the rows that ``where`` keeps."""
        first, *others = [self._part(part, grain, by, where) for part in self._parts(metric)]
        formulas = [part for part in needed(metric, self.workspace.metrics) if part.kind == "formula"]
        if not others and not formulas:
            return first
        return joined([replace(first, metrics=(*first.metrics, *formulas)), *others])

    def span(
        self, metric: Metric, grain: str, by: tuple[str, ...], where: tuple[Filter, ...], periods: Sequence[pd.Period]
    ) -> Cube:
        """The metric's sums by ``by`` over a run of periods only.

        What stands behind a change is split by many dimensions at once: over all periods, by millions of cells.
        """
        days = (periods[0].start_time.date(), periods[-1].end_time.date())
        cubes = [self._part_of_span(part, grain, by, where, days) for part in self._parts(metric)]
        return cubes[0] if len(cubes) == 1 else joined(cubes)

    def _part_of_span(
        self, metric: Metric, grain: str, by: tuple[str, ...], where: tuple[Filter, ...], days: tuple[date, date]
    ) -> Cube:
        source = self._source(metric)
        known = tuple(f for f in where if source.column(f.column) is not None)
        dimensions = tuple(name for name in by if source.column(name) is not None)
        wanted = tuple(sorted({*dimensions, *(f.column for f in known)}))
        return self._span_cube(source.id, grain, wanted, days).filtered(known).rolled(dimensions)

    def _asked_span(self, source: str, grain: str, by: tuple[str, ...], days: tuple[date, date]) -> Cube:
        inside = Filter(self.dataset(source).source.time or "", days, "between")
        return cube(self.dataset(source), self._additive(source), grain, by, (inside,))

    def _part(self, metric: Metric, grain: str, by: tuple[str, ...], where: tuple[Filter, ...]) -> Cube:
        source = self._source(metric)
        known = tuple(f for f in where if source.column(f.column) is not None)
        dimensions = tuple(name for name in by if source.column(name) is not None)
        if metric.kind in NOT_SUMMABLE:
            return cube(self.dataset(source.id), (metric,), grain, dimensions, known)
        terms(metric, self.dataset(source.id))  # one that cannot be asked says so itself, and only itself
        wanted = tuple(sorted({*self._filter_columns(source), *dimensions, *(f.column for f in known)}))
        return self.cube(source.id, grain, wanted).filtered(known).rolled(dimensions)

    def _cube(self, source: str, grain: str, by: tuple[str, ...]) -> Cube:
        return cube(self.dataset(source), self._additive(source), grain, by)

    def _additive(self, source: str) -> tuple[Metric, ...]:
        own = (m for m in self.workspace.metrics if m.source == source and m.kind not in (*NOT_SUMMABLE, "formula"))
        asked = (*own, *self._commented(source).values())
        return tuple(m for m in asked if self._can_be_asked(m))

    def _commented(self, source: str) -> dict[tuple[Filter, ...], Metric]:
        """Counts of the rows that say something, asked for together with the source's metrics: by their own filters."""
        record = self.workspace.source(source) if source else None
        if record is None or not record.with_role("comment"):
            return {}
        filters = dict.fromkeys(m.where for m in self.workspace.metrics if m.source == source)
        return {own: Metric(f"{source}@comments{place}", kind="count", source=source, where=(*own, SAID))
                for place, own in enumerate(filters)}  # fmt: skip

    def _can_be_asked(self, metric: Metric) -> bool:
        """Whether its columns are there and of the right kind: all metrics of a source are asked in one question."""
        with suppress(MetricProblem):
            terms(metric, self.dataset(metric.source))
            return True
        return False

    def comments(self, metric: Metric, grain: str, period: pd.Period, where: tuple[Filter, ...] = ()) -> int:
        """How many comments stand behind the metric in one period; 0 where its source has none."""
        counted = self._commented(metric.source).get(metric.where)
        if counted is None:
            return 0
        sums = self._part(counted, grain, (), where).sums(counted, period)
        return int(sums["numerator"].sum())

    def _series(self, metric: str, grain: str, where: tuple[Filter, ...] = ()) -> pd.DataFrame:
        record = self.workspace.known_metric(metric)
        grain = self.grain(record, grain)
        rows = estimates(self.cut(record, grain, (), where), record).reset_index(drop=True)
        hides = self.hides_small(record)
        shown = suppressed(rows, record.minimum_base) if hides else rows.assign(standing="normal")
        return shown.assign(finished=pd.Series([self.is_whole(record, p) for p in shown["period"]], dtype=bool))

    def _dataset(self, source: str) -> Dataset:
        record = self.workspace.known_source(source)
        return open_snapshot(self._path(record), record, self.workspace.calendar)

    def _values(self, column: str, source: str = "") -> list[str | None]:
        """The commonest values of a column, in one source or in all that have it."""
        asked = [one for one in self.workspace.sources if source in ("", one.id) and one.column(column) is not None]
        found = [value for one in asked for value in values(self.dataset(one.id), column, MOST_VALUES)["value"]]
        return list(dict.fromkeys(found))[:MOST_VALUES]

    def _levels(self, source: str, column: str) -> int:
        """How many values a column of a source has; not counted past one more than can be offered."""
        return len(values(self.dataset(source), column, MOST_VALUES + 1))

    def _filter_columns(self, source: Source) -> tuple[str, ...]:
        return tuple(name for name in self.workspace.filters if source.column(name) is not None)

    def _parts(self, metric: Metric) -> tuple[Metric, ...]:
        found = parts(metric, self.workspace.metrics)
        if not found:  # a formula of numbers alone has no period to stand in
            raise FormulaProblem(formula=metric.formula, place=metric.formula)
        return found

    def _source(self, metric: Metric) -> Source:
        source = self.workspace.source(metric.source)
        if source is None:
            raise SourceRemoved(metric=metric.name or metric.id)
        return source

    def _sources(self, metric: Metric) -> list[Source]:
        found = [self.workspace.source(part.source) for part in self._parts(metric)]
        return [source for source in found if source is not None]
