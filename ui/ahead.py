"""The Outlook page's views: the map of leads, one forecast, one pair, the back-test, what-if."""

from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.board.chances import chance_of, chance_words
from cxlib.language import gettext as _
from cxlib.language import ngettext, number, percent, period_name
from cxlib.metrics import display
from cxlib.outlook import Forecast
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, safe, show, state, wording

FOUND = ("leading", "consistent")


def sentence(workspace: Workspace, view: str) -> str:
    """The page's opening sentence."""
    if view in ("forecast", "backtest"):
        return _forecast_sentence(workspace)
    found = _leads(workspace, "leading")
    if view in ("pair", "whatif") and len(found):
        found = _of_this_pair(workspace, found)
    if found.empty:
        return _no_lead_sentence(workspace) if view == "map" else _("This pair is not told from chance.")
    names = _names(workspace)
    best = found.iloc[0]
    return _(
        "{leading} moves {ahead} before {metric}.",
        leading=names[best["candidate"]],
        metric=names[best["outcome"]],
        ahead=wording.periods_ahead(int(best["lag"]), best["grain"]),
    )


def _of_this_pair(workspace: Workspace, found: pd.DataFrame) -> pd.DataFrame:
    outcome = frame.chosen_metric(workspace).id
    rows = cached.scan(workspace)
    ranked = list(rows[rows["outcome"] == outcome].sort_values("q_value")["candidate"])
    lead = controls.chosen("lead", ranked) if ranked else ""
    return found[(found["outcome"] == outcome) & (found["candidate"] == lead)]


def under(workspace: Workspace, view: str) -> str:
    """The quiet line under it."""
    if view in ("forecast", "backtest"):
        return frame.chosen_metric(workspace).name
    return _(
        "Associated and held out of sample, not proved: trends, seasons and each series' own past are allowed for."
    )


def _no_lead_sentence(workspace: Workspace) -> str:
    if not [metric for metric in workspace.metrics if metric.role == "leading"]:
        return _("No metric is marked as leading yet: mark candidates on the Metrics page.")
    rows = cached.scan(workspace)
    if rows.empty:
        return _("A lead needs a metric marked leading and one marked lagging.")
    short = rows[rows["verdict"] == "cannot tell"] if len(rows) else rows
    if len(rows) and len(short) == len(rows):
        return ngettext(
            "{count} more period is needed before a lead can be told from chance.",
            "{count} more periods are needed before a lead can be told from chance.",
            int(short["needed"].min()),
        )
    return _("No lead stands out from chance.")


def _leads(workspace: Workspace, *verdicts: str) -> pd.DataFrame:
    rows = cached.scan(workspace)
    if rows.empty:
        return rows
    shown = rows[rows["verdict"].isin(verdicts)]
    headline = shown["outcome"].isin([metric.id for metric in workspace.headline])
    checked = shown["verdict"] == "leading"
    ranked = shown.assign(headline=headline, checked=checked)
    return ranked.sort_values(["checked", "headline", "q_value"], ascending=[False, False, True])


def _names(workspace: Workspace) -> dict[str, str]:
    return {metric.id: metric.name for metric in workspace.metrics}


def lead_map(workspace: Workspace) -> None:
    """Which leading metrics move which lagging ones, by how many periods, how sure."""
    rows, names = cached.scan(workspace), _names(workspace)
    if rows.empty:
        show.note(_("A lead needs at least one metric marked leading and one marked lagging."))
        return
    told = rows.assign(
        outcome=rows["outcome"].map(names),
        candidate=rows["candidate"].map(names),
        words=[
            "" if pd.isna(lag) else wording.periods_ahead(abs(int(lag)), grain)
            for lag, grain in zip(rows["lag"], rows["grain"], strict=True)
        ],
    )
    show.chart(charts.lead_map(told), "map")
    for row in _leads(workspace, *FOUND).head(8).to_dict("records"):
        _lead_line(workspace, row, names)


