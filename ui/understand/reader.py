"""The reader: the comments behind a number with its filters kept, chosen quotes first, then one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from cxlib.language import day, ngettext, number, period_name
from cxlib.language import gettext as _
from cxlib.voices import redacted
from cxlib.voices.quoting import RULES, quotes
from cxlib.voices.themed import DAY, MOOD, NONE, SAID, Themed, theme_column
from cxlib.voices.writing import normal
from cxlib.workspace import Filter, Metric, Source, Workspace
from ui import cached, controls, frame, safe, show, state
from ui.understand import listening

PAGE = 10
ENOUGH = 10  # comments that give a feeling for what stands behind a number
MOODS = {"all": "", "low": "unhappy", "middle": "neutral", "high": "happy"}
MOST_SAVED = 20_000  # comments in one download
NO_THEME = "-"
_TO = ".."  # between the days of a span
NARROWING = ("at", "word", "theme", "mood", "path", "when")  # what one number's comments are narrowed by, not the page


@dataclass(frozen=True)
class Selection:
    """The comments in question."""

    said: Themed
    where: tuple[Filter, ...]


def comments(workspace: Workspace, metric: Metric | None) -> None:
    """Quotes by rule, then the comments of the page's period and filters one by one."""
    source = source_or_none(workspace, metric)
    if source is None:
        return
    if metric is not None and source.id != metric.source:
        show.note(
            _("{metric} has no comments of its own; these are from {source}.", metric=metric.name, source=source.name)
        )
    said = listening.heard(workspace, source)
    _say_what_is_not_kept(workspace, said)
    selection = Selection(said, _picked(workspace, metric, said))
    found = said.count(selection.where)
    if not found:
        show.note(_("No comment with these filters. Take one away, or choose any time."))
        return
    chosen_quotes(workspace, selection)
    _one_by_one(workspace, selection, found)


def source_or_none(workspace: Workspace, metric: Metric | None) -> Source | None:
    """The source whose comments are read; without one the page says what to do."""
    source = listening.source_with_comments(workspace, metric)
    if source is None:
        show.empty(
            _("No source holds comments."),
            _("Upload a survey with a column of comments, or give a column the role comment."),
            frame.page_file("data"),
            _("Data"),
        )
    return source


def query(metric: Metric, **chosen: Any) -> dict[str, list[str]]:
    """The address of a number's comments for a page link to Voices, with the page's filters kept."""
    kept = state.as_query(metric=metric.id)
    kept |= {name: [""] for name in NARROWING if name in kept}  # left out, the page would remember what it was
    asked = {name: [value] if isinstance(value, str) else list(value) for name, value in chosen.items() if value}
    return kept | {"view.voices": ["read"]} | asked


def link(metric: Metric, words: str = "", **chosen: Any) -> None:
    """A link from a number to its comments."""
    st.page_link(frame.page_file("voices"), label=safe.md(words or _("Read the comments")),
                 query_params=query(metric, **chosen))  # fmt: skip


def open_here(words: str, place: str, **chosen: Any) -> None:
    """A button on this page to the comments of a number: a link to the page one is on would leave the address as it is.

    Args:
        words: What stands on it.
        place: Name of the place, unique on the page.
        chosen: What narrows the comments, as for ``query``.
    """
    asked = dict.fromkeys(NARROWING) | {"view.voices": "read"} | chosen
    st.button(safe.md(words), key=f"open.{place}", type="tertiary", on_click=state.choose, kwargs=asked)


def links(workspace: Workspace, metrics: Iterable[Metric]) -> None:
    """A line of links from several numbers to their comments; nothing where no source holds any."""
    if listening.source_with_comments(workspace) is None:
        return
    with st.container(horizontal=True, key="reader.links", gap="medium"):
        show.note(_("Read the comments behind"))
        for metric in metrics:
            link(metric, metric.name)


