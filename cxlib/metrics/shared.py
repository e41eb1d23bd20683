"""A workspace behind a link: its records cut to what the link shows, its numbers asked of the link's rows only.

Everything that makes a board works on it unchanged. What is outside the link's scope is not there to be asked for.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlib.errors import MetricProblem
from cxlib.metrics.estimating import estimates, kind_of
from cxlib.metrics.formula import needed, parts
from cxlib.metrics.measures import ADDING_UP, Measures
from cxlib.metrics.protection import hidden_groups
from cxlib.metrics.suppression import NORMAL_BASE
from cxlib.sources import Dataset
from cxlib.sources.conditions import text
from cxlib.workspace import Action, Event, Filter, Link, Metric, SharedWorkspace, Source, Target, Workspace
from cxlib.workspace.workspace import KINDS

SPOKEN_OF = ("dimension", "department", "yes_no")  # roles of columns that the story may name segments of
_FACTS = ("value", "lower", "upper", "base")


def shared(workspace: Workspace, link: Link) -> SharedWorkspace:
    """What a link shows of a workspace.

    Only headline metrics that the locked filters reach, and what they are made of; only columns these need; no ids, no
    customers' names, no comments unless the link shows them; texts that people wrote about the whole company only
    where nothing is locked.
    """
    metrics = _metrics(workspace, link)
    shown = {metric.id for metric in metrics}
    whole: dict[str, Any] = {field.name: getattr(workspace, field.name) for field in fields(Workspace)}
    whole |= {f"{kind}s": () for kind in KINDS}
    whole |= {
        "metrics": metrics,
        "sources": _sources(workspace, metrics, link),
        "filters": tuple(part.column for part in link.allowed),
        "targets": tuple(target for target in workspace.targets if _is_judged(target, link, metrics)),
        "notes": () if link.where else tuple(n for n in workspace.notes if n.metric in shown and n.kind != "comment"),
        "events": tuple(_event(event, link) for event in workspace.events if event.metric in ("", *shown)),
        "actions": tuple(_action(action) for action in workspace.actions if _is_told(action, link, shown)),
        "ideal": (),
    }
    return SharedWorkspace(
        **whole, lock=link.where, allowed=link.allowed, least=link.minimum_base,
        comment_base=max(link.comment_base, link.minimum_base) if link.comments else 0,
    )  # fmt: skip


def _metrics(workspace: Workspace, link: Link) -> tuple[Metric, ...]:
    """Headline metrics that the locked filters reach, with what they are made of; never below the link's base."""
    kept: dict[str, Metric] = {}
    for metric in workspace.headline:
        with suppress(MetricProblem):  # a formula that is not understood has nothing to show
            if all(_is_reached(workspace.source(part.source), link) for part in parts(metric, workspace.metrics)):
                kept |= {part.id: part for part in needed(metric, workspace.metrics)}
    headline = {metric.id for metric in workspace.headline if metric.id in kept}
    return tuple(
        replace(metric, minimum_base=max(metric.minimum_base, link.minimum_base),
                board=metric.board if metric.id in headline and _is_whole(metric, workspace, kept) else None)
        for metric in workspace.metrics if metric.id in kept
    )  # fmt: skip


def _is_whole(metric: Metric, workspace: Workspace, kept: Collection[str]) -> bool:
    return all(part.id in kept for part in needed(metric, workspace.metrics))


def _is_reached(source: Source | None, link: Link) -> bool:
    """Whether every locked column is a column of the source: without it everybody's number would be shown."""
    return source is not None and all(source.column(part.column) is not None for part in link.where)


def _sources(workspace: Workspace, metrics: Sequence[Metric], link: Link) -> tuple[Source, ...]:
    found = []
    for source in workspace.sources:
        own = [metric for metric in metrics if metric.source == source.id]
        if own:
            wanted = _columns(source, own, link)
            kept = tuple(column for column in source.columns if column.name in wanted)
            found.append(replace(source, columns=kept, file="", rows=0, choices={}))
    return tuple(found)


def _columns(source: Source, metrics: Iterable[Metric], link: Link) -> set[str]:
    wanted = {source.time, *(part.column for part in (*link.where, *link.allowed))}
    for metric in metrics:
        wanted |= {*metric.columns.values(), *(part.column for part in metric.where)}
    wanted |= {column.name for column in source.with_role(*SPOKEN_OF)}
    if link.comments:
        wanted |= {column.name for column in source.with_role("comment")}
    return {name for name in wanted if name}


