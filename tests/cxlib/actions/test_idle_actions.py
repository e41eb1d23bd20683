"""Acting on the worst of twenty segments, with no effect at all, is hardly ever called a success."""

from benchmarks.idle_actions import idle_actions


def test_the_window_that_made_people_act_proves_nothing(tmp_path):
    words = [word for word, _naive in idle_actions(1_000, tmp_path, most=20)]
    assert words.count("worked") <= 3
