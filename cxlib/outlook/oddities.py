"""Periods that do not fit: single outliers and lasting shifts that nobody marked as events.

All are pointed out. A shift stays in the past, where a wandering level follows it; a single period so far off that it
can only be an accident is set aside like a gap, and its sentence says so, or one wrong number would widen every band.
Two or three broken periods in a row hide behind each other, so they are looked for together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.language import gettext as _
from cxlib.language import number, period_name
from cxlib.outlook.averaging import Averaging
from cxlib.outlook.history import FULL, SHORTEST, History

STRIKING = 4.0  # studentised; among 100 periods and both kinds one in some 80 quiet series passes it
ABSURD = 6.0  # studentised; a single period beyond this is set aside
PATCHES = (2, 3)  # periods in a row that may be one accident
WHOLLY_ABSURD = 9.0  # studentised; a patch is only taken for one beyond this, since strikes and offers last too
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
    places = _places(count)
    columns = np.array([_column(kind, at, width, count) for kind, at, width in places]).T
    whitened = np.linalg.solve(
        average.factors.roots[kernel, :count, :count], np.column_stack([np.ones(count), columns])
    )
    values, tried = average.innovations[scale, kernel], whitened[:, 1:]
    known = whitened[:, :1]
    least = np.array([WHOLLY_ABSURD if kind == "patch" else STRIKING for kind, _at, _width in places])
    found: list[Oddity] = []
    for _turn in range(MOST):
        sizes, scores = _tests(values, tried, known)
        best = int(np.argmax(np.where(np.abs(scores) >= least, np.abs(scores), 0.0)))
        if abs(scores[best]) < least[best]:
            break
        _kind, at, width = places[best]
        kind = "shift" if _kind == "shift" else "outlier"
        found += [
            _oddity(kind, at + later, sizes[best], scores[best], average, int(scale), past) for later in range(width)
        ]
        known = np.column_stack([known, tried[:, best]])
    return tuple(found)


def _places(count: int) -> list[tuple[str, int, int]]:
    """Kind, first period and periods of all that is looked for: single periods, steps, patches that are well over."""
    patches = [("patch", at, width) for width in PATCHES if count >= FULL for at in range(count - 2 * width + 1)]
    steps = [("shift", at, 1) for at in range(EDGE, count - EDGE + 1)]
    return [*(("outlier", at, 1) for at in range(count)), *steps, *patches]


def _column(kind: str, at: int, width: int, count: int) -> np.ndarray:
    times = np.arange(count)
    return ((times >= at) & ((kind == "shift") | (times < at + width))).astype(float)


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


def _oddity(kind: str, at: int, size: float, score: float, average: Averaging, scale: int, past: History) -> Oddity:
    inward = average.scales[scale].inward(past.numbers[at : at + 1])
    without = average.scales[scale].outward(inward - size * average.unit[scale])
    latest = kind == "outlier" and at == len(past.numbers) - 1
    return Oddity(kind, past.periods[at], float(past.numbers[at] - without[0]), float(score), latest)
