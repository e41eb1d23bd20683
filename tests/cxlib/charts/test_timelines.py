import json
from datetime import date

import pandas as pd
import pytest

from cxlib import charts
from cxlib.language import use


def marks(drawing, kind):
    return drawing.frame[drawing.frame["c0"] == kind]


def test_specification_holds_no_data_and_no_user_text(periods, forecast):
    events = pd.DataFrame({"day": [date(2026, 3, 5)], "name": ["![x](https://evil.example/p.png)"]})
    spec = json.dumps(charts.trend(periods, forecast, events).spec)
    assert "evil" not in spec
    assert '"values"' not in spec and '"data' not in spec


def test_columns_have_neutral_names(periods):
    assert list(charts.spark(periods).frame.columns) == [f"c{place}" for place in range(10)]


def test_unfinished_period_is_hollow_and_not_in_the_line(periods):
    drawing = charts.spark(periods)
    assert list(marks(drawing, "ring")["c1"]) == [13.0]
    assert marks(drawing, "line")["c1"].max() == 12.0


def test_last_finished_value_is_a_dot(periods):
    dot = marks(charts.spark(periods), "dot").iloc[0]
    assert (dot["c1"], dot["c2"]) == (12.0, pytest.approx(periods["value"][12]))


def test_target_is_named_at_its_end(periods):
    label = marks(charts.spark(periods), "start").iloc[0]
    assert label["c5"] == "target"
    assert (label["c1"], label["c2"]) == (13.0, 40.0)


def test_unlabelled_spark_has_no_words(periods):
    assert marks(charts.spark(periods, labelled=False), "start").empty


def test_fan_starts_at_the_last_finished_value(periods, forecast):
    dashed = marks(charts.spark(periods, forecast), "dashed")
    assert list(dashed["c1"]) == [12.0, 13.0, 14.0, 15.0]
    assert dashed["c2"].iloc[0] == pytest.approx(periods["value"][12])


def test_missing_period_breaks_the_line(periods):
    periods.loc[5, "value"] = float("nan")
    assert marks(charts.spark(periods), "line")["c8"].nunique() == 2


def test_event_stands_inside_its_month(periods):
    events = pd.DataFrame({"day": [date(2026, 1, 16)], "name": ["App 5.2"]})
    drawing = charts.trend(periods, None, events)
    assert marks(drawing, "event")["c1"].iloc[0] == pytest.approx(3.0, abs=0.05)
    assert marks(drawing, "above")["c5"].iloc[0] == "App 5.2"


def test_crowded_events_are_numbered_and_named_below(periods):
    events = pd.DataFrame({"day": [date(2026, 3, 1), date(2026, 1, 16)], "name": ["Prices", "App 5.2"]})
    drawing = charts.trend(periods, None, events)
    assert list(marks(drawing, "above")["c5"]) == ["1", "2"]
    assert drawing.note == "1 App 5.2 · 2 Prices"


def test_event_outside_the_chart_is_left_out(periods):
    events = pd.DataFrame({"day": [date(2020, 1, 16)], "name": ["long ago"]})
    assert marks(charts.trend(periods, None, events), "event").empty


def test_numbers_say_which_period_is_not_finished(periods):
    assert charts.trend(periods).numbers["Period"].iloc[-1] == "Nov 2026 (not finished)"


def test_every_period_tells_its_value_on_hover(periods, forecast):
    tips = marks(charts.trend(periods, forecast), "hover")["c9"]
    assert len(tips) == 14 + 3
    assert tips.iloc[0] == "Oct 2025: 40\n38 to 42\nbase 1,000"


def test_value_labels_follow_the_callers_format(periods):
    drawing = charts.trend(periods, label=lambda value: f"{value:.0f} points")
    assert marks(drawing, "end")["c5"].str.endswith(" points").all()


def test_time_keeps_its_direction_in_persian(periods, forecast):
    with use("fa"):
        persian = charts.spark(periods, forecast)
    english = charts.spark(periods, forecast)
    assert list(marks(persian, "line")["c1"]) == list(marks(english, "line")["c1"])


def test_value_axis_stands_right_in_persian(periods):
    periods = periods.drop(columns="target")
    with use("fa"):
        drawing = charts.trend(periods)
    assert marks(drawing, "end").empty
    assert (marks(drawing, "start")["c1"] == 13.0).all()


def test_nothing_finished_yet_is_said(periods):
    drawing = charts.spark(periods.assign(finished=False))
    assert drawing.description == "No finished period yet."


def test_no_value_at_all_still_draws(periods):
    drawing = charts.spark(periods.assign(value=float("nan"))[["period", "value", "finished"]])
    assert marks(drawing, "line").empty


def test_fan_keeps_three_horizons_of_history(periods, forecast):
    long = pd.concat([periods.assign(period=periods["period"] - 14, finished=True), periods], ignore_index=True)
    assert len(charts.fan(long, forecast).numbers) == 12 + 3


def test_backtest_draws_what_was_said_and_what_came(periods):
    folds = pd.DataFrame(
        {"period": periods["period"][9:12], "mean": [36.0, 35.0, 34.0], "lower_80": 33.0, "upper_80": 38.0}
    )
    drawing = charts.backtest(periods[periods["finished"]], folds)
    assert len(marks(drawing, "ring")) == 3
    assert list(drawing.numbers["Forecast"]) == [36.0, 35.0, 34.0]


def test_template_is_built_once(periods, forecast):
    from cxlib.charts import drawing

    charts.spark(periods, forecast)
    before = drawing._template.cache_info().misses
    charts.spark(periods.assign(value=periods["value"] * 2), forecast)
    assert drawing._template.cache_info().misses == before
