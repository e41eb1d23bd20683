"""The cube: a source's sums by period and dimensions. Everything after it reads cells, never rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd
import sqlalchemy as sa

from cxlib.errors import TooManyCategories
from cxlib.periods import Calendar, coarsest, is_finished
from cxlib.sources.conditions import condition, level, mask, split
from cxlib.sources.dataset import Dataset
from cxlib.sources.query import cells, coded
from cxlib.workspace import Filter, Metric

CELL_LIMIT = 500_000
NOT_SUMS = ("value", "lower", "upper")


@dataclass(frozen=True)
class Cube:
    """Sums by period and dimensions, one row a cell.

    Attributes:
        frame: ``period`` (pd.Period), the dimensions (categories of text, missing where that is the level), and for
            every metric ``{id}.numerator``, ``.denominator`` (absent for totals), ``.squares`` (of numerators),
            ``.cross``, ``.squares_d`` (of denominators), ``.base``, with weights ``.weight`` and ``.weight_squares``.
            Metrics that cannot be summed carry ``.value``, ``.lower``, ``.upper`` and ``.base`` instead.
        grain: Of the periods.
        by: Names of the dimensions.
        metrics: Whose sums these are.
        calendar: The company's.
        first, last: Days that the data cover, before any filter.
        where: Filters that were applied.
        ignored: Filters on columns that the source does not have.
        dataset: Whom to ask again for what cannot be summed.
        parts: The cubes this one was joined from.
    """

    frame: pd.DataFrame
    grain: str
    by: tuple[str, ...]
    metrics: tuple[Metric, ...]
    calendar: Calendar = field(default_factory=Calendar)
    first: date | None = None
    last: date | None = None
    where: tuple[Filter, ...] = ()
    ignored: tuple[Filter, ...] = ()
    dataset: Dataset | None = field(default=None, repr=False, compare=False)
    parts: tuple["Cube", ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def periods(self) -> list[pd.Period]:
        """The periods that have cells, in order."""
        return sorted(self.frame["period"].unique())

    @property
    def finished(self) -> pd.Period | None:
        """The last period that the data cover to its end, None if there is none."""
        whole = [period for period in self.periods if self.last is None or is_finished(period, self.last)]
        return whole[-1] if whole else None

    @property
    def additive(self) -> bool:
        """Whether every metric's sums over parts make up the whole."""
        return not any(name.endswith(".value") for name in self.frame.columns)

    def metric(self, id: str) -> Metric:
        """The metric with this id."""
        return next(metric for metric in self.metrics if metric.id == id)

    def sums(self, metric: Metric, period: pd.Period | None = None) -> pd.DataFrame:
        """The metric's columns under plain names: dimensions, ``numerator``, ``denominator`` …, one row a cell.

        Levels are text here, None where missing.

        Args:
            metric: One of the cube's metrics.
            period: Only this period's cells; None keeps all, with the column ``period``.
        """
        return with_missing(self.leaves(metric, period), self.by)

    def leaves(self, metric: Metric, period: pd.Period | None = None) -> pd.DataFrame:
        """The same sums with levels as categories: for what goes through many cells."""
        prefix = f"{metric.id}."
        own = {name: name.removeprefix(prefix) for name in self.frame.columns if name.startswith(prefix)}
        if not own:
            raise ValueError(f"metric {metric.id!r} is not in this cube")
        keys = list(self.by) if period is not None else ["period", *self.by]
        kept = self.frame if period is None else self.frame[self.frame["period"] == period]
        return kept[[*keys, *own]].rename(columns=own).reset_index(drop=True)

    def rolled(self, by: Sequence[str] = ()) -> "Cube":
        """The same sums by fewer dimensions."""
        by = tuple(name for name in self.by if name in set(by))
        if by == self.by:
            return self
        if self.parts:
            return joined(self.parts, by)
        if not self.additive:
            return self._asked_again(by=by)
        return replace(self, frame=summed(self.frame, ["period", *by]), by=by)

    def filtered(self, where: Iterable[Filter]) -> "Cube":
        """Only the cells that pass; a filter on a column that is no dimension here asks the source again."""
        inside, outside = split(where, self.by)
        if not inside and not outside:
            return self
        if self.parts:
            return joined([part.filtered((*inside, *outside)) for part in self.parts], self.by)
        known, unknown = split(outside, self.dataset.table.c.keys() if self.dataset else ())
        if known or any(part.op not in ("in", "not in", "contains") for part in inside):
            return self._asked_again(where=(*self.where, *inside, *known), ignored=unknown)
        kept = self.frame
        for part in inside:
            kept = kept[mask(kept[part.column], part)]
        return replace(
            self, frame=kept.reset_index(drop=True), where=(*self.where, *inside), ignored=(*self.ignored, *unknown)
        )

    def regrained(self, grain: str) -> "Cube":
        """The same sums by a coarser grain.

        Days, months and quarters nest. Weeks do not fit into months: rows are asked again, and without a source a
        week counts where it starts.
        """
        if grain == self.grain:
            return self
        if self.parts:
            return joined([part.regrained(grain) for part in self.parts], self.by)
        nests = self.grain == "day" or (self.grain in ("month", "quarter") and grain in ("quarter", "year"))
        if self.dataset is not None and not (nests and self.additive and not self._has_stock):
            return self._asked_again(grain=grain)
        frequency = self.calendar.frequency(grain)
        starts = pd.PeriodIndex(self.frame["period"]).to_timestamp(how="start")
        frame = self.frame.assign(period=starts.to_period(frequency))
        return replace(self, frame=summed(frame, ["period", *self.by]), grain=grain)

    @property
    def _has_stock(self) -> bool:
        return any(metric.settings.get("aggregate") == "last" for metric in self.metrics)

    def _asked_again(
        self,
        grain: str | None = None,
        by: Sequence[str] | None = None,
        where: Iterable[Filter] | None = None,
        ignored: Iterable[Filter] = (),
    ) -> "Cube":
        if self.dataset is None:
            raise ValueError("these metrics cannot be summed and there is no source to ask")
        fresh = cube(
            self.dataset,
            self.metrics,
            grain or self.grain,
            self.by if by is None else by,
            self.where if where is None else where,
        )
        return replace(fresh, ignored=tuple(dict.fromkeys((*self.ignored, *ignored, *fresh.ignored))))


