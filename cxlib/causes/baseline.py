"""What every leaf would have answered had nothing changed: additive and pairwise effects of the first period.

Effects of single dimensions are fitted outright. Pairs of dimensions enter only where the first period shows more
than noise between them, and then shrunk by how much of the pair's spread is noise (empirical Bayes), so that a small
cell borrows what its neighbours know. Before that, the sum of single dimensions is bent by one curve, which saves an
effect in every pair.
"""

from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from cxlib.causes.cells import Counter, Lattice, Leaves, Numbers, totals

_PAIR_EVIDENCE = 3.0  # standard deviations of chi-square from which a pair of dimensions is believed to interact
_BEND_EVIDENCE = 3.0  # standard errors from which single dimensions are believed to add up on a curve
_RIDGE = 1e-6


@dataclass(frozen=True)
class Sums:
    """Sums of one period, one entry a leaf: answers, their total, the total of their squares.

    An answer may count for more or less than 1 (a weight, an exposure); then ``cross`` is the total of answer times
    count and ``counts_squared`` that of squared counts.
    """

    base: Numbers
    total: Numbers
    squares: Numbers
    cross: Numbers
    counts_squared: Numbers

    def some(self, rows: NDArray[np.int64]) -> "Sums":
        """The sums of the given leaves only."""
        return Sums(self.base[rows], self.total[rows], self.squares[rows], self.cross[rows], self.counts_squared[rows])

    def squares_around(self, expected: Numbers | float) -> Numbers:
        """Total of squared distances of the answers from what was expected of them."""
        return self.squares - 2 * expected * self.cross + np.square(expected) * self.counts_squared


@dataclass(frozen=True)
class Baseline:
    """Expected ratio of the leaves of both periods, the variance of an answer given it, and how sure the cells are.

    ``variance`` holds a, b, c of the variance a + b·μ + c·μ² of one answer, ``kurtosis`` how far single answers stray
    (3 by the normal law, 1 where there are two answers only); ``uncertainty`` is the variance that pairs bring into
    the expected ratio of a cell and ``spread`` the variance of what the cells of a cuboid really add to it (flat).
    """

    before: Numbers
    after: Numbers
    variance: tuple[float, float, float]
    kurtosis: float
    uncertainty: Numbers
    spread: Numbers
    means: Numbers


def fitted(shape: Lattice, leaves: tuple[Leaves, Leaves], sums: Sums, counts: tuple[Counter, Counter],
           bases: Numbers) -> Baseline:
    """Baseline of both periods from the sums of the first.

    Args:
        shape: The cells that are searched.
        leaves: Leaves of the first and of the second period.
        sums: Sums of the first period.
        counts: Counters of both periods' leaves.
        bases: Answers of the first period in every cell, flat.
    """
    count = counts[0]
    before, after = _bent(_Singles(shape, leaves[0], sums.base, bases), counts, sums)
    exact = _two_valued(sums)
    variance = exact or _variance_function(sums, before)
    residuals = count(sums.total - sums.base * before)
    means = count(sums.base * before) / np.where(bases > 0, bases, 1.0)
    noise = answer_variance(variance, means)
    spread = spreads(shape, residuals, bases, noise, order=2)
    before, after = _with_pairs(shape, leaves, sums, (before, after), (bases, noise, spread))
    kurtosis = 1.0 if exact else _kurtosis(sums, before, variance)
    return Baseline(before, after, variance, kurtosis, _uncertainty(shape, bases, noise, spread), spread, means)


