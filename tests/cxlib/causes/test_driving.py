import numpy as np
import pandas as pd
import pytest

from cxlib.causes import drivers, quadrant
from cxlib.errors import TooFewAnswers

# R's dataset swiss (1888, public domain): Fertility, Agriculture, Examination, Education, Catholic, Infant.Mortality
SWISS = """80.2 17 15 12 9.96 22.2
83.1 45.1 6 9 84.84 22.2
92.5 39.7 5 5 93.4 20.2
85.8 36.5 12 7 33.77 20.3
76.9 43.5 17 15 5.16 20.6
76.1 35.3 9 7 90.57 26.6
83.8 70.2 16 7 92.85 23.6
92.4 67.8 14 8 97.16 24.9
82.4 53.3 12 7 97.67 21
82.9 45.2 16 13 91.38 24.4
87.1 64.5 14 6 98.61 24.5
64.1 62 21 12 8.52 16.5
66.9 67.5 14 7 2.27 19.1
68.9 60.7 19 12 4.43 22.7
61.7 69.3 22 5 2.82 18.7
68.3 72.6 18 2 24.2 21.2
71.7 34 17 8 3.3 20
55.7 19.4 26 28 12.11 20.2
54.3 15.2 31 20 2.15 10.8
65.1 73 19 9 2.84 20
65.5 59.8 22 10 5.23 18
65 55.1 14 3 4.52 22.4
56.6 50.9 22 12 15.14 16.7
57.4 54.1 20 6 4.2 15.3
72.5 71.2 12 1 2.4 21
74.2 58.1 14 8 5.23 23.8
72 63.5 6 3 2.56 18
60.5 60.8 16 10 7.72 16.3
58.3 26.8 25 19 18.46 20.9
65.4 49.5 15 8 6.1 22.5
75.5 85.9 3 2 99.71 15.1
69.3 84.9 7 6 99.68 19.8
77.3 89.7 5 2 100 18.3
70.5 78.2 12 6 98.96 19.4
79.4 64.9 7 3 98.22 20.2
65 75.9 9 9 99.06 17.8
92.2 84.6 3 3 99.46 16.3
79.3 63.1 13 13 96.83 18.1
70.4 38.4 26 12 5.62 20.3
65.7 7.7 29 11 13.79 20.5
72.7 16.7 22 13 11.22 18.9
64.4 17.6 35 32 16.92 23
77.6 37.6 15 7 4.97 20
67.6 18.7 25 7 8.65 19.5
35 1.2 37 53 42.34 18
44.7 46.6 16 29 50.43 18.2
42.8 27.7 22 29 58.33 19.3"""
NAMES = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def swiss():
    return pd.DataFrame([[float(cell) for cell in line.split()] for line in SWISS.splitlines()],
                        columns=["Fertility", *NAMES])


def survey(rows=600, seed=0):
    random = np.random.default_rng(seed)
    answers = pd.DataFrame(random.integers(1, 6, (rows, 3)).astype(float), columns=["speed", "tone", "price"])
    return answers.assign(
        score=2 * answers["speed"] + answers["tone"] - answers["price"] + random.normal(size=rows))


def test_published_shares_of_swiss_fertility():
    table = drivers(swiss(), "Fertility", NAMES)
    published = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert table.set_index("driver").loc[NAMES, "importance"].to_numpy() == pytest.approx(published, abs=6e-9)
    assert table["importance"].sum() == pytest.approx(0.7067350, abs=5e-8)
    assert table["driver"].iloc[0] == "Education" and table["sign"].iloc[0] == -1


def test_forty_seven_answers_are_called_few():
    assert any("47" in note for note in drivers(swiss(), "Fertility", NAMES).attrs["notes"])


def test_clear_drivers_stand_in_tiers_of_their_own():
    table = drivers(survey(), "score", ["price", "tone", "speed"])
    assert table["driver"].iloc[0] == "speed"
    assert table["tier"].tolist() == [1, 2, 2]
    assert table.set_index("driver")["sign"].to_dict() == {"speed": 1, "tone": 1, "price": -1}


