"""The contract: pre-filled from a finding, fixed when it is written, restarted when it is changed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cxlib.actions.contract import (
    ContractProblem,
    contracted,
    filters_of,
    others,
    plan_of,
    proposed,
    retrospective,
    same_terms,
    today_of,
)
from cxlib.actions.measuring import measured as outcome_of
from cxlib.workspace import Filter

TODAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)
FINDING = {"sentence": "North fell", "metric": "solved", "where": {"region": "North"}}


def test_a_finding_fills_in_what_can_be_known(measured):
    measures = measured(months=24)
    found = proposed(measures.workspace, measures, FINDING, TODAY)
    assert (found.finding, found.metric, found.department) == ("North fell", "solved", "Service")
    assert found.where == (Filter("region", ("North",)),)
    assert found.comparison == (Filter("region", ("North",), "not in"),)
    assert found.start == date(2026, 1, 2) and found.readout > found.start
    assert found.effect > 0 and found.base_needed > 0


def test_the_window_that_made_people_act_is_no_baseline(measured):
    measures = measured(months=24)
    found = proposed(measures.workspace, measures, FINDING, TODAY)
    assert found.seen == ("2025-10-01", "2025-11-01", "2025-12-01")
    assert len(outcome_of(found, measures).outcome) == 21
    assert list(outcome_of(found, measures).seen.index.strftime("%Y-%m")) == ["2025-10", "2025-11", "2025-12"]


def test_an_effect_on_the_whole_is_larger_inside_the_segment(measured):
    measures = measured(months=24)
    found = proposed(measures.workspace, measures, {**FINDING, "effect": 0.02}, TODAY)
    assert found.effect == pytest.approx(0.08, abs=0.001)


def test_a_contract_without_an_effect_is_refused(measured, action):
    with pytest.raises(ContractProblem, match="how large"):
        contracted(replace(action, effect=None), None, TODAY, NOW, measured())


@pytest.mark.parametrize(("change", "words"), [({"name": " "}, "name"), ({"metric": ""}, "metric"),
                                               ({"readout": date(2025, 1, 1)}, "later")])  # fmt: skip
def test_what_is_missing_is_said(measured, action, change, words):
    with pytest.raises(ContractProblem, match=words):
        contracted(replace(action, **change), None, TODAY, NOW, measured())


def test_the_clock_runs_on_when_only_words_change(measured, action):
    measures = measured()
    first = contracted(action, None, TODAY, NOW, measures)
    again = contracted(replace(first, name="Call back sooner", blockers="none"), first, date(2026, 5, 1), NOW, measures)
    assert same_terms(first, again) and again.contracted == first.contracted == NOW


def test_changing_the_contract_restarts_the_clock(measured, action):
    measures = measured()
    first = replace(contracted(action, None, TODAY, NOW, measures), verdicts=({"check": "readout"},), proof="verified")
    later = datetime(2026, 5, 2, 9, tzinfo=UTC)
    changed = contracted(replace(first, effect=0.01), first, date(2026, 5, 2), later, measures)
    assert (changed.contracted, changed.start, changed.proof, changed.verdicts) == (later, date(2026, 5, 3), "", ())
    assert {"2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"} <= set(changed.seen)


def test_a_larger_effect_needs_a_smaller_base(measured, action):
    measures = measured(months=24)
    small, large = (plan_of(replace(action, effect=size), measures) for size in (0.02, 0.10))
    assert large.base <= small.base if small.base else True
    assert large.periods == 4 and large.baseline == 24 and large.detectable > 0


def test_the_comparison_is_alike_in_all_other_columns():
    where = filters_of({"region": "South", "channel": ["App", "Web"]})
    assert others(where) == (Filter("region", ("South",), "not in"), Filter("channel", ("App", "Web")))
    assert others(where, "channel")[1].op == "not in"
    assert others(()) == ()


def test_a_contract_written_after_the_start_says_so(action):
    assert retrospective(replace(action, contracted=datetime(2026, 3, 1, tzinfo=UTC)))
    assert not retrospective(replace(action, contracted=NOW))


def test_an_unknown_metric_gives_an_empty_form(measured):
    measures = measured(months=24)
    assert proposed(measures.workspace, measures, {"metric": "gone"}, TODAY).metric == "solved"


def test_the_sample_does_not_age(measured):
    workspace = replace(measured().workspace, sample=True)
    assert today_of(workspace) == date(2026, 10, 2)
