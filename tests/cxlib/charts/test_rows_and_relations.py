import numpy as np
import pandas as pd
import pytest

from cxlib import charts
from cxlib.charts.drawing import MARK_LIMIT, Plane
from cxlib.language import use


def marks(drawing, kind):
    return drawing.frame[drawing.frame["c0"] == kind]


SPLIT = pd.DataFrame({"segment": ["South", "North", None], "mix": [-1.0, 0.5, 0.2], "rate": [-5.0, -2.0, 0.1]})
LEADS = pd.DataFrame({
    "candidate": ["Wait", "Wait", "Fix"], "outcome": ["NPS", "Churn", "Churn"], "lag": [6, 2, 2],
    "verdict": ["leading", "consistent", "none"],
})  # fmt: skip


def test_waterfall_steps_meet_end_to_end():
    bars = marks(charts.waterfall(SPLIT, before=40.0, after=32.8), "bar")
    assert bars["c3"].iloc[-2] == pytest.approx(32.8)
    assert bars["c1"].iloc[1] == pytest.approx(40.0)


def test_waterfall_without_ends_shows_the_change_in_all():
    drawing = charts.waterfall(SPLIT)
    assert "Change in all" in set(marks(drawing, "label strong")["c5"])
    assert drawing.numbers["Total"].sum() == pytest.approx(-7.2)


def test_rest_of_a_waterfall_is_summed():
    many = pd.DataFrame({"segment": list("abcdef"), "mix": 0.0, "rate": [5.0, 4.0, 3.0, 2.0, 1.0, 0.5]})
    numbers = charts.waterfall(many, most=3).numbers
    assert list(numbers["Segment"]) == ["a", "b", "c", "3 others"]
    assert numbers["Total"].iloc[-1] == pytest.approx(3.5)


def test_opposite_parts_are_drawn_as_their_sum():
    bars = marks(charts.waterfall(SPLIT.iloc[[1]]), "bar")
    assert (bars["c3"] - bars["c1"]).round(6).tolist()[0] == -1.5


def test_vital_few_are_the_smallest_set_that_makes_80_percent():
    issues = pd.DataFrame({"issue": list("abcde"), "cost": [50.0, 30.0, 10.0, 6.0, 4.0]})
    drawing = charts.pareto(issues)
    assert list(marks(drawing, "label strong")["c5"]) == ["a", "b"]
    assert drawing.description == "2 of 5 issues make 80\u202f% of the cost."


def test_pareto_sorts_and_draws_low_and_high():
    issues = pd.DataFrame({"issue": ["a", "b"], "cost": [1.0, 9.0], "low": [0.5, 4.0], "high": [2.0, 20.0]})
    drawing = charts.pareto(issues)
    assert list(drawing.numbers["Issue"]) == ["b", "a"]
    assert len(marks(drawing, "interval")) == 2


def test_nps_bars_carry_their_groups():
    answers = pd.DataFrame({"answer": range(11), "count": [1] * 7 + [2, 2] + [4, 5]})
    drawing = charts.distribution(answers, nps=True)
    words = set(marks(drawing, "middle strong")["c5"]) | set(marks(drawing, "end strong")["c5"])
    assert words == {"detractors 35\u202f%", "passives 20\u202f%", "promoters 45\u202f%"}


def test_mean_is_told_on_hover_only():
    drawing = charts.distribution(pd.DataFrame({"answer": ["1", "2"], "count": [1, 3]}), mean=1.75)
    assert drawing.frame["c9"].dropna().str.contains("mean 1.8").any()
    assert not drawing.frame["c5"].dropna().str.contains("mean").any()


def test_agreement_bars_part_in_the_middle_of_the_neutral():
    items = pd.DataFrame({"item": "a", "category": ["no", "so", "yes"], "share": [0.2, 0.4, 0.4]})
    bars = marks(charts.likert(items, ["no", "so", "yes"]), "bar")
    assert bars["c1"].iloc[0] == pytest.approx(-0.4)
    assert bars["c3"].iloc[-1] == pytest.approx(0.6)


