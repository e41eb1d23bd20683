"""When a rule speaks up: on a change of state, beyond noise, and never by what came later."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.alerts import after_quiet, current, preview
from cxlib.workspace import AlertRule, Metric

NPS = Metric("nps", name="Recommend", unit="points")


def weeks(values, half=2.0, finished=None):
    periods = pd.period_range("2025-01-06", periods=len(values), freq="W-SUN")
    value = pd.Series(values, dtype=float)
    return pd.DataFrame({"period": periods, "value": value, "lower": value - half, "upper": value + half,
                         "finished": [True] * len(values) if finished is None else finished})  # fmt: skip


def fired(kind, values, half=2.0, **given_settings):
    found = preview(AlertRule("r", kind=kind, settings=given_settings), NPS, weeks(values, half))
    return [(place.state, place.value) for place in found.firings]


def test_a_threshold_fires_once_until_it_is_over():
    assert fired("threshold", [40, 30, 29, 31, 45], side="below", value=35) == [("raised", 30.0), ("calm", 45.0)]


def test_a_value_whose_interval_reaches_over_the_limit_is_no_news():
    assert fired("threshold", [40, 34, 40], side="below", value=35) == []
    assert fired("threshold", [40, 34, 40], side="below", value=35, sure=False) == [("raised", 34.0), ("calm", 40.0)]


def test_a_band_has_two_sides():
    assert fired("band", [40, 55, 40, 20], low=30, high=50) == [("raised", 55.0), ("calm", 40.0), ("raised", 20.0)]


def test_a_change_is_size_and_more_than_sampling_noise():
    assert fired("change", [40, 40, 33, 33], size=5, half=1.0) == [("raised", 33.0), ("calm", 33.0)]
    assert fired("change", [40, 40, 33, 33], size=5, half=8.0) == []
    assert fired("change", [40, 40, 33], size=5, half=1.0, side="up") == []


def test_an_anomaly_is_judged_by_the_periods_before_it():
    usual = [40, 41, 39, 40, 42, 38, 41, 40, 39, 41, 40, 39, 41]
    assert fired("anomaly", [*usual, 60, 40]) == [("raised", 60.0), ("calm", 40.0)]
    assert fired("anomaly", [*usual[:8], 60]) == []  # too few to know what is usual


@pytest.mark.parametrize("kind", ["threshold", "band", "change", "anomaly"])
@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=30), st.integers(1, 28))
def test_what_came_later_changes_no_earlier_verdict(kind, values, cut):
    asked = AlertRule("r", kind=kind, settings={"value": 50, "low": 30, "high": 70, "size": 10})
    whole = preview(asked, NPS, weeks(values)).firings
    part = preview(asked, NPS, weeks(values[:cut])).firings
    assert list(part) == [one for one in whole if one.period in set(weeks(values[:cut])["period"])]


def test_the_preview_says_how_often_it_would_have_fired():
    rule = AlertRule("r", settings={"side": "below", "value": 35})
    found = preview(rule, NPS, weeks([40, 30, 40, 30, 40, 30]))
    assert found.alarms == 3 and found.sentence == "Would have fired 3 times in the last 6 periods."
    assert preview(rule, NPS, weeks([40] * 5)).sentence == "Would not have fired in the last 5 periods."


def test_the_preview_of_the_latest_periods_knows_the_state_before_them():
    rule = AlertRule("r", settings={"side": "below", "value": 35})
    assert preview(rule, NPS, weeks([40, 30, 30, 30]), last=2).firings == ()


def test_unfinished_and_empty_periods_are_not_judged():
    rule = AlertRule("r", settings={"side": "below", "value": 35})
    found = current(rule, NPS, weeks([40, np.nan, 10], finished=[True, True, False]))
    assert found is not None and found.state == "calm" and found.value == 40
    assert current(rule, NPS, weeks([np.nan])) is None


def test_the_sentence_names_value_period_and_limit():
    rule = AlertRule("r", settings={"side": "below", "value": 35})
    said = preview(rule, NPS, weeks([40, 30])).firings[0].sentence
    assert "Recommend stands at 30 in week of 13 Jan 2025" in said and "35" in said


@pytest.mark.parametrize(
    ("hour", "quiet", "wakes"),
    [(23, (20, 7), "2026-03-02T07:00:00+00:00"), (3, (20, 7), "2026-03-01T07:00:00+00:00"),
     (12, (20, 7), "2026-03-01T12:00:00+00:00"), (13, (12, 14), "2026-03-01T14:00:00+00:00"),
     (7, (20, 7), "2026-03-01T07:00:00+00:00"), (5, None, "2026-03-01T05:00:00+00:00"),
     (5, (4, 4), "2026-03-01T05:00:00+00:00")],
)  # fmt: skip
def test_quiet_hours_put_a_message_off_until_they_end(hour, quiet, wakes):
    moment = datetime(2026, 3, 1, hour, tzinfo=UTC)
    assert after_quiet(moment, quiet, UTC).isoformat() == wakes
