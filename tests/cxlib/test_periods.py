"""Calendars, grains, and which periods are whole."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.periods import GRAINS, SEASON_LENGTH, Calendar, coarsest, grain_of, is_begun_whole, is_finished

CALENDARS = st.builds(Calendar, st.sampled_from(["monday", "sunday"]), st.integers(1, 12))
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


def test_iso_weeks_run_from_monday_to_sunday():
    week = Calendar().period(date(2026, 1, 1), "week")
    assert (week.start_time.date(), week.end_time.date()) == (date(2025, 12, 29), date(2026, 1, 4))


def test_weeks_may_start_on_sunday():
    week = Calendar("sunday").period(date(2026, 1, 3), "week")
    assert (week.start_time.date(), week.end_time.date()) == (date(2025, 12, 28), date(2026, 1, 3))


def test_a_fiscal_year_is_named_after_the_year_it_ends_in():
    april = Calendar(fiscal_start=4)
    assert april.period(date(2025, 4, 1), "year").year == 2026
    assert april.period(date(2025, 3, 31), "year").year == 2025


def test_fiscal_quarters_start_with_the_fiscal_year():
    first = Calendar(fiscal_start=4).period(date(2025, 5, 20), "quarter")
    assert (first.quarter, first.qyear) == (1, 2026)
    assert (first.start_time.date(), first.end_time.date()) == (date(2025, 4, 1), date(2025, 6, 30))


@pytest.mark.parametrize("wrong", [{"week_start": "friday"}, {"fiscal_start": 0}, {"fiscal_start": 13}])
def test_there_is_no_such_calendar(wrong):
    with pytest.raises(ValueError, match="no such calendar"):
        Calendar(**wrong)


def test_there_is_no_such_grain():
    with pytest.raises(ValueError, match="'decade'"):
        Calendar().frequency("decade")


@settings(max_examples=60)
@given(CALENDARS, DAYS, st.sampled_from(GRAINS))
def test_a_period_holds_its_day_and_knows_its_grain(calendar, day, grain):
    period = calendar.period(day, grain)
    assert period.start_time.date() <= day <= period.end_time.date()
    assert grain_of(period) == grain
    assert calendar.parse(period.start_time.date().isoformat(), grain) == period


@pytest.mark.parametrize("text", ["", "2026-02-30", "yesterday", "<script>"])
def test_what_is_no_day_is_no_period(text):
    assert Calendar().parse(text, "month") is None


def test_the_coarsest_grain_is_what_all_can_be_compared_at():
    assert coarsest(["week", "month", "day"]) == "month"
    assert coarsest(["day"]) == "day"


def test_every_grain_has_a_season():
    assert set(SEASON_LENGTH) == set(GRAINS)


@pytest.mark.parametrize(
    ("grain", "missing", "finished"),
    [("day", 0, True), ("day", 1, False), ("week", 1, True), ("week", 2, False), ("month", 2, True),
     ("month", 3, False), ("quarter", 5, True), ("quarter", 6, False), ("year", 7, True), ("year", 8, False)],
)  # fmt: skip
def test_a_closing_day_without_rows_is_forgiven(grain, missing, finished):
    period = Calendar().period(date(2025, 3, 12), grain)
    assert is_finished(period, period.end_time.date() - timedelta(days=missing)) is finished


@settings(max_examples=60)
@given(CALENDARS, DAYS, st.sampled_from(GRAINS), st.integers(0, 400))
def test_more_data_never_unfinish_a_period(calendar, day, grain, later):
    period = calendar.period(day, grain)
    if is_finished(period, day):
        assert is_finished(period, day + timedelta(days=later))


def test_a_period_begun_in_its_middle_is_not_whole():
    march = pd.Period("2026-03", "M")
    assert is_begun_whole(march, date(2026, 2, 1)) and is_begun_whole(march, date(2026, 3, 3))
    assert not is_begun_whole(march, date(2026, 3, 4))
