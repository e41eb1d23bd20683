"""Signing in and out, for Headlights that know people."""

import streamlit as st

from cxlib.errors import StoreProblem
from cxlib.language import gettext as _
from ui import safe, show
from ui.server import access


def is_on() -> bool:
    """Whether people sign in here."""
    return access.mode() == "signin"


def page() -> None:
    """What somebody sees who has not signed in."""
    if not access.can_sign_in():
        show.empty(
            _("Nobody can sign in yet."),
            _("The administrator has to name an identity provider in .streamlit/secrets.toml, in the section auth."),
        )
        return
    show.headline(_("Sign in to see your workspaces."), _("You need the account that you were invited with."))
    st.button(_("Sign in"), type="primary", key="sign.in", on_click=st.login)


def stranger() -> None:
    """What somebody sees who is a member of nothing."""
    with show.problems():
        show.headline(
            _("You are not a member of any workspace yet."),
            _("Ask the owner of one to invite {address}.", address=st.user.get("email") or access.actor().name),
        )
    st.button(_("Sign out"), key="sign.out", on_click=st.logout)


def foot() -> None:
    """Who is signed in, and the way out, below every page."""
    if not is_on():
        return
    try:
        name = str(st.user.get("email") or access.actor().name)
    except StoreProblem:  # the page above has said so
        return
    with st.container(horizontal=True, vertical_alignment="center", key="foot"):
        show.note(_("Signed in as {name}", name=name))
        st.button(safe.md(_("Sign out")), key="sign.out", type="tertiary", on_click=st.logout)
