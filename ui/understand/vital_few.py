"""Recurring issues by cost: the vital few, every assumption open to change."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.causes import Range, avoided_churn
from cxlib.causes.issues import CASES
from cxlib.causes.pricing import (
    GENERAL,
    Counted,
    Priced,
    assumptions,
    cost_columns,
    issue_columns,
    last_year,
    usual_figure,
)
from cxlib.charts import Drawing
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number, percent
from cxlib.metrics import display
from cxlib.workspace import CostAssumption, Filter, Metric, Source, Workspace
from ui import cached, controls, frame, show
from ui.improve import from_finding
from ui.understand import cached_causes, cause_trees, listening, reader, to_comments
from ui.understand.to_comments import Number

FIGURES = {
    "handling_minutes": N_("Working minutes an occurrence takes"),
    "loaded_rate": N_("Cost of an hour of work"),
    "credits": N_("Credits and refunds an occurrence"),
    "rework": N_("Other cost an occurrence"),
    "extra_churn": N_("Extra chance that an affected customer leaves (0 to 1)"),
    "lifetime_margin": N_("What a customer still brings"),
    "acquisition_cost": N_("What it costs to win a new customer"),
}
__all__ = ["counted_issues", "issue_columns", "issues", "money", "sentence"]
MOST_OWN = 12  # issues whose cost can be written down on the page
MOST = 5  # issues told in words; the picture and the table have the others


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The view's opening sentence: the vital few and what halving them frees."""
    offered = _offered(workspace)
    if not offered:
        return _("No table of the workspace names issues or reasons.")
    found = _priced(workspace, *_chosen(workspace, offered))
    if found is None:
        return _("No issue occurred with these filters in the last year of data.")
    vital = found.ranked[found.ranked["vital"]]
    if vital.empty:
        return _("With these assumptions no issue costs anything.")
    return ngettext(
        "{count} issue makes {share} of the cost; halving it would free {freed} a year.",
        "{count} issues make {share} of the cost; halving them would free {freed} a year.",
        len(vital), share=percent(vital["share"].sum()), freed=money(workspace, vital["freed"].sum()),
    )  # fmt: skip


def issues(workspace: Workspace, metric: Metric) -> None:
    """The whole view."""
    offered = _offered(workspace)
    if not offered:
        show.note(_("No source has a column of issues or reasons: upload tickets or complaints with one."))
        return
    _pickers(workspace, offered)
    source, column, figure, inside = _chosen(workspace, offered)
    unknown = [part.column for part in frame.filters(workspace) if source.column(part.column) is None]
    if unknown:
        show.note(_("Not split by {columns}: shown for all.", columns=", ".join(unknown)))
    found = _priced(workspace, source, column, figure, inside)
    if found is None:
        show.note(_("No issue occurred with these filters in the last year."))
    else:
        show.chart(_drawing(workspace, found), "pareto")
        _worth(workspace, found)
        _each(workspace, found, source, column, inside)
        _others(workspace, found, source, column, inside)
        _own_costs(workspace, found)
    _assumed(workspace, figure)


def counted_issues(
    workspace: Workspace, source: Source, column: str, figure: str, where: tuple[Filter, ...]
) -> Counted:
    """Occurrences of the last year of data, with the mean cost of one where a column tells it; and the days counted."""
    return cached_causes.counted_issues(workspace, source, column, figure, where)


def money(workspace: Workspace, amount: float) -> str:
    """An amount in the workspace's currency."""
    return display.value(Metric("", unit=workspace.currency), amount)


def _offered(workspace: Workspace) -> dict[str, tuple[Source, str]]:
    return {f"{source.id}|{column}": (source, column) for source, column in issue_columns(workspace)}


def _chosen(
    workspace: Workspace, offered: dict[str, tuple[Source, str]]
) -> tuple[Source, str, str, tuple[Filter, ...]]:
    """Source and column of the issues, the column that prices them, and the driver they are nested in."""
    source, column = offered[controls.chosen("issues", list(offered))]
    figure = controls.chosen("issue.cost", ["", *cost_columns(source)], default=usual_figure(source))
    within = controls.chosen("within", ["", *_drivers(workspace, source, column)])
    if not within:
        return source, column, figure, ()
    value = controls.chosen("within.is", _values(workspace, within))
    return source, column, figure, (Filter(within, (None if value == frame.MISSING else value,)),)


