"""Slow cxlib calls, kept by content: the same data, metrics and filter give the same answer without being asked twice.

Everything here is bounded. Keys are hashes of what goes in (snapshots, metric records, filters), never the frames
themselves: Streamlit hashes only a sample of large frames.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from cxlib import outlook, samples
from cxlib.board.board import Board, with_limits, with_target
from cxlib.board.board import board as put_together
from cxlib.board.cards import Card
from cxlib.board.explained import explained as explain
from cxlib.board.findings import Finding
from cxlib.charts import Drawing, svg
from cxlib.charts import spark as spark_drawing
from cxlib.language import current, use
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.metrics.measures import Measures
from cxlib.metrics.shared import measures_of
from cxlib.outlook.seen import comparisons, forecast_of, gathered, marked_shifts, scan_of, shifts_of
from cxlib.sources import histogram, rows
from cxlib.sources.commented import SAID, WORDS
from cxlib.sources.conditions import mask
from cxlib.store import Store, rights
from cxlib.store.rights import Right, acting
from cxlib.workspace import Filter, Metric, Source, Workspace
from ui.server import access
from ui.server.home import whole_store

Step = Callable[[str, float], None]
MOST_SCANS = 16
ScanKey = tuple[str, str, str, str]
MOST_BOARDS = 128
BoardKey = tuple[str, str, tuple[Filter, ...], str, bool, bool]
ANSWERED = ("nps", "csat", "ces", "mean")  # kinds whose single answers make a distribution


def store() -> Store:
    """The store as whoever is asking may use it."""
    return acting(whole_store(), access.actor())


def may(right: Right, workspace: Workspace | None = None) -> bool:
    """Whether whoever is asking may do something, for pages that offer only what can be done."""
    return rights.may(store(), right, workspace.id if workspace else "")


def workspace(id: str) -> Workspace:
    """The workspace as it is stored now."""
    return store().workspace(id)


def open_sample(step: Step | None = None) -> Workspace:
    """The sample workspace, made on the first call."""
    return samples.open_sample(store(), step)


def measures(workspace: Workspace) -> Measures:
    """The workspace's numbers, shared by all sessions that see the same data."""
    return _measures(workspace.data_key, workspace)


@st.cache_resource(max_entries=8, show_spinner=False)
def _measures(key: str, _workspace: Workspace) -> Measures:
    return measures_of(_workspace, whole_store().snapshot_path)


def series(workspace: Workspace, metric: Metric, grain: str, where: tuple[Filter, ...] = ()) -> pd.DataFrame:
    """Estimates of a metric by period; see ``Measures.series``."""
    return measures(workspace).series(metric.id, grain, where)


def forecast(
    workspace: Workspace, metric: Metric, grain: str, where: tuple[Filter, ...] = ()
) -> outlook.Forecast | None:
    """Forecast of a metric's finished periods, None where too little is known."""
    shifts = shifts_of(workspace, metric)
    return _forecast(workspace.data_key, metric.id, grain, where, shifts, current(), workspace)


@st.cache_resource(max_entries=256, show_spinner=False)
def _forecast(
    key: str,
    metric: str,
    grain: str,
    where: tuple[Filter, ...],
    shifts: tuple[date, ...],
    language: str,
    _workspace: Workspace,
) -> Any:
    record = _workspace.known_metric(metric)
    rows = measures(_workspace).series(metric, grain, where)
    with use(language):
        return forecast_of(record, rows[rows["finished"]], shifts)


def scan(workspace: Workspace, grain: str = "", step: Step | None = None) -> pd.DataFrame:
    """The lead scan of the whole workspace: every leading candidate against every lagging metric.

    Args:
        workspace: Which one.
        grain: Coarsest grain to go to at least; weeks by default.
        step: Called before each lagging metric with its name and the share done; what it stops is not lost.
    """
    key, kept = _scan_key(workspace, grain), _scanned()
    if key not in kept:
        kept[key] = scan_of(workspace, measures(workspace), grain, step, _compared_so_far().setdefault(key, {}))
        _bounded(kept)
        _bounded(_compared_so_far())
    return kept[key]


def scan_so_far(workspace: Workspace, grain: str = "") -> tuple[pd.DataFrame, int, int]:
    """The rows known of a scan that was stopped, how many comparisons are done, and of how many."""
    known = _compared_so_far().get(_scan_key(workspace, grain), {})
    jobs = list(comparisons(workspace, measures(workspace), grain))
    return gathered(jobs, known), len(known), len(jobs)


