"""The textbook estimators of an intervention's effect, each with one set of assumptions.

The verdict itself is averaged over models (``shift``); these say the same in the words of the literature: how level
and slope changed, what the difference in differences is, and whether treated and comparison moved alike before.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.stats.intervals import z_value

FULL_CYCLES = 2  # cycles before a season is taken out by harmonics
SUM_FIRMNESS = 1e6  # how firmly the weights are held to a sum of 1


class Segments(NamedTuple):
    """An interrupted series: the step at the start and the change of slope a period, with standard errors."""

    level: float
    level_error: float
    slope: float
    slope_error: float


def interrupted_series(numbers: np.ndarray, after: np.ndarray, times: np.ndarray, season_length: int = 1) -> Segments:
    """Segmented regression of level and slope with autocorrelation-robust (Newey and West) errors.

    Args:
        numbers: Values, shape (n,).
        after: Whether the period comes after the start, shape (n,).
        times: Numbers of the periods, shape (n,).
        season_length: Periods of a cycle; two harmonics are taken out where two whole cycles lie before the start.

    References:
        Wagner et al. (2002), J. Clin. Pharm. Ther. 27: 299-309; Newey & West (1987), Econometrica 55: 703-708.
    """
    from statsmodels.regression.linear_model import OLS

    first = times[after].min()
    columns = [np.ones(len(times)), times - times[0], after.astype(float), np.where(after, times - first, 0)]
    if season_length > 2 and (~after).sum() >= FULL_CYCLES * season_length:
        angles = [2 * np.pi * wave * times / season_length for wave in (1, 2)]
        columns += [turn(angle) for angle in angles for turn in (np.sin, np.cos)]
    lags = max(1, round(len(times) ** (1 / 3)))
    fitted = OLS(numbers, np.column_stack(columns)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    return Segments(*(float(part) for place in (2, 3) for part in (fitted.params[place], fitted.bse[place])))


def difference_in_differences(treated: np.ndarray, controls: np.ndarray, after: np.ndarray) -> float:
    """Change of the treated series beyond the mean change of the controls, in their unit.

    Args:
        treated: Values, shape (n,).
        controls: Comparison series, shape (n, k).
        after: Whether the period comes after the start, shape (n,).

    Examples:
        >>> treated, controls = np.array([1.0, 1, 4, 4]), np.array([[0.0], [0], [1], [1]])
        >>> difference_in_differences(treated, controls, np.array([False, False, True, True]))
        2.0
    """
    gap = treated - controls.mean(axis=1)
    return float(gap[after].mean() - gap[~after].mean())


def synthetic_difference_in_differences(treated: np.ndarray, controls: np.ndarray, after: np.ndarray) -> float:
    """Difference in differences with controls and periods weighted to resemble the treated series before the start.

    Takes what ``difference_in_differences`` takes; the weights are the exact minimum of the paper's criterion.

    References:
        Arkhangelsky et al. (2021), American Economic Review 111: 4088-4118.
    """
    past, later = controls[~after], controls[after]
    spread = np.diff(past, axis=0).std(ddof=1)
    ridge = len(later) ** 0.25 * spread
    units = _simplex_weights(past, treated[~after], ridge)
    periods = _simplex_weights(past.T, later.mean(axis=0), 1e-6 * spread)
    gap = treated - controls @ units
    return float(gap[after].mean() - gap[~after] @ periods)


def _simplex_weights(columns: np.ndarray, target: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of 0 or more with sum 1 that bring the columns nearest to the target up to a constant."""
    from scipy.optimize import nnls

    rows, count = columns.shape
    centred = np.vstack(
        [columns - columns.mean(axis=0), ridge * np.sqrt(rows) * np.eye(count),
         np.full((1, count), SUM_FIRMNESS * max(float(np.abs(columns).max()), 1e-9))]
    )  # fmt: skip
    wanted = np.concatenate([target - target.mean(), np.zeros(count), centred[-1:, 0]])
    weights = nnls(centred, wanted, maxiter=50 * count)[0]
    return weights / weights.sum()


def wandering_level_shift(
    numbers: np.ndarray, after: np.ndarray, comparison: np.ndarray | None = None, season_length: int = 1
) -> tuple[float, float]:
    """Step of a local level model, perhaps with a season and regressors, by maximum likelihood: (step, its error).

    References:
        Harvey & Durbin (1986), J. R. Statist. Soc. A 149: 187-227; Commandeur & Koopman (2007), ch. 6 and 7.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    given = after.astype(float)[:, None]
    if comparison is not None:
        given = np.column_stack([given, comparison])
    season = {"seasonal": season_length} if season_length > 1 else {}
    fitted = UnobservedComponents(numbers, "llevel", exog=given, **season).fit(disp=False, method="lbfgs", maxiter=500)
    place = fitted.param_names.index("beta.x1")
    return float(fitted.params[place]), float(fitted.bse[place])


def parallel_before(gap: np.ndarray, times: np.ndarray) -> float:
    """p-value of a slope in the gap between treated and comparison before the start; small: they drifted apart.

    Autocorrelation-robust; 1.0 where fewer than five periods tell nothing.
    """
    from statsmodels.regression.linear_model import OLS

    if len(gap) < 5 or float(gap.std()) == 0:
        return 1.0
    columns = np.column_stack([np.ones(len(times)), times - times.mean()])
    lags = max(1, round(len(times) ** (1 / 3)))
    fitted = OLS(gap, columns).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True)
    return float(fitted.pvalues[1])


def before_and_after(before: np.ndarray, after: np.ndarray, level: float = 0.95) -> tuple[float, float, float]:
    """Difference of two means with its limits, for independent values (Welch): (effect, lower, upper).

    What most dashboards do. It knows no trend, season or autocorrelation; kept for comparison.
    """
    effect = float(np.mean(after) - np.mean(before))
    error = float(np.sqrt(np.var(after, ddof=1) / len(after) + np.var(before, ddof=1) / len(before)))
    return effect, effect - z_value(level) * error, effect + z_value(level) * error


def joined(outcome: pd.Series, comparison: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Values of treated and comparison over the periods that all of them have."""
    both = pd.concat([outcome.rename("outcome"), comparison], axis=1).dropna()
    return both["outcome"].to_numpy(float), both.drop(columns="outcome").to_numpy(float), both.index
