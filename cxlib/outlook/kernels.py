"""Structural kernels: how a series may move, each as a covariance over time.

A kernel is the sum of a level that wanders or returns, a slope that lasts or dies out, and a season that is strong or
weak, smooth or rough, fixed or changing. All are in units of one step's noise; the noise itself is estimated from the
series, and a constant is always free. Nothing here depends on the values, only on the calendar, so metrics of one
calendar share the factors.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

JITTER = 1e-8
EVENT_SPREAD = 10.0  # how far a marked level shift may go, in steps' noise: wide enough to be decided by the series


@dataclass(frozen=True)
class Walk:
    """A level that wanders: ``share`` of one step's variance stays, the rest is noise of that period alone."""

    share: float

    def covariance(self, times: np.ndarray) -> np.ndarray:
        """Covariance of the level over ``times`` (whole numbers, in order), shape (n, n)."""
        return self.share * (np.minimum.outer(times, times) + 1) + (1 - self.share) * np.eye(len(times))


@dataclass(frozen=True)
class Return:
    """A level that returns to its mean: ``persistence`` a step, ``noise`` the share of that period alone."""

    persistence: float
    noise: float

    def covariance(self, times: np.ndarray) -> np.ndarray:
        """Covariance of the level over ``times`` (whole numbers, in order), shape (n, n)."""
        return (1 - self.noise) * self.persistence ** _distance(times) + self.noise * np.eye(len(times))


@dataclass(frozen=True)
class Slope:
    """A slope of unknown ``start``; ``damping`` a step (1: it lasts), renewed by ``drift`` each step."""

    damping: float
    start: float
    drift: float

    def covariance(self, times: np.ndarray) -> np.ndarray:
        """Covariance of what the slope has added up to by ``times``, shape (n, n)."""
        steps = np.arange(times[-1] + 1)
        reach = np.cumsum(self.damping**steps)
        first = np.where(times > 0, reach[np.maximum(times - 1, 0)] * self.damping, 0.0)
        covariance = self.start**2 * np.outer(first, first)
        if self.drift:
            age = times[:, None] - steps[None, :]
            response = np.where(age >= 0, reach[np.maximum(age, 0)], 0.0)
            covariance += self.drift**2 * response @ response.T
        return covariance


@dataclass(frozen=True)
class Season:
    """A season of ``strength``; ``width`` of a bump (0: every period its own), ``memory`` from cycle to cycle."""

    strength: float
    width: float
    memory: float

    def covariance(self, times: np.ndarray, length: int) -> np.ndarray:
        """Covariance of the season over ``times`` for a cycle of ``length`` periods, shape (n, n)."""
        distance = _distance(times)
        around = self._around(np.arange(length), length)
        shape = (around - around.mean()) / (1 - around.mean())
        return self.strength**2 * shape[distance % length] * self.memory ** (distance / length)

    def _around(self, distance: np.ndarray, length: int) -> np.ndarray:
        if not self.width:
            return (distance == 0).astype(float)
        return np.exp(-2 * np.sin(np.pi * distance / length) ** 2 / self.width**2)


@dataclass(frozen=True)
class Kernel:
    """One way to move: a level, perhaps a slope, perhaps a season and ``further`` ones."""

    level: Walk | Return
    slope: Slope | None
    season: Season | None
    further: tuple[Season | None, ...] = ()


@dataclass(frozen=True)
class Factors:
    """Cholesky factors of all kernels over the observed and the future periods.

    ``roots`` has shape (kernels, n + horizon, n + horizon): its leading k rows and columns are the factor of the first
    k periods, so every cutoff of a back-test is in it. ``variances`` are the diagonals of the covariances.
    """

    kernels: tuple[Kernel, ...]
    log_odds: np.ndarray
    roots: np.ndarray
    variances: np.ndarray


