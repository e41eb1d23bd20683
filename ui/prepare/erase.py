"""Erasing a customer who asks for it: for owners, at the foot of the Data page."""

import streamlit as st

from cxlib.erasing import erase, sentence
from cxlib.language import gettext as _
from cxlib.workspace import Workspace
from ui import cached, show, state
from ui.server import forgetting


def offered(workspace: Workspace) -> None:
    """The form, for those who may use it and where there are customers; and what the last use of it did."""
    done = state.once("erased")
    if done:
        show.note(done)
    if cached.store().may("own", workspace.id) and _customers(workspace):  # type: ignore[attr-defined]
        with st.expander(_("Erase a customer"), key="erase"):
            _form(workspace)


def _customers(workspace: Workspace) -> bool:
    return any(source.with_role("customer_id") for source in workspace.sources)


def _form(workspace: Workspace) -> None:
    show.note(
        _(
            "Removes the customer's rows from every stored version, backups included, and blots out their id "
            "everywhere else. This cannot be undone. Files that people saved for themselves are not reached."
        )
    )
    with st.form("erase.form", border=False, clear_on_submit=True), show.problems():
        customer = st.text_input(_("Customer id, as it stands in the data"), key="erase.customer", max_chars=200)
        also = st.text_input(
            _("Other words that name them, with commas between (name, e-mail …)"), key="erase.also", max_chars=400
        )
        sure = st.checkbox(_("Erase for good"), key="erase.sure")
        if st.form_submit_button(_("Erase"), key="erase.go") and sure and customer.strip():
            words = [word.strip() for word in also.split(",") if len(word.strip()) >= 4]
            with st.spinner(_("Looking through every stored version")):
                done = erase(cached.store(), customer, workspace.id, also=words)
            told = (
                sentence(done) if done.rows or done.mentions or done.uploads or done.damaged
                else _("Nobody with this id is in the data.")
            )  # fmt: skip
            forgetting.at_once()
            state.once("erased", told)
            st.rerun()
