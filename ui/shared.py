"""What a link shows, kept by its content: a link's next guest waits for nothing that the first one waited for."""

from typing import Any

import streamlit as st

from cxlib.board.board import Board
from cxlib.metrics.shared import SharedMeasures
from cxlib.metrics.shared import shared as cut
from cxlib.workspace import Filter, Link, SharedWorkspace, Workspace
from cxlib.workspace.record import content_hash
from ui import cached

_SHOWN = ("where", "allowed", "grain", "comments", "comment_base", "minimum_base")  # fields that change what is seen


def workspace(whole: Workspace, link: Link) -> SharedWorkspace:
    """The workspace as the link shows it."""
    return _workspace(_key(whole, link), whole, link)


def _key(whole: Workspace, link: Link) -> str:
    kept: dict[str, Any] = link.as_dict()
    doing = [action.as_dict() for action in whole.actions]  # the workspace's own key leaves them out
    return content_hash({"whole": whole.key, "doing": doing, **{name: kept[name] for name in _SHOWN}})


@st.cache_resource(max_entries=64, show_spinner=False)
def _workspace(key: str, _whole: Workspace, _link: Link) -> SharedWorkspace:
    return cut(_whole, _link)


def board(whole: Workspace, shared: SharedWorkspace, grain: str, where: tuple[Filter, ...] = ()) -> Board:
    """The board behind a link."""
    if not shared.lock:
        cached.share_scan(whole, shared)
    return cached.board(shared, grain, where)


def choices(shared: SharedWorkspace) -> list[Filter]:
    """The filters that a reader may set, one value each."""
    known = cached.measures(shared)
    return known.choices() if isinstance(known, SharedMeasures) else []
