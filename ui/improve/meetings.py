"""Reviews as the pages know them: the meeting that is open, its content kept by what it depends on, and its packs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from cxlib.board.board import Board
from cxlib.errors import EditConflict
from cxlib.language import current, use
from cxlib.review import TEMPLATES, ReviewContent, content, freeze, frozen, last_seen, previous_review
from cxlib.workspace import Decision, Filter, Record, Review, Rhythm, Workspace
from cxlib.workspace.record import content_hash
from ui import cached
from ui.server import doors
from ui.server.home import whole_store

DOUBLE_CLICK = timedelta(seconds=10)


def open_review(workspace: Workspace, rhythm: Rhythm, where: tuple[Filter, ...]) -> Review:
    """The meeting that is being prepared; one that is not stored yet where nobody wrote anything."""
    mine = [one for one in workspace.reviews if not one.snapshot and (one.rhythm, one.where) == (rhythm, where)]
    return mine[-1] if mine else Review("", rhythm=rhythm, where=where, grain=TEMPLATES[rhythm].grain)


def begun(workspace: Workspace, review: Review) -> Review:
    """The meeting with the id it is kept under: the same for everybody who begins it at once."""
    if review.id:
        return review
    held = sum(_same_kind(one, review) for one in workspace.reviews)
    known = {"rhythm": review.rhythm, "department": review.department, "held": held,
             "where": review.as_dict()["where"]}  # fmt: skip
    return replace(review, id=content_hash(known)[:16], created=_now())


def _same_kind(one: Review, other: Review) -> bool:
    return (one.rhythm, one.where, one.department) == (other.rhythm, other.where, other.department)


def save(workspace: Workspace, review: Review, **changed: Any) -> Review:
    """Keeps the meeting with some fields changed.

    Raises:
        EditConflict: If somebody else changed it since it was shown.
    """
    return cached.store().put(workspace.id, replace(begun(workspace, review), **changed))


def decide(workspace: Workspace, review: Review, decision: Decision) -> None:
    """Keeps a decision of the meeting, and the meeting itself if it is not kept yet: both, or neither."""
    made = begun(workspace, review)
    kept: Record = replace(decision.identified(), review=made.id, created=_now())
    try:
        cached.store().put_all(workspace.id, [kept] if review.id else [made, kept])
    except EditConflict:  # somebody began the same meeting a moment before
        cached.store().put(workspace.id, kept)


def close(workspace: Workspace, review: Review, seen: ReviewContent) -> Review:
    """Freezes the meeting as it is on the screen; from then on it is shown as it was. A double click freezes once."""
    held = [one for one in cached.workspace(workspace.id).reviews if one.snapshot and _same_kind(one, review)]
    just = [one for one in held if one.frozen and _now() - one.frozen < DOUBLE_CLICK]
    if just:
        return just[-1]
    made = cached.store().put(workspace.id, replace(begun(workspace, review), name=seen.title))
    kept = replace(seen, review=made.id)
    period = seen.period.isoformat() if seen.period else ""
    snapshot = freeze(cached.store(), kept)
    return cached.store().put(workspace.id, replace(made, snapshot=snapshot, frozen=_now(), period=period,
                                                    held=_now().date(), previous=seen.previous))  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def live(workspace: Workspace, review: Review, board: Board) -> ReviewContent:
    """The meeting's content as of now."""
    before = previous_review(workspace, review)
    revision = cached.store().revision(workspace.id)
    held = replace(review, previous=before.id if before else "")
    return _live((revision, workspace.key, id(board), current(), repr(held)), workspace, held, board, before)


@st.cache_resource(max_entries=64, show_spinner=False)
def _live(
    key: tuple[object, ...], _workspace: Workspace, _review: Review, _board: Board, _before: Review | None
) -> ReviewContent:
    with use(str(key[3])):
        previous = last_seen(whole_store(), _before)
        return content(_workspace, cached.measures(_workspace), _board, _review, previous)


@st.cache_resource(max_entries=64, show_spinner=False)
def kept(hash: str) -> ReviewContent:
    """A frozen review; its content never changes."""
    return frozen(whole_store(), hash)


def home() -> str:
    """The app's own address as this visitor reached it."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{doors.base()}" if here.netloc else ""
