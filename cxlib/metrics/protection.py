"""Which of many overlapping groups may be shown, so that no small group can be worked out from those that are.

Groups are rows of a matrix over atoms (the smallest cells, which do not overlap): the whole, and what each choice of a
filter keeps. Whoever sees the sums of some groups can add and subtract them; so a group is hidden not only where it is
small, but also where showing it would give a hidden one away.
"""

import numpy as np

_TOLERANCE = 1e-7


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
        another inside it, or beyond all choices of one filter inside it, is never a small group.

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


def _is_small(remainder: np.ndarray, least: float) -> np.ndarray:
    return (remainder > _TOLERANCE) & (remainder < least)


def _smallest(chosen: np.ndarray, size: np.ndarray) -> int:
    among = np.flatnonzero(chosen)
    return int(among[np.argmin(size[among])])
