from datetime import date

import pandas as pd
import pytest

from cxlib.outlook.tree import TreeCycle, formula_edge, guess, judged, judged_tree, moved, planted, tree_frame

DAY = date(2026, 3, 1)


def found(verdict, n=40, lag=2, gain=0.0):
    return pd.Series({"verdict": verdict, "n": n, "lag": lag, "gain": gain})


@pytest.mark.parametrize(
    ("verdict", "n", "state"),
    [
        ("leading", 40, "held out of sample"),
        ("consistent", 40, "consistent"),
        ("lagging", 40, "rejected"),
        ("coincident", 40, "rejected"),
        ("none", 60, "rejected"),
        ("none", 40, "guess"),
        ("cannot tell", 20, "guess"),
    ],
)
def test_a_verdict_moves_a_guess_to_its_state(verdict, n, state):
    assert judged(guess("wait", "nps", "Ann"), found(verdict, n), DAY).state == state


def test_silence_rejects_only_where_forecasts_gained_nothing():
    assert judged(guess("wait", "nps"), found("none", 90, gain=0.02), DAY).state == "guess"


def test_the_history_of_a_hypothesis_is_kept():
    edge = judged(judged(guess("wait", "nps", "Ann"), found("consistent"), DAY), found("leading", 70, 3), DAY, "Bob")
    assert [step.state for step in edge.steps] == ["guess", "consistent", "held out of sample"]
    assert (edge.lag, edge.steps[-1].author, edge.steps[-1].grounds) == (3, "Bob", "leading")


def test_the_same_verdict_again_adds_no_step():
    once = judged(guess("wait", "nps"), found("consistent"))
    assert judged(once, found("consistent")) is once


def test_a_formula_stays_exact_whatever_a_scan_says():
    edge = formula_edge("promoters", "nps")
    assert judged(edge, found("lagging")) is edge
    with pytest.raises(ValueError, match="formula"):
        moved(edge, "rejected")


def test_a_circle_of_arrows_is_refused_with_its_path():
    edges = planted(planted((), guess("a", "b")), guess("b", "c"))
    with pytest.raises(TreeCycle, match="c → a → b → c"):
        planted(edges, guess("c", "a"))


def test_a_rejected_arrow_closes_no_circle():
    edges = planted((), moved(guess("a", "b"), "rejected"))
    assert len(planted(edges, guess("b", "a"))) == 2


def test_an_arrow_between_the_same_metrics_is_replaced():
    assert planted(planted((), guess("a", "b")), formula_edge("a", "b")) == (formula_edge("a", "b"),)


def test_nothing_moves_itself():
    with pytest.raises(ValueError, match="itself"):
        planted((), guess("a", "a"))


def test_a_scan_judges_the_edges_it_knows():
    pairs = found("leading", n=50).to_frame().T.assign(outcome="nps", candidate="wait")
    edges = judged_tree((guess("wait", "nps"), guess("price", "nps")), pairs, DAY)
    assert tree_frame(edges).state.tolist() == ["held out of sample", "guess"]


def test_an_arrow_speaks_with_the_metrics_names():
    words = guess("w", "n").sentence({"w": "Waiting time", "n": "Recommendation"})
    assert "Waiting time may move Recommendation" in words