def known_scan(workspace: Workspace) -> pd.DataFrame | None:
    """The lead scan if it was made before; the board does not wait for it."""
    return _scanned().get(_scan_key(workspace, ""))


def _scan_key(workspace: Workspace, grain: str) -> ScanKey:
    return workspace.data_key, marked_shifts(workspace), grain, current()


def _bounded(kept: dict[Any, Any]) -> None:
    while len(kept) > MOST_SCANS:
        kept.pop(next(iter(kept)))


def complete(workspace: Workspace, grain: str, where: tuple[Filter, ...] = ()) -> None:
    """Looks for what the board did not wait for, who leads whom and which segments, then draws the page again."""
    unscanned = known_scan(workspace) is None and any(metric.role == "leading" for metric in workspace.metrics)
    if unscanned:
        with st.spinner(_("Comparing every leading metric with every lagging one")):
            scan(workspace)
    if unscanned or _board_key(workspace, grain, where, whole=True) not in _put_together():
        board(workspace, grain, where)
        st.rerun()


@st.cache_resource(show_spinner=False)
def _scanned() -> dict[ScanKey, pd.DataFrame]:
    return {}


@st.cache_resource(show_spinner=False)
def _compared_so_far() -> dict[ScanKey, dict[tuple[str, str], pd.DataFrame]]:
    return {}


def board(workspace: Workspace, grain: str, where: tuple[Filter, ...] = (), whole: bool = True) -> Board:
    """The board, kept by the workspace's content; who leads whom is on it as soon as the scan has been made.

    With ``whole`` False it does not wait for the segments behind each change: they are on it once ``complete`` has
    looked for them.
    """
    key = _board_key(workspace, grain, where, whole=True)
    if not whole and key not in _put_together():
        key = _board_key(workspace, grain, where, whole=False)
    if key in _put_together():
        return _board(*key, workspace)
    with st.spinner(_("Putting the board together")):
        made = _board(*key, workspace)
    known = _put_together()
    known[key] = True
    while len(known) > MOST_BOARDS:
        known.pop(next(iter(known)))
    return made


def _board_key(workspace: Workspace, grain: str, where: tuple[Filter, ...], whole: bool) -> BoardKey:
    return workspace.key, grain, where, current(), known_scan(workspace) is not None, whole


@st.cache_resource(show_spinner=False)
def _put_together() -> dict[BoardKey, bool]:
    return {}


@st.cache_resource(max_entries=MOST_BOARDS, show_spinner=False)
def _board(
    key: str,
    grain: str,
    where: tuple[Filter, ...],
    language: str,
    scanned: bool,
    whole: bool,
    _workspace: Workspace,
) -> Board:
    def ahead(metric: Metric, rows: pd.DataFrame) -> Any:
        return forecast(_workspace, metric, measures(_workspace).grain(metric, grain), where)

    def segments(metric: Metric, own: str) -> Sequence[Finding]:
        return explained(_workspace, metric, own, where)

    leads = known_scan(_workspace) if scanned else None
    with use(language):
        found = segments if whole else None
        return put_together(_workspace, measures(_workspace), grain, where, ahead, leads, found)


def attention(workspace: Workspace) -> str:
    """What needs attention now, in one sentence."""
    if not workspace.headline:
        return _("{workspace} is ready for its first numbers.", workspace=workspace.name)
    return board(workspace, "month").sentence


def spark(workspace: Workspace, card: Card, span: int, labelled: bool = True) -> Drawing | None:
    """The card's small chart."""
    if card.period is None:
        return None
    return drawing(
        ("spark", workspace.key, *shown(card), span, labelled),
        lambda: spark_drawing(
            card.series.tail(span),
            card.forecast,
            events(workspace, card.metric),
            label=partial(display.value, card.metric),
            labelled=labelled,
        ),
    )


def drawing(key: tuple[object, ...], draw: Callable[[], Drawing]) -> Drawing:
    """A chart, drawn once for each key; the key names everything the chart depends on but the language."""
    return _drawn((*key, current()), draw)


@st.cache_resource(max_entries=1024, show_spinner=False)
def _drawn(key: tuple[object, ...], _draw: Callable[[], Drawing]) -> Drawing:
    return _draw()


