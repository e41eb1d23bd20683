"""What was decided, what will not be done, and what was retired, with the reasons: the company's memory."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Decision, DecisionKind, Workspace
from ui import cached, controls, show

KINDS: dict[DecisionKind, str] = {
    "decided": N_("Decided"),
    "will not do": N_("Will not do"),
    "metric retired": N_("Metric retired"),
    "survey retired": N_("Survey retired"),
    "theme of the quarter": N_("Theme of the quarter"),
}


def draw(workspace: Workspace) -> None:
    """The log, newest first, and the form for one more."""
    show.headline(_("What we decided, and what we will not do."),
                  _("A reason written down saves the next meeting the same discussion."))
    kind = controls.pick(_("Which"), "kind", ["", *KINDS], words=_kind_words,
                         style="pills", label_visibility="collapsed")
    _form(workspace)
    found = [one for one in reversed(workspace.decisions) if kind in ("", one.kind)]
    for one in found:
        _line(workspace, one)
    if not found:
        show.note(_("Nothing is written down yet."))


def _kind_words(code: str) -> str:
    return next((_(words) for kind, words in KINDS.items() if kind == code), _("All"))


def _line(workspace: Workspace, one: Decision) -> None:
    metric = workspace.metric(one.metric) if one.metric else None
    review = next((review.name for review in workspace.reviews if review.id == one.review), "")
    with st.container(horizontal=True, vertical_alignment="center", key=f"decision.{one.id}"):
        show.facts(one.text, [
            _(KINDS[one.kind]),
            one.reason,
            _("by {owner}", owner=one.owner) if one.owner else "",
            one.department,
            metric.name if metric else "",
            _("due {day}", day=day(one.due)) if one.due else "",
            review,
            day(one.created) if one.created else "",
        ])
        st.button(_("Remove"), key=f"decision.off.{one.id}", type="tertiary", on_click=cached.store().remove,
                  args=(workspace.id, one))


def _form(workspace: Workspace) -> None:
    names = {"": _("none"), **{metric.id: metric.name for metric in workspace.metrics}}
    with st.expander(_("Write a decision down")), st.form("decision.new", border=False, clear_on_submit=True):
        text = st.text_input(_("The decision"), key="decision.text", max_chars=200)
        reason = st.text_input(_("Because"), key="decision.reason", max_chars=200)
        first, second, third = st.columns(3)
        kind = first.selectbox(_("Kind"), list(KINDS), key="decision.kind", format_func=lambda code: _(KINDS[code]))
        owner = second.text_input(_("Who sees to it"), key="decision.owner", max_chars=80)
        metric = third.selectbox(_("About"), list(names), key="decision.metric", format_func=names.__getitem__)
        if st.form_submit_button(_("Write it down"), type="primary", key="decision.add") and text.strip():
            made = Decision("", text=text.strip(), kind=kind, reason=reason.strip(), owner=owner.strip(),
                            metric=metric, created=datetime.now(UTC))
            with show.problems():
                cached.store().put_all(workspace.id, [made.identified(), *_retired(workspace, made)])
                st.rerun()


def _retired(workspace: Workspace, made: Decision) -> list:
    """A retired metric leaves the board with the same click; its numbers and history stay."""
    metric = workspace.metric(made.metric) if made.kind == "metric retired" and made.metric else None
    return [replace(metric, board=None)] if metric else []
