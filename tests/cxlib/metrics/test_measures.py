"""A workspace measured: grains, filters, finished periods, formulas over sources, small bases."""

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.errors import CXError, NoDates
from cxlib.outlook.seen import scan_of
from cxlib.sources import rows
from cxlib.sources.commented import SAID, WORDS
from cxlib.workspace import Filter, Metric

NPS = Metric("nps", name="Recommend", kind="nps", source="survey", unit="points", columns={"value": "score"}, board=1)
COMPLAINTS = Metric("complaints", name="Complaints", kind="count", source="tickets", board=2)
ORDERS = Metric("orders", name="Orders", kind="total", source="shop", columns={"value": "orders"})
SOUTH = (Filter("region", ("South",)),)


def days(*texts):
    return pd.to_datetime(list(texts)).as_unit("us")


@pytest.fixture
def survey():
    """January: North 10 and 0, South 10; February to the 10th: South 0."""
    return pd.DataFrame(
        {
            "day": days("2025-01-02", "2025-01-20", "2025-01-31", "2025-02-10"),
            "score": [10.0, 0.0, 10.0, 0.0],
            "region": ["North", "North", "South", "South"],
        }
    )


@pytest.fixture
def tickets():
    return pd.DataFrame({"day": days("2025-01-01", "2025-01-09", "2025-01-31"), "team": ["A", "A", "B"]})


def small(metric):
    return replace(metric, minimum_base=1)


def test_series_has_a_row_a_period_in_order(company, survey):
    rows = company([small(NPS)], survey=survey).measures.series("nps", "month")
    assert rows["period"].astype(str).tolist() == ["2025-01", "2025-02"]
    assert rows["value"].round(6).tolist() == [33.333333, -100.0]


def test_an_unfinished_period_is_marked(company, survey):
    rows = company([small(NPS)], survey=survey).measures.series("nps", "month")
    assert rows["finished"].tolist() == [True, False]


def test_a_filter_keeps_its_rows_only(company, survey):
    made = company([small(NPS)], survey=survey, filters=("region",))
    assert made.measures.series("nps", "month", SOUTH)["value"].tolist() == [100.0, -100.0]


def test_a_filter_outside_the_filter_bar_works_too(company, survey):
    made = company([small(NPS)], survey=survey)
    assert made.measures.series("nps", "month", SOUTH)["base"].tolist() == [1.0, 1.0]


def test_a_filter_without_rows_leaves_no_periods(company, survey):
    rows = company([small(NPS)], survey=survey).measures.series("nps", "month", (Filter("region", ("East",)),))
    assert len(rows[rows["finished"]]) == 0
    assert list(rows.columns)[:2] == ["period", "value"]


def test_a_filter_that_a_source_lacks_is_named_and_passed_over(company, survey, tickets):
    made = company([NPS, COMPLAINTS], survey=survey, tickets=tickets)
    assert made.measures.unfiltered(COMPLAINTS, SOUTH) == ("region",)
    assert made.measures.unfiltered(NPS, SOUTH) == ()
    assert made.measures.series("complaints", "month", SOUTH)["value"].tolist() == [3.0]


def test_a_weekly_table_is_shown_by_month_or_week_but_never_by_day(company):
    weekly = pd.DataFrame({"day": pd.date_range("2025-01-06", periods=8, freq="7D").as_unit("us"), "orders": range(8)})
    made = company([ORDERS], {"shop": "week"}, shop=weekly)
    assert made.measures.grain(ORDERS, "day") == "week"
    assert made.measures.grain(ORDERS, "month") == "month"
    assert made.measures.grains() == ["week", "month", "quarter", "year"]
    assert made.measures.series("orders", "day")["value"].tolist() == [float(n) for n in range(8)]
    months = made.measures.series("orders", "month")
    assert months.loc[months["finished"], "value"].tolist() == [0 + 1 + 2 + 3, 4 + 5 + 6 + 7]


def test_the_last_row_of_a_weekly_table_covers_its_week(company):
    weekly = pd.DataFrame({"day": days("2025-01-06", "2025-01-13", "2025-01-20", "2025-01-27"), "orders": [1] * 4})
    made = company([ORDERS], {"shop": "week"}, shop=weekly)
    assert made.measures.last_day(ORDERS).isoformat() == "2025-02-02"
    assert made.measures.series("orders", "week")["finished"].all()


def test_a_count_does_not_take_a_month_begun_in_the_middle_for_a_whole_one(company):
    tickets = pd.DataFrame({"day": pd.date_range("2025-01-28", "2025-03-31", freq="D").as_unit("us")})
    rows = company([COMPLAINTS], tickets=tickets).measures.series("complaints", "month")
    assert rows["finished"].tolist() == [False, True, True]


def test_an_average_of_a_month_begun_in_the_middle_counts(company, survey):
    late = survey[survey["day"] >= "2025-01-20"]
    rows = company([small(NPS)], survey=late).measures.series("nps", "month")
    assert rows["finished"].tolist() == [True, False]


def test_a_formula_joins_sources_and_reaches_as_far_as_the_shortest(company, tickets):
    shop = pd.DataFrame({"day": days("2025-01-02", "2025-02-28"), "orders": [30.0, 10.0]})
    rate = Metric("rate", name="Per order", kind="formula", formula="complaints / orders", board=1)
    made = company([COMPLAINTS, ORDERS, rate], tickets=tickets, shop=shop)
    rows = made.measures.series("rate", "month")
    assert rows["value"].iloc[0] == pytest.approx(0.1)
    assert made.measures.last_day(rate).isoformat() == "2025-01-31"
    assert rows["finished"].tolist()[0] is True and not rows["finished"].iloc[1:].any()


