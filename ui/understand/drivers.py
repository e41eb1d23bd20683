"""The Causes page's view of key drivers: what matters for a score, in tiers, and what to do about each."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from cxlib import charts
from cxlib.causes import quadrant
from cxlib.causes.answering import driver_columns, reached
from cxlib.charts import Drawing
from cxlib.errors import TooFewAnswers
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number, percent
from cxlib.workspace import Column, Metric, Workspace
from ui import cached, controls, frame, show, state
from ui.understand import cached_causes, to_comments
from ui.understand.to_comments import Number

TIERS = {1: N_("first tier"), 2: N_("second tier"), 3: N_("third tier")}
PLACES = {
    "fix first": N_("Fix first: {names}."),
    "keep strong": N_("Keep strong: {names}."),
    "watch": N_("Watch: {names}."),
    "do not over-invest": N_("Do not over-invest: {names}."),
}
MOST_NAMED = 4  # drivers in a headline
FEWEST_PLACED = 2


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The view's opening sentence: the drivers of the first tier."""
    columns = _columns(workspace, metric)
    if not columns:
        return _("{metric} has no answers beside it that could drive it.", metric=metric.name)
    table = _driven(workspace, metric, _chosen(workspace, metric, columns))
    if table is None:
        return _("There are too few answers to say what drives {metric}.", metric=metric.name)
    first = list(table["driver"][table["tier"] == 1])
    if table.attrs["r2"] < 0.01:
        return _("Nothing asked beside {metric} goes with it.", metric=metric.name)
    if len(first) == 1:
        return _("{driver} matters most for {metric}.", driver=first[0], metric=metric.name)
    if len(first) > MOST_NAMED:
        return _("{count} drivers matter about equally for {metric}; which of them is first is not known.",
                 count=number(len(first)), metric=metric.name)  # fmt: skip
    return _("{drivers} matter most for {metric}; which of them is first is not known.",
             drivers=_listed(first), metric=metric.name)  # fmt: skip


def draw(workspace: Workspace, metric: Metric) -> None:
    """Importance in tiers with intervals, how missing answers and weights were treated, and the quadrant."""
    columns = _columns(workspace, metric)
    if not columns:
        show.note(
            _(
                "Key drivers need single answers and other scores, or yes and no, in the same table. "
                "Choose a metric of a survey, or upload one."
            )
        )
        return
    names = [column.name for column in columns]
    with show.row("drivers"):
        controls.pick_many(
            _("Drivers"), "drivers", names, placeholder=_("{count} drivers", count=len(_default(workspace, columns)))
        )
    table = _driven(workspace, metric, _chosen(workspace, metric, columns))
    if table is None:
        show.note(_("With these filters there are too few answers in the last year of data. Clear a filter."))
        return
    show.chart(_importances(table), "drivers")
    show.note(" ".join(_treatment(table)))
    _read_lowest(workspace, metric, table, columns, to_comments.last_year_when(workspace, metric))
    placed = reached(table, columns)
    if len(placed) < FEWEST_PLACED:
        show.note(_("A quadrant needs two drivers that are answered on a scale."))
        return
    _quadrant(quadrant(placed), left=len(table) - len(placed))


def _columns(workspace: Workspace, metric: Metric) -> tuple[Column, ...]:
    return driver_columns(cached.measures(workspace), metric)


