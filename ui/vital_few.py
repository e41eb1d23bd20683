"""Recurring issues by cost: the vital few, every assumption open to change."""

from dataclasses import fields
from datetime import timedelta
from functools import partial

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.causes import Assumptions, Range, pareto
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number, percent
from cxlib.metrics import display
from cxlib.workspace import CostAssumption, Filter, Metric, Source, Workspace
from ui import cached, controls, frame, show

YEAR_DAYS = 365
GENERAL = "@"  # marks an assumption that holds for every issue, such as @handling_minutes
NAMED_SO = ("issue", "reason", "problem", "complaint", "cause", "topic", "theme", "category")  # the likeliest first
FIGURES = {
    "handling_minutes": N_("Working minutes an occurrence takes"),
    "loaded_rate": N_("Cost of an hour of work"),
    "credits": N_("Credits and refunds an occurrence"),
    "rework": N_("Other cost an occurrence"),
    "extra_churn": N_("Extra chance that an affected customer leaves (0 to 1)"),
    "lifetime_margin": N_("What a customer still brings"),
}


def issues(workspace: Workspace, metric: Metric) -> None:
    """The whole view."""
    offered = {f"{source.id}|{column}": (source, column) for source, column in issue_columns(workspace)}
    if not offered:
        show.note(_("No source has a column of issues or reasons: upload tickets or complaints with one."))
        return
    with show.row("issues"):
        picked = controls.pick(_("Issues from"), "issues", list(offered), words=lambda code: _named(*offered[code]))
        source, column = offered[picked]
        figure = controls.pick(
            _("Cost of an occurrence"),
            "issue.cost",
            ["", *_cost_columns(source)],
            default=next(iter(reversed(_cost_columns(source))), ""),
            words=lambda code: code or _("from the assumptions"),
        )
    counted, days = counted_issues(workspace, source, column, figure, frame.filters(workspace))
    if counted.empty:
        show.note(_("No issue occurred with these filters in the last year."))
        return
    known = _with_own_costs(workspace, counted)
    ranked = pareto(known, assumptions(workspace, bool(figure)), days)
    money = partial(display.value, Metric("", unit=workspace.currency))
    drawn = ranked.rename(columns={"cost_low": "low", "cost_high": "high"})
    show.chart(charts.pareto(drawn, label=money, takeaway=_sentence(ranked, money)), "pareto")
    _recurrence(ranked, money)
    _assumed(workspace, figure)


def _named(source: Source, column: str) -> str:
    return _("{source}: {column}", source=source.name, column=column)


def issue_columns(workspace: Workspace) -> list[tuple[Source, str]]:
    """Columns that may name issues, the likeliest first: called so, in a source that knows costs or customers."""
    timed = [source for source in workspace.sources if source.time]
    dimensions = [(source, column.name) for source in timed for column in source.with_role("dimension")]
    ranked = sorted(dimensions, key=lambda pair: -_likeliness(*pair))
    return [pair for pair in ranked if _likeliness(*pair) > 1]


def _likeliness(source: Source, column: str) -> float:
    called = next((place for place, word in enumerate(NAMED_SO) if word in column.casefold()), len(NAMED_SO))
    known = 2 * bool(source.with_role("cost")) + bool(source.with_role("customer_id"))
    return (10 - called if called < len(NAMED_SO) else 0) + known


def _cost_columns(source: Source) -> list[str]:
    return [column.name for column in source.with_role("cost")]


def counted_issues(workspace: Workspace, source: Source, column: str, figure: str,
                   where: tuple[Filter, ...]) -> tuple[pd.DataFrame, int]:
    """Occurrences of the last year of data, with the mean cost of one where a column tells it; and the days counted."""
    last = source.last
    customer = next((c.name for c in source.with_role("customer_id")), None)
    if source.time is None or last is None:
        return cached.occurrences(workspace, source, column, customer, figure, where), YEAR_DAYS
    first = max(source.first, last - timedelta(days=YEAR_DAYS - 1)) if source.first else last
    span = Filter(source.time, (first, last), "between")
    found = cached.occurrences(workspace, source, column, customer, figure, (*where, span))
    return found, (last - first).days + 1


