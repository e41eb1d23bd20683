"""Which recurring issues cost most, with every assumption in the open and editable."""

from dataclasses import dataclass, field, fields
from typing import NamedTuple

import numpy as np
import pandas as pd

VITAL_SHARE = 0.8
YEAR = 365.25
CASES = ("low", "base", "high")
_CASE_COLUMNS = {"low": "each_low", "base": "each", "high": "each_high"}


class Range(NamedTuple):
    """A figure nobody knows exactly: what it is at the least, probably, and at the most."""

    low: float
    base: float
    high: float


@dataclass(frozen=True)
class Assumptions:
    """What one occurrence and one affected customer cost; money in one currency.

    Attributes:
        handling_minutes: Working time one occurrence takes.
        loaded_rate: Cost of an hour of work, everything included.
        credits: Refunds and vouchers per occurrence.
        rework: Material, second deliveries and the like per occurrence.
        extra_churn: By how much an affected customer is likelier to leave, 0 to 1.
        lifetime_margin: What a customer still brings until leaving.
        acquisition_cost: What it costs to win one new customer.
    """

    handling_minutes: Range = field(default=Range(10, 15, 25))
    loaded_rate: Range = field(default=Range(25, 35, 50))
    credits: Range = field(default=Range(0, 0, 0))
    rework: Range = field(default=Range(0, 0, 0))
    extra_churn: Range = field(default=Range(0.0, 0.01, 0.03))
    lifetime_margin: Range = field(default=Range(100, 200, 400))
    acquisition_cost: Range = field(default=Range(50, 100, 200))

    def __post_init__(self) -> None:
        for part in fields(self):
            low, base, high = getattr(self, part.name)
            if not 0 <= low <= base <= high:
                raise ValueError(f"{part.name} must rise from low to high and not be negative: {low}, {base}, {high}")
        if self.extra_churn.high > 1:
            raise ValueError(f"extra_churn is a share, 0 to 1, not {self.extra_churn.high}")


def pareto(issues: pd.DataFrame, assumptions: Assumptions, days: float = YEAR) -> pd.DataFrame:
    """Recurring issues by cost, and the vital few among them.

    cost = occurrences · (handling minutes / 60 · loaded rate + credits + rework)
    + customers · extra churn · lifetime margin.

    Args:
        issues: One row an issue: ``issue``, ``occurrences``, ``customers`` (affected by it), optionally
            ``recurrences`` (occurrences that hit the same customer within 30 days of the same issue), any figure of
            the assumptions under its own name, known better for this issue (its range keeps its proportions), and
            ``each_low``, ``each``, ``each_high``: what one occurrence costs in all, where somebody wrote that down.
        assumptions: The figures.
        days: Days the counts cover.
    Returns:
        One row an issue, dearest first: issue, occurrences, customers, recurrence (share of occurrences; missing if
        unknown), cost_low, cost, cost_high (over the days covered), share, cumulative (of cost, 0 to 1), vital (in
        the smallest set that makes 80 %), freed_low, freed, freed_high (per year if the issue halves).
    Raises:
        ValueError: If columns are missing, a count is negative, or ``days`` is not above 0.
    Examples:
        >>> issues = pd.DataFrame({"issue": ["late", "bill"], "occurrences": [90, 10], "customers": [60, 10]})
        >>> one = Range(1, 1, 1)
        >>> plain = Assumptions(Range(60, 60, 60), one, extra_churn=Range(0, 0, 0))
        >>> pareto(issues, plain)[["issue", "cost", "vital", "freed"]].values.tolist()
        [['late', 90.0, True, 45.0], ['bill', 10.0, False, 5.0]]
    """
    absent = [name for name in ("issue", "occurrences", "customers") if name not in issues.columns]
    if absent or not days > 0:
        raise ValueError(f"columns {absent} are missing" if absent else f"days {days!r} is not above 0")
    counts = issues[["occurrences", "customers"]].to_numpy(float)
    if (counts < 0).any():
        raise ValueError("occurrences and customers cannot be negative")
    costs = {case: _cost(issues, assumptions, case) for case in CASES}
    table = issues[["issue", "occurrences", "customers"]].assign(
        recurrence=_recurrence(issues), cost_low=costs["low"], cost=costs["base"], cost_high=costs["high"])
    table = table.sort_values("cost", ascending=False, kind="stable", ignore_index=True)
    return _with_freed(_with_vital(table), YEAR / days)


def _cost(issues: pd.DataFrame, assumptions: Assumptions, case: str) -> pd.Series:
    assumed = {part.name: getattr(assumptions, part.name) for part in fields(assumptions)}
    figure = {name: _figure(issues, name, figures, case) for name, figures in assumed.items()}
    each = figure["handling_minutes"] / 60 * figure["loaded_rate"] + figure["credits"] + figure["rework"]
    written = _CASE_COLUMNS[case]
    if written in issues.columns:
        each = issues[written].astype(float).fillna(each)
    lost = figure["extra_churn"] * figure["lifetime_margin"]
    return issues["occurrences"].astype(float) * each + issues["customers"].astype(float) * lost


def _figure(issues: pd.DataFrame, name: str, assumed: Range, case: str) -> pd.Series | float:
    """The assumed figure, or the issue's own with the assumed range around it."""
    value = getattr(assumed, case)
    if name not in issues.columns:
        return value
    own = issues[name].astype(float)
    around = own * (value / assumed.base) if assumed.base > 0 else own
    return around.fillna(value)


def _recurrence(issues: pd.DataFrame) -> pd.Series:
    if "recurrences" not in issues.columns:
        return pd.Series(np.nan, index=issues.index)
    occurrences = issues["occurrences"].astype(float)
    return issues["recurrences"].astype(float) / occurrences.where(occurrences > 0)


def _with_vital(table: pd.DataFrame) -> pd.DataFrame:
    whole = table["cost"].sum()
    share = table["cost"] / whole if whole > 0 else table["cost"] * 0.0
    cumulative = share.cumsum()
    # an issue is needed as long as those before it fall short
    vital = (cumulative - share < VITAL_SHARE - 1e-12) & (share > 0)
    return table.assign(share=share, cumulative=cumulative, vital=vital)


def _with_freed(table: pd.DataFrame, yearly: float) -> pd.DataFrame:
    halves = {f"freed{end}": table[f"cost{end}"] * yearly / 2 for end in ("_low", "", "_high")}
    return table.assign(**halves)


class Worth(NamedTuple):
    """Customers kept by avoiding churn, what they bring, and what as many new ones would cost to win."""

    kept: Range
    margin: Range
    replacing: Range


def avoided_churn(customers: float, assumptions: Assumptions, avoided: float = 0.5) -> Worth:
    """The worth of customers who stay because an issue shrinks, against winning as many new ones.

    Args:
        customers: Customers the issue affects in a year.
        assumptions: The figures.
        avoided: Share of the issue that goes away, 0 to 1.
    Raises:
        ValueError: If ``avoided`` is not a share.
    """
    if not 0 <= avoided <= 1:
        raise ValueError(f"avoided {avoided!r} is not a share, 0 to 1")
    kept = Range(*(customers * avoided * churn for churn in assumptions.extra_churn))
    margin = Range(*(stay * each for stay, each in zip(kept, assumptions.lifetime_margin, strict=True)))
    replacing = Range(*(stay * each for stay, each in zip(kept, assumptions.acquisition_cost, strict=True)))
    return Worth(kept, margin, replacing)
