"""The Board's parts: a card for each headline metric, what needs a decision, what to celebrate, what to explain."""

from datetime import UTC, datetime

import streamlit as st

from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.explained import finished_periods, windows
from cxlib.board.findings import Finding
from cxlib.language import day, ngettext, number
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.workspace import Note, NoteKind, Workspace
from ui import cached, frame, safe, show, state, wording
from ui.improve import from_finding
from ui.understand import listening, reader, to_comments


def draw(workspace: Workspace, card: Card, span: int) -> None:
    """One card as the design shows it."""
    names = {metric.id: metric.name for metric in workspace.metrics}
    text = show.CardText(
        name=card.metric.name,
        tag=_(wording.ROLE_WORDS[card.metric.role]),
        value=display.value(card.metric, card.value),
        interval=wording.interval(card),
        base=wording.base(card),
        status="open" if card.guarded and card.status != "missed" else card.status,
        status_word=wording.status(card),
        distance=wording.distance(card),
        chance=wording.chance(card),
        finding=card.problem or (card.findings[0].sentence if card.findings else ""),
        caveat=_caveat(card),
    )
    show.card(text, cached.spark(workspace, card, span), _links(workspace, card, names), key=f"card.{card.metric.id}")


def _caveat(card: Card) -> str:
    if card.caveat:
        return card.caveat
    return _("{source}, to {day}", source=card.source, day=day(card.last_day)) if card.source and card.last_day else ""


def _links(workspace: Workspace, card: Card, names: dict[str, str]) -> list[show.CardLink]:
    query = state.as_query(metric=card.metric.id)
    links = []
    if card.comments:
        words = ngettext("Read {count} comment", "Read {count} comments", card.comments)
        links.append(show.CardLink(words, frame.page_file("voices"), _comments_query(card)))
    elif listening.source_with_comments(workspace, card.metric):
        links.append(show.CardLink(_("Read comments"), frame.page_file("voices"), _comments_query(card)))
    led = wording.led(card, names)
    if led:
        links.append(show.CardLink(led, frame.page_file("outlook"), _pair_query(card)))
    elif card.comfortable:
        links.append(show.CardLink(_("Set a stretch"), frame.page_file("metrics"), query))
    else:
        links.append(show.CardLink(_("See why"), frame.page_file("causes"), query))
    return links


def _comments_query(card: Card) -> dict[str, list[str]]:
    when = card.period.start_time.date().isoformat() if card.period is not None else ""
    return reader.query(card.metric, when=when)


def _pair_query(card: Card) -> dict[str, list[str]]:
    before, after = card.led_by, card.leads
    if before is None and after is not None:
        return state.as_query(metric=after.metric, lead=card.metric.id, view="pair")
    return state.as_query(metric=card.metric.id, lead=before.metric if before else "", view="pair")


def decisions(workspace: Workspace, board: Board) -> None:
    """What needs a decision: the strongest findings of the whole board, each with its comments and its action."""
    show.decisions(
        _("What needs a decision"),
        board.decisions,
        ordered=True,
        otherwise=_("Nothing moved beyond noise. Keep watching the leading metrics."),
    )
    with st.container(horizontal=True, key="reads.decisions", vertical_alignment="center"):
        for place, found in enumerate(board.decisions, start=1):
            _read(workspace, found, place)
            told = {"sentence": found.sentence, "metric": found.params.get("metric", ""), "where": found.where}
            from_finding.action_button(f"decision.{place}", told, _("Act on {number}", number=number(place)))


def _read(workspace: Workspace, found: Finding, place: int) -> None:
    """To the comments of a finding's segment, of the time that it explains."""
    metric = workspace.metric(found.params.get("metric", ""))
    if metric is None or listening.source_with_comments(workspace) is None:
        return
    measures = cached.measures(workspace)
    grain, where = measures.grain(metric, frame.grain(workspace)), frame.filters(workspace)
    after = windows(finished_periods(measures, metric, grain, where), grain)[1] if found.where else []
    when = reader.when_words(after[0].start_time.date(), after[-1].end_time.date()) if after else ""
    path = to_comments.path_of(found.where or {})
    reader.link(metric, _("Read about {number}", number=number(place)), when=when, path=path)


def wins(workspace: Workspace, board: Board) -> None:
    """What to celebrate."""
    show.decisions(
        _("To celebrate"),
        board.wins,
        ordered=False,
        otherwise=_("No target is safely met yet: the first win will stand here."),
    )


def explanations(workspace: Workspace, board: Board) -> None:
    """Asks for the reason of each miss and a thank-you for each win; both are kept with their data version."""
    missed = [card for card in board.cards if card.status == "missed"]
    met = [card for card in board.cards if card.status == "met"]
    if missed:
        with st.expander(_("Explain the misses: what happened, why, what we do")):
            for card in missed:
                _explanation(workspace, card, "miss", _("Keep the explanation"))
    if met:
        with st.expander(_("Say thank you for the wins")):
            for card in met:
                _explanation(workspace, card, "win", _("Keep the thank-you"))


def _explanation(workspace: Workspace, card: Card, kind: NoteKind, label: str) -> None:
    period = str(card.period)
    about = [note for note in workspace.notes if note.metric == card.metric.id and note.kind == kind]
    known = [note for note in about if note.period == period]
    key = f"why.{card.metric.id}.{period}"
    st.text_area(safe.md(card.metric.name), known[-1].text if known else "", key=key, max_chars=2000)
    if st.button(label, key=f"{key}.save") and st.session_state[key].strip():
        source = workspace.source(card.metric.source)
        note = Note(
            known[-1].id if known else "",
            metric=card.metric.id,
            period=period,
            kind=kind,
            text=st.session_state[key].strip(),
            created=datetime.now(UTC).replace(tzinfo=None),
            snapshot=source.snapshot if source else "",
            version=known[-1].version if known else 0,
        )
        cached.store().put(workspace.id, note)
        st.rerun()
