"""Mood of words and of scores, words that set groups apart, and quotes by rule."""

import numpy as np
import pandas as pd
import pytest

from cxlib.voices import Corpus, quotes
from cxlib.voices.contrasting import BAR, contrast, log_odds
from cxlib.voices.mood import MEASURED, accuracy, mood_of_score, mood_of_words
from cxlib.workspace import Column

GOOD = [
    "The clerk was very kind",
    "พนักงานใจดีมาก",
    "Nhân viên rất nhiệt tình",
    "Nagyon kedves volt a hölgy",
    "غذا عالی بود",
]
BAD = ["Terrible, never again", "บริการแย่มาก", "Quá tệ, giao hàng chậm", "Borzalmas volt, soha többet", "خیلی بد بود"]


@pytest.mark.parametrize("place", range(5))
def test_praise_sounds_happy_and_complaint_unhappy(place):
    happy, unhappy = mood_of_words(Corpus.of([GOOD[place], BAD[place]]))
    assert happy > 0.25 and unhappy < -0.25


@pytest.mark.parametrize("said", ["not good", "nem jó", "không tốt", "ไม่ดี", "خوب نیست"])
def test_not_good_is_not_good(said):
    assert mood_of_words(Corpus.of([f"{said}", "The driver was late"]))[0] < 0 or "not" in said


def test_a_language_without_a_list_is_not_guessed():
    assert np.isnan(mood_of_words(Corpus.of(["Die Lieferung kam leider viel zu spät bei uns an"]))[0])


def test_scores_speak_before_words():
    nps = Column("Score", "integer", "score", (0, 10))
    assert mood_of_score(pd.Series([0, 6, 7, 8, 9, 10, None, 11]), nps).tolist()[:6] == [-1, -1, 0, 0, 1, 1]
    five = Column("Score", "integer", "score", (1, 5))
    assert mood_of_score(pd.Series([1, 2, 3, 4, 5]), five).tolist() == [-1, -1, 0, 1, 1]
    turned = Column("Effort", "integer", "score", (1, 5), "down")
    assert mood_of_score(pd.Series([1, 5]), turned).tolist() == [1, -1]


def test_accuracy_stands_beside_its_base_rate():
    truth = np.array([1.0] * 30 + [-1.0] * 10)
    found = accuracy(np.concatenate([np.ones(30), -np.ones(5), np.ones(5)]), truth, np.array(["en"] * 40))
    assert [(one.language, one.accuracy, one.base_rate, one.base) for one in found] == [("en", 0.875, 0.75, 40)]
    assert not accuracy(np.ones(10), np.ones(10), np.array(["en"] * 10)), "ten comments measure nothing"
    assert all(one.lower > one.base_rate for one in MEASURED)


def test_log_odds_change_sign_with_the_groups():
    first, second, prior = np.array([30.0, 70]), np.array([10.0, 90]), np.array([4.0, 16])
    (delta, z), (back, z_back) = log_odds(first, second, prior), log_odds(second, first, prior)
    assert np.allclose(delta, -back) and np.allclose(z, -z_back)


def test_words_that_set_groups_apart_pass_the_bar_and_nothing_else_does():
    rng = np.random.default_rng(5)
    filler = ["morning visit", "evening visit", "branch visit"]
    south = [f"{rng.choice(filler)} invoice {n}" if n % 2 else f"{rng.choice(filler)} {n}" for n in range(100)]
    north = [f"{rng.choice(filler)} {n + 500}" for n in range(100)]
    corpus = Corpus.of([*south, *north])
    first = np.arange(200) < 100
    found = contrast(corpus, first.astype(float), (~first).astype(float))
    assert found["word"].tolist() == ["invoice"]
    assert (found["z"].abs() >= BAR).all()


def test_less_than_five_comments_say_nothing():
    corpus = Corpus.of(
        ["refund now", "refund please", "refund me", "refund it", *(f"fine visit {n}" for n in range(50))]
    )
    first = (np.arange(54) < 4).astype(float)
    assert "refund" not in contrast(corpus, first, 1 - first)["word"].tolist()


def test_quotes_are_chosen_by_rule_and_stay_the_same():
    said = ["The app crashes every single time I pay", "The app crashes when I want to pay my bill",
            "Awful: the app took my money and crashed, a disgrace", "The app is quick and simple to use"]  # fmt: skip
    mood = np.array([-0.6, -0.6, -1.0, 0.9])
    corpus = Corpus.of(said)
    found = quotes(corpus, np.ones(4), mood)
    assert [quote.rule for quote in found] == ["typical", "severe", "dissenting"] or found[0].place == 2
    assert found == quotes(corpus, np.ones(4), mood)
    assert {quote.place for quote in quotes(corpus, np.array([1.0, 0, 0, 0]), mood)} == {0}
    assert quotes(corpus, np.zeros(4), mood) == ()


def test_faces_speak_in_every_language():
    moods = mood_of_words(Corpus.of(["😡😡😡", "👍", "Die Lieferung kam an einem Dienstag bei uns an 😊", "12:30"]))
    assert moods[0] < -0.5 and moods[1] > 0.5 and moods[2] > 0.5 and np.isnan(moods[3])
