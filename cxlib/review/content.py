"""A meeting that prepares itself: everything a review shows, from the board, the last frozen review and the records."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

from cxlib.actions.value import value_log
from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.language import current, gettext_noop, period_name
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.metrics.measures import Measures
from cxlib.review.foresight import foresight
from cxlib.review.hindsight import changes, hindsight, readings
from cxlib.review.insight import costs, insight, issue_costs, ranked_issues, unusual
from cxlib.review.parts import Explanation, MetricSeen, Quote, ReviewContent, Statement
from cxlib.review.promised import agreed, obstacles, promised
from cxlib.review.quoting import quotes
from cxlib.review.seen import seen, versions
from cxlib.review.templates import TEMPLATES
from cxlib.workspace import Filter, Metric, Review, Workspace

DECIDED = ("decided", "metric retired", "survey retired", "theme of the quarter")


def content(
    workspace: Workspace,
    measures: Measures,
    board: Board,
    review: Review,
    previous: ReviewContent | None = None,
    said: Sequence[Quote] | None = None,
    today: date | None = None,
) -> ReviewContent:
    """Everything a review shows, as of now.

    Args:
        workspace: The workspace with its decisions, actions, notes and causes.
        measures: Its numbers.
        board: The board at the review's grain and filters, forecasts, leads and segments included.
        review: The meeting; its rhythm, filters, department, theme, minutes and texts.
        previous: The last review of this rhythm as it was frozen; None if none was.
        said: Customers' words; found here if None.
        today: The day to judge what is overdue by.
    """
    template = TEMPLATES[review.rhythm]
    metrics = tuple(seen(workspace, card) for card in board.cards)
    toward = {one.metric.id: one.tone for one in changes(metrics, readings(metrics, previous, template.back))
              if one.beyond_noise}  # fmt: skip
    names = {metric.id: metric.name for metric in workspace.metrics}
    latest = _latest(board.cards)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    day = today or now.date()
    ranked = ranked_issues(workspace, measures, review.where)
    return ReviewContent(
        workspace=workspace.id,
        name=workspace.name,
        goal=workspace.goal,
        language=current(),
        title=review.name or title(review, latest),
        rhythm=review.rhythm,
        grain=template.grain,
        period=latest.period.start_time.date() if latest is not None and latest.period is not None else None,
        period_words=period_name(latest.period) if latest is not None and latest.period is not None else "",
        where=review.where,
        filter_words=filter_words(review.where),
        left_out=board.left_out,
        made=now,
        key=workspace.data_key,
        review=review.id,
        previous=review.previous,
        previous_words=_previous_words(previous),
        theme=review.theme,
        headline=board.sentence,
        metrics=metrics,
        promised=tuple(promised(workspace, review.id, day, review.department, _last_day(previous))),
        obstacles=tuple(obstacles(workspace, review.department)),
        hindsight=tuple(hindsight(metrics, previous, template.back, unusual(board))),
        insight=(*insight(workspace, board), *costs(workspace, ranked)),
        issues=tuple(issue_costs(ranked)),
        currency=workspace.currency,
        quotes=tuple(quotes(workspace, measures, board, review.where) if said is None else said),
        foresight=tuple(foresight(board, names, toward)),
        explanations=tuple(_explanations(workspace, metrics, board.cards)),
        wins=tuple(_wins(workspace, board)),
        decisions=tuple(agreed(workspace, review.id, DECIDED)),
        refused=tuple(agreed(workspace, review.id, ("will not do",))),
        minutes=review.minutes,
        texts=dict(review.texts),
        data=versions(workspace),
    )


def _last_day(previous: ReviewContent | None) -> date | None:
    return previous.made.date() if previous is not None and previous.made is not None else None


def _latest(cards: Sequence[Card]) -> Card | None:
    """The card with the newest judged period at the finest grain: the period the meeting is about."""
    known = [card for card in cards if card.period is not None]
    return max(known, key=_end, default=None)


def _end(card: Card) -> datetime:
    return card.period.end_time if card.period is not None else datetime.min


def title(review: Review, latest: Card | None) -> str:
    """What a review is called when nobody named it."""
    name = _(TEMPLATES[review.rhythm].name)
    if latest is None or latest.period is None:
        return name
    return _("{review}, {period}", review=name, period=period_name(latest.period))


def filter_words(where: Sequence[Filter]) -> str:
    """The filters in words, for page one of everything."""
    if not where:
        return _("All data, no filters")
    return " · ".join(_("{column}: {value}", column=part.column, value=_values(part)) for part in where)


def _values(part: Filter) -> str:
    return ", ".join(_("none") if value is None else str(value) for value in part.values)


def _previous_words(previous: ReviewContent | None) -> str:
    if previous is None:
        return _("No review was frozen yet: compared with the period before.")
    return _("Compared with {review}, as it was seen then.", review=previous.title)


_NOTE_KINDS = {"missed": "miss", "met": "win"}


def _explanations(
    workspace: Workspace, metrics: Sequence[MetricSeen], cards: Sequence[Card]
) -> list[Explanation]:
    """What owners wrote about misses; a miss without a word stands there empty, so that somebody asks."""
    told = []
    for metric, card in zip(metrics, cards, strict=True):
        notes = [note for note in workspace.notes if note.metric == metric.id and note.kind == "miss"]
        mine = [note for note in notes if card.period is not None and note.period == str(card.period)]
        if metric.status == "missed" or mine:
            note = mine[-1] if mine else None
            told.append(Explanation(metric.id, metric.name, "miss", note.text if note else "", metric.period_words,
                                    note.author if note else ""))  # fmt: skip
    return told


_THANKS = gettext_noop("{action}: it worked. Thank you, {who}! {thanks}")


def _wins(workspace: Workspace, board: Board) -> list[Statement]:
    """Targets reached, thanks that were written, and actions proved to have worked."""
    wins = [Statement(sentence, "win", page="board", tone="good") for sentence in board.wins]
    names = {card.metric.id: card for card in board.cards}
    for note in workspace.notes:
        card = names.get(note.metric)
        if note.kind == "win" and card is not None and note.period == str(card.period):
            sentence = _("{metric}: {thanks}", metric=card.metric.name, thanks=note.text)
            wins.append(Statement(sentence, "thanks", note.metric, "board", tone="good"))
    wins += _worth(workspace)
    for action in workspace.actions:
        if action.proof == "verified":
            who = action.department or _("everybody")
            sentence = _(_THANKS, action=action.name, who=who, thanks=action.thanks).strip()
            wins.append(Statement(sentence, "win", action.metric, "actions", {"action": action.id}, "good"))
    return wins


def _worth(workspace: Workspace) -> list[Statement]:
    """The value log's sum, with the interval it deserves."""
    log = value_log(workspace)
    if log.amount != log.amount:
        return []
    money = partial(display.value, Metric("", unit=workspace.currency))
    sentence = _("Actions that worked are worth {amount} a year together ({lower} to {upper}).",
                 amount=money(log.amount), lower=money(log.lower), upper=money(log.upper))  # fmt: skip
    figures = {"amount": log.amount, "lower": log.lower, "upper": log.upper}
    return [Statement(sentence, "win", page="actions", params={"work": "value"}, tone="good", figures=figures)]


def previous_review(workspace: Workspace, review: Review) -> Review | None:
    """The last frozen review of the same rhythm, filters and department before this one; None if there is none."""
    same = [
        one for one in workspace.reviews
        if one.snapshot and one.id != review.id
        and (one.rhythm, one.where, one.department) == (review.rhythm, review.where, review.department)
        and (review.frozen is None or one.frozen is None or one.frozen < review.frozen)
    ]  # fmt: skip
    return max(same, key=lambda one: str(one.frozen), default=None)
