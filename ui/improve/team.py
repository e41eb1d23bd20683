"""A department's page: your three, your part of the company's number in points, what you can do, your next review."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.language import day, number, percent, period_name
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.teams.belonging import TEAM, UNMAPPED, own_rows
from cxlib.teams.contributions import Contributions, contributions
from cxlib.workspace import Filter, Metric, Source, Team, Workspace
from ui import cached, frame, safe, show, state
from ui.improve import owning, workshops
from ui.improve.words import said_by
from ui.understand import vital_few

OPEN = ("not started", "in progress", "on hold")
READ = 3


def draw(workspace: Workspace, team: Team | None) -> None:
    """The whole view."""
    if team is None:
        owning.nothing_yet(workspace)
        return
    metric = frame.chosen_metric(workspace)
    found = contributions(cached.measures(workspace), metric, frame.grain(workspace), workspace.teams,
                          frame.filters(workspace))
    show.headline(_sentence(workspace, team, metric, found), _meeting(team))
    frame.bar(workspace, _span(found))
    frame.metric(workspace)
    left, middle, right = st.columns(3)
    with left:
        _driver(workspace, team)
    with middle:
        _issue(workspace, team)
    with right:
        _quotes(workspace, team, metric)
    _parts(team, metric, found)
    _can_do(workspace, team)
    owning.editor(workspace, team)


def _row(found: Contributions | None, team: Team) -> pd.Series | None:
    if found is None:
        return None
    own = found.frame[found.frame[TEAM] == team.name]
    return None if own.empty else own.iloc[0]


def _sentence(workspace: Workspace, team: Team, metric: Metric, found: Contributions | None) -> str:
    row, name = _row(found, team), said_by(team, metric.name)
    if found is None or row is None:
        return _("{metric}: {team} owns no part of it yet.", team=team.name, metric=name)
    if row["standing"] == "hidden":
        return _("{metric}: {team} has too few answers to show its part.", team=team.name, metric=name)
    metric = finer(metric)
    facts = {"team": team.name, "metric": name, "points": display.value(metric, row["points"]),
             "value": display.value(metric, found.value)}
    if row["change"] != row["change"]:
        return _("{metric}: {team} brings {points} of the {value}.", **facts)
    facts |= {"part": display.value(metric, row["change"], signed=True),
              "change": display.value(metric, found.change, signed=True)}
    return _("{metric}: {team} made {part} of the change of {change}.", **facts)


def finer(metric: Metric) -> Metric:
    """The metric with one more decimal: parts that are shown must still add up when they are read."""
    return replace(metric, decimals=metric.decimals + 1)


def _meeting(team: Team) -> str:
    return _("Next review on {day}", day=day(team.held)) if team.held else _("No review is planned yet.")


def _span(found: Contributions | None) -> str:
    if found is None or not found.before:
        return ""
    return _("{after} against {before}", after=_months(found.after), before=_months(found.before))


def _months(periods: tuple[pd.Period, ...]) -> str:
    first, last = period_name(periods[0]), period_name(periods[-1])
    return first if first == last else _("{first} to {last}", first=first, last=last)


def _driver(workspace: Workspace, team: Team) -> None:
    """The early signal this department can move itself."""
    own = [metric for metric in workspace.metrics if metric.department == team.name]
    own.sort(key=lambda metric: (metric.role != "leading", metric.board is None))
    lines = []
    for metric in own[:2]:
        series = cached.series(workspace, metric, frame.grain(workspace))
        known = series[series["finished"] & series["value"].notna()]
        if len(known):
            last = known.iloc[-1]
            lines.append(_("**{metric}**: {value} in {period}", metric=said_by(team, metric.name),
                           value=display.value(metric, last["value"]), period=period_name(last["period"])))
    show.decisions(_("The driver you own"), lines, ordered=False,
                   otherwise=_("No metric names this department. Give one to it on the Metrics page."))


def _issue(workspace: Workspace, team: Team) -> None:
    """What brings customers back to this department most often."""
    found = _issues(workspace, team)
    lines = []
    for row in found.head(3).to_dict("records"):
        again = row.get("recurrences")
        lines.append(
            _("**{issue}**: {count} times, {again} of them again within 30 days", issue=row["issue"],
              count=number(row["occurrences"]), again=number(again))
            if again is not None
            else _("**{issue}**: {count} times", issue=row["issue"], count=number(row["occurrences"])))
    show.decisions(_("The issues you cause"), lines, otherwise=_("No issue is counted in your rows."))


def _issues(workspace: Workspace, team: Team) -> pd.DataFrame:
    for source, column in vital_few.issue_columns(workspace):
        parts = [part for part in own_rows(team, source) if part[-1].column != column]
        if parts:
            counted = [vital_few.counted_issues(workspace, source, column, "", part)[0] for part in parts]
            return pd.concat(counted).groupby("issue", as_index=False).sum().sort_values("occurrences", ascending=False)
    return pd.DataFrame({"issue": [], "occurrences": []})


def _quotes(workspace: Workspace, team: Team, metric: Metric) -> None:
    """What customers of this department say, without names."""
    source = next((s for s in _sources(workspace, metric) if s.with_role("comment") and own_rows(team, s)), None)
    if source is None:
        show.decisions(_("The quotes to read"), [], otherwise=_("No comments belong to this department."))
        return
    parts = own_rows(team, source)
    said = workshops.quotes(workspace, source, parts)[:READ]
    show.decisions(_("The quotes to read"), [_("“{quote}”", quote=quote.replace("*", "")) for quote in said],
                   ordered=False, otherwise=_("No comments belong to this department."))
    with show.row("team.quotes"):
        for part in parts:
            label = _("Read more") if len(parts) == 1 else _("Read more: {column}", column=safe.md(part[-1].column))
            st.page_link(frame.page_file("causes"), label=label, query_params=_reader(metric, part[-1]))


def _reader(metric: Metric, part: Filter) -> dict[str, list[str]]:
    """Where all comments of these rows are read."""
    return state.as_query(view="comments", metric=metric.id) | {f"f.{part.column}": [str(one) for one in part.values]}


def _sources(workspace: Workspace, metric: Metric) -> list[Source]:
    own = workspace.source(metric.source)
    return [own, *(source for source in workspace.sources if source is not own)] if own else list(workspace.sources)


def _parts(team: Team, metric: Metric, found: Contributions | None) -> None:
    show.heading(_("Everybody's part"))
    if found is None:
        show.note(_("{metric} has no column by which departments know their rows.", metric=metric.name))
        return
    shown = found.frame[found.frame["standing"] != "hidden"]
    names = shown[TEAM].replace(UNMAPPED, _("Claimed by nobody"))
    steps = shown.assign(segment=names).dropna(subset=["change"])
    if len(steps):
        metric = finer(metric)
        steps = steps.assign(mix=steps["mix"].fillna(0.0), rate=steps["rate"].fillna(0.0))
        signed = partial(display.value, metric, signed=True)
        show.chart(charts.waterfall(steps, label=signed, level=partial(display.value, metric),
                                    good="down" if metric.direction == "down" else "up",
                                    takeaway=_parts_words(metric, found)), "team.parts")
    show.table(_table(metric, found, team), "team.table")
    hidden = int((found.frame["standing"] == "hidden").sum())
    if hidden:
        show.note(_("Groups too small to show are left out, so these parts do not add up to the whole."))


def _parts_words(metric: Metric, found: Contributions) -> str:
    return _("The parts add up to the company's change of **{change}**; {share} of the base is claimed by nobody.",
             change=display.value(metric, found.change, signed=True), share=percent(found.unmapped))


def _table(metric: Metric, found: Contributions, team: Team) -> pd.DataFrame:
    rows, parts = [], finer(metric)
    for row in found.frame.to_dict("records"):
        hidden = row["standing"] == "hidden"
        dash = "–"
        rows.append({
            _("Department"): row[TEAM] or _("Claimed by nobody"),
            _("Value"): dash if hidden else display.value(metric, row["value"]),
            _("Interval"): dash if hidden else display.margin(metric, row["lower"], row["upper"]) or dash,
            _("Base"): dash if hidden or row["base"] != row["base"] else number(row["base"]),
            _("Points of the company number"): dash if hidden else display.value(parts, row["points"]),
            _("Points of its change"): dash if hidden or row["change"] != row["change"]
            else display.value(parts, row["change"], signed=True),
        })
    return pd.DataFrame(rows)


def _can_do(workspace: Workspace, team: Team) -> None:
    mine = [action for action in workspace.actions if action.department == team.name and action.state in OPEN]
    lines = [
        _("**{action}**, due {day}", action=action.name, day=day(action.due)) if action.due
        else _("**{action}**", action=action.name)
        for action in mine
    ]
    leads = cached.known_scan(workspace)
    if leads is not None:
        lines += _levers(workspace, team, leads)
    show.decisions(_("What you can do"), lines, ordered=False,
                   otherwise=_("Nothing is open. Make a finding an action, or hold a workshop."))


def _levers(workspace: Workspace, team: Team, leads: pd.DataFrame) -> list[str]:
    """Early signals of this department that were found to lead something."""
    names = {metric.id: metric for metric in workspace.metrics}
    found = leads[leads["verdict"] == "leading"] if "verdict" in leads else leads.head(0)
    lines = []
    for row in found.to_dict("records"):
        cause, effect = names.get(row["candidate"]), names.get(row["outcome"])
        if cause and effect and cause.department == team.name:
            lines.append(_("Move **{cause}**: {effect} follows it", cause=said_by(team, cause.name),
                           effect=effect.name))
    return lines
