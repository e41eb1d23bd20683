"""The value log: what verified actions are worth together, with the interval of the sum."""

import pandas as pd

from cxlib.actions.telling import money_words, signed, span
from cxlib.actions.value import ValueLog
from cxlib.actions.value import value_log as put_together
from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.workspace import Workspace
from ui import show
from ui.improve.action_board import LASTING


def headline(workspace: Workspace) -> None:
    """The sum in one sentence."""
    found = put_together(workspace)
    if not len(found.lines):
        show.headline(_("No action has been verified yet."), _("Only what was proved counts here."))
        return
    count = ngettext("{count} verified action", "{count} verified actions", len(found.lines))
    if found.amount != found.amount:
        show.headline(_("{actions}, none with a price.", actions=count), _("Give the metric a worth of one unit."))
        return
    facts = {name: money_words(workspace.currency, getattr(found, name)) for name in ("amount", "lower", "upper")}
    show.headline(_("{actions} brought {amount} a year.", actions=count, amount=facts["amount"].removeprefix("+")),
                  _("Between {lower} and {upper}, 95 % sure, as of the day each was read out.", **facts))


def draw(workspace: Workspace) -> None:
    """The log line by line."""
    found = put_together(workspace)
    if len(found.lines):
        show.table(_table(workspace, found), "value.log")
        show.download("value-log", found.lines)
    if found.unpriced:
        show.note(ngettext("{count} verified action has no price: its metric has no worth of one unit.",
                           "{count} verified actions have no price: their metrics have no worth of one unit.",
                           found.unpriced))  # fmt: skip
    show.note(_("The actions count as independent. One that came back is no longer verified and is not in the sum."))


def _table(workspace: Workspace, found: ValueLog) -> pd.DataFrame:
    return pd.DataFrame([_line(workspace, row) for row in found.lines.to_dict("records")])


def _line(workspace: Workspace, row: dict) -> dict[str, str]:
    metric = workspace.metric(row["metric"])
    priced = row["money"] == row["money"] and row["money"] is not None
    money = {name: money_words(workspace.currency, row[name]) if priced else "–"
             for name in ("money", "money_lower", "money_upper")}  # fmt: skip
    return {
        _("Action"): row["name"],
        _("Department"): row["department"],
        _("Read out"): day(row["day"]),
        _("Effect"): f"{metric.name} {signed(metric, row['effect'])}" if metric else "–",
        _("Interval"): span(metric, row["lower"], row["upper"]) if metric else "–",
        _("A year"): money["money"],
        _("Between"): _("{lower} to {upper}", lower=money["money_lower"], upper=money["money_upper"])
        if priced else "–",
        _("Since then"): _(LASTING[row["lasting"]]) if row["lasting"] else "–",
    }  # fmt: skip
