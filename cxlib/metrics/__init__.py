"""How much one row counts, and what the sums then say."""

from cxlib.metrics.adjusting import mix_adjusted, weighted
from cxlib.metrics.estimating import Estimate, csat, estimates, finished, kind_of, nps
from cxlib.metrics.kinds import KINDS
from cxlib.metrics.suppression import suppressed

__all__ = [
    "KINDS",
    "Estimate",
    "csat",
    "estimates",
    "finished",
    "kind_of",
    "mix_adjusted",
    "nps",
    "suppressed",
    "weighted",
]
