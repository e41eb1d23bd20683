"""What every metric kind declares: the columns it needs, its terms, its scale and unit, and its interval."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
import pandas as pd
import sqlalchemy as sa

from cxlib.language import gettext as _
from cxlib.sources.conditions import number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms
from cxlib.stats.intervals import Interval, kish_base, ratio_stderr, t_interval
from cxlib.workspace import Column, Direction, Metric

UNBOUNDED = (-np.inf, np.inf)
NUMERIC = ("number", "integer", "percent", "duration", "yes_no")


@dataclass(frozen=True)
class Place:
    """A column that a kind needs: its name in ``Metric.columns``, what it is called on screen, what may fill it."""

    name: str
    title: str
    optional: bool = False
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sums:
    """The sums of one metric, one element a cell, shape (k,)."""

    numerator: np.ndarray
    denominator: np.ndarray
    squares: np.ndarray
    cross: np.ndarray
    squares_d: np.ndarray
    base: np.ndarray
    weight: np.ndarray
    weight_squares: np.ndarray

    @classmethod
    def of(cls, cells: pd.DataFrame) -> Self:
        """From ``Cube.sums``; where nothing stands below the line the denominator is 1, and weights are 1."""
        held = {name: cells[name].to_numpy(float) for name in _SUM_NAMES if name in cells}
        base = held["base"]
        ones = np.ones_like(base)
        given = {"denominator": ones, "squares": ones * np.nan, "cross": ones * np.nan, "squares_d": ones}
        return cls(**{"weight": base, "weight_squares": base, **given, **held})

    @property
    def ratio(self) -> np.ndarray:
        """Numerator over denominator, NaN where the denominator is 0."""
        nothing = np.full_like(self.base, np.nan)
        return np.divide(self.numerator, self.denominator, out=nothing, where=self.denominator != 0)

    @property
    def effective_base(self) -> np.ndarray:
        """Kish's effective base; the base itself where nothing is weighted."""
        return kish_base(self.weight, self.weight_squares)

    @property
    def stderr(self) -> np.ndarray:
        """Linearised standard error of the ratio."""
        return ratio_stderr(
            self.numerator, self.denominator, self.squares, self.cross, self.squares_d, self.weight, self.effective_base
        )


_SUM_NAMES = tuple(part.name for part in fields(Sums))


@dataclass(frozen=True)
class Kind:
    """A way to count rows. A subclass says what one row adds; the rest follows from the ratio of the sums.

    Attributes:
        name: Entry of ``KINDS``.
        title: On screen, a message id.
        places: The columns it needs.
        settings: Its parameters with their defaults.
        counted: Whether no rows in a period mean 0 and not "unknown".
        sampled: Whether the base is answers that a status needs 30 of; counts and totals are whole at any size.
        additive: Whether sums over parts make up the whole, so that a filter or a roll-up asks no source.
    """

    name: str = ""
    title: str = ""
    places: tuple[Place, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    counted: bool = False
    additive: bool = True
    sampled: bool = True

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """What one row adds to the sums."""
        raise NotImplementedError

    def scale(self, metric: Metric) -> float:
        """What the ratio is multiplied with to give the metric's unit."""
        return 1.0

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """Lowest and highest value there can be, in the metric's unit."""
        return UNBOUNDED

    def unit(self, metric: Metric) -> str:
        """Unit on screen: ``"points"``, ``"%"`` (a share, 0 to 1 inside), a column's own unit, or nothing."""
        return metric.unit

    def direction(self, metric: Metric) -> Direction:
        """Which way is better, unless the metric says otherwise."""
        return "up"

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """Interval of the ratio, before scaling; linearised with Student's t unless the kind knows better."""
        return t_interval(sums.ratio, sums.stderr, sums.effective_base, level)

    def offered(self, column: Column) -> bool:
        """Whether ``column`` may fill the first place."""
        return column.type in NUMERIC

    def setting(self, metric: Metric, name: str) -> Any:
        """The metric's setting, or the kind's default."""
        return metric.settings.get(name, self.settings.get(name))

    @property
    def heading(self) -> str:
        """The title in the language in use."""
        return _(self.title)


def answer(metric: Metric, dataset: Dataset, default: tuple[float, float] | None = None) -> sa.ColumnElement:
    """The answer in the place ``value`` as a number, NULL where it is off the column's scale."""
    column = number(dataset.column(metric.columns["value"]))
    scale = scale_of(metric, dataset, default)
    if scale is None:
        return column
    return sa.case((column.between(sa.literal(scale[0], sa.Double), sa.literal(scale[1], sa.Double)), column))


def scale_of(
    metric: Metric,
    dataset: Dataset,
    default: tuple[float, float] | None = None,
) -> tuple[float, float] | None:
    """Lowest and highest answer that count: the metric's own, the column's, or ``default``."""
    if metric.settings.get("scale"):
        low, high = metric.settings["scale"]
        return float(low), float(high)
    column = dataset.source.column(metric.columns["value"])
    found = column.scale if column is not None and column.scale else default
    return None if found is None else (float(found[0]), float(found[1]))


def reversed_scale(metric: Metric, dataset: Dataset) -> bool:
    """Whether low answers are the good ones, as a person confirmed for the column."""
    column = dataset.source.column(metric.columns["value"])
    return column is not None and column.direction == "down"


def at_least(column: sa.ColumnElement, low: float) -> sa.ColumnElement:
    """1 where a number is ``low`` or more, 0 where it is less, NULL where there is none."""
    bar = sa.literal(float(low), sa.Double)
    return sa.case((column >= bar, sa.literal(1.0)), (column < bar, sa.literal(0.0)))


def at_most(column: sa.ColumnElement, high: float) -> sa.ColumnElement:
    """1 where a number is ``high`` or less, 0 where it is more, NULL where there is none."""
    bar = sa.literal(float(high), sa.Double)
    return sa.case((column <= bar, sa.literal(1.0)), (column > bar, sa.literal(0.0)))
