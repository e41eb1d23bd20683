"""Sentiment: from the score where there is one, else from the words.

The words are weighed by a short list for each language, written for what customers say, with what turns a word around
(*not* good, خوب *نیست*). For Thai and English the list is completed by weights learned from openly licensed messages.
How often that is right is a measured number: ``accuracy`` compares words with scores wherever a comment has both, and
``MEASURED`` holds what was measured on public text.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlib.language import gettext_noop as N_
from cxlib.stats.intervals import wilson_interval
from cxlib.voices.corpus import Corpus
from cxlib.voices.theming import places
from cxlib.voices.tokens import stem
from cxlib.voices.writing import normal
from cxlib.workspace import Column

_FOLDER = Path(__file__).parent / "moods"
KNOWN = ("en", "hu", "th", "vi", "fa")
REACH = 3  # words that a "not" turns around after itself, or before itself where it comes last
TURNED = {True: -0.8, False: -0.4}  # "not good" is nearly bad, "not bad" is hardly good
STRONGER = 1.4
SURE = 0.25  # below this size the words are called neutral


_HAPPY = frozenset("😀😃😄😁😊🙂😍🥰😘🤩🥳👍👏🙏💯🎉❤💖💕💙💚💛💜🧡🌟⭐😇🤗😎✅")
_UNHAPPY = frozenset("😡😠🤬😤👎💩😢😭😞😔😟🙁☹😩😫😖😣🤮🤢😒💔😑😾🙄❌")
_FACES = re.compile(f"[{''.join(_HAPPY | _UNHAPPY)}]")


class Measured(NamedTuple):
    """How often the words of a language are right about unhappy against happy comments."""

    language: str
    accuracy: float
    lower: float
    upper: float
    base_rate: float
    base: int
    text: str


MEASURED = (
    Measured("th", 0.8181, 0.8036, 0.8317, 0.5858, 2892, N_("social messages about brands (Wisesight, held out)")),
    Measured("en", 0.7822, 0.7538, 0.8081, 0.6253, 886, N_("reviews of airport lounges and seats (held out)")),
)
"""Unhappy against happy on public text that the lists were not learned from (CC0: PyThaiNLP/wisesight-sentiment;
quankiquanki/skytrax-reviews-dataset). Vietnamese, Hungarian and Persian have not been measured on public text."""


def mood_of_words(corpus: Corpus) -> np.ndarray:
    """How a comment sounds, -1 (unhappy) to 1 (happy), by its words; NaN in languages without a list; shape (k,).

    Examples:
        >>> said = Corpus.of(["Friendly and quick", "Not good, I waited an hour", "خوب نیست", "Sehr gut"])
        >>> [float(mood) for mood in mood_of_words(said).round(1)]
        [0.9, -0.8, -0.9, nan]
    """
    total = np.zeros(corpus.size)
    for code in KNOWN:
        if (corpus.languages == code).any():
            total += _weighed(corpus, code)
    faces = np.array([_face(text) for text in corpus.texts], float)
    total += np.nan_to_num(faces)
    sizes = np.bincount(corpus.tokens.comment, minlength=corpus.size)
    pulled = total / np.sqrt(total**2 + 1 + 0.05 * sizes)
    return np.where(np.isin(corpus.languages, KNOWN) | ~np.isnan(faces), pulled, np.nan)


def _face(text: str) -> float:
    """What the faces and hands in a comment say in any language; NaN without any."""
    if text.isascii() or not (found := _FACES.findall(text)):
        return float("nan")
    return float(np.clip(sum(1.0 if sign in _HAPPY else -1.0 for sign in found), -2, 2))


def _weighed(corpus: Corpus, code: str) -> np.ndarray:
    """Sum of a comment's weights in one language, with what strengthens and turns them around."""
    record = _list(code)
    flat, comment = corpus.tokens.flat, corpus.tokens.comment
    learned = np.bincount(comment, _as_written(corpus, code, record["learned"])[flat], corpus.size)
    return unlearned_mood(corpus, code) + learned


def unlearned_mood(corpus: Corpus, code: str) -> np.ndarray:
    """Sum of the list's own weights alone in one language, shape (k,): what the learned weights complete."""
    record = _list(code)
    weights = _weights(corpus, code, record["words"])
    flat, comment = corpus.tokens.flat, corpus.tokens.comment
    found = weights[flat]
    strong = _near(_marked(corpus, code, record["strong"])[flat], comment, found != 0, 1, 1)
    turned = _turned(corpus, code, found != 0)
    kept = np.where(strong, STRONGER * found, found)
    kept = np.where(turned, np.where(found > 0, TURNED[True], TURNED[False]) * kept, kept)
    sums = np.bincount(comment, kept, corpus.size)
    for phrase, weight in record["words"].items():
        if " " in phrase or (code == "th" and _whole_only(corpus, phrase)):
            sums += weight * places(corpus, phrase, code)
    return sums


def _turned(corpus: Corpus, code: str, weighed: np.ndarray) -> np.ndarray:
    record, flat, comment = _list(code), corpus.tokens.flat, corpus.tokens.comment
    after = _near(_marked(corpus, code, record["before"])[flat], comment, weighed, 1, REACH)
    return after | _near(_marked(corpus, code, record["after"])[flat], comment, weighed, -1, REACH)


