"""The list of workshops, and the form that sets one up: topic, words to read, what to vote on."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import streamlit as st

from cxlib.errors import NotFound
from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.review.quoting import telling
from cxlib.sources.commented import WORDS
from cxlib.teams.belonging import own_rows
from cxlib.voices.redaction import redacted
from cxlib.workspace import Filter, Metric, Source, Team, Workshop, Workspace
from ui import cached, frame, show, state
from ui.improve import workshop
from ui.understand import vital_few

QUOTES = 10
READ = 120  # newest comments that quotes are chosen from
MOST_CHOICES = 12
MOST_SUGGESTED = 8


def draw(workspace: Workspace, team: Team | None) -> None:
    """The chosen workshop, else the list with the form for a new one."""
    chosen = state.chosen("workshop")
    known = {one.id: one for one in cached.store().workshops.of(workspace.id)}
    if chosen in known:
        workshop.run(workspace, known[chosen])
        return
    show.headline(
        _("One hour, everybody's phone, one commitment."),
        _("Read in silence, vote blind, ask why five times, commit to one action that is proved afterwards."),
    )
    if cached.may("unit", workspace):
        _new(workspace, team)
    if known:
        show.heading(_("Workshops so far"))
    for one in known.values():
        _line(one)


def _line(one: Workshop) -> None:
    running = one.expires is not None and one.expires > datetime.now(UTC) and one.step != "done"
    with st.container(horizontal=True, vertical_alignment="center", key=f"workshop.{one.id}"):
        people = cached.store().workshops.seats(one)
        show.facts(one.name, [
            one.department,
            day(one.created) if one.created else "",
            ngettext("{count} phone", "{count} phones", people),
            _("running, code {code}", code=one.code) if running else _("over"),
        ])
        st.button(_("Open"), key=f"workshop.open.{one.id}", on_click=state.choose, kwargs={"workshop": one.id})


def _new(workspace: Workspace, team: Team | None) -> None:
    metric = frame.chosen_metric(workspace)
    source = workspace.source(metric.source)
    where = (*frame.filters(workspace), *next(iter(_own(team, source)), ()))
    with st.form("workshop.new", border=True):
        left, right = st.columns([2, 1])
        name = left.text_input(_("Name"), key="workshop.name", max_chars=80, value=_default_name(team))
        dots = right.number_input(_("Dots for everybody"), 1, 5, 3, key="workshop.dots")
        question = st.text_input(_("The question"), key="workshop.question", max_chars=160,
                                 value=_("What should we fix for our customers first?"))
        choices = st.text_area(_("What can be voted for, one a line"), key="workshop.choices", height=180,
                               value="\n".join(suggestions(workspace, team)))
        if st.form_submit_button(_("Open the room"), type="primary", key="workshop.make"):
            _open(workspace, team, metric, where, name, question, choices, int(dots))


def _default_name(team: Team | None) -> str:
    return _("Workshop {team}", team=team.name) if team else _("Workshop")


def suggestions(workspace: Workspace, team: Team | None) -> list[str]:
    """What could be voted for: the most frequent recurring issues of the team's rows, else of all in view."""
    seen = frame.filters(workspace)
    for source, column in vital_few.issue_columns(workspace):
        for part in (*_own(team, source), ()):
            where = _fitting((*seen, *part), source)
            found, _days = vital_few.counted_issues(workspace, source, column, "", where)
            if len(found):
                return [str(name) for name in found["issue"].head(MOST_SUGGESTED)]
    return []


def _own(team: Team | None, source: Source | None) -> tuple[tuple[Filter, ...], ...]:
    return own_rows(team, source) if team and source else ()


def _fitting(where: tuple[Filter, ...], source: Source) -> tuple[Filter, ...]:
    return tuple(part for part in where if source.column(part.column))


def _open(workspace: Workspace, team: Team | None, metric: Metric, where: tuple[Filter, ...], name: str,
          question: str, choices: str, dots: int) -> None:
    lines = list(dict.fromkeys(" ".join(line.split()) for line in choices.splitlines() if line.strip()))
    with show.problems():
        made = cached.store().workshops.opened(workspace.id, Workshop(
            "", name=name.strip() or _default_name(team), department=team.name if team else "", metric=metric.id,
            question=question.strip(), grain=frame.grain(workspace), where=where, dots=dots,
            language=workspace.language, choices=tuple(lines[:MOST_CHOICES]),
            quotes=tuple(_said(workspace, team, metric))))
        state.choose(workshop=made.id)
        st.rerun()


def quotes(workspace: Workspace, source: Source, parts: Sequence[tuple[Filter, ...]]) -> list[str]:
    """Comments of these rows that speak for the others, without names, numbers or addresses; else the newest ones.

    Args:
        workspace: The workspace.
        source: A source with comments.
        parts: Filters; rows that any of them keeps are read.
    """
    said: list[str] = []
    for part in parts or [()]:
        with suppress(NotFound):
            said += [str(words) for words in cached.comments(workspace, source, part, None, 0, READ)[WORDS]]
    return (telling(said) or [redacted(words) for words in said])[:QUOTES]


def _said(workspace: Workspace, team: Team | None, metric: Metric) -> list[str]:
    """What the room reads in silence: the team's own comments about the number, or everybody's."""
    own = workspace.source(metric.source)
    candidates = [*([own] if own else []), *workspace.sources]
    source = next((source for source in candidates if source.with_role("comment")), None)
    if source is None:
        return []
    seen = frame.filters(workspace)
    return quotes(workspace, source, [_fitting((*seen, *part), source) for part in _own(team, source) or ((),)])
