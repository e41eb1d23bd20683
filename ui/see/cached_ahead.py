"""What the Outlook page asks again and again: pairs, what-if and forecasts that listen, kept by content."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from cxlib.language import current, use
from cxlib.outlook.led import Led
from cxlib.outlook.pair import Pair
from cxlib.outlook.seen import led_of, marked_shifts, moved, pair_of, shifts_of
from cxlib.workspace import Filter, Metric, Workspace
from ui import cached


def pair(workspace: Workspace, outcome: Metric, lead: Metric, lag: int, grain: str) -> Pair:
    """One lead in depth."""
    shifts = shifts_of(workspace, outcome)
    return _pair(workspace.data_key, outcome.id, lead.id, lag, grain, shifts, current(), workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _pair(
    key: str,
    outcome: str,
    lead: str,
    lag: int,
    grain: str,
    shifts: tuple[date, ...],
    language: str,
    _workspace: Workspace,
) -> Pair:
    follower, leader = _workspace.known_metric(outcome), _workspace.known_metric(lead)
    with use(language):
        return pair_of(cached.measures(_workspace), follower, leader, lag, grain, shifts)


def what_if(
    workspace: Workspace, outcome: Metric, lead: Metric, lag: int, grain: str, shift: float
) -> pd.DataFrame | None:
    """The outcome's forecast with the leading metric moved by ``shift``; None where there is no forecast."""
    made = cached.forecast(workspace, outcome, grain)
    if made is None:
        return None
    shifts = shifts_of(workspace, outcome)
    return moved(cached.measures(workspace), outcome, lead, lag, grain, shift, made, shifts)


def led(workspace: Workspace, metric: Metric, grain: str, where: tuple[Filter, ...] = ()) -> Led | None:
    """The metric's forecast beside the one that listens to its leads; None before the scan, or where there are none.

    Leads are found over all rows: under a filter there is no forecast that listens.
    """
    if where or cached.known_scan(workspace) is None:
        return None
    return _led(workspace.data_key, metric.id, grain, marked_shifts(workspace), current(), workspace)


@st.cache_resource(max_entries=64, show_spinner=False)
def _led(key: str, metric: str, grain: str, shifts: str, language: str, _workspace: Workspace) -> Any:
    record, pairs = _workspace.known_metric(metric), cached.known_scan(_workspace)
    made = cached.forecast(_workspace, record, grain)
    if made is None or pairs is None:
        return None
    with use(language):
        return led_of(_workspace, cached.measures(_workspace), record, grain, made, pairs)
