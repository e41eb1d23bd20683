"""What the board and the Outlook page ask of the forecaster and the lead scan, in terms of metrics and periods."""

from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from cxlib.errors import CXError
from cxlib.metrics import KINDS, display
from cxlib.metrics.measures import Measures
from cxlib.outlook.fan import forecast
from cxlib.outlook.history import sensible_horizon
from cxlib.outlook.lead_scan import scan
from cxlib.outlook.pair import Pair, pair
from cxlib.outlook.what_if import what_if
from cxlib.periods import SEASON_LENGTH, grain_of
from cxlib.workspace import Metric, Workspace

HORIZON = {"day": 28, "week": 26, "month": 12, "quarter": 4, "year": 2}
MAX_LAG = {"day": 14, "week": 12, "month": 6, "quarter": 4, "year": 2}


def bounds_of(metric: Metric) -> tuple[float | None, float | None] | None:
    """The range a metric's values can take, None where it has none."""
    if display.is_share(metric):
        return (0.0, 1.0)
    if metric.kind == "formula":  # a difference may fall below zero even if it never has
        return (None, None) if "-" in metric.formula else None
    low, high = KINDS[metric.kind].bounds(metric)
    ends = (low if isfinite(low) else None, high if isfinite(high) else None)
    return None if ends == (None, None) else ends


def forecast_of(metric: Metric, finished: pd.DataFrame, shifts: tuple[date, ...] = ()) -> Any:
    """Forecast of a metric from its finished periods.

    Args:
        metric: The metric; its kind gives the bounds.
        finished: Rows with ``period`` and ``value``, in order.
        shifts: Days from which the level is another one, as the owner marked them.
    Returns:
        The Forecast, or None where there are too few periods.
    """
    values = finished.set_index("period")["value"].dropna()
    if values.empty:
        return None
    grain = grain_of(values.index[0])
    horizon = sensible_horizon(len(values), HORIZON[grain])
    if horizon < 1:
        return None
    try:
        known = tuple(
            day for day in shifts if values.index[0].start_time.date() < day <= values.index[-1].end_time.date()
        )
        return forecast(values, horizon, SEASON_LENGTH[grain], bounds_of(metric), events=known)
    except CXError:
        return None


def shifts_of(workspace: Workspace, metric: Metric) -> tuple[date, ...]:
    """Days on which an event starts a new level for the metric."""
    return tuple(
        event.day for event in workspace.events if event.rebase and event.day and event.metric in ("", metric.id)
    )


def scan_of(workspace: Workspace, measures: Measures, grain: str = "") -> pd.DataFrame:
    """Every leading candidate against every lagging metric, on the finest grain each pair shares.

    Returns:
        The rows of ``scan`` with the ``grain`` they were found at; empty where there is nothing to compare.
    """
    known = [metric for metric in workspace.metrics if metric.role != "guardrail" and not measures.problem(metric)]
    lagging = [metric for metric in known if metric.role == "lagging"]
    leading = [metric for metric in known if metric.role == "leading"]
    found = []
    for own in sorted({_pair_grain(measures, metric, grain) for metric in lagging}):
        outcomes = [metric for metric in lagging if _pair_grain(measures, metric, grain) == own]
        if leading:
            rows = scan(
                _wide(measures, outcomes, own),
                _wide(measures, leading, own),
                max_lag=MAX_LAG[own],
                season_length=SEASON_LENGTH[own],
            )
            found.append(rows.assign(grain=own))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _pair_grain(measures: Measures, metric: Metric, grain: str) -> str:
    return measures.grain(metric, grain or "week")


def _wide(measures: Measures, metrics: list[Metric], grain: str) -> pd.DataFrame:
    columns = {}
    for metric in metrics:
        if measures.grain(metric, grain) == grain:
            rows = measures.series(metric.id, grain)
            columns[metric.id] = rows[rows["finished"]].set_index("period")["value"]
    return pd.DataFrame(columns).sort_index()


def pair_of(measures: Measures, outcome: Metric, lead: Metric, lag: int, grain: str) -> Pair:
    """Two metrics in depth at one lag, under their own names.

    Raises:
        TooFewPairs: If fewer than 24 periods have both.
    """
    both = _wide(measures, [outcome, lead], grain)
    return pair(
        both[outcome.id].rename(outcome.name),
        both[lead.id].rename(lead.name),
        lag,
        MAX_LAG[grain],
        SEASON_LENGTH[grain],
    )


def moved(
    measures: Measures, outcome: Metric, lead: Metric, lag: int, grain: str, shift: float, made: Any
) -> pd.DataFrame:
    """The outcome's forecast if the leading metric stood ``shift`` higher from the next period on.

    The variance of the link's effect is added to the bands of the forecast.

    Args:
        measures: The workspace's numbers.
        outcome: The lagging metric.
        lead: The leading metric.
        lag: Periods it leads by.
        grain: Their common grain.
        shift: In the leading metric's unit.
        made: The outcome's Forecast at this grain.
    Returns:
        The forecast's frame, moved and widened, with ``period``.
    """
    both = _wide(measures, [outcome, lead], grain)
    frame = made.frame
    link = (
        what_if(both[outcome.id], both[lead.id], lag, shift, len(frame), SEASON_LENGTH[grain])
        .reindex(frame.index)
        .fillna(0.0)
    )
    half = {"80": 0.654, "95": 1.0}  # 80 % limits of the link from its 95 % limits: 1.282 / 1.960
    told = frame[["mean"]].add(link["mean"], axis=0)
    for level, part in half.items():
        for side, sign in (("lower", -1), ("upper", 1)):
            band = frame[f"{side}_{level}"] - frame["mean"]
            own = (link[side] - link["mean"]) * part
            told[f"{side}_{level}"] = told["mean"] + sign * (band**2 + own**2) ** 0.5
    return told.rename_axis("period").reset_index()