def test_intervals_show_the_overall_value():
    segments = pd.DataFrame({"segment": ["a", "b"], "value": [0.5, 0.6], "lower": [0.4, 0.5], "upper": [0.6, 0.7]})
    drawing = charts.intervals(segments, overall=0.55)
    assert marks(drawing, "grid")["c1"].iloc[0] == 0.55
    assert len(marks(drawing, "interval")) == 2


def test_only_found_leads_are_links():
    drawing = charts.lead_map(LEADS)
    assert len(marks(drawing, "link")) == 1
    assert len(marks(drawing, "guess")) == 1
    assert list(drawing.numbers["State"]) == ["checked out of sample", "not sure enough yet", "no clear lead"]


def test_map_reads_from_the_right_in_persian():
    with use("fa"):
        drawing = charts.lead_map(LEADS)
    link = marks(drawing, "link").iloc[0]
    assert (link["c1"], link["c3"]) == (0.0, -1.0)


def test_lead_against_the_outcome_is_drawn_upside_down_and_said():
    index = pd.period_range("2025-01", periods=12, freq="M")
    series = pd.DataFrame({"period": index, "outcome": np.arange(12.0), "candidate": -np.arange(12.0)})
    drawing = charts.aligned(series, outcome="NPS", lead="Wait", after="2 weeks")
    assert "upside down" in marks(drawing, "label")["c5"].iloc[0]
    assert marks(drawing, "thin")["c2"].is_monotonic_increasing


def test_correlations_beyond_chance_are_in_colour():
    lags = pd.DataFrame({"lag": [0, 1, 2], "value": [0.1, 0.8, -0.1], "lower": -0.3, "upper": 0.3})
    bars = marks(charts.correlogram(lags), "bar")
    assert list(bars["c6"].iloc[-3:]) == ["var(--hl-other)", "var(--hl-data)", "var(--hl-other)"]


def test_important_and_weak_drivers_are_marked():
    drivers = pd.DataFrame({"driver": list("abc"), "importance": [0.5, 0.3, 0.1], "performance": [2.0, 4.0, 3.0]})
    dots = marks(charts.quadrant(drivers), "dot")
    assert list(dots["c6"]) == ["var(--hl-missed)", "var(--hl-data)", "var(--hl-data)"]


def test_newest_pair_is_named_in_the_scatter():
    index = pd.period_range("2025-01", periods=5, freq="M")
    points = pd.DataFrame({"period": index, "candidate": range(5), "outcome": range(5)})
    assert list(marks(charts.scatter(points, x="a", y="b"), "end strong")["c5"]) == ["May 2025"]


def test_outcomes_stand_in_the_order_of_their_leads():
    verdicts = ["leading", "leading", "none"]
    crossed = pd.DataFrame({"candidate": list("bab"), "outcome": ["x", "y", "z"], "lag": 1, "verdict": verdicts})
    links = marks(charts.lead_map(crossed), "link")
    assert (links["c2"].rank().tolist()) == (links["c4"].rank().tolist())


def test_lists_of_bars_stay_narrow_and_time_charts_fill_the_page():
    assert charts.waterfall(SPLIT).widest == 860
    assert charts.lead_map(LEADS).widest == 1000


def test_heat_is_darker_further_from_the_middle():
    cells = pd.DataFrame({"row": ["a", "a"], "column": ["x", "y"], "value": [10.0, 30.0]})
    bars = marks(charts.heat(cells, middle=12.0), "bar")
    assert bars["c7"].iloc[0] < bars["c7"].iloc[1]
    assert list(bars["c6"]) == ["var(--hl-missed)", "var(--hl-met)"]


def test_drill_indents_deeper_levels():
    nodes = pd.DataFrame({"segment": ["All", "South"], "total": [-9.0, -6.0], "depth": [0, 2]})
    drawing = charts.tree_bars(nodes)
    assert marks(drawing, "label")["c5"].iloc[0] == "\u2003South"


def test_too_many_marks_are_refused():
    plane = Plane()
    for place in range(MARK_LIMIT + 1):
        plane.put("speck", place, 0)
    with pytest.raises(ValueError, match="5001 marks"):
        plane.drawing(100, "", pd.DataFrame())
