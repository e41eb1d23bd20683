"""Why: the segments behind each change, causes that people found, what the vital few issues cost."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from cxlib.board.board import Board
from cxlib.board.cards import Card
from cxlib.board.findings import Finding, named
from cxlib.causes.pricing import NAMED_SO, counted, issue_columns, priced, usual_figure
from cxlib.language import gettext as _
from cxlib.language import ngettext, percent
from cxlib.metrics import display
from cxlib.metrics.measures import Measures
from cxlib.review.parts import IssueCost, Statement
from cxlib.workspace import Filter, Metric, Workspace

MOST = 5
MOST_ISSUES = 8
TOLD = ("segment", "mix")
UNUSUAL = ("signal", "trend")
SURELY_ISSUES = NAMED_SO[:5]  # a meeting takes no region or product for an issue; the Causes page lets people choose


def insight(workspace: Workspace, board: Board) -> list[Statement]:
    """Contributors of the metrics that are missed or moved, and the root causes that people found for them."""
    missed = [card for card in board.cards if card.status == "missed"]
    others = [card for card in board.cards if card.status != "missed"]
    found = [_finding(card, one) for card in (*missed, *others) for one in card.findings if one.kind in TOLD]
    headline = {metric.id for metric in workspace.headline}
    roots = [node for node in workspace.cause_nodes if node.root_cause and node.metric in headline | {""}]
    causes = [
        Statement(
            _("Root cause ({department}): {cause}", department=node.department, cause=node.text)
            if node.department
            else _("Root cause: {cause}", cause=node.text),
            "root cause", node.metric, "causes", _opened(node.metric, "tree"),
            figures={"count": node.count, "cost": node.cost},
        )
        for node in roots
    ]  # fmt: skip
    return [*found[:MOST], *causes[:MOST]]


def unusual(board: Board) -> list[Statement]:
    """Metrics outside their natural limits, or on one side of them for long."""
    return [_finding(card, one) for card in board.cards for one in card.findings if one.kind in UNUSUAL]


def _opened(metric: str, view: str) -> dict[str, str]:
    return {"metric": metric, "view": view} if metric else {"view": view}


def _finding(card: Card, finding: Finding) -> Statement:
    told = named(finding, card.metric.name)
    params: dict[str, object] = dict(told.params)
    if finding.where:
        params["view"] = "change"
    figures = {"weight": finding.weight, "q_value": finding.q_value}
    return Statement(told.sentence, finding.kind, card.metric.id, told.page, params, figures=figures,
                     segment=dict(finding.where))  # fmt: skip


def ranked_issues(workspace: Workspace, measures: Measures, where: tuple[Filter, ...] = ()) -> pd.DataFrame:
    """Recurring issues by their cost in the last year of data, as the Causes page ranks them; empty without any.

    ``column`` names the column they stand in.
    """
    for source, column in issue_columns(workspace):
        if not any(word in column.casefold() for word in SURELY_ISSUES):
            continue
        figure = usual_figure(source)
        known = tuple(part for part in where if source.column(part.column) is not None)
        found = priced(workspace, counted(measures, source, column, figure, known), figure)
        if found is not None:
            return found.ranked.assign(column=column)
    return pd.DataFrame()


def issue_costs(ranked: pd.DataFrame) -> list[IssueCost]:
    """The dearest issues as a review keeps them."""
    return [
        IssueCost(str(row["issue"]), float(row["cost"]), float(row["cost_low"]), float(row["cost_high"]),
                  float(row["share"]), int(row["occurrences"]), bool(row["vital"]))
        for row in ranked.head(MOST_ISSUES).to_dict("records")
    ]  # fmt: skip


def costs(workspace: Workspace, ranked: pd.DataFrame) -> list[Statement]:
    """What the vital few recurring issues cost, in two sentences; nothing without issues."""
    if ranked.empty:
        return []
    money = partial(display.value, Metric("", unit=workspace.currency))
    vital = ranked[ranked["vital"]]
    if vital.empty:
        return []
    dearest = ranked.iloc[0]
    together = ngettext(
        "{count} recurring issue makes {share} of the cost; halving it would free {freed} a year.",
        "{count} recurring issues make {share} of the cost; halving them would free {freed} a year.",
        len(vital), share=percent(vital["share"].sum()), freed=money(vital["freed"].sum()),
    )  # fmt: skip
    facts = {"issue": str(dearest["issue"]), "cost": money(dearest["cost"]), "share": percent(dearest["share"])}
    first = (
        _("“{issue}” costs most: {cost} a year ({share}); {again} of its cases come back within 30 days.",
          again=percent(dearest["recurrence"]), **facts)
        if dearest["recurrence"] == dearest["recurrence"]
        else _("“{issue}” costs most: {cost} a year ({share}).", **facts)
    )  # fmt: skip
    figures = {"cost": float(dearest["cost"]), "low": float(dearest["cost_low"]), "high": float(dearest["cost_high"])}
    segment = {str(dearest["column"]): facts["issue"]}
    return [Statement(first, "cost", "", "causes", {"view": "issues"}, "bad", figures, segment),
            Statement(together, "cost", "", "causes", {"view": "issues"})]  # fmt: skip


def loudest(board: Board) -> list[tuple[Card, Mapping[str, object]]]:
    """Metrics that need customers' words, with the segment that explains them most: the missed ones first."""
    ranked = sorted(board.cards, key=lambda card: card.status != "missed")
    return [(card, _segment(card.findings)) for card in ranked if card.comments and card.period is not None]


def _segment(findings: Sequence[Finding]) -> Mapping[str, object]:
    return next((finding.where for finding in findings if finding.where and finding.kind == "segment"), {})
