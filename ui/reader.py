"""The plain reader: the comments behind a number, newest first, with its filters kept."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxlib.language import day, ngettext, number, period_name
from cxlib.language import gettext as _
from cxlib.workspace import Column, Filter, Metric, Source, Workspace
from ui import cached, controls, frame, show, state

PAGE = 10
MOODS = ("all", "low", "high")


def source_with_comments(workspace: Workspace, metric: Metric) -> Source | None:
    """The metric's own source if it has comments, else the first one that does."""
    own = workspace.source(metric.source)
    candidates = [own, *workspace.sources] if own else list(workspace.sources)
    return next((source for source in candidates if source.with_role("comment")), None)


def comments(workspace: Workspace, metric: Metric) -> None:
    """The comments of the page's period and filters, ten at a time."""
    source = source_with_comments(workspace, metric)
    if source is None:
        show.empty(
            _("No source holds comments."),
            _("Upload a survey with a column of comments, or give a column the role comment."),
            frame.page_file("data"),
            _("Data"),
        )
        return
    if source.id != metric.source:
        show.note(
            _("{metric} has no comments of its own; these are from {source}.", metric=metric.name, source=source.name)
        )
    score = _score(source, metric)
    found = _asked(workspace, metric, source, score)
    text = source.with_role("comment")[0].name
    if found.empty:
        show.note(_("No comment with these filters in this period."))
        return
    show.comments([_entry(row, text, score, source) for row in found.to_dict("records")])
    _turn(len(found))


def _asked(workspace: Workspace, metric: Metric, source: Source, score: Column | None) -> pd.DataFrame:
    periods = cached.comment_periods(workspace, metric, frame.grain(workspace))
    codes = ["", *[period.start_time.date().isoformat() for period in periods]]
    names = dict(zip(codes[1:], [period_name(period) for period in periods], strict=True))
    with show.row("reader"):
        chosen = controls.pick(_("When"), "when", codes, words=lambda code: names.get(code, _("any time")))
        mood = (
            controls.pick(_("Which"), "mood", MOODS, words=_mood_words, style="segments")
            if score and score.scale
            else "all"
        )
    where = (*frame.filters(workspace), *_mood(score, mood), *segment_filters(source))
    period = periods[codes.index(chosen) - 1] if chosen else None
    return cached.comments(workspace, source, where, period, _place(), PAGE)


def segment_filters(source: Source) -> tuple[Filter, ...]:
    """The drill path of the Causes page, as far as this source has its columns."""
    steps = [step.split("=", 1) for step in state.all_chosen("path") if "=" in step]
    return tuple(Filter(column, (value,)) for column, value in steps if source.column(column))


def _mood_words(mood: str) -> str:
    return {"all": _("all"), "low": _("unhappy"), "high": _("happy")}[mood]


def _mood(score: Column | None, mood: str) -> tuple[Filter, ...]:
    if mood == "all" or score is None or score.scale is None:
        return ()
    low, high = score.scale
    third = (high - low) / 3
    return (
        (Filter(score.name, (low + 2 * third,), ">="),)
        if (mood == "high") == (score.direction != "down")
        else (Filter(score.name, (low + third,), "<="),)
    )


def _score(source: Source, metric: Metric) -> Column | None:
    own = source.column(metric.columns.get("value", ""))
    scores: Sequence[Column] = source.with_role("score")
    return own if own and own.role == "score" else (scores[0] if scores else None)


def _entry(row: dict, text: str, score: Column | None, source: Source) -> show.Comment:
    when = row.get(source.time) if source.time else None
    facts = [day(when.date()) if when is not None and hasattr(when, "date") else ""]
    if score is not None and row.get(score.name) == row.get(score.name):
        facts.append(_("{score}: {value}", score=score.name, value=number(row[score.name])))
    facts += [str(row[c.name]) for c in source.with_role("dimension", "department")[:4] if row.get(c.name) is not None]
    return show.Comment(str(row[text]), tuple(fact for fact in facts if fact))


def _place() -> int:
    place = state.chosen("at", "0")
    return int(place) if place.isdigit() else 0


def _turn(shown: int) -> None:
    place = _place()
    with st.container(horizontal=True, key="reader.turn"):
        st.button(
            _("Newer"),
            key="reader.newer",
            disabled=place == 0,
            on_click=state.choose,
            kwargs={"at": str(max(place - PAGE, 0)) if place > PAGE else None},
        )
        st.button(
            _("Older"),
            key="reader.older",
            disabled=shown < PAGE,
            on_click=state.choose,
            kwargs={"at": str(place + PAGE)},
        )
        show.note(ngettext("{count} comment read", "{count} comments read", place + shown))
