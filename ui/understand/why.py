"""The Causes page's views of a change: what explains it, its exact split, and the drill by contribution."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.board.explained import segment_words
from cxlib.causes import Finding as Segment
from cxlib.causes import drill as tree_drill
from cxlib.causes import split, split_sentence
from cxlib.causes.comparing import PART, Compared, left_out
from cxlib.charts import Drawing
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.metrics.counted import ANSWERED
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, safe, show, state
from ui.improve import from_finding
from ui.understand import cause_trees, comparison, listening, reader, to_comments
from ui.understand.to_comments import Number

MOST_STEPS = 8  # segments that can be opened from one split
NOT_SEARCHED = ("id", "customer_id", "comment")


def metric_of(workspace: Workspace) -> Metric:
    """The metric the page is about."""
    return frame.chosen_metric(workspace)


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The opening sentence of the change: its largest segment, or how mix and rate share it."""
    found = comparison.compared(workspace, metric)
    if found is None:
        return _("{metric}: there is nothing to compare yet.", metric=metric.name)
    if not found.searchable:
        return _made_mostly_of(metric, found)
    told = comparison.explained(workspace, metric).findings
    return told[0].sentence if told else _spread(metric, found)


def _made_mostly_of(metric: Metric, found: Compared) -> str:
    """A formula's change in words: by how much, and which of its metrics adds most to it."""
    amount = found.ends[1] - found.ends[0]
    parts = found.after.sort_values("numerator", key=abs, ascending=False)
    facts = {"metric": metric.name, "group": comparison.sides(found)[1], "size": display.difference(metric, amount),
             "part": parts[PART].iloc[0], "most": change_words(metric, float(parts["numerator"].iloc[0]))}  # fmt: skip
    if amount == 0:
        return _("{metric} did not change.", **facts)
    if found.group and amount < 0:
        return _("{group} is {size} lower than the rest; {part} adds most: {most}.", **facts)
    if found.group:
        return _("{group} is {size} higher than the rest; {part} adds most: {most}.", **facts)
    if amount < 0:
        return _("{metric} fell by {size}; {part} adds most: {most}.", **facts)
    return _("{metric} rose by {size}; {part} adds most: {most}.", **facts)


def _spread(metric: Metric, found: Compared) -> str:
    """The change in words where no segment stands out."""
    amount = found.ends[1] - found.ends[0]
    facts = {"metric": metric.name, "group": comparison.sides(found)[1], "size": display.difference(metric, amount)}
    if found.group and amount < 0:
        return _("{group} is {size} lower than the rest; no single segment explains it.", **facts)
    if found.group:
        return _("{group} is {size} higher than the rest; no single segment explains it.", **facts)
    if amount < 0:
        return _("{metric} fell by {size}; no single segment explains it.", **facts)
    return _("{metric} rose by {size}; no single segment explains it.", **facts)


def windows_words(workspace: Workspace, metric: Metric) -> str:
    """Which sides are compared."""
    return comparison.span_words(workspace, metric)


def change(workspace: Workspace, metric: Metric) -> None:
    """The segments that explain the change, then its exact split by one dimension."""
    comparison.pick(workspace, metric)
    found = comparison.compared(workspace, metric)
    if found is None:
        _nothing(workspace, metric)
        return
    explained = comparison.explained(workspace, metric)
    if found.searchable:
        show.decisions(
            _("What explains it"),
            explained.findings,
            otherwise=_(
                "Nothing was found beyond noise, and that is an answer: "
                "no segment, and no combination of up to three, stands out."
            ),
        )
        if explained.segments:
            show.chart(_contributions(metric, found, explained.segments), "segments")
        _read_and_act(workspace, metric, found, explained.segments)
        _left_out(workspace, metric, found)
    by = controls.pick(_("Split by"), "by", found.by, default=_telling(explained.segments, found.by), words=_dimension)
    _waterfall(workspace, metric, found, by)


def _nothing(workspace: Workspace, metric: Metric) -> None:
    show.note(_("There is nothing to compare yet: the change needs two finished spans and a dimension to split by."))
    if workspace.source(metric.source) is not None:
        show.note(_("A dimension is a column with few values, such as region or product, in the same table."))