def shown(card: Card) -> tuple[str, ...]:
    """What tells a card from the same metric's card at another grain or under another filter."""
    known = (card.value, card.lower, card.base, len(card.series), card.series["value"].sum())
    return (card.metric.id, card.grain, *(repr(value) for value in known))


def events(workspace: Workspace, metric: Metric) -> pd.DataFrame:
    """Events shown on a metric's time charts: day, name."""
    rows = [(event.day, event.name) for event in workspace.events if event.metric in ("", metric.id)]
    return pd.DataFrame(rows, columns=["day", "name"])


def upload_folder() -> Path:
    """Where uploads wait until they are committed."""
    folder = store().home / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def share_scan(workspace: Workspace, shared: Workspace) -> None:
    """Lets a link that shows all rows say who leads whom without a scan of its own."""
    found = known_scan(workspace)
    if found is not None:
        _scanned()[_scan_key(shared, "")] = found


def svg_of(drawing: Drawing) -> str:
    """A drawing as inline SVG that follows the reader's theme."""
    return _svg(drawing.key, drawing)


@st.cache_resource(max_entries=512, show_spinner=False)
def _svg(key: str, _drawing: Drawing) -> str:
    return svg(_drawing, 240, mode=None)


def with_goals(workspace: Workspace, metric: Metric, rows: pd.DataFrame) -> pd.DataFrame:
    """Estimates with natural limits, target and stretch beside them, as the charts want them."""
    return with_target(with_limits(rows, workspace, metric), workspace.target(metric.id))


def comments(
    workspace: Workspace, source: Source, where: tuple[Filter, ...], period: pd.Period | None, offset: int, limit: int
) -> pd.DataFrame:
    """A page of rows that have a comment, newest first; all that a row says is in the column ``WORDS``."""
    kept = [column.name for column in source.columns if column.role not in ("customer_id", "id", "ignored")]
    asked = (*where, SAID)
    return rows(measures(workspace).dataset(source.id), [*kept, WORDS], asked, period, limit, offset)


def comment_periods(workspace: Workspace, metric: Metric, grain: str) -> list[pd.Period]:
    """The metric's latest periods, newest first, for the reader to choose from."""
    known = series(workspace, metric, grain)
    return list(known["period"][known["value"].notna()])[::-1][:24]


def explained(
    workspace: Workspace, metric: Metric, grain: str, where: tuple[Filter, ...], comparison: str = "year"
) -> list[Finding]:
    """The segments that explain a metric's change."""
    return _explained(workspace.data_key, metric.id, grain, where, comparison, current(), workspace)


@st.cache_resource(max_entries=128, show_spinner=False)
def _explained(
    key: str,
    metric: str,
    grain: str,
    where: tuple[Filter, ...],
    comparison: str,
    language: str,
    _workspace: Workspace,
) -> list[Finding]:
    known = measures(_workspace)
    record = _workspace.known_metric(metric)
    with use(language):
        return explain(known, record, known.grain(record, grain), where, comparison)


def has_answers(workspace: Workspace, metric: Metric) -> bool:
    """Whether the metric is made of single answers, so that they have a distribution."""
    source = workspace.source(metric.source)
    column = source.column(metric.columns.get("value", "")) if source else None
    return metric.kind in ANSWERED and column is not None and column.role == "score"


def answers(
    workspace: Workspace, metric: Metric, grain: str, period: pd.Period, where: tuple[Filter, ...]
) -> pd.DataFrame:
    """How many gave each answer in one period: answer, count. Asked once for all filters of the filter bar."""
    names = tuple(dict.fromkeys((*workspace.filters, *(part.column for part in where))))
    kept = _answers(workspace.data_key, metric.id, grain, str(period), names, period, workspace)
    for part in where:
        kept = kept[mask(kept[part.column], part)] if part.column in kept else kept
    counts = kept.groupby("score", as_index=False)["rows"].sum()
    return counts.rename(columns={"score": "answer", "rows": "count"})


@st.cache_resource(max_entries=64, show_spinner=False)
def _answers(
    key: str, metric: str, grain: str, period: str, names: tuple[str, ...], _period: pd.Period, _workspace: Workspace
) -> pd.DataFrame:
    record = _workspace.known_metric(metric)
    source = _workspace.known_source(record.source)
    by = [name for name in names if source.column(name)]
    days = Filter(source.time or "", (_period.start_time.date(), _period.end_time.date()), "between")
    return histogram(measures(_workspace).dataset(source.id), record, grain, by, (days,))
