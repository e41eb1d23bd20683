"""Twenty random hits to judge: how often a theme's rule is right, as a number with its interval."""

from typing import NamedTuple

import numpy as np

from cxlib.stats.intervals import wilson_interval
from cxlib.workspace import Theme

HITS = 20
GOOD = 0.8  # precision from which a rule is trusted


class Precision(NamedTuple):
    """Share of judged hits that belonged to the theme, 0 to 1, with Wilson's interval, and how many were judged."""

    value: float
    lower: float
    upper: float
    judged: int


def hits(flags: np.ndarray, weight: np.ndarray, seed: int, most: int = HITS) -> np.ndarray:
    """Different comments of a theme to judge, drawn at random; shape (at most ``most``,).

    Args:
        flags: Whether each comment has the theme, shape (k,).
        weight: How often each comment is said; only those said at all are drawn, likewise.
        seed: The same seed draws the same comments.
        most: How many at most.
    """
    pool = np.flatnonzero(flags & (weight > 0))
    return np.random.default_rng(seed).permutation(pool)[:most]


def precision(themes: list[Theme]) -> Precision | None:
    """What was judged of one theme, over its rules in all languages; None before anything was.

    Examples:
        >>> precision([Theme("a", judged=20, right=18)])
        Precision(value=0.9, lower=0.699, upper=0.972, judged=20)
    """
    judged, right = sum(theme.judged for theme in themes), sum(theme.right for theme in themes)
    if not judged:
        return None
    lower, upper = wilson_interval([right / judged], [judged])
    return Precision(right / judged, round(float(lower[0]), 3), round(float(upper[0]), 3), judged)