def cube(
    dataset: Dataset,
    metrics: Sequence[Metric],
    grain: str,
    by: Sequence[str] = (),
    where: Iterable[Filter] = (),
) -> Cube:
    """Sums of ``metrics`` over ``dataset`` by period and dimensions, in one question to the engine.

    Args:
        dataset: The rows.
        metrics: Metrics of this source; formulas are passed over, they are made from the others' sums.
        grain: ``"day"``, ``"week"``, ``"month"``, ``"quarter"`` or ``"year"``.
        by: Names of dimensions.
        where: Filters; those on columns that the source lacks are reported as ``ignored``.

    Raises:
        NoDates: If the source has no date column.
        MissingColumn: If a dimension is not there.
        SourceReplaced: If a metric needs a column that is gone.
        TooManyCategories: If there would be more than 500,000 cells.
    """
    by, own = tuple(by), [metric for metric in metrics if metric.kind != "formula"]
    known, ignored = split(where, dataset.table.c.keys())
    found = cells(dataset, own, grain, by, known, CELL_LIMIT + 1)
    if len(found) > CELL_LIMIT:
        raise _too_many(dataset, by, known)
    first, last, _ = dataset.span
    return Cube(found, grain, by, tuple(metrics), dataset.calendar, first, last, known, ignored, dataset)