def _is_judged(target: Target, link: Link, metrics: Sequence[Metric]) -> bool:
    """Whether a target belongs to what is shown; a part of a total is not held against the target of the whole."""
    metric = next((metric for metric in metrics if metric.id == target.metric), None)
    return metric is not None and not target.where and not (link.where and metric.kind in ADDING_UP)


def _event(event: Event, link: Link) -> Event:
    return replace(event, name="") if link.where else event


def _is_told(action: Action, link: Link, shown: Collection[str]) -> bool:
    """Whether an action belongs to what the link shows: its metric, and rows inside the locked filters."""
    if action.metric and action.metric not in shown:
        return False
    return all(_is_inside(action.where, locked) for locked in link.where)


def _is_inside(where: Sequence[Filter], locked: Filter) -> bool:
    own = [part for part in where if part.column == locked.column]
    kept = {text(value) for value in locked.values}
    return any(part.op == "in" and {text(value) for value in part.values} <= kept for part in own)


def _action(action: Action) -> Action:
    """What outsiders learn of an action: departments, never persons, and nothing that was noted on the way."""
    told = ("name", "department", "state", "proof", "metric", "due", "readout", "start", "direction", "effect", "grain",
            "contracted", "verdicts", "thanks")  # fmt: skip
    return Action(action.id, **{name: getattr(action, name) for name in told})


