"""What the meeting writes: theme, answers to its template's questions, decisions, what it will not do, minutes."""

from dataclasses import replace

import streamlit as st

from cxlib.errors import CXError
from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.review import SECTION_WORDS, TEMPLATES, ReviewContent
from cxlib.workspace import Decision, DecisionKind, Review, Workspace
from ui import cached, show, state
from ui.improve import meetings

KINDS: dict[DecisionKind, str] = {"decided": N_("We decide"), "will not do": N_("We will not do")}
MOST_LETTERS = 4000
PROBLEM = "deciding"


def theme(workspace: Workspace, review: Review) -> None:
    """The quarter's theme, kept as soon as it is written."""
    show.heading(_(SECTION_WORDS["theme"]))
    key = f"theme.{review.rhythm}.{review.id}.{review.version}"
    st.text_input(_("The theme in a few words"), review.theme, key=key, max_chars=120, on_change=_keep_text,
                  args=(workspace, review, "theme", key))  # fmt: skip


def asks(workspace: Workspace, review: Review) -> None:
    """The template's own questions, such as big ideas or obstacles."""
    questions = TEMPLATES[review.rhythm].asks
    if not questions:
        return
    with st.form(f"asks.{review.rhythm}", border=False):
        texts = {name: st.text_area(_(ask), review.texts.get(name, ""), key=f"ask.{review.rhythm}.{name}",
                                    max_chars=MOST_LETTERS) for name, ask in questions.items()}  # fmt: skip
        if st.form_submit_button(_("Keep the answers"), key=f"asks.save.{review.rhythm}"):
            with show.problems():
                meetings.save(workspace, review, texts={name: text.strip() for name, text in texts.items()})
                st.rerun()


def decisions(workspace: Workspace, review: Review) -> None:
    """What was decided so far and the form for more."""
    show.heading(_(SECTION_WORDS["decisions"]))
    mine = [one for one in workspace.decisions if review.id and one.review == review.id]
    for one in mine:
        _line(workspace, one)
    if not mine:
        show.note(_("Nothing is decided yet. What will not be done counts as well."))
    _form(workspace, review)


def _line(workspace: Workspace, one: Decision) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"decided.{one.id}"):
        text = _("Not: {decision}", decision=one.text) if one.kind == "will not do" else one.text
        due = _("due {day}", day=day(one.due)) if one.due else ""
        show.facts(text, [one.reason, one.owner, one.department, due])
        st.button(_("Remove"), key=f"undecide.{one.id}", type="tertiary", on_click=cached.store().remove,
                  args=(workspace.id, one))  # fmt: skip


def _form(workspace: Workspace, review: Review) -> None:
    names = {"": _("none"), **{metric.id: metric.name for metric in workspace.metrics}}
    with st.form(f"decide.{review.rhythm}", border=False, clear_on_submit=True):
        first, second = st.columns([1, 3])
        kind = first.selectbox(_("Kind"), list(KINDS), key=f"decide.kind.{review.rhythm}",
                               format_func=lambda code: _(KINDS[code]))  # fmt: skip
        text = second.text_input(_("Decision"), key=f"decide.text.{review.rhythm}", max_chars=300)
        places = st.columns(4)
        reason = places[0].text_input(_("Because"), key=f"decide.reason.{review.rhythm}", max_chars=300)
        owner = places[1].text_input(_("Owner"), key=f"decide.owner.{review.rhythm}", max_chars=80)
        due = places[2].date_input(_("Due"), None, key=f"decide.due.{review.rhythm}")
        metric = places[3].selectbox(_("About"), list(names), key=f"decide.metric.{review.rhythm}",
                                     format_func=names.__getitem__)  # fmt: skip
        written = st.form_submit_button(_("Write it down"), type="primary", key=f"decide.add.{review.rhythm}")
        if written and text.strip():
            made = Decision("", text=text.strip(), kind=kind, reason=reason.strip(), owner=owner.strip(), due=due,
                            metric=metric)  # fmt: skip
            with show.problems():
                meetings.decide(workspace, review, made)
                st.rerun()


def keep(workspace: Workspace, decision: Decision, became: str) -> None:
    """Says what became of a decision."""
    chosen = next(code for code in ("open", "kept", "dropped") if code == became)
    with show.problems():
        cached.store().put(workspace.id, replace(decision, kept=chosen))
        st.rerun()


def minutes(workspace: Workspace, review: Review) -> None:
    """The minutes, kept as soon as the box is left."""
    show.heading(_(SECTION_WORDS["minutes"]))
    key = f"minutes.{review.rhythm}.{review.id}.{review.version}"  # a newer version is shown, not written over
    st.text_area(_("Minutes"), review.minutes, key=key, max_chars=MOST_LETTERS, label_visibility="collapsed",
                 placeholder=_("What was said, and by which department. No names of customers."),
                 on_change=_keep_text, args=(workspace, review, "minutes", key))  # fmt: skip
    problem = state.once(PROBLEM)
    if problem:
        show.problem(problem)


def _keep_text(workspace: Workspace, review: Review, field: str, key: str) -> None:
    """Keeps what was written on top of the version it was written over; a conflict gives the text back to copy."""
    text = str(st.session_state[key]).strip()
    try:
        meetings.save(workspace, review, **{field: text})
    except CXError as problem:
        state.once(PROBLEM, _("{problem} You wrote: {text}", problem=str(problem), text=text))


def freezing(workspace: Workspace, review: Review, seen: ReviewContent) -> None:
    """One button that keeps the meeting exactly as it is seen."""
    with st.container(key="freeze"):
        if st.button(_("Freeze this review"), type="primary", key=f"freeze.{review.rhythm}"):
            closed = meetings.close(workspace, review, seen)
            state.choose(**{"view.review": "past", "review": closed.id})
            st.rerun()
        show.note(_("Freezing keeps these numbers, filters and data versions for good. The next review is held against "
                    "them."))  # fmt: skip
