"""The value log: what verified actions are worth together, with the interval of the sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

from cxlib.actions.outcome import last_look, lasting_word
from cxlib.workspace import Action, Workspace


@dataclass(frozen=True)
class ValueLog:
    """Verified actions and their sum.

    Attributes:
        lines: One row an action: ``action`` (id), ``name``, ``department``, ``metric``, ``day``, ``effect``, ``lower``,
            ``upper`` (metric's unit), ``money``, ``money_lower``, ``money_upper`` (currency a year, NaN without a
            price), ``lasting``.
        amount, lower, upper: The sum in currency a year; the actions count as independent. NaN without a priced one.
        unpriced: Verified actions without a price.
    """

    lines: pd.DataFrame
    amount: float
    lower: float
    upper: float
    unpriced: int


COLUMNS = ("action", "name", "department", "metric", "day", "effect", "lower", "upper", "money", "money_lower",
           "money_upper", "lasting")  # fmt: skip


def value_log(workspace: Workspace, department: str = "") -> ValueLog:
    """What the verified actions of the workspace, or of one department, are worth.

    An action that came back is no longer verified and does not count.

    References:
        Intervals of a sum from the parts' own limits: Zou & Donner (2008), Stat. Med. 27: 1693-1702.
    """
    proved = [action for action in workspace.actions if action.proof == "verified" and _read(action)]
    lines = pd.DataFrame(
        [_line(action) for action in proved if department in ("", action.department)], columns=list(COLUMNS)
    )
    priced = lines.dropna(subset=["money"])
    amount = float(priced["money"].sum()) if len(priced) else float("nan")
    below = sqrt(float(((priced["money"] - priced["money_lower"]) ** 2).sum()))
    above = sqrt(float(((priced["money_upper"] - priced["money"]) ** 2).sum()))
    return ValueLog(lines, amount, amount - below, amount + above, len(lines) - len(priced))


def _read(action: Action) -> Mapping[str, Any]:
    """The read-out that proved it."""
    return last_look(action) or {}


def _line(action: Action) -> dict[str, Any]:
    read = _read(action)
    money = read.get("money") or [None, None, None]
    return {
        "action": action.id, "name": action.name, "department": action.department, "metric": action.metric,
        "day": date.fromisoformat(str(read["day"])), "effect": read.get("effect"), "lower": read.get("lower"),
        "upper": read.get("upper"), "money": money[0], "money_lower": money[1], "money_upper": money[2],
        "lasting": lasting_word(action),
    }  # fmt: skip
