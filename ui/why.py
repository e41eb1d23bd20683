"""The Causes page's views: why a metric changed, the drill by contribution, and recurring issues by cost."""

from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.board.explained import COMPARISONS, Compared, ratio, segment_words
from cxlib.causes import drill as tree_drill
from cxlib.causes import split, split_sentence
from cxlib.language import gettext as _
from cxlib.language import period_name
from cxlib.metrics import display, kind_of
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, safe, show, state


def metric_of(workspace: Workspace) -> Metric:
    """The metric the page is about."""
    return frame.chosen_metric(workspace)


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The opening sentence of the change."""
    return cached.why_sentence(workspace, metric, frame.grain(workspace), frame.filters(workspace))


def windows_words(workspace: Workspace, metric: Metric) -> str:
    """Which periods are compared."""
    found = _compared(workspace, metric)
    if found is None:
        return ""
    return _("{after} against {before}", after=_span(found.after_periods), before=_span(found.before_periods))


def _span(periods: tuple[pd.Period, ...]) -> str:
    first, last = period_name(periods[0]), period_name(periods[-1])
    return first if first == last else _("{first} to {last}", first=first, last=last)


def _compared(workspace: Workspace, metric: Metric) -> Compared | None:
    comparison = controls.chosen("compare", COMPARISONS)
    return cached.compared(workspace, metric, frame.grain(workspace), frame.filters(workspace), comparison)


def change(workspace: Workspace, metric: Metric) -> None:
    """The segments that explain the change, then its exact split by one dimension."""
    with show.row("change.pick"):
        controls.pick(
            _("Compared with"),
            "compare",
            COMPARISONS,
            words=_comparison_words,
            style="segments",
            label_visibility="collapsed",
        )
    found = _compared(workspace, metric)
    if found is None:
        show.note(
            _("There is nothing to compare yet: the change needs two finished spans and a dimension to split by.")
        )
        return
    explained = cached.explained(
        workspace, metric, frame.grain(workspace), frame.filters(workspace), controls.chosen("compare", COMPARISONS)
    )
    show.decisions(
        _("What explains it"),
        explained,
        otherwise=_(
            "Nothing was found beyond noise, and that is an answer: "
            "no segment, and no combination of up to three, stands out."
        ),
    )
    if not found.by:
        return
    by = controls.pick(_("Split by"), "by", found.by, default=_telling(explained, found.by))
    _waterfall(metric, found, by)
    _segment_links(workspace, metric, explained)


def _waterfall(metric: Metric, found: Compared, by: str) -> None:
    """The change, exactly: more of one kind, or the same kind answering differently."""
    scale = display_scale(metric)
    parts = split(found.before, found.after, by)
    steps = parts.assign(mix=parts["mix"] * scale, rate=parts["rate"] * scale)
    known = "denominator" in found.before
    before, after = (ratio(side) * scale for side in (found.before, found.after)) if known else (None, None)
    show.chart(
        charts.waterfall(
            steps,
            label=partial(display.value, metric, signed=True),
            before=before,
            after=after,
            level=partial(display.value, metric),
            good="down" if metric.direction == "down" else "up",
            takeaway=split_sentence(
                steps, "down" if metric.direction == "down" else "up", partial(change_words, metric)
            ),
        ),
        "waterfall",
    )


def display_scale(metric: Metric) -> float:
    """What a ratio of sums is multiplied with to stand in the metric's unit."""
    return kind_of(metric).scale(metric) if metric.kind != "formula" else 1.0


def change_words(metric: Metric, amount: float) -> str:
    """A difference with its sign, in the metric's unit."""
    return display.value(metric, amount, signed=True)


def _comparison_words(code: str) -> str:
    return {"year": _("the same time a year ago"), "before": _("the time just before")}[code]


def _telling(explained: list, by: tuple[str, ...]) -> str | None:
    named = [column for finding in explained for column in finding.where]
    return next((column for column in named if column in by), None)


def _segment_links(workspace: Workspace, metric: Metric, explained: list) -> None:
    """From a segment to its comments and to its own drill."""
    for place, finding in enumerate(explained):
        path = [f"{column}={value}" for column, value in finding.where.items()]
        st.button(
            safe.md(_("Read what they say: {segment}", segment=segment_words(finding.where))),
            key=f"segment.{place}",
            type="tertiary",
            on_click=state.choose,
            kwargs={"view": "comments", "path": path},
        )


def drill(workspace: Workspace, metric: Metric) -> None:
    """One split after the other, the next proposed by contribution; the path is in the URL."""
    path = [step.split("=", 1) for step in state.all_chosen("path") if "=" in step]
    _crumbs(path)
    found = _compared(workspace, metric)
    if found is None:
        show.note(
            _("There is nothing to compare yet: the change needs two finished spans and a dimension to split by.")
        )
        return
    opened = {column: value for column, value in path if column in found.by}
    told = tree_drill(found.before, found.after, found.by, opened)
    options = list(told.proposals["dimension"])
    if not options:
        show.note(_("Nothing is left to split by."))
        return
    if told.dimension is None:
        show.note(_("Here the change is spread evenly: no further split tells more than chance."))
    by = controls.pick(_("Split by"), "drill.by", options, told.dimension, style="pills")
    parts = _inside(found, opened, by)
    shown = parts.assign(total=parts["total"] * display_scale(metric))
    show.chart(charts.tree_bars(shown, label=partial(change_words, metric)), "drill")
    with show.row("drill.into"):
        for segment in shown["segment"].head(8):
            step = f"{by}={segment}"
            st.button(
                _("Into {segment}", segment=safe.md(segment)),
                key=f"into.{step}",
                type="tertiary",
                on_click=state.choose,
                kwargs={"path": [*state.all_chosen("path"), step], "drill.by": None},
            )
        st.button(
            _("Read their comments"),
            key="drill.read",
            type="tertiary",
            on_click=state.choose,
            kwargs={"view": "comments"},
        )


def _inside(found: Compared, opened: dict[str, str], by: str) -> pd.DataFrame:
    before, after = found.before, found.after
    for column, value in opened.items():
        before = before[before[column].astype(str) == value]
        after = after[after[column].astype(str) == value]
    return split(before, after, by)


def _crumbs(path: list[list[str]]) -> None:
    with st.container(horizontal=True, key="crumbs"):
        st.button(_("Everybody"), key="crumb.all", type="tertiary", on_click=state.choose, kwargs={"path": None})
        for place, (column, value) in enumerate(path):
            kept = [f"{c}={v}" for c, v in path[: place + 1]]
            st.button(
                safe.md(_("{column}: {value}", column=column, value=value)),
                key=f"crumb.{place}",
                type="tertiary",
                on_click=state.choose,
                kwargs={"path": kept},
            )
