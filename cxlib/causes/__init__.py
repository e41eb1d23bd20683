"""Why a number changed and what is worth fixing."""

from cxlib.causes.driving import drivers, quadrant
from cxlib.causes.segmenting import Finding, Findings, segments
from cxlib.causes.splitting import against_rest, split, split_sentence, waterfall

__all__ = [
    "Finding", "Findings", "against_rest", "drivers", "quadrant", "segments", "split", "split_sentence", "waterfall",
]
