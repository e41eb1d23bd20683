"""Formulas: grammar, circles, and the interval that follows from the parts."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.errors import FormulaProblem, MetricCycle
from cxlib.metrics import estimates
from cxlib.metrics.formula import checked, evaluate, needed, parse, parts
from cxlib.sources import cube
from cxlib.workspace import Metric

A, B = Metric("a", name="Complaints per day"), Metric("b", name="Orders")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a + b * 2", 14),
        ("(a + b) * 2", 20),
        ("-a + b", -2),
        ("a / b", 1.5),
        ("[Complaints per day] − orders", 2),
        ("6 / 3 / 2", 1),
        ("10 - 3 - 2", 5),
        ("2 × a ÷ b", 3),
        ("a - - b", 10),
        ("1.5*a", 9),
    ],
)
def test_a_formula_is_read_as_at_school(formula, value):
    assert evaluate(parse(formula, [A, B]), {"a": [6.0], "b": [4.0]}, 1).value[0] == pytest.approx(value)


@pytest.mark.parametrize(
    "formula", ["", "a +", "a b", "(a", "a)", "a ** b", "__import__('os')", "c", "a.b", "1e5", "[a"]
)
def test_what_is_no_formula_is_refused(formula):
    with pytest.raises(FormulaProblem):
        parse(formula, [A, B])


@given(st.text(alphabet="ab()+-*/ 12.[]", max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_formula_or_a_problem(text):
    try:
        parse(text, [A, B])
    except FormulaProblem as problem:
        assert str(problem)


def test_deep_nesting_is_refused():
    with pytest.raises(FormulaProblem):
        parse("(" * 5000 + "a" + ")" * 5000, [A, B])


def test_a_longer_name_wins_over_its_beginning():
    metrics = [Metric("x", name="Orders"), Metric("y", name="Orders online")]
    assert parse("orders online", metrics).metric == "y"


def test_circles_are_refused_by_name():
    first, second = (
        Metric("f", name="First", kind="formula", formula="g + 1"),
        Metric("g", name="Second", kind="formula", formula="first * 2"),
    )
    with pytest.raises(MetricCycle, match="First → Second → First"):
        checked(first, [first, second])


def test_a_formula_over_formulas_comes_down_to_metrics_with_a_source():
    ratio = Metric("r", kind="formula", formula="a / b")
    percent = Metric("p", kind="formula", formula="100 * r")
    assert [part.id for part in parts(percent, [A, B, ratio, percent])] == ["a", "b"]
    assert [part.id for part in needed(percent, [A, B, ratio, percent])] == ["a", "b", "r", "p"]


def test_the_exposure_of_a_rate_is_part_of_it():
    rate = Metric("r", kind="rate", settings={"exposure": "b"})
    assert [part.id for part in parts(rate, [A, B, rate])] == ["b", "r"]


def test_a_formula_has_the_interval_of_its_parts(dataset):
    minutes = Metric("minutes", kind="total", columns={"value": "minutes"})
    double = Metric("double", kind="formula", formula="2 * minutes - minutes")
    cells = cube(dataset, [minutes, double], "month")
    own, formula = estimates(cells, minutes), estimates(cells, double)
    assert formula[["value", "lower", "upper"]].to_numpy() == pytest.approx(own[["value", "lower", "upper"]].to_numpy())


def test_a_division_by_nothing_is_missing(dataset):
    never = Metric("never", kind="total", columns={"value": "complaints"})
    ratio = Metric("ratio", kind="formula", formula="1 / never")
    assert math.isnan(estimates(cube(dataset, [never, ratio], "month"), ratio)["value"].iloc[1])
