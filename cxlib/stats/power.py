"""How many answers it takes to see a change."""

import numpy as np
from numpy.typing import ArrayLike

from cxlib.stats.intervals import z_value


def answers_needed(difference: ArrayLike, spread: float, power: float = 0.8, level: float = 0.95) -> np.ndarray:
    """Answers per group so that a true difference between two groups is seen with the given power.

    Args:
        difference: True differences, above 0, in any unit, shape (k,).
        spread: Standard deviation of one answer in the same unit.
        power: Chance to see the difference, strictly between 0 and 1.
        level: Confidence level of the test, strictly between 0 and 1.

    Returns:
        Answers in each of the two groups, rounded up, shape (k,).

    Examples:
        >>> spread = 100 * (0.5 + 0.2 - 0.3**2) ** 0.5  # half promoters, a fifth detractors
        >>> answers_needed([5, 10, 15], spread).tolist()
        [3831, 958, 426]
    """
    from scipy.special import ndtri

    difference = np.atleast_1d(np.asarray(difference, float))
    if not 0 < power < 1 or np.any(difference <= 0):
        raise ValueError(f"no answers to count for power {power!r} and differences {difference!r}")
    return np.ceil(2 * ((z_value(level) + ndtri(power)) * spread / difference) ** 2).astype(int)


def detectable_difference(base: ArrayLike, spread: float, power: float = 0.8, level: float = 0.95) -> np.ndarray:
    """The smallest true difference that ``base`` answers per group show with the given power; same unit as spread.

    Examples:
        >>> float(detectable_difference([958], 78.1)[0].round(1))
        10.0
    """
    from scipy.special import ndtri

    base = np.atleast_1d(np.asarray(base, float))
    return (z_value(level) + ndtri(power)) * spread * np.sqrt(2 / np.where(base > 0, base, np.nan))


def half_width(base: ArrayLike, spread: float, level: float = 0.95) -> np.ndarray:
    """Half the width of the interval that ``base`` answers give, in the unit of ``spread``.

    Examples:
        >>> half_width([100, 940], 78.1).round(0).tolist()
        [15.0, 5.0]
    """
    base = np.atleast_1d(np.asarray(base, float))
    return z_value(level) * spread / np.sqrt(np.where(base > 0, base, np.nan))
