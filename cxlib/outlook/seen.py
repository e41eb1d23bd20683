"""What the board and the Outlook page ask of the forecaster and the lead scan, in terms of metrics and periods."""

from collections.abc import Callable, Iterator, MutableMapping
from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from cxlib.errors import CXError
from cxlib.metrics import KINDS, display
from cxlib.metrics.measures import Measures
from cxlib.outlook.fan import Forecast, forecast
from cxlib.outlook.history import sensible_horizon
from cxlib.outlook.lead_scan import leads, over_all_pairs
from cxlib.outlook.led import MOST_LEADS, Led, led
from cxlib.outlook.pair import Pair, pair
from cxlib.outlook.what_if import what_if
from cxlib.periods import SEASON_LENGTH, coarsest, grain_of
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


def marked_shifts(workspace: Workspace) -> str:
    """All marked shifts of level as one key: what they say changes what a scan finds."""
    return "|".join(sorted(f"{event.metric}@{event.day}" for event in workspace.events if event.rebase and event.day))


Found = MutableMapping[tuple[str, str], pd.DataFrame]
Progress = Callable[[str, float], None]


def scan_of(
    workspace: Workspace,
    measures: Measures,
    grain: str = "",
    progress: Progress | None = None,
    known: Found | None = None,
) -> pd.DataFrame:
    """Every leading candidate against every lagging metric, on the finest grain each pair shares.

    Metrics of different grains and sources meet at the coarser grain, each brought there by its own sums.

    Args:
        workspace: Its metrics' roles say who may lead whom; its marked shifts of level are allowed for.
        measures: Its numbers.
        grain: Coarsest grain to go to at least; weeks by default.
        progress: Called before each comparison with the lagging metric's name and the share done, 0-1; may raise.
        known: Rows by lagging metric and grain that need not be found again; what is found is put there at once, so
            that a scan that was stopped goes on where it was.
    Returns:
        The rows of ``lead_scan.scan`` with the ``grain`` they were found at; empty where there is nothing to compare.
    """
    known = {} if known is None else known
    jobs = list(comparisons(workspace, measures, grain))
    for done, (outcome, own, candidates) in enumerate(jobs):
        if progress:
            progress(outcome.name, done / len(jobs))
        if (outcome.id, own) not in known:
            known[outcome.id, own] = _leads_of(workspace, measures, outcome, own, candidates)
    return gathered(jobs, known)


def gathered(jobs: list[tuple[Metric, str, list[Metric]]], known: Found) -> pd.DataFrame:
    """What is known of the comparisons so far as one scan."""
    frames = [known[outcome.id, own] for outcome, own, _candidates in jobs if (outcome.id, own) in known]
    return over_all_pairs(frames) if frames else pd.DataFrame()


def comparisons(
    workspace: Workspace, measures: Measures, grain: str = ""
) -> Iterator[tuple[Metric, str, list[Metric]]]:
    """Lagging metric, grain and the leading metrics it is compared with at that grain."""
    known = [metric for metric in workspace.metrics if metric.role != "guardrail" and not measures.problem(metric)]
    leading = [metric for metric in known if metric.role == "leading"]
    for outcome in (metric for metric in known if metric.role == "lagging"):
        grains = {metric.id: _shared_grain(measures, outcome, metric, grain) for metric in leading}
        for own in sorted(set(grains.values())):
            yield outcome, own, [metric for metric in leading if grains[metric.id] == own]


def _shared_grain(measures: Measures, outcome: Metric, candidate: Metric, asked: str) -> str:
    return coarsest([measures.grain(outcome, asked or "week"), measures.grain(candidate, asked or "week")])


def _leads_of(
    workspace: Workspace, measures: Measures, outcome: Metric, grain: str, candidates: list[Metric]
) -> pd.DataFrame:
    both = _wide(measures, [outcome, *candidates], grain)
    rows = leads(
        both[outcome.id], both.drop(columns=outcome.id), MAX_LAG[grain], SEASON_LENGTH[grain],
        shifts_of(workspace, outcome),
    )  # fmt: skip
    return rows.assign(outcome=outcome.id, grain=grain)[["outcome", *rows.columns, "grain"]]


def _wide(measures: Measures, metrics: list[Metric], grain: str) -> pd.DataFrame:
    """Finished values of metrics by period, each brought to the grain by its own sums."""
    columns = {}
    for metric in metrics:
        rows = measures.series(metric.id, grain)
        columns[metric.id] = rows[rows["finished"]].set_index("period")["value"]
    return pd.DataFrame(columns).sort_index()


def led_of(
    workspace: Workspace, measures: Measures, metric: Metric, grain: str, made: Forecast, pairs: pd.DataFrame
) -> Led | None:
    """The metric's forecast again, listening to the leads that a scan found at this grain.

    Args:
        workspace: Its metrics.
        measures: Its numbers.
        metric: The lagging metric.
        grain: Grain of the forecast.
        made: The forecast that listens to none.
        pairs: Rows of ``scan_of``.
    Returns:
        Both and what the leads bring, None where no checked lead is known at this grain.
    """
    if pairs.empty:
        return None
    found = pairs[(pairs["outcome"] == metric.id) & (pairs["grain"] == grain) & (pairs["verdict"] == "leading")]
    found = found.sort_values("q_value").head(MOST_LEADS)
    if found.empty:
        return None
    leaders = [workspace.known_metric(id) for id in found["candidate"]]
    return led(made, _wide(measures, leaders, grain), [int(lag) for lag in found["lag"]])


def pair_of(
    measures: Measures, outcome: Metric, lead: Metric, lag: int, grain: str, events: tuple[date, ...] = ()
) -> Pair:
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
        events=events,
        bounds=bounds_of(outcome),
    )


def moved(
    measures: Measures,
    outcome: Metric,
    lead: Metric,
    lag: int,
    grain: str,
    shift: float,
    made: Any,
    events: tuple[date, ...] = (),
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
        events: Days from which on levels are others for a known reason.
    Returns:
        The forecast's frame, moved and widened within what the metric can be, with ``period``.
    """
    both = _wide(measures, [outcome, lead], grain)
    frame = made.frame
    link = (
        what_if(both[outcome.id], both[lead.id], lag, shift, len(frame), SEASON_LENGTH[grain], events=events)
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
    scales = made.distribution.scales
    possible = told.clip(min(scale.low for scale in scales), max(scale.high for scale in scales))
    return possible.rename_axis("period").reset_index()
