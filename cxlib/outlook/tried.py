"""Bands by evidence: as much wider or narrower as the series' own back-test says.

Every kernel estimates its noise from the series, but no kernel is true. Once the past is long enough, the method's
earlier forecasts show whether the series moves more or less than it was told to. Measured on open monthly, quarterly
and weekly series: a back-test whose forecasts had fewer than ``LEAST`` periods behind them says nothing about how wide
the next band should be (correlation 0); with more it does (.2 to .4).

Amounts that cannot be negative and have no upper end grow more often than they fall. Over earlier parts of the same
series what came lay above the middle of what was said the more often, the calmer the series and the longer the way: as
if each grew by a few percent a year more than its own past shows.
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
GROWTH = 0.045  # a year, of amounts
MOST_GROWTH = 0.2  # standard deviations; calm series show the rest themselves
SMALL = 1e-9
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
        return replace(said, stretch=self.stretch(cutoff), lift=growth(said, self.past.years(horizon)))

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


def growth(said: Mixture, years: np.ndarray) -> float | np.ndarray:
    """Standard deviations by which amounts are expected above the middle after so many ``years``, shape (horizon,).

    What is no amount is not expected to grow.
    """
    logarithmic = np.array([isinstance(scale, Logarithm) for scale in said.scales])[said.scale_of][:, None]
    if not logarithmic.any():
        return 0.0
    relative = np.where(logarithmic, said.spreads, said.spreads / np.maximum(np.abs(said.centres), SMALL))
    return np.minimum(GROWTH * years / np.maximum(said.weights @ relative, SMALL), MOST_GROWTH)
