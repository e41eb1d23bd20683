import pandas as pd
import pytest

from cxlib import charts
from cxlib.charts.arrows import LINE, ROW
from cxlib.language import use

LEADS = pd.DataFrame({
    "candidate": ["Wait", "Wait", "Fix"], "outcome": ["NPS", "Churn", "Churn"], "lag": [6, 2, 2],
    "verdict": ["leading", "consistent", "none"],
})  # fmt: skip
ARROWS = pd.DataFrame({
    "cause": ["Wait", "Fix", "NPS", "Web"], "effect": ["NPS", "NPS", "Churn", "Churn"],
    "state": ["held", "guess", "formula", "rejected"], "words": ["6 weeks", "2 months", "", ""],
})  # fmt: skip


def marks(drawing, kind):
    return drawing.frame[drawing.frame["c0"] == kind]


def test_checked_leads_are_solid_and_guesses_dashed():
    drawing = charts.lead_map(LEADS)
    assert len(marks(drawing, "link")) == 1
    assert len(marks(drawing, "guess")) == 1


def test_a_lag_stands_under_the_metric_it_arrives_at():
    names = marks(charts.lead_map(LEADS), "near start")
    assert "6 periods later" in set(names["c5"])
    assert not any("2 periods" in text for text in names["c5"])  # unsure lags stand in the table


def test_words_are_used_for_lags_where_known():
    drawing = charts.lead_map(LEADS.assign(words=["6 weeks", "2 months", "2 months"]))
    assert "6 weeks later" in set(marks(drawing, "near start")["c5"])


@pytest.mark.parametrize("count", [2, 7, 20])
def test_texts_of_a_column_never_overlap(count):
    leads = pd.DataFrame({
        "candidate": [f"A rather long name of a signal {number}" for number in range(count)],
        "outcome": [f"An outcome with a long name {number}" for number in range(count)],
        "lag": 3, "verdict": "leading",
    })  # fmt: skip
    for kind in ("near end", "near start"):
        texts = marks(charts.lead_map(leads), kind).sort_values("c2")
        half = texts["c5"].str.count("\n").add(1) * LINE / 2 / ROW
        gaps = texts["c2"].diff().iloc[1:] - half.iloc[1:] - half.shift().iloc[1:]
        assert (gaps > -1e-9).all()


def test_the_map_is_mirrored_from_right_to_left():
    with use("fa"):
        assert set(marks(charts.lead_map(LEADS), "dot")["c1"]) == {0.0, -1.0}


def test_a_tree_has_causes_before_effects_and_a_look_for_each_state():
    drawing = charts.metric_tree(ARROWS)
    place = marks(drawing, "dot").set_index("c9")["c1"]
    assert place["Wait"] < place["NPS"] < place["Churn"]
    assert {"link", "event", "grid"} <= set(drawing.frame["c0"])
    assert "held out of sample" in drawing.note
    assert "rejected" in drawing.note


def test_a_tree_names_its_lags_under_the_effect():
    texts = set(charts.metric_tree(ARROWS).frame["c5"].dropna())
    assert any("6 weeks" in text and "2 months" in text for text in texts)


def test_a_tree_with_a_circle_is_drawn_all_the_same():
    arrows = pd.DataFrame({"cause": ["a", "b"], "effect": ["b", "a"], "state": ["guess", "guess"]})
    assert len(marks(charts.metric_tree(arrows), "event")) == 2


def test_every_arrow_stands_in_the_table():
    assert len(charts.metric_tree(ARROWS).numbers) == len(ARROWS)
