"""Net Promoter Score: share of 9–10 minus share of 0–6, in points."""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place, Sums, answer
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms, weight
from cxlib.stats.intervals import Interval, nps_interval
from cxlib.workspace import Column, Metric


@dataclass(frozen=True)
class Nps(Kind):
    """One row adds +1 (promoter), 0 (passive) or -1 (detractor)."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """+1 for a promoter, -1 for a detractor, 0 between them, nothing without an answer."""
        score = answer(metric, dataset, (0, 10))
        promoter = sa.literal(float(self.setting(metric, "promoter")), sa.Double)
        detractor = sa.literal(float(self.setting(metric, "detractor")), sa.Double)
        counts = sa.case(
            (score >= promoter, sa.literal(1.0)),
            (score <= detractor, sa.literal(-1.0)),
            (score.is_not(None), sa.literal(0.0)),
        )
        return Terms(counts, weight=weight(metric, dataset))

    def scale(self, metric: Metric) -> float:
        """100: net shares are told in points."""
        return 100.0

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """-100 (all detractors) to 100 (all promoters)."""
        return -100.0, 100.0

    def unit(self, metric: Metric) -> str:
        """Points."""
        return "points"

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """Interval of a difference of two shares of the same answers, -1 to 1."""
        net = sums.ratio
        outer = np.divide(sums.squares, sums.denominator, out=np.zeros_like(net), where=sums.denominator > 0)
        return nps_interval((outer + net) / 2, (outer - net) / 2, sums.effective_base, level)

    def offered(self, column: Column) -> bool:
        """Only columns answered from 0, or 1, to 10."""
        return column.scale is not None and tuple(column.scale) in ((0, 10), (1, 10))


KIND = Nps(
    "nps",
    N_("Net Promoter Score"),
    (Place("value", N_("Likelihood to recommend, 0 to 10"), types=NUMERIC),),
    {"promoter": 9, "detractor": 6},
)
