"""The door to the segment search: two frames of sums in, ranked findings out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from threadpoolctl import threadpool_limits

from cxlib.causes import cells, mixing, search
from cxlib.causes.baseline import Sums
from cxlib.errors import TooFewAnswers

_SIDES = 1.959963984540054
_MOST_VALUES = 1000
_ANSWERS_A_VALUE = 20
_WORTH_SAYING = 0.02  # of the largest finding; a mix shift below it is real and does not matter


@dataclass(frozen=True)
class Finding:
    """A segment that explains part of a change.

    ``contribution`` is in the metric's own unit (numerator / denominator; for totals the numerator's), ``lower`` and
    ``upper`` are its 95 % interval, ``q_value`` the chance of as clear a segment among all that were searched if
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
    """Findings, largest contribution first; ``left_out`` names dimensions that have too many values to be searched."""

    def __init__(self, found: Sequence[Finding] = (), left_out: Sequence[str] = ()) -> None:
        super().__init__(found)
        self.left_out = tuple(left_out)


def segments(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str], max_order: int = 3) -> Findings:
    """The few segments that together explain why a number changed; an empty list if nothing but noise is there.

    What each leaf would have answered without a change is learnt from the first period, so a shift of the mix does
    not look like a change of rate. Every cell of one to ``max_order`` dimensions is then compared; the clearest is
    taken out and the rest judged again. All that was searched is paid for: false alarms stay below 5 %.

    Args:
        before: Sums of the first period: the dimensions, ``numerator``, ``denominator`` (without it a total is
            explained) and ``squares`` (without it the noise is estimated from how the leaves differ).
        after: Sums of the second period.
        by: Dimensions to search. Those with very many values are left out.
        max_order: Most dimensions a segment combines, 1 to 3.
    Returns:
        Findings, largest contribution first, rate and mix together; ``left_out`` names dimensions not searched.
    Raises:
        ValueError: If columns are missing or ``max_order`` is not 1 to 3.
        TooFewAnswers: If a period is empty.
    """
    by = _checked(before, after, by, max_order)
    frames = [frame[frame["denominator"] > 0] for frame in (before, after)]
    if any(frame.empty for frame in frames):
        raise TooFewAnswers(have=0, needed=1)
    with threadpool_limits(1):
        leaves, values = cells.coded(frames, by)
        base = sum(frame["denominator"].sum() for frame in frames)
        kept = [dim for dim, known in enumerate(values) if 1 < len(known) <= min(_MOST_VALUES, base / _ANSWERS_A_VALUE)]
        left_out = [name for name, known in zip(by, values, strict=True)
                    if len(known) > min(_MOST_VALUES, base / _ANSWERS_A_VALUE)]
        if not kept:
            return Findings((), left_out)
        old, new = (cells.Leaves(tuple(own.codes[dim] for dim in kept), tuple(own.sizes[dim] for dim in kept))
                    for own in leaves)
        names, values = [by[dim] for dim in kept], [values[dim] for dim in kept]
        found = _searched(frames, (old, new), max_order)
    findings = [Finding(where=cells.named(cell, names, values), **facts) for cell, facts in found]
    largest = max((abs(finding.contribution) for finding in findings), default=0.0)
    told = [f for f in findings if f.kind == "rate" or abs(f.contribution) >= _WORTH_SAYING * largest]
    return Findings(sorted(told, key=lambda finding: -abs(finding.contribution)), left_out)


def _checked(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str], max_order: int) -> list[str]:
    by = list(by)
    absent = [name for frame in (before, after) for name in [*by, "numerator"] if name not in frame.columns]
    if absent or not by:
        raise ValueError(f"columns {absent} are not in the frame" if absent else "no dimension to search")
    if max_order not in (1, 2, 3):
        raise ValueError(f"max_order {max_order!r} is not 1, 2 or 3")
    return by


def _searched(frames: Sequence[pd.DataFrame], leaves: tuple[cells.Leaves, cells.Leaves],
              max_order: int) -> list[tuple[cells.Cell, dict[str, object]]]:
    shape = cells.lattice(leaves[0].sizes, min(max_order, len(leaves[0].sizes)))
    sums = tuple(Sums(*(frame[name].to_numpy(float) for name in ("denominator", "numerator", "squares")))
                 for frame in frames)
    tabled = search.tables(shape, leaves, sums)
    both = tabled.bases[0] + tabled.bases[1]
    found = []
    for change in search.changes(tabled, leaves[1], sums[1].base):
        share = tabled.bases[1][shape.place(change.cell)] / sums[1].base.sum()
        facts = _facts("rate", change.effect * share, change.stderr * share, change.p_value)
        found.append((change.cell, facts))
    for shift in mixing.shifts(shape, leaves, sums, tabled.bases):
        if abs(shift.effect) > _SIDES * shift.stderr:
            found.append((shift.cell, _facts("mix", shift.effect, shift.stderr, shift.p_value)))
    return [(cell, {**facts, "base": float(both[shape.place(cell)])}) for cell, facts in found]


def _facts(kind: str, contribution: float, stderr: float, q_value: float) -> dict[str, object]:
    return {"kind": kind, "contribution": float(contribution), "lower": float(contribution - _SIDES * stderr),
            "upper": float(contribution + _SIDES * stderr), "q_value": float(q_value)}
