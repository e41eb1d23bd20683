"""The workshop on the projector: the code to join by, the steps, and what all phones said together.

Votes stay blind until the step is over: until then only how many have voted is shown.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from cxlib import language
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext
from cxlib.teams.voting import Answer, Tally, answers, tally
from cxlib.workspace import STEPS, CauseNode, Step, Workshop, Workspace
from ui import cached, safe, show, state
from ui.improve import commitment, phone, projected, workshop_sheet

EVERY = "2s"
STEP_WORDS = {
    "lobby": N_("Join"),
    "reading": N_("Read"),
    "voting": N_("Vote"),
    "whys": N_("Five whys"),
    "commitment": N_("Commitment"),
    "done": N_("Sheet"),
}
TIMERS = (3, 5, 10)  # minutes
DEEPEST = 5
ALONE = ("localhost", "127.0.0.1", "::1")


def run(workspace: Workspace, workshop: Workshop) -> None:
    """The workshop as its facilitator sees it."""
    show.headline(workshop.question or workshop.name, _where_we_are(workshop))
    _steps(workspace, workshop)
    _room(workshop.id, workspace.id, language.current())


def _where_we_are(workshop: Workshop) -> str:
    return {
        "lobby": _("Let everybody join with a phone. Nobody needs an account."),
        "reading": _("Everybody reads the customers' own words in silence."),
        "voting": _("Everybody gives dots. The result is shown when the vote is over."),
        "whys": _("Ask why, take the best answer, ask again: five times, or until you can remove the cause."),
        "commitment": _("One person commits to one action, with a date and a number to prove it by."),
        "done": _("One page to print and hang up."),
    }[workshop.step]


def _steps(workspace: Workspace, workshop: Workshop) -> None:
    watches = not cached.may("unit", workspace)
    place = STEPS.index(workshop.step)
    with st.container(horizontal=True, key="workshop.steps"):
        for number, step in enumerate(STEPS):
            st.button(
                _(STEP_WORDS[step]), key=f"step.{step}", on_click=_go, args=(workspace.id, workshop.id, step),
                type="primary" if number == place else "secondary", disabled=watches,
            )
    with st.container(horizontal=True, key="workshop.timer"):
        for minutes in TIMERS if workshop.step in ("reading", "voting", "whys") else ():
            st.button(
                ngettext("{count} minute", "{count} minutes", minutes), key=f"timer.{minutes}", type="tertiary",
                on_click=_set_timer, args=(workspace.id, workshop.id, minutes), disabled=watches,
            )
        st.button(_("All workshops"), key="workshop.leave", type="tertiary", on_click=state.choose,
                  kwargs={"workshop": None})


def _go(workspace_id: str, id: str, step: Step) -> None:
    """Moves the room. Leaving the vote takes the first of the result, which can be changed afterwards."""
    workshop = cached.store().workshops.workshop(id)
    chosen = workshop.chosen
    if step == "whys" and not chosen:
        counted = result(workshop)
        chosen = counted[0].choice if counted else ""
    ended = datetime.now(UTC) if step == "done" else None
    _keep(workspace_id, id, step=step, step_ends=None, chosen=chosen, ended=ended)


def _set_timer(workspace_id: str, id: str, minutes: int) -> None:
    _keep(workspace_id, id, step_ends=datetime.now(UTC) + timedelta(minutes=minutes))


def _keep(workspace_id: str, id: str, **changed: Any) -> None:
    """Changes only what is named, on top of what the store holds now: this screen may be some seconds old."""
    room = cached.store().workshops
    room.saved(workspace_id, replace(room.workshop(id), **changed))


def result(workshop: Workshop) -> list[Tally]:
    """Dots by choice."""
    ballots = [said.body for said in cached.store().workshops.said(workshop, "ballot")]
    return tally(workshop.choices, ballots, workshop.dots)


@st.fragment(run_every=EVERY)
def _room(workshop_id: str, workspace_id: str, spoken: str) -> None:
    """What changes while phones speak."""
    with language.use(spoken), show.problems():
        workshop = cached.store().workshops.workshop(workshop_id)
        draw: dict[str, Callable[[Workspace, Workshop], None]] = {
            "lobby": _lobby,
            "reading": _reading,
            "voting": _voting,
            "whys": _whys,
            "commitment": commitment.form,
            "done": workshop_sheet.sheet,
        }
        left = phone.time_left(workshop)
        if left:
            show.heading(left)
        draw[workshop.step](cached.workspace(workspace_id), workshop)


def _lobby(workspace: Workspace, workshop: Workshop) -> None:
    people = cached.store().workshops.seats(workshop)
    address = join_address(workshop)
    code = segno.make(address, micro=False, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    typed = f"{workshop.code[:4]} {workshop.code[4:]}"
    here = ngettext("{count} phone is here", "{count} phones are here", people)
    projected.join_board(code, typed, address.partition("?")[0], here)
    if urlsplit(address).hostname in ALONE:
        show.note(_("Phones cannot open an address of this machine alone. Start Headlight with HEADLIGHT_ACCESS=links "
                    "and server.address 0.0.0.0, and open this page by the machine's name in your network."))


def join_address(workshop: Workshop) -> str:
    """What the picture on the projector leads to."""
    here = urlsplit(st.context.url or "http://localhost:8501/")
    return f"{here.scheme}://{here.netloc}/join?{urlencode({'code': workshop.code})}"


def _reading(workspace: Workspace, workshop: Workshop) -> None:
    people = cached.store().workshops.seats(workshop)
    furthest = [int(said.body) for said in cached.store().workshops.said(workshop, "read") if said.slot == "furthest"]
    whole = sum(place + 1 >= len(workshop.quotes) for place in furthest)
    show.heading(
        ngettext("{done} of {count} phone has read everything", "{done} of {count} phones have read everything",
                 people, done=whole)
    )
    show.comments([show.Comment(quote) for quote in workshop.quotes])


def _voting(workspace: Workspace, workshop: Workshop) -> None:
    people = cached.store().workshops.seats(workshop)
    voted = sum(bool(said.body) for said in cached.store().workshops.said(workshop, "ballot"))
    show.heading(
        ngettext("{done} of {count} phone has voted", "{done} of {count} phones have voted", people, done=voted)
    )
    show.decisions(
        ngettext("{count} dot for everybody", "{count} dots for everybody", workshop.dots), list(workshop.choices)
    )


def _whys(workspace: Workspace, workshop: Workshop) -> None:
    left, right = st.columns(2)
    with left:
        projected.bars(_("The vote"), [(line.choice, line.dots) for line in result(workshop)])
        _choose(workspace, workshop)
    with right:
        show.decisions(workshop.chosen or workshop.question, list(workshop.whys), otherwise=_("Why does this happen?"))
        if workshop.whys:
            st.button(_("Take the last answer back"), key="why.back", type="tertiary", on_click=_take_back,
                      args=(workspace.id, workshop))
        if len(workshop.whys) < DEEPEST:
            _answers(workspace, workshop)


def _choose(workspace: Workspace, workshop: Workshop) -> None:
    if not workshop.choices or workshop.whys:
        return
    places = range(len(workshop.choices))
    chosen = workshop.choices.index(workshop.chosen) if workshop.chosen in workshop.choices else 0
    st.session_state["workshop.chosen"] = chosen
    st.selectbox(
        _("We work on"), places, key="workshop.chosen", format_func=lambda place: workshop.choices[place],
        on_change=lambda: _keep(workspace.id, workshop.id,
                                chosen=workshop.choices[st.session_state["workshop.chosen"]]),
    )


def _answers(workspace: Workspace, workshop: Workshop) -> None:
    level = len(workshop.whys)
    said = [(one.seat, str(one.body)) for one in cached.store().workshops.said(workshop, "why")
            if one.slot.startswith(f"{level}.")]
    found = answers(said)
    show.heading(_("Why {place} of {count}", place=level + 1, count=DEEPEST))
    if not found:
        show.note(_("Answers appear here as the phones send them."))
    for number, answer in enumerate(found):
        st.button(_answer_words(answer), key=f"why.{level}.{number}", on_click=_take,
                  args=(workspace.id, workshop, answer.text), width="stretch")
    with st.form(f"why.own.{level}", clear_on_submit=True, border=False):
        own = st.text_input(_("Or in your own words"), key=f"why.own.text.{level}", max_chars=280)
        if st.form_submit_button(_("Take it"), key=f"why.own.take.{level}") and own.strip():
            _take(workspace.id, workshop, own.strip())
            st.rerun()


def _answer_words(answer: Answer) -> str:
    return safe.md(
        ngettext("{text} ({count} person)", "{text} ({count} people)", answer.people, text=answer.text)
    )


def _take(workspace_id: str, workshop: Workshop, text: str) -> None:
    """An answer is agreed on: it becomes the next node of the workspace's cause tree."""
    known = cached.store().workshops.workshop(workshop.id)
    if known.whys != workshop.whys:  # a second tap, or a second projector
        return
    nodes = known.nodes or (_node(workspace_id, known, known.chosen or known.question, "").id,)
    node = _node(workspace_id, known, text, nodes[-1])
    _keep(workspace_id, known.id, whys=(*known.whys, text), nodes=(*nodes, node.id))


def _node(workspace_id: str, workshop: Workshop, text: str, parent: str) -> CauseNode:
    node = CauseNode("", parent=parent, text=text, metric=workshop.metric, where=workshop.where,
                     department=workshop.department, issue="" if parent else text, created=datetime.now(UTC))
    return cached.store().put(workspace_id, node)


def _take_back(workspace_id: str, workshop: Workshop) -> None:
    """The last answer goes from the chain; its node stays in the tree, where it can be removed."""
    _keep(workspace_id, workshop.id, whys=workshop.whys[:-1], nodes=workshop.nodes[:-1])