def _dimension(name: str) -> str:
    return _("the metrics it is made of") if name == PART else name


def _contributions(metric: Metric, found: Compared, told: Sequence[Segment]) -> Drawing:
    """Contribution of each segment with its interval; q-value, base and kind stand in the table."""
    names = [_told_apart(item, told) for item in told]
    scaled = [
        {"segment": name, "total": item.contribution * found.scale,
         "lower": min(item.lower * found.scale, item.upper * found.scale),
         "upper": max(item.lower * found.scale, item.upper * found.scale)}
        for name, item in zip(names, told, strict=True)
    ]  # fmt: skip
    nodes = pd.DataFrame(scaled).assign(depth=1)
    drawing = charts.tree_bars(
        nodes, label=partial(change_words, metric), takeaway=_("What each adds to the change, with its 95 % interval.")
    )
    table = nodes.drop(columns="depth").assign(
        q_value=[item.q_value for item in told],
        base=[item.base for item in told],
        kind=[_("more or fewer answers") if item.kind == "mix" else _("answers changed") for item in told],
    )
    titles = {"segment": _("Segment"), "total": _("Contribution"), "lower": _("From"), "upper": _("To"),
              "q_value": _("q"), "base": _("Base"), "kind": _("Kind")}  # fmt: skip
    return replace(drawing, numbers=table.rename(columns=titles))


def _told_apart(item: Segment, told: Sequence[Segment]) -> str:
    """A segment's words, with what about it where it is told twice."""
    words = segment_words(item.where)
    if item.kind != "mix" or sum(dict(other.where) == dict(item.where) for other in told) < 2:
        return words
    return _("{segment}: more or fewer of them", segment=words)


def _left_out(workspace: Workspace, metric: Metric, found: Compared) -> None:
    """Dimensions with very many values, ids and free text are not searched, and that is said."""
    source = workspace.source(metric.source)
    if source is None:
        return
    names = [*left_out(cached.measures(workspace), source, metric)]
    names += [column.name for column in source.with_role(*NOT_SEARCHED)]
    if names:
        show.note(_("Not searched (too many values, ids or free text): {columns}.", columns=", ".join(names)))
    if found.restating:
        show.note(_("Not searched (no value on both sides): {columns}.", columns=", ".join(found.restating)))


def _waterfall(workspace: Workspace, metric: Metric, found: Compared, by: str) -> None:
    """The change, exactly: more of one kind, or the same kind answering differently."""
    parts = named_parts(split(found.before, found.after, by), by)
    steps = parts.assign(mix=parts["mix"] * found.scale, rate=parts["rate"] * found.scale)
    known = "denominator" in found.before or found.values is not None
    before, after = found.ends if known else (None, None)
    good = "down" if metric.direction == "down" else "up"
    group = comparison.sides(found)[1] if found.group else ""
    told = (
        split_sentence(steps, good, partial(change_words, metric), group, metric.kind in ANSWERED)
        if found.searchable
        else _made_of(metric, found)
    )
    show.chart(
        charts.waterfall(
            steps,
            label=partial(change_words, metric),
            before=before,
            after=after,
            names=comparison.sides(found),
            level=partial(display.value, metric),
            good=good,
            takeaway=told,
        ),
        "waterfall",
    )
    to_comments.line(workspace, _("Read what they say:"), "waterfall", _ends(found) + _steps(found, parts, by))


def _ends(found: Compared) -> list[Number]:
    """The two values that a change lies between, each with the comments of its time."""
    names = comparison.sides(found)
    first = [] if found.group else [Number(names[0], {}, _span(found.before_periods))]
    return [*first, Number(names[1], dict(found.group), _when(found))]


def _steps(found: Compared, parts: pd.DataFrame, by: str) -> list[Number]:
    """The segments of a split, each with its comments of the time that is explained."""
    if not found.searchable:
        return []
    return [Number(row["segment"], _among(found, {by: None if pd.isna(row[by]) else row[by]}), _when(found))
            for row in parts.head(MOST_STEPS).to_dict("records")]  # fmt: skip


