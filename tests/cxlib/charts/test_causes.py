"""Pictures of the cause tree."""

import pandas as pd

from cxlib.charts import cause_tree, fishbone, quadrant, svg, waterfall
from cxlib.language import use

WHYS = pd.DataFrame({
    "text": ["Late", "Stock", "Drivers", "Hours"], "depth": [0, 1, 1, 2],
    "last": [(), (False,), (True,), (True, True)], "cost": [70.0, 50.0, 20.0, 20.0], "count": [8.0, 5.0, 3.0, 3.0],
    "facts": ["€ 70", "€ 50", "€ 20", "Ops"], "root": [False, False, False, True],
})  # fmt: skip
BONES = {"Process": [{"text": "Stock runs out before noon on Mondays", "facts": "€ 50", "root": False}],
         "Policy": [{"text": "Hours", "facts": "€ 20", "root": True}]}  # fmt: skip


def marks(drawing, kind):
    return drawing.frame[drawing.frame["c0"] == kind]


def test_a_deeper_why_is_indented_further():
    labels = cause_tree(WHYS).frame.query("c0 in ('label', 'label strong')")
    left = dict(zip(labels["c5"], labels["c1"], strict=True))
    assert left["Late"] < left["Stock"] < left["Hours"]


def test_bars_are_as_long_as_costs():
    bars = marks(cause_tree(WHYS), "bar")
    long = (bars["c3"] - bars["c1"]).tolist()
    assert long[1] / long[2] == 50 / 20


def test_a_tree_without_any_cost_is_drawn():
    drawing = cause_tree(WHYS.assign(cost=float("nan")))
    assert marks(drawing, "bar").empty and svg(drawing, 350)


def test_every_cause_is_a_dot_beside_its_bone_and_long_ones_are_broken():
    drawing = fishbone("Late parcels", BONES)
    assert len(marks(drawing, "dot")) == 3  # two causes and the head
    assert {"Process", "Policy"} <= set(drawing.frame["c5"].dropna())
    assert marks(drawing, "start")["c5"].str.len().max() <= 20


def test_words_above_the_spine_stand_clear_of_their_bone():
    long = "Nobody tested the new version against all of the old tariffs and contracts of the last ten years, and so on"
    cause = {"text": long, "facts": "", "short": "€ 20K", "root": False}
    drawing = fishbone("Late parcels", {"Process": [cause]})
    bone, words = marks(drawing, "guess").iloc[0], marks(drawing, "start")
    at = bone["c1"] + (bone["c3"] - bone["c1"]) * (words["c2"] - bone["c2"]) / (bone["c4"] - bone["c2"])
    assert (words["c1"] > at).all()
    assert words["c5"].tolist()[-1] == "€ 20K" and any(text.endswith("…") for text in words["c5"])


def test_a_fishbone_of_many_bones_becomes_two_fish():
    many = {f"Bone {place}": BONES["Policy"] for place in range(8)}
    assert len(marks(fishbone("Late", many), "link")) == 2


def test_an_empty_fishbone_is_only_its_spine():
    assert len(marks(fishbone("Late", {}), "link")) == 1


def test_a_fishbone_is_mirrored_for_persian():
    with use("fa"):
        assert marks(fishbone("Late", BONES), "link")["c3"].iloc[0] < 0


def test_the_quadrant_parts_where_it_is_told():
    drivers = pd.DataFrame({"driver": ["a", "b"], "importance": [0.1, 0.3], "performance": [0.5, 0.9]})
    lines = marks(quadrant(drivers, borders=(0.7, 0.2)), "event")
    assert lines["c1"].iloc[0] == 0.7 and lines["c2"].iloc[1] == 0.2


def test_the_ends_of_a_waterfall_are_called_as_told():
    steps = pd.DataFrame({"segment": ["a"], "mix": [0.0], "rate": [1.0]})
    drawing = waterfall(steps, before=1.0, after=2.0, names=("Everybody else", "South"))
    assert {"Everybody else", "South"} <= set(drawing.frame["c5"].dropna())
