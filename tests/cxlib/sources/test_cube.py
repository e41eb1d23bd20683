"""Cubes from a snapshot of a few rows that can be counted by hand."""

from datetime import date

import pandas as pd
import pytest

import cxlib.metrics  # noqa: F401 (registers the kinds)
from cxlib.errors import NoDates, SourceReplaced, TooManyCategories
from cxlib.periods import Calendar
from cxlib.sources import cube, joined, open_snapshot, values
from cxlib.sources.engines import let_go
from cxlib.workspace import Column, Filter, Metric, Source

RESPONSES = pd.DataFrame(
    {
        "day": pd.to_datetime(
            ["2025-01-01", "2025-01-31", "2025-02-01", "2025-02-28", "2025-02-28", "2025-03-02", None]
        ),
        "score": [10.0, 3.0, 9.0, 8.0, None, 11.0, 10.0],
        "region": ["North", "South", "North", None, "North", "South", "North"],
    }
)
SURVEY = Source("survey", name="Survey", columns=(Column("score", scale=(0, 10)),), time="day")
NPS = Metric("nps", kind="nps", source="survey", columns={"value": "score"})


@pytest.fixture
def dataset(tmp_path):
    RESPONSES.to_parquet(tmp_path / "survey.parquet")
    return open_snapshot(tmp_path / "survey.parquet", SURVEY, Calendar())


def test_unanswered_and_off_scale_answers_are_not_in_the_base(dataset):
    base = cube(dataset, [NPS], "month").frame["nps.base"]
    assert list(base) == [2, 2, 0]


def test_a_snapshot_that_was_let_go_is_opened_again(dataset):
    before = cube(dataset, [NPS], "month").frame
    assert let_go(unused=60) == 0 and let_go(unused=0) >= 1
    assert let_go(unused=0) == 0 and cube(dataset, [NPS], "month").frame.equals(before)


def test_missing_is_a_level_of_its_own(dataset):
    cells = cube(dataset, [NPS], "month", by=["region"]).sums(NPS, pd.Period("2025-02", "M"))
    assert list(cells["region"]) == ["North", None]
    assert list(cells["numerator"]) == [1, 0]


def test_sums_over_parts_equal_the_whole(dataset):
    parts = cube(dataset, [NPS], "month", by=["region"]).rolled()
    pd.testing.assert_frame_equal(parts.frame, cube(dataset, [NPS], "month").frame)


def test_days_add_up_to_months(dataset):
    days = cube(dataset, [NPS], "day").regrained("month")
    pd.testing.assert_frame_equal(days.frame, cube(dataset, [NPS], "month").frame)


@pytest.mark.parametrize(
    "wanted",
    [
        Filter("region", ("North", None)),
        Filter("region", ("South",), "not in"),
        Filter("region", ("ORT",), "contains"),
    ],
)
def test_a_filter_on_cells_is_the_filter_on_rows(dataset, wanted):
    on_cells = cube(dataset, [NPS], "month", by=["region"]).filtered([wanted])
    on_rows = cube(dataset, [NPS], "month", by=["region"], where=[wanted])
    pd.testing.assert_frame_equal(on_cells.sums(NPS), on_rows.sums(NPS))


def test_a_filter_on_a_column_outside_the_cube_asks_the_rows_again(dataset):
    north = cube(dataset, [NPS], "year").filtered([Filter("region", ("North",))])
    assert list(north.frame["nps.base"]) == [2]


def test_a_filter_that_the_source_has_no_column_for_is_reported(dataset):
    wanted = Filter("channel", ("web",))
    assert cube(dataset, [NPS], "month", where=[wanted]).ignored == (wanted,)


def test_the_last_finished_period_leaves_out_the_begun_one(dataset):
    found = cube(dataset, [NPS], "month")
    assert (found.first, found.last) == (date(2025, 1, 1), date(2025, 3, 2))
    assert found.finished == pd.Period("2025-02", "M")


def test_weeks_may_start_on_sunday(tmp_path):
    RESPONSES.to_parquet(tmp_path / "survey.parquet")
    dataset = open_snapshot(tmp_path / "survey.parquet", SURVEY, Calendar(week_start="sunday"))
    last = cube(dataset, [NPS], "week").periods[-1]
    assert last.start_time.date() == date(2025, 3, 2)


def test_a_fiscal_year_starts_in_its_month(tmp_path):
    RESPONSES.to_parquet(tmp_path / "survey.parquet")
    dataset = open_snapshot(tmp_path / "survey.parquet", SURVEY, Calendar(fiscal_start=2))
    years = cube(dataset, [NPS], "year")
    assert list(years.frame["nps.base"]) == [2, 2]
    assert years.periods[1].start_time.date() == date(2025, 2, 1)


def test_a_lost_column_is_named(dataset):
    with pytest.raises(SourceReplaced, match="rating"):
        cube(dataset, [Metric("x", kind="nps", name="NPS", columns={"value": "rating"})], "month")


def test_rows_without_a_date_column_have_no_periods(tmp_path):
    RESPONSES.to_parquet(tmp_path / "survey.parquet")
    timeless = Source("survey", name="Survey")
    with pytest.raises(NoDates):
        cube(open_snapshot(tmp_path / "survey.parquet", timeless, Calendar()), [NPS], "month")


def test_too_many_cells_name_the_dimension_to_blame(dataset, monkeypatch):
    monkeypatch.setattr("cxlib.sources.cubes.CELL_LIMIT", 2)
    with pytest.raises(TooManyCategories, match="region"):
        cube(dataset, [NPS], "month", by=["region"])


def test_a_joined_cube_counts_nothing_as_zero_where_data_cover_the_period(dataset):
    answers = Metric("answers", kind="count", source="survey", where=(Filter("region", ("South",)),))
    both = joined([cube(dataset, [NPS], "month"), cube(dataset, [answers], "month")])
    assert list(both.frame["answers.numerator"]) == [1, 0, 1]


def test_a_filter_reaches_all_parts_of_a_joined_cube(dataset):
    answers = Metric("answers", kind="count", source="survey")
    both = joined([cube(dataset, [NPS], "month", by=["region"]), cube(dataset, [answers], "month", by=["region"])])
    south = both.filtered([Filter("region", ("South",))]).rolled()
    assert south.frame["answers.numerator"].sum() == 2


def test_values_are_counted_most_frequent_first(dataset):
    found = values(dataset, "region")
    assert list(found["value"]) == ["North", "South", None]
    assert list(found["rows"]) == [4, 2, 1]


def test_levels_are_categories_in_the_cube_and_text_in_its_sums(dataset):
    asked = cube(dataset, [NPS], "month", by=["region"])
    assert isinstance(asked.frame["region"].dtype, pd.CategoricalDtype)
    assert isinstance(asked.leaves(NPS)["region"].dtype, pd.CategoricalDtype)
    assert set(asked.sums(NPS)["region"]) == {*asked.frame["region"].cat.categories, None}


def test_a_dimension_may_have_a_point_in_its_name(tmp_path):
    rows = RESPONSES.rename(columns={"region": "sales.region"})
    rows.to_parquet(tmp_path / "survey.parquet")
    cells = cube(open_snapshot(tmp_path / "survey.parquet", SURVEY, Calendar()), [NPS], "month", by=["sales.region"])
    assert cells.rolled().frame["nps.numerator"].sum() == cells.frame["nps.numerator"].sum()
    assert joined([cells]).rolled().frame["nps.base"].tolist() == [2, 2, 0]
