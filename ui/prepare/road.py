"""The main road in five steps: what each is for, and how far this workspace has come."""

import streamlit as st

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number
from cxlib.workspace import Workspace
from ui import frame, show, state

STEPS = {
    "data": (N_("Data"), N_("Upload the files you have")),
    "metrics": (N_("Metrics"), N_("Pick five or six numbers")),
    "board": (N_("Board"), N_("See them against their targets")),
    "outlook": (N_("Outlook"), N_("See what leads and what comes next")),
    "causes": (N_("Causes"), N_("See why it changed")),
}


def drawn(current: Workspace | None) -> None:
    """One card a step; without a workspace they only say what is to come."""
    with st.container(horizontal=True, key="road", gap="small"):
        for place, (name, (title, hint)) in enumerate(STEPS.items(), start=1):
            with st.container(key=f"road.{name}"):
                _card(current, name, _("{number} {step}", number=number(place), step=_(title)), _(hint))


def _card(current: Workspace | None, name: str, title: str, hint: str) -> None:
    if current is None:
        show.facts(title, [hint])
        return
    st.page_link(frame.page_file(name), label=_("**{step}**", step=title), query_params=state.as_query())
    show.note(reached(current, name) or hint)


def reached(current: Workspace, name: str) -> str:
    """What is done of a step, in a few words; empty where nothing is."""
    goals = sum(current.target(metric.id) is not None for metric in current.headline)
    words = {
        "data": ngettext("✓ {count} source", "✓ {count} sources", len(current.sources)) if current.sources else "",
        "metrics": ngettext("✓ {count} number on the board", "✓ {count} numbers on the board", len(current.headline))
        if current.headline
        else "",
        "board": ngettext("✓ {count} with a target", "✓ {count} with a target", goals) if goals else "",
    }
    return words.get(name, "")