def _default(workspace: Workspace, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """All but what is itself an outcome, such as the likelihood to recommend; that too where nothing else is left."""
    outcomes = {metric.columns.get("value") for metric in workspace.metrics if metric.kind == "nps"}
    kept = tuple(column.name for column in columns if column.name not in outcomes)
    return kept or tuple(column.name for column in columns)


def _chosen(workspace: Workspace, metric: Metric, columns: tuple[Column, ...]) -> tuple[str, ...]:
    known = [column.name for column in columns]
    asked = tuple(name for name in state.all_chosen("drivers") if name in known)
    return asked or _default(workspace, columns)


def _driven(workspace: Workspace, metric: Metric, names: tuple[str, ...]) -> pd.DataFrame | None:
    try:
        return cached_causes.driven(workspace, metric, names, frame.filters(workspace))
    except TooFewAnswers:
        return None


def _read_lowest(
    workspace: Workspace, metric: Metric, table: pd.DataFrame, columns: tuple[Column, ...], when: str
) -> None:
    """From each driver to the comments of those who gave it the worst answer that was given."""
    known = cached.measures(workspace)
    worst = {column.name: _worst(column, known.values(column.name, metric.source)) for column in columns}
    named = [name for name in table["driver"] if worst.get(name)]
    numbers = [Number(_words(name, worst[name]), {name: worst[name]}, when) for name in named]
    to_comments.line(workspace, _("Read those who answered"), "drivers", numbers)


def _worst(column: Column, given: Sequence[str | None]) -> str:
    """The worst given answer to a driver as it stands in a filter; empty where nobody can say which that is."""
    if column.scale is not None:
        low, high = column.scale
        answers = [float(answer) for answer in given if answer is not None and low <= float(answer) <= high]
        return f"{max(answers) if column.direction == 'down' else min(answers):g}" if answers else ""
    if column.role == "yes_no":
        no, yes = ("false", "true") if column.type == "yes_no" else ("0", "1")
        return yes if column.direction == "down" else no
    return ""


def _words(name: str, answer: str) -> str:
    said = {"true": _("yes"), "false": _("no")}.get(answer) or number(float(answer))
    return _("{answer} to {driver}", answer=said, driver=name)


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def _importances(table: pd.DataFrame) -> Drawing:
    rows = table.assign(segment=[_named(row) for row in table.itertuples()], value=table["importance"])
    drawing = charts.intervals(
        rows,
        label=partial(percent, decimals=1),
        takeaway=_(
            "Share of the differences between answers that each driver explains: **{share}** together.",
            share=percent(table.attrs["r2"]),
        ),
    )
    titles = {
        "driver": _("Driver"),
        "tier": _("Tier"),
        "importance": _("Importance"),
        "lower": _("From"),
        "upper": _("To"),
        "performance": _("Mean answer"),
        "sign": _("Sign"),
    }
    return replace(drawing, numbers=table[list(titles)].rename(columns=titles))


def _named(row: Any) -> str:
    tier = _(TIERS[row.tier]) if row.tier in TIERS else _("tier {number}", number=row.tier)
    facts = {"driver": row.driver, "tier": tier}
    if row.sign < 0:
        return _("{driver} · {tier} · the more, the worse", **facts)
    return _("{driver} · {tier}", **facts)


def _treatment(table: pd.DataFrame) -> list[str]:
    """What was done: base, method, missing answers, weights."""
    facts = table.attrs
    method = (
        _("Shapley (LMG) shares over all orders of entry")
        if facts["method"] == "lmg"
        else _("relative weights, as there are too many drivers for all orders of entry")
    )
    told = [
        ngettext(
            "{number} answer of the last year of data; {method}; intervals by resampling.",
            "{number} answers of the last year of data; {method}; intervals by resampling.",
            facts["base"], number=number(facts["base"]), method=method,
        )
    ]  # fmt: skip
    told += facts["notes"]
    told.append(_("Drivers whose intervals overlap share a tier: their order is not known."))
    told.append(
        _("Answers are weighted by {column}.", column=facts["weight"])
        if facts["weight"]
        else _("Every answer counts the same: the table has no weights.")
    )
    if facts["limited"]:
        told.append(_("Only the newest answers are used."))
    return told


def _quadrant(placed: pd.DataFrame, left: int) -> None:
    borders = placed.attrs["performance_at"], placed.attrs["importance_at"]
    said = [
        _(PLACES[place], names=_listed(list(placed["driver"][placed["quadrant"] == place])))
        for place in PLACES
        if (placed["quadrant"] == place).any()
    ]
    labels = (partial(percent, decimals=0), partial(percent, decimals=0))
    show.heading(_("What to do about each"))
    show.chart(charts.quadrant(placed, labels=labels, borders=borders, takeaway=" ".join(said)), "quadrant")
    show.note(
        _(
            "Across: the mean answer on its scale, 100 % the best. Parted at the averages. {note}",
            note=placed.attrs["notes"][-1],
        )
    )
    if left:
        show.note(
            ngettext(
                "{count} driver without a scale is not placed here.",
                "{count} drivers without a scale are not placed here.",
                left,
            )
        )
