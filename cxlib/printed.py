"""The board on paper: as lines of text and as plain values."""

from typing import Any

from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.chances import chance_words
from cxlib.language import gettext as _
from cxlib.language import period_name
from cxlib.metrics import display


def board_text(board: Board) -> str:
    """The board as a person reads it in a terminal."""
    lines = [board.sentence, ""]
    for card in board.cards:
        lines += [_card_line(card), *(f"    {finding.sentence}" for finding in card.findings)]
    if board.left_out:
        lines += ["", board.left_out]
    return "\n".join(lines)


def _card_line(card: Card) -> str:
    if card.problem:
        return _("{metric}: {problem}", metric=card.metric.name, problem=card.problem)
    if card.period is None:
        return _("{metric}: no finished period yet", metric=card.metric.name)
    facts = {
        "metric": card.metric.name,
        "value": display.value(card.metric, card.value),
        "base": card.counted or _("not known"),
        "margin": display.margin(card.metric, card.lower, card.upper) or _("no interval"),
        "period": period_name(card.period),
    }
    if card.target is None:
        return _("{metric}: {value} ({margin}) in {period}, base {base}, no target", **facts)
    facts |= {"status": card.status_word, "target": display.value(card.metric, card.target.value)}
    if card.chance is None:
        return _("{metric}: {value} ({margin}) in {period}, base {base}, target {target}: {status}", **facts)
    return _(
        "{metric}: {value} ({margin}) in {period}, base {base}, target {target}: {status}, chance {chance}",
        chance=chance_words(card.chance),
        **facts,
    )


def board_values(board: Board) -> dict[str, Any]:
    """The board as plain values for JSON; numbers are not rounded, shares are 0 to 1."""
    return {
        "sentence": board.sentence,
        "left_out": board.left_out,
        "cards": [_values(card) for card in board.cards],
        "decisions": [finding.sentence for finding in board.decisions],
        "wins": list(board.wins),
    }


def _values(card: Card) -> dict[str, Any]:
    return {
        "metric": card.metric.id,
        "name": card.metric.name,
        "grain": card.grain,
        "period": str(card.period) if card.period is not None else None,
        "problem": card.problem,
        "value": _plain(card.value),
        "lower": _plain(card.lower),
        "upper": _plain(card.upper),
        "base": _plain(card.base),
        "status": card.status,
        "target": card.target.value if card.target else None,
        "chance": card.chance,
        "led_by": card.led_by.metric if card.led_by else None,
        "lag": card.led_by.lag if card.led_by else None,
        "findings": [{"kind": f.kind, "sentence": f.sentence, "where": f.where} for f in card.findings],
    }


def _plain(value: float) -> float | None:
    return None if value != value else float(value)
