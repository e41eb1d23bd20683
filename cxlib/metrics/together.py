"""What two links tell together: a group that both leave out may be the difference of what each shows."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import product

import numpy as np
import pandas as pd

from cxlib.errors import CXError
from cxlib.metrics.measures import Measures
from cxlib.metrics.shared import shared
from cxlib.sources.conditions import mask
from cxlib.workspace import Filter, Link, Metric


def gives_away(measures: Measures, link: Link, others: Iterable[Link]) -> Link | None:
    """The first of other links that, held by the same reader, lets a small group be worked out by subtraction.

    Args:
        measures: The whole workspace's numbers.
        link: A link to the board, about to be made.
        others: Links that are open.

    Returns:
        None where no group that one shows lies within a group that the other shows with fewer than the links' smallest
        base between them, in any period of the new link's grain.
    """
    boards = (other for other in others if other.scope == "board" and _scope(other) != _scope(link))
    return next((other for other in boards if _tells_more(measures, link, other)), None)


def _scope(link: Link) -> tuple[object, ...]:
    return link.where, link.allowed


def _tells_more(measures: Measures, link: Link, other: Link) -> bool:
    whole = measures.workspace
    both = {metric.id for metric in shared(whole, link).headline} & {m.id for m in shared(whole, other).headline}
    return any(_differs_little(measures, whole.known_metric(id), link, other) for id in sorted(both))


def _differs_little(measures: Measures, metric: Metric, link: Link, other: Link) -> bool:
    parts = (*link.where, *link.allowed, *other.where, *other.allowed)
    with suppress(CXError):  # what cannot be asked of the data is shown by neither
        cells = _cells(measures, metric, link.grain, tuple(dict.fromkeys(part.column for part in parts)))
        least = max(link.minimum_base, other.minimum_base, metric.minimum_base)
        own, theirs = (_shown(cells, each) for each in (link, other))
        return any(_is_between(cells, one, two, least) for one, two in product(own, theirs))
    return False


def _cells(measures: Measures, metric: Metric, grain: str, columns: Sequence[str]) -> pd.DataFrame:
    sources = [source for source in measures.workspace.sources if source.id == metric.source]
    by = tuple(name for name in columns if any(source.column(name) for source in sources))
    sums = measures.cut(metric, measures.grain(metric, grain), by).sums(metric)
    return sums.assign(period=pd.factorize(sums["period"])[0], base=sums["base"].fillna(0.0))


def _shown(cells: pd.DataFrame, link: Link) -> list[np.ndarray]:
    """Which cells belong to each group that a link shows: all of its rows, and each choice of its reader."""
    locked = np.logical_and.reduce([np.ones(len(cells), dtype=bool), *(_held(cells, part) for part in link.where)])
    groups = [locked]
    for part in link.allowed:
        if part.column in cells:
            values = part.values or tuple(cells[part.column].dropna().unique())
            groups += [locked & _held(cells, Filter(part.column, (value,))) for value in values]
    return groups


def _held(cells: pd.DataFrame, part: Filter) -> np.ndarray:
    return mask(cells[part.column], part) if part.column in cells else np.ones(len(cells), dtype=bool)


def _is_between(cells: pd.DataFrame, one: np.ndarray, two: np.ndarray, least: int) -> bool:
    """Whether one group holds the other in some period, and so few answers more that they should be hidden."""
    sizes = [_sizes(cells, rows) for rows in (one, two, one & two)]
    first, second, common = sizes
    apart = np.maximum(first, second) - common
    nested = (common == np.minimum(first, second)) & (common >= least)
    return bool((nested & (apart > 0) & (apart < least)).any())


def _sizes(cells: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    periods = int(cells["period"].max()) + 1 if len(cells) else 0
    return np.bincount(cells["period"], weights=cells["base"] * rows, minlength=periods)
