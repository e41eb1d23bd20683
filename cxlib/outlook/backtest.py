"""Back-test by rolling origin: what the same method would have said at earlier periods, and what came."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from cxlib.outlook.history import SHORTEST, History
from cxlib.outlook.mixture import Mixture

FOLDS = 12


@dataclass(frozen=True)
class Accuracy:
    """How the method did in the back-test.

    ``misses`` counts forecasts compared, ``folds`` the cutoffs; ``mean_absolute_error`` is in the metric's unit;
    ``against_last_period`` and ``against_last_year`` are the error divided by that of repeating the last period or the
    same period a cycle ago over the same periods (below 1: the method is better; NaN where there is no such period);
    ``coverage`` gives for each level the share (0 to 1) of outcomes inside the band.
    """

    folds: int
    misses: int
    mean_absolute_error: float
    against_last_period: float
    against_last_year: float
    coverage: dict[str, float]

    @property
    def better(self) -> bool:
        """Whether the method beat every naive one that missed at all."""
        rivals = [rival for rival in (self.against_last_period, self.against_last_year) if np.isfinite(rival)]
        return bool(rivals) and all(rival < 1 for rival in rivals)


def cutoffs(count: int) -> range:
    """The last ``FOLDS`` cutoffs that leave a usable past, and at least half of the series."""
    return range(min(max(SHORTEST, count // 2, count - FOLDS), count - 1), count)


class Said(Protocol):
    """Anything that forecasts from any cutoff."""

    def mixture(self, cutoff: int, horizon: int) -> Mixture:
        """Forecast of the ``horizon`` periods after the first ``cutoff``."""
        ...


def backtest(average: Said, past: History, horizon: int, levels: tuple[float, ...]) -> pd.DataFrame:
    """One row a cutoff and period after it.

    Columns: cutoff, period, step, actual, mean, lower and upper of each level, error (actual less mean),
    error_last_period and error_last_year (those of the naive forecasts).
    """
    count = len(past.numbers)
    folds = [
        _fold(average.mixture(cutoff, min(horizon, count - cutoff)), past, cutoff, levels) for cutoff in cutoffs(count)
    ]
    rows = {name: np.concatenate([fold[name] for fold in folds]) for name in folds[0]}
    named = {name: past.periods[rows[name]] for name in ("cutoff", "period")}
    return pd.DataFrame(rows | named)


def _fold(said: Mixture, past: History, cutoff: int, levels: tuple[float, ...]) -> dict[str, np.ndarray]:
    """Columns of one cutoff's rows; the cutoff and the periods as numbers of the kept periods."""
    rows = np.arange(cutoff, cutoff + said.horizon)
    actual, told = past.numbers[rows], bands(said, levels)
    return {
        "cutoff": np.full(said.horizon, cutoff - 1),
        "period": rows,
        "step": past.times[rows] - past.times[cutoff - 1],
        "actual": actual,
        **told,
        "error": actual - told["mean"],
        "error_last_period": actual - past.numbers[cutoff - 1],
        "error_last_year": actual - _last_year(past, cutoff, said.horizon),
    }


def _last_year(past: History, cutoff: int, horizon: int) -> np.ndarray:
    """Value of the last known same period of a cycle, shape (horizon,); NaN where there is none."""
    known = dict(zip(past.times[:cutoff].tolist(), past.numbers[:cutoff].tolist(), strict=True))
    length = past.season_lengths[0]
    times = past.times[cutoff : cutoff + horizon]
    if length <= 1:
        return np.full(horizon, np.nan)
    cycles = np.ceil((times - past.times[cutoff - 1]) / length).astype(int)
    return np.array([known.get(int(time), np.nan) for time in times - cycles * length])


def bands(said: Mixture, levels: tuple[float, ...]) -> dict[str, np.ndarray]:
    """The middle of a distribution and its bands by column name (``mean``, ``lower_80``, ``upper_80`` …)."""
    shares = [0.5, *(share for level in levels for share in ((1 - level) / 2, (1 + level) / 2))]
    names = ["mean", *(f"{end}_{level * 100:g}" for level in levels for end in ("lower", "upper"))]
    return dict(zip(names, said.quantiles(tuple(shares)), strict=True))


def accuracy(folds: pd.DataFrame, levels: tuple[float, ...]) -> Accuracy:
    """Summary of a back-test."""
    inside = {
        f"{level * 100:g}": float(
            folds["actual"].between(folds[f"lower_{level * 100:g}"], folds[f"upper_{level * 100:g}"]).mean()
        )
        for level in levels
    }
    return Accuracy(
        folds=int(folds["cutoff"].nunique()),
        misses=len(folds),
        mean_absolute_error=float(folds["error"].abs().mean()),
        against_last_period=_against(folds, "error_last_period"),
        against_last_year=_against(folds, "error_last_year"),
        coverage=inside,
    )


def _against(folds: pd.DataFrame, rival: str) -> float:
    both = folds.dropna(subset=[rival])
    scale = both[rival].abs().mean()
    return float(both["error"].abs().mean() / scale) if len(both) and scale > 0 else float("nan")