def base_where(workspace: Workspace, metric: Metric | None, said: Themed) -> tuple[Filter, ...]:
    """The page's and the metric's filters, the drill path and the chosen period, as far as the comments know them."""
    source = said.source
    own = metric.where if metric is not None and metric.source == source.id else ()
    known = [*_path(source), *(said.has(theme) for _step, theme in _themed_path(workspace, said) if theme)]
    where = (*frame.filters(workspace), *own, *known)
    span = _chosen_span(workspace, metric, source)
    return where if span is None else (*where, span)


def _steps() -> list[Filter]:
    """The drill path of the Causes page."""
    steps = [step.split("=", 1) for step in state.all_chosen("path") if "=" in step]
    return [Filter(column, (None if value == frame.MISSING else value,)) for column, value in steps]


def _path(source: Source) -> list[Filter]:
    return [step for step in _steps() if source.column(step.column) is not None]


def _themed_path(workspace: Workspace, said: Themed) -> list[tuple[Filter, str]]:
    """Steps on columns that the comments do not have, each with the theme that speaks of its value, if one does."""
    foreign = [step for step in _steps() if said.source.column(step.column) is None]
    named = [listening.theme_of(workspace, str(step.values[0])) if step.values[0] else "" for step in foreign]
    return [(step, theme if theme in said.themes else "") for step, theme in zip(foreign, named, strict=True)]


def _say_what_is_not_kept(workspace: Workspace, said: Themed) -> None:
    """Filters on columns that the comments do not have: read as a theme, or not kept; never in silence."""
    name = said.source.name
    unknown = [(part, "") for part in frame.filters(workspace) if said.source.column(part.column) is None]
    for part, theme in (*_themed_path(workspace, said), *unknown):
        facts = {"source": name, "column": part.column, "values": ", ".join(_level(value) for value in part.values)}
        if theme:
            facts["theme"] = theme
            show.note(_("{source} has no column {column}: {values} is read as the theme {theme}.", **facts))
        else:
            show.note(_("{source} has no column {column}: these comments are not only those of {values}.", **facts))


def _level(value: Any) -> str:
    return _("none") if value is None else str(value)


def periods_of(workspace: Workspace, metric: Metric | None, source: Source) -> list[pd.Period]:
    """The latest periods there are comments to read of, newest first."""
    if metric is not None and _is_dated(workspace, metric):
        return cached.comment_periods(workspace, metric, frame.grain(workspace))
    if source.time in (None, "", DAY) or source.last is None or source.first is None:
        return []
    calendar, grain = workspace.calendar, frame.grain(workspace)
    last, first = calendar.period(source.last, grain), calendar.period(source.first, grain)
    return list(pd.period_range(first, last))[::-1][:24]


def _is_dated(workspace: Workspace, metric: Metric) -> bool:
    own = workspace.source(metric.source)
    return own is None or bool(own.time)


def pick_period(workspace: Workspace, metric: Metric | None, source: Source) -> None:
    """The period whose comments are looked at; any by default."""
    names = {_code(period): period_name(period) for period in periods_of(workspace, metric, source)}
    asked = span_of(state.chosen("when"))
    if asked:
        span = _("{first} to {last}", first=day(asked[0]), last=day(asked[1]))
        names = {state.chosen("when"): span, **names}
    if names:
        words = {"": _("any time"), **names}
        controls.pick(_("When"), "when", list(words), words=lambda code: words[code], width=180)


def when_words(first: date, last: date) -> str:
    """A span of days as it stands in the URL."""
    return f"{first.isoformat()}{_TO}{last.isoformat()}"


def span_of(asked: str) -> tuple[date, date] | None:
    """The days of a span in the URL; None where it is none."""
    try:
        first, last = (date.fromisoformat(part) for part in asked.split(_TO))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def chosen_when() -> str:
    """The period chosen on this page."""
    return state.chosen("when")


def chosen_path() -> tuple[str, ...]:
    """The segment chosen on the Causes page."""
    return state.all_chosen("path")


def _code(period: pd.Period) -> str:
    return period.start_time.date().isoformat()


