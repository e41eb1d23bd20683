"""The people of a workspace: who is what, invitations, and what happens without sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import streamlit as st

from cxlib.errors import CXError
from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import ROLES, Invitation, Member, Workspace
from ui import cached, show
from ui.server import access, doors

ROLE_WORDS = {"owner": N_("Owner"), "editor": N_("Editor"), "lead": N_("Department lead"), "viewer": N_("Viewer")}
ROLE_MEANINGS = {
    "owner": N_("everything, sharing and people included"),
    "editor": N_("data, metrics, targets and all that hangs on them"),
    "lead": N_("looks at everything, changes what belongs to their own departments"),
    "viewer": N_("looks at everything, changes nothing"),
}


def view(workspace: Workspace) -> None:
    """Members, invitations and the form that invites."""
    if access.mode() != "signin":
        _without_sign_in()
        return
    members = cached.store().members(workspace.id)
    show.headline(
        ngettext("{count} person works here.", "{count} people work here.", len(members)),
        _("Each signs in with their own account. A role taken away is gone at the next click."),
    )
    _invite(workspace)
    for member in members:
        _member(workspace, member)
    for invitation in cached.store().invitations(workspace.id):
        if invitation.accepted is None and invitation.withdrawn is None:
            _invitation(workspace, invitation)


def _without_sign_in() -> None:
    show.headline(
        _("This Headlight knows no people.")
        if access.mode() == "open"
        else _("This Headlight belongs to whoever sits at its machine."),
        _("Everybody on this network may see and change everything.")
        if access.mode() == "open"
        else _("Others see what links show them, and nothing else."),
    )
    show.note(
        _("To work with several people, name an identity provider in .streamlit/secrets.toml, in the section auth.")
    )
    show.decisions(_("Roles"), [f"{_(ROLE_WORDS[role])}: {_(ROLE_MEANINGS[role])}" for role in ROLES], ordered=False)


def _invite(workspace: Workspace) -> None:
    with st.form("people.invite", clear_on_submit=True):
        left, middle, right = st.columns([3, 2, 3])
        email = left.text_input(_("E-mail"), key="people.email", max_chars=320)
        role = middle.selectbox(_("Role"), ROLES[::-1], key="people.role", format_func=lambda code: _(ROLE_WORDS[code]))
        units = right.multiselect(_("Departments of a lead"), departments(workspace), key="people.units",
                                  accept_new_options=True)  # fmt: skip
        if st.form_submit_button(_("Invite"), type="primary", key="people.send"):
            with show.problems():
                _made, token = cached.store().invite(workspace.id, email, role, tuple(units) if role == "lead" else ())
                st.session_state["people.token"] = (email, token)
    fresh = st.session_state.get("people.token")
    if fresh:
        show.note(_("Send this address to {email}. It is shown once and works for 14 days.", email=fresh[0]))
        st.code(address(fresh[1]), language=None)


def departments(workspace: Workspace) -> list[str]:
    """The departments that the workspace's records speak of."""
    named = {team.name for team in workspace.teams}
    for records in (workspace.metrics, workspace.actions, workspace.cause_nodes, workspace.decisions):
        named |= {record.department for record in records}
    return sorted(name for name in named if name)


def address(token: str) -> str:
    """The address an invitation is taken by."""
    here = urlsplit(st.context.url or "http://localhost:8501/")
    return f"{here.scheme}://{here.netloc}{doors.base()}/{doors.INVITED}/{token}"


def _member(workspace: Workspace, member: Member) -> None:
    person = member.person
    with st.container(horizontal=True, key=f"person.{person.id}", vertical_alignment="center"):
        seen = _("last seen {day}", day=day(person.seen)) if person.seen else ""
        show.facts(person.name or person.email, [person.email, ", ".join(member.units), seen])
        key = f"role.{person.id}"
        st.session_state[key] = member.role
        st.selectbox(
            _("Role"), ROLES, key=key, format_func=lambda code: _(ROLE_WORDS[code]), label_visibility="collapsed",
            width=180, on_change=_set_role, args=(workspace, member),
        )  # fmt: skip
        if member.role == "lead":
            units = f"units.{person.id}"
            st.session_state[units] = list(member.units)
            st.multiselect(
                _("Departments"), sorted({*departments(workspace), *member.units}), key=units, width=260,
                label_visibility="collapsed", on_change=_set_role, args=(workspace, member),
            )  # fmt: skip
        st.button(_("Take out"), key=f"dismiss.{person.id}", on_click=_dismiss, args=(workspace, member))
    problem = st.session_state.pop(f"problem.{person.id}", "")
    if problem:
        show.problem(problem)


def _set_role(workspace: Workspace, member: Member) -> None:
    role = st.session_state[f"role.{member.person.id}"]
    units = st.session_state.get(f"units.{member.person.id}", member.units) if role == "lead" else ()
    with _told_later(member):
        cached.store().set_role(workspace.id, member.person.id, role, tuple(units))


def _dismiss(workspace: Workspace, member: Member) -> None:
    with _told_later(member):
        cached.store().dismiss(workspace.id, member.person.id)


@contextmanager
def _told_later(member: Member) -> Iterator[None]:
    """Keeps what went wrong for the next run: nothing can be drawn while a widget's change is told."""
    try:
        yield
    except CXError as problem:
        st.session_state[f"problem.{member.person.id}"] = str(problem)


def _invitation(workspace: Workspace, invitation: Invitation) -> None:
    with st.container(horizontal=True, key=f"invitation.{invitation.id}", vertical_alignment="center"):
        until = _("invited, until {day}", day=day(invitation.expires)) if invitation.expires else ""
        show.facts(invitation.email, [_(ROLE_WORDS[invitation.role]), ", ".join(invitation.units), until])
        st.button(_("Withdraw"), key=f"withdraw.{invitation.id}", on_click=cached.store().withdraw,
                  args=(workspace.id, invitation))  # fmt: skip
