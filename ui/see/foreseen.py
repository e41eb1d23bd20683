"""Where metrics are heading: one forecast, what its leads add, its back-test, and all metrics at a glance."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.board.chances import chance_of, chance_words
from cxlib.language import gettext as _
from cxlib.language import ngettext, number, percent, period_name
from cxlib.metrics import display
from cxlib.outlook import Forecast
from cxlib.outlook.led import Led
from cxlib.workspace import Metric, Workspace
from ui import cached, frame, safe, show, state, wording
from ui.see import cached_ahead, leading

SHORTEST = 8
STOPPED = "heading.stopped"


def rows_of(workspace: Workspace, metric: Metric) -> tuple[pd.DataFrame, str]:
    """The metric's estimates under the page's filters, and their grain."""
    grain = cached.measures(workspace).grain(metric, frame.grain(workspace))
    return cached.series(workspace, metric, grain, frame.filters(workspace)), grain


def made_for(workspace: Workspace, metric: Metric) -> tuple[Forecast | None, Led | None]:
    """The metric's forecast, the one that listens to its leads where that helps; and what listening brought."""
    grain = cached.measures(workspace).grain(metric, frame.grain(workspace))
    plain = cached.forecast(workspace, metric, grain, frame.filters(workspace))
    led = cached_ahead.led(workspace, metric, grain, frame.filters(workspace)) if plain else None
    return (led.forecast if led and led.helps else plain), led


def sentence(workspace: Workspace, metric: Metric) -> str:
    """Where the metric is heading."""
    made, _led = made_for(workspace, metric)
    if made is None:
        rows, _grain = rows_of(workspace, metric)
        missing = max(SHORTEST - int((rows["finished"] & rows["value"].notna()).sum()), 1)
        return ngettext(
            "{count} more finished period is needed before anything can be forecast.",
            "{count} more finished periods are needed before anything can be forecast.",
            missing,
        )
    last = made.frame.iloc[-1]
    return _(
        "{metric}: likely {low} to {high} by {when}.",
        metric=metric.name,
        low=display.value(metric, last["lower_80"]),
        high=display.value(metric, last["upper_80"]),
        when=period_name(made.frame.index[-1]),
    )


def forecast(workspace: Workspace) -> None:
    """One metric's fan with its target and stretch."""
    metric = frame.chosen_metric(workspace)
    rows, grain = rows_of(workspace, metric)
    made, led = made_for(workspace, metric)
    if made is None:
        return
    drawn = cached.with_goals(workspace, metric, rows)
    show.chart(
        charts.fan(
            drawn[drawn["finished"]],
            made.frame.rename_axis("period").reset_index(),
            cached.events(workspace, metric),
            label=partial(display.value, metric),
            takeaway=_chance_sentence(workspace, metric, made),
        ),
        "fan",
    )
    words = made.words(partial(display.value, metric), partial(display.difference, metric))[1:]
    for said in (*_gaps(rows, grain), *words, *_led_words(workspace, metric, grain, led)):
        show.note(said)
    _led_by(workspace, metric, grain)
    with st.expander(_("How this forecast is made"), key="forecast.method"):
        show.note(made.method)
        show.note(made.methodology.detail())


def listen(workspace: Workspace) -> None:
    """A forecast does not wait for its leads: once it stands they are looked for, and it is drawn again with them."""
    if leading.is_awaited(workspace):
        leading.found(workspace)
        st.rerun()


def _gaps(rows: pd.DataFrame, grain: str) -> list[str]:
    """Periods without a value between the first and the last one: said, not hidden."""
    known = rows.loc[rows["value"].notna() & rows["finished"], "period"]
    missing = known.iloc[-1].ordinal - known.iloc[0].ordinal + 1 - len(known) if len(known) else 0
    if not missing:
        return []
    span = wording.periods_ahead(missing, grain)
    return [_("No value in {span} of the past: the forecast leaves them open.", span=span)]


def _chance_sentence(workspace: Workspace, metric: Metric, made: Forecast) -> str:
    goal = workspace.target(metric.id)
    if goal is None or goal.until is None:
        return ""
    wanted = pd.Period(pd.Timestamp(goal.until), freq=made.frame.index.freq)
    if wanted not in made.frame.index:
        return _("The target's date lies beyond what these data can see.")
    return _(
        "**{chance}** to reach {goal} by {when}.",
        chance=chance_words(chance_of(made, metric, goal, wanted)),
        goal=display.value(metric, goal.value),
        when=period_name(wanted),
    )


def _led_words(workspace: Workspace, metric: Metric, grain: str, led: Led | None) -> list[str]:
    """What listening to the leads brought in the back-test."""
    if led is None:
        return []
    ours, theirs = (one.mean_absolute_error for one in led.near)
    finer = replace(metric, decimals=metric.decimals + 1)  # or two errors may read the same
    facts = {
        "leads": _named(workspace, led),
        "span": wording.periods_ahead(led.reach, grain),
        "ours": display.difference(finer, ours),
        "theirs": display.difference(finer, theirs),
        "gain": percent(abs(led.gain)),
    }
    if led.helps:
        return [
            _(
                "**This forecast listens to {leads}.** Tried on the past, it missed by {ours} over the next {span}, "
                "against {theirs} without: {gain} less.",
                **facts,
            )
        ]
    return [
        _(
            "{leads} would not make this forecast better: tried on the past, it missed by {ours} over the next {span} "
            "with it and by {theirs} without.",
            **facts,
        )
    ]


