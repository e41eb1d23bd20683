"""What is said about a card, a target and a lead."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cxlib.board.cards import Card, Lead
from cxlib.workspace import Metric, Target
from ui import wording

POINTS = Metric("m", name="Recommend", unit="points")
TIME = Metric("t", name="Wait", unit="s", direction="down")
JUNE = pd.Period("2026-06", "M")
GOAL = Target("t", value=40, until=date(2026, 12, 31))
NAMES = {"m": "Recommend", "t": "Wait"}


def card(metric=POINTS, status="missed", gap=-9.0, **more):
    facts = {"target": GOAL, "value": 31.0, "lower": 27.0, "upper": 35.0, "base": 812.0, **more}
    return Card(metric, "month", pd.DataFrame(), JUNE, status=status, gap=gap, **facts)


@pytest.mark.parametrize(
    ("metric", "gap", "said"),
    [(POINTS, -9.0, "9 points below target"), (POINTS, 9.0, "9 points above target"), (POINTS, 0.0, "on target"),
     (TIME, -50.0, "50 s above target"), (TIME, 50.0, "50 s below target"), (POINTS, None, ""),
     (POINTS, -1.0, "1 point below target")],
)  # fmt: skip
def test_the_distance_is_told_on_the_side_it_lies(metric, gap, said):
    assert wording.distance(card(metric, gap=gap)) == said


def test_a_band_has_an_inside():
    band = replace(GOAL, kind="band", upper=60)
    assert wording.distance(card(gap=5.0, target=band)) == "inside the band"
    assert wording.distance(card(gap=-5.0, target=band)) == "5 points outside the band"


def test_comfort_is_said_only_of_a_target_met_six_times():
    assert wording.distance(card(status="met", gap=9.0, comfortable=True)) == "met 6 times running"
    assert wording.distance(card(status="met", gap=9.0)) == "9 points above target"


@pytest.mark.parametrize(
    ("status", "more", "said"),
    [("met", {}, "met"), ("missed", {}, "missed"), ("open", {}, "too close to call"), ("none", {}, "too few answers"),
     ("none", {"target": None}, "no target"), ("met", {"guarded": True}, "guardrail crossed"),
     ("missed", {"guarded": True}, "missed")],
)  # fmt: skip
def test_the_status_in_words(status, more, said):
    assert wording.status(card(status=status, **more)) == said


def test_the_base_says_how_many_and_when():
    assert wording.base(card(counted="812 answers")) == "812 answers in Jun 2026"
    assert wording.base(card(counted="")) == "Jun 2026"
    assert wording.base(replace(card(), period=None)) == ""


def test_the_margin_stands_beside_the_value():
    assert wording.interval(card()) == "± 4"


def test_a_chance_is_to_reach_or_to_hold():
    ahead = {"chance": 0.2, "chance_at": pd.Period("2026-12", "M")}
    assert wording.chance(card(**ahead)) == "**1 in 5** to reach 40 by Dec 2026"
    assert wording.chance(card(gap=2.0, **ahead)) == "**1 in 5** to hold 40 by Dec 2026"
    assert wording.chance(card()) == ""


@pytest.mark.parametrize(
    ("lag", "grain", "said"),
    [(1, "day", "1 day"), (6, "week", "6 weeks"), (1, "month", "1 month"), (2, "quarter", "2 quarters"),
     (0, "year", "0 years")],
)  # fmt: skip
def test_lags_have_plurals(lag, grain, said):
    assert wording.periods_ahead(lag, grain) == said


def test_a_lead_is_told_from_both_ends():
    lead = Lead("t", 6, "week")
    assert wording.led(card(led_by=lead), NAMES) == "Led by Wait, 6 weeks"
    assert wording.led(card(leads=lead), NAMES) == "Leads Wait by 6 weeks"
    assert wording.led(card(led_by=Lead("gone", 1, "day")), NAMES) == ""
    assert wording.led(card(), NAMES) == ""


@pytest.mark.parametrize(
    ("metric", "goal", "said"),
    [(POINTS, GOAL, "at least 40 by Dec 31, 2026"), (TIME, replace(GOAL, value=100), "at most 1:40 by Dec 31, 2026"),
     (POINTS, replace(GOAL, kind="band", upper=60), "40 to 60 until Dec 31, 2026"),
     (POINTS, replace(GOAL, until=None), "at least 40"), (TIME, replace(GOAL, until=None), "at most 0:40"),
     (POINTS, replace(GOAL, kind="band", upper=60, until=None), "40 to 60")],
)  # fmt: skip
def test_a_target_in_one_line(metric, goal, said):
    assert wording.target(metric, goal) == said