def _chosen_span(workspace: Workspace, metric: Metric | None, source: Source) -> Filter | None:
    asked = state.chosen("when")
    if not asked or not source.time:
        return None
    if days := span_of(asked):
        return Filter(source.time, days, "between")
    found = next((period for period in periods_of(workspace, metric, source) if _code(period) == asked), None)
    if found is None:
        return None
    return Filter(source.time, (found.start_time.date(), found.end_time.date()), "between")


def _picked(workspace: Workspace, metric: Metric | None, said: Themed) -> tuple[Filter, ...]:
    with show.row("reader"):
        pick_period(workspace, metric, said.source)
        mood = controls.pick(_("Mood"), "mood", list(MOODS), words=_mood_words, width=180)
        theme = controls.pick(_("Theme"), "theme", ["", *said.themes, NO_THEME], words=_theme_words, width=240)
        word = _word()
    where = base_where(workspace, metric, said)
    if mood != "all":
        where += (Filter(MOOD, (MOODS[mood],)),)
    if theme:
        where += (Filter(NONE, (True,)) if theme == NO_THEME else said.has(theme),)
    return (*where, with_word(word)) if word else where


def with_word(word: str) -> Filter:
    """Keeps the comments that hold these letters, however they are written."""
    return Filter(SAID, (normal(word),), "contains")


def segment_of(said: Themed, by: str, segment: Any) -> Filter:
    """Keeps one segment, or one period where ``by`` is empty."""
    if by:
        return Filter(by, (segment,))
    return Filter(said.source.time or "", (segment.start_time.date(), segment.end_time.date()), "between")


def _mood_words(mood: str) -> str:
    return {"all": _("all"), "low": _("unhappy"), "middle": _("neutral"), "high": _("happy")}[mood]


def _theme_words(theme: str) -> str:
    return {"": _("all themes"), NO_THEME: _("no theme")}.get(theme, theme)


def _word() -> str:
    key = "reader.word"
    st.session_state[key] = state.chosen("word")
    st.text_input(_("With the words"), key=key, width=200,
                  on_change=lambda: state.choose(word=st.session_state[key] or None, at=None))  # fmt: skip
    return state.chosen("word")


def chosen_quotes(workspace: Workspace, selection: Selection) -> None:
    """One typical, one severe, one dissenting comment, each with the rule that chose it."""
    weight, feeling = selection.said.weights(selection.where)
    found = quotes(selection.said.digest.corpus, weight, feeling)
    if len(found) > 1:
        show.quotes([show.Comment(shown(workspace, quote.text), (_(RULES[quote.rule]),)) for quote in found])


def shown(workspace: Workspace, text: str) -> str:
    """A comment as the reader may see it: without identity for those who only look."""
    return text if cached.may("edit", workspace) else redacted(text, workspace.hidden_names)


def _one_by_one(workspace: Workspace, selection: Selection, found: int) -> None:
    at = min(_place(), found - 1)
    page = selection.said.comments(selection.where, offset=at, limit=PAGE)
    entries = [entry(workspace, row, selection.said) for row in page.to_dict("records")]
    _seen(selection, at)
    show.heading(ngettext("{count} comment", "{count} comments", found))
    show.comments(entries[:1], strong=True)
    _turn(at, found, _read(selection))
    _hand_out(workspace, selection, page, entries[0])
    if len(entries) > 1:
        show.note(_("The next ones"))
        show.comments(entries[1:])


def entry(workspace: Workspace, row: Mapping[str, Any], said: Themed) -> show.Comment:
    """A comment with its day, score, segments and themes."""
    source = said.source
    when = row.get(source.time or "")
    facts = [day(when.date()) if when is not None and hasattr(when, "date") else ""]
    if said.scored and row.get(said.scored) == row.get(said.scored) and row.get(said.scored) is not pd.NA:
        facts.append(_("{score}: {value}", score=said.scored, value=number(row[said.scored])))
    named = [column.name for column in source.with_role("dimension", "department") if column.name not in OURS][:4]
    facts += [str(row[name]) for name in named if row.get(name) is not None]
    themes = [name for place, name in enumerate(said.themes) if row.get(theme_column(place)) is True]
    return show.Comment(shown(workspace, str(row[said.text])), tuple(fact for fact in (*facts, *themes) if fact))


