"""One headline metric seen closer on the Board: its whole history with intervals and events, and its distribution."""

from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.board.cards import Card
from cxlib.charts import Drawing
from cxlib.language import gettext as _
from cxlib.language import period_name
from cxlib.metrics import display
from cxlib.workspace import Filter, Workspace
from ui import cached, controls, frame, show
from ui.understand import listening, reader


def look(workspace: Workspace, cards: list[Card]) -> None:
    """The chosen card's trend beside its distribution, if its source holds single answers."""
    known = {card.metric.id: card for card in cards if card.period is not None}
    if not known:
        return
    show.heading(_("A closer look"))
    picked = controls.pick(_("Metric"), "closer", list(known), words=lambda code: known[code].metric.name,
                           style="pills", label_visibility="collapsed")  # fmt: skip
    card, where = known[picked], frame.filters(workspace)
    _read(workspace, card)
    if not cached.has_answers(workspace, card.metric):
        _trend(workspace, card)
        return
    left, right = st.columns([3, 2])
    with left:
        _trend(workspace, card)
    with right:
        _distribution(workspace, card, where)


def _read(workspace: Workspace, card: Card) -> None:
    """To the comments of the period that is shown, of its unhappy and happy answers, and of all time."""
    if card.period is None or listening.source_with_comments(workspace, card.metric) is None:
        return
    when, period = card.period.start_time.date().isoformat(), period_name(card.period)
    with st.container(horizontal=True, key="reads.closer", vertical_alignment="center", gap="medium"):
        show.note(_("Read the comments behind it"))
        reader.link(card.metric, period, when=when)
        reader.link(card.metric, _("unhappy ones of {period}", period=period), when=when, mood="low")
        reader.link(card.metric, _("happy ones of {period}", period=period), when=when, mood="high")
        reader.link(card.metric, _("any time"))


def _trend(workspace: Workspace, card: Card) -> None:
    span = frame.span()
    drawn = cached.drawing(
        ("trend", workspace.key, *cached.shown(card), span),
        lambda: charts.trend(
            card.series.tail(span),
            card.forecast,
            cached.events(workspace, card.metric),
            label=partial(display.value, card.metric),
        ),
    )
    show.chart(drawn, f"trend.{card.metric.id}")


def _distribution(workspace: Workspace, card: Card, where: tuple[Filter, ...]) -> None:
    key = ("answers", workspace.key, card.metric.id, card.grain, str(card.period), where)

    def draw() -> Drawing:
        return _answers_drawn(card, cached.answers(workspace, card.metric, card.grain, card.period, where))

    show.chart(cached.drawing(key, draw), f"answers.{card.metric.id}")


def _answers_drawn(card: Card, answers: pd.DataFrame) -> Drawing:
    mean = float((answers["answer"] * answers["count"]).sum() / answers["count"].sum())
    whole = answers.assign(answer=[int(value) if float(value).is_integer() else value for value in answers["answer"]])
    return charts.distribution(
        whole,
        nps=card.metric.kind == "nps",
        mean=mean,
        takeaway=_("All answers of {period}", period=period_name(card.period)),
    )
