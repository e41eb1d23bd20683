"""Number of rows: contacts, complaints, sign-ups …"""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import Kind, Place, Sums
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import TOTAL, Terms
from cxlib.stats.intervals import Interval, poisson_interval
from cxlib.workspace import Column, Metric


@dataclass(frozen=True)
class Count(Kind):
    """One row adds 1, where a column is named only if its cell is filled."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """1 a row, or 1 where the named cell is filled."""
        if "value" not in metric.columns:
            return Terms(sa.literal(1.0), TOTAL)
        return Terms(sa.case((dataset.column(metric.columns["value"]).is_not(None), sa.literal(1.0))), TOTAL)

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """From 0 up."""
        return 0.0, np.inf

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """Exact Poisson limits of the number of rows."""
        lower, upper = poisson_interval(sums.numerator, level)
        return Interval(lower / sums.denominator, upper / sums.denominator)  # 1, or another metric's total

    def offered(self, column: Column) -> bool:
        """Any column: only whether its cells are filled matters."""
        return True


KIND = Count(
    "count",
    N_("Number of rows"),
    (Place("value", N_("Column that must be filled"), optional=True),),
    counted=True,
    sampled=False,
)
