"""Whether an action worked: the door that the rest of the house calls.

The ladder: with a comparison the *difference in differences* (and whether both moved alike before); without one the
*interrupted series*, from 8 periods before the start and 4 after; with fewer *before and after*, which is weak and says
so. All rungs are averaged over the same models of how the series moves by itself (``shift``), which takes the place of
choosing one set of assumptions: autocorrelation-robust errors alone call a quarter of all idle actions a success.
"""

from dataclasses import dataclass, field
from datetime import date
from math import ceil, isfinite
from typing import Literal

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from cxlib.actions.classic import Segments, interrupted_series, parallel_before
from cxlib.actions.expected import errors_ahead, expected_path, periods_needed
from cxlib.actions.shift import Setting, Shift, shift
from cxlib.outlook.history import as_periods
from cxlib.periods import SEASON_LENGTH, grain_of
from cxlib.workspace import Direction

Method = Literal["difference in differences", "interrupted series", "before and after"]
Word = Literal["worked", "promising", "cannot tell yet", "worse"]

LEAST_BEFORE, LEAST_AFTER = 3, 1  # periods without which nothing is said at all
FULL_BEFORE, FULL_AFTER = 8, 4  # periods from which an interrupted series is worth its name
LONGEST = 104  # periods that are looked at; older ones cost time and no longer help
PROMISING = 0.8  # chance of an effect in the good direction from which it is called promising
DRIFTED = 0.05  # p-value below which treated and comparison did not move alike before
MIXED_SHARE = 0.1  # share of a period that may lie before the start without the period being left out
ROUNDING = 1e-12
FALLBACK_SIZE = 0.5  # effect to look for, in spreads of a period, where nobody said what to expect


@dataclass(frozen=True)
class Verdict:
    """What an action did, and how sure one can be.

    Attributes:
        effect: Mean effect over the periods after the start, in the outcome's unit; NaN where nothing can be said.
        lower, upper: Its limits at ``level``.
        p_value: Two-sided.
        method: The rung of the ladder.
        word: ``"worked"``, ``"promising"``, ``"cannot tell yet"`` or ``"worse"``.
        level: Confidence level of the limits and the word.
        direction: Which way is good.
        chance: Chance, 0 to 1, that the effect is in the good direction.
        before, after: Periods with a value on either side.
        needed: Further periods until an effect of the expected size shows; 0 once the word is final or such an effect
            is ruled out, None where waiting does not help within 36 periods.
        parallel: p-value of treated and comparison drifting apart before the start; None without a comparison.
        segments: Change of level and slope by segmented regression; None below the rung that allows it.
        path: ``period``, ``observed``, ``expected`` (without the action), ``lower``, ``upper``, ``after``.
    """

    effect: float
    lower: float
    upper: float
    p_value: float
    method: Method
    word: Word
    level: float = 0.95
    direction: Direction = "up"
    chance: float = 0.5
    before: int = 0
    after: int = 0
    needed: int | None = None
    parallel: float | None = None
    segments: Segments | None = None
    path: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)

    @property
    def weak(self) -> bool:
        """Whether it stands on the lowest rung."""
        return self.method == "before and after"

    @property
    def settled(self) -> bool:
        """Whether waiting changes nothing any more."""
        return self.needed == 0

    @property
    def drifted(self) -> bool:
        """Whether treated and comparison moved apart already before the start."""
        return self.parallel is not None and self.parallel < DRIFTED


def verdict(
    outcome: pd.Series,
    start: pd.Period | date | str,
    comparison: pd.Series | pd.DataFrame | None = None,
    *,
    direction: Direction = "up",
    expected: float | None = None,
    season_length: int | None = None,
    level: float = 0.95,
) -> Verdict:
    """Whether what began at ``start`` moved the outcome.

    Args:
        outcome: One value a period, in any unit. Missing periods (NaN) count on neither side: so a window that
            may not serve as baseline is left out by making it NaN.
        start: First period with the action, or its first day. A period that had begun before that day is left out.
        comparison: The same periods of what the action did not touch, one column a series.
        direction: Which way is good.
        expected: Effect that was hoped for, in the outcome's unit; what ``needed`` waits for.
        season_length: Periods of a cycle; by default from the calendar.
        level: Confidence level, strictly between 0 and 1.

    Returns:
        The verdict; with too few periods one that cannot tell yet.

    Raises:
        ValueError: If the outcome's index holds neither periods nor dates.

    Examples:
        >>> months = pd.period_range("2025-01", periods=24, freq="M")
        >>> wobble = 0.5 * np.sin(np.arange(24) * 2.4)
        >>> found = verdict(pd.Series(30 + wobble + 6 * (np.arange(24) >= 16), months), "2026-05-01")
        >>> found.word, round(found.effect, 1)
        ('worked', 6.1)
    """
    known = _known(outcome, start, comparison)
    given = known.drop(columns=["outcome", "after"]).to_numpy(float)
    method = _method(known["after"].to_numpy(bool), bool(given.shape[1]))
    cycle = season_length or SEASON_LENGTH.get(grain_of(known.index[0]), 1) if len(known) else 1
    times = (known.index.asi8 - known.index.asi8[0]) // known.index.freq.n if len(known) else np.array([], int)
    setting = Setting(times, known["outcome"].to_numpy(float), known["after"].to_numpy(bool), given, cycle)
    if _too_few(setting):
        return _silent(setting, method, direction, level)
    with threadpool_limits(1):
        return _judged(setting, method, direction, expected, level, known.index)


