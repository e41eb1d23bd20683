"""From every number of the Causes page to its comments: one button each, in a line under the picture."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from cxlib.board.explained import segment_words
from cxlib.causes.pricing import last_year
from cxlib.language import gettext as _
from cxlib.workspace import Metric, Workspace
from ui import frame, safe, show, state
from ui.understand import listening, reader

MOST = 12  # numbers in one line


class Number(NamedTuple):
    """A number of a picture: what it is called, and whose, of when and how unhappy its comments are."""

    words: str
    where: Mapping[str, Any]
    when: str = ""
    mood: str = ""


def line(workspace: Workspace, title: str, place: str, numbers: Sequence[Number]) -> None:
    """A button for each number; nothing where no source holds comments.

    Args:
        workspace: The workspace.
        title: What stands before them.
        place: Name of the place, unique on the page.
        numbers: The numbers, the most important first.
    """
    if not numbers or listening.source_with_comments(workspace) is None:
        return
    with st.container(horizontal=True, key=f"reads.{place}", vertical_alignment="center", gap="medium"):
        show.note(title)
        for count, each in enumerate(numbers[:MOST]):
            button(each.where, f"{place}.{count}", each.mood, each.words, each.when)


def button(where: Mapping[str, Any], place: str, mood: str = "", words: str = "", when: str = "") -> None:
    """A button to the comments of a segment, with the page's filters kept.

    Args:
        where: The segment.
        place: Name of the place, unique on the page.
        mood: ``"low"`` or ``"high"``: only unhappy or only happy answers.
        words: What stands on it, if not the segment's name.
        when: The time of the comments, as in the URL; any time without it.
    """
    st.button(
        safe.md(words) if words else _("Read what they say: {segment}", segment=safe.md(segment_words(where))),
        key=f"read.{place}",
        type="tertiary",
        on_click=state.choose,
        kwargs=narrowed(where, when) | {"mood": mood or None},
    )


def narrowed(where: Mapping[str, Any], when: str) -> dict[str, Any]:
    """The choices that open the comments of a segment and of no other number looked at before."""
    kept = {"view": "comments", "path": path_of(where), "when": when or None}
    return dict.fromkeys(reader.NARROWING) | kept


def path_of(where: Mapping[str, Any]) -> list[str]:
    """A segment as it stands in the URL."""
    return [f"{column}={frame.MISSING if value is None else value}" for column, value in where.items()]


def path() -> list[tuple[str, str | None]]:
    """The drill's path from the URL: dimension and value."""
    steps = [step.split("=", 1) for step in state.all_chosen("path") if "=" in step]
    return [(column, None if value == frame.MISSING else value) for column, value in steps]


def last_year_when(workspace: Workspace, metric: Metric) -> str:
    """The last year of a metric's data, as the reader takes it from the URL; empty where it has no dates."""
    source = workspace.source(metric.source)
    span = last_year(source)[0] if source else ()
    return reader.when_words(*span[0].values) if span else ""
