"""One lead in depth, and what would follow if it moved."""

from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.language import gettext as _
from cxlib.language import period_name
from cxlib.metrics import display
from cxlib.outlook.pair import Pair
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, safe, show, wording
from ui.improve import from_finding
from ui.see import cached_ahead, leading

REACH = 2.0  # standard deviations to which the slider goes on either side
STEPS = 40


def chosen(workspace: Workspace, rows: pd.DataFrame) -> pd.Series | None:
    """The row of the page's pair: the metric's lead that the URL names, else the surest."""
    metric = frame.chosen_metric(workspace)
    own = rows[rows["outcome"] == metric.id].sort_values("q_value") if len(rows) else rows
    if own.empty:
        return None
    lead = controls.chosen("lead", list(own["candidate"]))
    return own[own["candidate"] == lead].iloc[0]


def sentence(workspace: Workspace, rows: pd.DataFrame) -> str:
    """What the pair says."""
    row = chosen(workspace, rows)
    if row is None:
        return _("{metric} is not compared with any leading metric.", metric=frame.chosen_metric(workspace).name)
    if row["verdict"] == "leading":
        return leading.lead_sentence(workspace, row)
    return str(row["sentence"]).replace(row["candidate"], leading.names(workspace)[row["candidate"]], 1)


def _picked(workspace: Workspace, scan: leading.Scan) -> tuple[Metric, Metric, pd.Series, int] | None:
    leading.go_on(scan)
    outcome, rows = frame.chosen_metric(workspace), scan.rows
    own = rows[rows["outcome"] == outcome.id].sort_values("q_value") if len(rows) else rows
    if own.empty:
        show.note(_("Choose a metric marked lagging, or mark one as leading on the Metrics page."))
        return None
    called = leading.names(workspace)
    lead = controls.pick(_("Leading metric"), "lead", list(own["candidate"]), words=lambda id: called.get(id, id))
    row = own[own["candidate"] == lead].iloc[0]
    lag = 1 if pd.isna(row["lag"]) else max(int(row["lag"]), 1)
    return outcome, workspace.known_metric(lead), row, lag


def pair(workspace: Workspace, scan: leading.Scan) -> None:
    """One lead in depth: aligned series, the periods to come, cross-correlation, scatter."""
    picked = _picked(workspace, scan)
    if picked is None:
        return
    outcome, lead, row, lag = picked
    depth = cached_ahead.pair(workspace, outcome, lead, lag, row["grain"])
    sure = row["verdict"] in leading.FOUND  # a link that may be chance has no direction to tell
    show.facts(depth.sentence if sure else leading.title(workspace, {**row, "lag": lag}), leading.facts(dict(row)))
    told = depth.sentence if sure else sentence(workspace, scan.rows)
    finding = {"sentence": told, "metric": lead.id, "grain": row["grain"], "department": lead.department}
    from_finding.action_button("pair", finding, _("Act on {metric}", metric=safe.md(lead.name)))
    events, both = cached.events(workspace, outcome), (partial(display.value, outcome), partial(display.value, lead))
    show.chart(
        charts.aligned(
            depth.series,
            events,
            outcome=outcome.name,
            lead=lead.name,
            labels=both,
            after=wording.periods_ahead(lag, row["grain"]),
        ),
        "aligned",
    )
    _coming(outcome, lead, lag, row["grain"], depth)
    left, right = st.columns(2)
    with left:
        words = _correlation_words(depth, row["grain"])
        show.chart(charts.correlogram(depth.correlation, best=lag, takeaway=words), "correlogram")
    with right:
        signed = (partial(display.value, lead, signed=True), partial(display.value, outcome, signed=True))
        words = _effect_words(outcome, lead, lag, row["grain"], depth)
        show.chart(charts.scatter(depth.scatter, x=lead.name, y=outcome.name, labels=signed, takeaway=words), "scatter")


def _coming(outcome: Metric, lead: Metric, lag: int, grain: str, depth: Pair) -> None:
    """What the lead says now about the periods that it already reaches."""
    last = depth.coming.iloc[-1]
    said = _(
        "As far as {lead} reaches, {span} ahead: {metric} likely {low} to {high} in {when}.",
        lead=lead.name,
        span=wording.periods_ahead(lag, grain),
        metric=outcome.name,
        low=display.value(outcome, last["lower_80"]),
        high=display.value(outcome, last["upper_80"]),
        when=period_name(last["period"]),
    )
    history = depth.series.rename(columns={"outcome": "value"}).dropna(subset=["value"])[["period", "value"]]
    otherwise = depth.coming[["period"]].assign(mean=depth.coming["without"])
    show.chart(
        charts.fan(history, depth.coming, label=partial(display.value, outcome), takeaway=said, instead=otherwise),
        "coming",
    )


