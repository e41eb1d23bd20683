"""Conflicts between initiatives are named, and nothing else is."""

from cxlib.teams.alignment import Push, conflicts
from cxlib.workspace import Initiative, Metric

METRICS = {
    "wait": Metric("wait", name="Wait", direction="down"),
    "nps": Metric("nps", name="Recommendation", direction="up"),
    "talk": Metric("talk", name="Talk time", direction="down"),
}


def made(name: str, metric: str, direction: str) -> Initiative:
    return Initiative(name, name=name, metric=metric, direction=direction)


def kinds(*initiatives: Initiative, pushes: tuple[Push, ...] = ()) -> list[str]:
    return [conflict.kind for conflict in conflicts(initiatives, METRICS, pushes)]


def test_two_good_arrows_on_two_metrics_are_no_conflict():
    assert kinds(made("a", "wait", "down"), made("b", "nps", "up")) == []


def test_one_metric_pulled_both_ways_is_a_conflict_and_one_of_them_is_against_the_goal():
    assert sorted(kinds(made("a", "wait", "down"), made("b", "wait", "up"))) == ["against_goal", "opposed"]


def test_the_same_metric_twice_is_an_overlap_and_comes_last():
    found = kinds(made("a", "wait", "down"), made("b", "wait", "down"), made("c", "nps", "down"))
    assert found == ["against_goal", "overlap"]


def test_a_metric_that_leads_another_the_wrong_way_is_found_through_the_link():
    shorter_talks, better = made("a", "talk", "down"), made("b", "nps", "up")
    together = Push("talk", "nps", +1)  # shorter talks, fewer recommendations
    found = conflicts([shorter_talks, better], METRICS, [together])
    assert [conflict.kind for conflict in found] == ["through_link"]
    assert "Talk time" in found[0].sentence
    assert "Recommendation" in found[0].sentence
    assert kinds(shorter_talks, better, pushes=(Push("talk", "nps", -1),)) == []


def test_an_arrow_without_a_known_metric_is_passed_over():
    assert kinds(made("a", "gone", "up"), made("b", "gone", "down")) == []
