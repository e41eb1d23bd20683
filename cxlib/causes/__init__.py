"""Why a number changed and what is worth fixing."""

from cxlib.causes.cubed import change_split, metric_sums
from cxlib.causes.drilling import Drill, drill
from cxlib.causes.driving import drivers, quadrant
from cxlib.causes.influence import influencers
from cxlib.causes.issues import Assumptions, Range, Worth, avoided_churn, pareto
from cxlib.causes.segmenting import Finding, Findings, segments
from cxlib.causes.splitting import against_rest, split, split_sentence, waterfall

__all__ = [
    "Assumptions", "Drill", "Finding", "Findings", "Range", "Worth", "against_rest", "avoided_churn", "change_split",
    "drill", "drivers", "influencers", "metric_sums", "pareto", "quadrant", "segments", "split", "split_sentence",
    "waterfall",
]