def word_of(effect: float, p_value: float, chance: float, level: float, direction: Direction) -> Word:
    """The word for an effect.

    Examples:
        >>> word_of(3.0, 0.01, 0.995, 0.95, "up"), word_of(3.0, 0.01, 0.005, 0.95, "down")
        ('worked', 'worse')
    """
    good = effect > 0 if direction != "down" else effect < 0
    if p_value <= 1 - level + ROUNDING:
        return "worked" if good else "worse"
    return "promising" if chance >= PROMISING else "cannot tell yet"


def _known(outcome: pd.Series, start: object, comparison: pd.Series | pd.DataFrame | None) -> pd.DataFrame:
    """Periods that count: ``outcome``, the comparison's columns and ``after``, in order."""
    parts = [outcome.rename("outcome").set_axis(as_periods(outcome.index))]
    if comparison is not None:
        beside = comparison.to_frame() if isinstance(comparison, pd.Series) else comparison
        parts.append(beside.set_axis([f"c{place}" for place in range(beside.shape[1])], axis=1)
                     .set_axis(as_periods(beside.index)))  # fmt: skip
    joined = pd.concat(parts, axis=1).sort_index()
    joined = joined[np.isfinite(joined.to_numpy(float)).all(axis=1)]
    first, mixed = _first_after(start, joined.index)
    kept = joined[joined.index != mixed].assign(after=lambda rows: rows.index >= first)
    return kept.iloc[-LONGEST:] if not kept["after"].all() else kept


def _first_after(start: object, periods: pd.PeriodIndex) -> tuple[pd.Period, pd.Period | None]:
    """The first period after the start, and the one that the start cuts in two, if any."""
    if isinstance(start, pd.Period):
        return start, None
    begins = pd.Timestamp(start)  # type: ignore[arg-type]
    period = pd.Period(begins, freq=periods.freq)
    length = period.end_time - period.start_time
    if begins - period.start_time <= MIXED_SHARE * length:
        return period, None
    return period + 1, period


def _method(after: np.ndarray, compared: bool) -> Method:
    full = (~after).sum() >= FULL_BEFORE and after.sum() >= FULL_AFTER
    if compared and (~after).sum() >= FULL_BEFORE // 2:
        return "difference in differences"
    return "interrupted series" if full else "before and after"


def _too_few(setting: Setting) -> bool:
    return (~setting.after).sum() < LEAST_BEFORE or setting.after.sum() < LEAST_AFTER


def _silent(setting: Setting, method: Method, direction: Direction, level: float) -> Verdict:
    before, after = int((~setting.after).sum()), int(setting.after.sum())
    missing = max(LEAST_AFTER - after, 0) + max(FULL_AFTER - max(after, LEAST_AFTER), 0)
    nothing = float("nan")
    return Verdict(nothing, nothing, nothing, nothing, method, "cannot tell yet", level, direction, 0.5, before, after,
                   missing or None if before >= LEAST_BEFORE else None)  # fmt: skip


def _judged(
    setting: Setting, method: Method, direction: Direction, expected: float | None, level: float, index: pd.PeriodIndex
) -> Verdict:
    believed = shift(setting)
    lower, effect, upper = (believed.quantile(share) for share in ((1 - level) / 2, 0.5, (1 + level) / 2))
    p_value, below = believed.p_value, believed.below(0.0)
    chance = below if direction == "down" else 1 - below
    word = word_of(effect, p_value, chance, level, direction)
    return Verdict(
        effect, lower, upper, p_value, method, word, level, direction, chance,
        before=int((~setting.after).sum()),
        after=int(setting.after.sum()),
        needed=0 if word in ("worked", "worse") else _further(setting, believed, expected, effect, level),
        parallel=_parallel(setting),
        segments=None if method == "before and after" else _segments(setting),
        path=expected_path(setting, believed, level).assign(period=index),
    )  # fmt: skip


def _further(setting: Setting, believed: Shift, expected: float | None, effect: float, level: float) -> int | None:
    """Further periods until an effect of the expected size shows; without a hope, of the size that is seen now."""
    hoped = expected if expected and isfinite(expected) else 0.0
    if hoped and not believed.quantile((1 - level) / 2) <= hoped <= believed.quantile((1 + level) / 2):
        return 0
    spread = FALLBACK_SIZE * setting.unit
    size = abs(hoped) or max(abs(effect), spread)
    needed = periods_needed(setting, errors_ahead(setting, believed, level), size, level)
    return None if needed is None else max(ceil(needed - setting.after.sum()), 1)


def _parallel(setting: Setting) -> float | None:
    if not setting.comparison.shape[1]:
        return None
    gap = (setting.numbers - setting.comparison.mean(axis=1))[~setting.after]
    return parallel_before(gap, setting.times[~setting.after])


def _segments(setting: Setting) -> Segments | None:
    if (~setting.after).sum() < FULL_BEFORE or setting.after.sum() < FULL_AFTER:
        return None
    numbers = setting.numbers - setting.comparison.mean(axis=1) if setting.comparison.shape[1] else setting.numbers
    return interrupted_series(numbers, setting.after, setting.times, setting.season_length)