def _made_of(metric: Metric, found: Compared) -> str:
    if found.group:
        return _(
            "What each metric in the formula adds to the difference of {change}.",
            change=change_words(metric, found.ends[1] - found.ends[0]),
        )
    return _(
        "What each metric in the formula adds to the change of {change}.",
        change=change_words(metric, found.ends[1] - found.ends[0]),
    )


def named_parts(parts: pd.DataFrame, by: str) -> pd.DataFrame:
    """The parts of a split with the words of their segments: a missing value, yes and no."""
    words = [segment_words({by: None if pd.isna(value) else value}) for value in parts[by]]
    return parts.assign(segment=words)


def change_words(metric: Metric, amount: float) -> str:
    """A difference with its sign, in the metric's unit."""
    return display.value(metric, amount, signed=True)


def _telling(told: Sequence[Segment], by: Sequence[str]) -> str | None:
    named = [column for item in told for column in item.where]
    return next((column for column in named if column in by), None)


def _among(found: Compared, where: Mapping[str, Any]) -> dict[str, Any]:
    """A segment inside the group that is held against the rest, if one is."""
    return dict(found.group) | dict(where)


def _when(found: Compared) -> str:
    """The time that is explained, as the reader takes it from the URL."""
    return _span(found.after_periods)


def _span(periods: Sequence[pd.Period]) -> str:
    return reader.when_words(periods[0].start_time.date(), periods[-1].end_time.date()) if periods else ""


def _finding(metric: Metric, found: Compared, item: Segment, sentence: str) -> dict[str, Any]:
    """A segment as an action begins with it: getting back what it lost is the effect to expect."""
    lost = item.contribution * found.scale
    return {
        "metric": metric.id,
        "sentence": sentence,
        "where": _among(found, item.where),
        "periods": [period.start_time.date().isoformat() for period in found.after_periods],
        "effect": -lost if item.kind == "rate" and (lost < 0) == (metric.direction != "down") else None,
    }


def _read_and_act(workspace: Workspace, metric: Metric, found: Compared, told: Sequence[Segment]) -> None:
    """From a segment to its comments, into its own drill, to its cause tree and to an action."""
    is_heard = listening.source_with_comments(workspace) is not None
    once = {tuple(item.where.items()): item for item in reversed(told)}
    for place, item in enumerate(item for item in told if once[tuple(item.where.items())] is item):
        with st.container(horizontal=True, key=f"segment.{place}"):
            where = _among(found, item.where)
            words = _("Read what they say: {segment}", segment=segment_words(item.where))
            if is_heard:
                to_comments.button(where, f"segment.{place}", words=words, when=_when(found))
            st.button(
                _("Drill down"),
                key=f"segment.drill.{place}",
                type="tertiary",
                on_click=state.choose,
                kwargs={"view": "drill", "path": to_comments.path_of(item.where)},
            )
            problem = _("{metric}: {segment}", metric=metric.name, segment=segment_words(where))
            cause_trees.ask_why(problem, where, f"segment.{place}", metric.id)
            from_finding.action_button(f"segment.{place}", _finding(metric, found, item, problem))


def drill(workspace: Workspace, metric: Metric) -> None:
    """One split after the other, the next proposed by contribution; the path is in the URL."""
    comparison.pick(workspace, metric)
    found = comparison.compared(workspace, metric)
    if found is None or not found.searchable:
        _nothing(workspace, metric)
        return
    opened = {column: value for column, value in to_comments.path() if column in found.by}
    _crumbs(opened)
    before, after = (_inside(side, opened) for side in (found.before, found.after))
    if before.empty or after.empty:
        show.note(_("Nobody is left here on one of the two sides. Go a step back."))
        return
    told = tree_drill(before, after, [name for name in found.by if name not in opened])
    _step(workspace, metric, found, told.proposals, told.dimension, (before, after), opened)


