"""Templates: complete, and offered only where the data can feed them."""

import pytest

from cxlib.metrics import KINDS
from cxlib.metrics.templates import FAMILIES, TEMPLATES, offered
from cxlib.workspace import Column, Source

DAY = Column("Date", "date", "date")


def proposed(*columns, **source):
    return {p.template.id: p.metric for p in offered(Source("s", time="Date", columns=(DAY, *columns), **source))}


def test_at_least_thirty_templates_in_four_families():
    assert len({template.id for template in TEMPLATES}) == len(TEMPLATES) >= 30
    assert {template.family for template in TEMPLATES} == set(FAMILIES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_template_says_why_and_can_be_fed(template):
    assert template.name and template.why
    assert template.kind or template.kpi
    assert template.kind in (*KINDS, "")
    assert set(template.settings) <= set(KINDS[template.kind or "given"].settings)


def test_a_0_to_10_score_is_offered_as_nps():
    found = proposed(Column("How likely", "integer", "score", (0, 10)))
    assert found["nps"].columns == {"value": "How likely"} and found["nps"].unit == "points"


def test_an_ease_question_is_effort_and_no_satisfaction():
    found = proposed(Column("How easy was it?", "integer", "score", (1, 7)))
    assert "ces" in found and "csat" not in found and "nps" not in found


def test_low_is_good_where_a_person_said_so():
    found = proposed(Column("Effort", "integer", "score", (1, 5), direction="down"))
    assert found["ces_mean"].settings["variant"] == "v1" and found["ces_mean"].direction == "down"


def test_a_weight_column_weights_averages():
    found = proposed(Column("Satisfied", "integer", "score", (1, 5)), Column("w", "number", "weight"))
    assert found["csat"].columns["weight"] == "w"


def test_only_what_the_columns_can_feed_is_offered():
    assert set(proposed(Column("Region", "category", "dimension"))) == {"rows"}


def test_a_standard_of_the_house_is_offered_in_its_own_words():
    assert proposed(Column("Greeted by name", "yes_no", "yes_no"))["standard"].name == "Greeted by name"


def test_a_kpi_table_is_taken_as_given():
    found = proposed(
        Column("Calls", "integer", "measure"),
        Column("SLA met", "percent", "measure"),
        Column("Open tickets", "integer", "measure"),
        grain="week",
        shape="wide_kpi",
    )
    assert found["contacts"].settings["aggregate"] == "sum"
    assert found["sla_given"].columns == {"value": "SLA met", "weight": "Calls"} and found["sla_given"].unit == "%"
    assert found["backlog"].settings["aggregate"] == "last"


def test_a_long_table_offers_a_metric_a_key():
    source = Source(
        "l",
        time="Date",
        grain="week",
        shape="long_kpi",
        columns=(
            DAY,
            Column("metric", "category", "dimension"),
            Column("value", "number", "measure"),
            Column("volume", "integer", "measure"),
        ),
    )
    found = [p.metric for p in offered(source, ["Downloads", "Crash rate"])]
    assert [m.settings["key"] for m in found] == ["Downloads", "Crash rate"]
    assert found[1].columns == {"value": "value", "key": "metric", "weight": "volume"}


def test_a_column_named_in_persian_is_understood():
    assert "complaints" in proposed(Column("تعداد شکایت", "integer", "measure"), grain="month", shape="wide_kpi")


def test_two_metrics_of_one_column_have_different_names_and_fewer_breaches_are_better():
    columns = (Column("Day", "date", "date"), Column("Breaches", "integer", "measure"))
    found = {p.metric.name: p.metric.direction for p in offered(Source("s", columns=columns, time="Day"))}
    assert {name: found[name] for name in found if name.startswith("Breaches")} == {
        "Breaches, on average": "down", "Breaches, in total": "down"}  # fmt: skip
