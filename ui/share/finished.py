"""Finished pages behind links: put together once for all guests who see the same, and kept over a restart."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict

import streamlit as st

from cxlib.errors import CXError
from cxlib.language import current
from cxlib.store.pages import MOST, Parts
from cxlib.workspace import Filter, Link, Workspace
from cxlib.workspace.record import content_hash
from ui import show
from ui.safe import Markup
from ui.server import built
from ui.server.home import whole_store
from ui.share import shared

PARTS = ("story", "numbers", "rest")


def named(link: Link, workspace: Workspace, *more: object) -> str:
    """The page's name: a hash of what the link shows of which data, then of everything else the page is made of.

    What it is made of is in its name, so that new data, another limit or a new program lead to another page at once.
    """
    made_of = [built.fingerprint(), current(), link.expires, *more]
    return f"{shared.key(workspace, link)}-{content_hash({'made of': repr(made_of)})}"


def page(names: tuple[str, ...], workspace: Workspace, make: Callable[[], show.Brief]) -> show.Brief:
    """A finished page; the best one that is there.

    Args:
        names: What it may be called, the best first; under the last one it is put together if none is there.
        workspace: What it is made of.
        make: Puts it together.
    """
    return _page(names, workspace, make)


def choices(name: str, workspace: Workspace, make: Callable[[], Sequence[Filter]]) -> Sequence[Filter]:
    """The filters that a reader may set, kept like a page: to know which groups are large enough takes as long."""
    return _choices(name, workspace, make)


def is_kept(*names: str) -> bool:
    """Whether something is there under one of the names, so that nobody waits for it."""
    return any(whole_store().pages.found(name) for name in names)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _page(names: tuple[str, ...], _workspace: Workspace, _make: Callable[[], show.Brief]) -> show.Brief:
    known = next((found for name in names if (found := _found(name))), None)
    if known is None:
        known = whole_store().pages.kept(names[-1], lambda: asdict(_make()), lambda: _is_still_so(_workspace))
    return show.Brief(**{name: Markup(known[name]) for name in PARTS})


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _choices(name: str, _workspace: Workspace, _make: Callable[[], Sequence[Filter]]) -> Sequence[Filter]:
    def made() -> Parts:
        return {"choices": json.dumps([(part.column, part.values[0]) for part in _make()])}

    known = whole_store().pages.kept(name, made, lambda: _is_still_so(_workspace))
    return tuple(Filter(column, (value,)) for column, value in json.loads(known["choices"]))


def _found(name: str) -> Parts | None:
    known = whole_store().pages.found(name)
    return known if known is not None and set(known) == set(PARTS) else None


def _is_still_so(workspace: Workspace) -> bool:
    """Whether nothing of the workspace has changed: nobody was erased from it while the page was put together."""
    with suppress(CXError):
        now = whole_store().workspace(workspace.id)
        return (now.key, now.doing_key) == (workspace.key, workspace.doing_key)
    return False