class SharedMeasures(Measures):
    """The numbers behind a link.

    A dataset of it holds the link's rows and columns only. A filter is one choice of one allowed column; which of all
    these groups are hidden is settled for all of them together, so that none can be worked out from others.
    """

    workspace: SharedWorkspace

    def __init__(self, workspace: SharedWorkspace, snapshot_path: Callable[[Source], Path]) -> None:
        super().__init__(workspace, snapshot_path)
        self._hidden_of = lru_cache(maxsize=256)(self._hidden_groups)
        self.choices = lru_cache(maxsize=1)(self._choices)

    def _choices(self) -> tuple[Filter, ...]:
        """Every filter the reader may set, one value each."""
        allowed = self.workspace.allowed
        return tuple(Filter(part.column, (value,)) for part in allowed for value in self._offered(part.column))

    def _offered(self, column: str) -> list[str]:
        """The values of an allowed column that are no small group in all of the data; none of any other column."""
        wanted = next((part for part in self.workspace.allowed if part.column == column), None)
        if wanted is None:
            return []
        named = {text(value) for value in wanted.values}
        large = self._large(column)
        return [value for value in large if not named or value in named]

    def _large(self, column: str) -> list[str]:
        sizes: dict[str, float] = {}
        for metric in self.workspace.headline:
            for part in self._parts(metric):
                if self._source(part).column(column) is not None:
                    base = self._bases(part, "year", (column,)).groupby(column, dropna=True)["base"].sum()
                    for value, size in base.items():
                        sizes[str(value)] = max(sizes.get(str(value), 0.0), float(size))
        return sorted(value for value, size in sizes.items() if size >= self.workspace.least)

    def hides_small(self, metric: Metric) -> bool:
        """Behind a link small counts and totals are hidden as well."""
        return True

    def comments(self, metric: Metric, grain: str, period: pd.Period, where: tuple[Filter, ...] = ()) -> int:
        """How many comments stand behind the metric; 0 where the link shows none, or there are few."""
        least = self.workspace.comment_base
        found = super().comments(metric, grain, period, where) if least and not where else 0
        return found if found >= least else 0

    def tellable(
        self, metric: Metric, found: Sequence[Any], before: pd.DataFrame, after: pd.DataFrame, where: tuple[Filter, ...]
    ) -> list[Any]:
        """The segments that may be named together: whatever they cut out of the whole is nowhere a small group.

        None under a filter: there they would be cells of two dimensions.
        """
        if where:
            return []
        if self._is_of_files_own_figures(metric):
            return list(found)
        told: list[Any] = []
        for item in found:
            if all(self._cuts_well([*told, item], side) for side in (before, after)):
                told.append(item)
        return told

    def _cuts_well(self, items: Sequence[Any], sums: pd.DataFrame) -> bool:
        inside = [_rows_of(sums, item.where) for item in items]
        sizes = sums["base"].groupby([pd.Series(rows, index=sums.index) for rows in inside]).sum()
        return bool(((sizes == 0) | (sizes >= self.workspace.least)).all())

    def _dataset(self, source: str) -> Dataset:
        record = self.workspace.known_source(source)
        return super()._dataset(source).restricted(self.workspace.lock, [column.name for column in record.columns])

    def _values(self, column: str, source: str = "") -> list[str | None]:
        """The same whichever source is asked: what is offered is settled for all of them."""
        return list(self._offered(column))

    def _series(self, metric: str, grain: str, where: tuple[Filter, ...] = ()) -> pd.DataFrame:
        record = self.workspace.known_metric(metric)
        grain = self.grain(record, grain)
        if not self._is_admitted(where):
            raise ValueError(f"a link does not offer the filter {where!r}")
        rows = estimates(self.cut(record, grain, (), where), record).reset_index(drop=True)
        small = self._is_hidden(record, grain, where, rows)
        standing = np.where(small, "hidden", np.where(rows["base"] < NORMAL_BASE, "indicative", "normal"))
        rows = rows.assign(standing=standing, **{name: rows[name].astype(float).where(~small) for name in _FACTS})
        return rows.assign(finished=pd.Series([self.is_whole(record, p) for p in rows["period"]], dtype=bool))

    def _is_admitted(self, where: tuple[Filter, ...]) -> bool:
        return not where or (len(where) == 1 and where[0] in self.choices())

    def _is_hidden(self, metric: Metric, grain: str, where: tuple[Filter, ...], rows: pd.DataFrame) -> np.ndarray:
        found = np.zeros(len(rows), dtype=bool)
        for part in self._parts(metric):
            own = self._hidden_of(part.id, grain)
            known = {f.column for f in where if self._source(part).column(f.column) is not None}
            asked = next((f for f in where if f.column in known), None)
            group = (asked.column, text(asked.values[0])) if asked else ("", "")
            found |= np.array([(period, *group) in own for period in rows["period"]], dtype=bool)
        if metric.kind in ADDING_UP and not metric.unit:  # a plain count: three complaints are three people
            found |= ((rows["value"] > 0) & (rows["value"] < self.workspace.least)).to_numpy(bool)
        return found

    def _is_of_files_own_figures(self, metric: Metric) -> bool:
        """Whether the metric's rows are a file's own figures of whole periods, and no people."""
        return not kind_of(metric).sampled and all(source.grain is not None for source in self._sources(metric))

    def _hidden_groups(self, metric: str, grain: str) -> set[tuple[pd.Period, str, str]]:
        """Which choices are hidden in which period: (period, column, value), the whole as two empty texts."""
        record = self.workspace.known_metric(metric)
        source = self._source(record)
        if self._is_of_files_own_figures(record):
            return set()
        by = tuple(part.column for part in self.workspace.allowed if source.column(part.column) is not None)
        atoms = self._bases(record, grain, by)
        hidden: set[tuple[pd.Period, str, str]] = set()
        for period, cells in atoms.groupby("period", sort=False):
            names, family, members = _groups(cells, by)
            small = hidden_groups(members, cells["base"].to_numpy(float), self._least(record), family)
            hidden |= {(period, *name) for name, is_small in zip(names, small, strict=True) if is_small}
        return hidden

    def _least(self, metric: Metric) -> int:
        return max(metric.minimum_base, self.workspace.least)

    def _bases(self, metric: Metric, grain: str, by: tuple[str, ...]) -> pd.DataFrame:
        sums = self.cut(metric, grain, by).sums(metric)
        return sums[["period", *by, "base"]].assign(base=sums["base"].fillna(0.0))


def _groups(cells: pd.DataFrame, by: Sequence[str]) -> tuple[list[tuple[str, str]], np.ndarray, np.ndarray]:
    """The whole and each value of each column: names, number of their column, which cells are theirs."""
    names, family, rows = [("", "")], [0], [np.ones(len(cells))]
    for number, column in enumerate(by, start=1):
        for value in cells[column].dropna().unique():
            names.append((column, str(value)))
            family.append(number)
            rows.append((cells[column] == value).to_numpy(float))
    return names, np.array(family), np.array(rows)


def _rows_of(sums: pd.DataFrame, where: Any) -> np.ndarray:
    kept = np.ones(len(sums), dtype=bool)
    for column, value in where.items():
        levels = sums[column]
        kept &= (levels.isna() if value is None else levels == value).to_numpy(bool)
    return kept


def measures_of(workspace: Workspace, snapshot_path: Callable[[Source], Path]) -> Measures:
    """A workspace's numbers: of the link's rows only where the workspace is one behind a link."""
    if isinstance(workspace, SharedWorkspace):
        return SharedMeasures(workspace, snapshot_path)
    return Measures(workspace, snapshot_path)
