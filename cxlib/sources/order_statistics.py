"""A quantile and its limits, read off a grid of quantiles that the engine computes in one pass."""

import numpy as np
import pandas as pd

Z_95 = 1.959964
_NEAR, _FAR = np.geomspace(0.0008, 0.05, 16), np.linspace(0.06, 0.98, 47)
FEWEST = 2


def quantile_shares(share: float) -> np.ndarray:
    """Shares at which the engine is asked: the quantile itself and, closer together near it, both sides of it.

    Raises:
        ValueError: If the share is outside (0, 1).
    """
    if not 0 < share < 1:
        raise ValueError(f"a quantile lies between 0 and 1, not {share!r}")
    grid = np.concatenate([share - _FAR, share - _NEAR, [share], share + _NEAR, share + _FAR])
    return np.unique(np.concatenate([grid[(grid > 0) & (grid < 1)], [0.0, 1.0]]))


def quantile_limits(quantiles: pd.Series, base: np.ndarray, share: float) -> dict[str, np.ndarray]:
    """Value and 95 % limits of a quantile in each cell.

    The limits are the order statistics whose ranks lie 1.96 binomial standard deviations around the quantile's,
    rounded outwards: at least 94.7 % exact coverage for bases from 6 to 300.

    Args:
        quantiles: In each cell the quantiles at ``quantile_shares(share)``, or None without rows.
        base: Values in each cell, shape (k,).
        share: Which quantile.

    Returns:
        ``value``, ``lower``, ``upper``, shape (k,); a limit that the answers do not reach is NaN.
    """
    shares = quantile_shares(share)
    margin = Z_95 * np.sqrt(base * share * (1 - share))
    ranks = {"lower": np.floor(base * share - margin), "upper": np.ceil(base * share + margin)}
    wanted = {"value": np.full_like(base, share)}
    for side, rank in ranks.items():
        inside = (rank >= 1) & (rank <= base) & (base >= FEWEST)
        wanted[side] = np.where(inside, (rank - 1) / np.maximum(base - 1, 1), np.nan)
    return {name: _read_off(quantiles, shares, at) for name, at in wanted.items()}


def _read_off(quantiles: pd.Series, shares: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Each cell's quantile function at its own share, by linear interpolation."""
    found = [
        np.interp(at, shares, curve) if isinstance(curve, np.ndarray | list) and not np.isnan(at) else np.nan
        for curve, at in zip(quantiles, wanted, strict=True)
    ]
    return np.array(found, dtype=float)
