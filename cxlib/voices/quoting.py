"""Quotes chosen by rule and not by taste: one typical, one severe, one that dissents."""

from dataclasses import dataclass

import numpy as np

from cxlib.language import gettext_noop as N_
from cxlib.voices.corpus import Corpus

CLEAR = (
    0.5  # how much a clear feeling counts against shared words: score and words that contradict each other make none
)
LETTERS = (25, 400)  # a quote says something and is read at once
RULES = {
    "typical": N_("Typical: shares most words with all the others here"),
    "severe": N_("Severe: the unhappiest of all"),
    "dissenting": N_("Dissenting: feels the opposite of most, and is typical of those who do"),
}


@dataclass(frozen=True)
class Quote:
    """A comment chosen by a rule: ``place`` in the corpus, ``rule`` a key of ``RULES``."""

    rule: str
    place: int
    text: str


def quotes(corpus: Corpus, weight: np.ndarray, mood: np.ndarray) -> tuple[Quote, ...]:
    """The typical, the severe and the dissenting comment of a selection; fewer where it is too small or of one mind.

    Args:
        corpus: The comments.
        weight: How often each comment stands in the selection, 0 for not at all, shape (k,).
        mood: How each sounds, -1 to 1, from score or words, likewise.

    Examples:
        >>> said = Corpus.of(["The app crashes all the time", "The app crashes whenever I pay",
        ...                   "Awful, the app is a disgrace to all", "The app is quick and simple to use"])
        >>> [quote.rule for quote in quotes(said, np.ones(4), np.array([-0.5, -0.5, -0.9, 0.8]))]
        ['typical', 'severe', 'dissenting']
    """
    lengths = np.array([len(text) for text in corpus.texts])
    chosen = weight > 0
    fitting = chosen & (lengths >= LETTERS[0]) & (lengths <= LETTERS[1])
    pool = np.flatnonzero(fitting if fitting.any() else chosen)
    if not len(pool):
        return ()
    moods = np.nan_to_num(mood)
    likeness = _likeness(corpus, weight)
    common = np.sign(np.sum(np.sign(moods) * weight))
    ordinary = pool[moods[pool] * common >= CLEAR]
    found = [Quote("typical", _best(ordinary if len(ordinary) else pool, likeness), "")]
    severe = _best(pool, -moods + 0.01 * likeness)
    if moods[severe] < 0:
        found.append(Quote("severe", severe, ""))
    opposite = pool[-moods[pool] * common >= CLEAR] if common else pool[:0]
    if len(opposite):
        found.append(Quote("dissenting", _best(opposite, likeness), ""))
    told: dict[int, Quote] = {}
    for quote in found:
        told.setdefault(quote.place, Quote(quote.rule, quote.place, corpus.texts[quote.place]))
    return tuple(told.values())


def _best(pool: np.ndarray, merit: np.ndarray) -> int:
    return int(pool[np.argmax(merit[pool])])


def _likeness(corpus: Corpus, weight: np.ndarray) -> np.ndarray:
    """How much of what the selection says a comment says: mean share of the others that use its words, 0 to 1."""
    vocabulary = corpus.tokens
    numbers, shown = vocabulary.stem_numbers
    used = vocabulary.telling()[vocabulary.flat]
    pairs = np.unique(vocabulary.comment[used] * np.int64(len(shown)) + numbers[vocabulary.flat[used]])
    comment, stem = np.divmod(pairs, len(shown))
    shares = np.bincount(stem, weight[comment], len(shown)) / max(weight.sum(), 1)
    sums = np.bincount(comment, shares[stem], corpus.size)
    return sums / (np.bincount(comment, minlength=corpus.size) + 3.0)
