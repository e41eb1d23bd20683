"""Median or another quantile: for durations, where a mean would follow the few longest. The source computes it."""

from dataclasses import dataclass

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place, answer
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms
from cxlib.workspace import Direction, Metric


@dataclass(frozen=True)
class Quantile(Kind):
    """Setting ``share`` is 0.5 for the median, 0.9 for the time that nine in ten do not exceed."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """The value, whose quantile the source is asked for."""
        return Terms(answer(metric, dataset), quantile=float(self.setting(metric, "share")))

    def direction(self, metric: Metric) -> Direction:
        """Down: quantiles are asked of durations and waits."""
        return "down"


KIND = Quantile(
    "quantile",
    N_("Median or other quantile"),
    (Place("value", N_("Duration or amount"), types=NUMERIC),),
    {"share": 0.5},
    additive=False,
)
