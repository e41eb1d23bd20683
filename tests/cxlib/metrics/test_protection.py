"""No small group can be worked out from those that are shown: tried by adding and subtracting everything."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.metrics.protection import hidden_groups

LEAST = 5


def groups(levels):
    """The whole and every value of every column, over the cells of their cross table."""
    cells = np.array(list(product(*(range(count) for count in levels))))
    choices = [(column, value) for column, count in enumerate(levels) for value in range(count)]
    members = [np.ones(len(cells)), *(cells[:, column] == value for column, value in choices)]
    return np.array(members, dtype=float), np.array([0, *(column + 1 for column, _value in choices)])


def hidden(levels, base, least=LEAST):
    members, family = groups(levels)
    return hidden_groups(members, np.array(base, dtype=float), least, family).tolist()


def test_small_groups_are_hidden_and_empty_ones_are_not():
    assert hidden((3,), [4, 0, 30]) == [False, True, False, True]
    assert hidden((3,), [5, 0, 30]) == [False] * 4


def test_one_hidden_group_takes_the_next_smallest_with_it():
    assert hidden((4,), [3, 10, 20, 30]) == [False, True, True, False, False]


def test_hidden_groups_are_not_small_together():
    assert hidden((4,), [1, 2, 20, 30]) == [False, True, True, True, False]


def test_a_whole_that_is_small_is_hidden_with_all_its_parts():
    assert hidden((2,), [2, 2]) == [True, True, True]


def test_a_group_of_one_column_does_not_tell_on_a_part_of_it_in_another():
    """Cities lie in regions: North less its one large city would be the small one."""
    members = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], *np.eye(4)])
    family = np.array([0, 1, 1, 2, 2, 2, 2])
    found = hidden_groups(members, np.array([3.0, 40, 50, 60]), LEAST, family)
    assert found[3] and found[4]  # the small city, and the one it would be worked out by


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_small_is_a_sum_or_difference_of_what_is_shown(data):
    levels = data.draw(st.sampled_from([(4,), (2, 3), (3, 3), (2, 2, 2), (3, 4)]))
    sizes = st.sampled_from([0, 0, 1, 2, 3, 5, 9, 30])
    base = np.array(data.draw(st.lists(sizes, min_size=int(np.prod(levels)), max_size=int(np.prod(levels)))), float)
    members, family = groups(levels)
    kept = ~hidden_groups(members, base, LEAST, family)
    filled = members[kept][:, base > 0]
    filled = filled[filled.sum(axis=1) > 0]
    weights = np.array(list(product((-1, 0, 1), repeat=len(filled))), dtype=float).reshape(3 ** len(filled), -1)
    worked_out = weights @ filled
    is_a_group = ((worked_out == 0) | (worked_out == 1)).all(axis=1)
    sizes_worked_out = (worked_out @ base[base > 0])[is_a_group]
    assert not ((sizes_worked_out > 0) & (sizes_worked_out < LEAST)).any()


@given(st.lists(st.integers(0, 40), min_size=12, max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_hidden_group_lies_in_the_span_of_the_shown_ones(base):
    members, family = groups((3, 4))
    weights = np.array(base, float)
    found = hidden_groups(members, weights, LEAST, family)
    filled = members[:, weights > 0]
    known = filled[~found & (filled @ weights[weights > 0] > 0)].T
    for group in np.flatnonzero(found):
        parts, *_rest = np.linalg.lstsq(known, filled[group], rcond=None)
        assert not np.allclose(known @ parts, filled[group], atol=1e-7)


def test_large_groups_are_all_shown():
    assert not any(hidden((4, 5), [30] * 20))
