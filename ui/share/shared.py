"""What a link shows, kept by its content: a link's next guest waits for nothing that the first one waited for."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from cxlib.board.board import Board
from cxlib.board.findings import named
from cxlib.errors import CXError, LinkProblem, NotFound
from cxlib.language import current, use
from cxlib.metrics.shared import SharedMeasures
from cxlib.metrics.shared import shared as cut
from cxlib.review import ReviewContent
from cxlib.review.outside import for_outsiders
from cxlib.review.quoting import telling
from cxlib.sources import rows
from cxlib.sources.commented import SAID, WORDS
from cxlib.voices.redaction import redacted
from cxlib.workspace import Filter, Link, SharedWorkspace, Workspace
from cxlib.workspace.record import content_hash
from ui import cached
from ui.improve import meetings

_SHOWN = ("scope", "review", "where", "allowed", "grain", "comments", "comment_base", "minimum_base")
"""Fields of a link that change what is seen."""
MOST_COMMENTS = 3
READ = 300  # newest comments that those shown are chosen from


def workspace(whole: Workspace, link: Link) -> SharedWorkspace:
    """The workspace as the link shows it."""
    return _workspace(key(whole, link), whole, link)


def key(whole: Workspace, link: Link) -> str:
    """Hash of everything that the link shows of the board: links with the same key tell the same."""
    shown = repr([getattr(link, name) for name in _SHOWN])
    return content_hash({"whole": whole.key, "doing": whole.doing_key, "shown": shown})


def is_scanned(whole: Workspace, link: Link) -> bool:
    """Whether it is known who leads whom, so that the link can say so: that is told of all rows together only."""
    return not link.where and cached.known_scan(whole) is not None


@st.cache_resource(max_entries=64, show_spinner=False)
def _workspace(key: str, _whole: Workspace, _link: Link) -> SharedWorkspace:
    return _without_persons(cut(_whole, _link))


def _without_persons(seen: SharedWorkspace) -> SharedWorkspace:
    """What people typed is redacted like a customer's comment: it was written for colleagues."""
    return replace(
        seen,
        notes=tuple(replace(note, text=redacted(note.text)) for note in seen.notes),
        events=tuple(replace(event, name=redacted(event.name)) for event in seen.events),
        actions=tuple(
            replace(action, name=redacted(action.name), thanks=redacted(action.thanks)) for action in seen.actions
        ),
    )


def board(whole: Workspace, shared: SharedWorkspace, grain: str, where: tuple[Filter, ...] = ()) -> Board:
    """The board behind a link."""
    if not shared.lock:
        cached.share_scan(whole, shared)
    return cached.board(shared, grain, where)


def choices(shared: SharedWorkspace) -> Sequence[Filter]:
    """The filters that a reader may set, one value each."""
    return _measures(shared).choices()


def _measures(shared: SharedWorkspace) -> SharedMeasures:
    known = cached.measures(shared)
    if not isinstance(known, SharedMeasures):
        raise ValueError("a shared workspace is measured without its limits")
    return known


def comments(shared: SharedWorkspace, board: Board) -> list[str]:
    """A few comments behind the board, without what identifies people; none unless the link shows them, and enough."""
    return _comments(shared.data_key, current(), shared, board) if shared.comment_base else []


@st.cache_resource(max_entries=64, show_spinner=False)
def _comments(key: str, language: str, _shared: SharedWorkspace, _board: Board) -> list[str]:
    for card in _board.cards:
        source = _shared.source(card.metric.source)
        if source is not None and card.period is not None and card.comments >= _shared.comment_base:
            read = rows(_measures(_shared).dataset(source.id), [WORDS], (SAID,), card.period, READ)
            return telling(list(read[WORDS]))[:MOST_COMMENTS]
    return []


def frozen(whole: Workspace, link: Link) -> str:
    """The hash of the frozen review behind a link.

    Raises:
        LinkProblem: ``"gone"`` if the review is not there any more.
    """
    found = next((each for each in whole.reviews if each.id == link.review and each.snapshot), None)
    if found is None:
        raise LinkProblem(problem="gone")
    return found.snapshot


def review(whole: Workspace, link: Link) -> ReviewContent:
    """The frozen review behind a link, as outsiders may read it.

    Raises:
        LinkProblem: ``"gone"`` if the review is not there any more.
    """
    try:
        return _review(frozen(whole, link), key(whole, link), whole, link)
    except NotFound as error:
        raise LinkProblem(problem="gone") from error


@st.cache_resource(max_entries=64, show_spinner=False)
def _review(hash: str, key: str, _whole: Workspace, _link: Link) -> ReviewContent:
    content = meetings.kept(hash)
    told = _tellable(content, _whole, _link)
    most = MOST_COMMENTS if _link.comments and len(content.quotes) else 0
    return for_outsiders(content, _link.minimum_base, lambda one: one.sentence in told, most, _link.comment_base)


def _tellable(content: ReviewContent, whole: Workspace, link: Link) -> set[str]:
    """The sentences about segments that may be told, found again in the data of that day under the link's limits."""
    frozen = {version.source: version for version in content.data}
    sources = [replace(source, snapshot=frozen[source.name].snapshot, last=frozen[source.name].last)
               for source in whole.sources if source.name in frozen]  # fmt: skip
    limits = replace(link, where=content.where, allowed=(), grain=content.grain)
    with use(content.language), suppress(CXError):  # data of that day that are gone tell nothing
        then = board(whole, cut(replace(whole, sources=tuple(sources)), limits), content.grain)
        return {named(finding, card.metric.name).sentence for card in then.cards for finding in card.findings}
    return set()

