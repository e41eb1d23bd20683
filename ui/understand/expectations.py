"""The Causes page's view of expectations: who got less than expected, who more, and where the gap is widest."""

from dataclasses import replace
from functools import partial

import pandas as pd

from cxlib import charts
from cxlib.board.explained import segment_words
from cxlib.causes.comparing import dimensions
from cxlib.causes.expecting import SIDES, sides
from cxlib.charts import Drawing
from cxlib.language import gettext as _
from cxlib.language import number, percent, period_name
from cxlib.metrics import display
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, show
from ui.understand import cached_causes, reader, to_comments
from ui.understand.to_comments import Number

TIME = ""
MOST = 12  # segments or periods in one picture


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The view's opening sentence."""
    if not sides(cached.measures(workspace), metric):
        return _("{metric} has no answers that could be below or above expectation.", metric=metric.name)
    whole = _standings(workspace, metric, TIME)
    if whole.empty:
        return _("Nobody answered with these filters.")
    low, high = percent(whole["low"].iloc[-1]), percent(whole["high"].iloc[-1])
    if metric.kind == "received_expected":
        return _("{low} got less than they were promised, {high} got more.", low=low, high=high)
    return _("{low} are below expectation, {high} above it.", low=low, high=high)


def draw(workspace: Workspace, metric: Metric) -> None:
    """Shares below, as and above expectation, with what those below cost; then the metric of each segment."""
    ends = sides(cached.measures(workspace), metric)
    if not ends:
        show.note(
            _(
                "Choose a metric of answers on a scale. The promise gap compares what customers expected with what "
                "they received: ask both, and define a metric “Received against expected” on the Metrics page."
            )
        )
        return
    offered = [TIME, *_dimensions(workspace, metric)]
    with show.row("expectations"):
        by = controls.pick(
            _("Split by"), "expect.by", offered, default=offered[:2][-1], words=lambda name: name or _("time")
        )
    table = _standings(workspace, metric, by)
    if table.empty:
        show.note(_("Nobody answered with these filters."))
        return
    names = (ends[0].words, _("as expected") if metric.kind == "received_expected" else _("between"), ends[1].words)
    show.chart(_bars(table, by, names), "expectations")
    _read(workspace, metric, by, table, (ends[0].words, ends[1].words))
    show.note(_priced(metric, table, names[0]))
    if by:
        _by_segment(workspace, metric, by)


def _dimensions(workspace: Workspace, metric: Metric) -> tuple[str, ...]:
    return dimensions(cached.measures(workspace), workspace.known_source(metric.source), metric)


def _standings(workspace: Workspace, metric: Metric, by: str) -> pd.DataFrame:
    return cached_causes.standings(workspace, metric, frame.filters(workspace), by, frame.grain(workspace))


def _bars(table: pd.DataFrame, by: str, names: tuple[str, str, str]) -> Drawing:
    """Bars of 100 %, the segments with the most unhappy answers first."""
    parts, whole = table.iloc[:-1], table.iloc[-1:]
    shown = pd.concat([parts.tail(MOST) if not by else parts.head(MOST), whole])
    segments = [_segment(by, value) for value in shown["segment"]]
    items = pd.concat(
        pd.DataFrame({"item": segments, "category": name, "share": shown[side].to_numpy()})
        for side, name in zip(SIDES, names, strict=True)
    )
    worst = parts.sort_values("low").iloc[-1] if len(parts) else whole.iloc[0]
    said = _(
        "**{segment}** has the most {level}: {share}, against {all} of all.",
        segment=_segment(by, worst["segment"]), level=names[0], share=percent(worst["low"]),
        all=percent(whole["low"].iloc[0]),
    )  # fmt: skip
    drawing = charts.likert(items, names, takeaway=said)
    numbers = pd.DataFrame({
        _("Segment"): segments, **{name: shown[side].map(percent) for side, name in zip(SIDES, names, strict=True)},
        _("Base"): shown["base"],
    })  # fmt: skip
    return replace(drawing, numbers=numbers)


def _read(workspace: Workspace, metric: Metric, by: str, table: pd.DataFrame, names: tuple[str, str]) -> None:
    """From the shares below and above expectation to their comments: of all, and of each segment or period."""
    year, parts = to_comments.last_year_when(workspace, metric), table.iloc[:-1]
    shown = list(parts["segment"].tail(MOST)[::-1] if not by else parts["segment"].head(MOST))
    spans = [reader.when_words(each.start_time.date(), each.end_time.date()) if not by else year for each in shown]
    for mood, name in zip(("low", "high"), names, strict=True):
        numbers = [Number(_segment(by, each), {by: None if pd.isna(each) else each} if by else {}, span, mood)
                   for each, span in zip(shown, spans, strict=True)]  # fmt: skip
        whole = Number(_("All together"), {}, year, mood)
        to_comments.line(workspace, _("Read {level}:", level=name), f"expectations.{mood}", [whole, *numbers])


def _segment(by: str, value: object) -> str:
    if isinstance(value, pd.Period):
        return period_name(value)
    if value is None or value != value:
        return _("All together") if not by or value is None else _("{column}: none", column=by)
    return segment_words({by: value})


def _priced(metric: Metric, table: pd.DataFrame, below: str) -> str:
    """How many are below expectation, and what they cost where the metric says what one costs."""
    whole = table.iloc[-1]
    count = whole["low"] * whole["base"]
    facts = {"count": number(count), "level": below, "base": number(whole["base"])}
    if metric.unit_cost:
        return _("{count} {level} of {base} in the last year of data, at {cost} each: {money}.",
                 cost=number(metric.unit_cost), money=number(count * metric.unit_cost), **facts)  # fmt: skip
    return _("{count} {level} of {base} in the last year of data. Give the metric a cost of one unit to price them.",
             **facts)  # fmt: skip


def _by_segment(workspace: Workspace, metric: Metric, by: str) -> None:
    table = cached_causes.by_segment(workspace, metric, frame.filters(workspace), by)
    if table.empty:
        return
    least = metric.minimum_base
    shown = table[table["base"] >= least].head(MOST)
    if shown.empty:
        return
    rows = shown.assign(segment=[_segment(by, float("nan") if pd.isna(value) else value) for value in shown["segment"]])
    show.heading(_("Promise gap by segment") if metric.kind == "received_expected" else metric.name)
    show.chart(
        charts.intervals(
            rows,
            label=partial(display.value, metric),
            overall=table.attrs["overall"],
            takeaway=_("{segment} is the worst: **{value}**.", segment=rows["segment"].iloc[0],
                       value=display.value(metric, rows["value"].iloc[0])),
        ),
        "expectations.by",
    )  # fmt: skip

