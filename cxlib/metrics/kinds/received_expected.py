"""Promise gap: what customers received against what they expected; the goal is one to one."""

from dataclasses import dataclass

import sqlalchemy as sa

from cxlib.language import gettext_noop as N_
from cxlib.metrics.kinds.kind import NUMERIC, Kind, Place
from cxlib.sources.conditions import number
from cxlib.sources.dataset import Dataset
from cxlib.sources.terms import Terms, weight
from cxlib.workspace import Metric


@dataclass(frozen=True)
class ReceivedExpected(Kind):
    """``variant`` gap: received minus expected over expected, in points; ratio: received over expected."""

    def terms(self, metric: Metric, dataset: Dataset) -> Terms:
        """Received, or received minus expected, over expected, where both are known."""
        received = number(dataset.column(metric.columns["value"]))
        expected = number(dataset.column(metric.columns["denominator"]))
        above = received - expected if self._is_gap(metric) else received
        both = sa.and_(received.is_not(None), expected.is_not(None))
        return Terms(sa.case((both, above)), sa.case((both, expected)), weight=weight(metric, dataset))

    def scale(self, metric: Metric) -> float:
        """100 for the gap, which is told in points; 1 for the ratio."""
        return 100.0 if self._is_gap(metric) else 1.0

    def unit(self, metric: Metric) -> str:
        """Points for the gap, the metric's own for the ratio."""
        return "points" if self._is_gap(metric) else metric.unit

    def _is_gap(self, metric: Metric) -> bool:
        return self.setting(metric, "variant") == "gap"


KIND = ReceivedExpected(
    "received_expected",
    N_("Received against expected"),
    (Place("value", N_("Received"), types=NUMERIC), Place("denominator", N_("Expected"), types=NUMERIC)),
    {"variant": "gap"},
)
