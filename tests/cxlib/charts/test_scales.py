from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.charts.scales import apart, nice_ticks


def test_ticks_are_round_and_inside():
    assert nice_ticks(0, 100) == [0, 20, 40, 60, 80, 100]
    assert nice_ticks(0.62, 0.79) == [0.65, 0.7, 0.75]


def test_no_ticks_without_a_range():
    assert nice_ticks(3, 3) == []
    assert nice_ticks(float("nan"), 1) == []


@settings(max_examples=60)
@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_ticks_are_few_and_inside_any_range(low, width):
    ticks = nice_ticks(low, low + width)
    assert len(ticks) <= 12
    assert all(low - 0.01 * width <= tick <= low + 1.01 * width for tick in ticks)


@settings(max_examples=60)
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12))
def test_labels_keep_their_distance_and_order(places):
    moved = apart(places, 1.0)
    ranked = [place for _, place in sorted(zip(places, moved, strict=True), key=lambda pair: pair[0])]
    assert all(after - before >= 1 - 1e-6 for before, after in zip(sorted(ranked), sorted(ranked)[1:], strict=False))


def test_labels_with_room_stay():
    assert apart([1.0, 5.0], 1.0) == [1.0, 5.0]
