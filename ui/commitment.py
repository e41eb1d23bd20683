"""The end of a workshop: one person commits to one action, with a date and the number that will prove it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.workspace import Action, Workshop, Workspace
from ui import cached, frame, show, workshop_sheet

READ_OUT_AFTER = timedelta(days=120)


def form(workspace: Workspace, workshop: Workshop) -> None:
    """The commitment as a form; once it is made, what was agreed."""
    if workshop.action:
        workshop_sheet.sheet(workspace, workshop)
        return
    show.decisions(workshop.chosen or workshop.question, list(workshop.whys), otherwise=_("No cause was agreed on."))
    metrics = frame.offered_metrics(workspace)
    with st.form("commitment", border=False):
        name = st.text_input(_("What we will do"), key="commit.name", max_chars=160,
                             value=workshop.whys[-1] if workshop.whys else "")
        first, second, third = st.columns(3)
        department = first.text_input(_("Department"), key="commit.department", value=workshop.department)
        owner = second.text_input(_("Who sees to it"), key="commit.owner", max_chars=80)
        due = third.date_input(_("Done by"), date.today() + timedelta(days=30), key="commit.due")
        first, second, third = st.columns(3)
        codes = list(metrics)
        metric = first.selectbox(
            _("The number that proves it"), codes, key="commit.metric",
            index=codes.index(workshop.metric) if workshop.metric in codes else 0,
            format_func=lambda code: metrics[code].name,
        )
        effect = second.number_input(_("Expected effect, in the number's unit"), value=None, key="commit.effect")
        readout = third.date_input(_("Read out on"), date.today() + READ_OUT_AFTER, key="commit.readout")
        if st.form_submit_button(_("Commit"), type="primary", key="commit.go") and name.strip():
            factor = 0.01 if display.is_share(metrics[metric]) else 1.0
            _commit(workspace, workshop, Action(
                f"workshop-{workshop.id}", name=name.strip(), cause=" → ".join(workshop.whys), issue=workshop.chosen,
                department=department.strip(), owner=owner.strip(), due=due, metric=metric, where=workshop.where,
                grain=workshop.grain, effect=None if effect is None else effect * factor,
                direction=metrics[metric].direction, start=date.today() + timedelta(days=1), readout=readout))


def _commit(workspace: Workspace, workshop: Workshop, action: Action) -> None:
    """Keeps the action under the workshop's own name, so that a second tap is not a second action."""
    room = cached.store().workshops
    known = room.workshop(workshop.id)
    if not known.action:
        made = replace(action, contracted=datetime.now(UTC), created=datetime.now(UTC))
        cached.store().put(workspace.id, made)
        room.saved(replace(known, action=made.id, step="done", ended=datetime.now(UTC)))
    st.rerun()
