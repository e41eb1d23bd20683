"""Raking to known shares."""

import pandas as pd
import pytest

from cxlib.stats.weighting import raked_weights

SAMPLE = pd.DataFrame({"sex": ["f"] * 6 + ["m"] * 4, "age": ["young", "old"] * 5})


def test_raked_shares_are_the_known_shares():
    found = raked_weights(SAMPLE, {"sex": {"f": 0.4, "m": 0.6}, "age": {"young": 0.7, "old": 0.3}})
    assert found.converged
    assert found.weights[:6].sum() == pytest.approx(4)
    assert found.weights[::2].sum() == pytest.approx(7)


def test_known_shares_that_are_met_already_change_nothing():
    found = raked_weights(SAMPLE, {"sex": {"f": 0.6, "m": 0.4}})
    assert found.weights == pytest.approx(1)
    assert found.effective_base == pytest.approx(10)


def test_weights_cost_answers():
    assert raked_weights(SAMPLE, {"sex": {"f": 0.1, "m": 0.9}}).effective_base < 7


def test_a_cap_that_keeps_a_share_out_of_reach_is_said():
    assert not raked_weights(SAMPLE.iloc[:7], {"sex": {"f": 0.1, "m": 0.9}}, cap=2).converged


def test_levels_without_a_known_share_keep_their_weight():
    found = raked_weights(pd.DataFrame({"sex": ["f", "m", None]}), {"sex": {"f": 0.5, "m": 0.5}})
    assert found.weights[2] == pytest.approx(1)
