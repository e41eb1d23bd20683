"""When to speak up: a rule turns a metric's finished periods into states, and a change of state into news.

What a rule would have said is found by the same walk over history that says it today, so a preview cannot promise
anything else. No period is judged by what came after it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, period_name
from cxlib.metrics import display
from cxlib.stats.limits import ENOUGH_POINTS, xmr_limits
from cxlib.workspace import AlertRule, Metric

State = Literal["calm", "raised"]
MARGIN = 1.959964


@dataclass(frozen=True)
class Firing:
    """A change of state in one period: what is said, and whether it is the alarm or the all-clear."""

    period: pd.Period
    state: State
    value: float
    sentence: str


@dataclass(frozen=True)
class Preview:
    """What a rule would have done on the history that is there.

    Attributes:
        periods: How many finished periods were looked at.
        firings: Every change of state, oldest first.
        state: How it stands now.
    """

    periods: int
    firings: tuple[Firing, ...]
    state: State

    @property
    def alarms(self) -> int:
        """How often it would have fired, all-clears not counted."""
        return sum(one.state == "raised" for one in self.firings)

    @property
    def sentence(self) -> str:
        """The preview in a sentence."""
        if not self.alarms:
            return ngettext("Would not have fired in the last {count} period.",
                            "Would not have fired in the last {count} periods.", self.periods)  # fmt: skip
        return ngettext("Would have fired {count} time in the last {periods} periods.",
                        "Would have fired {count} times in the last {periods} periods.",
                        self.alarms, periods=self.periods)  # fmt: skip


def preview(rule: AlertRule, metric: Metric, periods: pd.DataFrame, last: int = 0) -> Preview:
    """What a rule would have said.

    Args:
        rule: The rule.
        metric: Its metric.
        periods: The metric's estimates: period, value, lower, upper, finished; only finished ones are judged.
        last: Look at so many of the latest periods; at all if 0. Earlier ones still serve as history.
    """
    known = periods[periods["finished"] & periods["value"].notna()].reset_index(drop=True)
    states = STATES[rule.kind](rule.settings, known)
    start = max(0, len(known) - last) if last else 0
    firings, before = [], states[start - 1] if start else "calm"
    for place in range(start, len(known)):
        if states[place] != before:
            firings.append(_firing(rule, metric, known, place, states[place]))
        before = states[place]
    return Preview(len(known) - start, tuple(firings), before)


def current(rule: AlertRule, metric: Metric, periods: pd.DataFrame) -> Firing | None:
    """How a rule stands in the last finished period, whether that is news or not; None without any."""
    known = periods[periods["finished"] & periods["value"].notna()].reset_index(drop=True)
    if known.empty:
        return None
    place = len(known) - 1
    return _firing(rule, metric, known, place, STATES[rule.kind](rule.settings, known)[place])


def _threshold(settings: Mapping[str, Any], known: pd.DataFrame) -> list[State]:
    """Raised where the value is beyond a limit; with ``sure`` only where its whole interval is."""
    limit, below = float(settings.get("value", 0.0)), settings.get("side", "below") == "below"
    judged = known["value"]
    if settings.get("sure", True):
        far = known["upper"] if below else known["lower"]
        judged = far.fillna(known["value"])
    return _raised(judged < limit if below else judged > limit)


def _band(settings: Mapping[str, Any], known: pd.DataFrame) -> list[State]:
    """Raised outside a band; with ``sure`` only where the whole interval is outside."""
    low, high = float(settings.get("low", -np.inf)), float(settings.get("high", np.inf))
    lower, upper = known["value"], known["value"]
    if settings.get("sure", True):
        lower, upper = known["lower"].fillna(lower), known["upper"].fillna(upper)
    return _raised((upper < low) | (lower > high))


def _change(settings: Mapping[str, Any], known: pd.DataFrame) -> list[State]:
    """Raised where the value moved by a size or more against some periods ago, and by more than sampling noise."""
    size, over = abs(float(settings.get("size", 0.0))), max(1, int(settings.get("over", 1)))
    side = settings.get("side", "either")
    moved = known["value"] - known["value"].shift(over)
    stderr = ((known["upper"] - known["lower"]) / (2 * MARGIN)).fillna(0.0)
    noise = MARGIN * np.sqrt(stderr**2 + stderr.shift(over) ** 2)
    way = {"up": moved, "down": -moved}.get(side, moved.abs())
    return _raised((way >= size) & (way > noise))


def _anomaly(settings: Mapping[str, Any], known: pd.DataFrame) -> list[State]:
    """Raised outside the natural limits of the periods before; news that are judged are no part of their own limits."""
    values = known["value"].to_numpy(float)
    reach = float(settings.get("reach", 1.0))
    side = settings.get("side", "either")
    found: list[State] = []
    for place, value in enumerate(values):
        found.append("raised" if place >= ENOUGH_POINTS and _outside(values[:place], value, reach, side) else "calm")
    return found


def _outside(before: np.ndarray, value: float, reach: float, side: str) -> bool:
    limits = xmr_limits(before)
    low, high = (limits.center + reach * (end - limits.center) for end in (limits.lower, limits.upper))
    return bool((value < low and side != "up") or (value > high and side != "down"))


def _raised(beyond: pd.Series) -> list[State]:
    return ["raised" if one else "calm" for one in beyond.fillna(False)]


STATES: dict[str, Callable[[Mapping[str, Any], pd.DataFrame], Sequence[State]]] = {
    "threshold": _threshold, "band": _band, "change": _change, "anomaly": _anomaly,
}  # fmt: skip
"""How each kind of rule judges a metric's periods."""

_SAID = {
    ("threshold", "raised"): N_("{metric} stands at {value} in {period}, clearly beyond {limit}."),
    ("threshold", "calm"): N_("{metric} is back at {value} in {period}, no longer clearly beyond {limit}."),
    ("band", "raised"): N_("{metric} stands at {value} in {period}, outside {limit}."),
    ("band", "calm"): N_("{metric} is back at {value} in {period}, inside {limit}."),
    ("change", "raised"): N_("{metric} moved to {value} in {period}, from {before}."),
    ("change", "calm"): N_("{metric} stands at {value} in {period} and has settled."),
    ("anomaly", "raised"): N_("{metric} stands at {value} in {period}, outside anything usual."),
    ("anomaly", "calm"): N_("{metric} is back to usual with {value} in {period}."),
}


def _firing(rule: AlertRule, metric: Metric, known: pd.DataFrame, place: int, state: State) -> Firing:
    row = known.iloc[place]
    over = max(1, int(rule.settings.get("over", 1)))
    before = known["value"].iloc[place - over] if place >= over else float("nan")
    sentence = _(
        _SAID[rule.kind, state],
        metric=metric.name,
        value=display.value(metric, row["value"]),
        period=period_name(row["period"]),
        limit=_limit(rule, metric),
        before=display.value(metric, before),
    )
    return Firing(row["period"], state, float(row["value"]), sentence)


def _limit(rule: AlertRule, metric: Metric) -> str:
    settings = rule.settings
    if rule.kind == "band":
        return _("{low} to {high}", low=display.value(metric, float(settings.get("low", float("nan")))),
                 high=display.value(metric, float(settings.get("high", float("nan")))))  # fmt: skip
    return display.value(metric, float(settings.get("value", float("nan"))))
