"""Bayesian averaging over structural kernels, in closed form.

With a flat prior on the constant and on the logarithm of the noise, each kernel's forecast is a Student t and its
marginal likelihood an expression in the one-step innovations (Harville 1974; O'Hagan & Forster 2004, ch. 11). The
innovations of the first k periods are the first k of all, so the weights at every cutoff come out of one pass.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxlib.outlook.almanac import Almanac
from cxlib.outlook.history import History
from cxlib.outlook.kernels import Factors
from cxlib.outlook.mixture import Mixture
from cxlib.outlook.scales import Scale

NEGLIGIBLE = 1e-3  # parts of the mixture that together weigh less are left out
TRUST = 0.67  # power on the likelihood: no kernel is true, and the full power trusts the best of them too much
CALM = 10.0  # degrees of freedom of the errors of real metrics, at most; learned from earlier parts of open series
TINY = 1e-12


class Parts(NamedTuple):
    """Forecasts of single models: centres and spreads, shape (k, horizon), and the number of each one's scale."""

    centres: np.ndarray
    spreads: np.ndarray
    scale_of: np.ndarray


@dataclass(frozen=True)
class Averaging:
    """Innovations of one series under every kernel on every scale.

    Leading axes are (scales, kernels). ``innovations`` and ``constant`` (innovations of the constant 1, kernels only)
    run over the n observed periods, ``evidence`` over the cutoffs 1 to n: the log marginal likelihood of the first k.
    ``almanac`` is what the calendar adds to each period, which the kernels do not see.
    """

    factors: Factors
    scales: tuple[Scale, ...]
    middle: np.ndarray
    unit: np.ndarray
    innovations: np.ndarray
    constant: np.ndarray
    mean: np.ndarray
    squares: np.ndarray
    evidence: np.ndarray
    almanac: Almanac

    def mixture(self, cutoff: int, horizon: int) -> Mixture:
        """Forecast of the ``horizon`` periods after the first ``cutoff``."""
        weights, chosen = heaviest(self.scores(cutoff))
        return mixed(weights, self.parts(chosen, cutoff, horizon), self.scales, cutoff)

    def parts(self, chosen: np.ndarray, cutoff: int, horizon: int) -> Parts:
        """Forecasts of single models; ``chosen`` numbers them, scales first."""
        scale_of, kernel_of = np.divmod(chosen, len(self.factors.kernels))
        rows = self.factors.roots[kernel_of, cutoff : cutoff + horizon, :cutoff]
        constant = self.constant[kernel_of, :cutoff]
        mean = self.mean[scale_of, kernel_of, cutoff - 1][:, None]
        loading = 1 - np.einsum("khn,kn->kh", rows, constant)
        centres = loading * mean + np.einsum("khn,kn->kh", rows, self.innovations[scale_of, kernel_of, :cutoff])
        variances = (
            self.factors.variances[kernel_of, cutoff : cutoff + horizon]
            - np.square(rows).sum(axis=2)
            + loading**2 / np.square(constant).sum(axis=1)[:, None]
        )
        noise = self.squares[scale_of, kernel_of, cutoff - 1][:, None] / (cutoff - 1)
        unit, middle = self.unit[scale_of][:, None], self.centre(scale_of, cutoff, horizon)
        return Parts(middle + unit * centres, unit * np.sqrt(np.maximum(variances * noise, TINY)), scale_of)

    def centre(self, scale_of: np.ndarray, cutoff: int, horizon: int) -> np.ndarray:
        """What stands still in the coming periods: the middle of each scale and the calendar's part, shape (k, h)."""
        return self.middle[scale_of][:, None] + self.almanac.offsets[scale_of, cutoff : cutoff + horizon]

    def scores(self, cutoff: int) -> np.ndarray:
        """Logarithm of the weight of every kernel on every scale after the first ``cutoff`` periods, up to a sum."""
        return self.factors.log_odds + TRUST * self.evidence[:, :, cutoff - 1]

    def weights(self, cutoff: int) -> np.ndarray:
        """Weight of every kernel on every scale after the first ``cutoff`` periods, summing to 1."""
        return normalised(self.scores(cutoff))


def mixed(weights: np.ndarray, parts: Parts, scales: tuple[Scale, ...], cutoff: int) -> Mixture:
    """Weighted parts after the first ``cutoff`` periods as one distribution.

    The calm and the wild times of a metric mix: its errors crowd in the middle more than Student's t with one degree of
    freedom a period says. So these are at most ``CALM``, at the same 95 % band.
    """
    from scipy.special import stdtrit

    freedom = min(cutoff - 1.0, CALM)
    same = float(stdtrit(cutoff - 1.0, 0.975) / stdtrit(freedom, 0.975))
    return Mixture(weights, parts.centres, parts.spreads * same, parts.scale_of, scales, freedom)


def normalised(scores: np.ndarray) -> np.ndarray:
    """Weights that sum to 1 from their logarithms."""
    weights = np.exp(scores - scores.max())
    return weights / weights.sum()


def heaviest(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and numbers of the models that matter, in order; the weights sum to 1."""
    weights = normalised(scores).ravel()
    order = np.argsort(-weights)
    count = int(np.searchsorted(np.cumsum(weights[order]), 1 - NEGLIGIBLE)) + 1
    chosen = np.sort(order[:count])
    return weights[chosen] / weights[chosen].sum(), chosen


def averaging(past: History, factors: Factors, scales: tuple[Scale, ...], known: Almanac | None = None) -> Averaging:
    """Innovations and evidence of ``past`` under all kernels and scales; what the calendar adds is ``known`` before."""
    known = known or Almanac(np.zeros((len(scales), len(factors.variances[0]))))
    inward = np.array([scale.inward(past.numbers) for scale in scales]) - known.offsets[:, : len(past.numbers)]
    middle, unit = inward.mean(axis=1), np.maximum(inward.std(axis=1), 1e-9)
    constant, *each = innovations(factors, np.vstack([np.ones(len(past.numbers)), _standard(inward, middle, unit)]))
    surprises = np.array(each)
    count = np.arange(1, len(past.numbers) + 1)
    weight = np.cumsum(constant**2, axis=1)
    mean = np.cumsum(surprises * constant, axis=2) / weight
    squares = np.maximum(np.cumsum(surprises**2, axis=2) - mean**2 * weight, TINY)
    slopes = np.cumsum([scale.log_slope(past.numbers) for scale in scales], axis=1) / count - np.log(unit)[:, None]
    roots = np.log(np.einsum("jii->ji", factors.roots)[:, : len(count)]).cumsum(axis=1) + np.log(weight) / 2
    evidence = (count - 1) * (slopes[:, None, :] - np.log(squares) / 2) - roots
    return Averaging(factors, scales, middle, unit, surprises, constant, mean, squares, evidence, known)


def _standard(inward: np.ndarray, middle: np.ndarray, unit: np.ndarray) -> np.ndarray:
    return (inward - middle[:, None]) / unit[:, None]


def innovations(factors: Factors, wanted: np.ndarray) -> np.ndarray:
    """What each kernel did not announce of the series ``wanted`` (s, n), shape (s, kernels, n).

    Forward substitution over all kernels at once: as fast as LAPACK one by one, and no threads to wait for.
    """
    roots, count = factors.roots, wanted.shape[1]
    inverse = 1 / np.einsum("jii->ji", roots)
    solved = np.empty((len(roots), len(wanted), count))
    for row in range(count):
        known = np.einsum("ji,jsi->js", roots[:, row, :row], solved[:, :, :row])
        solved[:, :, row] = (wanted[:, row] - known) * inverse[:, row, None]
    return np.moveaxis(solved, 1, 0)
