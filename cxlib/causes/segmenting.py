"""The door to the segment search: two frames of sums in, ranked findings out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from cxlib.causes import cells, leafwise, mixing, search
from cxlib.causes.baseline import Sums
from cxlib.causes.cubed import cube_sums
from cxlib.errors import TooFewAnswers
from cxlib.sources.cubes import Cube

SUMS = ("numerator", "denominator", "squares", "cross", "squares_d")
_SIDES = 1.959963984540054
_MOST_VALUES = 1000
_ANSWERS_A_VALUE = 20
_LEAVES_A_VALUE = 2  # leaves of one period a value is found in at the least, on average
_WORTH_SAYING = 0.02  # of the largest finding beside it; what is below it is real and does not matter


@dataclass(frozen=True)
class Finding:
    """A segment that explains part of a change.

    ``contribution`` is in the metric's own unit (numerator / denominator; for totals the numerator's) and counts the
    whole segment, so that findings that overlap share what they have in common; ``lower`` and ``upper`` are its 95 %
    interval, ``q_value`` the chance of as clear a segment among all that were searched if
    nothing had changed, ``base`` the answers behind it in both periods, ``kind`` 'rate' (the segment answers
    differently) or 'mix' (there is more or less of it).
    """

    where: Mapping[str, object]
    contribution: float
    lower: float
    upper: float
    q_value: float
    base: float
    kind: str


class Findings(list[Finding]):
    """Findings, largest contribution first; ``left_out`` names dimensions that cannot be searched: too many values,
    or none that both periods have."""

    def __init__(self, found: Sequence[Finding] = (), left_out: Sequence[str] = ()) -> None:
        super().__init__(found)
        self.left_out = tuple(left_out)


def segments(before: pd.DataFrame | Cube, after: pd.DataFrame | Cube, by: Sequence[str],
             max_order: int = 3) -> Findings:
    """The few segments that together explain why a number changed; an empty list if nothing but noise is there.

    What each leaf would have answered without a change is learnt from the first period, so a shift of the mix does
    not look like a change of rate. Every cell of one to ``max_order`` dimensions is then compared; the clearest is
    taken out and the rest judged again. All that was searched is paid for: false alarms stay below 5 %.

    Args:
        before: Sums of the first period, as a cube of one metric or a frame: the dimensions, ``numerator``,
            ``denominator`` (without it a total is explained) and ``squares`` (without it the noise is estimated from
            how the leaves differ); where answers count differently also ``cross`` and ``squares_d``.
        after: Sums of the second period.
        by: Dimensions to search. Those with very many values are left out.
        max_order: Most dimensions a segment combines, 1 to 3.
    Returns:
        Findings, largest contribution first, rate and mix together; ``left_out`` names dimensions not searched.
    Raises:
        ValueError: If columns are missing or ``max_order`` is not 1 to 3.
        TooFewAnswers: If a period is empty.
    """
    before, after = (cube_sums(side) if isinstance(side, Cube) else side for side in (before, after))
    by = _checked(before, after, by, max_order)
    with threadpool_limits(1):
        prepared = _prepared(before, after, by, max_order)
        if not prepared.names:
            return Findings((), prepared.left_out)
        found = _from_answers(prepared) if prepared.squared else _from_leaves(prepared)
    findings = [Finding(where=cells.named(cell, prepared.names, prepared.values), **facts) for cell, facts in found]
    told = [finding for finding in findings
            if abs(finding.contribution) >= _WORTH_SAYING * _largest(findings, finding.kind)]
    return Findings(sorted(told, key=lambda finding: -abs(finding.contribution)), prepared.left_out)


def _largest(findings: Sequence[Finding], kind: str) -> float:
    """The largest contribution that one of a kind is small beside: a shift of the mix hides no change of rate."""
    return max(abs(finding.contribution) for finding in findings if kind == "mix" or finding.kind == "rate")


class _Facts(TypedDict):
    """All of a finding but the segment's name."""

    kind: str
    contribution: float
    lower: float
    upper: float
    q_value: float
    base: float


@dataclass(frozen=True)
class _Prepared:
    """Both periods as coded leaves: the searched dimensions, their values, and the columns of sums by name."""

    shape: cells.Lattice
    leaves: tuple[cells.Leaves, cells.Leaves]
    sums: tuple[Mapping[str, cells.Numbers], Mapping[str, cells.Numbers]]
    names: tuple[str, ...]
    values: tuple[Sequence[object], ...]
    left_out: tuple[str, ...]

    @property
    def squared(self) -> bool:
        return all("squares" in own and "denominator" in own for own in self.sums)


def _checked(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str], max_order: int) -> list[str]:
    by = list(by)
    absent = [name for frame in (before, after) for name in [*by, "numerator"] if name not in frame.columns]
    if absent or not by:
        raise ValueError(f"columns {absent} are not in the frame" if absent else "no dimension to search")
    if max_order not in (1, 2, 3):
        raise ValueError(f"max_order {max_order!r} is not 1, 2 or 3")
    return by


