"""Periods that do not fit: single outliers and lasting shifts that nobody marked as events.

All are pointed out. A shift stays in the past, where a wandering level follows it; a single period so far off that it
can only be an accident is set aside like a gap, and its sentence says so, or one wrong number would widen every band.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.language import gettext as _
from cxlib.language import number, period_name
from cxlib.outlook.averaging import Averaging
from cxlib.outlook.history import SHORTEST, History

STRIKING = 4.0  # studentised; among 100 periods and both kinds one in some 80 quiet series passes it
ABSURD = 6.0  # studentised; a single period beyond this is set aside
MOST = 3
EDGE = 2  # a shift needs this many periods on each side


@dataclass(frozen=True)
class Oddity:
    """One period that does not fit.

    ``kind`` is ``"outlier"`` (that period alone) or ``"shift"`` (from then on); ``size`` how far it lies from what the
    other periods say, in the metric's unit; ``score`` the same in standard errors; ``latest`` whether it is the last
    period there is, which may be the start of something and is never set aside.
    """

    kind: str
    period: pd.Period
    size: float
    score: float
    latest: bool = False

    @property
    def aside(self) -> bool:
        """Whether the forecast is made without this period."""
        return self.kind == "outlier" and abs(self.score) >= ABSURD and not self.latest

    def sentence(self, said: Callable[[float], str] = number) -> str:
        """What to look at, in words; ``said`` writes a value of the metric."""
        facts = {"period": period_name(self.period), "size": said(abs(self.size))}
        if self.kind == "shift" and self.size > 0:
            return _("Since {period} the level is {size} higher. If you know why, mark it as an event.", **facts)
        if self.kind == "shift":
            return _("Since {period} the level is {size} lower. If you know why, mark it as an event.", **facts)
        if self.aside and self.size > 0:
            return _(
                "{period} is set aside: {size} higher than its neighbours say. Check it, or mark it as an event.",
                **facts,
            )
        if self.aside:
            return _(
                "{period} is set aside: {size} lower than its neighbours say. Check it, or mark it as an event.",
                **facts,
            )
        if self.latest and self.size > 0:
            return _("{period} came out {size} higher than expected: an accident or a new level, the next will show.",
                     **facts)  # fmt: skip
        if self.latest:
            return _("{period} came out {size} lower than expected: an accident or a new level, the next will show.",
                     **facts)  # fmt: skip
        if self.size > 0:
            return _(
                "{period} stands out: {size} higher than its neighbours say. If you know why, mark it as an event.",
                **facts,
            )
        return _(
            "{period} stands out: {size} lower than its neighbours say. If you know why, mark it as an event.", **facts
        )


def oddities(average: Averaging, past: History) -> tuple[Oddity, ...]:
    """The most striking periods under the kernel with the most weight, at most ``MOST``, the largest first.

    A score test of a pulse and of a step at every period; each found one joins the constant before the next search
    (Chen & Liu 1993, JASA 88: 284-297).
    """
    count = len(past.numbers)
    scale, kernel = np.unravel_index(np.argmax(average.evidence[:, :, -1]), average.evidence.shape[:2])
    root = average.factors.roots[kernel, :count, :count]
    step = np.tril(np.ones((count, count)))[:, EDGE : count - EDGE + 1]
    whitened = np.linalg.solve(root, np.column_stack([np.ones(count), np.eye(count), step]))
    values, tried = average.innovations[scale, kernel], whitened[:, 1:]
    known = whitened[:, :1]
    found: list[Oddity] = []
    for _turn in range(MOST):
        sizes, scores = _tests(values, tried, known)
        best = int(np.argmax(np.abs(scores)))
        if abs(scores[best]) < STRIKING:
            break
        found.append(_oddity(best, sizes[best], scores[best], average, int(scale), past))
        known = np.column_stack([known, tried[:, best]])
    return tuple(found)


def without(past: History, found: tuple[Oddity, ...]) -> History:
    """The past without the periods set aside."""
    aside = [oddity.period for oddity in found if oddity.aside]
    kept = ~past.periods.isin(aside)
    if kept.all() or kept.sum() < SHORTEST:
        return past
    return replace(past, times=past.times[kept], numbers=past.numbers[kept], periods=past.periods[kept])


def _tests(values: np.ndarray, tried: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimated size and studentised score of every tried column beside the known ones."""
    basis = np.linalg.qr(known)[0]
    rest, columns = values - basis @ (basis.T @ values), tried - basis @ (basis.T @ tried)
    squares = np.square(columns).sum(axis=0)
    usable = squares > 1e-6
    sizes = np.where(usable, columns.T @ rest / np.where(usable, squares, 1), 0.0)
    freedom = len(values) - known.shape[1] - 1
    left = np.maximum(rest @ rest - sizes**2 * squares, 1e-12) / freedom
    return sizes, sizes * np.sqrt(squares / left)


def _oddity(place: int, size: float, score: float, average: Averaging, scale: int, past: History) -> Oddity:
    count = len(past.numbers)
    kind, at = ("outlier", place) if place < count else ("shift", place - count + EDGE)
    inward = average.scales[scale].inward(past.numbers[at : at + 1])
    without = average.scales[scale].outward(inward - size * average.unit[scale])
    latest = kind == "outlier" and at == count - 1
    return Oddity(kind, past.periods[at], float(past.numbers[at] - without[0]), float(score), latest)
