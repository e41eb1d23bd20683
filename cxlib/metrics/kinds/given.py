"""A number that the file already holds: the column of a KPI table, with its volume as the weight if there is one."""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from cxlib.errors import SourceReplaced
from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, UNBOUNDED, Kind, Place, Sums
from cxlib.sources.conditions import number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import TOTAL, Terms
from cxlib.stats.intervals import Interval, nps_interval, share_interval
from cxlib.workspace import Column, Direction, Metric


@dataclass(frozen=True)
class Given(Kind):
    """Several rows of a period become their mean weighted by volume, their sum, or the last one (``aggregate``).

    Setting ``key`` is the metric's name in a long table (date, metric, value). Setting ``of`` says what the numbers
    are made of: ``"share"`` (0 to 1) or ``"nps"`` (points), which with a volume gives an interval; else there is none.
    """

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The number, or number times volume over volume where a volume is named."""
        value = number(dataset.column(metric.columns["value"]))
        if self.setting(metric, "key"):
            key = dataset.column(self._key_column(metric, dataset))
            value = sa.case((key == str(self.setting(metric, "key")), value))
        aggregate = self.setting(metric, "aggregate")
        if aggregate == "sum":
            return Terms(value, TOTAL)
        if "weight" not in metric.columns:
            return Terms(value, last=aggregate == "last")
        volume = number(dataset.column(metric.columns["weight"]))
        return Terms(sa.case((volume > 0, value * volume)), volume, base=volume, last=aggregate == "last")

    def _key_column(self, metric: Metric, dataset: Dataset) -> str:
        named = [metric.columns.get("key"), *(column.name for column in dataset.source.with_role("metric")), "metric"]
        found = next((name for name in named if name and name in dataset.table.c), None)
        if found is None:
            raise SourceReplaced(metric=metric.name or metric.id, column="metric", source=dataset.source.name)
        return found

    def scale(self, metric: Metric) -> float:
        """1: the file's numbers are in their unit already."""
        return 1.0

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """The confirmed scale, else what the numbers are made of: shares, points or anything."""
        kept = metric.settings.get("scale") or (column.scale if column is not None else None)
        return (
            tuple(kept)
            if kept
            else {"share": (0.0, 1.0), "nps": (-100.0, 100.0)}.get(self.setting(metric, "of"), UNBOUNDED)
        )

    def unit(self, metric: Metric) -> str:
        """The metric's own, else that of what the numbers are made of."""
        return metric.unit or {"share": "%", "nps": "points"}.get(self.setting(metric, "of"), "")

    def direction(self, metric: Metric) -> Direction:
        """What the metric says."""
        return metric.direction

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """That of a share or of net points on the volume; NaN where the volume or the kind is unknown."""
        of, value = self.setting(metric, "of"), sums.ratio
        if "weight" in metric.columns and of == "share":
            return share_interval(np.clip(value, 0, 1), sums.base, level)
        if "weight" in metric.columns and of == "nps":
            net = np.clip(value / 100, -1, 1)  # no passives: the widest interval these points can have
            lower, upper = nps_interval((1 + net) / 2, (1 - net) / 2, sums.base, level)
            return Interval(100 * lower, 100 * upper)
        return Interval(np.full_like(value, np.nan), np.full_like(value, np.nan))


KIND = Given(
    "given",
    N_("Number from the file"),
    (
        Place("value", N_("Column that holds the number"), types=NUMERIC),
        Place("weight", N_("Volume behind it"), optional=True, types=NUMERIC),
        Place("key", N_("Column that names the metric"), optional=True),
    ),
    {"aggregate": "mean", "key": "", "of": ""},
    sampled=False,
)