def _named(workspace: Workspace, led: Led) -> str:
    called = leading.names(workspace)
    return ", ".join(called[id] for id in led.names)


def _led_by(workspace: Workspace, metric: Metric, grain: str) -> None:
    known = cached.known_scan(workspace)
    rows = leading.ranked(workspace, pd.DataFrame() if known is None else known, *leading.FOUND)
    if rows.empty:
        return
    own = rows[rows["outcome"] == metric.id]
    for row in own.head(3).to_dict("records"):
        leading.line(workspace, row)
    finer = own[(own["grain"] != grain) & (own["verdict"] == "leading")]
    if len(finer) and not frame.filters(workspace):
        asked = finer["grain"].iloc[0]
        st.button(
            safe.md(_("Forecast {grain}, listening to its leads", grain=_(frame.GRAIN_WORDS[asked]).lower())),
            key="forecast.finer",
            type="tertiary",
            on_click=state.choose,
            kwargs={"grain": asked},
        )


def backtest(workspace: Workspace) -> None:
    """What the method would have said, what came, and how good that was."""
    metric = frame.chosen_metric(workspace)
    rows, _grain = rows_of(workspace, metric)
    made, _led = made_for(workspace, metric)
    if made is None:
        return
    if made.backtest.empty:
        show.note(_("There are too few periods to try the method on the past."))
        return
    show.chart(
        charts.backtest(
            rows[rows["finished"]],
            made.backtest,
            label=partial(display.value, metric),
            takeaway=_accuracy_sentence(metric, made),
        ),
        "backtest",
    )
    show.note(_by_step(metric, made))


def _accuracy_sentence(metric: Metric, made: Forecast) -> str:
    done = made.accuracy
    facts = {
        "count": number(done.misses),
        "miss": display.difference(metric, done.mean_absolute_error),
        "inside": percent(done.coverage.get("95", float("nan"))),
    }
    if done.against_last_period < 1:
        return _(
            "Tried {count} times on the past, it missed by {miss} on average, {better} less than repeating the last "
            "value; {inside} of what came fell inside the 95\u202f% band.",
            better=percent(1 - done.against_last_period),
            **facts,
        )
    return _(
        "Tried {count} times on the past, it missed by {miss} on average, no better than repeating the last value; "
        "{inside} of what came fell inside the 95\u202f% band.",
        **facts,
    )


def _by_step(metric: Metric, made: Forecast) -> str:
    misses = made.backtest.assign(size=made.backtest["error"].abs()).groupby("step")["size"].mean()
    return _(
        "One period ahead it missed by {near}, {count} ahead by {far}.",
        near=display.difference(metric, float(misses.iloc[0])),
        far=display.difference(metric, float(misses.iloc[-1])),
        count=number(int(misses.index[-1])),
    )


def heading(workspace: Workspace) -> None:
    """All metrics at a glance, one after the other, with progress and a way to stop."""
    metrics = list(frame.offered_metrics(workspace).values())
    lines, place = [], st.empty()
    stopped = st.session_state.get(STOPPED) == workspace.data_key
    with place.container(key="heading.progress"):
        bar = st.progress(0.0)
        st.button(_("Stop"), key="heading.stop", type="tertiary", on_click=_stop, args=(workspace.data_key,))
    for done, metric in enumerate(metrics):
        if stopped and done >= len(workspace.headline):
            break
        bar.progress(done / len(metrics), safe.md(metric.name))
        if not cached.measures(workspace).problem(metric):
            lines.append(_heading(workspace, metric))
    place.empty()
    if len(lines) < len(metrics) and stopped:
        with show.row("heading.stopped"):
            show.note(_("Stopped after the headline metrics."))
            st.button(_("Go on"), key="heading.go", type="tertiary", on_click=_stop, args=("",))
    table = pd.DataFrame(lines)
    show.table(table, "heading.table")
    show.download("heading", table)


def _stop(key: str) -> None:
    st.session_state[STOPPED] = key


def _heading(workspace: Workspace, metric: Metric) -> dict[str, str]:
    rows, _grain = rows_of(workspace, metric)
    made, led = made_for(workspace, metric)
    known = rows[rows["finished"] & rows["value"].notna()]
    told = {_("Metric"): metric.name, _("Now"): display.value(metric, known["value"].iloc[-1]) if len(known) else "–"}
    if made is None:
        return told | {_("Likely"): _("too few periods"), _("By"): "–", _("Target"): "–", _("Chance"): "–",
                       _("Misses by"): "–", _("Listens to"): ""}  # fmt: skip
    goal, last = workspace.target(metric.id), made.frame.iloc[-1]
    wanted = pd.Period(pd.Timestamp(goal.until), freq=made.frame.index.freq) if goal and goal.until else None
    inside = wanted is not None and wanted in made.frame.index
    return told | {
        _("Likely"): _("{low} to {high}", low=display.value(metric, last["lower_80"]),
                       high=display.value(metric, last["upper_80"])),
        _("By"): period_name(made.frame.index[-1]),
        _("Target"): wording.target(metric, goal) if goal else "–",
        _("Chance"): chance_words(chance_of(made, metric, goal, wanted)) if goal and inside else "–",
        _("Misses by"): display.difference(metric, made.accuracy.mean_absolute_error),
        _("Listens to"): _named(workspace, led) if led and led.helps else "",
    }  # fmt: skip