def _lead_line(workspace: Workspace, row: dict, names: dict[str, str]) -> None:
    facts = [
        _("error falls by {gain} out of sample", gain=percent(row["gain"])),
        _("q {q}", q=number(row["q_value"], 3)) if row["q_value"] >= 0.0005 else _("q under 0.001"),
        _("{count} paired periods", count=row["n"]),
        _("checked") if row["verdict"] == "leading" else _("not sure enough yet"),
    ]
    with st.container(horizontal=True, key=f"lead.{row['outcome']}.{row['candidate']}", vertical_alignment="center"):
        show.facts(
            _(
                "{leading} → {metric}, {ahead}",
                leading=names[row["candidate"]],
                metric=names[row["outcome"]],
                ahead=wording.periods_ahead(int(row["lag"]), row["grain"]),
            ),
            facts,
        )
        st.button(
            _("See the pair"),
            key=f"pair.{row['outcome']}.{row['candidate']}",
            type="tertiary",
            on_click=state.choose,
            kwargs={"metric": row["outcome"], "lead": row["candidate"], "view.outlook": "pair"},
        )


def _rows(workspace: Workspace, metric: Metric) -> tuple[pd.DataFrame, str]:
    grain = cached.measures(workspace).grain(metric, frame.grain(workspace))
    return cached.series(workspace, metric, grain, frame.filters(workspace)), grain


def _forecast_sentence(workspace: Workspace) -> str:
    metric = frame.chosen_metric(workspace)
    made = cached.forecast(workspace, metric, frame.grain(workspace), frame.filters(workspace))
    if made is None:
        rows, _grain = _rows(workspace, metric)
        missing = max(8 - int((rows["finished"] & rows["value"].notna()).sum()), 1)
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
    rows, grain = _rows(workspace, metric)
    made = cached.forecast(workspace, metric, grain, frame.filters(workspace))
    if made is None:
        return
    drawn = cached.with_goals(workspace, metric, rows)
    ahead = made.frame.rename_axis("period").reset_index()
    label = partial(display.value, metric)
    show.chart(
        charts.fan(
            drawn[drawn["finished"]],
            ahead,
            cached.events(workspace, metric),
            label=label,
            takeaway=_chance_sentence(workspace, metric, made),
        ),
        "fan",
    )
    _told(metric, made)
    _led_by(workspace, metric)


def _told(metric: Metric, made: Forecast) -> None:
    """The forecast in words, what does not fit, and the method."""
    for sentence in made.words(partial(display.value, metric)):
        show.note(sentence)
    show.note(made.method)


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


def _led_by(workspace: Workspace, metric: Metric) -> None:
    names = _names(workspace)
    rows = _leads(workspace, *FOUND)
    for row in rows[rows["outcome"] == metric.id].head(3).to_dict("records") if len(rows) else []:
        _lead_line(workspace, row, names)


def backtest(workspace: Workspace) -> None:
    """What the method would have said, what came, and how good that was."""
    metric = frame.chosen_metric(workspace)
    rows, grain = _rows(workspace, metric)
    made = cached.forecast(workspace, metric, grain, frame.filters(workspace))
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


def _accuracy_sentence(metric: Metric, made: Forecast) -> str:
    done = made.accuracy
    facts = {
        "count": done.misses,
        "miss": display.difference(metric, done.mean_absolute_error),
        "inside": percent(done.coverage.get("95", float("nan"))),
    }
    if done.against_last_period < 1:
        return _(
            "Tried on {count} past periods it missed by {miss} on average, {better} less than repeating the last "
            "period; {inside} fell inside the 95\u202f% band.",
            better=percent(1 - done.against_last_period),
            **facts,
        )
    return _(
        "Tried on {count} past periods it missed by {miss} on average, no better than repeating the last period; "
        "{inside} fell inside the 95\u202f% band.",
        **facts,
    )


