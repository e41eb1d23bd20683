"""The Causes page's view of key influencers: what makes a detractor, everything else being equal."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.causes.comparing import dimensions
from cxlib.causes.levels import Level, levels
from cxlib.charts import Drawing
from cxlib.errors import TooFewAnswers
from cxlib.language import gettext as _
from cxlib.language import number, percent
from cxlib.sources.commented import WORDS
from cxlib.workspace import Filter, Metric, Workspace
from ui import cached, controls, frame, show
from ui.improve import from_finding
from ui.understand import cached_causes, cause_trees, listening, reader, to_comments
from ui.understand.to_comments import Number

Q_LIMIT = 0.05
MOST = 12
READ = 3  # influencers whose comments are shown, and comments of each


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The view's opening sentence: the clearest influencer of the chosen level."""
    level = _level(workspace, metric)
    if level is None:
        return _("{metric} is not made of single answers, so nobody is at a level of it.", metric=metric.name)
    told = _told(workspace, metric, level)
    if told is None:
        return _("There are too few answers to say what makes {level}.", level=level.words)
    more = told[told["adjusted"] > 1]
    if more.empty:
        return _("Nothing makes {level} likelier beyond noise.", level=level.words)
    return _(
        "{segment} has {ratio} times as many {level} as everybody else.",
        segment=_named(more.iloc[0]),
        ratio=number(more.iloc[0]["adjusted"], 1),
        level=level.words,
    )


def draw(workspace: Workspace, metric: Metric) -> None:
    """The level's influencers as a picture, the sentence of each, and what the customers themselves say."""
    offered = {level.code: level for level in _levels(workspace, metric)}
    if not offered:
        show.note(
            _("Choose a metric made of answers or of yes and no: only those have levels such as detractors.")
        )
        return
    with show.row("influences"):
        code = controls.pick(
            _("What makes"), "level", list(offered), words=lambda code: offered[code].words, style="segments"
        )
    level = offered[code]
    told = _told(workspace, metric, level)
    if told is None:
        show.note(_("With these filters there are too few answers in the last year of data. Clear a filter."))
        return
    if told.empty:
        show.note(_("No value of any dimension stands out beyond noise, and that is an answer."))
        return
    show.chart(_drawing(told, level), "influences")
    show.note(
        _(
            "Last year of data. Each value against everybody else, the other dimensions held equal; "
            "a line that crosses 1 could be chance. Values with few answers are put together; "
            "the error rate counts everything that was compared (false discoveries at most {share}).",
            share=percent(Q_LIMIT),
        )
    )
    _comments(workspace, metric, level, told[told["adjusted"] > 1].head(READ))
    _others(workspace, metric, level, told.drop(told[told["adjusted"] > 1].head(READ).index))


def _levels(workspace: Workspace, metric: Metric) -> tuple[Level, ...]:
    source = workspace.source(metric.source)
    if source is None or not dimensions(cached.measures(workspace), source, metric):
        return ()
    return levels(metric, source)


def _level(workspace: Workspace, metric: Metric) -> Level | None:
    offered = {level.code: level for level in _levels(workspace, metric)}
    return offered[controls.chosen("level", list(offered))] if offered else None


def _told(workspace: Workspace, metric: Metric, level: Level) -> pd.DataFrame | None:
    """The influencers beyond noise, clearest first; of a yes and its no only the one that raises the risk."""
    try:
        found = cached_causes.influences(workspace, metric, level, frame.filters(workspace))
    except TooFewAnswers:
        return None
    clear = found[found["q_value"] <= Q_LIMIT]
    pairs = clear.groupby("factor")["value"].transform("size")
    values = found.groupby("factor")["value"].nunique()
    mirrored = (pairs == 2) & (clear["factor"].map(values) == 2) & (clear["adjusted"] < 1)
    return clear[~mirrored].head(MOST).reset_index(drop=True)


def _where(row: pd.Series) -> dict[str, str | None]:
    return {row["factor"]: None if row["value"] == _("no answer") else row["value"]}


def _named(row: pd.Series) -> str:
    return _("{column}: {value}", column=row["factor"], value=_value(row["value"]))


def _value(value: str) -> str:
    return {"true": _("yes"), "false": _("no")}.get(str(value).casefold(), str(value))


def _drawing(told: pd.DataFrame, level: Level) -> Drawing:
    ranked = told.sort_values("adjusted", ascending=False, kind="stable")
    names = [_named(row) for _place, row in ranked.iterrows()]
    rows = ranked.assign(segment=names, value=ranked["adjusted"])
    drawing = charts.intervals(
        rows,
        label=partial(_times),
        overall=1.0,
        takeaway=_("How many times as often as everybody else: **{level}**.", level=level.words),
    )
    titles = {
        "segment": _("Segment"),
        "risk": _("Share here"),
        "risk_else": _("Share elsewhere"),
        "ratio": _("Times"),
        "adjusted": _("Times, the rest equal"),
        "lower": _("From"),
        "upper": _("To"),
        "q_value": _("q"),
        "base": _("Base"),
    }
    return replace(drawing, numbers=rows[list(titles)].rename(columns=titles))


def _times(ratio: float) -> str:
    return _("{ratio}×", ratio=number(ratio, 2))


def _comments(workspace: Workspace, metric: Metric, level: Level, told: pd.DataFrame) -> None:
    """Three comments behind each of the strongest, and the way to all of them."""
    when = to_comments.last_year_when(workspace, metric)
    for place, (_row, row) in enumerate(told.iterrows()):
        facts = [
            _("{share} against {elsewhere} elsewhere", share=percent(row["risk"]), elsewhere=percent(row["risk_else"])),
            _("base {count}", count=number(row["base"])),
        ]
        show.facts(_named(row), facts)
        if row["pooled"]:
            continue
        _three(workspace, metric, level, _where(row))
        with st.container(horizontal=True, key=f"influence.{place}"):
            if listening.source_with_comments(workspace) is not None:
                to_comments.button(_where(row), f"influence.{place}", level.mood, when=when)
            problem = _("{segment}: {level}", segment=_named(row), level=level.words)
            cause_trees.ask_why(problem, _where(row), f"influence.{place}", metric.id)
            finding = {"metric": metric.id, "sentence": problem, "where": _where(row)}
            from_finding.action_button(f"influence.{place}", finding)


def _others(workspace: Workspace, metric: Metric, level: Level, told: pd.DataFrame) -> None:
    """From each of the other numbers in the picture to its comments."""
    when = to_comments.last_year_when(workspace, metric)
    numbers = [Number(_named(row), _where(row), when, level.mood) for _place, row in told.iterrows()
               if not row["pooled"]]  # fmt: skip
    to_comments.line(workspace, _("Read {level}:", level=level.words), "influences", numbers)


def _three(workspace: Workspace, metric: Metric, level: Level, where: dict[str, str | None]) -> None:
    source = workspace.known_source(metric.source)
    if not source.with_role("comment"):
        return
    at_level = () if level.opposite or level.counted.kind != "share" else _answers_at(level)
    segment = tuple(Filter(column, (value,)) for column, value in where.items())
    found = cached.comments(workspace, source, (*frame.filters(workspace), *at_level, *segment), None, 0, READ)
    show.comments([show.Comment(reader.shown(workspace, str(row[WORDS]))) for row in found.to_dict("records")])


def _answers_at(level: Level) -> tuple[Filter, ...]:
    settings, column = level.counted.settings, level.counted.columns["value"]
    values = tuple(settings.get("values") or (True,))
    return (*level.counted.where, Filter(column, values, settings.get("op", "in")))