def _too_many(dataset: Dataset, by: Sequence[str], where: Sequence[Filter]) -> TooManyCategories:
    """The dimension to blame is the one with the most values."""
    counts = [sa.func.count(sa.distinct(level(dataset.column(name)))).label(f"g{i}") for i, name in enumerate(by)]
    passing = [condition(dataset.column(part.column), part) for part in where]
    answer = dataset.engine.execute(sa.select(*counts).where(*passing)).iloc[0]
    worst = max(range(len(by)), key=lambda i: answer[f"g{i}"])
    return TooManyCategories(column=by[worst], values=int(answer[f"g{worst}"]), limit=CELL_LIMIT)


def summed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Cells with the same keys added up; a sum of nothing stays missing."""
    own = [name for name in frame.columns.difference(keys, sort=False) if _is_sum(frame, name)]
    return frame[[*keys, *own]].groupby(keys, dropna=False, sort=True, observed=True).sum(min_count=1).reset_index()


def _is_sum(frame: pd.DataFrame, name: str) -> bool:
    """Sums are named metric.part; the name of a dimension may have a point in it too."""
    return "." in name and pd.api.types.is_numeric_dtype(frame[name])


def with_missing(frame: pd.DataFrame, dimensions: Iterable[str]) -> pd.DataFrame:
    """Missing levels as None, the one form that every caller tests for."""
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), None) for name in dimensions})


def joined(cubes: Sequence[Cube], by: Sequence[str] | None = None) -> Cube:
    """Cubes side by side, by period and the dimensions that all of them have, at the coarsest grain.

    A cell that one cube lacks counts 0 there while the data of that cube cover the period, and is missing otherwise.
    Rates take their exposure from another cube here.

    Args:
        cubes: At least one.
        by: Dimensions to keep; None keeps all that are shared.
    """
    parts = [part for each in cubes for part in (each.parts or (each,))]
    grain = coarsest([part.grain for part in parts])
    shared = [name for name in parts[0].by if all(name in part.by for part in parts)]
    kept = tuple(name for name in shared if by is None or name in by)
    sides = [part.regrained(grain).rolled(kept) for part in parts]
    frame = _exposed(_merged(sides, ["period", *kept]), [metric for side in sides for metric in side.metrics])
    metrics = {metric.id: metric for side in sides for metric in side.metrics}
    return Cube(
        frame,
        grain,
        kept,
        tuple(metrics.values()),
        sides[0].calendar,
        first=max((side.first for side in sides if side.first), default=None),
        last=min((side.last for side in sides if side.last), default=None),
        where=tuple(dict.fromkeys(part for side in sides for part in side.where)),
        ignored=tuple(dict.fromkeys(part for side in sides for part in side.ignored)),
        parts=tuple(parts),
    )


def _merged(sides: Sequence[Cube], keys: list[str]) -> pd.DataFrame:
    frame = sides[0].frame
    for side in sides[1:]:
        frame = frame.merge(side.frame[[*keys, *side.frame.columns.difference([*keys, *frame.columns])]], "outer", keys)
    frame = frame.sort_values(keys, ignore_index=True)
    frame = frame.assign(**{name: coded(frame[name]) for name in keys[1:]})
    for side in sides:
        own = [name for name in side.frame if _is_sum(side.frame, name) and name.rsplit(".", 1)[1] not in NOT_SUMS]
        covered = _covered(frame["period"], side)
        frame[own] = frame[own].where(frame[own].notna() | ~covered.to_numpy()[:, None], 0.0)
    return frame


def _covered(periods: pd.Series, side: Cube) -> pd.Series:
    if side.first is None or side.last is None:
        return periods.isin(side.periods)
    first, last = (side.calendar.period(end, side.grain) for end in (side.first, side.last))
    return (periods >= first) & (periods <= last)


def _exposed(frame: pd.DataFrame, metrics: Iterable[Metric]) -> pd.DataFrame:
    """Rates whose exposure is another metric get that metric's total as their denominator."""
    pairs = {metric.id: metric.settings["exposure"] for metric in metrics if metric.settings.get("exposure")}
    found = {id: f"{other}.numerator" for id, other in pairs.items() if f"{other}.numerator" in frame}
    return frame.assign(**{f"{id}.denominator": frame[column] for id, column in found.items()})
