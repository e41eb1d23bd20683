"""Comments as words: cut by the rules of each language, kept as numbers, each word with its stem.

Thai has no spaces between words and is cut by a dictionary with nlpo3's maximal matching. Hungarian, English and the
other Snowball languages lose their endings; Persian its plural and possessive endings; a Vietnamese word may hold
several syllables and is put together from a list and from how firmly syllables go together in these comments.
"""

import os
import re
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from cxlib.voices.words import compounds, stop_words, thai_words

Step = Callable[[float], None]

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_THAI_RUN = re.compile(r"[\u0e00-\u0e7f]+|[^\W_]+")
_PERSIAN_ENDINGS = re.compile(r"(?<=..)(?:هایشان|هایتان|هایمان|هایم|هایت|هایش|هایی|های|ها|ترین|تر|شان|تان|مان|یی)$")
_PERSIAN_OWN = re.compile(r"(?<=...)(?:م|ت|ش|ی)$")
_BLOCK = 2_000
FIRM = 0.45  # normalised pointwise mutual information from which two syllables are one word
OFTEN = 5  # comments a pair must stand in before its firmness counts


@dataclass(frozen=True, eq=False)
class Tokens:
    """Words of k comments, one after the other; 0 stands between two comments.

    Attributes:
        flat: Numbers of the words in reading order, shape (n,); 0 closes a comment.
        comment: Which comment each number belongs to, shape (n,).
        words: The word of each number; ``""`` for 0.
        stems: Its stem, by which forms of one word are counted together.
        languages: The language it was cut by.
        size: How many comments.
    """

    flat: np.ndarray
    comment: np.ndarray
    words: tuple[str, ...]
    stems: tuple[str, ...]
    languages: tuple[str, ...]
    size: int

    @cached_property
    def stem_numbers(self) -> tuple[np.ndarray, tuple[str, ...]]:
        """Number of each word's stem, and for every stem the form that is written most often."""
        known: dict[tuple[str, str], int] = {}
        roots = zip(self.languages, self.stems, strict=True)
        numbers = np.array([known.setdefault(root, len(known)) for root in roots])
        counts = np.bincount(self.flat, minlength=len(self.words))
        shown: list[tuple[int, str]] = [(-1, "")] * len(known)
        for place, word in enumerate(self.words):
            shown[numbers[place]] = max(shown[numbers[place]], (int(counts[place]), word))
        return numbers, tuple(word for _, word in shown)

    def telling(self) -> np.ndarray:
        """Whether each word says something about the matter: no stop word, no number, no single letter."""
        return np.array(
            [_tells(word, language) for word, language in zip(self.words, self.languages, strict=True)], bool
        )


def _tells(word: str, language: str) -> bool:
    if len(word) < 2 or any(sign.isdigit() for sign in word):
        return False
    return word not in stop_words().get(language, frozenset())


def tokens(normals: Sequence[str], languages: Sequence[str], step: Step | None = None) -> Tokens:
    """The words of each comment.

    Args:
        normals: Comments as ``normal`` writes them.
        languages: Their languages, likewise.
        step: Told the share that is done, 0 to 1, now and then.

    Examples:
        >>> found = tokens(["the bills came late", "รอนานมาก"], ["en", "th"])
        >>> [found.words[number] for number in found.flat]
        ['the', 'bills', 'came', 'late', '', 'รอ', 'นาน', 'มาก', '']
    """
    numbers: dict[tuple[str, str], int] = {("", ""): 0}
    firm = _firm_pairs([text for text, language in zip(normals, languages, strict=True) if language == "vi"])
    flat: list[int] = []
    lengths = np.empty(len(normals), np.int64)
    for place, (text, language) in enumerate(zip(normals, languages, strict=True)):
        found = cut(text, language, firm)
        flat.extend([numbers.setdefault((language, word), len(numbers)) for word in found])
        flat.append(0)
        lengths[place] = len(found) + 1
        if step is not None and place % _BLOCK == 0:
            step(place / len(normals))
    cut_by, words = (tuple(part) for part in zip(*numbers, strict=True))
    stems = tuple(stem(word, language) for word, language in zip(words, cut_by, strict=True))
    comment = np.repeat(np.arange(len(normals)), lengths)
    return Tokens(np.array(flat, np.int32), comment, words, stems, cut_by, len(normals))


