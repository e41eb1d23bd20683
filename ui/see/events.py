"""Events: marked once, shown on every time chart."""

from datetime import date

import streamlit as st

from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Event, EventKind, Workspace
from ui import cached, show

KINDS: dict[EventKind, str] = {
    "release": N_("release"),
    "price": N_("price change"),
    "campaign": N_("campaign"),
    "strike": N_("strike"),
    "action": N_("action"),
    "other": N_("other"),
}


def marked(workspace: Workspace) -> None:
    """The events there are, and a line to mark a new one."""
    with st.expander(_("Events on the charts")):
        for event in sorted(workspace.events, key=lambda event: str(event.day)):
            with show.row(f"event.{event.id}"):
                show.facts(event.name, [day(event.day) if event.day else "", _(KINDS[event.kind])])
                st.button(_("Remove"), key=f"event.remove.{event.id}", type="tertiary", on_click=cached.store().remove,
                          args=(workspace.id, event))  # fmt: skip
        _new(workspace)


def _new(workspace: Workspace) -> None:
    with st.form("event.new", border=False, clear_on_submit=True), show.row("event.new"):
        name = st.text_input(_("What happened"), key="event.name", max_chars=80)
        when = st.date_input(_("When"), date.today(), key="event.day")
        kind = st.selectbox(_("Kind"), list(KINDS), format_func=lambda code: _(KINDS[code]), key="event.kind")
        rebase = st.checkbox(_("New natural limits from here"), key="event.rebase")
        if st.form_submit_button(_("Mark it")):
            if not name.strip():
                show.problem(_("The event needs a name."))
                return
            cached.store().put(workspace.id, Event("", name=name.strip(), day=when, kind=kind, rebase=rebase))
            st.rerun()
