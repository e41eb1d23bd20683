import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.stats import importance

AMONG = np.array([[1, 0.6, 0.3], [0.6, 1, 0.4], [0.3, 0.4, 1]])
WITH_OUTCOME = np.array([0.50, 0.45, 0.35])


def random_correlations(drivers, seed):
    normal = np.random.default_rng(seed).normal(size=(drivers + 1, 3 * (drivers + 1)))
    matrix = np.corrcoef(normal)
    return matrix[:-1, :-1], matrix[:-1, -1]


def test_printed_shapley_shares():
    shares = importance.lmg(AMONG, WITH_OUTCOME)
    assert shares.round(4).tolist() == [0.1506, 0.0983, 0.0627]
    assert shares.sum() == pytest.approx(0.3116, abs=5e-5)


def test_printed_relative_weights():
    assert importance.relative_weights(AMONG, WITH_OUTCOME).round(4).tolist() == [0.1511, 0.0958, 0.0647]


def test_twins_share_what_they_explain_together():
    shares = importance.lmg(np.ones((2, 2)), np.array([0.6, 0.6]))
    assert shares == pytest.approx([0.18, 0.18])


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 7), st.integers(0, 10**6))
def test_shares_sum_to_r2(drivers, seed):
    among, with_outcome = random_correlations(drivers, seed)
    r2 = with_outcome @ np.linalg.solve(among, with_outcome)
    assert importance.lmg(among, with_outcome).sum() == pytest.approx(r2)
    assert importance.relative_weights(among, with_outcome).sum() == pytest.approx(r2)


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_averages_over_all_orders_are_the_shapley_shares(drivers, seed):
    among, with_outcome = random_correlations(drivers, seed)
    orders = np.array(list(itertools.permutations(range(drivers))))
    averaged = importance.order_averages(among[None], with_outcome[None], orders)[0]
    assert averaged == pytest.approx(importance.lmg(among, with_outcome))


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 8), st.integers(0, 10**6))
def test_every_driver_stands_equally_often_at_every_place(drivers, seed):
    orders = importance.balanced_orders(drivers, seed=seed)
    for place in range(drivers):
        assert set(np.bincount(orders[:, place], minlength=drivers)) == {4}


def test_blocks_add_up_to_the_whole():
    columns = np.random.default_rng(1).normal(size=(2503, 3))
    weights = np.linspace(0, 2, 2503)
    blocks = importance.block_moments(columns, weights)
    assert len(blocks) <= 1000
    assert blocks.sum(axis=0) == pytest.approx(columns.T @ (columns * weights[:, None]))


def test_resampling_varies_around_the_whole():
    columns = np.ones((400, 1))
    blocks = importance.block_moments(columns, np.ones(400))
    assert importance.resampled_moments(blocks, 20) == pytest.approx(np.full((20, 1, 1), 400.0))
