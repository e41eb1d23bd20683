"""What makes a detractor: how much more often a level occurs with one answer, everything else being equal."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cxlib.errors import TooFewAnswers
from cxlib.language import gettext as _

Numbers = NDArray[np.float64]

LEAST_BASE = 30
_RARE = "\x00rare"  # no value of a table starts with a zero character
_STEPS = 50
_RIDGE = 1e-4


def influencers(sums: pd.DataFrame, by: Sequence[str], level: float = 0.95,
                least_base: float = LEAST_BASE) -> pd.DataFrame:
    """Risk of a level with each value of each factor against everybody else.

    Args:
        sums: Dimensions, ``numerator`` (answers at the level, detractors say) and ``denominator`` (answers), one row a
            cell or an answer.
        by: Factors that may influence it. Values with fewer than ``least_base`` answers are pooled.
        level: Level of the intervals, 0 to 1.
        least_base: Answers from which a value stands alone.
    Returns:
        One row a factor and value, clearest first: factor, value, risk, risk_else (0 to 1), ratio (risk / risk_else as
        it stands), adjusted (the same, controlled for the other factors), lower, upper (of adjusted), p_value,
        q_value (Benjamini-Hochberg over all rows), base, pooled.
    Raises:
        ValueError: If columns are missing or the level is outside (0, 1).
        TooFewAnswers: If there are fewer answers than ``least_base``, or nobody or everybody is at the level.
    References:
        Zou (2004), Am. J. Epidemiol. 159: 702-706, with the binomial variance of the cells.
    """
    by = list(by)
    absent = [name for name in [*by, "numerator", "denominator"] if name not in sums.columns]
    if absent or not by or not 0 < level < 1:
        raise ValueError(f"columns {absent} are missing, there is no factor, or level {level!r} is not a level")
    events, base = float(sums["numerator"].sum()), float(sums["denominator"].sum())
    if base < least_base or not 0 < events < base:
        raise TooFewAnswers(have=int(base), needed=int(least_base))
    pooled = sums[["numerator", "denominator"]].assign(**{name: _pooled(sums, name, least_base) for name in by})
    cells = pooled.groupby(by, observed=True, as_index=False)[["numerator", "denominator"]].sum()
    cells = cells[cells["denominator"] > 0]
    with threadpool_limits(1):
        rows = _compared(cells, [name for name in by if cells[name].nunique() > 1], level)
    table = pd.DataFrame(rows, columns=["factor", "value", "risk", "risk_else", "ratio", "adjusted", "lower", "upper",
                                        "p_value", "base", "pooled"])
    table.insert(9, "q_value", _discovery_rates(table["p_value"].to_numpy(float)))
    return table.sort_values(["p_value", "ratio"], ascending=[True, False], kind="stable", ignore_index=True)


def _pooled(sums: pd.DataFrame, name: str, least_base: float) -> pd.Series:
    values = sums[name].astype(object).where(sums[name].notna(), _("no answer"))
    bases = sums["denominator"].groupby(values).transform("sum")
    return values.where(bases >= least_base, _RARE)


def _compared(cells: pd.DataFrame, factors: list[str], level: float) -> list[dict[str, object]]:
    from scipy.special import ndtri
    wide = float(ndtri((1 + level) / 2))
    design, spans, levels = _design(cells, factors)
    y, n = cells["numerator"].to_numpy(float), cells["denominator"].to_numpy(float)
    effects, covariance = _log_risks(design, y, n)
    rows = []
    for name in factors:
        own = design[:, spans[name]]
        bases, events = n @ own, y @ own
        for place, value in enumerate(levels[name]):
            logged, stderr = _against_rest(effects[spans[name]], covariance[spans[name], spans[name]], bases, place)
            risk, other = events[place] / bases[place], (y.sum() - events[place]) / (n.sum() - bases[place])
            rows.append({
                "factor": name, "value": _("other values") if value == _RARE else value, "risk": risk,
                "risk_else": other, "ratio": risk / other if other > 0 else np.inf, "adjusted": np.exp(logged),
                "lower": np.exp(logged - wide * stderr), "upper": np.exp(logged + wide * stderr),
                "p_value": _two_sided(logged / stderr), "base": bases[place], "pooled": value == _RARE})
    return rows


def _design(cells: pd.DataFrame, factors: list[str]) -> tuple[Numbers, dict[str, slice], dict[str, list[object]]]:
    """A column for everybody, then one a value of each factor: the ridge decides what they share."""
    columns, spans, levels = [np.ones(len(cells))], {}, {}
    for name in factors:
        codes, values = pd.factorize(cells[name])
        spans[name] = slice(len(columns), len(columns) + len(values))
        levels[name] = list(values)
        columns += list((codes[:, None] == np.arange(len(values))).T.astype(float))
    return np.stack(columns, axis=1), spans, levels


def _log_risks(design: Numbers, y: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
    """Log-linear effects on the risk and their covariance: Poisson score, binomial variance."""
    effects = np.zeros(design.shape[1])
    effects[0] = np.log(y.sum() / n.sum())
    ridge = np.full(len(effects), _RIDGE * max(y.sum(), 1.0))
    ridge[0] = 0.0
    for _step in range(_STEPS):
        expected = n * np.exp(np.clip(design @ effects, -30, 0.5))
        bread = design.T @ (design * expected[:, None]) + np.diag(ridge)
        step = np.linalg.solve(bread, design.T @ (y - expected) - ridge * effects)
        effects = effects + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    risk = np.clip(expected / n, 0, 1)
    inverse = np.linalg.inv(bread)
    return effects, inverse @ (design.T @ (design * (expected * (1 - risk))[:, None])) @ inverse


def _against_rest(effects: Numbers, covariance: Numbers, bases: Numbers, place: int) -> tuple[float, float]:
    """Log ratio of one value's risk to the average of the other values, and its standard error."""
    weights = bases * np.exp(effects)
    weights[place] = 0.0
    others = np.log(weights.sum() / (bases.sum() - bases[place]))
    gradient = -weights / weights.sum()
    gradient[place] = 1.0
    return float(effects[place] - others), float(np.sqrt(max(gradient @ covariance @ gradient, 1e-300)))


def _two_sided(z: float) -> float:
    from math import erfc, sqrt
    return erfc(abs(z) / sqrt(2))


def _discovery_rates(p_values: Numbers) -> Numbers:
    """Benjamini-Hochberg q-values."""
    if not len(p_values):
        return p_values
    order = np.argsort(p_values)[::-1]
    ranks = np.arange(len(p_values), 0, -1)
    q_values = np.empty(len(p_values))
    q_values[order] = np.minimum(np.minimum.accumulate(p_values[order] * len(p_values) / ranks), 1.0)
    return q_values
