"""What came of it: in points and money, read out once, checked for recurrence, and summed."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cxlib.actions import verdict
from cxlib.actions.at_once import at_once
from cxlib.actions.outcome import checks_due, judged, lasting, level_of, look_again, read_out, reading_sentence
from cxlib.actions.telling import money_words, outcome_sentence, period_count, signed, waiting_words
from cxlib.actions.value import value_log
from cxlib.language import use
from cxlib.language.chosen import PSEUDO
from cxlib.workspace import Event, Filter, Workspace


def test_an_effect_is_found_in_points_and_money(measured, action):
    found = judged(action, measured(0.06))
    assert found.verdict.word == "worked"
    assert found.verdict.effect == pytest.approx(0.06, abs=0.015)
    assert found.money.amount == pytest.approx(found.verdict.effect * 1000 * 12 * 10, rel=0.01)
    assert found.money.lower < found.money.amount < found.money.upper
    assert "Worked: Solved +5.5 points" in found.sentence and "a year" in found.sentence


def test_only_what_was_known_by_the_day_counts(measured, action):
    assert judged(action, measured(0.06), date(2026, 4, 2)).verdict.after == 3


def test_without_an_effect_nothing_is_claimed(measured, action):
    found = judged(action, measured())
    assert found.verdict.word in ("cannot tell yet", "promising")
    assert found.verdict.needed == 0 and "ruled out" in found.sentence


def test_a_read_out_is_kept_and_proves(measured, action):
    kept = read_out(action, measured(0.06), "readout", date(2026, 7, 5))
    assert kept.proof == "verified"
    assert kept.verdicts[-1]["word"] == "worked" and kept.verdicts[-1]["day"] == "2026-07-05"
    assert read_out(action, measured(), "readout", date(2026, 7, 5)).proof == "not verified"


def test_stored_verdicts_are_plain_values(measured, action):
    kept = read_out(action, measured(0.06), "readout", date(2026, 7, 5))
    again = type(kept).from_dict(kept.as_dict())
    assert again == kept


def test_checks_come_due_thirty_and_ninety_days_after_a_proof(measured, action):
    assert checks_due(action, date(2026, 7, 1)) == ()
    assert checks_due(action, date(2026, 7, 5)) == ("readout",)
    proved = read_out(action, measured(0.06), "readout", date(2026, 7, 5))
    assert checks_due(proved, date(2026, 8, 10)) == ("30",)
    assert checks_due(proved, date(2026, 10, 20)) == ("30", "90")


def test_an_effect_that_stays_holds(measured, action):
    measures = measured(0.06)
    proved = read_out(action, measures, "readout", date(2026, 7, 5))
    assert lasting(proved, measures, "90").lasting == "holds"


def test_an_effect_that_is_gone_came_back(measured, action):
    proved = read_out(action, measured(0.06), "readout", date(2026, 7, 5))
    gone = measured(0.0)
    assert lasting(proved, gone, "90").lasting == "came back"
    assert read_out(proved, gone, "90", date(2026, 10, 5)).proof == "not verified"


def test_a_check_without_a_read_out_is_a_mistake_of_ours(measured, action):
    with pytest.raises(ValueError, match="nothing to check"):
        lasting(action, measured(), "readout")


def test_the_value_log_adds_up_with_an_interval_narrower_than_the_sum_of_ends(measured, action):
    kept = read_out(action, measured(0.06), "readout", date(2026, 7, 5))
    other = replace(kept, id="b", name="Another")
    log = value_log(Workspace("w", actions=(kept, other, action)))
    money = kept.verdicts[-1]["money"]
    assert len(log.lines) == 2 and log.amount == pytest.approx(2 * money[0])
    assert 2 * money[1] < log.lower < log.amount < log.upper < 2 * money[2]


def test_a_value_log_without_proofs_is_empty(action):
    log = value_log(Workspace("w", actions=(action,)))
    assert log.lines.empty and log.amount != log.amount


def test_a_kept_verdict_is_worded_when_it_is_read(measured, action):
    measures = measured(0.06)
    kept = read_out(action, measures, "readout", date(2026, 7, 5)).verdicts[-1]
    assert "sentence" not in kept
    said = judged(action, measures, date(2026, 7, 5)).sentence
    metric = measures.workspace.metric("solved")
    assert reading_sentence(kept, metric, "month", measures.workspace.currency) == said
    with use(PSEUDO):
        assert reading_sentence(kept, metric, "month", measures.workspace.currency) != said


def test_a_read_out_that_could_not_tell_is_looked_at_again_and_has_to_be_surer(measured, action):
    unsure = {"check": "readout", "day": "2026-07-05", "word": "cannot tell yet", "needed": 3}
    read = replace(action, verdicts=(unsure,), proof="not verified")
    again = look_again(read)
    assert checks_due(read, date(2026, 10, 4)) == () and checks_due(read, again) == ("look",)
    looked = read_out(read, measured(0.06), "look", again)
    assert (level_of(action), level_of(read), level_of(looked)) == (0.95, 0.975, 0.9875)
    assert (looked.proof, looked.verdicts[-1]["level"]) == ("verified", 0.975)
    assert checks_due(looked, date(2026, 11, 4)) == ("30",)  # thirty days after the look that proved it


def test_what_is_settled_is_not_looked_at_again(measured, action):
    assert look_again(read_out(action, measured(0.06), "readout", date(2026, 7, 5))) is None
    assert look_again(action) is None


def test_before_the_first_period_the_picture_shows_where_the_number_goes_by_itself(measured, action):
    path = judged(replace(action, comparison=()), measured(months=24)).verdict.path
    known, ahead = path[path["observed"].notna()], path[path["observed"].isna()]
    assert len(known) == 24 and not known["after"].any()
    assert len(ahead) == 7 and ahead["after"].all() and (ahead["lower"] < ahead["expected"]).all()


def test_effects_are_told_with_their_sign(measured, action):
    metric = measured().workspace.metric("solved")
    assert signed(metric, -0.003) == "−0.30 points"
    assert signed(metric, float("nan")) == "–"
    assert money_words("€", -1200.0).startswith("−€")


def test_waiting_is_told_in_periods_and_base():
    assert waiting_words(3, "month", 400.0) == "Needs 3 months more, a base of about 1,200."
    assert "ruled out" in waiting_words(0, "month")
    assert "Waiting alone" in waiting_words(None, "week")
    assert period_count(1, "week") == "1 week"


def test_a_verdict_without_numbers_says_only_what_is_missing(measured, action):
    found = judged(action, measured(months=24))
    assert outcome_sentence(found.verdict, found.measured.metric, "month", 100.0, None, "€").startswith("Cannot tell")


def test_a_number_that_never_moved_has_a_verdict_too():
    months = pd.period_range("2024-01", periods=24, freq="M")
    found = verdict(pd.Series(1.0, months), months[18], expected=0.1)
    assert found.word == "cannot tell yet" and found.effect == 0 and found.needed == 0


def test_what_happened_at_the_same_time_is_said(action):
    event = Event("e", name="Prices up", day=date(2026, 3, 1))
    south = replace(action, id="b", name="Elsewhere", where=(Filter("region", ("South",)),))
    both = replace(action, id="c", name="Fewer steps", where=(), start=date(2026, 4, 1))
    company = Workspace("w", events=(event,), actions=(action, south, both))
    assert [words.split(" began")[0] for words in at_once(company, action)] == ["“Fewer steps”"]
    assert at_once(company, replace(action, comparison=()))[0].startswith("Prices up (Mar 1, 2026) fell into")