class _Singles:
    """Least squares on single dimensions; the normal equations need pairs of dimensions only."""

    def __init__(self, shape: Lattice, leaves: Leaves, base: Numbers, bases: Numbers) -> None:
        starts = np.concatenate([[0], np.cumsum(shape.sizes)])
        spans = [slice(start, end) for start, end in pairwise(starts)]
        known = {cuboid: bases[shape.part(number)] for number, cuboid in enumerate(shape.cuboids)}
        gram = np.diag(np.concatenate([known[dim,] for dim in range(len(spans))]))
        for a, b in combinations(range(len(spans)), 2):
            sizes = shape.sizes_of((a, b))  # pairs are needed even where only single dimensions are searched
            table = known[a, b] if (a, b) in known else totals(leaves.places((a, b)), base, sizes[0] * sizes[1])
            gram[spans[a], spans[b]] = table.reshape(sizes)
            gram[spans[b], spans[a]] = gram[spans[a], spans[b]].T
        gram[np.diag_indices_from(gram)] += _RIDGE * max(gram.diagonal().max(), 1e-12)
        self._cuts, self._gram = starts[1:-1], gram

    def effects(self, sums: Numbers) -> Numbers:
        """Effects of all values from their sums, shape (values,) or (values, columns)."""
        return np.linalg.solve(self._gram, sums).astype(np.float64, copy=False)

    def of_dimensions(self, effects: Numbers) -> list[Numbers]:
        """Effects, one array a dimension; a value the first period did not have is as its dimension is on average."""
        found = []
        for own, counts in zip(np.split(effects, self._cuts), np.split(self._gram.diagonal(), self._cuts), strict=True):
            seen = counts > 1e-3
            usual = (counts @ own) / max(counts.sum(), 1e-300)
            found.append(np.where(seen, own, usual) if seen.any() else own)
        return found


def _bent(singles: _Singles, counts: tuple[Counter, Counter], sums: Sums) -> tuple[Numbers, Numbers]:
    """What single dimensions say of the leaves of both periods: added up, and bent as the answers bend against that.

    Shares near their limits give way: what two unhappy values do together is less than what each does alone, in every
    pair of dimensions at once. A curve of third degree (Tukey 1949, "One degree of freedom for non-additivity") says
    with two numbers what would take an effect for every pair.
    """
    whole = float(sums.base.sum())
    centre = float(sums.total.sum()) / whole
    straight = singles.effects(np.concatenate(counts[0].singles(sums.total - sums.base * centre)))
    old, new = (centre + count.added_up(singles.of_dimensions(straight)) for count in counts)
    middle = float(sums.base @ old) / whole
    width = float(np.sqrt(sums.base @ np.square(old - middle) / whole))
    if width <= 1e-9 * max(abs(middle), 1e-300):
        return old, new
    away = (old - middle) / width
    powers = np.stack([away * away, away * away * away])
    along = np.stack([np.concatenate(counts[0].singles(sums.base * power)) for power in powers], axis=1)
    bends = singles.effects(along)
    # single dimensions leave nothing in their own values, so the bends need not be freed from them leaf by leaf
    left = sums.total - sums.base * old
    pulls, weights = powers @ left, (powers * sums.base) @ powers.T - along.T @ bends
    noise = float(sums.squares_around(old).sum()) / whole
    sizes = _believed(pulls, weights, noise)
    if not sizes.any():
        return old, new
    effects = singles.of_dimensions(straight - bends @ sizes)
    other = np.clip((new - middle) / width, away.min(), away.max())
    curves = [sizes[0] * np.square(one) + sizes[1] * np.square(one) * one for one in (away, other)]
    old, new = (centre + count.added_up(effects) + curve for count, curve in zip(counts, curves, strict=True))
    return old, new


def _believed(pulls: Numbers, weights: Numbers, noise: float) -> Numbers:
    """Sizes of the second and the third degree: both, the second alone, or none, as far as they beat noise."""
    spread = weights.diagonal()
    if spread[0] <= 0 or noise <= 0:
        return np.zeros(2)
    alone = pulls[0] / spread[0]
    if weights[0, 1] ** 2 < 0.999 * spread[0] * spread[1]:
        both = np.linalg.solve(weights, pulls).astype(np.float64, copy=False)
        gained = float(both @ pulls)
        if gained - alone * pulls[0] >= _BEND_EVIDENCE**2 * noise:
            return both
    return np.array([alone, 0.0]) if alone * pulls[0] >= _BEND_EVIDENCE**2 * noise else np.zeros(2)


def _two_valued(sums: Sums) -> tuple[float, float, float] | None:
    """The variance function of answers that take two values, yes or no: exact, however rare one of them is."""
    if not np.array_equal(sums.counts_squared, sums.base):
        return None
    columns = np.stack([sums.base, sums.total])
    apart, both = np.linalg.lstsq(columns @ columns.T, columns @ sums.squares, rcond=1e-12)[0]
    misfit = sums.squares - apart * sums.base - both * sums.total
    return (float(apart), float(both), -1.0) if np.abs(misfit).max() <= 1e-6 * np.abs(sums.squares).max() else None


