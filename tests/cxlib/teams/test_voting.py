"""Dots and answers are counted once a person."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.teams.voting import answers, tally

CHOICES = ["waits", "prices", "app"]
BALLOTS = st.lists(st.lists(st.sampled_from([*CHOICES, "smuggled in"]), max_size=6), max_size=12)


def test_the_most_dots_come_first_and_equals_keep_their_order():
    found = tally(CHOICES, [["app"], ["app", "prices"]], dots=3)
    assert found == [("app", 2), ("prices", 1), ("waits", 0)]


@settings(max_examples=60)
@given(BALLOTS, st.integers(1, 3))
def test_nobody_has_more_dots_than_they_were_given(ballots, dots):
    found = tally(CHOICES, ballots, dots)
    assert sorted(line.choice for line in found) == sorted(CHOICES)
    assert all(0 <= line.dots <= len(ballots) for line in found)
    assert sum(line.dots for line in found) <= dots * len(ballots)


def test_the_same_answer_in_other_letters_is_one_answer():
    said = [("p", "No staff on Mondays."), ("q", " no staff  on mondays"), ("p", "NO STAFF ON MONDAYS"), ("r", "  ")]
    assert answers(said) == [("No staff on Mondays.", 2)]