def test_a_formula_is_shown_at_the_coarsest_grain_of_its_parts(company, tickets):
    monthly = pd.DataFrame({"day": days("2025-01-01"), "orders": [30.0]})
    rate = Metric("rate", kind="formula", formula="complaints / orders")
    made = company([COMPLAINTS, ORDERS, rate], {"shop": "month"}, tickets=tickets, shop=monthly)
    assert made.measures.grain(rate, "week") == "month"


def test_a_formula_of_numbers_alone_is_a_problem_the_user_can_mend(company, tickets):
    made = company([COMPLAINTS, Metric("odd", name="Odd", kind="formula", formula="2 + 3")], tickets=tickets)
    with pytest.raises(CXError):
        made.measures.series("odd", "month")


def test_a_rate_over_a_total_of_another_source(company, tickets):
    shop = pd.DataFrame({"day": days("2025-01-01", "2025-01-31"), "orders": [20.0, 10.0]})
    rate = Metric("rate", kind="rate", source="tickets", settings={"exposure": "orders", "per": 1}, minimum_base=1)
    made = company([ORDERS, rate], tickets=tickets, shop=shop)
    assert made.measures.series("rate", "month")["value"].tolist() == pytest.approx([0.1])


def test_a_source_without_dates_says_so(company):
    made = company([NPS], survey=pd.DataFrame({"score": [10.0, 9.0]}))
    with pytest.raises(NoDates):
        made.measures.series("nps", "month")


def test_a_metric_whose_source_is_gone_says_so(company):
    with pytest.raises(CXError):
        company([NPS]).measures.series("nps", "month")


def test_blank_scores_have_no_value(company):
    blank = pd.DataFrame({"day": days("2025-01-01", "2025-01-31"), "score": pd.array([None, None], "Float64")})
    rows = company([NPS], survey=blank).measures.series("nps", "month")
    assert rows["value"].isna().all() and (rows["base"].fillna(0) == 0).all()


def test_values_are_offered_most_frequent_first_and_at_most_forty(company):
    regions = ["North"] * 3 + ["South"] * 2 + [f"r{n}" for n in range(60)]
    many = pd.DataFrame({"day": days(*["2025-01-01"] * 65), "score": 5.0, "region": regions})
    found = company([NPS], survey=many).measures.values("region")
    assert found[:2] == ["North", "South"] and len(found) == 40


def test_comments_are_counted_behind_the_filter(company, survey):
    said = survey.assign(comment=["Late", "", None, "Cold"])
    made = company([NPS], survey=said)
    january, february = pd.period_range("2025-01", periods=2, freq="M")
    assert made.measures.comments(NPS, "month", january) == 1
    assert made.measures.comments(NPS, "month", january, SOUTH) == 0
    assert made.measures.comments(NPS, "month", february, SOUTH) == 1
    assert made.measures.comments(Metric("f", kind="formula"), "month", january) == 0


def test_comments_are_counted_in_every_column_of_them_and_only_of_the_metrics_own_rows(company, survey):
    south = replace(NPS, id="south", where=SOUTH)
    said = survey.assign(comment=["Late", " ", None, "Cold"], reason=[None, "", "Kind", "Slow"])
    made = company([NPS, south], survey=said)
    january, february = pd.period_range("2025-01", periods=2, freq="M")
    found = [made.measures.comments(metric, "month", month) for metric in (NPS, south) for month in (january, february)]
    assert found == [2, 1, 1, 1]
    read = rows(made.measures.dataset("survey"), [WORDS], (SAID,))[WORDS]
    assert list(read) == ["Cold\nSlow", "Kind", "Late"]


def test_a_click_asks_no_source_again(company, survey):
    made = company([NPS], survey=survey, filters=("region",))
    made.measures.series("nps", "month")
    asked = made.measures.cube.cache_info().misses
    made.measures.series("nps", "month", SOUTH)
    assert made.measures.cube.cache_info().misses == asked


def test_answers_of_fewer_than_the_minimum_are_hidden(company, survey):
    rows = company([NPS], survey=survey).measures.series("nps", "month")
    assert rows["standing"].tolist() == ["hidden", "hidden"]
    assert rows[["value", "lower", "upper", "base"]].isna().all(axis=None)


def test_counts_are_shown_at_any_size(company, tickets):
    rows = company([COMPLAINTS], tickets=tickets).measures.series("complaints", "month")
    assert rows["value"].tolist() == [3.0]


def test_a_metric_that_cannot_be_computed_does_not_take_the_page_away(company, tickets):
    odd = Metric("odd", name="Odd", kind="formula", formula="complaints /", role="leading")
    undated = Metric("undated", kind="nps", source="survey", columns={"value": "score"})
    made = company([COMPLAINTS, odd, undated], tickets=tickets, survey=pd.DataFrame({"score": [1.0]}))
    assert made.measures.grains()[0] == "day"
    assert made.measures.problem(COMPLAINTS) == ""
    assert "not understood" in made.measures.problem(odd)
    assert "no date column" in made.measures.problem(undated)
    assert scan_of(made.workspace, made.measures).empty


def test_a_metric_over_words_or_a_lost_column_takes_only_itself_away(company, survey):
    words = small(replace(NPS, id="words", columns={"value": "region"}))
    lost = small(replace(NPS, id="lost", columns={"value": "gone"}))
    measures = company([small(NPS), words, lost], survey=survey).measures
    assert measures.problem(measures.workspace.metric("nps")) == ""
    assert "region does not hold numbers" in measures.problem(measures.workspace.metric("words"))
    assert "gone" in measures.problem(measures.workspace.metric("lost"))
