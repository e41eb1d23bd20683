"""What every leaf would have answered had nothing changed: additive and pairwise effects of the first period.

Effects of single dimensions are fitted outright. Pairs of dimensions enter only where the first period shows more
than noise between them, and then shrunk by how much of the pair's spread is noise (empirical Bayes), so that a small
cell borrows what its neighbours know.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxlib.causes.cells import Counter, Lattice, Leaves, Numbers

_PAIR_EVIDENCE = 3.0  # standard deviations of chi-square from which a pair of dimensions is believed to interact
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

    ``variance`` holds a, b, c of the variance a + b·μ + c·μ² of one answer; ``uncertainty`` is the variance of the
    expected ratio of a cell and ``spread`` the variance of what the cells of a cuboid really add to it (flat).
    """

    before: Numbers
    after: Numbers
    variance: tuple[float, float, float]
    uncertainty: Numbers
    spread: Numbers
    means: Numbers


def fitted(shape: Lattice, leaves: tuple[Leaves, Leaves], sums: Sums, count: Counter, bases: Numbers) -> Baseline:
    """Baseline of both periods from the sums of the first.

    Args:
        shape: The cells that are searched.
        leaves: Leaves of the first and of the second period.
        sums: Sums of the first period.
        count: Counter of the first period's leaves.
        bases: Answers of the first period in every cell, flat.
    """
    totals = count(sums.total)
    effects = _main_effects(shape, bases, totals)
    before, after = (_added_up(shape, own, effects) for own in leaves)
    variance = _variance_function(sums, before)
    residuals = count(sums.total - sums.base * before)
    means = (totals - residuals) / np.where(bases > 0, bases, 1.0)
    noise = answer_variance(variance, means)
    spread = spreads(shape, residuals, bases, noise, order=2)
    before, after = _with_pairs(shape, leaves, sums, (before, after), (bases, noise, spread))
    return Baseline(before, after, variance, _uncertainty(shape, bases, noise, spread), spread, means)


def _main_effects(shape: Lattice, bases: Numbers, totals: Numbers) -> list[Numbers]:
    """Effects of single dimensions by least squares; the normal equations need pairs of dimensions only."""
    starts = np.concatenate([[0], np.cumsum(shape.sizes)])
    gram = np.zeros((starts[-1], starts[-1]))
    right = np.zeros(starts[-1])
    for number, cuboid in enumerate(shape.cuboids):
        spans = [slice(starts[dim], starts[dim + 1]) for dim in cuboid]
        table = bases[shape.part(number)]
        if len(cuboid) == 1:
            gram[spans[0], spans[0]] = np.diag(table)
            right[spans[0]] = totals[shape.part(number)]
        elif len(cuboid) == 2:
            gram[spans[0], spans[1]] = table.reshape([shape.sizes[dim] for dim in cuboid])
            gram[spans[1], spans[0]] = gram[spans[0], spans[1]].T
    gram[np.diag_indices_from(gram)] += _RIDGE * max(gram.diagonal().max(), 1e-12)
    solved = np.split(np.linalg.solve(gram, right), starts[1:-1])
    counts = np.split(gram.diagonal(), starts[1:-1])
    return [_with_unseen(effects, own) for effects, own in zip(solved, counts, strict=True)]


def _with_unseen(effects: Numbers, counts: Numbers) -> Numbers:
    """A value that the first period did not have is expected to be as its dimension is on average."""
    seen = counts > 1e-3
    return np.where(seen, effects, (counts @ effects) / max(counts.sum(), 1e-300)) if seen.any() else effects


def _added_up(shape: Lattice, leaves: Leaves, effects: list[Numbers]) -> Numbers:
    expected = effects[0][leaves.codes[0]]
    for effect, codes in zip(effects[1:], leaves.codes[1:], strict=True):
        expected += effect[codes]
    return expected


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
    """Variance of the expected ratio of every cell: of its single dimensions and of its believed pairs (flat)."""
    seen = np.where(bases > 0, bases, 1e-9)
    own = np.where(spread > 0, spread * noise / (spread * seen + noise), 0.0)
    numbers = {cuboid: number for number, cuboid in enumerate(shape.cuboids)}
    result = np.zeros(len(bases))
    for number, cuboid in enumerate(shape.cuboids):
        part = shape.part(number)
        for dim in cuboid:
            result[part] += noise[part] / shape.spread(seen, number, numbers[dim,])
        for pair in [(a, b) for a in cuboid for b in cuboid if a < b and len(cuboid) > 2]:
            result[part] += shape.spread(own, number, numbers[pair])
    return result
