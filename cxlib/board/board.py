"""The board put together: a card for each headline metric, the sentence on top, decisions and wins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlib.board import findings as found
from cxlib.board.cards import Card, Lead
from cxlib.board.chances import chance_of
from cxlib.board.findings import Finding, told
from cxlib.errors import CXError
from cxlib.language import gettext as _
from cxlib.language import ngettext, number, period_name
from cxlib.metrics import display, targets
from cxlib.metrics.counted import counted
from cxlib.metrics.measures import Measures
from cxlib.stats.limits import RUN_LENGTH, natural_limits
from cxlib.workspace import Filter, Metric, Target, Workspace

ForecastOf = Callable[[Metric, pd.DataFrame], Any]
"""Takes a metric and its finished periods; gives a Forecast, or None where too little is known."""


@dataclass(frozen=True)
class Board:
    """What the Board page, a shared link and the command line show.

    Attributes:
        cards: One for each headline metric, in the owner's order.
        sentence: The opening sentence, written by the data.
        left_out: Which unfinished period was left out of every comparison; empty if none.
        decisions: The strongest findings over all metrics.
        wins: What was reached.
    """

    cards: Sequence[Card]
    sentence: str
    left_out: str
    decisions: Sequence[Finding]
    wins: Sequence[str]


def board(
    workspace: Workspace,
    measures: Measures,
    grain: str,
    where: tuple[Filter, ...] = (),
    forecast: ForecastOf | None = None,
    leads: pd.DataFrame | None = None,
    segments: Callable[[Metric, str], Sequence[Finding]] | None = None,
) -> Board:
    """Puts the board together.

    Args:
        workspace: The workspace with its headline metrics and targets.
        measures: Its numbers.
        grain: Grain of the page; a metric known only at a coarser one is shown there.
        where: Filters of the page.
        forecast: Makes the forecast of a metric's finished periods.
        leads: Rows of the lead scan: outcome, candidate, lag, verdict, grain.
        segments: Finds the segments that explain a metric's change at a grain.
    """
    cards = tuple(
        _card_or_problem(workspace, measures, metric, grain, where, forecast, leads, segments)
        for metric in workspace.headline
    )
    return Board(cards, sentence(cards), _left_out(cards), _decisions(cards), _wins(cards))


def _card_or_problem(workspace: Workspace, measures: Measures, metric: Metric, grain: str, *asked: Any) -> Card:
    """One metric that cannot be computed does not take the board away from the others."""
    try:
        return _card(workspace, measures, metric, grain, *asked)
    except CXError as problem:
        nothing = pd.DataFrame({"period": [], "value": [], "finished": pd.Series([], dtype=bool)})
        return Card(metric, grain, nothing, None, target=workspace.target(metric.id), problem=str(problem))


def _card(
    workspace: Workspace,
    measures: Measures,
    metric: Metric,
    grain: str,
    where: tuple[Filter, ...],
    forecast: ForecastOf | None,
    leads: pd.DataFrame | None,
    segments: Any,
) -> Card:
    grain = measures.grain(metric, grain)
    series = measures.series(metric.id, grain, where)
    unfiltered = measures.unfiltered(metric, where)
    goal = _goal(workspace, metric, [part for part in where if part.column not in unfiltered])
    series = with_target(with_limits(series, workspace, metric), goal)
    whole = series[series["finished"]]
    finished = whole[whole["value"].notna()]
    facts: dict[str, Any] = {
        "metric": metric,
        "grain": grain,
        "series": series,
        "target": goal,
        "last_day": measures.last_day(metric),
        "unfiltered": unfiltered,
        "led_by": _lead(leads, metric.id, "outcome", "candidate"),
        "leads": _lead(leads, metric.id, "candidate", "outcome"),
        "source": _source_name(workspace, metric),
        "caveat": _caveat(measures, metric, grain, unfiltered),
    }
    if len(whole) and whole["standing"].iloc[-1] == "hidden":
        return Card(period=None, problem=_hidden(metric, whole["period"].iloc[-1]), **facts)
    if finished.empty:
        return Card(period=None, **facts)
    now = finished.iloc[-1]
    facts |= _judged(metric, goal, finished, now)
    facts |= _ahead(metric, goal, finished, forecast)
    facts["counted"] = counted(metric, workspace.source(metric.source), now["base"])
    facts["comments"] = measures.comments(metric, grain, now["period"], where)
    explained = segments(metric, grain) if segments else ()
    facts["findings"] = told([*_signals(metric, finished, grain), *explained, *_comfort(metric, facts)])
    return Card(
        period=now["period"], value=now["value"], lower=now["lower"], upper=now["upper"], base=now["base"], **facts
    )


def _caveat(measures: Measures, metric: Metric, grain: str, unfiltered: Sequence[str]) -> str:
    if unfiltered:
        return _("Not split by {columns}: shown for all.", columns=", ".join(unfiltered))
    if not metric.caveat and measures.adds_whole_weeks(metric, grain):
        return _("Added up by whole weeks, each where it starts: some months have four, some five.")
    return metric.caveat


def _goal(workspace: Workspace, metric: Metric, filtered: Sequence[Filter]) -> Target | None:
    """The target to judge by; the part of a total is not held against the target of the whole."""
    adds_up = metric.kind in ("total", "count", "distinct")
    return None if filtered and adds_up else workspace.target(metric.id)


def _hidden(metric: Metric, period: pd.Period) -> str:
    return _(
        "Fewer than {least} answers in {period}: not shown.",
        least=number(metric.minimum_base),
        period=period_name(period),
    )


def with_limits(series: pd.DataFrame, workspace: Workspace, metric: Metric) -> pd.DataFrame:
    """Estimates with ``low_limit`` and ``high_limit``, the natural limits of the finished periods."""
    finished = series[series["finished"]]
    breaks = [event.day for event in workspace.events
              if event.rebase and event.day is not None and event.metric in ("", metric.id)]  # fmt: skip
    limits = natural_limits(finished.set_index("period")["value"], breaks)
    return series.assign(
        low_limit=limits.reindex(series["period"])["lower"].to_numpy() if limits is not None else float("nan"),
        high_limit=limits.reindex(series["period"])["upper"].to_numpy() if limits is not None else float("nan"),
    )


def with_target(series: pd.DataFrame, goal: Target | None) -> pd.DataFrame:
    """Estimates with the ``target`` due in each period and the ``stretch``."""
    if goal is None:
        return series.assign(target=float("nan"), stretch=float("nan"))
    days = [period.end_time.date() for period in series["period"]]
    return series.assign(
        target=[targets.value_on(goal, day) for day in days],
        stretch=[goal.stretch if goal.stretch is not None else float("nan")] * len(days),
    )


def _judged(metric: Metric, goal: Target | None, finished: pd.DataFrame, now: pd.Series) -> dict[str, Any]:
    guarded = metric.role == "guardrail" and _harmed(metric, now)
    if goal is None:
        return {"guarded": guarded}
    due = targets.value_on(goal, now["period"].end_time.date())
    return {
        "guarded": guarded,
        "target_now": due,
        "status": targets.status(now, goal, metric),
        "gap": _short_of(metric, goal, goal.value, now["value"]),
        "pace": _short_of(metric, goal, due, now["value"]),
        "comfortable": targets.is_comfortable(finished, replace(goal, override=""), metric),
    }


def _harmed(metric: Metric, now: pd.Series) -> bool:
    """Whether a guardrail is outside its natural limits on the side that hurts."""
    low, high = bool(now["value"] < now["low_limit"]), bool(now["value"] > now["high_limit"])
    return {"up": low, "down": high}.get(metric.direction, low or high)


def _short_of(metric: Metric, goal: Target, wanted: float, value: float) -> float:
    """The value minus what is wanted, in the metric's direction; in a band, minus the nearer end."""
    if targets.is_band(goal, metric):
        return float(min(value - wanted, (goal.upper if goal.upper is not None else float("inf")) - value))
    return float((-1 if metric.direction == "down" else 1) * (value - wanted))


