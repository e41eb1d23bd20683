import numpy as np
import pandas as pd
import pytest

from cxlib.causes import drill
from cxlib.errors import TooFewAnswers

DIMS = ["region", "plan", "team"]


def sums(seed, drop=0.0):
    random = np.random.default_rng(seed)
    people = pd.DataFrame({name: random.integers(size, size=8000) for name, size in zip(DIMS, (3, 2, 9), strict=True)})
    y = (random.random(8000) < 0.8 - drop * ((people["region"] == 1) & (people["plan"] == 0))).astype(float)
    return people.assign(numerator=y, denominator=1.0, squares=y).groupby(DIMS, as_index=False).sum()


def test_the_dimension_that_sets_the_change_apart_is_proposed():
    step = drill(sums(1), sums(2, drop=0.3), DIMS)
    assert step.dimension == "region" and step.proposals["segment"].iloc[0] == "1"
    assert step.parts["total"].iloc[0] == step.proposals["total"].iloc[0]


def test_inside_the_path_the_next_is_proposed():
    step = drill(sums(1), sums(2, drop=0.3), DIMS, {"region": 1})
    assert step.dimension == "plan" and "region" not in set(step.proposals["dimension"])


def test_a_path_opened_to_the_end_proposes_nothing():
    step = drill(sums(1), sums(2), DIMS, {"region": 1, "plan": 0, "team": 2})
    assert step.dimension is None and step.parts.empty


def test_many_values_do_not_win_by_noise():
    step = drill(sums(1), sums(2, drop=0.3), DIMS)
    gains = step.proposals.set_index("dimension")["gain"]
    assert gains["team"] < 0.3 * gains["region"]


def test_a_path_into_nothing_is_refused():
    with pytest.raises(TooFewAnswers):
        drill(sums(1), sums(2), DIMS, {"region": 99})


def test_a_path_outside_the_dimensions_is_a_wrong_argument():
    with pytest.raises(ValueError, match="shop"):
        drill(sums(1), sums(2), DIMS, {"shop": 1})