def _step(
    workspace: Workspace,
    metric: Metric,
    found: Compared,
    proposals: pd.DataFrame,
    proposed: str | None,
    inside: tuple[pd.DataFrame, pd.DataFrame],
    opened: dict[str, str | None],
) -> None:
    options, steps = list(proposals["dimension"]), []
    if not options:
        show.note(_("Nothing is left to split by."))
    else:
        if proposed is None:
            show.note(_("Here the change is spread evenly: no further split tells more than chance."))
        by = controls.pick(_("Split by"), "drill.by", options, proposed, style="pills")
        parts = named_parts(split(*inside, by), by)
        shown = parts.assign(total=parts["total"] * found.scale)
        show.chart(_drill_bars(metric, found, shown, by, _gains(proposals, found.scale)), "drill")
        _into(shown, by)
        steps = [step._replace(where=_among(found, opened) | dict(step.where)) for step in _steps(found, parts, by)]
    whole = Number(segment_words(opened) if opened else _("Everybody"), _among(found, opened), _when(found))
    to_comments.line(workspace, _("Read what they say:"), "drill", [whole, *steps])
    if opened:
        members = _among(found, opened)
        sentence = _("{metric}: {segment}", metric=metric.name, segment=segment_words(members))
        days = [period.start_time.date().isoformat() for period in found.after_periods]
        told = {"metric": metric.id, "sentence": sentence, "where": members, "periods": days}
        from_finding.action_button("drill", told)


def _gains(proposals: pd.DataFrame, scale: float) -> dict[str, float]:
    return {row.dimension: abs(row.gain * scale) for row in proposals.itertuples()}


def _drill_bars(
    metric: Metric, found: Compared, shown: pd.DataFrame, by: str, gains: dict[str, float]
) -> Drawing:
    ranked = sorted(gains, key=lambda name: -gains[name])[:3]
    said = _(
        "By {dimension}: **{gain}** of the change sits in some of its values rather than in all alike.",
        dimension=by, gain=display.difference(metric, gains.get(by, 0.0)),
    )  # fmt: skip
    if ranked and ranked[0] == by and gains[by] > 0:
        said = _("Proposed next. {told}", told=said)
    drawing = charts.tree_bars(shown, label=partial(change_words, metric), takeaway=said)
    if "denominator" not in found.before:
        return drawing
    titles = {"segment": _("Segment"), "mix": _("Mix"), "rate": _("Rate"), "total": _("Total"),
              "share_before": _("Share before"), "share_after": _("Share after")}  # fmt: skip
    table = shown.assign(mix=shown["mix"] * found.scale, rate=shown["rate"] * found.scale)
    return replace(drawing, numbers=table[list(titles)].rename(columns=titles))


def _into(shown: pd.DataFrame, by: str) -> None:
    with st.container(horizontal=True, key="drill.into"):
        for row in shown.head(MOST_STEPS).to_dict("records"):
            value = None if pd.isna(row[by]) else row[by]
            step = to_comments.path_of({by: value})[0]
            st.button(
                _("Into {segment}", segment=safe.md(row["segment"])),
                key=f"into.{step}",
                type="tertiary",
                on_click=state.choose,
                kwargs={"path": [*state.all_chosen("path"), step], "drill.by": None},
            )


def _inside(sums: pd.DataFrame, opened: Mapping[str, str | None]) -> pd.DataFrame:
    for column, value in opened.items():
        levels = sums[column]
        sums = sums[levels.isna() if value is None else levels.astype(str) == value]
    return sums


def _crumbs(opened: dict[str, str | None]) -> None:
    with st.container(horizontal=True, key="crumbs"):
        st.button(_("Everybody"), key="crumb.all", type="tertiary", on_click=state.choose, kwargs={"path": None})
        for place, (column, value) in enumerate(opened.items()):
            kept = dict(list(opened.items())[: place + 1])
            st.button(
                safe.md(_("{column}: {value}", column=column, value=_("none") if value is None else value)),
                key=f"crumb.{place}",
                type="tertiary",
                on_click=state.choose,
                kwargs={"path": to_comments.path_of(kept)},
            )
