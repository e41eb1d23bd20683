"""Open the sample workspace or make one; what needs attention now."""

import streamlit as st

from cxlib.language import LANGUAGES
from cxlib.language import gettext as _
from cxlib.workspace import Calendar, Workspace
from ui import cached, frame, languages, safe, show, state
from ui.prepare import goals, road


def main() -> None:
    workspaces = cached.store().workspaces()
    current = frame.workspace()
    if current is None:
        show.headline(
            _("See what lies ahead of your customer numbers."),
            _(
                "Turn the files you already have into a few metrics with targets; "
                "see what leads them and why they change."
            ),
        )
        welcome()
        road.drawn(current)
        languages.choice(current)
        return
    show.headline(cached.attention(current), goals.goal_words(current.goal))
    road.drawn(current)
    show.heading(_("Workspaces"))
    for workspace in workspaces:
        open_button(workspace, workspace.id == current.id)
    welcome(sample=not any(workspace.sample for workspace in workspaces))
    languages.choice(current)


def welcome(sample: bool = True) -> None:
    """The two ways in."""
    with st.container(horizontal=True, key="welcome"):
        if sample and st.button(_("Open the sample workspace"), key="start.sample", type="primary"):
            with show.steps(_("Preparing the sample workspace")) as step:
                opened = cached.open_sample(step)
            enter(opened, "board")
        if st.button(_("New workspace"), key="start.new", type="secondary" if sample else "tertiary"):
            new_workspace()


@st.dialog("\u200b")
def new_workspace() -> None:
    """Asks for the goal first: metrics hang on it."""
    show.headline(_("New workspace"))
    with st.form("start.form", border=False):
        name = st.text_input(_("Name of the company or team"), key="start.name", max_chars=80)
        goal = st.selectbox(
            _("Business goal"),
            list(goals.GOALS),
            format_func=goals.goal_words,
            key="start.goal",
            accept_new_options=True,
        )
        left, right = st.columns(2)
        asked = languages.spoken(None)
        spoken = left.selectbox(
            _("Language"),
            list(LANGUAGES),
            list(LANGUAGES).index(asked if asked in LANGUAGES else "en"),
            format_func=LANGUAGES.get,
            key="start.language",
        )
        currency = right.text_input(_("Currency"), "€", key="start.currency", max_chars=4)
        week = left.selectbox(
            _("Weeks start on"),
            ["monday", "sunday"],
            key="start.week",
            format_func=lambda day: _("Monday") if day == "monday" else _("Sunday"),
        )
        fiscal = right.number_input(_("Fiscal year starts in month"), 1, 12, 1, key="start.fiscal")
        if st.form_submit_button(_("Make the workspace"), type="primary"):
            if not name.strip():
                show.problem(_("The workspace needs a name."))
                return
            made = cached.store().create(
                Workspace(
                    "",
                    name=name.strip(),
                    goal=goal or "",
                    language=spoken,
                    currency=currency,
                    calendar=Calendar(week, int(fiscal)),
                )
            )
            enter(made, "data")


def open_button(workspace: Workspace, current: bool) -> None:
    label = _("{name} (open)", name=workspace.name) if current else workspace.name
    with st.container(horizontal=True, key=f"workspace.{workspace.id}", vertical_alignment="center", gap="medium"):
        if st.button(safe.md(label), key=f"open.{workspace.id}", type="tertiary"):
            enter(workspace, "board")
        show.note(goals.goal_words(workspace.goal))


def enter(workspace: Workspace, page: str) -> None:
    state.forget("f.")
    state.choose(ws=workspace.id, metric=None)
    st.switch_page(frame.page_file(page), query_params=state.as_query())


main()
