"""What comes next: chances of the targets, where the forecast goes, and warnings of what moves first."""

from collections.abc import Mapping, Sequence

from cxlib.board import wording
from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.chances import chance_words
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import period_name
from cxlib.metrics import display
from cxlib.review.parts import Statement

SAFE = 0.9  # a target that is this sure is no topic
LIKELY_MISSED = 0.5


def foresight(board: Board, names: Mapping[str, str], toward: Mapping[str, str]) -> list[Statement]:
    """The sentences, warnings first, then the least likely targets.

    Args:
        board: The board with its forecasts and leads.
        names: Name of every metric by its id.
        toward: How each metric moved since the last review, ``"good"`` or ``"bad"``; others are steady.
    """
    chances = sorted((card for card in board.cards if card.chance is not None), key=lambda card: card.chance or 0.0)
    return [*_warnings(board.cards, names, toward), *(_chance(card) for card in chances), *_expected(board.cards)]


def _warnings(cards: Sequence[Card], names: Mapping[str, str], toward: Mapping[str, str]) -> list[Statement]:
    by_id = {card.metric.id: card for card in cards}
    told = []
    for card in cards:
        leading = by_id.get(card.led_by.metric) if card.led_by else None
        tone = _heading(leading, toward) if leading is not None else ""
        if card.led_by is None or leading is None or not tone:
            continue
        sentence = _(
            _WARNING[tone],
            leading=leading.metric.name,
            value=display.value(leading.metric, leading.value),
            outcome=card.metric.name,
            ahead=wording.periods_ahead(card.led_by.lag, card.led_by.grain),
        )
        params = {"metric": card.metric.id, "lead": leading.metric.id, "view.outlook": "pair"}
        told.append(Statement(sentence, "warning", card.metric.id, "outlook", params, tone))
    return told


_WARNING = {
    "bad": N_("Warning: {leading} stands at {value}, on the wrong side; {outcome} follows it after {ahead}."),
    "good": N_("Good sign: {leading} stands at {value}, on the right side; {outcome} follows it after {ahead}."),
}


def _heading(leading: Card, toward: Mapping[str, str]) -> str:
    """Which way a leading metric points: by its target, its natural limits, or its change since the last review."""
    if leading.status in ("met", "missed"):
        return "bad" if leading.status == "missed" else "good"
    return "bad" if leading.guarded else toward.get(leading.metric.id, "")


_CHANCE = {
    True: N_("{metric}: {chance} to hold {goal} by {when}, if nothing changes."),
    False: N_("{metric}: {chance} to reach {goal} by {when}, if nothing changes."),
}


def _chance(card: Card) -> Statement:
    holds = card.gap is not None and card.gap >= 0
    chance = card.chance or 0.0
    sentence = _(
        _CHANCE[holds],
        metric=card.metric.name,
        chance=chance_words(chance),
        goal=display.value(card.metric, card.target.value) if card.target else "–",
        when=period_name(card.chance_at) if card.chance_at is not None else "–",
    )
    tone = "bad" if chance < LIKELY_MISSED else "good" if chance >= SAFE else ""
    params = {"metric": card.metric.id, "view.outlook": "forecast"}
    return Statement(sentence, "chance", card.metric.id, "outlook", params, tone, {"chance": chance})


def _expected(cards: Sequence[Card]) -> list[Statement]:
    """Where a metric goes that has a forecast and no chance to be told."""
    told = []
    for card in cards:
        if card.chance is not None or card.forecast is None or card.forecast.empty:
            continue
        last = card.forecast.iloc[min(2, len(card.forecast) - 1)]
        sentence = _(
            "{metric} is expected at {mean} in {period} (four in five: {lower} to {upper}).",
            metric=card.metric.name,
            mean=display.value(card.metric, last["mean"]),
            period=period_name(last["period"]),
            lower=display.value(card.metric, last["lower_80"]),
            upper=display.value(card.metric, last["upper_80"]),
        )
        params = {"metric": card.metric.id, "view.outlook": "forecast"}
        told.append(Statement(sentence, "forecast", card.metric.id, "outlook", params))
    return told
