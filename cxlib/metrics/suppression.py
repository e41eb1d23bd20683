"""Small bases: what is hidden, what is only indicative, and what could be worked out from the rest."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

SMALLEST_BASE = 5
NORMAL_BASE = 30
_FACTS = ("value", "lower", "upper", "base")


def suppressed(estimates: pd.DataFrame, minimum: int = SMALLEST_BASE) -> pd.DataFrame:
    """Estimates with small groups hidden, and those that would give them away.

    Where exactly one group of a period is hidden, the next smallest is hidden with it: its answers could be worked
    out from the whole otherwise. With several dimensions this holds along each of them.

    Args:
        estimates: Rows of ``estimates``: period, dimensions, value, lower, upper, base.
        minimum: Smallest base shown. A base of 0 hides nothing, an unknown base (NaN) is not a group of people.

    Returns:
        The same rows with ``standing``: ``"hidden"`` (value, limits and base are NaN), ``"indicative"`` (base below
        30: shown grey, no status) or ``"normal"``.
    """
    base = estimates["base"].to_numpy(float)
    dimensions = [name for name in estimates.columns if name not in ("period", *_FACTS)]
    hidden = _hidden(estimates, dimensions, base, (base > 0) & (base < minimum))
    standing = np.where(hidden, "hidden", np.where(base < NORMAL_BASE, "indicative", "normal"))
    kept = estimates.assign(standing=standing)
    return kept.assign(**{name: np.where(hidden, np.nan, kept[name].astype(float)) for name in _FACTS})


def _hidden(estimates: pd.DataFrame, dimensions: Sequence[str], base: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Hidden rows and their companions, until no line of the table has a single one."""
    lines = [_lines(estimates, dimensions, without) for without in dimensions]
    before = -1
    while before != hidden.sum():
        before = hidden.sum()
        for line in lines:
            hidden = _with_companions(line, base, hidden)
    return hidden


def _lines(estimates: pd.DataFrame, dimensions: Sequence[str], without: str) -> np.ndarray:
    """Number of the line that each row is in: all rows that differ in dimension ``without`` only."""
    keys = ["period", *(name for name in dimensions if name != without)]
    return estimates.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()


def _with_companions(line: np.ndarray, base: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    lonely = np.flatnonzero(np.bincount(line[hidden], minlength=line.max(initial=-1) + 1) == 1)
    found = hidden.copy()
    for number in lonely:
        others = np.flatnonzero((line == number) & ~hidden & (base > 0))
        if others.size:
            found[others[np.argmin(base[others])]] = True
    return found