def _correlation_words(depth: Pair, grain: str) -> str:
    beyond = [int(lag) for lag in depth.correlation.loc[depth.correlation["beyond"], "lag"] if lag > 0]
    if not beyond:
        return _("At no lag does the link leave what chance alone would do.")
    return _(
        "Clearer than chance at {lags} ahead; the pale band is what chance alone would do at any lag.",
        lags=", ".join(wording.periods_ahead(lag, grain) for lag in beyond),
    )


def _effect_words(outcome: Metric, lead: Metric, lag: int, grain: str, depth: Pair) -> str:
    size = float(depth.scatter["candidate"].std()) or 1.0
    low, high = sorted((depth.lower * size, depth.upper * size))
    return _(
        "{more} more of {lead} goes with {low} to {high} of {metric} {after} later.",
        more=display.difference(lead, size),
        lead=lead.name,
        metric=outcome.name,
        low=_signed(outcome, low),
        high=_signed(outcome, high),
        after=wording.periods_ahead(lag, grain),
    )


def _signed(metric: Metric, value: float) -> str:
    size = display.difference(metric, abs(value))
    return _("−{size}", size=size) if value < 0 else _("+{size}", size=size)


def what_if(workspace: Workspace, scan: leading.Scan) -> None:
    """Move the leading metric; the lagging one's fan follows, with the link's uncertainty."""
    picked = _picked(workspace, scan)
    if picked is None:
        return
    outcome, lead, row, lag = picked
    grain = row["grain"]
    if row["verdict"] != "leading":
        show.note(_("This link is not sure: take what follows as a guess."))
    now = cached.series(workspace, lead, grain)
    known = now.loc[now["finished"] & now["value"].notna(), "value"]
    level, move = float(known.iloc[-1]), _move(lead, known)
    told, made = cached_ahead.what_if(workspace, outcome, lead, lag, grain, move), cached.forecast(
        workspace, outcome, grain)  # fmt: skip
    if told is None or made is None:
        show.note(_("There are too few periods to forecast {metric}.", metric=outcome.name))
        return
    drawn = cached.with_goals(workspace, outcome, cached.series(workspace, outcome, grain))
    plain = made.frame.rename_axis("period").reset_index()
    show.chart(
        charts.fan(
            drawn[drawn["finished"]],
            told,
            cached.events(workspace, outcome),
            label=partial(display.value, outcome),
            takeaway=_moved_sentence(outcome, told, plain),
            instead=plain,
        ),
        "whatif",
    )
    show.note(
        _(
            "{metric} stands at {value}; with the move it would be {moved}. The fan holds the forecast's own "
            "uncertainty and the link's; nothing happens in the first {span}.",
            metric=lead.name,
            value=display.value(lead, level),
            moved=display.value(lead, level + move),
            span=wording.periods_ahead(lag, grain),
        )
    )


def _move(lead: Metric, known: pd.Series) -> float:
    """How far the reader moves the leading metric, in its unit; at first one standard deviation the better way."""
    factor = 100.0 if display.is_share(lead) else 1.0
    spread = (float(known.std()) or 1.0) * factor
    step = 10.0 ** _digits(REACH * spread * 2 / STEPS)
    end = max(round(REACH * spread / step), 1) * step
    start = round(spread / step) * step * (-1 if lead.direction == "down" else 1)
    words = _("Move {metric} by ({unit})", metric=lead.name, unit=_("percentage points") if factor > 1 else
              lead.unit or _("its own unit"))  # fmt: skip
    decimals = max(0, -_digits(step))
    key = f"whatif.move.{lead.id}"
    return st.slider(safe.md(words), -end, end, start, step, key=key, format=f"%+.{decimals}f") / factor


def _digits(size: float) -> int:
    """Power of ten of a number."""
    return int(f"{size:e}".split("e")[1])


def _moved_sentence(outcome: Metric, told: pd.DataFrame, plain: pd.DataFrame) -> str:
    last, before = told.iloc[-1], plain.iloc[-1]
    return _(
        "{metric} by {when}: likely {low} to {high}, instead of {old_low} to {old_high}.",
        metric=outcome.name,
        when=period_name(last["period"]),
        low=display.value(outcome, last["lower_80"]),
        high=display.value(outcome, last["upper_80"]),
        old_low=display.value(outcome, before["lower_80"]),
        old_high=display.value(outcome, before["upper_80"]),
    )
