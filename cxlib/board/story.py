"""The board as a story for people with one minute: what happened, why, what comes next, what is being done."""

from dataclasses import dataclass

from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.chances import chance_words
from cxlib.language import gettext as _
from cxlib.language import ngettext, period_name
from cxlib.metrics import display
from cxlib.workspace import Target, Workspace


@dataclass(frozen=True)
class Story:
    """Whole sentences; an empty one means there is nothing honest to say."""

    sentence: str
    happened: str
    why: str
    ahead: str
    done: str


def story(board: Board, workspace: Workspace) -> Story:
    """The story a board tells."""
    return Story(board.sentence, _happened(board), _why(board), _ahead(board, workspace), _done(workspace, board))


def _happened(board: Board) -> str:
    judged = [(card, card.target) for card in board.cards if card.target and card.status in ("missed", "met")]
    told = sorted(judged, key=lambda pair: pair[0].status != "missed")[:3]
    return " ".join(_fact(card, target) for card, target in told)


def _fact(card: Card, target: Target) -> str:
    margin = display.margin(card.metric, card.lower, card.upper)
    value = display.value(card.metric, card.value)
    facts = {
        "metric": card.metric.name,
        "value": _("{value} ({margin})", value=value, margin=margin) if margin else value,
        "goal": display.value(card.metric, target.value),
    }
    if card.status == "missed" and card.gap is not None and card.gap >= 0:
        return _("{metric} stands at {value}, behind its pace for {goal}.", **facts)
    if card.on_the_way:
        return _("{metric} stands at {value}, on pace for {goal}.", **facts)
    if card.status == "missed":
        return _("{metric} stands at {value} and misses its target of {goal}.", **facts)
    return _("{metric} meets its target of {goal} with {value}.", **facts)


def _why(board: Board) -> str:
    kinds = ("segment", "mix", "signal", "trend")
    found = [finding for finding in board.decisions if finding.kind in kinds]
    return " ".join(_as_sentence(finding.sentence) for finding in found[:2])


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "。")) else text + "."


def _ahead(board: Board, workspace: Workspace) -> str:
    sentences = []
    names = {metric.id: metric.name for metric in workspace.metrics}
    for card in board.cards:
        if card.led_by and card.led_by.metric in names:
            sentences.append(
                _("{leading} moves ahead of {metric}.", leading=names[card.led_by.metric], metric=card.metric.name)
            )
            break
    for card in sorted(board.cards, key=lambda card: card.chance if card.chance is not None else 2):
        if card.chance is not None and card.target is not None and card.status != "met":
            sentences.append(
                _(
                    "Without change, the chance that {metric} reaches {goal} by {when} is {chance}.",
                    metric=card.metric.name,
                    goal=display.value(card.metric, card.target.value),
                    when=period_name(card.chance_at),
                    chance=chance_words(card.chance),
                )
            )
            break
    return " ".join(sentences)


def _done(workspace: Workspace, board: Board) -> str:
    latest = {note.metric: note for note in workspace.notes if note.kind == "miss"}
    told = [latest[card.metric.id].text for card in board.cards if card.metric.id in latest]
    if told:
        return " ".join(_as_sentence(text) for text in told[:3])
    actions = [event for event in workspace.events if event.kind == "action"]
    return (
        ngettext(
            "{count} action is under way: {names}.",
            "{count} actions are under way: {names}.",
            len(actions),
            names=", ".join(event.name for event in actions[-3:]),
        )
        if actions
        else ""
    )
