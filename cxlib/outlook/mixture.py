"""The predictive distribution: a mixture of Student t distributions on one or two scales."""

from dataclasses import dataclass

import numpy as np

from cxlib.outlook.scales import Scale

HALVINGS = 34


@dataclass(frozen=True)
class Mixture:
    """Weighted Student t distributions for each step ahead.

    ``weights`` sums to 1, shape (k,); ``centres`` and ``spreads`` have shape (k, horizon) and live on the scale whose
    number is in ``scale_of``, shape (k,); ``freedom`` are the degrees of freedom.
    """

    weights: np.ndarray
    centres: np.ndarray
    spreads: np.ndarray
    scale_of: np.ndarray
    scales: tuple[Scale, ...]
    freedom: float

    @property
    def horizon(self) -> int:
        return self.centres.shape[1]

    def below(self, values: np.ndarray) -> np.ndarray:
        """Chance that step k lies below ``values[k]``, shape (horizon,)."""
        from scipy.special import stdtr

        inward = np.array([scale.inward(np.asarray(values, float)) for scale in self.scales])[self.scale_of]
        return self.weights @ stdtr(self.freedom, (inward - self.centres) / self.spreads)

    def quantile(self, share: float) -> np.ndarray:
        """Value below which ``share`` of the distribution lies at each step, shape (horizon,)."""
        low, high = self._reach(share)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            under = self.below(middle) < share
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return (low + high) / 2

    def _reach(self, share: float) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest quantile of any part: the mixture's own lies between them."""
        from scipy.special import stdtrit

        points = self.centres + self.spreads * stdtrit(self.freedom, share)
        outward = np.concatenate([scale.outward(points[self.scale_of == number])
                                  for number, scale in enumerate(self.scales)])
        return outward.min(axis=0), outward.max(axis=0)