def _with_own_costs(workspace: Workspace, counted: pd.DataFrame) -> pd.DataFrame:
    """An issue whose cost somebody wrote down is counted with it."""
    own = {cost.issue: cost.base for cost in workspace.costs if not cost.issue.startswith(GENERAL)}
    if not own or "rework" in counted:
        return counted
    return counted.assign(rework=counted["issue"].map(own))


def assumptions(workspace: Workspace, priced: bool) -> Assumptions:
    """The figures of the workspace; where a column prices each occurrence, work and credits are in it already."""
    kept = {
        cost.issue.removeprefix(GENERAL): Range(cost.low, cost.base, cost.high)
        for cost in workspace.costs
        if cost.issue.startswith(GENERAL)
    }
    if priced:
        kept |= {"handling_minutes": Range(0, 0, 0), "credits": Range(0, 0, 0), "rework": Range(0.8, 1, 1.2)}
    names = {part.name for part in fields(Assumptions)}
    return Assumptions(**{name: value for name, value in kept.items() if name in names})


def _sentence(ranked: pd.DataFrame, money: partial) -> str:
    vital = ranked[ranked["vital"]]
    return ngettext(
        "**{count} issue** makes {share} of the cost; halving it would free {freed} a year.",
        "**{count} issues** make {share} of the cost; halving them would free {freed} a year.",
        len(vital), share=percent(vital["share"].sum()), freed=money(vital["freed"].sum()),
    )  # fmt: skip


def _recurrence(ranked: pd.DataFrame, money: partial) -> None:
    first = ranked.iloc[0]
    freed = {"freed": money(first["freed"]), "low": money(first["freed_low"]), "high": money(first["freed_high"])}
    facts = [
        _("{count} times", count=number(first["occurrences"])),
        _("{count} customers", count=number(first["customers"])),
        _("{freed} freed a year if it halves ({low} to {high})", **freed),
    ]
    if first["recurrence"] == first["recurrence"]:
        facts.insert(2, _("comes back within 30 days: {share}", share=percent(first["recurrence"])))
    show.facts(str(first["issue"]), facts)


def _assumed(workspace: Workspace, figure: str) -> None:
    """Every figure, low, base and high, open to change and kept."""
    with st.expander(_("Assumptions")):
        used = assumptions(workspace, False)
        rows = pd.DataFrame(
            [{"name": name, "figure": _(FIGURES[name]), **getattr(used, name)._asdict()} for name in FIGURES]
        )
        titles = {"figure": _("Figure"), "low": _("Low"), "base": _("Base"), "high": _("High")}
        edited = st.data_editor(
            rows, hide_index=True, disabled=["figure"], column_config={"name": None, **titles}, key="issue.assumptions"
        )
        if figure:
            show.note(
                _(
                    "Each occurrence is priced by the column {column}; minutes and credits are in it already.",
                    column=figure,
                )
            )
        if st.button(_("Keep these figures"), key="issue.keep"):
            _keep(workspace, edited)


def _keep(workspace: Workspace, edited: pd.DataFrame) -> None:
    known = {cost.issue: cost for cost in workspace.costs}
    changed = []
    for row in edited.itertuples():
        if not 0 <= row.low <= row.base <= row.high:
            show.problem(_("{figure}: the figures must rise from low to high.", figure=row.figure))
            return
        old = known.get(GENERAL + row.name)
        changed.append(
            CostAssumption(
                old.id if old else "",
                issue=GENERAL + row.name,
                low=float(row.low),
                base=float(row.base),
                high=float(row.high),
                version=old.version if old else 0,
            )
        )
    cached.store().put_all(workspace.id, changed)
    st.rerun()
