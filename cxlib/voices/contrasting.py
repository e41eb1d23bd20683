"""What one group of comments says and another does not: log-odds with an informative Dirichlet prior.

References:
    Monroe, Colaresi & Quinn (2008), Fightin' words: lexical feature selection and evaluation for identifying the
    content of political conflict. Political Analysis 16: 372-403, section 3.5.1.
"""

import numpy as np
import pandas as pd

from cxlib.voices.corpus import Corpus
from cxlib.voices.mood import turned_around

BAR = 1.96
COMMENTS = 5  # below so many comments nothing is said of a word
PRIOR = 500.0  # words that the prior weighs: all comments together, scaled to this many


def log_odds(first: np.ndarray, second: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratio of each word between two groups, and its z-score.

    Args:
        first: Counts of each word in the first group, shape (w,).
        second: In the second group, likewise.
        prior: The prior's counts of each word, above 0, likewise.

    Returns:
        Difference of log-odds (positive: more in the first group) and z, shape (w,) each.

    Examples:
        >>> delta, z = log_odds(np.array([20.0, 80.0]), np.array([5.0, 95.0]), np.array([2.5, 17.5]))
        >>> [float(part.round(3)) for part in (delta[0], z[0])]
        [1.242, 2.945]
    """
    n, m, total = first.sum(), second.sum(), prior.sum()
    odds_first = np.log((first + prior) / (n + total - first - prior))
    odds_second = np.log((second + prior) / (m + total - second - prior))
    delta = odds_first - odds_second
    return delta, delta / np.sqrt(1 / (first + prior) + 1 / (second + prior))


def contrast(corpus: Corpus, first: np.ndarray, second: np.ndarray, language: str = "", most: int = 40) -> pd.DataFrame:
    """Words that set two groups of comments apart.

    Args:
        corpus: The comments.
        first: How often each comment counts in the first group (rows that say the same count each), shape (k,).
        second: In the second group, likewise.
        language: Only words of this language; empty for all, each language held against itself.
        most: Words a side at most.

    Returns:
        word, language, first, second (comments with it), share_first, share_second (0 to 1, of the comments in its
        language), delta, z; the words of the first group before those of the second, strongest first. Only words with
        \\|z\\| >= 1.96 and at least five comments.
    """
    words = word_counts(corpus, {"first": first, "second": second})
    parts = []
    for code, rows in words.groupby("language", sort=False):
        if language in ("", code):
            parts.append(_set_apart(rows, _sizes(corpus, str(code), first, second)))
    found = pd.concat(parts, ignore_index=True) if parts else words.assign(z=0.0).iloc[:0]
    ahead = found[found["z"] >= BAR].nlargest(most, "z")
    behind = found[found["z"] <= -BAR].nsmallest(most, "z")
    return pd.concat([ahead, behind], ignore_index=True)


def _set_apart(rows: pd.DataFrame, sizes: tuple[float, float]) -> pd.DataFrame:
    first, second = rows["first"].to_numpy(float), rows["second"].to_numpy(float)
    both = first + second
    kept = both >= COMMENTS
    prior = np.maximum(both * min(1.0, PRIOR / max(both.sum(), 1)), 0.01)
    delta, z = log_odds(first, second, prior)
    shares = {"share_first": first / max(sizes[0], 1), "share_second": second / max(sizes[1], 1)}
    return rows.assign(**shares, delta=delta, z=z)[kept]


def _sizes(corpus: Corpus, code: str, first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    own = corpus.languages == code
    return float(first[own].sum()), float(second[own].sum())


def word_counts(corpus: Corpus, groups: dict[str, np.ndarray]) -> pd.DataFrame:
    """In how many comments of each group each telling word stands: word, language, and a column a group.

    Forms of one word count together under the form that is written most. A word that is turned around (*not* good) is
    not counted: it would stand on the wrong side.
    """
    vocabulary = corpus.tokens
    numbers, shown = vocabulary.stem_numbers
    used = vocabulary.telling()[vocabulary.flat] & ~turned_around(corpus)
    pairs = np.unique(vocabulary.comment[used] * np.int64(len(shown)) + numbers[vocabulary.flat[used]])
    comment, stem = np.divmod(pairs, len(shown))
    counts = {name: np.bincount(stem, weight[comment], len(shown)) for name, weight in groups.items()}
    codes = np.empty(len(shown), object)
    codes[numbers] = vocabulary.languages
    spelled = [
        corpus.spelled.get(word, word) if code == "fa" else word for word, code in zip(shown, codes, strict=True)
    ]
    frame = pd.DataFrame({"word": spelled, "language": codes, **counts})
    return frame[np.logical_or.reduce([frame[name] > 0 for name in groups])].reset_index(drop=True)
