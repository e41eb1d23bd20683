"""What an executive sees behind a link: the board as a one-minute story, phone first, sums only."""

import time
from collections.abc import Sequence

import streamlit as st

from cxlib import charts
from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.story import Story, story
from cxlib.briefing import being_done, going_well
from cxlib.errors import CXError, LinkProblem, StoreProblem
from cxlib.language import day, use
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.workspace import Filter, Link, SharedWorkspace, Workspace
from ui import cached, outage, show, wording
from ui.server import access
from ui.share import finished, frozen_brief, shared

SPAN = 18
WATCH = 3  # seconds between looks whether an open page's link was withdrawn
JUST = 1  # seconds for which a look counts: drawing the page was one


def page() -> None:
    """The page behind a link; without a valid one it says so and shows nothing."""
    try:
        link_id = _admitted()
        secret = access.kept_pass(link_id)
        link, workspace = cached.store().open_pass(secret, link_id, access.device())
        st.session_state["brief.looked"] = time.monotonic()
        with use(workspace.language):
            _told(link, workspace)
            _watch(link_id, secret)
    except LinkProblem as problem:
        if problem.facts["problem"] == "password":
            _ask(access.link_id())
        else:
            show.empty(str(problem), "")
    except StoreProblem:
        raise  # the page comes back by itself; see ``ui.outage``
    except CXError as problem:
        show.empty(_("Headlight cannot show this page right now."), outage.told(problem))


def _admitted() -> str:
    """The link that the address is about; a token that is still in the address is exchanged first.

    Raises:
        LinkProblem: If there is none, or the token opens nothing.
    """
    if access.token():
        exchanged = st.session_state.get("brief.exchanged", {})  # a page that was left open may ask with it again
        if access.token() not in exchanged:
            secret, link = cached.store().enter(access.token())
            exchanged = st.session_state["brief.exchanged"] = {access.token(): (link.id, secret)}
        id, secret = exchanged[access.token()]
        access.keep_pass(id, secret)
        return id
    if access.link_id() in LinkProblem.sentences:  # where the token led that was put into the address
        raise LinkProblem(problem=access.link_id())
    return access.link_id()


def _ask(link_id: str) -> None:
    show.headline(_("This link asks for a password."), _("Whoever sent you the link knows it."))
    with st.form("password", border=False), show.problems():
        typed = st.text_input(_("Password"), type="password", key="password.typed", max_chars=256)
        if st.form_submit_button(_("Open"), type="primary", key="password.open") and typed:
            secret = access.kept_pass(link_id)
            cached.store().unlock(secret, link_id, typed, access.visitor(), access.device())
            st.rerun()


@st.fragment(run_every=WATCH)
def _watch(link_id: str, secret: str) -> None:
    """Takes the page away soon after its link was withdrawn; says so while the store does not answer."""
    if time.monotonic() - st.session_state.get("brief.looked", 0.0) < JUST:
        return
    try:
        if not cached.store().is_open(secret, link_id):
            st.rerun()
    except StoreProblem as problem:
        show.problem(outage.told(problem) or _("Headlight cannot show this page right now."))


def _told(link: Link, workspace: Workspace) -> None:
    if link.scope == "review":
        show.brief(_frozen(link, workspace))
        return
    offered = _offered(link, workspace)
    where = _chosen(offered)
    page = _finished(link, workspace, where)
    if offered:
        _bar(offered, where)
    show.brief(page)


def prepare(link: Link, workspace: Workspace) -> None:
    """Puts together what a link shows, so that its first guest does not wait."""
    with use(workspace.language):
        if link.scope == "review":
            _frozen(link, workspace)
        else:
            _offered(link, workspace)
            _finished(link, workspace, ())


def is_prepared(link: Link, workspace: Workspace) -> bool:
    """Whether the first guest does not wait; true also where there is nothing to wait for."""
    with use(workspace.language):
        try:
            is_chosen_from = link.allowed and link.scope != "review"
            is_offered = not is_chosen_from or finished.is_kept(_choices_name(link, workspace))
            return is_offered and finished.is_kept(*_names(link, workspace, ()))
        except LinkProblem:
            return True


def _frozen(link: Link, workspace: Workspace) -> show.Brief:
    return finished.page(_names(link, workspace, ()), workspace,
                         lambda: frozen_brief.told(shared.review(workspace, link), link))  # fmt: skip


