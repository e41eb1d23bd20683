"""Why a number changed and what is worth fixing."""

from cxlib.causes.driving import drivers, quadrant
from cxlib.causes.splitting import against_rest, split, split_sentence, waterfall

__all__ = ["against_rest", "drivers", "quadrant", "split", "split_sentence", "waterfall"]
