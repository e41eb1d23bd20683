"""The comments of a workspace understood: digests, themed tables and what is asked of them, each kept by content."""

import hashlib
import json
import threading
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from cxlib.language import LANGUAGES, current, ngettext
from cxlib.sources.reading import values
from cxlib.voices.contrasting import contrast
from cxlib.voices.digest import FOLDER, Digest, digest, digest_key
from cxlib.voices.impact import can_be_compared, theme_cells, theme_table
from cxlib.voices.mood import Measured
from cxlib.voices.starters import starter_themes
from cxlib.voices.suggesting import Suggestion, suggestions
from cxlib.voices.themed import NONE, Themed, themed
from cxlib.voices.theming import theme_named
from cxlib.workspace import Filter, Metric, Source, Theme, Workspace
from ui import cached, show

MOST_DIGESTS = 4
_computing = threading.Lock()


@dataclass(frozen=True)
class Group:
    """A selection of comments that is held against another."""

    where: tuple[Filter, ...]


def source_with_comments(workspace: Workspace, metric: Metric | None = None) -> Source | None:
    """The metric's own source if it has comments, else the first one that does."""
    own = workspace.source(metric.source) if metric else None
    candidates = [own, *workspace.sources] if own else list(workspace.sources)
    return next((source for source in candidates if source.with_role("comment") and source.snapshot), None)


def themes_of(workspace: Workspace) -> tuple[Theme, ...]:
    """The workspace's own themes, or those to start from."""
    return workspace.themes or starter_themes()


def theme_of(workspace: Workspace, words: str) -> str:
    """The theme that a name speaks of, such as an issue's in a table without comments; empty without one."""
    return _theme_of(_rules(workspace), words, workspace.language, workspace)


@st.cache_resource(max_entries=512, show_spinner=False)
def _theme_of(rules: str, words: str, language: str, _workspace: Workspace) -> str:
    return theme_named(words, themes_of(_workspace), list(dict.fromkeys((language, *LANGUAGES))))


def heard(workspace: Workspace, source: Source) -> Themed:
    """The source's comments with themes; the first time with progress, later from what is kept."""
    known = _digest(source)
    return _themed(known.key, _rules(workspace), workspace.data_key, source, workspace, known)


def _digest(source: Source) -> Digest:
    """The digest in memory, on disk, or made now; two visitors do not make it twice."""
    columns = tuple(column.name for column in source.with_role("comment"))
    snapshot, folder = cached.store().snapshot_path(source), cached.store().home / FOLDER
    key, kept = digest_key(snapshot, columns), _digests()
    if key not in kept:
        with show.steps(ngettext("Reading {count} comment", "Reading the comments", 2)) as step, _computing:
            kept[key] = kept.get(key) or digest(snapshot, columns, folder, step)
        while len(kept) > MOST_DIGESTS:
            kept.pop(next(iter(kept)))
    return kept[key]


@st.cache_resource(show_spinner=False)
def _digests() -> dict[str, Digest]:
    return {}


def _rules(workspace: Workspace) -> str:
    rules = [theme.as_dict() | {"version": 0, "judged": 0, "right": 0} for theme in themes_of(workspace)]
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


@st.cache_resource(max_entries=8, show_spinner=False)
def _themed(key: str, rules: str, data_key: str, _source: Source, _workspace: Workspace, _known: Digest) -> Themed:
    store = cached.store()
    folder = store.home / FOLDER / ".tables"
    return themed(_known, _source, store.snapshot_path(_source), themes_of(_workspace), folder, _workspace.calendar)


def table(said: Themed, metric: Metric | None, where: tuple[Filter, ...]) -> pd.DataFrame:
    """Share, mood and impact of every theme; see ``theme_table``."""
    return _table(said.key, json.dumps(metric.as_dict() if metric else {}, sort_keys=True), where, said, metric)


@st.cache_resource(max_entries=128, show_spinner=False)
def _table(key: str, record: str, where: tuple[Filter, ...], _said: Themed, _metric: Metric | None) -> pd.DataFrame:
    return theme_table(_said, _metric, where)


def cells(said: Themed, by: str, where: tuple[Filter, ...], grain: str) -> pd.DataFrame:
    """Share of every theme by segment, or by period where ``by`` is empty."""
    return _cells(said.key, by, where, grain, said)


@st.cache_resource(max_entries=64, show_spinner=False)
def _cells(key: str, by: str, where: tuple[Filter, ...], grain: str, _said: Themed) -> pd.DataFrame:
    return theme_cells(_said, by, where, grain)


def words(said: Themed, first: Group, second: Group, language: str) -> pd.DataFrame:
    """Words that set two groups apart; see ``contrast``."""
    return _words(said.key, first.where, second.where, language, said)


@st.cache_resource(max_entries=64, show_spinner=False)
def _words(
    key: str, first: tuple[Filter, ...], second: tuple[Filter, ...], language: str, _said: Themed
) -> pd.DataFrame:
    (one, _), (other, _) = _said.weights(first), _said.weights(second)
    return contrast(_said.digest.corpus, one, other, language)


def levels(said: Themed, column: str) -> list[str]:
    """The values of a dimension among the comments, the most frequent first."""
    return _levels(said.key, column, said)


@st.cache_resource(max_entries=64, show_spinner=False)
def _levels(key: str, column: str, _said: Themed) -> list[str]:
    return [str(value) for value in values(_said.dataset, column, 40)["value"] if value is not None]


def suggested(said: Themed) -> list[Suggestion]:
    """Themes that the comments without one speak of; of all comments where nearly all have one."""
    return _suggested(said.key, said)


@st.cache_resource(max_entries=8, show_spinner=False)
def _suggested(key: str, _said: Themed) -> list[Suggestion]:
    weight, _ = _said.weights((Filter(NONE, (True,)),))
    return suggestions(_said.digest.corpus, weight)


def measured(said: Themed) -> list[Measured]:
    """How often words tell the mood that the score tells, by language, on this company's own comments."""
    return _measured(said.key, current(), said)


@st.cache_resource(max_entries=8, show_spinner=False)
def _measured(key: str, language: str, _said: Themed) -> list[Measured]:
    return _said.told()


def held_against(workspace: Workspace, metric: Metric | None, said: Themed) -> Metric | None:
    """The metric that themes are held against: the chosen one, else the first headline metric of these answers."""
    fitting = [each for each in (metric, *workspace.headline, *workspace.metrics) if each is not None]
    return next((each for each in fitting if can_be_compared(each, said)), None)


def finer(metric: Metric) -> Metric:
    """The metric with one more decimal: what one theme moves is often less than a whole point."""
    return replace(metric, decimals=metric.decimals + 1)