def turned_around(corpus: Corpus) -> np.ndarray:
    """Whether each word, in reading order, says how somebody feels and is turned around by a *not*; shape (n,)."""
    found = np.zeros(len(corpus.tokens.flat), bool)
    for code in KNOWN:
        if (corpus.languages == code).any():
            weighed = feeling_words(corpus, code)[corpus.tokens.flat]
            found |= weighed & _turned(corpus, code, weighed)
    return found


def _whole_only(corpus: Corpus, phrase: str) -> bool:
    """Whether a Thai phrase is no single word here, so that it must be looked for in the text."""
    return normal(phrase) not in corpus.by_stem.get("th", {})


def _weights(corpus: Corpus, code: str, words: Mapping[str, float]) -> np.ndarray:
    """Weight of each word of the vocabulary; a word as listed beats another form of it."""
    found = np.zeros(len(corpus.tokens.words))
    forms = corpus.by_stem.get(code, {})
    whole = {normal(word): weight for word, weight in words.items() if " " not in word or code == "vi"}
    by_stem: dict[str, float] = {}
    for word, weight in whole.items():
        by_stem.setdefault(stem(word, code), weight)
    for root, weight in by_stem.items():
        found[forms.get(root, [])] = weight
    for word, weight in whole.items():
        exact = [place for place in forms.get(word, ()) if corpus.tokens.words[place] == word]
        found[exact] = weight
    return found


def _as_written(corpus: Corpus, code: str, words: Mapping[str, float]) -> np.ndarray:
    found = np.zeros(len(corpus.tokens.words))
    for place in corpus.by_language.get(code, ()) if words else ():
        found[place] = words.get(corpus.tokens.words[place], 0.0)
    return found


def _marked(corpus: Corpus, code: str, words: list[str]) -> np.ndarray:
    wanted = {normal(word) for word in words}
    marked = np.zeros(len(corpus.tokens.words), bool)
    numbers = corpus.by_language.get(code, np.array([], int))
    marked[[place for place in numbers if corpus.tokens.words[place] in wanted]] = True
    return marked


def _near(marks: np.ndarray, comment: np.ndarray, weighed: np.ndarray, direction: int, reach: int) -> np.ndarray:
    """Places within ``reach`` words after a mark (before it where ``direction`` is -1) in the same comment.

    The first word that weighs anything takes the mark: in "not good, I waited" only *good* is turned around.
    """
    marks, comment, weighed = (part[::direction] for part in (marks, comment, weighed))
    near, carried = np.zeros(len(marks), bool), marks
    same = np.concatenate([[False], comment[1:] == comment[:-1]])
    for _step in range(reach):
        carried = np.concatenate([[False], carried[:-1]]) & same
        near |= carried
        carried = carried & ~weighed
    return near[::direction]


@lru_cache(maxsize=8)
def _list(code: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    learned = _FOLDER / f"{code}.learned.json"
    return record | {"learned": json.loads(learned.read_text(encoding="utf-8")) if learned.exists() else {}}


def mood_of_score(scores: pd.Series, column: Column) -> np.ndarray:
    """-1 for unhappy, 0 for neutral, 1 for happy answers, NaN where there is none; shape (k,).

    On scales of eleven steps happy is 9 and 10, unhappy 6 and less; on others the middle is neutral.
    """
    answers = pd.to_numeric(scores, errors="coerce").to_numpy(float)
    if column.scale is None:
        return np.full(len(answers), np.nan)
    low, high = column.scale
    answers = np.where((answers < low) | (answers > high), np.nan, answers)
    if column.direction == "down":
        answers = low + high - answers
    middle = (low + high) / 2
    below, above = (low + 0.65 * (high - low), low + 0.85 * (high - low)) if high - low >= 9 else (middle, middle)
    found = np.where(answers < below, -1.0, np.where(answers > above, 1.0, 0.0))
    return np.where(np.isnan(answers), np.nan, found)


def sign(mood: np.ndarray) -> np.ndarray:
    """-1, 0 or 1: how a comment sounds where it is sure enough."""
    return np.where(np.isnan(mood), 0.0, np.where(mood > SURE, 1.0, np.where(mood < -SURE, -1.0, 0.0)))


def accuracy(words: np.ndarray, truth: np.ndarray, languages: np.ndarray, text: str = "") -> list[Measured]:
    """How often the words are right where comments have a score that is happy or unhappy, by language.

    Args:
        words: ``mood_of_words``, shape (k,).
        truth: -1 and 1, others are passed over, likewise.
        languages: Codes, likewise.
        text: What was measured on.

    Returns:
        One entry a language with at least 30 comments; the base rate is what always saying the commoner one gives.
    """
    found = []
    for code in KNOWN:
        told = (languages == code) & (np.abs(truth) == 1) & ~np.isnan(words)
        base = int(told.sum())
        if base < 30:
            continue
        right = float(np.mean(np.sign(words[told]) == truth[told]))
        happy = float(np.mean(truth[told] == 1))
        lower, upper = wilson_interval([right], [base])
        found.append(Measured(code, right, float(lower[0]), float(upper[0]), max(happy, 1 - happy), base, text))
    return found


def feeling_words(corpus: Corpus, code: str) -> np.ndarray:
    """Whether each word of the vocabulary says how somebody feels rather than about what; shape (words,)."""
    if code not in KNOWN:
        return np.zeros(len(corpus.tokens.words), bool)
    return np.abs(_weights(corpus, code, _list(code)["words"])) > 0
