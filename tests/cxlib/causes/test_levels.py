"""Levels of a metric, the answers that drivers are looked for in, and standing below or above expectation."""

import numpy as np
import pandas as pd
import pytest

from cxlib.causes import drivers, influencers
from cxlib.causes.answering import OUTCOME, answers, driver_columns, reached
from cxlib.causes.expecting import by_segment, sides, standings
from cxlib.causes.levels import level_sums, levels
from cxlib.workspace import Column, Metric, Source

SCALE = Column("score", "integer", "score", (1, 5))
SOURCE = Source("survey", columns=(SCALE,))
NPS = Metric("nps", kind="nps", source="survey", columns={"value": "score"})
CSAT = Metric("csat", kind="csat", source="survey", columns={"value": "score"})


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    rows = 3000
    region = rng.choice(["North", "South", "West"], rows)
    quality, price = rng.integers(1, 11, (2, rows)).astype(float)
    score = np.clip(np.round(0.7 * quality + rng.normal(2.5, 1, rows) - 3 * (region == "South")), 0, 10)
    day = pd.date_range("2025-01-01", periods=rows, freq="2h").as_unit("us")
    return pd.DataFrame({"day": day, "region": region, "channel": rng.choice(["App", "Phone"], rows),
                         "score": score.astype(int), "quality": quality, "price": price})  # fmt: skip


def test_detractors_come_before_promoters():
    assert [level.code for level in levels(NPS, SOURCE)] == ["detractors", "promoters"]


def test_dissatisfied_mirrors_the_top_boxes():
    low, high = levels(CSAT, SOURCE)
    assert (low.counted.settings, high.counted.settings) == (
        {"op": "<=", "values": (2.0,)}, {"op": ">=", "values": (4,)})  # fmt: skip


def test_a_scale_whose_low_end_is_good_is_turned():
    turned = Source("survey", columns=(Column("score", "integer", "score", (1, 5), "down"),))
    low, high = levels(CSAT, turned)
    assert (low.counted.settings["op"], high.counted.settings["op"]) == (">=", "<=")
    assert (low.mood, high.mood) == ("low", "high")


@pytest.mark.parametrize("kind", ["count", "total", "rate", "distinct", "quantile"])
def test_a_total_has_no_levels(kind):
    assert levels(Metric("m", kind=kind, source="survey", columns={"value": "score"}), SOURCE) == ()


def test_a_yes_is_bad_where_less_is_better():
    metric = Metric("m", kind="share", source="survey", columns={"value": "churned"}, direction="down")
    assert [level.code for level in levels(metric, SOURCE)] == ["yes", "no"]


def test_level_sums_count_answers_at_the_level(company, survey):
    made = company([NPS], survey=survey)
    detractors = levels(NPS, made.workspace.sources[0])[0]
    sums = level_sums(made.measures, NPS, detractors, ())
    assert sums["numerator"].sum() == (survey["score"] <= 6).sum()
    assert sums["denominator"].sum() == len(survey)


def test_a_level_and_its_opposite_make_all_answers(company, survey):
    share = Metric("m", kind="share", source="survey", columns={"value": "solved"})
    made = company([share], survey=survey.assign(solved=survey["score"] > 5))
    no, yes = (level_sums(made.measures, share, level, ()) for level in levels(share, made.workspace.sources[0]))
    assert (no["numerator"] + yes["numerator"]).sum() == len(survey)


def test_what_makes_a_detractor_is_found(company, survey):
    made = company([NPS], survey=survey)
    sums = level_sums(made.measures, NPS, levels(NPS, made.workspace.sources[0])[0], ())
    first = influencers(sums, ["region", "channel"]).iloc[0]
    assert (first["factor"], first["value"]) == ("region", "South") and first["lower"] > 1


def test_drivers_are_the_other_numbers_of_the_table(company, survey):
    made = company([NPS], survey=survey)
    assert [column.name for column in driver_columns(made.measures, NPS)] == ["quality", "price"]


def test_the_strongest_driver_is_found_in_the_rows(company, survey):
    made = company([NPS], survey=survey)
    asked = answers(made.measures, NPS, ["quality", "price"], ())
    table = drivers(asked.frame, OUTCOME, asked.names, asked.weight)
    assert table["driver"].tolist() == ["quality", "price"] and table["tier"].tolist() == [1, 2]


def test_answers_off_their_scale_are_missing(company, survey):
    made = company([NPS], survey=survey.assign(score=survey["score"].where(survey.index > 10, 99)))
    assert answers(made.measures, NPS, ["quality"], ()).frame[OUTCOME].max() <= 10


def test_performance_is_the_share_of_the_scale_reached():
    driven = pd.DataFrame({"driver": ["score", "easy", "minutes"], "performance": [4.0, 0.25, 18.0],
                           "importance": [0.3, 0.2, 0.1]})  # fmt: skip
    columns = (SCALE, Column("easy", "yes_no", "yes_no", None, "down"), Column("minutes", "number", "measure"))
    placed = reached(driven, columns)
    assert placed["performance"].tolist() == [0.75, 0.75]


def test_standings_add_up_and_end_with_all_together(company, survey):
    made = company([NPS], survey=survey)
    table = standings(made.measures, NPS, (), "region")
    assert (table["low"] + table["between"] + table["high"]).tolist() == pytest.approx([1] * 4)
    assert table["segment"].tolist()[0] == "South" and pd.isna(table["segment"].iloc[-1])
    assert table["base"].iloc[-1] == len(survey)


def test_standings_over_time_keep_the_order_of_periods(company, survey):
    made = company([NPS], survey=survey)
    table = standings(made.measures, NPS, ())
    months = list(table["segment"].iloc[:-1])
    assert months == sorted(months)


def test_below_the_promise_is_received_less_than_expected(company, survey):
    gap = Metric("gap", kind="received_expected", source="survey", columns={"value": "quality", "denominator": "price"})
    made = company([gap], survey=survey)
    assert [level.code for level in sides(made.measures, gap)] == ["below", "above"]
    whole = standings(made.measures, gap, ()).iloc[-1]
    assert whole["low"] == pytest.approx((survey["quality"] < survey["price"]).mean())


def test_the_metric_of_each_segment_has_an_interval_around_it(company, survey):
    made = company([NPS], survey=survey)
    table = by_segment(made.measures, NPS, (), "region")
    assert table["segment"].iloc[0] == "South"
    assert ((table["lower"] < table["value"]) & (table["value"] < table["upper"])).all()
