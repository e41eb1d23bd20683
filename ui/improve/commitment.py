"""The end of a workshop: one person commits to one action, with a date and the number that will prove it."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from cxlib.actions.contract import contracted, proposed, today_of
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.workspace import Action, Workshop, Workspace
from ui import cached, frame, show
from ui.improve import workshop_sheet


def form(workspace: Workspace, workshop: Workshop) -> None:
    """The commitment as a form; once it is made, what was agreed."""
    if workshop.action:
        workshop_sheet.sheet(workspace, workshop)
        return
    show.decisions(workshop.chosen or workshop.question, list(workshop.whys), otherwise=_("No cause was agreed on."))
    written = _form(workspace, workshop, _suggested(workspace, workshop))
    if written is None:
        return
    with show.problems():
        _commit(workspace, workshop, written)


def _suggested(workspace: Workspace, workshop: Workshop) -> Action:
    """What the room found out, as an action with its contract proposed; named after the workshop."""
    finding = {"metric": workshop.metric, "where": workshop.where, "grain": workshop.grain, "issue": workshop.chosen,
               "cause": " → ".join(workshop.whys), "department": workshop.department}
    found = proposed(workspace, cached.measures(workspace), finding, today_of(workspace))
    return replace(found, id=f"workshop-{workshop.id}", name="")


def _form(workspace: Workspace, workshop: Workshop, known: Action) -> Action | None:
    """The action as it is written when the button is pressed, else None."""
    metrics = frame.offered_metrics(workspace)
    codes = list(metrics)
    with st.form("commitment", border=False):
        name = st.text_input(_("What we will do"), key="commit.name", max_chars=160,
                             placeholder=_("What takes this cause away?"))
        first, second, third = st.columns(3)
        department = first.text_input(_("Department"), known.department, key="commit.department", max_chars=80)
        owner = second.text_input(_("Who sees to it"), key="commit.owner", max_chars=80)
        due = third.date_input(_("Done by"), known.due, key="commit.due")
        first, second, third = st.columns(3)
        metric = first.selectbox(
            _("The number that proves it"), codes, key="commit.metric",
            index=codes.index(known.metric) if known.metric in codes else 0,
            format_func=lambda code: metrics[code].name,
        )
        factor = 0.01 if display.is_share(metrics[known.metric or codes[0]]) else 1.0
        effect = second.number_input(
            _("Expected effect, in the number's unit"), key="commit.effect",
            value=None if known.effect is None else round(known.effect / factor, 1))
        readout = third.date_input(_("Read out on"), known.readout, key="commit.readout")
        if not st.form_submit_button(_("Commit"), type="primary", key="commit.go"):
            return None
    factor = 0.01 if display.is_share(metrics[metric]) else 1.0
    return replace(
        known, name=name.strip(), department=department.strip(), owner=owner.strip(), due=due, metric=metric,
        effect=None if effect is None else effect * factor, readout=readout, direction=metrics[metric].direction)


def _commit(workspace: Workspace, workshop: Workshop, written: Action) -> None:
    """Keeps the action under the workshop's own name, so that a second tap is not a second action."""
    room = cached.store().workshops
    known = room.workshop(workshop.id)
    if not known.action:
        now = datetime.now(UTC)
        made = contracted(written, None, today_of(workspace), now, cached.measures(workspace))
        cached.store().put(workspace.id, replace(made, created=now))
        room.saved(workspace.id, replace(known, action=made.id, step="done", ended=now))
    st.rerun()
