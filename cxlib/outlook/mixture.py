"""The predictive distribution: a mixture of Student t distributions on one or two scales."""

from dataclasses import dataclass

import numpy as np

from cxlib.outlook.scales import Scale

ROUNDS = 18
SETTLED = 8  # a small lift is found to 1e-7 in so many rounds
GRID = 13  # places where the search begins; every third turn it halves, lest two humps hold one end for ever
FAR = 1e6
NEAR = 1e-4  # normal scores: a quantile this near is found
TIGHT = 1e-7  # of the value: as near as one comes to a bound that holds a share by itself


@dataclass(frozen=True)
class Mixture:
    """Weighted Student t distributions for each step ahead.

    ``weights`` sums to 1, shape (k,); ``centres`` and ``spreads`` have shape (k, horizon) and live on the scale whose
    number is in ``scale_of``, shape (k,); ``freedom`` are the degrees of freedom. ``stretch`` widens everything around
    the median by this factor, ``lift`` raises the median by so many standard deviations and the far ends hardly, at all
    steps alike or each by its own, shape (horizon,) (both on the normal scores, so that no bound is left).
    """

    weights: np.ndarray
    centres: np.ndarray
    spreads: np.ndarray
    scale_of: np.ndarray
    scales: tuple[Scale, ...]
    freedom: float
    stretch: float = 1.0
    lift: float | np.ndarray = 0.0

    @property
    def horizon(self) -> int:
        """Periods ahead."""
        return self.centres.shape[1]

    def chance(self, target: float, step: int, direction: str) -> float:
        """Chance that the value at ``step`` (from 0) is at least (``"up"``) or at most (``"down"``) the target."""
        low, high = min(scale.low for scale in self.scales), max(scale.high for scale in self.scales)
        upward = direction == "up"
        if target <= low or target >= high:  # all of the distribution lies within, the bounds included
            return float(target <= low if upward else target >= high) or self._at_end(target, step, low, high, upward)
        hair = 1e-9 * max(abs(target), 1e-9)
        below = float(self.below(np.full(self.horizon, target - hair if upward else target + hair))[step])
        return 1 - below if upward else below

    def _at_end(self, target: float, step: int, low: float, high: float, upward: bool) -> float:
        """Chance of lying exactly on a bound: what the plain scale would put beyond it."""
        if target not in (low, high):
            return 0.0
        inside = np.nextafter(target, high if target == low else low)
        below = float(self.below(np.full(self.horizon, inside))[step])
        return 1 - below if upward else below

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of each step on the scale of the parts, shape (horizon,); for one plain scale only."""
        mean = self.weights @ self.centres
        within = self.spreads**2 * self.freedom / max(self.freedom - 2, 1.0)
        return mean, self.weights @ (within + (self.centres - mean) ** 2)

    def below(self, values: np.ndarray) -> np.ndarray:
        """Chance that step k lies below ``values[..., k]``, shape (..., horizon)."""
        from scipy.special import ndtr, ndtri

        below = self._plainly_below(np.asarray(values, float))
        if self.stretch == 1 and not np.any(self.lift):
            return below
        plain = ndtri(below) / self.stretch
        scores = plain
        for _turn in range(SETTLED):
            scores = plain - self._raised(scores)
        return ndtr(scores)

    def _raised(self, scores: np.ndarray) -> np.ndarray:
        """By how much the lift raises each normal score: by all of it in the middle, by a seventh at the 95 % band."""
        return self.lift * np.exp(-(scores**2) / 2)

    def _plainly_below(self, values: np.ndarray) -> np.ndarray:
        inward = np.array([scale.inward(values) for scale in self.scales])[self.scale_of]
        between = (slice(None), *[None] * (values.ndim - 1))
        scores = (inward - self.centres[between]) / self.spreads[between]
        return np.tensordot(self.weights, student(scores, self.freedom), 1)

    def quantiles(self, shares: tuple[float, ...]) -> np.ndarray:
        """Values below which ``shares`` of the distribution lie at each step, shape (len(shares), horizon).

        Regula falsi of Anderson and Björck (1973) on the normal scores, which are nearly straight in the value.
        """
        from scipy.special import ndtri

        plain = ndtri(np.asarray(shares, float))[:, None]
        wanted = (plain + self._raised(plain)) * self.stretch
        low, high, miss_low, miss_high = self._bracket(np.broadcast_to(wanted, (len(shares), self.horizon)))
        found, nearest = low, np.full(low.shape, np.inf)
        for turn in range(ROUNDS):
            gap = np.where(miss_high > miss_low, miss_high - miss_low, 1.0)
            part = 0.5 if turn % 3 == 2 else np.clip(-miss_low / gap, 0.0, 1.0)
            middle = low + part * (high - low)
            miss = self._missed(middle, wanted)
            nearer = np.abs(miss) < nearest
            found, nearest = np.where(nearer, middle, found), np.where(nearer, np.abs(miss), nearest)
            if ((nearest < NEAR) | (high - low <= TIGHT * np.abs(high))).all():
                break
            under = miss < 0
            weaker_low, weaker_high = miss_low * _weakened(miss, miss_high), miss_high * _weakened(miss, miss_low)
            miss_low, miss_high = np.where(under, miss, weaker_low), np.where(under, weaker_high, miss)
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return found

    def _bracket(self, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Values around the ``wanted`` normal scores, each next to the other on a grid, and by how much they miss."""
        from scipy.special import ndtr

        lowest, highest = self._reach(ndtr(wanted))
        bottom, top = lowest.min(axis=0), highest.max(axis=0)
        grid = bottom + (top - bottom) * np.linspace(0, 1, GRID)[:, None]
        scores = self._missed(grid, np.zeros(1))
        above = np.clip((scores[None] < wanted[:, None]).sum(axis=1), 1, GRID - 1)
        ends = [np.take_along_axis(each, place, axis=0) for each in (grid, scores) for place in (above - 1, above)]
        return ends[0], ends[1], ends[2] - wanted, ends[3] - wanted

    def _missed(self, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """By how much the normal scores of ``values``, as far as they can be told, differ from those wanted."""
        from scipy.special import ndtri

        return np.clip(ndtri(self._plainly_below(values)), -9, 9) - wanted

    def _reach(self, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest quantile of any part: the mixture's own lies between them.

        ``shares`` are those wanted at every step, shape (s, 1) or (s, horizon).
        """
        from scipy.special import stdtrit

        away = stdtrit(self.freedom, shares)[:, None, :]
        points = self.centres + self.spreads * away
        outward = np.concatenate(
            [scale.outward(points[:, self.scale_of == number]) for number, scale in enumerate(self.scales)], axis=1
        )
        return outward.min(axis=1), outward.max(axis=1)


def student(values: np.ndarray, freedom: float) -> np.ndarray:
    """Distribution function of Student's t for 5 or more degrees of freedom, to 2e-7.

    Five times faster than the exact function, which is what a forecast would spend most of its time on.

    References:
        Hill (1970), Communications of the ACM 13: 617-619, algorithm 395.
    """
    from scipy.special import ndtr

    values = np.clip(values, -FAR, FAR)
    near, wide = freedom - 0.5, 48 * (freedom - 0.5) ** 2
    square = near * np.log1p(values * values / freedom)
    normal = np.sqrt(square)
    tail = ((4 * square + 33) * square + 240) * square + 855
    score = normal + normal * (square + 3) / wide - normal * tail / (10 * wide * (wide + 0.8 * square**2 + 100))
    return ndtr(np.copysign(score, values))


def _weakened(miss: np.ndarray, replaced: np.ndarray) -> np.ndarray:
    """How much the end that stays is discounted, so that it does not stay for ever."""
    ratio = 1 - miss / np.where(replaced == 0, 1.0, replaced)
    return np.where(ratio > 0, ratio, 0.5)
