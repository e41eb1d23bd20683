"""Customer effort score in its four variants, which never share an axis."""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place, Sums, answer, at_least, reversed_scale, scale_of
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms, weight
from cxlib.stats.intervals import Interval, nps_interval, share_interval
from cxlib.workspace import Column, Direction, Metric

VARIANTS = {
    "v2_share": N_("Made it easy: share who agree"),
    "v2_mean": N_("Made it easy: mean answer"),
    "v2_index": N_("Made it easy: agree minus disagree"),
    "v1": N_("Effort: mean answer, low is good"),
}


@dataclass(frozen=True)
class Ces(Kind):
    """``variant`` says what one row adds: its answer (means), 1 if it agrees (share), or +1, 0, -1 (index)."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The answer, 1 where it agrees, or +1, 0, -1, after the variant."""
        low, high = scale_of(metric, dataset, (1, 7)) or (1, 7)
        score = answer(metric, dataset, (1, 7))
        variant = self.setting(metric, "variant")
        if variant in ("v1", "v2_mean"):
            return Terms(score, weight=weight(metric, dataset))
        if reversed_scale(metric, dataset):
            score = sa.literal(low + high, sa.Double) - score
        middle = (low + high) / 2
        agrees = at_least(score, np.floor(middle) + 1)
        if variant == "v2_index":
            below = sa.literal(middle, sa.Double)
            agrees = sa.case(
                (agrees == 1.0, sa.literal(1.0)),
                (score < below, sa.literal(-1.0)),
                (score.is_not(None), sa.literal(0.0)),
            )
        return Terms(agrees, weight=weight(metric, dataset))

    def scale(self, metric: Metric) -> float:
        """100 for the index, which is told in points; else 1."""
        return 100.0 if self.setting(metric, "variant") == "v2_index" else 1.0

    def bounds(self, metric: Metric, column: Column | None = None) -> tuple[float, float]:
        """Ends of the answer scale for means, 0 to 1 for the share, -100 to 100 for the index."""
        variant = self.setting(metric, "variant")
        if variant in ("v1", "v2_mean"):
            return column.scale if column is not None and column.scale else (1.0, 7.0)
        return (0.0, 1.0) if variant == "v2_share" else (-100.0, 100.0)

    def unit(self, metric: Metric) -> str:
        """Percent for the share, points for the index, nothing for means."""
        return {"v2_share": "%", "v2_index": "points"}.get(self.setting(metric, "variant"), "")

    def direction(self, metric: Metric) -> Direction:
        """Down for effort, where low answers are good; up for ease."""
        return "down" if self.setting(metric, "variant") == "v1" else "up"

    def interval(self, sums: Sums, metric: Metric, level: float) -> Interval:
        """As a share or as a net score where the variant is one; else that of a mean."""
        variant, ratio = self.setting(metric, "variant"), sums.ratio
        if variant == "v2_share":
            return share_interval(np.clip(ratio, 0, 1), sums.effective_base, level)
        if variant == "v2_index":
            outer = np.divide(sums.squares, sums.denominator, out=np.zeros_like(ratio), where=sums.denominator > 0)
            return nps_interval((outer + ratio) / 2, (outer - ratio) / 2, sums.effective_base, level)
        return super().interval(sums, metric, level)

    def offered(self, column: Column) -> bool:
        """Only columns with an answer scale."""
        return column.scale is not None


KIND = Ces(
    "ces",
    N_("Customer effort score"),
    (Place("value", N_("Effort or ease score"), types=NUMERIC),),
    {"variant": "v2_share"},
)