def _ahead(metric: Metric, goal: Target | None, finished: pd.DataFrame, forecast: ForecastOf | None) -> dict[str, Any]:
    made = forecast(metric, finished) if forecast else None
    if made is None:
        return {}
    facts: dict[str, Any] = {"forecast": made.frame.rename_axis("period").reset_index()}
    if goal is None or goal.until is None:
        return facts
    wanted = pd.Period(pd.Timestamp(goal.until), freq=made.frame.index.freq)
    if wanted in made.frame.index:
        facts |= {"chance": chance_of(made, metric, goal, wanted), "chance_at": wanted}
    return facts


def _signals(metric: Metric, finished: pd.DataFrame, grain: str) -> list[Finding]:
    """Points outside the natural limits and runs on one side; else that it held steady."""
    now = finished.iloc[-1]
    opened = {"metric": metric.id}
    if pd.isna(now["low_limit"]):
        return []
    middle = (now["low_limit"] + now["high_limit"]) / 2
    if now["value"] > now["high_limit"] or now["value"] < now["low_limit"]:
        limit = now["high_limit"] if now["value"] > middle else now["low_limit"]
        words = (
            _("Above anything usual: the natural limit is {limit}.", limit=display.value(metric, limit))
            if now["value"] > middle
            else _("Below anything usual: the natural limit is {limit}.", limit=display.value(metric, limit))
        )
        return [
            Finding("signal", words, abs(now["value"] - limit) * _points(metric) + 1, page="outlook", params=opened)
        ]
    side = np.sign((finished["value"] - middle).to_numpy(float))
    run = _run_length(side)
    if run >= RUN_LENGTH:
        since = period_name(finished["period"].iloc[-run])
        words = (
            _("Higher than usual since {period}.", period=since)
            if side[-1] > 0
            else _("Lower than usual since {period}.", period=since)
        )
        return [Finding("trend", words, abs(now["value"] - middle) * _points(metric), page="outlook", params=opened)]
    return [Finding("steady", _("Steady inside its natural limits."), 0.0, page="outlook", params=opened)]


