"""The queue: who waits, how long, what came of it; no customer's words are kept and nobody is blamed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cxlib.actions.triage import case_id, detractors, findings, log, recovered
from cxlib.workspace import Case, Column, Metric

NPS = Metric("nps", name="Recommend", kind="nps", source="survey", columns={"value": "score"}, department="CX", board=0)
NOW = datetime(2025, 1, 17, 9)


@pytest.fixture
def survey(company, answers):
    rows = answers({9: 4, 3: 3, 6: 2, 7: 1})
    rows = rows.assign(number=[str(one) for one in range(len(rows))], comment="Rude on the phone")
    made = company(metrics=(NPS,), survey=rows)
    source = made.workspace.sources[0]
    columns = tuple(replace(one, role="id") if one.name == "number" else one for one in source.columns)
    assert isinstance(columns[0], Column)
    made.workspace = replace(made.workspace, sources=(replace(source, columns=columns, last=NOW.date()),))
    made.measures.workspace = made.workspace
    return made


def test_those_who_gave_low_scores_wait(survey):
    waiting = detractors(survey.workspace, survey.measures, NOW)
    assert len(waiting) == 5
    assert waiting[0].case.hours == 48 and waiting[0].words == "Rude on the phone"
    assert "gave 3" in {line.facts[0] for line in waiting}


def test_no_words_of_a_customer_are_kept(survey):
    assert {line.case.text for line in detractors(survey.workspace, survey.measures, NOW)} == {""}


def test_whoever_has_an_outcome_waits_no_more(survey):
    first = detractors(survey.workspace, survey.measures, NOW)[0]
    answered = replace(survey.workspace, cases=(replace(first.case, outcome="recovered", closed=NOW),))
    assert first.case.id not in {one.case.id for one in detractors(answered, survey.measures, NOW)}


def test_age_is_told_in_hours_and_then_in_days(survey):
    line = detractors(survey.workspace, survey.measures, NOW)[0]
    assert line.age_words == "waits 2 days" and line.overdue
    assert replace(line, age=3.0).age_words == "waits 3 hours"


def test_a_finding_waits_until_it_is_an_action_or_has_an_outcome(survey):
    told = [("Recommend fell", "nps"), ("Wait rose", "nps")]
    assert len(findings(survey.workspace, told, NOW)) == 2
    kept = Case(case_id("finding", "Wait rose"), text="Wait rose", outcome="explained")
    done = replace(survey.workspace, cases=(kept,))
    assert [line.case.text for line in findings(done, told, NOW)] == ["Recommend fell"]


def test_the_same_line_is_one_case_however_often_it_is_opened():
    assert case_id("survey", "7") == case_id("survey", "7") != case_id("survey", "8")


def test_the_recovered_share_has_an_interval():
    opened = datetime(2025, 1, 1)
    cases = [Case(str(one), kind="detractor", outcome="recovered" if one < 6 else "answered", opened_at=opened,
                  closed=opened + timedelta(hours=20 if one < 9 else 90)) for one in range(10)]  # fmt: skip
    found = recovered(cases)
    assert (found.recovered, found.closed, found.in_time, found.share) == (6, 10, 9, 0.6)
    assert found.lower < 0.6 < found.upper
    assert list(log(cases)["Recovered"]) == ["yes"] * 6 + ["no"] * 4
    assert recovered([]).share != recovered([]).share
