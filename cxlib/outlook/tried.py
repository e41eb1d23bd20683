"""Bands by evidence: as much wider or narrower as the series' own back-test says.

Every kernel estimates its noise from the series, but no kernel is true. Once the past is long enough, the method's
earlier forecasts show whether the series moves more or less than it was told to. Measured on open monthly, quarterly
and weekly series: a back-test whose forecasts had fewer than ``LEAST`` periods behind them says nothing about how wide
the next band should be (correlation 0); with more it does (.2 to .4).

Amounts that cannot be negative and have no upper end grow more often than they fall: over the same series (earlier
parts of them) outcomes lay a tenth of a standard deviation above the middle of what was said from up to 60 periods.
"""

from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np

from cxlib.outlook.backtest import FOLDS, Said
from cxlib.outlook.history import History
from cxlib.outlook.mixture import Mixture
from cxlib.outlook.scales import Logarithm

LEAST = 36  # periods behind a forecast from which on its error is evidence
BELIEF = 20.0  # forecasts that the plain bands are worth
NARROWEST = 0.95  # a quiet stretch of the past promises less than a wild one threatens
APART = 2  # periods from one forecast that is tried to the next: neighbours miss alike
GROWTH = 0.08  # standard deviations by which amounts come out above the middle
TELLING = (60, 120)  # periods between which a series' own past takes the place of that
FAR = 3.0  # a normal score beyond this is an accident or a shift, which the bands cannot hold anyway


@dataclass(frozen=True, eq=False)
class Tried:
    """A forecaster whose bands are stretched by how its forecasts from earlier cutoffs did.

    ``average`` is tried; ``said``, where given, speaks in its place with the same stretch. ``events`` are numbers of
    periods at which the level may have shifted: a forecast from before cannot have known, and does not count.
    """

    average: Said
    past: History
    horizon: int
    events: tuple[int, ...] = ()
    said: Said | None = None
    known: dict[int, np.ndarray] = field(default_factory=dict, repr=False)

    def mixture(self, cutoff: int, horizon: int) -> Mixture:
        """Forecast of the ``horizon`` periods after the first ``cutoff``."""
        said = (self.said or self.average).mixture(cutoff, horizon)
        amount = any(isinstance(scale, Logarithm) for scale in said.scales)
        return replace(said, stretch=self.stretch(cutoff), lift=growth(cutoff) if amount else 0.0)

    def stretch(self, cutoff: int) -> float:
        """Factor on the bands after the first ``cutoff`` periods, from what was known by then."""
        newest = cutoff - 1 - (cutoff - 1 - len(self.past.numbers)) % APART
        tried = range(newest, max(LEAST, cutoff - FOLDS) - 1, -APART)
        folds = [fold for fold in tried if not self._shifts_after(fold)]
        squares = [float(np.square(self._scores(fold)[: cutoff - fold]).mean()) for fold in folds]
        return max(sqrt((BELIEF + sum(squares)) / (BELIEF + len(squares))), NARROWEST)

    def _scores(self, fold: int) -> np.ndarray:
        """Normal scores of what came after the first ``fold`` periods in what was said then."""
        from scipy.special import ndtri

        if fold not in self.known:
            actual = self.past.numbers[fold : fold + self.horizon]
            below = self.average.mixture(fold, len(actual)).below(actual)
            self.known[fold] = np.clip(ndtri(below), -FAR, FAR)
        return self.known[fold]

    def _shifts_after(self, fold: int) -> bool:
        first = self.past.times[fold - 1]
        return any(first < event <= first + self.horizon for event in self.events)


def growth(periods: int) -> float:
    """Standard deviations by which an amount is expected above the middle after so many periods.

    Examples:
        >>> [growth(periods) for periods in (24, 90, 132)]
        [0.08, 0.04, 0.0]
    """
    first, last = TELLING
    return GROWTH * min(max((last - periods) / (last - first), 0.0), 1.0)