def _run_length(side: np.ndarray) -> int:
    """Periods in a row on the side of the last one; a value on the line is on no side."""
    run = int(bool(side[-1]))
    while 0 < run < len(side) and side[-run - 1] == side[-1]:
        run += 1
    return run


def _comfort(metric: Metric, facts: dict[str, Any]) -> list[Finding]:
    if not facts.get("comfortable"):
        return []
    goal = facts["target"]
    if goal.stretch is not None:
        words = _("A comfortable target. Aim for the stretch of {value}?", value=display.value(metric, goal.stretch))
    else:
        words = _("A comfortable target. Set a stretch?")
    return [Finding("comfort", words, 0.5, page="metrics", params={"metric": metric.id})]


def _points(metric: Metric) -> float:
    """Brings shares to points, so that findings of different metrics can be ranked roughly."""
    return 100.0 if display.is_share(metric) else 1.0


def _lead(leads: pd.DataFrame | None, metric: str, mine: str, other: str) -> Lead | None:
    if leads is None or leads.empty:
        return None
    rows = leads[(leads[mine] == metric) & (leads["verdict"] == "leading")]
    if rows.empty:
        return None
    best = rows.sort_values("q_value").iloc[0]
    return Lead(best[other], int(best["lag"]), best["grain"])


def _source_name(workspace: Workspace, metric: Metric) -> str:
    source = workspace.source(metric.source)
    return source.name if source else ""


