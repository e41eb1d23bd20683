"""A probability as people say it: 1 in 5, 2 in 3, 9 in 10."""

from fractions import Fraction
from typing import Any

import pandas as pd

from cxlib.language import gettext as _
from cxlib.language import number
from cxlib.metrics.targets import is_band
from cxlib.workspace import Metric, Target

_SAID = [
    Fraction(a, b)
    for a, b in (
        (1, 10),
        (1, 8),
        (1, 6),
        (1, 5),
        (1, 4),
        (1, 3),
        (2, 5),
        (1, 2),
        (3, 5),
        (2, 3),
        (3, 4),
        (4, 5),
        (5, 6),
        (7, 8),
        (9, 10),
    )
]
RARE, SURE = 0.06, 0.94


def chance_words(chance: float) -> str:
    """The closest everyday fraction to a probability.

    Args:
        chance: Probability, 0 to 1.
    Examples:
        >>> chance_words(0.21), chance_words(0.02), chance_words(0.97)
        ('1 in 5', 'less than 1 in 15', 'more than 14 in 15')
    """
    if chance < RARE:
        return _("less than 1 in 15")
    if chance > SURE:
        return _("more than 14 in 15")
    nearest = min(_SAID, key=lambda said: abs(float(said) - chance))
    return _("{part} in {whole}", part=number(nearest.numerator), whole=number(nearest.denominator))


def chance_of(made: Any, metric: Metric, goal: Target, at: pd.Period) -> float:
    """Probability that a metric meets its target in the period ``at`` of its forecast ``made``; both ends of a band."""
    if is_band(goal, metric):
        above = made.chance(goal.upper, at, "up") if goal.upper is not None else 0.0
        return max(float(made.chance(goal.value, at, "up")) - float(above), 0.0)
    return float(made.chance(goal.value, at, "down" if metric.direction == "down" else "up"))
