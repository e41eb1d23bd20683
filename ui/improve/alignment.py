"""The alignment map: every department's initiatives as arrows, and the conflicts between them by name."""

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.charts.alignment import alignment
from cxlib.language import gettext as _
from cxlib.language import ngettext, number
from cxlib.metrics import display
from cxlib.teams.alignment import Conflict, Push, conflicts
from cxlib.workspace import Direction, Initiative, Metric, Workspace
from ui import cached, frame, show

WAYS: tuple[Direction, ...] = ("up", "down")
PERIODS = 24


def draw(workspace: Workspace) -> None:
    """The map, its conflicts, and the form for one more arrow."""
    arrows = initiatives(workspace)
    metrics = {metric.id: metric for metric in workspace.metrics}
    found = conflicts(arrows, metrics, _pushes(workspace))
    show.headline(_sentence(arrows, found), _("An arrow is an initiative: the metric it moves, which way, how far."))
    known = [one for one in arrows if one.metric in metrics]
    if known:
        show.decisions(_("What does not go together"), [conflict.sentence for conflict in found], ordered=False,
                       otherwise=_("Nothing pulls against anything else."))
        show.chart(_map(workspace, known, metrics), "alignment")
    _form(workspace)
    for one in workspace.initiatives:
        _line(workspace, one, metrics.get(one.metric))


def initiatives(workspace: Workspace) -> list[Initiative]:
    """Those written down, and open actions that name a metric and are not on the map yet."""
    placed = {one.action for one in workspace.initiatives}
    from_actions = [
        Initiative(action.id, name=action.name, department=action.department, metric=action.metric,
                   direction=action.direction, size=action.effect, action=action.id)
        for action in workspace.actions
        if action.metric and action.id not in placed and action.state not in ("done", "cancelled")
    ]
    return [*workspace.initiatives, *from_actions]


def _sentence(arrows: Sequence[Initiative], found: Sequence[Conflict]) -> str:
    grave = [conflict for conflict in found if conflict.grave]
    if grave:
        return ngettext("{count} conflict: {first}", "{count} conflicts. The first: {first}", len(grave),
                        first=grave[0].sentence)
    if not arrows:
        return _("Who moves what, and which way?")
    return ngettext("{count} initiative, and nothing pulls against anything else.",
                    "{count} initiatives, and nothing pulls against anything else.", len(arrows))


def _pushes(workspace: Workspace) -> list[Push]:
    """Links of the tree that held, with the sign the scan found."""
    leads = cached.known_scan(workspace)
    if leads is None or leads.empty:
        return []
    real = leads[(leads["verdict"] == "leading") & (leads["effect"] != 0)]
    return [Push(row["candidate"], row["outcome"], int(math.copysign(1, row["effect"])))
            for row in real.to_dict("records")]


def _map(workspace: Workspace, arrows: Sequence[Initiative], metrics: dict[str, Metric]) -> charts.Drawing:
    rows = []
    for one in sorted(arrows, key=lambda one: metrics[one.metric].name):
        metric = metrics[one.metric]
        good = metric.direction == "band" or one.direction == metric.direction
        rows.append({"metric": metric.name, "name": one.name, "department": one.department, "good": good,
                     "words": _words(one, metric), "length": _length(workspace, one, metric) * (1 if good else -1)})
    return alignment(pd.DataFrame(rows))


def _length(workspace: Workspace, one: Initiative, metric: Metric) -> float:
    """The size against the spread of the metric's last periods: arrows of different metrics can be compared."""
    known = cached.series(workspace, metric, frame.grain(workspace))["value"].dropna().tail(PERIODS)
    spread = float(known.std()) if len(known) > 2 else 0.0
    if one.size is None or not spread > 0:
        return 0.3
    return min(1.0, max(0.08, abs(one.size) / (3 * spread)))


def _words(one: Initiative, metric: Metric) -> str:
    way = 1 if one.direction == "up" else -1
    size = display.value(metric, way * abs(one.size), signed=True) if one.size is not None else _("size not said")
    if one.effort is None:
        return size
    return ngettext("{size}, {count} day of work", "{size}, {count} days of work", int(one.effort), size=size)


def _form(workspace: Workspace) -> None:
    offered = frame.offered_metrics(workspace)
    codes = list(offered)
    with st.expander(_("Add an initiative")), st.form("initiative.new", border=False, clear_on_submit=True):
        name = st.text_input(_("What is done"), key="initiative.name", max_chars=100)
        first, second, third = st.columns(3)
        departments = ["", *dict.fromkeys([team.name for team in workspace.teams])]
        department = first.selectbox(_("Department"), departments, key="initiative.department")
        metric = second.selectbox(_("The number it moves"), codes, key="initiative.metric",
                                  format_func=lambda code: offered[code].name)
        way = third.selectbox(_("Which way"), WAYS, key="initiative.way", format_func=_way_words)
        size = first.number_input(_("How far, in the number's unit"), 0.0, value=None, key="initiative.size")
        effort = second.number_input(_("Days of work"), 0, value=None, key="initiative.effort")
        if st.form_submit_button(_("Put it on the map"), type="primary", key="initiative.add") and name.strip():
            factor = 0.01 if display.is_share(offered[metric]) else 1.0
            cached.store().put(workspace.id, Initiative(
                "", name=name.strip(), department=department, metric=metric, direction=way,
                size=None if size is None else size * factor, effort=effort))
            st.rerun()


def _way_words(way: str) -> str:
    return {"up": _("up"), "down": _("down")}[way]


def _line(workspace: Workspace, one: Initiative, metric: Metric | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"initiative.{one.id}"):
        effort = _("{count} days", count=number(one.effort)) if one.effort is not None else ""
        show.facts(one.name, [one.department, metric.name if metric else _("metric gone"), effort])
        st.button(_("Take it off"), key=f"initiative.off.{one.id}", on_click=cached.store().remove,
                  args=(workspace.id, one))