def sentence(cards: Sequence[Card]) -> str:
    """The board in one sentence: how many targets are missed, and what stands behind the largest miss."""
    judged = [card for card in cards if card.target is not None and card.status != "none"]
    missed = [card for card in judged if card.status == "missed"]
    if not judged and any(card.target is not None for card in cards):
        return _("There are too few answers yet to say whether a target is met.")
    if not judged:
        return ngettext(
            "{count} metric, no targets yet: set one to see where you stand.",
            "{count} metrics, no targets yet: set one to see where you stand.",
            len(cards),
        )
    if not missed:
        close = sum(card.status == "open" for card in judged)
        if close:
            return ngettext(
                "No target is missed; {count} is too close to call.",
                "No target is missed; {count} are too close to call.",
                close,
            )
        return ngettext("The one target is met.", "All {count} targets are met.", len(judged))
    total, count = number(len(judged)), len(missed)
    because = next(((card, f) for card in missed for f in card.findings if f.kind == "segment"), None)
    if because is not None:
        card, finding = because
        return ngettext(
            "{count} of {total} targets is missed. {metric}: {finding}",
            "{count} of {total} targets are missed. {metric}: {finding}",
            count,
            total=total,
            metric=card.metric.name,
            finding=finding.sentence,
        )
    led = next((card.led_by for card in missed if card.led_by), None)
    names = {card.metric.id: card.metric.name for card in cards}
    if led is not None and led.metric in names:
        return ngettext(
            "{count} of {total} targets is missed; {metric} moved first.",
            "{count} of {total} targets are missed; {metric} moved first.",
            count,
            total=total,
            metric=names[led.metric],
        )
    worst = min(missed, key=lambda card: (card.gap or 0.0) * _points(card.metric))
    return ngettext(
        "{count} of {total} targets is missed: {metric}.",
        "{count} of {total} targets are missed, {metric} most of all.",
        count,
        total=total,
        metric=worst.metric.name,
    )


def _left_out(cards: Sequence[Card]) -> str:
    for card in cards:
        known = card.series["finished"]
        open_periods = card.series.loc[~known & ~known[::-1].cummax()[::-1], "period"]  # after the last finished one
        if len(open_periods):
            return _(
                "{period} is not finished and left out of every comparison", period=period_name(open_periods.iloc[0])
            )
    return ""


def _decisions(cards: Sequence[Card]) -> list[Finding]:
    """The strongest finding of each metric before a second one of any: missed targets first, met ones last.

    Among equals by size against the noise of their own metric, since units differ.
    """
    ranked = []
    for card in cards:
        worth = [finding for finding in card.findings if finding.kind not in ("steady", "comfort")]
        order = (card.status == "met", card.status != "missed")
        ranked += [((order[0], rank, order[1], -finding.weight / _noise(card)), card.metric.name, finding)
                   for rank, finding in enumerate(worth)]  # fmt: skip
    ranked.sort(key=lambda told: told[0])
    return [found.named(finding, name) for _order, name, finding in ranked[: found.MOST]]


def _noise(card: Card) -> float:
    """Half the width of the metric's interval in the unit that findings are weighed in; of its limits without one."""
    half = (card.upper - card.lower) / 2
    if not half > 0 and len(card.series):
        last = card.series.iloc[-1]
        half = (last["high_limit"] - last["low_limit"]) / 2
    return half * _points(card.metric) if half > 0 else 1.0


def _wins(cards: Sequence[Card]) -> list[str]:
    wins = []
    for card in cards:
        if card.status == "met" and card.comfortable:
            wins.append(_("{metric}: target met six times running.", metric=card.metric.name))
        elif card.status == "met":
            facts = {"metric": card.metric.name, "value": display.value(card.metric, card.value)}
            wins.append(
                _("{metric}: {value}, on pace for its target.", **facts)
                if card.on_the_way
                else _("{metric}: {value}, target met.", **facts)
            )
    return wins