def _finished(link: Link, workspace: Workspace, where: tuple[Filter, ...]) -> show.Brief:
    return finished.page(_names(link, workspace, where), workspace, lambda: _put_together(link, workspace, where))


def _offered(link: Link, workspace: Workspace) -> Sequence[Filter]:
    """What the reader may choose from, known for all readers at once."""
    if not link.allowed:
        return ()
    return finished.choices(_choices_name(link, workspace), workspace,
                            lambda: shared.choices(shared.workspace(workspace, link)))  # fmt: skip


def _choices_name(link: Link, workspace: Workspace) -> str:
    return finished.named(link, workspace, "choices")


def _names(link: Link, workspace: Workspace, where: tuple[Filter, ...]) -> tuple[str, ...]:
    """What the page may be called. A board that says who leads whom is the better one, and is kept over a restart."""
    if link.scope == "review":
        return (finished.named(link, workspace, shared.frozen(workspace, link)),)
    whole, plain = (finished.named(link, workspace, where, scanned) for scanned in (True, False))
    return (whole,) if shared.is_scanned(workspace, link) else (whole, plain)


def _put_together(link: Link, workspace: Workspace, where: tuple[Filter, ...]) -> show.Brief:
    charts.get_ready()
    seen = shared.workspace(workspace, link)
    board = shared.board(workspace, seen, link.grain, where)
    told = story(board, seen)
    said = shared.comments(seen, board) if not where else []
    rows = [_row(seen, card) for card in board.cards]
    return show.Brief(
        show.brief_story(_above(seen, board), told.sentence, _paragraphs(told, board, seen)),
        show.brief_rows(_("The numbers"), rows),
        frozen_brief.rest(link, workspace.name, said),
    )


def _chosen(offered: Sequence[Filter]) -> tuple[Filter, ...]:
    """The one choice in the address that the link offers; anything else is as if it were not there."""
    known = {(part.column, part.values[0]): part for part in offered}
    columns = dict.fromkeys(part.column for part in offered)
    asked = ((column, value) for column in columns for value in st.query_params.get_all(f"f.{column}"))
    return next(((known[choice],) for choice in asked if choice in known), ())


def _bar(offered: Sequence[Filter], now: tuple[Filter, ...]) -> None:
    """One drop-down for all choices: a link shows one group at a time."""
    words = {"": _("Everybody")} | {f"{part.column}\n{part.values[0]}": f"{part.column}: {part.values[0]}"
                                    for part in offered}  # fmt: skip
    st.session_state["brief.choice"] = f"{now[0].column}\n{now[0].values[0]}" if now else ""
    st.selectbox(
        _("Show"), list(words), key="brief.choice", format_func=words.__getitem__, on_change=_choose, args=(offered,),
        label_visibility="collapsed",
    )  # fmt: skip


def _choose(offered: Sequence[Filter]) -> None:
    column, _found, value = st.session_state["brief.choice"].partition("\n")
    columns = {part.column for part in offered}
    for known in columns:
        st.query_params.pop(f"f.{known}", None)
    if column in columns:
        st.query_params[f"f.{column}"] = value


def _above(workspace: Workspace, board: Board) -> str:
    last = max((card.last_day for card in board.cards if card.last_day), default=None)
    if last is None:
        return workspace.name
    return _("{workspace} · customer experience · to {day}", workspace=workspace.name, day=day(last))


def _paragraphs(told: Story, board: Board, seen: SharedWorkspace) -> list[tuple[str, str]]:
    doing, well = being_done(seen), going_well(board, seen)
    parts = [
        (_("What happened"), told.happened),
        (_("Why"), told.why),
        (_("What comes next"), told.ahead),
        (_("What is being done"), ". ".join(doing) + "." if doing else told.done),
        (_("What went well"), " ".join(well)),
    ]
    return [(title, text) for title, text in parts if text]


def _row(workspace: Workspace, card: Card) -> show.BriefRow:
    drawing = cached.spark(workspace, card, SPAN, labelled=False)
    return show.BriefRow(
        name=card.metric.name,
        under=wording.target(card.metric, card.target) if card.target else "",
        picture=cached.svg_of(drawing) if drawing else "",
        value=display.value(card.metric, card.value),
        status=card.status,
        status_word=wording.status(card) if card.target else "",
    )
