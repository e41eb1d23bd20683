import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.causes.splitting import against_rest, split, split_sentence, waterfall
from cxlib.errors import TooFewAnswers


def sums(shares, values, names=("a", "b")):
    shares = np.array(shares, float)
    return pd.DataFrame({"kind": list(names), "numerator": shares * values, "denominator": shares})


def test_printed_split():
    parts = split(sums([0.6, 0.4], [40, 10]), sums([0.5, 0.5], [42, 8]), "kind").set_index("segment")
    assert parts.loc[["a", "b"], "mix"].tolist() == pytest.approx([-1.45, -1.75])
    assert parts.loc[["a", "b"], "rate"].tolist() == pytest.approx([1.10, -0.90])
    assert parts["total"].sum() == pytest.approx(25 - 28)


cells = st.lists(st.tuples(st.floats(0, 1000), st.floats(-100, 100)), min_size=3, max_size=3)


@settings(max_examples=40, deadline=None)
@given(cells, cells)
def test_parts_add_up_to_the_change(old, new):
    frames = [sums(*zip(*((base + 0.01 * (place == 0), value) for place, (base, value) in enumerate(period)),
                        strict=True), names="abc") for period in (old, new)]
    before, after = (frame["numerator"].sum() / frame["denominator"].sum() for frame in frames)
    assert split(*frames, "kind")["total"].sum() == pytest.approx(after - before, abs=1e-7)


def test_a_new_segment_is_all_mix():
    parts = split(sums([1.0], [40], "a"), sums([0.5, 0.5], [40, 10]), "kind").set_index("segment")
    assert parts["rate"].tolist() == [0, 0]
    assert parts["mix"].sum() == pytest.approx(-15)


def test_a_total_has_no_mix():
    before = pd.DataFrame({"kind": ["a", "b"], "numerator": [10.0, 5]})
    after = pd.DataFrame({"kind": ["a", "c"], "numerator": [7.0, 2]})
    parts = split(before, after, "kind").set_index("segment")
    assert parts["rate"].to_dict() == {"a": -3, "b": -5, "c": 2}
    assert (parts["mix"] == 0).all()


def test_several_dimensions_make_one_segment():
    frame = pd.DataFrame({"region": ["n", "s"], "plan": ["x", "y"], "numerator": [1.0, 2], "denominator": [2.0, 2]})
    assert set(split(frame, frame, ["region", "plan"])["segment"]) == {"n · x", "s · y"}


def test_a_group_is_split_against_everybody_else():
    frame = pd.DataFrame({"team": ["t", "t", "u", "u"], "kind": ["a", "b", "a", "b"],
                          "numerator": [8.0, 1, 16, 8], "denominator": [10.0, 10, 20, 20]})
    parts = against_rest(frame, {"team": "t"}, "kind")
    assert parts["total"].sum() == pytest.approx(9 / 20 - 24 / 40)


def test_an_empty_period_is_refused():
    with pytest.raises(TooFewAnswers):
        split(sums([0.0, 0], [0, 0]), sums([1.0, 1], [1, 1]), "kind")


def test_an_unknown_dimension_is_a_wrong_argument():
    with pytest.raises(ValueError, match="region"):
        split(sums([1.0, 1], [1, 1]), sums([1.0, 1], [1, 1]), "region")


def test_the_waterfall_ends_at_the_whole_change():
    before, after = sums([1] * 5, range(5), "abcde"), sums([1, 2, 3, 4, 5], range(1, 6), "abcde")
    steps = waterfall(split(before, after, "kind"), largest=2)
    assert len(steps) == 3 and pd.isna(steps["segment"].iloc[-1])
    assert steps["end"].iloc[-1] == pytest.approx(split(before, after, "kind")["total"].sum())
    assert steps["start"].iloc[0] == 0


@pytest.mark.parametrize(("mix", "rate", "words"), [
    (0.0, -3.0, "got unhappier"), (-3.0, 0.1, "more of the unhappy kinds"), (-1.0, -2.0, "Two things"),
    (2.0, -3.0, "but there are more of the happy kinds"), (3.0, 0.1, "more of the happy kinds"), (0.0, 0.0, "Nothing"),
])
def test_the_sentence_tells_mix_from_rate(mix, rate, words):
    assert words in split_sentence(parted(mix, rate))


def parted(mix, rate, share_before=0.2, share_after=0.31):
    return pd.DataFrame({"segment": ["Chat"], "mix": [mix], "rate": [rate], "share_before": [share_before],
                         "share_after": [share_after]})  # fmt: skip


def test_the_sentence_names_whose_share_moved_and_what_that_did():
    assert split_sentence(parted(-3.0, 0.1)).endswith("Most of that mix: Chat grew from 20\u202f% to 31\u202f% (−3.0).")
    assert "shrank from 20.0\u202f% to 19.0\u202f%" in split_sentence(parted(-3.0, 0.1, share_after=0.19))
    assert "makes 31\u202f% of Web and 20\u202f% elsewhere" in split_sentence(parted(-3.0, 0.1), group="Web")


def test_what_nobody_answers_gets_no_happier():
    assert split_sentence(parted(0.0, -3.0), answered=False).startswith("Inside the same segments −3.0 of −3.0")


def test_less_is_happier_where_down_is_good():
    parts = pd.DataFrame({"mix": [0.0], "rate": [-3.0]})
    assert "got happier" in split_sentence(parts, better="down")


def test_a_missing_level_is_a_segment_of_its_own():
    before = pd.DataFrame({"kind": ["a", None], "numerator": [4.0, 2.0], "denominator": [5.0, 5.0]})
    after = before.assign(numerator=[4.0, 1.0])
    assert split(before, after, "kind")["segment"].tolist() == ["none", "a"]
