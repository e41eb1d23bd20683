"""The page to print and hang up after a workshop: what was voted, why it happens, who does what by when."""

import streamlit as st

from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.teams.voting import tally
from cxlib.workspace import Action, Workshop, Workspace
from ui import cached, show
from ui.improve import projected

MOST_QUOTES = 3


def sheet(workspace: Workspace, workshop: Workshop) -> None:
    """Everything on one page; the browser prints it without the app around it."""
    with st.container(key="sheet"):
        _told(workspace, workshop)


def _told(workspace: Workspace, workshop: Workshop) -> None:
    room = cached.store().workshops
    people = room.seats(workshop)
    show.facts(
        workshop.name,
        [
            workshop.department,
            day(workshop.created) if workshop.created else "",
            ngettext("{count} phone took part", "{count} phones took part", people),
        ],
    )
    ballots = [said.body for said in room.said(workshop, "ballot")]
    if any(ballots):
        projected.bars(workshop.question or _("The vote"),
                       [line for line in tally(workshop.choices, ballots, workshop.dots) if line.dots])
    if workshop.whys:
        show.decisions(_("Why: {issue}", issue=workshop.chosen or workshop.question), list(workshop.whys))
    action = next((action for action in workspace.actions if action.id == workshop.action), None)
    if action:
        show.decisions(_("What we agreed on"), _agreed(workspace, action), ordered=False)
    else:
        show.note(_("Nothing was committed to. Go back to Commit, or say so on purpose: it is a decision too."))
    if workshop.quotes:
        show.heading(_("In our customers' words"))
        show.comments([show.Comment(quote) for quote in workshop.quotes[:MOST_QUOTES]])
    show.note(_("Print this page with your browser: only the sheet comes out."))


def _agreed(workspace: Workspace, action: Action) -> list[str]:
    metric = workspace.metric(action.metric)
    lines = [_("**{action}**", action=action.name)]
    if action.owner and action.due:
        lines.append(_("{owner}, {department}, by {day}", owner=action.owner, department=action.department or "–",
                       day=day(action.due)))
    elif action.due:
        lines.append(_("{department}, by {day}", department=action.department or "–", day=day(action.due)))
    if metric and action.readout:
        lines.append(
            _("Proved by {metric}: {effect} expected, read out on {day}", metric=metric.name,
              effect=display.value(metric, action.effect, signed=True), day=day(action.readout))
            if action.effect is not None
            else _("Proved by {metric}, read out on {day}", metric=metric.name, day=day(action.readout))
        )
    return lines
