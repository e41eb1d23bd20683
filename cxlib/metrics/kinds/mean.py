"""Mean of a column over the rows that have a value."""

from dataclasses import dataclass

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, UNBOUNDED, Kind, Place, answer
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms, weight
from cxlib.workspace import Column, Direction, Metric


@dataclass(frozen=True)
class Mean(Kind):
    """One row adds its value."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The answer, with its weight."""
        return Terms(answer(metric, dataset), weight=weight(metric, dataset))

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """Ends of the answer scale, if there is one."""
        scale = metric.settings.get("scale") or (column.scale if column is not None else None)
        return tuple(scale) if scale else UNBOUNDED

    def direction(self, metric: Metric) -> Direction:
        """What the metric says: a mean may be good either way."""
        return metric.direction


KIND = Mean("mean", N_("Mean"), (Place("value", N_("Column to average"), types=NUMERIC),))
