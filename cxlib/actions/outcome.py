"""What came of an action: its verdict in points and money, read out on its day and checked for recurrence after it.

What is kept are the numbers; ``reading_sentence`` says them in the language of whoever reads. A read-out that could not
tell is looked at again when the time it asked for is over, and each further look asks for twice the certainty: whoever
looks until it worked will see it work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, isfinite
from typing import Any, Literal

import numpy as np

from cxlib.actions.contract import PERIOD_DAYS
from cxlib.actions.judging import PROMISING, Verdict, verdict
from cxlib.actions.measuring import Measured, measured
from cxlib.actions.telling import outcome_sentence
from cxlib.actions.to_come import to_come
from cxlib.metrics import display, kind_of
from cxlib.metrics.measures import ADDING_UP, Measures
from cxlib.workspace import Action, CostAssumption, Metric, Proof, Workspace

RECURRENCE = (30, 90)  # days after the read-out on which a proved action is looked at again
YEAR_DAYS = 365.25
LEVEL = 0.95
UNSETTLED = ("promising", "cannot tell yet")
Check = Literal["readout", "30", "90", "look"]


@dataclass(frozen=True)
class Money:
    """What the effect is worth in currency a year, at the base of the last year; gains are positive."""

    amount: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Outcome:
    """An action judged.

    Attributes:
        action: Which one.
        verdict: In the metric's unit.
        money: The same a year in currency; None where the metric has no price.
        sentence: Both in words, in the language in use.
        base: Answers in a usual period; NaN where none are counted.
        measured: The numbers behind it.
        lasting: ``"holds"``, ``"came back"`` or ``"too early"`` for a check after the read-out; empty otherwise.
    """

    action: Action
    verdict: Verdict
    money: Money | None
    sentence: str
    base: float
    measured: Measured
    lasting: str = ""

    def kept(self, check: Check, day: date) -> dict[str, Any]:
        """Plain values, as they are stored with the action."""
        told = self.verdict
        names = ("effect", "lower", "upper", "p_value", "chance", "method", "word", "level", "before", "after",
                 "needed")  # fmt: skip
        plain = {name: _plain(getattr(told, name)) for name in names}
        money = None if self.money is None else [self.money.amount, self.money.lower, self.money.upper]
        return {"check": check, "day": day.isoformat(), **plain, "base": _plain(self.base), "money": money,
                "lasting": self.lasting}  # fmt: skip


def reading_sentence(reading: Mapping[str, Any], metric: Metric, grain: str, currency: str) -> str:
    """A verdict that was kept, in the language in use.

    Args:
        reading: What ``Outcome.kept`` gave.
        metric: In whose unit it is.
        grain: Of the action's periods.
        currency: Of the money.
    """
    effect, lower, upper, p_value = (_number(reading.get(name)) for name in ("effect", "lower", "upper", "p_value"))
    found = Verdict(effect, lower, upper, p_value, method=reading.get("method") or "before and after",
                    word=reading.get("word") or "cannot tell yet", needed=reading.get("needed"))  # fmt: skip
    amounts = reading.get("money")
    money = None if amounts is None else (float(amounts[0]), float(amounts[1]), float(amounts[2]))
    return outcome_sentence(found, metric, grain, _number(reading.get("base")), money, currency)


def judged(action: Action, measures: Measures, until: date | None = None, level: float = LEVEL) -> Outcome:
    """The action's verdict by what is known before ``until`` (all there is if None).

    Raises:
        CXError: If its metric cannot be computed any more.
    """
    known = measured(action, measures).until(until)
    found = _outcome(action, measures.workspace, known, action.start or date.max, level)
    if not found.verdict.path.empty or action.start is None:
        return found
    path = to_come(known.metric, known.outcome, action.start, action.readout or action.start)
    return replace(found, verdict=replace(found.verdict, path=path))


def lasting(action: Action, measures: Measures, check: Check) -> Outcome:
    """Whether the effect is still there 30 or 90 days after the read-out: only what came after it is looked at."""
    if action.start is None or action.readout is None or check not in ("30", "90"):
        raise ValueError(f"nothing to check again: {check!r}")
    read = _read_on(action)
    known = measured(action, measures).until(read + timedelta(days=int(check))).without(action.start, read)
    found = _outcome(action, measures.workspace, known, read)
    return replace(found, lasting=_lasting(found.verdict, last_look(action) or {}))


def _lasting(now: Verdict, first: Mapping[str, Any]) -> str:
    """It came back if the first effect lies outside of what is there now on the good side, or the sign has turned."""
    before = first.get("effect")
    if not isfinite(now.effect) or before is None:
        return "too early"
    weaker = now.upper < before if before > 0 else now.lower > before
    if now.word == "worse" or (weaker and now.word != "worked") or now.chance < 0.5:
        return "came back"
    return "holds" if now.chance >= PROMISING else "too early"


def checks_due(action: Action, today: date) -> tuple[Check, ...]:
    """Which read-outs and checks are due and were not made yet."""
    if action.readout is None or action.start is None or action.state == "cancelled":
        return ()
    done = {str(one.get("check")) for one in action.verdicts}
    due: list[Check] = ["readout"] if today >= action.readout and "readout" not in done else []
    again = look_again(action)
    due += ["look"] if again is not None and today >= again else []
    if action.proof == "verified" or "30" in done:
        later: tuple[Check, ...] = ("30", "90")
        due += [check for check in later
                if today >= _read_on(action) + timedelta(days=int(check)) and check not in done]  # fmt: skip
    return tuple(due)


def last_look(action: Action) -> Mapping[str, Any] | None:
    """The newest read-out; the checks after it say only whether it lasts."""
    return next((one for one in reversed(action.verdicts) if one.get("check") not in ("30", "90")), None)


def lasting_word(action: Action) -> str:
    """What the newest check after a read-out found; empty before the first."""
    return next((str(one["lasting"]) for one in reversed(action.verdicts) if one.get("lasting")), "")


def look_again(action: Action) -> date | None:
    """The day on which a read-out that could not tell is looked at again; None where none is planned."""
    last = last_look(action)
    if last is None or last.get("word") not in UNSETTLED or not last.get("needed"):
        return None
    return date.fromisoformat(str(last["day"])) + timedelta(days=ceil(int(last["needed"]) * PERIOD_DAYS[action.grain]))


def read_out(action: Action, measures: Measures, check: Check, today: date) -> Action:
    """The action with one more verdict kept, and proved or not.

    Raises:
        CXError: If its metric cannot be computed any more.
    """
    if check in ("30", "90"):
        found = lasting(action, measures, check)
    else:
        found = judged(action, measures, today, level_of(action))
    kept = (*action.verdicts, found.kept(check, today))
    return replace(action, verdicts=kept, proof=_proof(action, found, check))


def level_of(action: Action) -> float:
    """How sure the next read-out has to be: the chance to be wrong is halved with every look that was taken.

    Examples:
        >>> level_of(Action("a")), level_of(Action("a", verdicts=({"check": "readout"},)))
        (0.95, 0.975)
    """
    looks = sum(one.get("check") in ("readout", "look") for one in action.verdicts)
    return 1 - (1 - LEVEL) / 2**looks


def _read_on(action: Action) -> date:
    """The day from which what lasts is counted: of the look that proved it, else of the contract."""
    looks = [str(one["day"]) for one in action.verdicts if one.get("check") == "look" and one.get("word") == "worked"]
    return max([action.readout or date.max, *(date.fromisoformat(day) for day in looks)])


def _proof(action: Action, found: Outcome, check: Check) -> Proof:
    if check in ("30", "90"):
        return "not verified" if found.lasting == "came back" else action.proof
    return "verified" if found.verdict.word == "worked" else "not verified"


def _outcome(
    action: Action, workspace: Workspace, known: Measured, start: date, level: float = LEVEL
) -> Outcome:
    found = verdict(known.outcome, start, known.beside, direction=action.direction, expected=action.effect, level=level)
    money = money_of(found, known, workspace, action.issue)
    sentence = outcome_sentence(found, known.metric, known.grain, known.usual_base,
                                None if money is None else (money.amount, money.lower, money.upper),
                                workspace.currency)  # fmt: skip
    return Outcome(action, found, money, sentence, known.usual_base, known)


def money_of(found: Verdict, known: Measured, workspace: Workspace, issue: str = "") -> Money | None:
    """The effect a year in currency: by the metric's own unit, its price, or what an occurrence of the issue costs."""
    price = _price(known.metric, workspace, issue)
    if price is None or not isfinite(found.effect):
        return None
    many = _units(known)
    if not isfinite(many):
        return None
    good = -1.0 if found.direction == "down" else 1.0
    ends = [good * end * many * price.base for end in (found.effect, found.lower, found.upper)]
    amount, low, high = ends[0], min(ends[1:]), max(ends[1:])
    if price.low != price.high and price.base:  # how far the price may be off widens the ends
        part = max(price.base - price.low, price.high - price.base) / price.base * abs(amount)
        low, high = amount - np.hypot(amount - low, part), amount + np.hypot(high - amount, part)
    return Money(amount, float(low), float(high))


def _price(metric: Metric, workspace: Workspace, issue: str) -> CostAssumption | None:
    """What one unit of the metric's numerator is worth."""
    if metric.unit in (workspace.currency, *display.CURRENCIES):
        return CostAssumption("", low=1.0, base=1.0, high=1.0)
    if metric.unit_cost:
        return CostAssumption("", low=metric.unit_cost, base=metric.unit_cost, high=metric.unit_cost)
    if metric.kind in ADDING_UP:
        return next((cost for cost in workspace.costs if issue and cost.issue == issue), None)
    return None


def _units(known: Measured) -> float:
    """Units of the numerator that one unit of the metric is, a year."""
    periods = YEAR_DAYS / {"day": 1, "week": 7, "month": 30.4375, "quarter": 91.3125, "year": YEAR_DAYS}[known.grain]
    metric = known.metric
    if metric.kind in ADDING_UP or metric.settings.get("aggregate") == "sum":
        return periods
    scale = kind_of(metric).scale(metric) if metric.kind != "formula" else 1.0
    return periods * known.usual_base / scale


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _plain(value: object) -> Any:
    if isinstance(value, float | np.floating):
        return float(value) if isfinite(value) else None
    return value
