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
APART = (0.8, 0.7, 0.6, 0.5)  # average distance (1 - cosine) from which two groups of words are two themes; the first
WHOLE = 0.5  # at which no group speaks for more than this share of the comments: long reviews mention everything
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

    columns, names, places = _columns(corpus, code, numbers, weight)
    if len(names) < 2:
        return []
    together = (columns * weight[places, None]).T @ columns
    sizes = np.sqrt(np.diag(together))
    distance = np.clip(1 - together / np.outer(sizes, sizes), 0, 1)
    np.fill_diagonal(distance, 0)
    tree, made = linkage(squareform(distance, checks=False), "average"), []
    for apart in APART:
        groups = fcluster(tree, apart, "distance")
        made = _made(corpus, code, names, columns, groups, weight, places, total)
        if all(each.share <= WHOLE for each in made):
            break
    return [each for each in made if each.comments >= max(OFTEN, FEW * total)]


def _made(
    corpus: Corpus,
    code: str,
    names: list[str],
    columns: np.ndarray,
    groups: np.ndarray,
    weight: np.ndarray,
    places: np.ndarray,
    total: float,
) -> list[Suggestion]:
    counts, made = (columns * weight[places, None]).sum(axis=0), []
    for group in np.unique(groups):
        inside = np.flatnonzero(groups == group)
        ranked = inside[np.argsort(-counts[inside], kind="stable")]
        words = tuple(names[place] for place in ranked)
        made.append(_suggestion(corpus, code, words, columns[:, ranked].sum(axis=1), weight, places, total))
    return made


def _columns(
    corpus: Corpus, code: str, numbers: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Which comment has which frequent word, the words as they are written most, and which comments these are."""
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
    inside = place[stem] >= 0
    places, row = np.unique(comment[inside], return_inverse=True)
    columns = np.zeros((len(places), len(kept)), np.float32)
    columns[row, place[stem[inside]]] = 1
    return columns, [shown[number] for number in kept], places


def _suggestion(
    corpus: Corpus,
    code: str,
    words: tuple[str, ...],
    strength: np.ndarray,
    weight: np.ndarray,
    places: np.ndarray,
    total: float,
) -> Suggestion:
    """The rule of one group of words; its example holds many of them and is short."""
    comments = float(weight[places[strength > 0]].sum())
    best = places[np.flatnonzero(strength == strength.max())]
    example = int(min(best, key=lambda place: (len(corpus.texts[place]), place)))
    theme = Theme("", name=_name(words, corpus.normals[example]), any=words[:12], language=code)
    return Suggestion(theme, round(comments), comments / total, corpus.texts[example])


def _name(words: tuple[str, ...], example: str) -> str:
    """The most frequent words, in the order in which a customer says them."""
    first = sorted(words[:3], key=lambda word: (example.find(word) < 0, example.find(word)))
    joined = [first[0]]
    for before, word in pairwise(first):
        joined.append(word if f"{before} {word}" in example else f"· {word}")
    return " ".join(joined)
