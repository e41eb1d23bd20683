"""Who did what, when, to which object: to read, not to edit."""

import pandas as pd
import streamlit as st

from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.store.audit import Entry
from cxlib.store.visits import Visit
from cxlib.workspace import Link, Workspace
from ui import cached, show

ACTIONS = {
    "add": N_("added"), "change": N_("changed"), "remove": N_("removed"), "restore": N_("restored"),
    "undo": N_("undid a change of"), "commit": N_("uploaded"), "revert": N_("went back to an earlier version of"),
    "rotate": N_("gave a new address to"), "revoke": N_("revoked"), "erase": N_("erased a customer from"),
    "opened": N_("opened"), "wrong password": N_("tried a wrong password for"), "unlocked": N_("gave the password for"),
    "joined": N_("joined"), "signed in": N_("signed in"), "turned away": N_("was turned away"),
}  # fmt: skip
KINDS = {
    "workspace": N_("workspace"), "source": N_("source"), "metric": N_("metric"), "target": N_("target"),
    "event": N_("event"), "note": N_("note"), "cost": N_("cost"), "edge": N_("arrow"), "theme": N_("theme"),
    "cause_node": N_("cause"), "action": N_("action"), "case": N_("case"), "decision": N_("decision"),
    "review": N_("review"), "team": N_("department"), "initiative": N_("initiative"), "alert": N_("alert"),
    "survey": N_("survey"), "link": N_("link"), "person": N_("person"), "invitation": N_("invitation"),
}  # fmt: skip
MOST = 1000


def view(workspace: Workspace) -> None:
    """The log of the workspace."""
    entries = cached.store().audit(workspace.id, MOST)
    show.headline(
        ngettext("{count} entry: who did what, and when.", "{count} entries: who did what, and when.", len(entries)),
        _("Nobody can change or remove an entry, its owner included. Times are in UTC."),
    )
    asked = st.text_input(_("Find"), key="audit.find", placeholder=_("A person, a metric, an action …"), max_chars=80)
    rows = _table([entry for entry in entries if _speaks_of(entry, asked)])
    show.table(rows, "audit")
    show.download(_("Who did what"), rows)


def _speaks_of(entry: Entry, asked: str) -> bool:
    words = (entry.author, entry.name, _action(entry.action), _kind(entry.kind), *entry.fields)
    return asked.strip().casefold() in " ".join(words).casefold()


def _table(entries: list[Entry]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("When"): [_when(entry) for entry in entries],
            _("Who"): [_who(entry) for entry in entries],
            _("Did"): [_action(entry.action) for entry in entries],
            _("What"): [_kind(entry.kind) for entry in entries],
            _("Called"): [entry.name or entry.record for entry in entries],
            _("In it"): [", ".join(entry.fields) for entry in entries],
        }
    )


def _who(entry: Entry) -> str:
    if entry.author:
        return entry.author
    if entry.kind == "link" and entry.action in ("opened", "wrong password", "unlocked"):
        guests = {"phone": _("a guest, on a phone"), "computer": _("a guest, on a computer")}
        return guests.get(entry.device, _("a guest"))
    return _("at this machine")


def _when(entry: Entry | Visit) -> str:
    return f"{day(entry.moment)} {entry.moment:%H:%M}"


def _action(code: str) -> str:
    return _(ACTIONS[code]) if code in ACTIONS else code


def _kind(code: str) -> str:
    return _(KINDS[code]) if code in KINDS else code


@st.dialog("\u200b", width="medium")
def visits_dialog(workspace: Workspace, link: Link) -> None:
    """When a link was opened, and wrong passwords; nothing about by whom but the kind of device."""
    show.headline(link.name, _("Who opened it is not kept, only when and on what kind of device. Times are in UTC."))
    with show.problems():
        found = cached.store().visits(workspace.id, link)
        if not found:
            show.note(_("Nobody has opened it yet."))
            return
        devices = {"phone": _("phone"), "computer": _("computer")}
        rows = [(_when(visit), _action(visit.event), devices.get(visit.device, "")) for visit in found[:200]]
        show.table(pd.DataFrame(rows, columns=[_("When"), _("Did"), _("Device")]), f"visits.{link.id}")
