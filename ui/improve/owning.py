"""Who owns what: departments as mappings of values, proposed from the data, changed in a form."""

from collections.abc import Mapping, Sequence

import streamlit as st

from cxlib.language import gettext as _
from cxlib.language import ngettext
from cxlib.workspace import Team, Workspace
from ui import cached, controls, safe, show, state

MOST_COLUMNS = 4


def chosen(workspace: Workspace) -> Team | None:
    """The team of the page, from the URL; the first one where it names none."""
    asked = state.chosen("team")
    return next((team for team in workspace.teams if team.id == asked), next(iter(workspace.teams), None))


def pick(workspace: Workspace) -> None:
    """The drop-down of teams; nothing where there are none."""
    names = {team.id: team.name for team in workspace.teams}
    if names:
        controls.pick(_("Department"), "team", list(names), words=names.__getitem__, label_visibility="collapsed")


def proposed(workspace: Workspace) -> list[Team]:
    """Departments that the data name: values of columns with the role department, and the metrics' departments.

    A value of another dimension is proposed for the department of the same name, so that answers about a place and
    tickets of its department come together.
    """
    measures = cached.measures(workspace)
    columns = {
        column.name
        for source in workspace.sources
        for column in source.columns
        if column.role in ("department", "dimension")
    }
    own = [column.name for source in workspace.sources for column in source.with_role("department")]
    named = [value for column in own for value in measures.values(column) if value]
    named += [metric.department for metric in workspace.metrics if metric.department]
    names = list(dict.fromkeys(str(name) for name in named))
    claims = {column: [str(value) for value in measures.values(column) if value] for column in sorted(columns)}
    return [Team("", name=name, values=_claimed(name, claims)) for name in names]


def _claimed(name: str, claims: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found = {column: tuple(v for v in values if v.casefold() == name.casefold()) for column, values in claims.items()}
    return {column: values for column, values in found.items() if values}


def nothing_yet(workspace: Workspace) -> None:
    """The empty state: what a department is, and those that the data name, taken with one click."""
    show.headline(
        _("Who owns what?"),
        _("A department is a set of values: queues, touchpoints, products. What nobody claims stays visible."),
    )
    found = proposed(workspace)
    if found:
        show.decisions(_("Your data name these departments"), [_told(team) for team in found], ordered=False)
        st.button(
            ngettext("Take this department", "Take these {count} departments", len(found)), key="teams.take",
            type="primary", on_click=_take, args=(workspace.id, found),
        )
    _new(workspace)


def _told(team: Team) -> str:
    claims = [_("{column}: {values}", column=name, values=", ".join(values)) for name, values in team.values.items()]
    return _("{team} ({claims})", team=team.name, claims="; ".join(claims)) if claims else team.name


def _take(workspace_id: str, teams: Sequence[Team]) -> None:
    cached.store().put_all(workspace_id, [team.identified() for team in teams])


def editor(workspace: Workspace, team: Team) -> None:
    """What the team owns, its words for things, its next review; and a new department."""
    with st.expander(_("What {team} owns", team=safe.md(team.name))):
        _form(workspace, team)
    with st.expander(_("Add a department")):
        _new(workspace)


def _form(workspace: Workspace, team: Team) -> None:
    measures = cached.measures(workspace)
    columns = _columns(workspace)
    with st.form(f"team.{team.id}", border=False):
        name = st.text_input(_("Name"), team.name, key=f"team.name.{team.id}", max_chars=60)
        picked = {}
        for column in columns:
            options = [str(value) for value in measures.values(column) if value]
            before = [value for value in team.values.get(column, ()) if value in options]
            picked[column] = tuple(st.multiselect(safe.md(column), options, before, key=f"own.{team.id}.{column}"))
        held = st.date_input(_("Next review"), team.held, key=f"team.held.{team.id}")
        saved, removed = st.columns(2)
        if saved.form_submit_button(_("Keep"), type="primary", key=f"team.keep.{team.id}") and name.strip():
            values = {column: own for column, own in picked.items() if own}
            kept = {field: getattr(team, field) for field in ("driver", "issue", "words", "rhythm", "version")}
            cached.store().put(workspace.id, Team(team.id, name=name.strip(), values=values, held=held, **kept))
            st.rerun()
        if removed.form_submit_button(_("Remove this department"), key=f"team.remove.{team.id}"):
            cached.store().remove(workspace.id, team)
            state.choose(team=None)
            st.rerun()


def _columns(workspace: Workspace) -> list[str]:
    """Columns that departments may be known by: those of departments first, then the filter bar's."""
    own = [column.name for source in workspace.sources for column in source.with_role("department")]
    return list(dict.fromkeys([*own, *workspace.filters]))[: MOST_COLUMNS + len(own)]


def _new(workspace: Workspace) -> None:
    with st.form("team.new", border=False, clear_on_submit=True):
        name = st.text_input(_("Name of a department"), key="team.new.name", max_chars=60)
        if st.form_submit_button(_("Add"), key="team.new.add") and name.strip():
            made = cached.store().put(workspace.id, Team("", name=name.strip()))
            state.choose(team=made.id)
            st.rerun()
