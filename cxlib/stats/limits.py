"""Control limits: which points of a series are news, and which are its usual variation."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

XMR_FACTOR = 2.66  # three sigma over the mean moving range: 3 / 1.128
ENOUGH_POINTS = 12
RUN_LENGTH = 8


class Limits(NamedTuple):
    """Centre line and natural limits."""

    center: float
    lower: float
    upper: float


def xmr_limits(values: ArrayLike) -> Limits:
    """Natural limits of single values: mean ± 2.66 mean moving ranges.

    Args:
        values: At least two values in time order, without the one that is being judged, shape (n,).

    References:
        Shewhart (1931); Wheeler (2000), Understanding Variation, 2nd ed.

    Examples:
        >>> found = xmr_limits([42, 45, 41, 44, 43, 46, 40, 44, 43, 45, 42])
        >>> round(found.lower, 2), round(found.upper, 2)
        (35.2, 51.16)
    """
    values = np.asarray(values, float)
    center, margin = float(values.mean()), XMR_FACTOR * float(np.abs(np.diff(values)).mean())
    return Limits(center, center - margin, center + margin)


def natural_limits(values: pd.Series, breaks: Sequence[date] = ()) -> pd.DataFrame | None:
    """Natural limits of a series of finished periods, and which points they call news.

    Each stretch between two re-basing events has limits of its own; its last point is judged and left out of them.

    Args:
        values: One value a period, with a PeriodIndex or an index of periods, in order; missing values are passed over.
        breaks: Days on which an event starts new limits.

    Returns:
        Frame on the index of ``values``: ``center``, ``lower``, ``upper`` (NaN in a stretch of fewer than 12 points)
        and ``signal`` (``"outside"``, ``"run"`` of eight on one side, or empty); None if no stretch is long enough.
    """
    stretch = _stretches(values.index, breaks)
    parts = [_judged(part) for _, part in values.astype(float).groupby(stretch)]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=["center"])
    return None if found["center"].isna().all() else found


def _stretches(periods: pd.Index, breaks: Sequence[date]) -> np.ndarray:
    """Number of the stretch that each period is in; a period in whose course the event falls starts the new one."""
    ends = np.array([period.end_time for period in periods], dtype="datetime64[ns]")
    days = np.sort(np.array([pd.Timestamp(day) for day in breaks], dtype="datetime64[ns]"))
    return np.searchsorted(days, ends, side="right")


def _judged(part: pd.Series) -> pd.DataFrame:
    known = part.dropna()
    if len(known) < ENOUGH_POINTS:
        return pd.DataFrame({"center": np.nan, "lower": np.nan, "upper": np.nan, "signal": ""}, index=part.index)
    center, lower, upper = xmr_limits(known.iloc[:-1])
    signal = pd.Series("", index=part.index, dtype=object)
    signal[known.index[in_runs(known.to_numpy() - center)]] = "run"
    signal[(part < lower) | (part > upper)] = "outside"
    return pd.DataFrame({"center": center, "lower": lower, "upper": upper, "signal": signal}, index=part.index)


def in_runs(deviations: ArrayLike, length: int = RUN_LENGTH) -> np.ndarray:
    """Which points complete a run of ``length`` or more on one side of the centre line.

    Args:
        deviations: Values minus centre line, in time order, shape (n,); a point on the line ends a run.
        length: Points in a row that make a run.

    Examples:
        >>> in_runs([1, 1, -1, 2, 3, 1], length=3).tolist()
        [False, False, False, False, False, True]
    """
    run, found, last = 0, [], 0.0
    for side in np.sign(np.asarray(deviations, float)):
        run = run + 1 if side and side == last else int(bool(side))
        last = side
        found.append(run >= length)
    return np.array(found, dtype=bool)


def funnel_limits(center: float, spread: float, base: ArrayLike, sigmas: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    """Limits for groups or periods with different bases: the fewer answers, the wider.

    Args:
        center: The value that all would share if nothing but chance differed.
        spread: Standard deviation of one answer, in the unit of ``center``.
        base: Answers (effective), shape (k,).
        sigmas: Half-width in standard errors.

    Returns:
        Lower and upper limits, shape (k,); infinite where the base is 0.

    References:
        Spiegelhalter (2005), Stat. Med. 24: 1185-1202.
    """
    base = np.asarray(base, float)
    margin = sigmas * np.divide(spread, np.sqrt(base), out=np.full_like(base, np.inf), where=base > 0)
    return center - margin, center + margin
