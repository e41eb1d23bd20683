"""The segment search where only sums of leaves are known: how far a leaf strays by chance is learnt from the others.

Each leaf has a change and a spread. A cell is a cause as far as the changes of its leaves are likelier under "this cell
moved, by about so much, perhaps not everywhere in it" than under "nothing moved here". Likelihood ratios of leaves add
up, so every cell is judged by counting; averaged over sizes of the move they are e-values, which makes the bar against
false alarms among all cells a division.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxlib.causes.cells import Cell, Counter, Lattice, Leaves, Numbers, totals

FAMILY_ERROR = 0.05
MOST_FINDINGS = 6
_FREEDOM = 6.0  # Student's t: leaves stray further than the normal law allows
_MOVES = 4
_SMALLEST_MOVE = 1 / 10  # of the largest
_UNEVEN = 0.5  # spread of a move within its cell, as a share of it
_UNMOVED = (0.03, 0.5)  # share of a cell's leaves that may not have moved: nearly none, or many
_VITAL = 0.2  # of the largest finding; smaller ones are left to the next look


class Strays(NamedTuple):
    """One entry a leaf: its change, the variance that change has by chance, and the size a change counts with."""

    change: Numbers
    variance: Numbers
    size: Numbers


@dataclass(frozen=True)
class Move:
    """A cell whose leaves moved; ``total`` is the sum of size times change."""

    cell: Cell
    total: float
    stderr: float
    p_value: float
    evidence: float


def matched(leaves: Sequence[Leaves], columns: Sequence[Sequence[Numbers]]) -> tuple[Leaves, list[Numbers]]:
    """The leaves of both periods side by side.

    Args:
        leaves: Of the first and the second period.
        columns: Sums of each period, one entry a leaf.
    Returns:
        The leaves there are in either period, and for each period its sums, shape (columns, leaves), 0 where absent.
    """
    keys = np.zeros(sum(len(own) for own in leaves), np.int64)
    for dim, size in enumerate(leaves[0].sizes):
        # numbered anew after each dimension, so that many dimensions cannot overflow
        key = keys * size + np.concatenate([own.codes[dim] for own in leaves])
        first, keys = np.unique(key, return_index=True, return_inverse=True)[1:]
    split = np.split(keys, [len(leaves[0])])
    sums = [np.stack([totals(own, column, len(first)) for column in period])
            for own, period in zip(split, columns, strict=True)]
    codes = tuple(np.concatenate([own.codes[dim] for own in leaves])[first] for dim in range(len(leaves[0].sizes)))
    return Leaves(codes, leaves[0].sizes), sums


def ratio_strays(before: tuple[Numbers, Numbers], after: tuple[Numbers, Numbers]) -> Strays:
    """Changes of the ratios of leaves.

    Args:
        before: Numerators and denominators of the first period, one entry a leaf, 0 where it is absent.
        after: The same of the second period, in which every leaf is there.
    """
    (y0, n0), (y1, n1) = before, after
    shares = bool(((y0 >= 0) & (y0 <= n0 + 1e-9)).all() and ((y1 >= 0) & (y1 <= n1 + 1e-9)).all() and n1.max() > 1)
    prior = 5.0 if shares else 0.02 * float(np.median(n1))
    whole = y0.sum() / n0.sum()
    old = (y0 + prior * whole) / (n0 + prior)
    change = y1 / n1 - old
    middle = (y0 + y1 + 2 * prior * whole) / (n0 + n1 + 2 * prior)
    answer = np.clip(middle * (1 - middle), 1e-3, None) if shares else 1.0
    unit = answer * (1 / n1 + 1 / (n0 + prior))
    return Strays(change, _chance(change, unit, least=1.0 if shares else 0.0), n1)


def total_strays(before: Numbers, after: Numbers) -> Strays:
    """Relative changes of the totals of leaves, one entry a leaf; sizes are what they were before."""
    known = np.abs(before[before != 0])
    middle = float(np.median(known)) if len(known) else 1.0
    size = np.maximum(np.abs(before), 1e-3 * middle)
    change = (after - before) / size
    return Strays(change, _chance(change, size.mean() / size, least=0.0), size)


def _chance(change: Numbers, unit: Numbers, least: float) -> Numbers:
    """Variance by chance of each leaf: a part that shrinks with its size and one that does not.

    Both are fitted to the middle of the squared changes of leaves of similar size, which causes do not reach as long
    as they move less than half of the leaves.
    """
    groups = np.array_split(np.argsort(unit), max(1, min(8, len(unit) // 12)))
    units = np.array([np.median(unit[rows]) for rows in groups])
    spreads = np.array([(1.4826 * np.median(np.abs(change[rows]))) ** 2 for rows in groups])
    sized, fixed = _two_parts(units, spreads)
    largest = float(np.abs(change).max(initial=0.0))
    return max(sized, least) * unit + max(fixed, 1e-6 * largest**2, 1e-18)


def _two_parts(units: Numbers, spreads: Numbers) -> tuple[float, float]:
    """Weighted least squares of spreads = a · unit + b with neither part below zero."""
    if not spreads.any():
        return 0.0, 0.0
    weights = np.maximum(spreads / spreads.max(), 0.01 * np.median(spreads) / spreads.max() + 1e-6) ** -2.0
    cross, square = weights @ units, weights @ units**2
    target, along = weights @ spreads, weights @ (units * spreads)
    away = weights.sum() * square - cross**2
    if away > 1e-9 * weights.sum() * square:
        sized = (weights.sum() * along - cross * target) / away
        fixed = (square * target - cross * along) / away
        if sized >= 0 and fixed >= 0:
            return float(sized), float(fixed)
    alone = along / max(square, 1e-300), target / max(weights.sum(), 1e-300)
    misfits = [weights @ (spreads - alone[0] * units) ** 2, weights @ (spreads - alone[1]) ** 2]
    return (float(alone[0]), 0.0) if misfits[0] <= misfits[1] else (0.0, float(alone[1]))


def moves(shape: Lattice, leaves: Leaves, strays: Strays) -> list[Move]:
    """The cells that moved, clearest first, each leaf explained once.

    A cell found first is given up for several smaller ones in it where those say more, after paying for being several.
    Where one move of all leaves says more than the cells together, it is taken out and what is left is judged.
    """
    count = Counter(shape, leaves)
    likelihoods = _likelihoods(count, strays)
    found = _found(leaves, _Counted(shape, leaves, strays, likelihoods, count))
    everybody = float(_averaged(likelihoods.sum(axis=0)[None])[0]) - np.log(3 / FAMILY_ERROR)
    if found and everybody > sum(move.evidence for move in found):
        left = strays._replace(change=strays.change - _common(shape, count, strays))
        found = _found(leaves, _Counted(shape, leaves, left, _likelihoods(count, left), count))
    largest = max((abs(move.total) for move in found), default=0.0)
    return [move for move in found if abs(move.total) >= _VITAL * largest]


def _common(shape: Lattice, count: Counter, strays: Strays) -> float:
    """By how much everybody changed: the middle over the single values, which a cause in one of them does not move."""
    sizes, totals = count(np.stack([strays.size, strays.size * strays.change], axis=1)).T
    singles = (shape.orders == 1) & (sizes > 0)
    return float(np.median(totals[singles] / sizes[singles]))


def _found(leaves: Leaves, counted: "_Counted") -> list[Move]:
    found: list[Move] = []
    free = np.ones(len(leaves), bool)
    for move in counted.clearest(free, None):
        rows = leaves.inside(move.cell)
        inside = np.zeros(len(leaves), bool)
        inside[rows] = free[rows]
        parts = counted.clearest(inside, move.cell) if len(move.cell.dims) < 3 else []
        found += parts if sum(part.evidence for part in parts) > move.evidence else [move]
        free[rows] = False
    return found


def _likelihoods(count: Counter, strays: Strays) -> Numbers:
    """Log of how much likelier each leaf's change is under each kind of move than under none, shape (leaves, kinds)."""
    sizes, totals = count(np.stack([strays.size, strays.size * strays.change], axis=1)).T
    notable = np.abs(totals) >= 1e-3 * np.abs(strays.size * strays.change).sum()
    largest = np.abs(totals[notable] / sizes[notable]).max(initial=0.0)
    if largest == 0:
        return np.zeros((len(strays.change), 1))
    moved = largest * np.geomspace(_SMALLEST_MOVE, 1, _MOVES)
    moved = np.concatenate([-moved, moved])
    change, variance = strays.change[:, None], strays.variance[:, None]
    unmoved = _log_density(change, variance)
    ratio = np.clip(_log_density(change - moved, variance + (_UNEVEN * moved) ** 2) - unmoved, -700, 700)
    return np.concatenate([np.log(share + (1 - share) * np.exp(ratio)) for share in _UNMOVED], axis=1)