def _prepared(before: pd.DataFrame, after: pd.DataFrame, by: list[str], max_order: int) -> _Prepared:
    ratio = "denominator" in before.columns and "denominator" in after.columns
    frames = [_answered(frame) if ratio else frame for frame in (before, after)]
    if any(frame.empty for frame in frames):
        raise TooFewAnswers(have=0, needed=1)
    leaves, known_values = cells.coded(frames, by)
    counted = ratio and "squares" in before.columns
    answers = sum(frame["denominator"].sum() if counted else 2.0 * len(frame) for frame in frames)
    most = min(_MOST_VALUES, answers / (_ANSWERS_A_VALUE if counted else _LEAVES_A_VALUE))
    fit = [1 < len(known) <= most and _is_shared(leaves, dim, len(known)) for dim, known in enumerate(known_values)]
    kept = [dim for dim, fits in enumerate(fit) if fits]
    left_out = tuple(by[dim] for dim, known in enumerate(known_values) if len(known) > 1 and not fit[dim])
    old, new = (cells.Leaves(tuple(own.codes[dim] for dim in kept), tuple(own.sizes[dim] for dim in kept))
                for own in leaves)
    columns = [name for name in SUMS if all(name in frame for frame in frames)]
    was, now = ({name: frame[name].to_numpy(float) for name in columns} for frame in frames)
    shape = cells.lattice(old.sizes, min(max_order, max(len(kept), 1)))
    names, values = tuple(by[dim] for dim in kept), tuple(known_values[dim] for dim in kept)
    return _Prepared(shape, (old, new), (was, now), names, values, left_out)


def _answered(frame: pd.DataFrame) -> pd.DataFrame:
    """The leaves with an answer; the frame itself where all have one, for a copy of many leaves costs time."""
    answered = frame["denominator"].to_numpy(float) > 0
    return frame if answered.all() else frame[answered]


def _is_shared(leaves: Sequence[cells.Leaves], dim: int, size: int) -> bool:
    """Whether the periods have values of a dimension in common; one that restates the time cannot be compared by."""
    there = [np.bincount(own.codes[dim], minlength=size) > 0 for own in leaves]
    return bool((there[0] & there[1]).any())


def _from_answers(prepared: _Prepared) -> list[tuple[cells.Cell, _Facts]]:
    """Sums of squares are known, so the noise is that of answers."""
    shape, (first, second) = prepared.shape, prepared.leaves
    old, new = (_answer_sums(own) for own in prepared.sums)
    whole = new.base.sum()
    counted = cells.counted(shape, (first, second), (old.base, new.base))
    came = [shift for shift in mixing.newcomers(counted, (old, new)) if _clear(shift)]
    found = [_shifted(shift, 1.0, float(new.base[second.inside(shift.cell)].sum())) for shift in came]
    if came:
        (first, old), (second, new) = (_without(came, own, one) for own, one in ((first, old), (second, new)))
        if not len(first) or not len(second):
            return found
        counted = cells.counted(shape, (first, second), (old.base, new.base))
    tabled = search.tables(counted, (old, new))
    both = tabled.bases[0] + tabled.bases[1]
    for change in search.changes(tabled, second, new.base):
        place = shape.place(change.cell)
        share = tabled.bases[1][place] / whole
        facts = _facts("rate", change.effect * share, change.stderr * share, change.p_value, both[place])
        found.append((change.cell, facts))
    for shift in mixing.shifts(shape, (first, second), (old, new), tabled.bases):
        if _clear(shift):
            found.append(_shifted(shift, new.base.sum() / whole, both[shape.place(shift.cell)]))
    return found


def _clear(shift: mixing.Shift) -> bool:
    return abs(shift.effect) > _SIDES * shift.stderr


def _shifted(shift: mixing.Shift, share: float, base: float) -> tuple[cells.Cell, _Facts]:
    """A shift of the mix among ``share`` of all answers."""
    return shift.cell, _facts("mix", shift.effect * share, shift.stderr * share, shift.p_value, base)


def _without(came: Sequence[mixing.Shift], leaves: cells.Leaves, sums: Sums) -> tuple[cells.Leaves, Sums]:
    """The leaves that lie in no new value, and their sums."""
    kept = np.ones(len(leaves), bool)
    for shift in came:
        kept[leaves.inside(shift.cell)] = False
    rows = np.flatnonzero(kept)
    return leaves.some(rows), sums.some(rows)


def _answer_sums(columns: Mapping[str, cells.Numbers]) -> Sums:
    base, total = columns["denominator"], columns["numerator"]
    return Sums(base, total, columns["squares"], columns.get("cross", total), columns.get("squares_d", base))


def _from_leaves(prepared: _Prepared) -> list[tuple[cells.Cell, _Facts]]:
    """Only sums are known, so the noise is how much leaves differ that nothing happened to."""
    columns = [name for name in ("numerator", "denominator") if name in prepared.sums[0]]
    leaves, (old, new) = leafwise.matched(prepared.leaves, [[own[name] for name in columns] for own in prepared.sums])
    if len(new) == 1:
        strays, whole, sizes = leafwise.total_strays(old[0], new[0]), 1.0, np.abs(old[0]) + np.abs(new[0])
    else:
        there = new[1] > 0
        leaves, old, new = leaves.some(np.flatnonzero(there)), old[:, there], new[:, there]
        strays, whole = leafwise.ratio_strays((old[0], old[1]), (new[0], new[1])), new[1].sum()
        sizes = old[1] + new[1]
    found = []
    for move in leafwise.moves(prepared.shape, leaves, strays):
        base = sizes[leaves.inside(move.cell)].sum()
        found.append((move.cell, _facts("rate", move.total / whole, move.stderr / whole, move.p_value, base)))
    return found


def _facts(kind: str, contribution: float, stderr: float, q_value: float, base: float) -> _Facts:
    return {"kind": kind, "contribution": float(contribution), "lower": float(contribution - _SIDES * stderr),
            "upper": float(contribution + _SIDES * stderr), "q_value": float(q_value), "base": float(base)}
