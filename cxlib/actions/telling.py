"""A verdict in words: what happened, how sure it is, what it is worth, and how long to wait."""

from dataclasses import replace
from math import ceil, isfinite
from typing import TYPE_CHECKING

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number
from cxlib.metrics import display
from cxlib.workspace import Metric

if TYPE_CHECKING:
    from cxlib.actions.judging import Verdict

WORDS = {
    "worked": N_("Worked"),
    "promising": N_("Promising"),
    "cannot tell yet": N_("Cannot tell yet"),
    "worse": N_("Worse"),
}
METHODS = {
    "difference in differences": N_("Difference in differences"),
    "interrupted series": N_("Interrupted series"),
    "before and after": N_("Before and after, weak"),
}
METHOD_NOTES = {
    "difference in differences": N_(
        "Held against the comparison: what moved both alike does not count. Averaged over models of how the numbers "
        "move by themselves, so that trends and seasons which the data leave open widen the interval."
    ),
    "interrupted series": N_(
        "Held against how the number moved before: level, slope, season and memory from period to period are averaged "
        "over, and those that the data leave open widen the interval."
    ),
    "before and after": N_(
        "Weak: fewer than 8 periods before the start or 4 after it. Read it as a first look, and add a comparison "
        "if there is one."
    ),
}


def signed(metric: Metric, amount: float) -> str:
    """A difference with its sign: +4 points, −0.3 points, +12 s."""
    if not isfinite(amount):
        return "–"
    sign = "−" if amount < 0 else "+" if amount > 0 else ""
    return _("{sign}{size}", sign=sign, size=display.difference(_finer(metric, amount), amount))


def _finer(metric: Metric, amount: float) -> Metric:
    """An effect below one point is told to two digits: much may hang on a tenth."""
    points = abs(amount) * (100 if display.is_share(metric) else 1)
    return replace(metric, decimals=max(metric.decimals, 2)) if display.in_points(metric) and points < 1 else metric


def span(metric: Metric, lower: float, upper: float) -> str:
    """An interval of differences."""
    return _("{lower} to {upper}", lower=signed(metric, lower), upper=signed(metric, upper))


def money_words(currency: str, amount: float) -> str:
    """Money with its sign."""
    sign = "−" if amount < 0 else "+"
    return _("{sign}{size}", sign=sign, size=display.value(Metric("", unit=currency), abs(amount)))


def outcome_sentence(
    found: "Verdict", metric: Metric, grain: str, base: float, money: tuple[float, float, float] | None, currency: str
) -> str:
    """The verdict in one or two sentences.

    Args:
        found: The verdict.
        metric: In whose unit it is.
        grain: Of the periods.
        base: Answers in a usual period; NaN where none are counted.
        money: Amount a year with its limits, None where there is no price.
        currency: Of the money.
    """
    if not isfinite(found.effect):
        return " ".join([_("Cannot tell yet."), waiting_words(found.needed, grain, base)]).strip()
    facts = {"effect": signed(metric, found.effect), "span": span(metric, found.lower, found.upper),
             "metric": metric.name or metric.id}  # fmt: skip
    told = {
        "worked": _("Worked: {metric} {effect} ({span}).", **facts),
        "worse": _("Worse: {metric} {effect} ({span}).", **facts),
        "promising": _("Promising: {metric} {effect}, but it could be {span}.", **facts),
        "cannot tell yet": _("Cannot tell yet: {metric} {effect}, and it could be {span}.", **facts),
    }[found.word]
    parts = [told]
    if money is not None and found.word in ("worked", "worse"):
        amount, low, high = (money_words(currency, part) for part in money)
        parts.append(_("Worth {amount} a year ({low} to {high}).", amount=amount, low=low, high=high))
    if found.word in ("promising", "cannot tell yet"):
        parts.append(waiting_words(found.needed, grain, base))
    return " ".join(part for part in parts if part)


def waiting_words(needed: int | None, grain: str, base: float = float("nan")) -> str:
    """How much more is needed."""
    if needed is None:
        return _("Waiting alone will not settle it: choose a comparison, a larger effect or a calmer metric.")
    if needed < 1:
        return _("An effect as large as expected is ruled out.")
    time = period_count(needed, grain)
    if isfinite(base) and base > 0:
        return _("Needs {time} more, a base of about {base}.", time=time, base=number(_rounded(needed * base)))
    return _("Needs {time} more.", time=time)


def period_count(count: int, grain: str) -> str:
    """A number of periods: 3 months."""
    return {
        "day": ngettext("{count} day", "{count} days", count),
        "week": ngettext("{count} week", "{count} weeks", count),
        "month": ngettext("{count} month", "{count} months", count),
        "quarter": ngettext("{count} quarter", "{count} quarters", count),
        "year": ngettext("{count} year", "{count} years", count),
    }[grain]


def _rounded(count: float) -> float:
    """To two digits that matter: a plan, no promise."""
    step = 10 ** max(len(str(int(count))) - 2, 0)
    return ceil(count / step) * step