def _log_density(away: Numbers, variance: Numbers) -> Numbers:
    return -0.5 * np.log(variance) - (_FREEDOM + 1) / 2 * np.log1p(away**2 / (_FREEDOM * variance))


@dataclass(frozen=True)
class _Counted:
    """What the greedy search needs: likelihoods of leaves and a counter of them."""

    shape: Lattice
    leaves: Leaves
    strays: Strays
    likelihoods: Numbers
    count: Counter

    def clearest(self, free: NDArray[np.bool_], within: Cell | None) -> list[Move]:
        """Cells with the best evidence from free leaves, one after the other; only parts of ``within`` if given."""
        free = free.copy()
        allowed = self._parts(within)
        sums = self.count(self.likelihoods * free[:, None])
        found: list[Move] = []
        while len(found) < MOST_FINDINGS:
            evidence = np.where(allowed, _averaged(sums) - self._penalty(), -np.inf)
            place = int(np.argmax(evidence))
            if not evidence[place] > 0:
                break
            cell = self.shape.cell(place)
            rows = self.leaves.inside(cell)
            rows = rows[free[rows]]
            found.append(self._move(cell, rows, float(evidence[place])))
            free[rows] = False
            sums -= Counter(self.shape, self.leaves.some(rows))(self.likelihoods[rows])
        return found

    def _parts(self, within: Cell | None) -> NDArray[np.bool_]:
        everywhere = self.count(np.ones(len(self.leaves)))
        if within is None:
            return everywhere > 0
        rows = self.leaves.inside(within)
        parts = Counter(self.shape, self.leaves.some(rows))(np.ones(len(rows))) == everywhere
        parts[self.shape.place(within)] = False
        return parts & (everywhere > 0)

    def _penalty(self) -> Numbers:
        orders = self.shape.orders
        families = np.array([max((orders == order).sum(), 1) for order in (1, 2, 3)])
        return np.log(3 * families / FAMILY_ERROR)[orders - 1]

    def _move(self, cell: Cell, rows: NDArray[np.int64], evidence: float) -> Move:
        size, change = self.strays.size[rows], self.strays.change[rows]
        stderr = float(np.sqrt((size**2 * self.strays.variance[rows]).sum()))
        return Move(cell, float(size @ change), stderr, float(FAMILY_ERROR * np.exp(-evidence)), evidence)


def _averaged(sums: Numbers) -> Numbers:
    """Log of the likelihood ratio averaged over the kinds of moves."""
    top = sums.max(axis=1)
    return top + np.log(np.exp(sums - top[:, None]).mean(axis=1))