OURS = ("voices mood", "voices language")


def _place() -> int:
    place = state.chosen("at", "0")
    return int(place) if place.isdigit() else 0


def _seen(selection: Selection, at: int) -> None:
    """Remembers for this visit which comments of the selection were in front of the reader."""
    seen = st.session_state.setdefault("reader.seen", {})
    seen.setdefault((selection.said.key, selection.where), set()).add(at)


def _read(selection: Selection) -> int:
    return len(st.session_state["reader.seen"][selection.said.key, selection.where])


def _turn(at: int, found: int, read: int) -> None:
    with st.container(horizontal=True, key="reader.turn", vertical_alignment="center"):
        _step(_("Previous"), "previous", at - 1, at == 0, "Left")
        _step(_("Next"), "next", at + 1, at + 1 >= found, "Right")
        _step(_("Ten on"), "ten", at + PAGE, at + PAGE >= found, None)
    enough = min(ENOUGH, found)
    words = (
        _("Number {place} of {all}. **{count} read**: enough for a first feeling.")
        if read >= enough
        else _("Number {place} of {all}. {count} of {enough} read.")
    )
    show.note(words.format(place=number(at + 1), all=number(found), count=number(read),
                           enough=number(enough)))  # fmt: skip


def _step(label: str, name: str, to: int, disabled: bool, key: str | None) -> None:
    st.button(label, key=f"reader.{name}", disabled=disabled, on_click=state.choose,
              kwargs={"at": str(max(to, 0)) if to > 0 else None}, shortcut=key)  # fmt: skip


def _hand_out(workspace: Workspace, selection: Selection, page: pd.DataFrame, first: show.Comment) -> None:
    """Copying, saving, and the names that never leave."""
    names = workspace.hidden_names
    with st.container(horizontal=True, key="reader.out"):
        copy = st.popover(_("Copy without identity"), key="reader.copy", type="tertiary", on_change="rerun")
        if copy.open:
            with copy:
                show.note(_("Names, addresses and numbers that tell who wrote it are taken out."))
                st.code(redacted(first.text, names), language=None, wrap_lines=True)
        st.download_button(
            _("Save these comments without identity"),
            lambda: _saved(selection, names),
            "comments.csv",
            "text/csv",
            key="reader.save",
            on_click="ignore",
            type="tertiary",
        )
        if cached.may("edit", workspace):
            _names_hidden(workspace)


def _saved(selection: Selection, names: tuple[str, ...]) -> bytes:
    said = selection.said
    frame_of_all = said.comments(selection.where, limit=MOST_SAVED)
    text = said.source.with_role("comment")[0].name
    kept = [column.name for column in said.source.with_role("date", "score", "dimension", "department")]
    rows = frame_of_all[[name for name in kept if name in frame_of_all and name not in OURS]].copy()
    rows[_("Themes")] = [
        "; ".join(name for place, name in enumerate(said.themes) if row.get(theme_column(place)) is True)
        for row in frame_of_all.to_dict("records")
    ]
    rows[text] = [redacted(str(words), names) for words in frame_of_all[said.text]]
    return show.csv(rows)


def _names_hidden(workspace: Workspace) -> None:
    hidden = st.popover(_("Names to hide"), key="reader.names", type="tertiary", on_change="rerun")
    if not hidden.open:
        return
    with hidden:
        key = "reader.names.text"
        st.text_area(_("One name a line"), "\n".join(workspace.hidden_names), key=key, max_chars=20_000)
        if st.button(_("Keep the names"), key="reader.names.save"):
            names = tuple(dict.fromkeys(line.strip() for line in st.session_state[key].splitlines() if line.strip()))
            cached.store().save_workspace(replace(workspace, hidden_names=names))
            st.rerun()