def test_intervals_hold_the_importance():
    table = drivers(survey(), "score", ["speed", "tone", "price"])
    assert ((table["lower"] <= table["importance"]) & (table["importance"] <= table["upper"])).all()


def test_a_wider_level_contains_the_narrower():
    wide, narrow = (drivers(survey(), "score", ["speed", "tone", "price"], level=level) for level in (0.99, 0.8))
    assert (wide["lower"] <= narrow["lower"]).all() and (wide["upper"] >= narrow["upper"]).all()


def test_weights_of_one_change_nothing():
    answers = survey()
    plain = drivers(answers, "score", ["speed", "tone"])
    weighted = drivers(answers.assign(w=1.0), "score", ["speed", "tone"], weight="w")
    pd.testing.assert_frame_equal(plain, weighted)


def test_a_weight_of_two_counts_like_two_answers():
    answers = survey(300)
    twice = drivers(pd.concat([answers, answers]), "score", ["speed", "tone"])
    weighted = drivers(answers.assign(w=2.0), "score", ["speed", "tone"], weight="w")
    assert weighted["importance"].to_numpy() == pytest.approx(twice["importance"].to_numpy())


def test_few_missing_cells_leave_their_answers_out():
    answers = survey()
    answers.loc[:9, "tone"] = np.nan
    table = drivers(answers, "score", ["speed", "tone"])
    assert table.attrs["base"] == 590
    assert any("10 answers" in note for note in table.attrs["notes"])


def test_many_missing_cells_keep_the_rest_of_the_answer():
    answers = survey(3000)
    gaps = np.random.default_rng(5).random((3000, 3)) < 0.3
    full = drivers(answers, "score", ["speed", "tone", "price"]).set_index("driver")
    holed = answers.copy()
    holed[["speed", "tone", "price"]] = answers[["speed", "tone", "price"]].mask(gaps)
    table = drivers(holed, "score", ["speed", "tone", "price"])
    assert table.attrs["base"] > 2800
    assert table.set_index("driver")["importance"].to_dict() == pytest.approx(full["importance"].to_dict(), abs=0.04)
    assert any("complete" in note for note in table.attrs["notes"])


def test_a_driver_that_never_varies_explains_nothing_and_is_named():
    table = drivers(survey().assign(opening=3.0), "score", ["speed", "opening"])
    assert table.set_index("driver").loc["opening", "importance"] == 0
    assert any("opening" in note for note in table.attrs["notes"])


def test_twins_are_named():
    answers = survey()
    table = drivers(answers.assign(pace=answers["speed"]), "score", ["speed", "pace", "tone"])
    assert any("speed" in note and "pace" in note for note in table.attrs["notes"])
    assert table["tier"].tolist()[:2] == [1, 1]


def test_beyond_twenty_drivers_relative_weights_are_used():
    random = np.random.default_rng(0)
    wide = pd.DataFrame(random.normal(size=(400, 22)), columns=[f"q{i}" for i in range(22)])
    table = drivers(wide.assign(y=wide.sum(axis=1)), "y", list(wide.columns))
    assert table.attrs["method"] == "relative weights"
    assert table["importance"].sum() == pytest.approx(1.0)


def test_too_few_answers_are_refused():
    with pytest.raises(TooFewAnswers, match="5 usable"):
        drivers(survey(5), "score", ["speed", "tone", "price"])


def test_an_unknown_driver_is_a_wrong_argument():
    with pytest.raises(ValueError, match="warmth"):
        drivers(survey(), "score", ["speed", "warmth"])


def test_quadrant_sends_the_weak_important_driver_to_fix_first():
    driven = pd.DataFrame({"driver": list("abcd"), "importance": [0.4, 0.3, 0.02, 0.01], "performance": [2, 5, 2, 5]})
    assert quadrant(driven)["quadrant"].tolist() == ["fix first", "keep strong", "watch", "do not over-invest"]
