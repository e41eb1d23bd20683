"""A formula over other metrics, such as complaints / orders."""

from dataclasses import dataclass

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import Kind
from cxlib.workspace import Column, Direction, Metric


@dataclass(frozen=True)
class Formula(Kind):
    """Rows add nothing to it: its value comes from the estimates of the metrics that it names."""

    def direction(self, metric: Metric) -> Direction:
        """What the metric says: a formula has no direction of its own."""
        return metric.direction

    def offered(self, column: Column) -> bool:
        """Never: a formula reads other metrics, no column."""
        return False


KIND = Formula("formula", N_("Formula over other metrics"), additive=False, sampled=False)
