"""Segments there is more or less of, and what that alone did to the number."""

from dataclasses import dataclass

import numpy as np

from cxlib.causes.baseline import Sums
from cxlib.causes.cells import Cell, Counted, Counter, Lattice, Leaves, Numbers

MOST_SHIFTS = 8
_FAMILY_ERROR = 0.01
_LEAST_BASE = 30.0
_NEW = 20.0  # times as many answers as expected, from which a value that hardly was there counts as new


@dataclass(frozen=True)
class Shift:
    """A cell whose share of all answers moved, given the shifts found before it; ``effect`` is that on the ratio."""

    cell: Cell
    effect: float
    stderr: float
    p_value: float


def newcomers(counted: Counted, sums: tuple[Sums, Sums]) -> list[Shift]:
    """Values of one dimension that the first period as good as did not have: all they do is that they came.

    Nothing says what they would have answered before, and whatever stands inside one is new as well.

    Args:
        counted: Leaves and answers of both periods.
        sums: Sums of both periods.
    """
    shape, (before, after) = counted.shape, counted.bases
    expected = np.maximum(before, 1.0) * (sums[1].base.sum() / sums[0].base.sum())
    came = (before < _LEAST_BASE) & (after >= _LEAST_BASE) & (after >= _NEW * expected) & (shape.orders == 1)
    return [_effect(shape.cell(int(place)), counted.leaves, sums, 0.0) for place in np.flatnonzero(came)]


def shifts(shape: Lattice, leaves: tuple[Leaves, Leaves], sums: tuple[Sums, Sums],
           bases: tuple[Numbers, Numbers]) -> list[Shift]:
    """Cells whose share moved, clearest first; each explains away what follows from it.

    The first period is reweighted inside each found cell, so a language that grew only because its region grew is not
    a finding of its own.

    Args:
        shape: The cells that are searched.
        leaves: Leaves of both periods.
        sums: Sums of both periods.
        bases: Answers in every cell in both periods, flat.
    """
    weights = sums[0].base * (sums[1].base.sum() / sums[0].base.sum())
    expected = bases[0] * (weights.sum() / sums[0].base.sum())
    found: list[Shift] = []
    while len(found) < MOST_SHIFTS:
        place, p_value = _clearest(shape, bases, expected)
        if p_value > _FAMILY_ERROR or any(shape.cell(place) == shift.cell for shift in found):
            break
        cell = shape.cell(place)
        found.append(_effect(cell, leaves, sums, p_value))
        rows = leaves[0].inside(cell)
        inside = Counter(shape, leaves[0].some(rows))(weights[rows])
        grown, rest = _factors(bases[1][place], inside[shape.place(cell)], weights.sum())
        expected = rest * expected + (grown - rest) * inside
        kept = grown * weights[rows]
        weights = rest * weights
        weights[rows] = kept
    return found


def _factors(now: float, inside: float, whole: float) -> tuple[float, float]:
    """By what the cell and the rest have to grow for the cell to have ``now`` of the whole.

    A cell inside one that shifts have already emptied holds nothing that could grow.
    """
    return now / max(inside, 1e-9), (whole - now) / max(whole - inside, 1e-9)


def _clearest(shape: Lattice, bases: tuple[Numbers, Numbers], expected: Numbers) -> tuple[int, float]:
    """Place of the clearest shift and its family-wise p-value."""
    from scipy.special import log_ndtr
    possible = (bases[0] >= _LEAST_BASE) & (bases[1] + expected >= _LEAST_BASE) & (expected < bases[1].max())
    whole = bases[1][shape.part(0)].sum()
    z = np.where(possible, _departure(bases, expected, whole), 0.0)
    families = np.array([max(possible[shape.orders == order].sum(), 1) for order in (1, 2, 3)])
    penalty = np.log(3 * families)[shape.orders - 1]
    place = int(np.argmax(z**2 / 2 - penalty))
    return place, float(np.exp(min(log_ndtr(-abs(z[place])) + np.log(2) + penalty[place], 0.0)))


def _departure(bases: tuple[Numbers, Numbers], expected: Numbers, whole: float) -> Numbers:
    """Signed root of the deviance of the second period's answers against what the first lets expect."""
    before, after = bases
    both, share = before + after, expected / np.maximum(before + expected, 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviance = (after * np.log(after / (both * share)) * (after > 0)
                    + before * np.log(before / (both * (1 - share))) * (before > 0))
    deviance = np.nan_to_num(deviance, nan=0.0, posinf=0.0) - np.where(after > 0, 0.0, both * np.log1p(-share))
    deviance = np.where((after > 0) | (before > 0), np.maximum(deviance, 0.0), 0.0)
    # answers are drawn from a whole of fixed size, so a large cell varies less than a Poisson count
    kept = np.clip(1 - expected / max(whole, 1e-300), 1e-6, 1.0)
    return np.sign(after - both * share) * np.sqrt(2 * deviance / kept)


def _effect(cell: Cell, leaves: tuple[Leaves, Leaves], sums: tuple[Sums, Sums], p_value: float) -> Shift:
    """The mix part of the split between the cell and the rest."""
    shares, inner, outer, noise, drawn = [], [], [], [], []
    for own, one in zip(leaves, sums, strict=True):
        rows = own.inside(cell)
        base, total = one.base[rows].sum(), one.total[rows].sum()
        whole = one.base.sum()
        shares.append(base / whole)
        inner.append(total / base if base > 0 else np.nan)
        outer.append((one.total.sum() - total) / max(whole - base, 1e-300))
        spread = max(one.squares_around(one.total.sum() / whole).sum() / whole, 0.0)
        known = spread / base if base > 0 else 0.0  # absent, it says nothing and counts for nothing
        noise.append(known + spread / max(whole - base, 1.0))
        drawn.append(shares[-1] * (1 - shares[-1]) / whole)
    apart, moved = np.nanmean(inner) - np.mean(outer), shares[1] - shares[0]
    variance = apart**2 * sum(drawn) + moved**2 * sum(noise) / 4
    return Shift(cell, float(moved * apart), float(np.sqrt(variance)), p_value)
