"""The headline metrics as they are seen now: numbers, words and the periods around them, off the board's cards."""

from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from cxlib.board import wording
from cxlib.board.cards import Card
from cxlib.language import period_name
from cxlib.metrics import display, targets
from cxlib.review.definitions import definition
from cxlib.review.parts import MetricSeen, Moment, Version
from cxlib.workspace import Workspace

MOST_PERIODS = 60
MOST_AHEAD = 12
_COLUMNS = ("value", "lower", "upper", "base", "target", "low_limit", "high_limit")


def seen(workspace: Workspace, card: Card) -> MetricSeen:
    """A card as a review keeps it."""
    metric = card.metric
    facts: dict[str, Any] = {
        "id": metric.id, "name": metric.name or metric.id, "unit": metric.unit, "decimals": metric.decimals,
        "direction": metric.direction, "role": metric.role, "department": metric.department,
        "definition": definition(workspace, metric), "source": card.source, "grain": card.grain,
        "frequency": workspace.calendar.frequency(card.grain), "caveat": card.caveat,
        "periods": _history(card.series.tail(MOST_PERIODS)), "finding": _finding(card),
    }  # fmt: skip
    if card.target is not None:
        facts |= {"target": card.target.value, "target_words": wording.target(metric, card.target)}
    if card.period is None:
        return MetricSeen(**facts, status_words=card.status_word)
    return MetricSeen(
        **facts,
        period=card.period.start_time.date(),
        period_words=period_name(card.period),
        value=number_or_none(card.value),
        lower=number_or_none(card.lower),
        upper=number_or_none(card.upper),
        base=number_or_none(card.base),
        value_words=display.value(metric, card.value),
        margin_words=wording.interval(card),
        base_words=wording.base(card),
        status=card.status,
        status_words=wording.status(card),
        distance_words=wording.distance(card),
        chance=number_or_none(card.chance),
        chance_words=wording.chance(card).replace("**", ""),
        ahead=_ahead(card),
    )


def _finding(card: Card) -> str:
    return card.problem or (card.findings[0].sentence if card.findings else "")


def _history(series: pd.DataFrame) -> tuple[Moment, ...]:
    known = [name for name in _COLUMNS if name in series]
    return tuple(
        Moment(
            row["period"].start_time.date(),
            finished=bool(row["finished"]),
            **{name: number_or_none(row[name]) for name in known},
        )
        for row in series.to_dict("records")
    )


def _ahead(card: Card) -> tuple[Moment, ...]:
    if card.forecast is None:
        return ()
    return tuple(
        Moment(
            row["period"].start_time.date(),
            number_or_none(row["mean"]),
            number_or_none(row["lower_80"]),
            number_or_none(row["upper_80"]),
            target=_due(card, row["period"].end_time.date()),
            finished=False,
        )
        for row in card.forecast.head(MOST_AHEAD).to_dict("records")
    )


def _due(card: Card, day: date) -> float | None:
    return None if card.target is None else number_or_none(targets.value_on(card.target, day))


def versions(workspace: Workspace) -> tuple[Version, ...]:
    """Which data stand behind the headline metrics now."""
    used = {metric.source for metric in workspace.metrics}
    return tuple(
        Version(source.name or source.id, source.snapshot, source.rows, source.first, source.last, source.committed)
        for source in workspace.sources
        if source.id in used
    )


def number_or_none(value: Any) -> float | None:
    """A plain float; None where it is missing."""
    return None if value is None or not isfinite(value) else float(value)
