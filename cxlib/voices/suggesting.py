"""Themes that are suggested: words that customers use together, where no theme speaks of them yet.

Telling words are grouped by how often they stand in the same comments (average linkage on the cosine of their
comments), language by language, and every group is offered as a rule made of the customers' own words.

References:
    Sokal & Michener (1958), A statistical method for evaluating systematic relationships. Univ. Kansas Sci. Bull. 38.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cxlib.voices.corpus import Corpus
from cxlib.voices.mood import feeling_words
from cxlib.workspace import Theme

WORDS = 240  # words a language that are grouped
OFTEN = 5  # comments below which a word is passed over
FEW = 0.004  # share of the comments, likewise
MANY = 0.6  # share of the comments from which a word is too general to tell a theme by
APART = 0.8  # average distance (1 - cosine) from which two groups of words are two themes
LEAST = 30  # comments of a language below which nothing is suggested


@dataclass(frozen=True)
class Suggestion:
    """A theme that could be kept.

    Attributes:
        theme: The rule, named by its most frequent words.
        comments: How many comments it would find among those that were looked at.
        share: Of the looked-at comments, 0 to 1.
        example: One of them, in the customer's own words.
    """

    theme: Theme
    comments: int
    share: float
    example: str


def suggestions(corpus: Corpus, weight: np.ndarray, most: int = 8) -> list[Suggestion]:
    """Groups of words worth a theme, those that speak for most comments first.

    Args:
        corpus: The comments.
        weight: How often each counts, 0 for those that are left out, such as comments that have a theme; shape (k,).
        most: How many at most.
    """
    found: list[Suggestion] = []
    total = max(float(weight.sum()), 1.0)
    for code, numbers in corpus.by_language.items():
        own = weight * (corpus.languages == code)
        if own.sum() >= LEAST:
            found += _of_language(corpus, code, numbers, own, total)
    return sorted(found, key=lambda each: (len(each.theme.any) == 1, -each.comments))[:most]


def _of_language(corpus: Corpus, code: str, numbers: np.ndarray, weight: np.ndarray, total: float) -> list[Suggestion]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    columns, names = _columns(corpus, code, numbers, weight)
    if len(names) < 2:
        return []
    together = (columns * weight[:, None]).T @ columns
    sizes = np.sqrt(np.diag(together))
    distance = np.clip(1 - together / np.outer(sizes, sizes), 0, 1)
    np.fill_diagonal(distance, 0)
    groups = fcluster(linkage(squareform(distance, checks=False), "average"), APART, "distance")
    made = [_suggestion(corpus, code, names, columns, weight, np.flatnonzero(groups == group), total)
            for group in np.unique(groups)]  # fmt: skip
    return [each for each in made if each.comments >= max(OFTEN, FEW * total)]


def _columns(corpus: Corpus, code: str, numbers: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Which comment has which frequent word, and the words as they are written most."""
    vocabulary = corpus.tokens
    stems, shown = vocabulary.stem_numbers
    telling = vocabulary.telling()
    feeling = feeling_words(corpus, code)
    wanted = np.zeros(len(vocabulary.words), bool)
    wanted[numbers] = telling[numbers] & ~feeling[numbers]
    used = wanted[vocabulary.flat] & (weight[vocabulary.comment] > 0)
    pairs = np.unique(vocabulary.comment[used] * np.int64(len(shown)) + stems[vocabulary.flat[used]])
    comment, stem = np.divmod(pairs, len(shown))
    counts = np.bincount(stem, weight[comment], len(shown))
    enough = np.flatnonzero((counts >= max(OFTEN, FEW * weight.sum())) & (counts <= max(OFTEN, MANY * weight.sum())))
    kept = enough[np.argsort(-counts[enough], kind="stable")][:WORDS]
    place = np.full(len(shown), -1)
    place[kept] = np.arange(len(kept))
    columns = np.zeros((corpus.size, len(kept)), np.float32)
    inside = place[stem] >= 0
    columns[comment[inside], place[stem[inside]]] = 1
    return columns, [shown[number] for number in kept]


def _suggestion(
    corpus: Corpus,
    code: str,
    names: list[str],
    columns: np.ndarray,
    weight: np.ndarray,
    group: np.ndarray,
    total: float,
) -> Suggestion:
    group = group[np.argsort(-(columns[:, group] * weight[:, None]).sum(axis=0), kind="stable")]
    strength = columns[:, group].sum(axis=1)
    hit = strength > 0
    comments = float(weight[hit].sum())
    lengths = np.array([len(text) for text in corpus.texts])
    example = int(np.argmax(np.where(hit & (weight > 0), strength - lengths / 400, -1e9)))
    words = tuple(names[place] for place in group)
    theme = Theme("", name=_name(words, corpus.normals[example]), any=words[:12], language=code)
    return Suggestion(theme, round(comments), comments / total, corpus.texts[example])


def _name(words: tuple[str, ...], example: str) -> str:
    """The most frequent words, in the order in which a customer says them."""
    first = sorted(words[:3], key=lambda word: (example.find(word) < 0, example.find(word)))
    joined = [first[0]]
    for before, word in pairwise(first):
        joined.append(word if f"{before} {word}" in example else f"· {word}")
    return " ".join(joined)