def cut(text: str, language: str, firm: frozenset[tuple[str, str]] = frozenset()) -> list[str]:
    """The words of one comment in ``normal`` writing.

    Args:
        text: The comment.
        language: Its language.
        firm: Pairs of Vietnamese syllables that are one word in these comments.
    """
    if "http" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if language == "th":
        return [word for run in _THAI_RUN.findall(text) for word in _thai(run)]
    found = _WORD.findall(text)
    return _compounded(found, firm) if language == "vi" else found


def _thai(run: str) -> list[str]:
    if not "\u0e00" <= run[0] <= "\u0e7f":
        return [run]
    from nlpo3 import segment

    _thai_thai_words()
    return segment(run, "headlight", safe=len(run) > 400)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _thai_thai_words() -> None:
    """nlpo3 reads its dictionary from a file; one that is already there under the name is kept."""
    from nlpo3 import load_dict

    with _loading:
        handle, path = tempfile.mkstemp(suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(thai_words()))
        load_dict(path, "headlight")
        os.unlink(path)


_loading = threading.Lock()


def _firm_pairs(normals: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Pairs of syllables that stand together far more often than by chance in these comments.

    References:
        Bouma (2009), Normalized (pointwise) mutual information in collocation extraction. GSCL.
    """
    singles: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for text in normals:
        found = _WORD.findall(text)
        for word in found:
            singles[word] = singles.get(word, 0) + 1
        for pair in pairwise(found):
            pairs[pair] = pairs.get(pair, 0) + 1
    total, stop = sum(singles.values()), stop_words()["vi"]
    firm = set()
    for (first, second), count in pairs.items():
        if count < OFTEN or first in stop or second in stop or first.isdigit() or second.isdigit():
            continue
        together = np.log(count * total / (singles[first] * singles[second])) / -np.log(count / total)
        if together >= FIRM:
            firm.add((first, second))
    return frozenset(firm)


def _compounded(syllables: list[str], firm: frozenset[tuple[str, str]]) -> list[str]:
    """Syllables put together to words, the longest listed word first, then firm pairs."""
    found, place = [], 0
    while place < len(syllables):
        size = next((size for size in (3, 2) if " ".join(syllables[place : place + size]) in compounds()), 1)
        if size == 1 and _is_pair(syllables[place : place + 3], firm):
            size = 2
        found.append(" ".join(syllables[place : place + size]))
        place += size
    return found


def _is_pair(ahead: list[str], firm: frozenset[tuple[str, str]]) -> bool:
    """Whether the next two syllables are one word and the second does not begin a listed one."""
    return tuple(ahead[:2]) in firm and " ".join(ahead[1:]) not in compounds()


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The part of a word that its forms share; the word itself where nothing is known of the language.

    Examples:
        >>> stem("charges", "en") == stem("charged", "en"), stem("számlát", "hu") == stem("számla", "hu")
        (True, True)
        >>> stem("کتابهایم", "fa"), stem("hóa đơn", "vi")
        ('کتاب', 'hóa đơn')
    """
    if language == "fa":
        shorter = _PERSIAN_ENDINGS.sub("", word)
        return shorter if shorter != word else _PERSIAN_OWN.sub("", word)
    name = SNOWBALL.get(language)
    if name is None or len(word) < 3:
        return word
    stemmed = _stemmer(name)(word)
    return _hungarian(stemmed) if language == "hu" else stemmed


def _hungarian(stemmed: str) -> str:
    """Snowball leaves a final short vowel where the plain form has one (számla, számlát): levelled here."""
    return stemmed[:-1] if len(stemmed) > 4 and stemmed[-1] in "aáeé" else stemmed


@lru_cache(maxsize=32)
def _stemmer(name: str) -> Callable[[str], str]:
    import snowballstemmer

    return snowballstemmer.stemmer(name).stemWord  # type: ignore[no-any-return]
