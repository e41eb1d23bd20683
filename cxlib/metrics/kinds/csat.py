"""Customer satisfaction: share of answers in the top boxes of the scale."""

from dataclasses import dataclass

import numpy as np

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place, Sums, answer, at_least, at_most, reversed_scale, scale_of
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms, weight
from cxlib.stats.intervals import Interval, share_interval
from cxlib.workspace import Column, Metric

TOP_BOX = {2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 9: 8, 10: 9, 11: 10}
"""Number of steps of a scale → the first step, counted from 1, that is a top box."""


@dataclass(frozen=True)
class Shares(Kind):
    """Any kind whose value is a share of the base, 0 to 1."""

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """0 to 1, as every share."""
        return 0.0, 1.0

    def unit(self, metric: Metric) -> str:
        """Percent."""
        return "%"

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """Interval of a share on the effective base, 0 to 1; see ``share_interval``."""
        return share_interval(np.clip(sums.ratio, 0, 1), sums.effective_base, level)


@dataclass(frozen=True)
class Csat(Shares):
    """One row adds 1 if its answer is in the top boxes."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """1 where the answer is in the top boxes, 0 where it is below, nothing without an answer."""
        low, high = scale_of(metric, dataset, (1, 5)) or (1, 5)
        score = answer(metric, dataset, (1, 5))
        bar = self.setting(metric, "top") or top_box(low, high)
        satisfied = at_most(score, low + high - bar) if reversed_scale(metric, dataset) else at_least(score, bar)
        return Terms(satisfied, weight=weight(metric, dataset))

    def offered(self, column: Column) -> bool:
        """Only columns with an answer scale."""
        return column.scale is not None


def top_box(low: float, high: float) -> float:
    """The lowest answer that counts as satisfied on a scale.

    Examples:
        >>> top_box(1, 5), top_box(1, 7), top_box(0, 10)
        (4, 6, 9)
    """
    steps = round(high - low) + 1
    return low + TOP_BOX[steps] - 1 if steps in TOP_BOX else low + 0.75 * (high - low)


KIND = Csat(
    "csat", N_("Customer satisfaction"), (Place("value", N_("Satisfaction score"), types=NUMERIC),), {"top": None}
)
