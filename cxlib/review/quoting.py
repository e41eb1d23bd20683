"""Customers' own words beside the numbers: a few that speak for the segment behind a miss, without who said them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.explained import segment_words
from cxlib.language import period_name
from cxlib.metrics.measures import Measures
from cxlib.review.insight import loudest
from cxlib.review.parts import Quote
from cxlib.sources import rows
from cxlib.sources.commented import SAID, WORDS
from cxlib.voices.corpus import Corpus
from cxlib.voices.mood import mood_of_words
from cxlib.voices.quoting import quotes as by_rule
from cxlib.voices.redaction import redacted
from cxlib.workspace import Column, Filter, Metric, Source, Workspace

MOST = 4
EACH = 3  # of one metric
READ = 200  # newest rows that quotes are chosen from
SHORTEST, LONGEST = 25, 280


def quotes(
    workspace: Workspace, measures: Measures, board: Board, where: tuple[Filter, ...] = (), most: int = MOST
) -> list[Quote]:
    """Words of unhappy customers in the segments that explain the misses; at most three for a metric.

    Args:
        workspace: The workspace.
        measures: Its numbers and rows.
        board: The board with its findings.
        where: Filters of the review.
        most: At most so many.
    """
    found: list[Quote] = []
    for card, segment in loudest(board):
        source = workspace.source(card.metric.source)
        if source is not None and card.status in ("missed", "open"):
            found += _of(measures, card, source, segment, where)
    distinct = {quote.text: quote for quote in found}
    return list(distinct.values())[:most]


def _of(
    measures: Measures, card: Card, source: Source, segment: Mapping[str, object], where: tuple[Filter, ...]
) -> list[Quote]:
    narrowed = tuple(Filter(column, (value,)) for column, value in segment.items() if source.column(column))
    score = _score(source, card.metric)
    asked = (*card.metric.where, *where, *narrowed, *_unhappy(score), SAID)
    read = rows(measures.dataset(source.id), [WORDS], asked, card.period, READ)
    facts = tuple(part for part in (segment_words(segment) if segment else "", _when(card)) if part)
    path = [f"{column}={value}" for column, value in segment.items()]
    start = card.period.start_time.date().isoformat() if card.period is not None else ""
    params = {"metric": card.metric.id, "view": "comments", "when": start, "mood": "low", "path": path}
    return [Quote(said, card.metric.id, facts, "causes", params) for said in telling(list(read[WORDS]))[:EACH]]


def _when(card: Card) -> str:
    return period_name(card.period) if card.period is not None else ""


def _score(source: Source, metric: Metric) -> Column | None:
    return source.column(metric.columns.get("value", ""))


def _unhappy(score: Column | None) -> tuple[Filter, ...]:
    """The unhappy third of a scale, whichever end that is."""
    if score is None or score.role != "score" or score.scale is None:
        return ()
    low, high = score.scale
    third = (high - low) / 3
    return (Filter(score.name, (high - third,), ">="),) if score.direction == "down" else (
        Filter(score.name, (low + third,), "<="),)  # fmt: skip


def telling(texts: Sequence[str]) -> list[str]:
    """The texts that speak for the others: by rule the typical, then the severe one; none says who wrote it."""
    cleaned = dict.fromkeys(" ".join(str(text).split()) for text in texts if not pd.isna(text))
    fit = [text for text in cleaned if SHORTEST <= len(text) <= LONGEST]
    if not fit:
        return []
    corpus = Corpus.of(fit)
    chosen = [quote.text for quote in by_rule(corpus, np.ones(corpus.size), mood_of_words(corpus))
              if quote.rule != "dissenting"]  # fmt: skip
    others = [text for text in sorted(fit, key=len, reverse=True) if text not in chosen]
    return [redacted(text) for text in (*chosen, *others)]
