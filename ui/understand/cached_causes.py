"""Slow questions of the Causes page, kept by content as in ``ui.cached``."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from cxlib.board.explained import said, telling
from cxlib.board.findings import Finding
from cxlib.causes import Finding as Segment
from cxlib.causes import drivers, expecting, influencers
from cxlib.causes.answering import OUTCOME, answers
from cxlib.causes.comparing import Compared, Comparison
from cxlib.causes.comparing import compared as compared_sums
from cxlib.causes.evidence import Evidence
from cxlib.causes.evidence import evidence as evidence_of
from cxlib.causes.levels import Level, level_sums
from cxlib.causes.pricing import Counted, Priced, counted, last_year, priced
from cxlib.errors import TooFewAnswers
from cxlib.language import current, use
from cxlib.workspace import CauseNode, Filter, Metric, Source, Workspace
from ui import cached

MOST_VALUES = 40  # of a dimension that issues can be nested in
SENTENCES = 3  # a list of more is not read


class Explained(NamedTuple):
    """What explains a change: sentences for the few largest segments, and all segments beyond noise."""

    findings: list[Finding]
    segments: list[Segment]


def compared(
    workspace: Workspace, metric: Metric, grain: str, where: tuple[Filter, ...], comparison: Comparison
) -> Compared | None:
    """A metric's sums on the two sides of a comparison."""
    return _compared(workspace.data_key, metric.id, grain, where, comparison, workspace)


@st.cache_resource(max_entries=32, show_spinner=False)
def _compared(
    key: str,
    metric: str,
    grain: str,
    where: tuple[Filter, ...],
    comparison: Comparison,
    _workspace: Workspace,
) -> Compared | None:
    known, record = cached.measures(_workspace), _workspace.known_metric(metric)
    return compared_sums(known, record, known.grain(record, grain), where, comparison)


def explained(
    workspace: Workspace, metric: Metric, grain: str, where: tuple[Filter, ...], comparison: Comparison
) -> Explained:
    """The segments that explain a change, in words and as they were found."""
    return _explained(workspace.data_key, metric.id, grain, where, comparison, current(), workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _explained(
    key: str,
    metric: str,
    grain: str,
    where: tuple[Filter, ...],
    comparison: Comparison,
    language: str,
    _workspace: Workspace,
) -> Explained:
    record = _workspace.known_metric(metric)
    sides = compared(_workspace, record, grain, where, comparison)
    if sides is None:
        return Explained([], [])
    found = telling(cached.measures(_workspace), record, sides)
    with use(language):
        return Explained(said(record, sides, found[:SENTENCES]), found)


def influences(workspace: Workspace, metric: Metric, level: Level, where: tuple[Filter, ...]) -> pd.DataFrame:
    """What makes a level likelier in the last year of data; see ``cxlib.causes.influencers``.

    Raises:
        TooFewAnswers: If there are too few answers to say anything.
    """
    return _influences(workspace.data_key, metric.id, level.code, where, current(), workspace, level)


@st.cache_resource(max_entries=64, show_spinner=False)
def _influences(
    key: str,
    metric: str,
    code: str,
    where: tuple[Filter, ...],
    language: str,
    _workspace: Workspace,
    _level: Level,
) -> pd.DataFrame:
    record = _workspace.known_metric(metric)
    span, _days = last_year(_workspace.known_source(record.source))
    sums = level_sums(cached.measures(_workspace), record, _level, (*where, *span))
    by = [name for name in sums.columns if name not in ("numerator", "denominator")]
    with use(language):
        if sums.empty or not by:
            raise TooFewAnswers(have=0, needed=1)
        return influencers(sums, by)


def driven(workspace: Workspace, metric: Metric, names: tuple[str, ...], where: tuple[Filter, ...]) -> pd.DataFrame:
    """Key drivers of a metric in the last year of data; see ``cxlib.causes.drivers``.

    ``attrs`` also holds ``weight`` (the column of weights, or None) and ``limited`` (only the newest answers).

    Raises:
        TooFewAnswers: If there are too few answers to say anything.
    """
    return _driven(workspace.data_key, metric.id, names, where, current(), workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _driven(
    key: str, metric: str, names: tuple[str, ...], where: tuple[Filter, ...], language: str, _workspace: Workspace
) -> Any:
    record = _workspace.known_metric(metric)
    span, _days = last_year(_workspace.known_source(record.source))
    asked = answers(cached.measures(_workspace), record, names, (*where, *span))
    with use(language):
        table = drivers(asked.frame, OUTCOME, asked.names, asked.weight)
    table.attrs |= {"weight": asked.weight, "limited": asked.limited}
    return table


def priced_issues(
    workspace: Workspace, source: Source, column: str, figure: str, where: tuple[Filter, ...]
) -> Priced | None:
    """Issues of the last year of data by cost; None where none occurred. Changed assumptions ask no rows again."""
    return priced(workspace, counted_issues(workspace, source, column, figure, where), figure)


def counted_issues(
    workspace: Workspace, source: Source, column: str, figure: str, where: tuple[Filter, ...]
) -> Counted:
    """Occurrences of each issue in the last year of data, and the days counted."""
    return _issues(workspace.data_key, source.id, column, figure, where, workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _issues(
    key: str, source: str, column: str, figure: str, where: tuple[Filter, ...], _workspace: Workspace
) -> Counted:
    record = _workspace.known_source(source)
    return counted(cached.measures(_workspace), record, column, figure, where)


def evidence(workspace: Workspace, node: CauseNode) -> Evidence:
    """Cases and cost a year behind a node of the cause tree."""
    costs = repr(workspace.costs)
    return _evidence(workspace.data_key, costs, node.issue, node.where, node.metric, workspace, node)


@st.cache_resource(max_entries=256, show_spinner=False)
def _evidence(
    key: str,
    costs: str,
    issue: str,
    where: tuple[Filter, ...],
    metric: str,
    _workspace: Workspace,
    _node: CauseNode,
) -> Evidence:
    return evidence_of(cached.measures(_workspace), _workspace, _node)


def standings(
    workspace: Workspace, metric: Metric, where: tuple[Filter, ...], by: str, grain: str
) -> pd.DataFrame:
    """Shares below and above expectation in the last year of data; see ``cxlib.causes.expecting.standings``."""
    return _standings(workspace.data_key, metric.id, where, by, grain, workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _standings(
    key: str, metric: str, where: tuple[Filter, ...], by: str, grain: str, _workspace: Workspace
) -> pd.DataFrame:
    record, known = _workspace.known_metric(metric), cached.measures(_workspace)
    span, _days = last_year(_workspace.known_source(record.source))
    return expecting.standings(known, record, (*where, *span), by, known.grain(record, grain))


def by_segment(workspace: Workspace, metric: Metric, where: tuple[Filter, ...], by: str) -> pd.DataFrame:
    """A metric by a dimension in the last year of data; see ``cxlib.causes.expecting.by_segment``."""
    return _by_segment(workspace.data_key, metric.id, where, by, workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _by_segment(key: str, metric: str, where: tuple[Filter, ...], by: str, _workspace: Workspace) -> pd.DataFrame:
    record = _workspace.known_metric(metric)
    span, _days = last_year(_workspace.known_source(record.source))
    return expecting.by_segment(cached.measures(_workspace), record, (*where, *span), by)