# How likely each part is beforehand, as odds: learned once from the earlier parts of open monthly, quarterly and weekly
# series (M1, M3, Tourism, M4), rounded, and never from the periods the benchmarks score.
LEVELS: dict[Walk | Return, float] = {
    Walk(0.01): 5, Walk(0.05): 3, Walk(0.15): 1.5, Walk(0.35): 1.5, Walk(0.95): 1.5,
    Return(0.5, 0.05): 1.3, Return(0.8, 0.05): 1.1, Return(0.95, 0.05): 4.5, Return(0.8, 0.5): 1.5,
}  # fmt: skip
SLOPES: dict[Slope | None, float] = {
    None: 3, Slope(0.9, 0.5, 0.2): 3, Slope(1, 0.05, 0): 2.5, Slope(1, 0.15, 0): 1.5, Slope(1, 0.5, 0): 1,
    Slope(1, 0.1, 0.01): 2,
}  # fmt: skip
SEASONS: dict[Season | None, float] = {
    None: 3, Season(0.5, 0, 0.95): 1, Season(1, 0, 0.9): 1, Season(3, 0, 0.97): 1, Season(6, 0, 0.97): 1,
    Season(2, 0.7, 0.95): 1, Season(4, 0.7, 0.95): 1, Season(2, 1.5, 0.95): 1,
}  # fmt: skip
LONG_SEASONS: dict[Season | None, float] = {
    None: 1, Season(1, 0, 0.9): 1, Season(1, 0.1, 0.95): 1.5, Season(2, 0.2, 0.95): 1, Season(1, 0.7, 0.95): 1.5,
    Season(2, 0.7, 0.95): 1,
}  # fmt: skip
FURTHER_SEASONS: dict[Season | None, float] = {None: 1, Season(5, 0.7, 0.97): 1}
FEW_LEVELS = {
    level: LEVELS[level] for level in (Walk(0.01), Walk(0.15), Walk(0.95), Return(0.5, 0.05), Return(0.95, 0.05))
}
QUARTERS = 4  # a cycle of four: over quarters few metrics stay where they are
STAYING = 1.0  # odds of no slope there
LONG_CYCLE = 24  # periods; a longer cycle is never rough and strong at once


def seasons(length: int) -> dict[Season | None, float]:
    """The seasons worth trying for a cycle of ``length`` periods, with their odds."""
    if length <= 1:
        return {None: 1}
    return SEASONS if length <= LONG_CYCLE else LONG_SEASONS


def kernels(season_lengths: tuple[int, ...]) -> dict[Kernel, float]:
    """Every combination of parts with its odds; each cycle after the first is either absent or smooth."""
    main, *others = season_lengths or (1,)
    levels, cycles = _levels(season_lengths), seasons(main)
    slopes = SLOPES | {None: STAYING} if main == QUARTERS else SLOPES
    return {
        Kernel(level, slope, season, further): float(
            np.prod([levels[level], slopes[slope], cycles[season], *(FURTHER_SEASONS[part] for part in further)])
        )
        for level, slope, season in product(levels, SLOPES, cycles)
        for further in product(FURTHER_SEASONS, repeat=len(others))
    }


def _levels(season_lengths: tuple[int, ...]) -> dict[Walk | Return, float]:
    return LEVELS if len(season_lengths) <= 1 else FEW_LEVELS  # several cycles multiply the kernels


@lru_cache(maxsize=2)  # metrics of one calendar come one after the other; an entry holds tens of megabytes
def factors(times: tuple[int, ...], season_lengths: tuple[int, ...], events: tuple[int, ...] = ()) -> Factors:
    """Factors of every kernel.

    Args:
        times: Numbers of the observed and then of the future periods, counted from the first, rising, shape (n + h,).
        season_lengths: Periods of a cycle; the first is tried in every form, further ones in one smooth form each.
        events: Numbers of the periods at which the level may shift.
    """
    moments = np.asarray(times)
    main, *others = season_lengths or (1,)
    levels = [level.covariance(moments) + _shifts(moments, events) for level in _levels(season_lengths)]
    slopes = [slope.covariance(moments) if slope else 0.0 for slope in SLOPES]
    cycles = [_cycles(seasons(main), moments, main), *(_cycles(FURTHER_SEASONS, moments, other) for other in others)]
    covariances = np.array([sum(parts) for parts in product(levels, slopes, *cycles)])
    variances = np.einsum("jii->ji", covariances).copy()
    covariances += JITTER * np.eye(len(moments))
    odds = kernels(season_lengths)
    return Factors(tuple(odds), np.log(list(odds.values())), np.linalg.cholesky(covariances), variances)


def _cycles(choices: dict[Season | None, float], times: np.ndarray, length: int) -> list[np.ndarray | float]:
    return [season.covariance(times, length) if season else 0.0 for season in choices]


def _shifts(times: np.ndarray, events: tuple[int, ...]) -> np.ndarray:
    steps = (times[:, None] >= np.asarray(events, dtype=int)[None, :]).astype(float)
    return EVENT_SPREAD**2 * steps @ steps.T


def _distance(times: np.ndarray) -> np.ndarray:
    return np.abs(np.subtract.outer(times, times))
