"""Doors that take a cube: the sums of a metric in a period, in the metric's own unit."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import pandas as pd

from cxlib.causes import splitting
from cxlib.metrics import kind_of
from cxlib.sources.cubes import Cube
from cxlib.workspace import Metric

Periods: TypeAlias = pd.Period | Iterable[pd.Period]


def change_split(cube: Cube, metric: Metric, before: Periods, after: Periods, by: Sequence[str] | str) -> pd.DataFrame:
    """Exact split of a metric's change into mix and rate by segment.

    Args:
        cube: Sums by period and dimensions.
        metric: One of the cube's metrics.
        before: The period, or several together, to compare with.
        after: The period, or several together, that is explained.
        by: Dimensions of the cube that make the segments.
    Returns:
        As ``splitting.split``: segment, mix, rate, total and more, in the metric's unit; they add up to the change.
    Raises:
        ValueError: If the metric is not in the cube or cannot be summed, or a dimension is unknown.
        TooFewAnswers: If a period holds no answer.
    """
    return splitting.split(metric_sums(cube, metric, before), metric_sums(cube, metric, after), by)


def metric_sums(cube: Cube, metric: Metric, periods: Periods | None = None) -> pd.DataFrame:
    """A metric's sums in some periods, scaled so that numerator / denominator is in the metric's unit.

    Args:
        cube: Sums by period and dimensions.
        metric: One of the cube's metrics.
        periods: One or several; all without it.
    Returns:
        The dimensions, ``numerator``, and where the metric has them ``denominator`` and ``squares``: what ``segments``
        and ``drill`` take.
    Raises:
        ValueError: If the metric is not in the cube or is none of sums (a median, say).
    """
    cells = cube.leaves(metric)
    if "numerator" not in cells.columns:
        raise ValueError(f"metric {metric.id!r} is not made of sums and cannot be taken apart")
    if periods is not None:
        wanted = [periods] if isinstance(periods, pd.Period) else list(periods)
        cells = cells[cells["period"].isin(wanted)]
    scale = kind_of(metric).scale(metric)
    powers = {"numerator": 1, "denominator": 0, "squares": 2, "cross": 1, "squares_d": 0}
    columns = {name: cells[name] * scale**power for name, power in powers.items() if name in cells.columns}
    return cells[list(cube.by)].assign(**columns).reset_index(drop=True)


def cube_sums(cube: Cube) -> pd.DataFrame:
    """The sums of a cube of one metric, all its periods together.

    Raises:
        ValueError: If the cube holds more than one metric.
    """
    if len(cube.metrics) != 1:
        raise ValueError(f"a cube of one metric is needed, this one holds {len(cube.metrics)}")
    return metric_sums(cube, cube.metrics[0])