def pair(workspace: Workspace) -> None:
    """One lead in depth: aligned series, cross-correlation, scatter, the periods to come."""
    chosen = _pair_choice(workspace)
    if chosen is None:
        return
    outcome, lead, lag, grain = chosen
    depth = cached.pair(workspace, outcome.id, lead.id, lag, grain)
    show.note(depth.sentence)
    both = (partial(display.value, outcome), partial(display.value, lead))
    show.chart(charts.aligned(depth.series, outcome=outcome.name, lead=lead.name, lag=lag, labels=both), "aligned")
    left, right = st.columns(2)
    with left:
        show.chart(charts.correlogram(depth.correlation, best=lag), "correlogram")
    with right:
        show.chart(charts.scatter(depth.scatter, x=lead.name, y=outcome.name), "scatter")


def _pair_choice(workspace: Workspace) -> tuple[Metric, Metric, int, str] | None:
    outcome = frame.chosen_metric(workspace)
    rows = cached.scan(workspace)
    rows = rows[rows["outcome"] == outcome.id] if len(rows) else rows
    if rows.empty:
        show.note(
            _(
                "{metric} is not scanned as a lagging metric: choose one that is, or change its role.",
                metric=outcome.name,
            )
        )
        return None
    ranked = rows.sort_values("q_value")
    names = _names(workspace)
    lead = controls.pick(_("Leading metric"), "lead", list(ranked["candidate"]), words=lambda id: names.get(id, id))
    row = ranked[ranked["candidate"] == lead].iloc[0]
    lag = 1 if pd.isna(row["lag"]) else max(int(row["lag"]), 1)
    return outcome, workspace.known_metric(lead), lag, row["grain"]


def what_if(workspace: Workspace) -> None:
    """Move the leading metric; the lagging one's fan follows, with the link's uncertainty."""
    chosen = _pair_choice(workspace)
    if chosen is None:
        return
    outcome, lead, lag, grain = chosen
    now = cached.series(workspace, lead, grain)
    level = now.loc[now["finished"], "value"].iloc[-1]
    spread = float(now["value"].std()) or 1.0
    factor = 100.0 if display.is_share(lead) else 1.0
    move = (
        st.slider(
            safe.md(_("Move {metric} by so much ({unit})", metric=lead.name, unit=lead.unit or _("its own unit"))),
            -2 * spread * factor,
            2 * spread * factor,
            spread * factor * (-1 if lead.direction == "down" else 1),
            key="whatif.move",
            format="%.2f",
        )
        / factor
    )
    told = cached.what_if(workspace, outcome, lead, lag, grain, move)
    if told is None:
        show.note(_("There are too few periods to forecast {metric}.", metric=outcome.name))
        return
    drawn = cached.with_goals(workspace, outcome, cached.series(workspace, outcome, grain))
    show.chart(
        charts.fan(
            drawn[drawn["finished"]],
            told,
            label=partial(display.value, outcome),
            takeaway=_moved_sentence(workspace, outcome, grain, told),
        ),
        "whatif",
    )
    show.note(
        _(
            "{metric} stands at {value}; with the move it would be {moved}.",
            metric=lead.name,
            value=display.value(lead, level),
            moved=display.value(lead, level + move),
        )
    )


def _moved_sentence(workspace: Workspace, outcome: Metric, grain: str, told: pd.DataFrame) -> str:
    made = cached.forecast(workspace, outcome, grain)
    if made is None:
        return ""
    last, plain = told.iloc[-1], made.frame.iloc[-1]
    return _(
        "{metric} by {when}: likely {low} to {high}, instead of {old_low} to {old_high}.",
        metric=outcome.name,
        when=period_name(last["period"]),
        low=display.value(outcome, last["lower_80"]),
        high=display.value(outcome, last["upper_80"]),
        old_low=display.value(outcome, plain["lower_80"]),
        old_high=display.value(outcome, plain["upper_80"]),
    )
