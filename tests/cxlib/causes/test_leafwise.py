import numpy as np
import pandas as pd
import pytest

from cxlib.causes import leafwise, segments
from cxlib.causes.cells import Leaves

DIMS = ["a", "b", "c"]


def leaves(seed, noise=0.05):
    """Totals of 8 x 10 x 6 leaves, before and after, differing by noise."""
    random = np.random.default_rng(seed)
    grid = pd.MultiIndex.from_product([range(8), range(10), range(6)], names=DIMS).to_frame(index=False)
    before = random.weibull(0.9, len(grid)) * 200 + 1
    return grid.assign(numerator=before), grid.assign(numerator=before * (1 + random.normal(0, noise, len(grid))))


def fallen(after, share, **where):
    inside = np.logical_and.reduce([after[name] == value for name, value in where.items()])
    return after.assign(numerator=after["numerator"] * np.where(inside, 1 - share, 1.0))


@pytest.mark.parametrize("where", [{"a": 3}, {"b": 2, "c": 5}, {"a": 1, "b": 4, "c": 0}])
def test_the_fall_of_a_total_is_found_and_summed(where):
    before, after = leaves(1, noise=0.02)
    after = fallen(after, 0.5, **where)
    found = segments(before, after, DIMS)
    assert [finding.where for finding in found] == [where] or len(where) == 3
    if len(where) < 3:
        inside = (before[list(where)] == pd.Series(where)).all(axis=1)
        assert found[0].contribution == pytest.approx((after["numerator"] - before["numerator"])[inside].sum())
        assert found[0].lower < found[0].contribution < found[0].upper


def test_several_values_are_named_instead_of_everything_around_them():
    before, after = leaves(2)
    for value in (0, 1, 2):
        after = fallen(after, 0.5, a=5, c=value)
    assert sorted(finding.where["c"] for finding in segments(before, after, DIMS)) == [0, 1, 2]


@pytest.mark.parametrize("seed", range(5))
def test_noise_of_leaves_is_not_a_cause(seed):
    assert segments(*leaves(seed, noise=0.1), DIMS) == []


def test_nothing_is_found_where_nothing_differs():
    before, _ = leaves(1)
    assert segments(before, before, DIMS) == []


def test_a_ratio_without_squares_takes_its_noise_from_the_leaves():
    random = np.random.default_rng(3)
    grid = leaves(3)[0][DIMS]
    bases = random.poisson(60, len(grid)) + 1
    def period(chance):
        return grid.assign(numerator=random.binomial(bases, chance).astype(float), denominator=bases.astype(float))
    chance = np.where((grid["a"] == 2) & (grid["b"] == 7), 0.5, 0.85)
    found = segments(period(0.85), period(chance), DIMS)
    assert [finding.where for finding in found] == [{"a": 2, "b": 7}]
    share = bases[(grid["a"] == 2) & (grid["b"] == 7)].sum() / bases.sum()
    assert found[0].contribution == pytest.approx(-0.35 * share, rel=0.2)


def test_leaves_of_both_periods_stand_side_by_side():
    old = Leaves((np.array([0, 1], np.int32), np.array([0, 1], np.int32)), (3, 2))
    new = Leaves((np.array([1, 2], np.int32), np.array([1, 0], np.int32)), (3, 2))
    both, (before, after) = leafwise.matched([old, new], [[np.array([5.0, 6])], [np.array([7.0, 8])]])
    together = dict(zip(zip(*both.codes, strict=True), zip(before[0], after[0], strict=True), strict=True))
    assert together == {(0, 0): (5, 0), (1, 1): (6, 7), (2, 0): (0, 8)}


def test_dimensions_of_one_value_leave_nothing_to_search():
    before, after = leaves(1)
    assert segments(before.assign(only="x"), after.assign(only="x"), ["only"]) == []


def test_what_grows_everywhere_alike_is_no_segment():
    before, after = leaves(6)
    assert segments(before, after.assign(numerator=1.3 * after["numerator"]), DIMS) == []


def test_a_segment_is_found_beneath_growth_everywhere():
    before, after = leaves(6)
    after = fallen(after.assign(numerator=1.3 * after["numerator"]), 0.5, a=2)
    assert [dict(finding.where) for finding in segments(before, after, DIMS)] == [{"a": 2}]
