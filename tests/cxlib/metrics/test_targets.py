"""Status from intervals, pace lines, comfort, and what cannot be meant."""

from datetime import date

import pandas as pd
import pytest

from cxlib.errors import TargetProblem
from cxlib.metrics import targets
from cxlib.workspace import Metric, Target

NPS = Metric("n", name="Recommend", kind="nps", unit="points")
TIME = Metric("t", name="Wait", kind="mean", direction="down")
GOAL = Target("g", metric="n", start=date(2025, 1, 1), until=date(2025, 12, 31), value=40)


def estimate(value, lower, upper, base=200, period="2025-06"):
    return pd.Series({"period": pd.Period(period, "M"), "value": value, "lower": lower, "upper": upper, "base": base})


@pytest.mark.parametrize(("lower", "upper", "word"), [(41, 51, "met"), (30, 39, "missed"), (35, 45, "open")])
def test_status_follows_the_interval(lower, upper, word):
    assert targets.status(estimate((lower + upper) / 2, lower, upper), GOAL, NPS) == word


def test_lower_is_better_where_the_metric_says_so():
    assert targets.status(estimate(30, 25, 35), GOAL, TIME) == "met"


def test_a_band_is_missed_on_both_sides():
    band = Target("b", value=10, upper=20, kind="band")
    assert [targets.status(estimate(v, v - 1, v + 1), band, TIME) for v in (5, 15, 25)] == ["missed", "met", "missed"]


def test_a_small_base_has_no_status():
    assert targets.status(estimate(50, 45, 55, base=29), GOAL, NPS) == "none"


def test_a_number_without_interval_is_judged_by_itself():
    given = Metric("k", kind="given")
    assert targets.status(estimate(41, float("nan"), float("nan"), float("nan")), GOAL, given) == "met"


def test_a_persons_override_wins():
    assert targets.status(estimate(0, -5, 5), Target("g", value=40, override="met"), NPS) == "met"


def test_the_pace_line_runs_from_baseline_to_target():
    line = Target("l", start=date(2025, 1, 1), until=date(2025, 1, 11), baseline=30, value=40, path="line")
    days = [date(2024, 12, 1), date(2025, 1, 6), date(2025, 2, 1)]
    assert [targets.value_on(line, day) for day in days] == [30, 35, 40]


def test_a_target_met_six_times_running_is_comfortable():
    months = pd.period_range("2025-01", periods=7, freq="M")
    finished = pd.DataFrame({"period": months, "value": 50.0, "lower": 45.0, "upper": 55.0, "base": 300.0})
    assert targets.is_comfortable(finished, GOAL, NPS)
    finished.loc[5, "lower"] = 39.0
    assert not targets.is_comfortable(finished, GOAL, NPS)
    assert targets.proposed_stretch(finished, GOAL, NPS) >= 50


def test_distance_is_signed_in_the_metrics_direction():
    assert targets.distance(estimate(35, 30, 40), GOAL, NPS) == -5
    assert targets.distance(estimate(35, 30, 40), GOAL, TIME) == 5


def test_answers_needed_to_see_ten_points():
    needed = targets.answers_needed(NPS, estimate(30, 14.7, 45.3, base=100), GOAL)
    assert needed == pytest.approx(960, rel=0.02)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"until": date(2024, 1, 1)}, "order"),
        ({"value": 140}, "off_scale"),
        ({"kind": "band", "upper": 30}, "band"),
        ({"stretch": 35}, "stretch"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused_in_words(changes, problem):
    with pytest.raises(TargetProblem) as refused:
        targets.validated(Target(**{**GOAL.__dict__, **changes}), NPS)
    assert refused.value.problem == problem and "{" not in str(refused.value)


def test_a_good_target_passes():
    assert targets.validated(GOAL, NPS) is GOAL