def _pickers(workspace: Workspace, offered: dict[str, tuple[Source, str]]) -> None:
    with show.row("issues"):
        picked = controls.pick(_("Issues from"), "issues", list(offered), words=lambda code: _named(*offered[code]))
        source, column = offered[picked]
        controls.pick(
            _("Cost of an occurrence"),
            "issue.cost",
            ["", *cost_columns(source)],
            default=usual_figure(source),
            words=lambda code: code or _("from the assumptions"),
        )
        within = controls.pick(
            _("Inside a driver"),
            "within",
            ["", *_drivers(workspace, source, column)],
            words=lambda code: code or _("all of them"),
        )
        if within:
            controls.pick(within, "within.is", _values(workspace, within), words=_value_words)


def _value_words(value: str) -> str:
    return {frame.MISSING: _("none"), "true": _("yes"), "false": _("no")}.get(value, value)


def _drivers(workspace: Workspace, source: Source, column: str) -> list[str]:
    known = cached.measures(workspace)
    names = [part.name for part in source.with_role("dimension", "department", "yes_no") if part.name != column]
    return [name for name in names if known.levels(source.id, name) <= cached_causes.MOST_VALUES]


def _values(workspace: Workspace, column: str) -> list[str]:
    return [frame.MISSING if value is None else str(value) for value in cached.measures(workspace).values(column)]


def _named(source: Source, column: str) -> str:
    return _("{source}: {column}", source=source.name, column=column)


def _priced(
    workspace: Workspace, source: Source, column: str, figure: str, inside: tuple[Filter, ...]
) -> Priced | None:
    return cached_causes.priced_issues(workspace, source, column, figure, (*frame.filters(workspace), *inside))


def _drawing(workspace: Workspace, found: Priced) -> Drawing:
    ranked = found.ranked.rename(columns={"cost_low": "low", "cost_high": "high"})
    said = ngettext(
        "**{count} issue** makes {share} of the cost of the last {days} days of data.",
        "**{count} issues** make {share} of the cost of the last {days} days of data.",
        int(ranked["vital"].sum()), share=percent(ranked["share"][ranked["vital"]].sum()), days=number(found.days),
    )  # fmt: skip
    drawing = charts.pareto(ranked, label=partial(money, workspace), takeaway=said)
    titles = {
        "issue": _("Issue"),
        "occurrences": _("Count"),
        "customers": _("Customers"),
        "recurrence": _("Back in 30 days"),
        "low": _("Cost, low"),
        "cost": _("Cost"),
        "high": _("Cost, high"),
        "cumulative": _("Together"),
        "freed_low": _("Freed a year, low"),
        "freed": _("Freed a year if it halves"),
        "freed_high": _("Freed a year, high"),
    }
    return replace(drawing, numbers=ranked[list(titles)].rename(columns=titles))


def _heard(workspace: Workspace) -> bool:
    return listening.source_with_comments(workspace) is not None


def _each(
    workspace: Workspace, found: Priced, source: Source, column: str, inside: tuple[Filter, ...]
) -> None:
    """The vital few in words: how often, how many come back, what halving frees; their tree and their comments."""
    vital = found.ranked[found.ranked["vital"]].head(MOST)
    is_told = _heard(workspace)
    for place, row in enumerate(vital.to_dict("records")):
        show.facts(str(row["issue"]), _facts(workspace, row))
        where = (Filter(column, (row["issue"],)), *inside)
        with st.container(horizontal=True, key=f"issue.{place}"):
            if is_told and _is_spoken_of(workspace, source, str(row["issue"])):
                words = _("Read what they say: {segment}", segment=row["issue"])
                to_comments.button(_members(where), f"issue.{place}", words=words, when=_year(source))
            cause_trees.ask_why(str(row["issue"]), where, f"issue.{place}", issue=str(row["issue"]))
            finding = {"sentence": str(row["issue"]), "issue": str(row["issue"]), "where": {
                part.column: part.values[0] for part in where}}  # fmt: skip
            from_finding.action_button(f"issue.{place}", finding)


def _others(workspace: Workspace, found: Priced, source: Source, column: str, inside: tuple[Filter, ...]) -> None:
    """From each of the other issues in the picture to its comments."""
    few = found.ranked.drop(found.ranked[found.ranked["vital"]].head(MOST).index)
    issues = [str(issue) for issue in few["issue"] if _is_spoken_of(workspace, source, str(issue))]
    numbers = [Number(issue, _members((Filter(column, (issue,)), *inside)), _year(source)) for issue in issues]
    to_comments.line(workspace, _("Read what they say:"), "issues", numbers)
    silent = [str(issue) for issue in found.ranked["issue"] if not _is_spoken_of(workspace, source, str(issue))]
    if silent and _heard(workspace):
        show.note(_("No theme speaks of {issues}: add its rule under Voices to read about it.",
                    issues=", ".join(silent[:MOST])))  # fmt: skip


def _is_spoken_of(workspace: Workspace, source: Source, issue: str) -> bool:
    """Whether the issue's own rows have comments, or comments of another table have a theme that speaks of it."""
    return bool(source.with_role("comment")) or bool(listening.theme_of(workspace, issue))


