"""Small groups stay hidden, and cannot be worked out from the others."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.metrics import suppressed


def groups(bases, **dimensions):
    dimensions = dimensions or {"region": [f"r{i}" for i in range(len(bases))]}
    return pd.DataFrame(
        {
            "period": pd.Period("2025-01", "M"),
            **dimensions,
            "value": 1.0,
            "lower": 0.0,
            "upper": 2.0,
            "base": [float(base) for base in bases],
        }
    )


def test_the_next_smallest_is_hidden_with_a_single_small_group():
    assert suppressed(groups([3, 40, 12, 100]))["standing"].tolist() == ["hidden", "normal", "hidden", "normal"]


def test_two_small_groups_cover_each_other():
    assert suppressed(groups([3, 4, 12]))["standing"].tolist() == ["hidden", "hidden", "indicative"]


def test_nothing_of_a_hidden_group_is_told():
    hidden = suppressed(groups([3, 40])).iloc[0]
    assert hidden[["value", "lower", "upper", "base"]].isna().all()


def test_a_number_that_counts_no_people_is_never_hidden():
    assert suppressed(groups([float("nan")]))["standing"].tolist() == ["normal"]


def test_a_whole_without_dimensions_is_hidden_alone():
    alone = groups([3, 50]).drop(columns="region").assign(period=pd.period_range("2025-01", periods=2, freq="M"))
    assert suppressed(alone)["standing"].tolist() == ["hidden", "normal"]


@given(st.lists(st.integers(1, 40), min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_line_of_a_table_has_a_single_hidden_cell(bases):
    table = groups(bases, region=["n", "n", "n", "s", "s", "s"], channel=["web", "shop", "call"] * 2)
    hidden = suppressed(table).assign(hidden=lambda rows: rows["standing"] == "hidden")
    for dimension in ("region", "channel"):
        assert (hidden.groupby(dimension)["hidden"].sum() != 1).all()
