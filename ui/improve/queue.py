"""What waits for an answer: findings and unhappy customers, how long they wait, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cxlib.actions.triage import FOR_CUSTOMERS, FOR_FINDINGS, OUTCOMES, Waiting, asked, findings, now_of, recovered
from cxlib.language import day, ngettext, number, percent
from cxlib.language import gettext as _
from cxlib.recovering import SOURCE, counted
from cxlib.workspace import Workspace
from ui import cached, frame, show
from ui.improve import cached_actions, from_finding

FIRST = 12  # customers shown at once


def headline(workspace: Workspace) -> None:
    """How many wait, and how many for longer than was promised."""
    lines = [*_findings(workspace), *_customers(workspace)]
    late = sum(line.overdue for line in lines)
    if not lines:
        show.headline(_("Nobody waits for an answer."), _share_words(workspace))
        return
    waiting = ngettext("{count} waits for an answer", "{count} wait for an answer", len(lines))
    told = ngettext("{count} for longer than two days", "{count} for longer than two days", late)
    show.headline(_("{waiting}, {late}.", waiting=waiting, late=told), _share_words(workspace))


def draw(workspace: Workspace) -> None:
    """The two lists and the share of customers won back."""
    frame.bar(workspace)
    left, right = st.columns(2)
    with left:
        _draw_findings(workspace, _findings(workspace))
    with right:
        _draw_customers(workspace, _customers(workspace))
    _metric(workspace)


def _findings(workspace: Workspace) -> list[Waiting]:
    grain, where = frame.grain(workspace), frame.filters(workspace)
    if not workspace.headline:
        return []
    board = cached.board(workspace, grain, where, whole=False)
    told = [(finding.sentence, finding.params.get("metric", "")) for finding in board.decisions]
    return findings(workspace, told, now_of(workspace))


def _customers(workspace: Workspace) -> list[Waiting]:
    return cached_actions.unhappy(workspace, now_of(workspace), frame.filters(workspace))


def _share_words(workspace: Workspace) -> str:
    found = recovered(workspace.cases)
    if not found.closed:
        return _("An unhappy customer who is called back within two days often stays.")
    return _("Of {closed} unhappy customers who were answered, {share} are content now ({lower} to {upper}).",
             closed=number(found.closed), share=percent(found.share), lower=percent(found.lower),
             upper=percent(found.upper))  # fmt: skip


def _draw_findings(workspace: Workspace, lines: Sequence[Waiting]) -> None:
    show.heading(_("Findings"))
    for line in lines:
        with st.container(border=True, key=f"waiting.{line.case.id}"):
            show.note(line.case.text)
            show.facts("", [line.case.department, line.age_words])
            with show.row(f"answer.{line.case.id}"):
                _answer(workspace, line, FOR_FINDINGS[1:])
                from_finding.action_button(f"queue.{line.case.id}", {"sentence": line.case.text,
                                           "metric": line.case.metric, "department": line.case.department})  # fmt: skip
    if not lines:
        show.note(_("Every finding of the board has an answer."))


def _draw_customers(workspace: Workspace, lines: Sequence[Waiting]) -> None:
    show.heading(_("Unhappy customers"))
    if asked(workspace) is None:
        show.note(_("Needs answers with an id and a time: then those who gave low scores wait here."))
        return
    for line in lines[:FIRST]:
        with st.container(border=True, key=f"waiting.{line.case.id}"):
            show.facts(_("Answer {id}", id=line.case.row), [*line.facts, line.age_words])
            if line.words:
                show.comments([show.Comment(line.words)])
            with show.row(f"answer.{line.case.id}"):
                _answer(workspace, line, FOR_CUSTOMERS)
    if len(lines) > FIRST:
        more = len(lines) - FIRST
        show.note(ngettext("And {count} more; the longest waiting stand first.",
                           "And {count} more; the longest waiting stand first.", more))  # fmt: skip
    if not lines:
        show.note(_("Nobody who answered unhappily in the last week waits."))


def _answer(workspace: Workspace, line: Waiting, offered: Sequence[str]) -> None:
    key = f"outcome.{line.case.id}"
    picked = st.selectbox(_("Outcome"), list(offered), None, key=key, format_func=lambda code: _(OUTCOMES[code]),
                          placeholder=_("What came of it"), label_visibility="collapsed", width=260)  # fmt: skip
    if picked:
        with show.problems():
            cached.store().put(workspace.id, replace(line.case, outcome=picked, closed=now_of(workspace)))
            count(cached.workspace(workspace.id))
            st.rerun()


def count(workspace: Workspace) -> None:
    """Keeps the recovered share up to date as a metric, once a day, for whoever may change something."""
    if cached.may("edit", workspace):
        counted(cached.store(), workspace)


def _metric(workspace: Workspace) -> None:
    """Says that the recovered share is a leading metric, and as of when."""
    known = workspace.source(SOURCE)
    if known is not None and known.committed:
        show.note(_("The share of unhappy customers won back is a leading metric, counted once a day: it moves before "
                    "churn does. Last counted on {day}.", day=day(known.committed)))  # fmt: skip