def _variance_function(sums: Sums, expected: Numbers) -> tuple[float, float, float]:
    """Variance of one answer as a quadratic of its mean: exact for yes or no, counts and scaled waiting times alike."""
    squared = sums.squares_around(expected)
    average = max(squared.sum() / max(sums.base.sum(), 1e-300), 1e-300)
    centre = (sums.base @ expected) / max(sums.base.sum(), 1e-300)
    away = expected - centre
    powers = np.stack([np.ones_like(away), away, away**2])
    gram = (powers * sums.base) @ powers.T
    gram[np.diag_indices(3)] += 1e-9 * gram.diagonal() + 1e-300
    a, b, c = np.linalg.solve(gram, powers @ squared)
    if not np.isfinite([a, b, c]).all():
        return float(average), 0.0, 0.0
    return float(a - b * centre + c * centre**2), float(b - 2 * c * centre), float(c)


def _kurtosis(sums: Sums, expected: Numbers, variance: tuple[float, float, float]) -> float:
    """Fourth moment of one answer around what is expected of it, from how the squared distances of leaves vary."""
    usual = answer_variance(variance, expected)
    strays = sums.squares_around(expected) - sums.base * usual
    return 1.0 + float(strays @ strays) / max(float(sums.base @ (usual * usual)), 1e-300)


def answer_variance(variance: tuple[float, float, float], means: Numbers) -> Numbers:
    """Variance of one answer where the mean is ``means``; never below a tenth of the middle one."""
    a, b, c = variance
    values = a + b * means + c * means**2
    return np.maximum(values, 0.1 * max(float(np.median(values)), 1e-12))


def spreads(shape: Lattice, residuals: Numbers, bases: Numbers, noise: Numbers, order: int) -> Numbers:
    """Variance, beyond noise, of what the cells of each cuboid of an order add to what is expected of them (flat)."""
    spread = np.zeros(len(bases))
    for number, cuboid in enumerate(shape.cuboids):
        part = shape.part(number)
        own = bases[part] > 0
        if len(cuboid) != order or not own.any():
            continue
        n, s2, r = bases[part][own], noise[part][own], residuals[part][own]
        freedom = max(own.sum() - sum(shape.sizes[dim] - 1 for dim in cuboid) - 1, 1)
        chi2 = (r**2 / (n * s2)).sum()
        spread[part] = max(chi2 - own.sum(), 0.0) / max((n / s2).sum(), 1e-300)
        if order == 2 and chi2 - freedom < _PAIR_EVIDENCE * np.sqrt(2 * freedom):
            spread[part] = 0.0
    return spread


def _with_pairs(shape: Lattice, leaves: tuple[Leaves, Leaves], sums: Sums, expected: tuple[Numbers, Numbers],
                cells: tuple[Numbers, Numbers, Numbers]) -> tuple[Numbers, Numbers]:
    """Adds the effects of believed pairs, the widest spread first, each on what those before it leave."""
    bases, noise, spread = cells
    before, after = expected
    pairs = [n for n, cuboid in enumerate(shape.cuboids) if len(cuboid) == 2 and spread[shape.part(n)].max() > 0]
    for number in sorted(pairs, key=lambda n: -spread[shape.part(n)].max()):
        part = shape.part(number)
        places = leaves[0].places(shape.cuboids[number])
        left = np.bincount(places, sums.total - sums.base * before, part.stop - part.start)
        effect = spread[part] * left / (spread[part] * bases[part] + noise[part])
        before += effect[places]
        after += effect[leaves[1].places(shape.cuboids[number])]
    return before, after


def _uncertainty(shape: Lattice, bases: Numbers, noise: Numbers, spread: Numbers) -> Numbers:
    """Variance that believed pairs bring into the expected ratio of every cell (flat)."""
    seen = np.where(bases > 0, bases, 1e-9)
    own = np.where(spread > 0, spread * noise / (spread * seen + noise), 0.0)
    numbers = {cuboid: number for number, cuboid in enumerate(shape.cuboids)}
    result = np.zeros(len(bases))
    for number, cuboid in enumerate(shape.cuboids):
        part = shape.part(number)
        for pair in [(a, b) for a in cuboid for b in cuboid if a < b and len(cuboid) > 2]:
            result[part] += shape.spread(own, number, numbers[pair])
    return result
