"""Odds, findings, the story and the board on paper."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.board.board import Board, board
from cxlib.board.cards import Card, Lead
from cxlib.board.chances import chance_words
from cxlib.board.explained import compared, dimensions, explained, said, windows
from cxlib.board.findings import Finding, named, told
from cxlib.board.story import story
from cxlib.causes.comparing import Compared
from cxlib.language import PSEUDO, use
from cxlib.printed import board_text, board_values
from cxlib.workspace import Event, Filter, Metric, Note, Target, Workspace

NPS = Metric("nps", name="Recommend", kind="nps", source="survey", unit="points", columns={"value": "score"}, board=1)
JUNE = pd.Period("2026-06", "M")
GOAL = Target("t", metric="nps", until=date(2026, 12, 31), value=40)


def card(status="missed", value=31.0, gap=-9.0, pace=-9.0, metric=NPS, **more):
    series = pd.DataFrame({"period": [JUNE], "finished": [True]})
    return Card(
        metric, "month", series, JUNE, value, value - 4, value + 4, 812, status, GOAL, gap=gap, pace=pace,
        counted="812 answers", **more,
    )  # fmt: skip


def boarded(*cards, decisions=()):
    return Board(cards, "One is missed.", "", decisions, ())


def tale(*cards, decisions=(), **workspace):
    return story(boarded(*cards, decisions=decisions), Workspace("w", metrics=(NPS,), **workspace))


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.0, "less than 1 in 15"), (0.1, "1 in 10"), (0.21, "1 in 5"), (0.5, "1 in 2"), (0.66, "2 in 3"),
     (0.9, "9 in 10"), (1.0, "more than 14 in 15")],
)  # fmt: skip
def test_odds_in_everyday_words(chance, words):
    assert chance_words(chance) == words


@settings(max_examples=60)
@given(st.floats(0.06, 0.94))
def test_odds_are_never_far_from_the_probability(chance):
    part, whole = chance_words(chance).split(" in ")
    assert abs(int(part) / int(whole) - chance) <= 0.051


def test_findings_are_told_largest_first_inside_the_error_limit():
    found = [
        Finding("segment", str(n), weight=n, q_value=q) for n, q in ((1, 0.1), (2, 0.11), (3, None), (4, 0.01), (0, 0))
    ]
    assert [finding.sentence for finding in told(found)] == ["4", "3", "1"]
    assert told([]) == ()


def test_a_finding_told_away_from_its_card_names_the_metric():
    assert named(Finding("signal", "Up."), "Recommend").sentence == "Recommend: Up."


def test_the_story_says_what_is_missed_before_what_is_met():
    said = tale(card("met", gap=2.0, pace=2.0, metric=replace(NPS, name="Ease")), card(), card("open")).happened
    assert said == (
        "Recommend stands at 31 (± 4) and misses its target of 40. "
        "Ease meets its target of 40 with 31 (± 4)."
    )  # fmt: skip


def test_the_story_does_not_call_a_pace_line_a_target_met_or_missed():
    assert tale(card("met", gap=-9.0, pace=1.0)).happened == "Recommend stands at 31 (± 4), on pace for 40."
    assert tale(card("missed", gap=1.0, pace=-2.0)).happened == "Recommend stands at 31 (± 4), behind its pace for 40."


def test_the_story_gives_two_reasons_at_most():
    found = [Finding("comfort", "Easy."), *(Finding("segment", f"Reason {n}") for n in range(4))]
    assert tale(card(), decisions=found).why == "Reason 0. Reason 1."


def test_the_story_tells_the_smallest_chance_and_the_first_lead():
    slim = card("open", chance=0.2, chance_at=pd.Period("2026-12", "M"), led_by=Lead("speed", 2, "week"))
    likely = card("open", chance=0.8, chance_at=pd.Period("2026-12", "M"), metric=replace(NPS, name="Ease"))
    speed = Metric("speed", name="Speed")
    told_story = story(boarded(likely, slim), Workspace("w", metrics=(NPS, speed)))
    assert told_story.ahead == (
        "Speed moves ahead of Recommend. "
        "Without change, the chance that Recommend reaches 40 by Dec 2026 is 1 in 5."
    )  # fmt: skip


def test_the_story_is_silent_where_nothing_honest_can_be_said():
    said = tale(Card(NPS, "month", pd.DataFrame({"finished": []}), None))
    assert (said.happened, said.why, said.ahead, said.done) == ("", "", "", "")


def test_the_story_tells_what_is_being_done():
    notes = (Note("n", metric="nps", kind="miss", text="We hire two agents", created=datetime(2026, 7, 1)),)
    assert tale(card(), notes=notes).done == "We hire two agents."
    one = (Event("a", name="Call back", kind="action"), Event("b", name="Strike", kind="strike"))
    assert tale(card(), events=one).done == "1 action is under way: Call back."
    assert tale(card(), events=(*one, replace(one[0], name="Hire"))).done == "2 actions are under way: Call back, Hire."


def test_the_board_on_paper():
    slim = card(chance=0.2, findings=[Finding("segment", "South lost 9 points.")])
    none = Card(NPS, "month", pd.DataFrame(), None)
    hidden = replace(none, problem="Fewer than 5 answers in Jun 2026: not shown.")
    free = replace(slim, target=None, status="none", findings=())
    lines = board_text(boarded(slim, free, none, hidden)).splitlines()
    assert lines == [
        "One is missed.",
        "",
        "Recommend: 31 (± 4) in Jun 2026, base 812 answers, target 40: missed, chance 1 in 5",
        "    South lost 9 points.",
        "Recommend: 31 (± 4) in Jun 2026, base 812 answers, no target",
        "Recommend: no finished period yet",
        "Recommend: Fewer than 5 answers in Jun 2026: not shown.",
    ]


def test_the_board_on_paper_is_wholly_in_the_readers_language():
    with use(PSEUDO):
        assert "too close to call" not in board_text(boarded(card("open")))


def test_the_board_as_values_has_no_numbers_that_json_lacks():
    values = board_values(boarded(card(chance=0.2), Card(NPS, "month", pd.DataFrame(), None)))
    first, second = values["cards"]
    assert (first["value"], first["period"], first["target"], first["status"]) == (31.0, "2026-06", 40, "missed")
    assert (second["value"], second["period"], second["target"]) == (None, None, None)


MONTHS = list(pd.period_range("2024-01", periods=18, freq="M"))


def test_a_change_is_held_against_the_same_quarter_a_year_before():
    before, after = windows(MONTHS, "month")
    assert [str(period) for period in after] == ["2025-04", "2025-05", "2025-06"]
    assert [str(period) for period in before] == ["2024-04", "2024-05", "2024-06"]


def test_with_less_than_a_year_or_on_request_the_time_just_before_counts():
    assert [str(p) for p in windows(MONTHS[:6], "month")[0]] == ["2024-01", "2024-02", "2024-03"]
    assert [str(p) for p in windows(MONTHS, "month", "before")[0]] == ["2025-01", "2025-02", "2025-03"]
    assert windows(MONTHS[:3], "month")[0] == []


def test_a_gap_in_the_year_before_is_not_papered_over():
    with_gap = [period for period in MONTHS if str(period) != "2024-05"]
    assert [str(p) for p in windows(with_gap, "month")[0]] == ["2025-01", "2025-02", "2025-03"]


GOOD, BAD = {10: 80, 0: 20}, {10: 20, 0: 80}


@pytest.fixture
def fallen(answers):
    """North answers as before; South fell in the last quarter."""
    north = answers(*[GOOD] * 6, region="North")
    south = answers(*[GOOD] * 3, *[BAD] * 3, region="South")
    return pd.concat([north, south], ignore_index=True)


def test_the_segment_that_fell_is_named(company, fallen):
    made = company([NPS], survey=fallen)
    found = explained(made.measures, NPS, "month")
    assert found[0].where == {"region": "South"}
    assert found[0].sentence == "South explains all of the 60 points it fell."
    assert found[0].q_value <= 0.05 and found[0].params == {"metric": "nps"}


def test_a_small_segment_is_never_named(company, fallen):
    made = company([replace(NPS, minimum_base=5000)], survey=fallen)
    assert explained(made.measures, made.workspace.metric("nps"), "month") == []


def test_what_cannot_be_split_is_not_explained(company, fallen, answers):
    alone = company([NPS], survey=answers(GOOD, BAD, GOOD))
    assert compared(alone.measures, NPS, "month") is None  # one region only
    formula = Metric("f", kind="formula", formula="nps * 2")
    made = company([NPS, formula], survey=fallen)
    assert explained(made.measures, formula, "month") == []


def test_a_filtered_change_is_split_inside_the_filter(company, fallen):
    made = company([NPS], survey=fallen)
    north = compared(made.measures, NPS, "month", (Filter("region", ("North",)),))
    assert set(north.after["region"]) == {"North"}


def test_an_unfinished_period_is_no_part_of_a_change(company, fallen):
    made = company([NPS], survey=fallen[fallen["day"] < "2025-06-20"])
    assert str(compared(made.measures, NPS, "month").after_periods[-1]) == "2025-05"


def test_dimensions_have_few_levels_and_more_than_one(company, answers):
    rows = answers(GOOD)
    rows = rows.assign(
        region=["North", "South"] * (len(rows) // 2) + ["North"],
        team="Only",
        channel=[f"c{n}" for n in range(len(rows))],
    )
    made = company([NPS], survey=rows)
    assert dimensions(made.measures, made.workspace.source("survey"), NPS) == ("region",)


def test_the_whole_board_tells_the_segment_in_its_sentence(company, fallen):
    made = company([NPS], survey=fallen, targets=[replace(GOAL, start=None)])
    told_board = board(made.workspace, made.measures, "month", segments=lambda metric, grain: explained(
        made.measures, metric, grain))  # fmt: skip
    assert told_board.sentence == (
        "1 of 1 targets is missed. "
        "Recommend: South explains all of the 60 points it fell."
    )  # fmt: skip


def test_a_segment_against_the_rest_is_said_so():
    from cxlib.board.explained import _finding

    rise = SimpleNamespace(where={"region": "South"}, contribution=0.02, kind="rate", q_value=0.01)
    assert _finding(NPS, rise, -0.05).sentence == "South pushed it up by 2 points, against the rest."
    mix = SimpleNamespace(where={"region": "South", "team": "A"}, contribution=-0.02, kind="mix", q_value=0.01)
    assert _finding(NPS, mix, -0.05).sentence == (
        "More or fewer answers from South × A moved it by 2 points: a change in who answered."
    )  # fmt: skip
    share = replace(NPS, kind="share", unit="%")
    assert _finding(share, mix, -0.05).sentence == (
        "More or fewer cases from South × A moved it by 2 points: a change in the mix."
    )


def test_a_shift_of_the_mix_says_whose_share_moved_from_what_to_what():
    before = pd.DataFrame({"region": ["North", "South"], "numerator": [40.0, 2.0], "denominator": [80.0, 20.0]})
    after = pd.DataFrame({"region": ["North", "South"], "numerator": [30.0, 4.0], "denominator": [60.0, 40.0]})
    sides = Compared(before, after, (), (), ("region",), 100.0)
    mix = SimpleNamespace(where={"region": "South"}, contribution=-0.08, kind="mix", q_value=0.01)
    [told] = said(NPS, sides, [mix])
    assert told.sentence == (
        "South grew from 20\u202f% to 40\u202f% of the answers, "
        "which pulled it down by 8 points: a change in who answered."
    )
    [against] = said(replace(NPS, kind="share"), replace(sides, group=(("team", "A"),)), [mix])
    assert against.sentence == (
        "South makes 40\u202f% of the group's cases and 20\u202f% of the others', which puts it 8 points lower."
    )
    [other] = said(NPS, sides, [SimpleNamespace(**vars(mix) | {"contribution": 0.08})])
    assert other.sentence.startswith("More or fewer answers from South")
