"""Total of a column."""

from dataclasses import dataclass

import numpy as np

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place, Sums
from cxlib.sources.conditions import number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import TOTAL, Terms
from cxlib.stats.intervals import Interval, z_value
from cxlib.workspace import Metric


@dataclass(frozen=True)
class Total(Kind):
    """One row adds its value; nothing stands below the line."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The row's value; the total stands over nothing."""
        return Terms(number(dataset.column(metric.columns["value"])), TOTAL)

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """Compound Poisson: both the number of rows and their values vary from period to period."""
        margin = z_value(level) * np.sqrt(sums.squares)
        lower = np.where(sums.numerator >= 0, np.maximum(sums.numerator - margin, 0), sums.numerator - margin)
        return Interval(lower / sums.denominator, (sums.numerator + margin) / sums.denominator)


KIND = Total(
    "total", N_("Total"), (Place("value", N_("Column to add up"), types=NUMERIC),), counted=True, sampled=False
)
