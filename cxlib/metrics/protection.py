"""Which of many overlapping groups may be shown, so that no small group can be worked out from those that are.

Groups are rows of a matrix over atoms (the smallest cells, which do not overlap): the whole, and what each choice of a
filter keeps. Whoever sees the sums of some groups can add and subtract them; so a group is hidden not only where it is
small, but also where showing it would give a hidden one away.
"""

from collections.abc import Iterator, Sequence

import numpy as np

_TOLERANCE = 1e-7
_MANY = 200  # small atoms beyond which sets of three and four are not looked through


def hidden_groups(members: np.ndarray, base: np.ndarray, least: float, family: np.ndarray) -> np.ndarray:
    """The groups to hide.

    Args:
        members: Whether a group contains an atom, shape (groups, atoms), 0 or 1. The first group is the whole.
        base: Answers in each atom, shape (atoms,), at least 0.
        least: Smallest base that may be known.
        family: Number of the filter that each group is a choice of, shape (groups,): those of one do not overlap.

    Returns:
        Whether each group is hidden, shape (groups,). Empty groups are not. Of those shown:
        none is small; no sum or difference of any of them, with any weights, is a hidden group; what one has beyond
        another inside it, or beyond all choices of one filter inside it, is never a small group; nor are up to four
        atoms that can be worked out by adding and subtracting any of them.

    References:
        Cox (1980), JASA 75: 377-385, suppression as a question of linear algebra; Hundepool et al. (2012), Statistical
        Disclosure Control, ch. 4, complementary suppression and differencing.
    """
    filled = members[:, base > 0].astype(float)
    weights = base[base > 0]
    size = filled @ weights
    shared = (filled * weights) @ filled.T
    inside = np.isclose(shared, size[None, :]) & ~np.isclose(size[:, None], size[None, :]) & (size > 0)[None, :]
    hidden = (size > 0) & (size < least)
    while True:
        extra = _giving_remainder(inside, size, hidden, least, family)
        if extra is None:
            extra = _giving_hidden(filled, size, hidden)
        if extra is None:
            extra = _giving_atoms(filled, weights, size, hidden, least)
        if extra is None:
            return hidden
        hidden[extra] = True


def _giving_remainder(
    inside: np.ndarray, size: np.ndarray, hidden: np.ndarray, least: float, family: np.ndarray
) -> int | None:
    """The smallest shown group that leaves a small remainder in a shown one around it, alone or with its like."""
    known = inside & ~hidden[None, :] & ~hidden[:, None]
    alone = known & _is_small(size[:, None] - size[None, :], least)
    if alone.any():
        return _smallest(alone.any(axis=0), size)
    for number in np.unique(family):
        like = known & (family == number)[None, :]
        leaving = _is_small(size - like @ size, least) & like.any(axis=1)
        if leaving.any():
            return _smallest(like[np.flatnonzero(leaving)[0]], size)
    return None


def _giving_hidden(filled: np.ndarray, size: np.ndarray, hidden: np.ndarray) -> int | None:
    """A shown group by which some hidden one can be worked out: the smallest that takes part."""
    shown = np.flatnonzero(~hidden & (size > 0))
    known = filled[shown].T
    for group in np.flatnonzero(hidden):
        parts, *_rest = np.linalg.lstsq(known, filled[group], rcond=None)
        taking_part = np.abs(parts) > _TOLERANCE
        if taking_part.any() and np.allclose(known @ parts, filled[group], atol=_TOLERANCE):
            return int(shown[_smallest(taking_part, size[shown])])
    return None


def _giving_atoms(
    filled: np.ndarray, weights: np.ndarray, size: np.ndarray, hidden: np.ndarray, least: float
) -> int | None:
    """A shown group by which a few atoms, small together, can be worked out, though no group is made of just them.

    What can be worked out lies in the span of the shown groups; atoms do so together where their parts outside of the
    span cancel. A random direction tells all candidates at once, and an exact solution confirms them.
    """
    shown = np.flatnonzero(~hidden & (size > 0))
    few = np.flatnonzero(weights < least)
    if not len(shown) or not len(few):
        return None
    known = filled[shown].T
    basis = _span(known)
    direction = np.random.default_rng(20261122).normal(size=len(weights))
    outside = direction - basis @ (basis.T @ direction)
    for atoms in _cancelling(outside[few], weights[few], least):
        wanted = np.zeros(len(weights))
        wanted[few[list(atoms)]] = 1.0
        parts, *_more = np.linalg.lstsq(known, wanted, rcond=None)
        if np.allclose(known @ parts, wanted, atol=_TOLERANCE):
            return int(shown[_smallest(np.abs(parts) > _TOLERANCE, size[shown])])
    return None


def _span(known: np.ndarray) -> np.ndarray:
    """An orthonormal basis of what the columns span, by the small matrix of their products."""
    strength, directions = np.linalg.eigh(known.T @ known)
    kept = strength > _TOLERANCE * strength.max()
    return (known @ directions[:, kept]) / np.sqrt(strength[kept])


def _cancelling(outside: np.ndarray, weights: np.ndarray, least: float) -> Iterator[tuple[int, ...]]:
    """Sets of one to four atoms, small together, whose parts cancel; of three and four only where atoms are few."""
    alone = [(atom,) for atom in range(len(outside))]
    yield from ((int(atom),) for atom in np.flatnonzero(np.abs(outside) < _TOLERANCE))
    yield from _cancelled(alone, outside, alone, outside, weights, least)
    if len(outside) > _MANY:
        return
    first, second = np.triu_indices(len(outside), 1)
    light = weights[first] + weights[second] < least
    pairs = list(zip(first[light].tolist(), second[light].tolist(), strict=True))
    both = outside[first[light]] + outside[second[light]]
    yield from _cancelled(alone, outside, pairs, both, weights, least)
    yield from _cancelled(pairs, both, pairs, both, weights, least)


def _cancelled(
    ones: Sequence[tuple[int, ...]], one_sums: np.ndarray, others: Sequence[tuple[int, ...]], other_sums: np.ndarray,
    weights: np.ndarray, least: float,
) -> Iterator[tuple[int, ...]]:
    """Sets of one of ``ones`` and one of ``others``, apart and small together, whose sums cancel."""
    order = np.argsort(other_sums)
    ranked = other_sums[order]
    first, last = np.searchsorted(ranked, -one_sums - _TOLERANCE), np.searchsorted(ranked, _TOLERANCE - one_sums)
    for place in np.flatnonzero(last > first).tolist():
        for match in order[first[place] : last[place]].tolist():
            found = {*ones[place], *others[match]}
            if len(found) == len(ones[place]) + len(others[match]) and weights[list(found)].sum() < least:
                yield tuple(sorted(found))


def _is_small(remainder: np.ndarray, least: float) -> np.ndarray:
    return (remainder > _TOLERANCE) & (remainder < least)


def _smallest(chosen: np.ndarray, size: np.ndarray) -> int:
    among = np.flatnonzero(chosen)
    return int(among[np.argmin(size[among])])
