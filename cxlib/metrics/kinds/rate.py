"""Events per exposure, such as complaints per 1,000 orders; the exposure may lie in another source."""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place, Sums
from cxlib.sources.conditions import number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import TOTAL, Terms
from cxlib.stats.intervals import Interval, poisson_interval
from cxlib.workspace import Column, Direction, Metric


@dataclass(frozen=True)
class Rate(Kind):
    """One row adds its events (1 without a column) above and its exposure below.

    Setting ``exposure`` names another metric (a total or a count) whose sum is the exposure once cubes are joined.
    """

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The row's events over its exposure."""
        named = metric.columns
        events = number(dataset.column(named["value"])) if "value" in named else sa.literal(1.0)
        if "denominator" not in named:
            return Terms(events, TOTAL)
        exposure = number(dataset.column(named["denominator"]))
        counted = sa.case((exposure.is_not(None), sa.func.coalesce(events, sa.literal(0.0))))
        return Terms(counted, exposure, base=exposure)  # behind the rate stand the exposed, not the rows

    def scale(self, metric: Metric) -> float:
        """Per how many the rate is told, 1,000 unless set."""
        return float(self.setting(metric, "per"))

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """From 0 up."""
        return 0.0, np.inf

    def direction(self, metric: Metric) -> Direction:
        """Down: what is counted per exposure is mostly trouble."""
        return "down"

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """Exact Poisson limits of the events; the exposure is taken as known."""
        lower, upper = poisson_interval(np.maximum(sums.numerator, 0), level)
        exposure = np.where(sums.denominator > 0, sums.denominator, np.nan)
        return Interval(lower / exposure, upper / exposure)


KIND = Rate(
    "rate",
    N_("Rate per exposure"),
    (
        Place("value", N_("Events"), optional=True, types=NUMERIC),
        Place("denominator", N_("Exposure"), optional=True, types=NUMERIC),
    ),
    {"per": 1000, "exposure": ""},
    counted=True,
    sampled=False,
)
