"""What happened since last time: beyond noise or not, against the numbers as they were seen."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cxlib.review import MetricSeen, Moment, ReviewContent
from cxlib.review.hindsight import changes, hindsight, readings

MONTHS = pd.period_range("2024-01", periods=24, freq="M")


def seen(values, id="nps", half=3.0, status="missed", **more):
    moments = tuple(Moment(month.start_time.date(), float(value), float(value) - half, float(value) + half, 800.0)
                    for month, value in zip(MONTHS, values, strict=False))  # fmt: skip
    last = moments[-1]
    facts = {"name": id.upper(), "unit": "points", "status": status, "value_words": f"{last.value:.0f}",
             "period_words": "Dec 2025", **more}  # fmt: skip
    return MetricSeen(id, period=last.start, value=last.value, lower=last.lower, upper=last.upper, periods=moments,
                      **facts)  # fmt: skip


def frozen(*metrics):
    return ReviewContent("acme", "Acme", title="Monthly review, Nov 2025", metrics=metrics)


STEADY = [40, 41, 39, 40, 42, 40, 39, 41, 40, 40, 41, 39, 40, 41, 40, 39, 41, 40, 42, 40, 39, 41, 40]


def test_a_fall_far_outside_the_usual_scatter_is_told_with_its_size():
    before, now = seen(STEADY), seen([*STEADY, 25])
    said = hindsight([now], frozen(before))
    assert said[0].kind == "change" and said[0].tone == "bad"
    assert "fell by 15 points" in said[0].sentence and "from 40 to 25" in said[0].sentence
    assert said[0].page == "outlook" and said[0].params["metric"] == "nps"
    assert said[0].figures["change"] == -15


def test_a_small_move_is_told_as_no_more_than_usual():
    said = hindsight([seen([*STEADY, 41])], frozen(seen(STEADY)))
    assert [one.kind for one in said] == ["steady"]


def test_a_fall_is_good_where_lower_is_better():
    now = seen([*STEADY, 25], direction="down")
    assert hindsight([now], frozen(seen(STEADY, direction="down")))[0].tone == "good"


def test_the_frozen_number_counts_and_not_what_todays_data_say_about_that_month():
    restated = [*STEADY[:-1], 60, 40]  # last month is 60 in today's data; 40 was seen
    said = hindsight([seen(restated)], frozen(seen(STEADY, period_words="Nov 2025")))
    assert "change" not in [one.kind for one in said]
    told = next(one for one in said if one.kind == "restated")
    assert "stood at 40 for Nov 2025" in told.sentence and "say 60" in told.sentence


def test_a_target_met_since_last_time_is_told():
    said = hindsight([seen([*STEADY, 41], status="met")], frozen(seen(STEADY, status="missed")))
    assert [one.tone for one in said if one.kind == "status"] == ["good"]


def test_without_a_newer_period_nothing_is_compared():
    said = hindsight([seen(STEADY)], frozen(seen(STEADY)))
    assert [one.kind for one in said] == ["note"]


def test_without_a_frozen_review_the_period_before_is_held_against():
    now = seen([*STEADY, 25])
    assert readings([now], None, back=1)["nps"].value == 40
    assert readings([now], None, back=2)["nps"].value == 41


def test_a_number_that_is_unlike_the_same_month_a_year_before_is_told():
    falling = [60 - month for month in range(24)]
    said = hindsight([seen(falling, half=1.0)], frozen(seen(falling[:-1], half=1.0)))
    assert [one.kind for one in said if one.kind in ("change", "year")] == ["year"]
    assert "Dec 2024" in next(one.sentence for one in said if one.kind == "year")


def test_one_in_twenty_metrics_at_most_moves_by_chance():
    rng, told, trials = np.random.default_rng(5), 0, 300
    for _trial in range(trials):
        values = rng.normal(40, 2, 24)
        now, before = seen(values, half=0.0), seen(values[:-1], half=0.0)
        told += changes([now], readings([now], frozen(before), 1))[0].p_value < 0.05
    assert told / trials < 0.09  # sigma is estimated from 22 ranges


def test_the_false_discovery_rate_is_kept_over_all_metrics():
    names = [f"m{place}" for place in range(20)]
    now = [seen([*STEADY, 43], id=name) for name in names]
    found = changes(now, readings(now, frozen(*(seen(STEADY, id=name) for name in names)), 1))
    assert all(change.q_value >= change.p_value for change in found)


@pytest.mark.parametrize("grain", ["week", "quarter"])
def test_a_review_of_another_rhythm_is_not_compared_with(grain):
    before = replace(seen(STEADY), grain=grain)
    assert readings([seen([*STEADY, 25])], frozen(before), 1) == {}


def test_a_metric_without_a_value_is_passed_over():
    empty = MetricSeen("x", "X")
    assert hindsight([empty], None) == []
    assert hindsight([empty], frozen(MetricSeen("x", "X", period=date(2025, 1, 1)))) == []