def _members(where: tuple[Filter, ...]) -> dict[str, Any]:
    return {part.column: part.values[0] for part in where}


def _year(source: Source) -> str:
    """The last year of data, which issues are counted in, as the reader takes it from the URL."""
    span = last_year(source)[0]
    return reader.when_words(*span[0].values) if span else ""


def _facts(workspace: Workspace, row: dict) -> list[str]:
    freed = {name: money(workspace, row[f"freed{end}"]) for name, end in (("freed", ""), ("low", "_low"),
                                                                          ("high", "_high"))}  # fmt: skip
    facts = [
        _("{count} times", count=number(row["occurrences"])),
        _("{count} customers", count=number(row["customers"])),
        _("{freed} freed a year if it halves ({low} to {high})", **freed),
    ]
    if row["recurrence"] == row["recurrence"]:
        facts.insert(2, _("comes back within 30 days: {share}", share=percent(row["recurrence"])))
    return facts


def _worth(workspace: Workspace, found: Priced) -> None:
    """What customers who stay are worth, against winning as many new ones."""
    first = found.ranked.iloc[0]
    yearly = first["customers"] * 365 / found.days
    worth = avoided_churn(float(yearly), assumptions(workspace))
    if worth.kept.high <= 0:
        return
    show.note(
        _(
            "If {issue} halves, {kept} more customers a year stay ({low} to {high}). They bring {margin} "
            "({margin_low} to {margin_high}); to win as many new ones would cost {replacing} "
            "({replacing_low} to {replacing_high}).",
            issue=first["issue"],
            kept=number(worth.kept.base),
            low=number(worth.kept.low),
            high=number(worth.kept.high),
            **_amounts(workspace, "margin", worth.margin),
            **_amounts(workspace, "replacing", worth.replacing),
        )
    )


def _amounts(workspace: Workspace, name: str, amount: Range) -> dict[str, str]:
    return {
        name: money(workspace, amount.base),
        f"{name}_low": money(workspace, amount.low),
        f"{name}_high": money(workspace, amount.high),
    }


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


def _own_costs(workspace: Workspace, found: Priced) -> None:
    """What one occurrence of an issue costs, where it is known: it beats the assumptions and the column."""
    if not cached.may("edit", workspace):
        return
    with st.expander(_("Cost of single issues")):
        show.note(
            _("What one occurrence costs in all, where you know it. Empty: {otherwise}.",
              otherwise=found.figure or _("from the assumptions"))
        )  # fmt: skip
        known = {cost.issue: cost for cost in workspace.costs}
        names = list(found.ranked["issue"].head(MOST_OWN))
        rows = pd.DataFrame({"issue": names} | {
            case: [getattr(known[name], case) if name in known else None for name in names]
            for case in CASES
        }).astype(dict.fromkeys(CASES, float))  # fmt: skip
        titles = {"issue": _("Issue"), "low": _("Low"), "base": _("Base"), "high": _("High")}
        edited = st.data_editor(
            rows, hide_index=True, disabled=["issue"], column_config=titles, key="issue.own"
        )
        if st.button(_("Keep these costs"), key="issue.own.keep"):
            _keep_own(workspace, edited.to_dict("records"), known)


def _keep_own(workspace: Workspace, rows: list[dict], known: dict[str, CostAssumption]) -> None:
    changed, gone = [], []
    for row in rows:
        figures = [row[case] for case in CASES]
        old = known.get(row["issue"])
        if all(pd.isna(figure) for figure in figures):
            gone += [old] if old else []
            continue
        base = next(figure for figure in (row["base"], row["low"], row["high"]) if not pd.isna(figure))
        low, high = (base if pd.isna(row[case]) else row[case] for case in ("low", "high"))
        if not 0 <= low <= base <= high:
            show.problem(_("{figure}: the figures must rise from low to high.", figure=row["issue"]))
            return
        fresh = old or CostAssumption("", issue=row["issue"])
        changed.append(replace(fresh, low=float(low), base=float(base), high=float(high)))
    cached.store().put_all(workspace.id, changed)
    for cost in gone:
        cached.store().remove(workspace.id, cost)
    st.rerun()


def _keep(workspace: Workspace, edited: pd.DataFrame) -> None:
    known = {cost.issue: cost for cost in workspace.costs}
    changed = []
    for row in edited.itertuples():
        if not 0 <= row.low <= row.base <= row.high:
            show.problem(_("{figure}: the figures must rise from low to high.", figure=row.figure))
            return
        if row.name == "extra_churn" and row.high > 1:
            show.problem(_("{figure}: a chance is at most 1.", figure=row.figure))
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
