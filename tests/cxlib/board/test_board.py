"""The board: what a card judges, what it never compares, and the sentences on top."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxlib.board import board as boards
from cxlib.board.board import board, sentence
from cxlib.board.cards import Card, Lead
from cxlib.board.findings import Finding
from cxlib.workspace import Event, Filter, Metric, Target

NPS = Metric("nps", name="Recommend", kind="nps", source="survey", unit="points", columns={"value": "score"}, board=1)
COMPLAINTS = Metric("complaints", name="Complaints", kind="count", source="tickets", direction="down", board=2)
WAIT = Metric("wait", name="Wait", kind="given", source="calls", unit="s", direction="down", columns={"value": "wait"},
              board=1)  # fmt: skip
GOAL = Target("g", metric="nps", start=date(2025, 1, 1), until=date(2026, 12, 31), value=40)
GOOD, BAD, EVEN = {10: 80, 0: 20}, {10: 20, 0: 80}, {10: 70, 0: 30}  # NPS 60, -60, 40


def only(made, grain="month", **asked):
    return board(made.workspace, made.measures, grain, **asked).cards[0]


def calls(*waits, start="2024-01"):
    days = pd.period_range(start, periods=len(waits), freq="M").to_timestamp().as_unit("us")
    return pd.DataFrame({"day": days, "wait": [float(wait) for wait in waits]})


def waiting(company, *waits, metric=WAIT, targets=(), **more):
    return only(company([metric], {"calls": "month"}, targets=targets, calls=calls(*waits), **more))


def test_a_card_stands_at_the_last_finished_period(company, answers):
    card = only(company([NPS], survey=answers(GOOD, BAD, EVEN).iloc[:-1]))
    assert str(card.period) == "2025-02"
    assert card.value == pytest.approx(-60)
    assert not card.series["finished"].iloc[-1]


def test_the_unfinished_period_is_named_once_and_a_begun_one_is_not(company):
    days = pd.date_range("2025-01-20", "2025-03-10", freq="D").as_unit("us")
    made = company([COMPLAINTS], tickets=pd.DataFrame({"day": days}))
    told = board(made.workspace, made.measures, "month")
    assert told.left_out == "Mar 2025 is not finished and left out of every comparison"
    assert told.cards[0].value == 28


def test_a_target_is_met_missed_or_open_by_the_interval(company, answers):
    def status(counts, goal):
        return only(company([NPS], survey=answers(counts), targets=[replace(GOAL, value=goal)])).status

    assert [status(GOOD, 20), status(GOOD, 58), status(GOOD, 90)] == ["met", "open", "missed"]


def test_gap_is_negative_when_short_of_the_target(company, answers):
    assert only(company([NPS], survey=answers(GOOD), targets=[GOAL])).gap == pytest.approx(20)
    assert only(company([NPS], survey=answers(BAD), targets=[GOAL])).gap == pytest.approx(-100)


def test_gap_of_a_metric_where_lower_is_better_turns_round(company):
    goal = Target("w", metric="wait", value=100)
    card = waiting(company, 150, targets=[goal])
    assert (card.status, card.gap) == ("missed", -50)


def test_gap_of_a_band_is_the_distance_to_its_nearer_end(company):
    band = Target("b", metric="wait", value=100, upper=120, kind="band")
    gaps = [waiting(company, value, targets=[band]).gap for value in (90, 105, 150)]
    assert gaps == [-10, 5, -30]


def test_a_pace_line_asks_less_at_its_start_than_a_step(company):
    line = Target("l", metric="wait", start=date(2025, 12, 31), until=date(2026, 12, 31), value=100, baseline=200,
                  path="line")  # fmt: skip
    early = waiting(company, 150, 150, targets=[line])
    assert (early.status, early.target_now, early.on_the_way) == ("met", 200, True)
    assert waiting(company, 150, 150, targets=[replace(line, path="step")]).status == "missed"


def test_a_target_in_the_past_is_judged_and_has_no_chance(company, answers):
    made = company([NPS], survey=answers(GOOD), targets=[replace(GOAL, until=date(2024, 6, 30), start=None)])
    card = only(made, forecast=lambda metric, rows: fan(rows))
    assert card.status == "met" and card.chance is None


def fan(rows, chance=0.5):
    ahead = pd.period_range(rows["period"].iloc[-1] + 1, periods=24, freq="M")
    return SimpleNamespace(frame=pd.DataFrame({"mean": 1.0}, index=ahead), chance=lambda goal, at, way: chance)


def test_the_chance_is_asked_at_the_targets_period_and_in_its_direction(company, answers):
    asked = []

    def forecast(metric, rows):
        made = fan(rows)
        made.chance = lambda goal, at, way: asked.append((goal, str(at), way)) or 0.2
        return made

    card = only(company([NPS], survey=answers(GOOD), targets=[GOAL]), forecast=forecast)
    assert asked == [(40, "2026-12", "up")]
    assert (card.chance, str(card.chance_at)) == (0.2, "2026-12")


def test_the_chance_of_a_band_is_that_of_lying_inside(company):
    band = Target("b", metric="wait", value=100, upper=120, kind="band", until=date(2024, 12, 31))

    def forecast(metric, rows):
        made = fan(rows)
        made.chance = lambda goal, at, way: {100: 0.9, 120: 0.3}[goal]
        return made

    made = company([WAIT], {"calls": "month"}, targets=[band], calls=calls(110))
    assert only(made, forecast=forecast).chance == pytest.approx(0.6)


def test_a_forecast_sees_finished_periods_only(company, answers):
    seen = []
    made = company([NPS], survey=answers(GOOD, EVEN, BAD).iloc[:-1])
    only(made, forecast=lambda metric, rows: seen.extend(rows["period"].astype(str)))
    assert seen == ["2025-01", "2025-02"]


@pytest.mark.parametrize(("count", "status", "shown"), [(4, "none", False), (29, "none", True), (60, "met", True)])
def test_small_bases_are_hidden_then_indicative_then_judged(company, answers, count, status, shown):
    card = only(company([NPS], survey=answers(GOOD, {10: count}), targets=[GOAL]))
    assert card.status == status
    assert bool(card.value == card.value) is shown


def test_a_hidden_period_is_not_replaced_by_an_older_one(company, answers):
    card = only(company([NPS], survey=answers(GOOD, {10: 3}), targets=[GOAL]))
    assert card.period is None and card.base == 0 and card.findings == ()
    assert card.problem == "Fewer than 5 answers in Feb 2025: not shown."


def test_a_metrics_own_minimum_base_counts(company, answers):
    survey = answers({10: 40})
    assert only(company([replace(NPS, minimum_base=41)], survey=survey)).problem
    assert not only(company([replace(NPS, minimum_base=40)], survey=survey)).problem


def test_without_any_finished_period_a_card_has_none(company, answers):
    card = only(company([NPS], survey=answers(GOOD).iloc[:-1], targets=[GOAL]))
    assert card.period is None and card.status == "none" and card.chance is None


def test_blank_scores_and_one_row_and_no_rows_make_empty_cards(company, answers):
    blank = answers({}, {})
    one = answers({10: 1}).iloc[:1]
    none = pd.DataFrame({"day": pd.to_datetime([]).as_unit("us"), "score": pd.Series([], dtype=float)})
    for survey in (blank, one, none):
        card = only(company([NPS], survey=survey, targets=[GOAL]))
        assert card.period is None and card.value != card.value


def test_a_metric_that_cannot_be_computed_leaves_the_others_alone(company, answers):
    undated = pd.DataFrame({"orders": [1.0, 2.0]})
    lost = Metric("lost", name="Lost", kind="nps", source="gone", columns={"value": "score"}, board=3)
    odd = Metric("odd", name="Odd", kind="formula", formula="nps +", board=4)
    total = Metric("total", name="Total", kind="total", source="shop", columns={"value": "orders"}, board=2)
    made = company([NPS, total, lost, odd], survey=answers(GOOD), shop=undated)
    told = board(made.workspace, made.measures, "month")
    assert [bool(card.problem) for card in told.cards] == [False, True, True, True]
    assert told.cards[0].value == pytest.approx(60)
    assert "Shop has no date column" in told.cards[1].problem


def test_a_filter_that_a_metric_lacks_is_told_on_its_card(company, answers):
    tickets = pd.DataFrame({"day": pd.date_range("2025-01-01", "2025-01-31").as_unit("us")})
    made = company([NPS, COMPLAINTS], survey=answers(GOOD), tickets=tickets)
    told = board(made.workspace, made.measures, "month", (Filter("region", ("North",)),))
    assert [card.unfiltered for card in told.cards] == [(), ("region",)]
    assert told.cards[1].value == 31


def test_a_metric_known_by_month_stays_monthly_on_a_weekly_board(company):
    made = company([WAIT], {"calls": "month"}, calls=calls(100, 110))
    card = only(made, "week")
    assert card.grain == "month" and str(card.period) == "2024-02"


def test_a_formula_metric_stands_at_the_last_period_all_its_parts_cover(company, answers):
    tickets = pd.DataFrame({"day": pd.date_range("2025-01-01", "2025-03-31").as_unit("us")})
    both = Metric("both", name="Both", kind="formula", formula="complaints / nps", board=1)
    made = company([replace(NPS, board=None), replace(COMPLAINTS, board=None), both], survey=answers(GOOD, GOOD),
                   tickets=tickets)  # fmt: skip
    card = only(made)
    assert str(card.period) == "2025-02" and card.value == pytest.approx(28 / 60)


def test_natural_limits_leave_out_the_judged_point_and_call_it(company):
    card = waiting(company, 42, 45, 41, 44, 43, 46, 40, 44, 43, 45, 42, 60, metric=replace(WAIT, unit="", decimals=2))
    assert card.series["low_limit"].iloc[-1] == pytest.approx(35.20, abs=0.005)
    assert card.findings[0].sentence == "Above anything usual: the natural limit is 51.16."


def test_an_event_that_rebases_starts_new_limits(company):
    waits = [100, 104] * 6 + [200, 204] * 6
    moved = Event("e", name="Move", day=date(2025, 1, 1), rebase=True)
    card = waiting(company, *waits, events=[moved])
    assert card.series["low_limit"].iloc[0] < 104 < 200 > card.series["high_limit"].iloc[0]
    assert card.series["low_limit"].iloc[-1] > 150
    other = replace(moved, metric="another")
    assert waiting(company, *waits, events=[other]).series["low_limit"].nunique() == 1


def test_eight_on_one_side_are_news(company):
    waits = [100, 120] * 8 + [112, 113] * 4
    found = waiting(company, *waits).findings
    assert [finding.kind for finding in found] == ["trend"]
    assert found[0].sentence == "Higher than usual since Apr 2025."


def test_a_value_that_never_moves_is_steady(company):
    assert [finding.kind for finding in waiting(company, *[100] * 20).findings] == ["steady"]


def test_fewer_than_twelve_periods_have_no_signal(company):
    assert waiting(company, *[100, 900] * 5).findings == ()


GUARDED = replace(WAIT, role="guardrail")


@pytest.mark.parametrize(("direction", "last", "guarded"),
                         [("down", 500, True), ("down", 10, False), ("up", 500, False), ("up", 10, True),
                          ("band", 500, True), ("band", 10, True), ("down", 101, False)])  # fmt: skip
def test_a_guardrail_is_crossed_on_the_side_that_hurts(company, direction, last, guarded):
    card = waiting(company, *[100, 102] * 8, last, metric=replace(GUARDED, direction=direction))
    assert card.guarded is guarded


def test_only_a_guardrail_is_guarded(company):
    assert not waiting(company, *[100, 102] * 8, 500).guarded


def test_comfort_needs_six_periods_met(company):
    easy = Target("e", metric="wait", value=1000)
    assert waiting(company, *[100] * 6, targets=[easy]).comfortable
    assert not waiting(company, *[100] * 5, targets=[easy]).comfortable
    assert not waiting(company, *[100] * 5, 2000, *[100] * 5, targets=[easy]).comfortable


def test_a_persons_override_of_one_period_is_no_comfort(company):
    hard = Target("h", metric="wait", value=1, override="met", override_note="Agreed")
    card = waiting(company, *[100] * 8, targets=[hard])
    assert card.status == "met" and not card.comfortable


def test_comfort_proposes_the_stretch_that_is_there(company):
    easy = Target("e", metric="wait", value=1000, stretch=90)
    assert waiting(company, *[100] * 6, targets=[easy]).findings[0].sentence.endswith("stretch of 1:30?")
    assert waiting(company, *[100] * 6, targets=[replace(easy, stretch=None)]).findings[0].kind == "comfort"


def test_a_lead_is_the_surest_one_and_only_if_leading(company, answers):
    leads = pd.DataFrame(
        {
            "outcome": ["nps", "nps", "nps"],
            "candidate": ["a", "b", "c"],
            "lag": [1, 3, 2],
            "q_value": [0.04, 0.01, 0.001],
            "verdict": ["leading", "leading", "consistent"],
            "grain": "week",
        }
    )
    made = company([NPS], survey=answers(GOOD))
    assert only(made, leads=leads).led_by == Lead("b", 3, "week")
    assert only(made, leads=leads.iloc[2:]).led_by is None
    assert only(made, leads=pd.DataFrame()).led_by is None


def test_a_card_tells_three_findings_at_most_and_none_above_the_error_limit(company, answers):
    def segments(metric, grain):
        return [Finding("segment", f"s{n}", weight=n, q_value=0.2 if n == 9 else 0.01) for n in range(10)]

    found = only(company([NPS], survey=answers(GOOD)), segments=segments).findings
    assert [finding.sentence for finding in found] == ["s8", "s7", "s6"]


def card(id="a", status="missed", gap=-1.0, target=True, **more):
    empty = pd.DataFrame({"period": [], "finished": []})
    return Card(Metric(id, name=id.upper()), "month", empty, None, status=status, gap=gap,
                target=Target("t", value=1) if target else None, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ([], "0 metrics, no targets yet: set one to see where you stand."),
        ([card(status="none", target=False)], "1 metric, no targets yet: set one to see where you stand."),
        ([card(status="none", target=False)] * 2, "2 metrics, no targets yet: set one to see where you stand."),
        ([card(status="none")], "There are too few answers yet to say whether a target is met."),
        ([card(status="met")], "The one target is met."),
        ([card(status="met")] * 3, "All 3 targets are met."),
        ([card(status="met"), card(status="open")], "No target is missed; 1 is too close to call."),
        ([card(status="open")] * 2, "No target is missed; 2 are too close to call."),
        ([card(), card("b", "met")], "1 of 2 targets is missed: A."),
        ([card(), card("b", gap=-9.0), card("c", "met")], "2 of 3 targets are missed, B most of all."),
    ],
)
def test_the_opening_sentence_counts(cards, said):
    assert sentence(cards) == said


def test_the_opening_sentence_names_the_segment_then_the_lead():
    segment = Finding("segment", "South lost 9 points.")
    assert sentence([card(findings=[segment])]) == "1 of 1 targets is missed. A: South lost 9 points."
    led = [card(led_by=Lead("b", 2, "week")), card("b", "met")]
    assert sentence(led) == "1 of 2 targets is missed; B moved first."
    assert sentence([card(led_by=Lead("gone", 2, "week"))]) == "1 of 1 targets is missed: A."


def test_decisions_name_their_metric_and_leave_out_what_is_steady():
    cards = [
        card("a", findings=[Finding("steady", "Steady."), Finding("signal", "Up.", 3.0)]),
        card("b", findings=[Finding("comfort", "Easy.", 9.0), Finding("segment", "South.", 5.0, 0.01)]),
    ]
    assert [finding.sentence for finding in boards._decisions(cards)] == ["B: South.", "A: Up."]


def test_decisions_tell_of_each_metric_before_a_second_thing_of_any():
    two = [Finding("signal", "Up.", 30.0), Finding("segment", "South.", 20.0)]
    cards = [card("a", findings=two), card("b", "open", findings=[Finding("mix", "SMS.", 1.0)]),
             card("c", "met", findings=[Finding("trend", "High.", 9.0)])]  # fmt: skip
    assert [finding.sentence for finding in boards._decisions(cards)] == ["A: Up.", "B: SMS.", "A: South."]


def test_wins_say_what_was_reached_and_what_is_only_on_its_way():
    cards = [
        card("a", "met", 2.0, value=3.0, comfortable=True, pace=2.0),
        card("b", "met", 2.0, value=3.0, pace=2.0),
        card("c", "met", -1.0, value=0.0, pace=1.0),
        card("d", "open", 2.0),
    ]
    assert boards._wins(cards) == [
        "A: target met six times running.",
        "B: 3, target met.",
        "C: 0, on pace for its target.",
    ]


def test_status_words_do_not_call_a_small_base_a_missing_target():
    assert card(status="none").status_word == "too few answers"
    assert card(status="none", target=False).status_word == "no target"
    assert card(status="open").status_word == "too close to call"


def test_a_board_without_headline_metrics_is_empty(company, answers):
    made = company([replace(NPS, board=None)], survey=answers(GOOD))
    told = board(made.workspace, made.measures, "month")
    assert list(told.cards) == [] and told.left_out == "" and list(told.wins) == []


def test_a_share_is_ranked_in_points():
    share, points = replace(NPS, unit="%"), NPS
    assert np.isclose(boards._points(share), 100 * boards._points(points))
