"""Weights that bring a sample to known shares."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxlib.stats.intervals import kish_base


class Raked(NamedTuple):
    """Weights with mean 1, shape (n,), the answers they are worth, and whether all shares were reached."""

    weights: np.ndarray
    effective_base: float
    converged: bool


def raked_weights(
    responses: pd.DataFrame,
    shares: Mapping[str, Mapping[Any, float]],
    base: ArrayLike | None = None,
    cap: float = 5.0,
    rounds: int = 200,
) -> Raked:
    """Iterative proportional fitting of weights to the known shares of one or several dimensions.

    Args:
        responses: One row a respondent, or a cell of respondents, with the columns that ``shares`` names.
        shares: Dimension → level → known share of the population, 0 to 1; scaled to 1 over the levels that occur.
        base: Respondents behind each row, shape (n,); one each where it is left out.
        cap: Largest weight, in means; a small cap keeps single respondents from speaking for too many.
        rounds: At most so many passes over all dimensions.

    Returns:
        Weight of one respondent in each row, with mean 1 over respondents; those at a level without a known share
        keep their weight in that dimension.

    References:
        Deming & Stephan (1940), Ann. Math. Stat. 11: 427-444.

    Examples:
        >>> sample = pd.DataFrame({"sex": ["f", "f", "f", "m"]})
        >>> [round(float(w), 3) for w in raked_weights(sample, {"sex": {"f": 0.5, "m": 0.5}}).weights]
        [0.667, 0.667, 0.667, 2.0]
    """
    people = np.ones(len(responses)) if base is None else np.asarray(base, float)
    margins = [_margin(responses[name], known, people) for name, known in shares.items()]
    weights, converged = np.ones(len(responses)), False
    for _ in range(rounds):
        before = weights
        for codes, wanted in margins:
            weights = _fitted(weights, people, codes, wanted)
        weights = _capped(weights, people, cap)
        if np.allclose(weights, before, rtol=0, atol=1e-10):
            converged = all(_reached(weights * people, codes, wanted) for codes, wanted in margins)
            break
    effective = kish_base([(people * weights).sum()], [(people * weights**2).sum()])
    return Raked(weights, float(effective[0]), converged)


Margin = tuple[np.ndarray, np.ndarray]


def _margin(levels: pd.Series, known: Mapping[object, float], people: np.ndarray) -> Margin:
    """Code of each row's level (-1 without a known share), and the wanted shares of those that have respondents."""
    held = {name: (levels == name).to_numpy() for name in known}
    names = [name for name, rows in held.items() if people[rows].sum() > 0]
    wanted = np.array([known[name] for name in names], float)
    if np.any(wanted < 0) or (len(names) and wanted.sum() <= 0):
        raise ValueError(f"shares must be positive: {dict(known)!r}")
    codes = np.full(len(levels), -1)
    for code, name in enumerate(names):
        codes[held[name]] = code
    return codes, wanted / wanted.sum() if len(names) else wanted


def _fitted(weights: np.ndarray, people: np.ndarray, codes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    placed = codes >= 0
    held = np.bincount(codes[placed], (weights * people)[placed], len(wanted))
    factors = wanted * held.sum() / np.where(held > 0, held, 1)
    fitted = weights.copy()
    fitted[placed] *= factors[codes[placed]]
    return fitted


def _capped(weights: np.ndarray, people: np.ndarray, cap: float) -> np.ndarray:
    whole = people.sum()
    mean = (weights * people).sum() / whole if whole > 0 else 1.0
    return np.minimum(weights / mean, cap) if mean > 0 else weights


def _reached(weighted: np.ndarray, codes: np.ndarray, wanted: np.ndarray) -> bool:
    held = np.bincount(codes[codes >= 0], weighted[codes >= 0], len(wanted))
    return bool(np.allclose(held / held.sum(), wanted, atol=1e-6)) if held.size and held.sum() > 0 else True
