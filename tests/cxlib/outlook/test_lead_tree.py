import pandas as pd
import pytest

from cxlib.outlook.tree import (
    MovesItself,
    TreeCycle,
    checked,
    formula_links,
    proposal,
    proposals,
    suggested,
    taken_over,
    tree_frame,
)
from cxlib.workspace import Metric, TreeEdge

METRICS = (
    Metric("wait", name="Waiting time"),
    Metric("nps", name="Recommendation"),
    Metric("left", name="Customers who left"),
    Metric("cost", name="Cost", kind="formula", formula="wait * left"),
)


def row(verdict, n=40, lag=2, gain=0.0, cause="wait", effect="nps", q=0.01):
    return {"verdict": verdict, "n": n, "lag": lag, "gain": gain, "grain": "week", "candidate": cause,
            "outcome": effect, "q_value": q}  # fmt: skip


def guess(cause="wait", effect="nps", **more):
    return TreeEdge(f"{cause}-{effect}", cause=cause, effect=effect, **more)


@pytest.mark.parametrize(
    ("verdict", "n", "state"),
    [("leading", 40, "held"), ("consistent", 40, "consistent"), ("lagging", 40, "rejected"),
     ("coincident", 40, "rejected"), ("none", 60, "rejected")],
)  # fmt: skip
def test_a_verdict_proposes_a_state(verdict, n, state):
    assert proposal(guess(), row(verdict, n)).state == state


@pytest.mark.parametrize(("verdict", "n", "gain"), [("none", 40, 0.0), ("cannot tell", 20, 0.0), ("none", 90, 0.02)])
def test_silence_in_a_short_series_or_with_a_gain_proposes_nothing(verdict, n, gain):
    assert proposal(guess(), row(verdict, n, gain=gain)) is None


def test_the_state_that_holds_already_is_not_proposed_again():
    assert proposal(guess(state="consistent"), row("consistent")) is None


def test_a_proposal_taken_over_brings_its_lag_and_grain():
    edge = taken_over(guess(note="Ann thinks so"), proposal(guess(), row("leading", lag=6)))
    assert (edge.state, edge.lag, edge.grain, edge.note) == ("held", 6, "week", "Ann thinks so")


def test_a_rejection_keeps_the_lag_that_was_guessed():
    assert taken_over(guess(lag=3), proposal(guess(lag=3), row("lagging", lag=-2))).lag == 3


def test_a_scan_speaks_about_the_edges_it_compared():
    said = proposals([guess(), guess("price", "nps")], pd.DataFrame([row("leading")]))
    assert list(said) == ["wait-nps"]


def test_found_leads_that_nobody_has_drawn_are_suggested_surest_first():
    pairs = pd.DataFrame([row("leading", q=0.04), row("leading", cause="price", q=0.001),
                          row("consistent", cause="calls"), row("leading", effect="left")])  # fmt: skip
    assert [edge.cause for edge in suggested([guess(effect="left")], pairs)] == ["price", "wait"]


def test_a_circle_of_arrows_is_refused_with_its_path():
    with pytest.raises(TreeCycle, match="Customers who left → Waiting time → Recommendation → Customers who left"):
        checked(guess("left", "wait"), [guess(), guess("nps", "left")], METRICS)


def test_a_formula_is_an_arrow_too():
    assert formula_links(METRICS) == (("wait", "cost"), ("left", "cost"))
    with pytest.raises(TreeCycle, match="Cost"):
        checked(guess("cost", "left"), [], METRICS)


def test_a_rejected_arrow_closes_no_circle():
    back = guess("nps", "wait")
    assert checked(back, [guess(state="rejected")], METRICS) is back


def test_an_edge_may_be_turned_around():
    turned = TreeEdge("wait-nps", cause="nps", effect="wait")
    assert checked(turned, [guess()], METRICS) is turned


def test_nothing_moves_itself():
    with pytest.raises(MovesItself, match="Waiting time"):
        checked(guess("wait", "wait"), [], METRICS)


def test_the_tree_as_a_table_names_metrics_states_and_proposals():
    edges = [guess(lag=2), guess("gone", "nps")]
    rows = tree_frame(edges, METRICS, pd.DataFrame([row("leading")]))
    assert rows["kind"].tolist() == ["formula", "formula", "influence"]
    assert rows["proposed"].tolist() == ["", "", "held"]
    assert "Waiting time may move Recommendation" in rows["sentence"].iloc[-1]
    assert str(rows["lag"].iloc[-1]) == "2"  # beside formulas, which have none


def test_without_a_scan_nothing_is_proposed_or_suggested():
    assert proposals([guess()], pd.DataFrame()) == {}
    assert suggested([], pd.DataFrame()) == []
