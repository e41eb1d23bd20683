"""From any finding to an action: one button, and the form opens with everything filled in that is known."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cxlib.language import gettext as _
from ui import frame, state

PREFIX = "act"
PLAIN = ("metric", "sentence", "grain", "issue", "cause", "department", "effect")


def action_button(place: str, finding: Mapping[str, Any], label: str = "") -> None:
    """A button that makes the finding an action.

    Args:
        place: Name of the place, unique on its page.
        finding: What is known, all of it optional: ``sentence``, ``metric`` (id), ``where`` (column -> value),
            ``grain``, ``periods`` (first days, ISO, of the periods that were looked at), ``issue``, ``cause``,
            ``department``, ``effect`` (on the whole metric, in its unit).
        label: Other words on it.
    """
    if st.button(label or _("Act on this"), key=f"act.{place}", type="tertiary"):
        begin(finding)


def begin(finding: Mapping[str, Any]) -> None:
    """Opens the form with the finding in the address, so that a reload loses nothing."""
    state.forget(PREFIX)
    where = finding.get("where") or {}
    chosen: dict[str, Any] = {f"{PREFIX}.{name}": str(finding[name]) for name in PLAIN if finding.get(name)}
    chosen[f"{PREFIX}.where"] = [f"{column}={value}" for column, value in dict(where).items()]
    chosen[f"{PREFIX}.periods"] = [str(day) for day in finding.get("periods") or ()]
    state.choose(**chosen, **{PREFIX: "new", "action": None, "work": None})
    st.switch_page(frame.page_file("actions"))


def asked() -> dict[str, Any] | None:
    """The finding that the address carries, None if no action is being written."""
    if not state.chosen(PREFIX):
        return None
    found: dict[str, Any] = {name: state.chosen(f"{PREFIX}.{name}") for name in PLAIN}
    steps = [step.split("=", 1) for step in state.all_chosen(f"{PREFIX}.where") if "=" in step]
    found["where"] = {column: None if value == "None" else value for column, value in steps}
    found["periods"] = state.all_chosen(f"{PREFIX}.periods")
    found["effect"] = float(found["effect"]) if found["effect"] else None
    return {name: value for name, value in found.items() if value}


def done() -> None:
    """Takes the finding out of the address."""
    state.forget(PREFIX)
