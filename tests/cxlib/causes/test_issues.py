from dataclasses import replace

import pandas as pd
import pytest

from cxlib.causes import Assumptions, Range, avoided_churn, pareto

NOTHING = Range(0, 0, 0)
ISSUES = pd.DataFrame({"issue": ["late", "bill", "login", "app"], "occurrences": [100, 40, 30, 2],
                       "customers": [80, 40, 10, 2], "recurrences": [20, 0, 20, 0]})
FIGURES = Assumptions(Range(6, 12, 24), Range(50, 50, 50), credits=Range(0, 5, 10), rework=Range(0, 1, 2),
                      extra_churn=Range(0, 0.1, 0.2), lifetime_margin=Range(100, 100, 100))


def test_costs_follow_the_formula():
    row = pareto(ISSUES, FIGURES).set_index("issue").loc["late"]
    assert row["cost_low"] == pytest.approx(100 * 5)
    assert row["cost"] == pytest.approx(100 * (10 + 5 + 1) + 80 * 0.1 * 100)
    assert row["cost_high"] == pytest.approx(100 * (20 + 10 + 2) + 80 * 0.2 * 100)


def test_the_vital_few_are_the_smallest_set_that_makes_four_fifths():
    issues = pd.DataFrame({"issue": list("abcd"), "occurrences": [50, 30, 15, 5], "customers": [0] * 4})
    table = pareto(issues, FIGURES)
    assert table["vital"].tolist() == [True, True, False, False]
    assert table["cumulative"].tolist() == pytest.approx([0.5, 0.8, 0.95, 1.0])


def test_half_of_a_quarters_cost_is_freed_four_times_a_year():
    table = pareto(ISSUES, FIGURES, days=365.25 / 4)
    assert table["freed"].tolist() == pytest.approx((table["cost"] * 2).tolist())


def test_recurrence_is_a_share_of_occurrences_and_missing_if_unknown():
    assert pareto(ISSUES, FIGURES).set_index("issue")["recurrence"].to_dict() == pytest.approx(
        {"late": 0.2, "bill": 0.0, "login": 2 / 3, "app": 0.0})
    assert pareto(ISSUES.drop(columns="recurrences"), FIGURES)["recurrence"].isna().all()


def test_an_issues_own_figure_wins_and_keeps_the_range():
    own = pareto(ISSUES.assign(handling_minutes=[24, None, None, None]), FIGURES).set_index("issue")
    assumed = pareto(ISSUES, FIGURES).set_index("issue")
    assert own.loc["late", "cost"] - assumed.loc["late", "cost"] == pytest.approx(100 * 10)
    assert own.loc["late", "cost_low"] - assumed.loc["late", "cost_low"] == pytest.approx(100 * 5)
    assert own.loc["bill", "cost"] == assumed.loc["bill", "cost"]


def test_a_cost_that_was_written_down_is_used_low_base_and_high():
    written = ISSUES.assign(each_low=[1, None, None, None], each=[2, None, None, None], each_high=[4, None, None, None])
    without_churn = replace(FIGURES, extra_churn=Range(0, 0, 0))
    own = pareto(written, without_churn).set_index("issue")
    late = ISSUES.set_index("issue").loc["late", "occurrences"]
    assert list(own.loc["late", ["cost_low", "cost", "cost_high"]]) == [late, 2 * late, 4 * late]
    assert own.loc["bill", "cost"] == pareto(ISSUES, without_churn).set_index("issue").loc["bill", "cost"]


def test_no_cost_has_no_vital_few():
    assert not pareto(ISSUES, Assumptions(NOTHING, NOTHING, extra_churn=NOTHING))["vital"].any()


def test_a_range_that_falls_is_a_wrong_argument():
    with pytest.raises(ValueError, match="credits"):
        Assumptions(credits=Range(3, 2, 1))


def test_kept_customers_are_weighed_against_new_ones():
    figures = Assumptions(extra_churn=Range(0, 0.1, 0.1), lifetime_margin=Range(100, 200, 300),
                          acquisition_cost=Range(50, 50, 50))
    worth = avoided_churn(1000, figures)
    assert worth.kept == (0, 50, 50)
    assert worth.margin == (0, 10_000, 15_000)
    assert worth.replacing == (0, 2500, 2500)
