"""The cause tree: order, sums of its leaves, and what stands behind one."""

from datetime import datetime

import pandas as pd
import pytest

from cxlib.causes.evidence import evidence
from cxlib.causes.pricing import assumptions, issue_columns
from cxlib.causes.whys import below, bones, chain, roots, tree
from cxlib.workspace import CauseNode, CostAssumption, Filter, Metric, Workspace


def node(id, parent="", minute=0, **more):
    return CauseNode(id, parent=parent, text=id, created=datetime(2026, 1, 1, 9, minute), **more)


NODES = [
    node("late", minute=0),
    node("stock", "late", 1, category="process", count=5, cost=50.0),
    node("drivers", "late", 2, category="people"),
    node("hours", "drivers", 3, category="policy", count=2, cost=20.0, root_cause=True),
    node("route", "drivers", 4, category="process", count=1),
]


def test_every_why_stands_after_the_one_it_explains():
    assert [(why.node.id, why.depth) for why in tree(NODES, "late")] == [
        ("late", 0), ("stock", 1), ("drivers", 1), ("hours", 2), ("route", 2)]  # fmt: skip


def test_a_branch_has_what_its_leaves_have_together():
    found = {why.node.id: (why.count, why.cost) for why in tree(NODES, "late")}
    assert found["late"] == (8, 70.0) and found["drivers"] == (3, 20.0) and found["route"] == (1, None)


def test_a_node_whose_parent_is_gone_becomes_a_top():
    assert [top.id for top in roots([*NODES, node("lost", "gone", 9)])] == ["late", "lost"]


def test_whys_in_a_circle_end():
    circle = [node("a", "b"), node("b", "a"), node("top"), node("c", "top")]
    assert [why.node.id for why in tree(circle, "a")] == ["a", "b"]
    assert [found.id for found in chain(circle, "a")] == ["b", "a"]


def test_the_chain_leads_from_the_top_down():
    assert [found.id for found in chain(NODES, "hours")] == ["late", "drivers", "hours"]


def test_what_stands_below_goes_with_it():
    assert {found.id for found in below(NODES, "drivers")} == {"drivers", "hours", "route"}


def test_leaves_hang_on_the_bone_of_what_is_behind_them():
    found = bones(tree(NODES, "late"))
    assert {code: [why.node.id for why in leaves] for code, leaves in found.items()} == {
        "process": ["stock", "route"], "policy": ["hours"]}  # fmt: skip


@pytest.fixture
def tickets(company):
    days = pd.date_range("2025-01-01", "2025-12-31", freq="D").as_unit("us")
    rows = pd.DataFrame({"day": days, "issue": ["late", "late", "bill", "late", "bill"] * 73, "region": "South",
                         "cost": 10.0, "score": 5})  # fmt: skip
    made = company([Metric("nps", kind="nps", source="tickets", columns={"value": "score"})], tickets=rows)
    source = made.workspace.sources[0]
    roles = {"issue": "dimension", "cost": "cost"}
    columns = tuple(column.__class__(column.name, column.type, roles.get(column.name, column.role), column.scale)
                    for column in source.columns)  # fmt: skip
    workspace = Workspace("acme", sources=(source.__class__(**{**source.__dict__, "columns": columns}),),
                          metrics=made.workspace.metrics)  # fmt: skip
    measures = made.measures.__class__(workspace, made.measures._path)
    return measures, workspace


def test_a_leaf_tied_to_an_issue_has_its_cases_and_cost(tickets):
    found = evidence(*tickets, node("late", issue="late"))
    assert found.count == 219 and found.cost > 0
    assert evidence(*tickets, node("none", issue="never seen")).count is None


def test_a_leaf_tied_to_rows_counts_them(tickets):
    found = evidence(*tickets, node("s", metric="nps", where=(Filter("issue", ("bill",)),)))
    assert (found.count, found.cost) == (146, None)


def test_a_leaf_tied_to_nothing_has_no_evidence(tickets):
    assert evidence(*tickets, node("s", metric="nps")).count is None


def test_columns_called_like_issues_come_first(tickets):
    _measures, workspace = tickets
    assert issue_columns(workspace)[0][1] == "issue"


def test_assumptions_of_the_workspace_replace_ours():
    workspace = Workspace("w", costs=(CostAssumption("c", issue="@loaded_rate", low=1, base=2, high=3),))
    assert assumptions(workspace).loaded_rate == (1, 2, 3)
    assert assumptions(workspace, priced=True).handling_minutes == (0, 0, 0)
