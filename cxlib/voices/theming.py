"""Themes by rule: which comments speak of what. A comment may have several themes, or none.

A rule names words: any of, all of, none of. A word stands for its forms (``invoice`` finds *invoices*, ``számla``
finds *számlát*); ``*`` stands for any ending; several words stand together in this order; ``…`` or ``...`` between
words leaves room for a few others.
"""

import re
from collections.abc import Sequence
from fnmatch import translate
from itertools import pairwise

import numpy as np

from cxlib.voices.corpus import WRITTEN_TOGETHER, Corpus
from cxlib.voices.tokens import stem, tokens
from cxlib.voices.writing import normal
from cxlib.workspace import Theme

ROOM = 6  # words that … leaves room for
LETTERS = 24  # letters that … leaves room for where words are not told apart by spaces
SHORT = 4  # Thai letters up to which a rule's word must not stand inside another word
_GAP = re.compile(r"\s*(?:…|\.\.\.)\s*")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_MARK = "\x00"


def theme_names(themes: Sequence[Theme]) -> tuple[str, ...]:
    """Names of the themes in their order; rules of the same name in other languages are one theme."""
    return tuple(dict.fromkeys(theme.name for theme in themes))


def matches(corpus: Corpus, themes: Sequence[Theme]) -> np.ndarray:
    """Which comments have which theme.

    Args:
        corpus: The comments.
        themes: Rules; those of one name count together.

    Returns:
        Shape (comments, names), in the order of ``theme_names``.

    Examples:
        >>> said = Corpus.of(["The app crashed twice", "Crashes again!", "ใบแจ้งหนี้ผิดอีกแล้ว"])
        >>> rules = [Theme("1", name="Crash", any=("crash",)), Theme("2", name="Bill", any=("ใบแจ้งหนี้",))]
        >>> matches(said, rules).tolist()
        [[True, False], [True, False], [False, True]]
    """
    names = theme_names(themes)
    found = np.zeros((corpus.size, len(names)), bool)
    for theme in themes:
        found[:, names.index(theme.name)] |= _hits(corpus, theme)
    return found


def theme_named(words: str, themes: Sequence[Theme], languages: Sequence[str]) -> str:
    """The theme that a name speaks of, such as an issue called "Slow internet"; empty without one.

    A few words do not tell their language, so they are read in each of ``languages``, the first that knows them first.

    Examples:
        >>> theme_named("Slow internet", [Theme("1", name="Signal", any=("internet",), language="en")], ["hu", "en"])
        'Signal'
    """
    names = theme_names(themes)
    same = next((name for name in names if normal(name) == normal(words)), "")
    if same:
        return same
    for language in languages:
        said = (normal(words),)
        codes = np.array([language], object)
        found = matches(Corpus((words,), said, codes, tokens(said, [language])), themes)
        if found.any():
            return names[int(np.argmax(found[0]))]
    return ""


def _hits(corpus: Corpus, theme: Theme) -> np.ndarray:
    if not theme.any and not theme.all:
        return np.zeros(corpus.size, bool)
    kept = np.ones(corpus.size, bool)
    if theme.any:
        kept &= np.logical_or.reduce([places(corpus, words, theme.language) for words in theme.any])
    for words in theme.all:
        kept &= places(corpus, words, theme.language)
    for words in theme.none:
        kept &= ~places(corpus, words, theme.language)
    return kept


def places(corpus: Corpus, pattern: str, language: str = "") -> np.ndarray:
    """Whether each comment holds the pattern, in ``language`` or, if that is empty, in any; shape (comments,)."""
    found = np.zeros(corpus.size, bool)
    parts = [normal(part) for part in _GAP.split(pattern.replace("*", _MARK)) if part.strip()]
    if not parts:
        return found
    for code in WRITTEN_TOGETHER:
        if language in ("", code):
            found |= _in_text(corpus, parts, code)
    if language not in WRITTEN_TOGETHER:
        found |= _in_words(corpus, parts, language)
    return found


def _in_text(corpus: Corpus, parts: list[str], language: str) -> np.ndarray:
    text, begins, which = corpus.blobs[language]
    found = np.zeros(corpus.size, bool)
    if not text:
        return found
    thai = language == "th"
    if thai and not any(_THAI.search(part) for part in parts):
        starts = [hit.start() for hit in re.finditer(_text_pattern(parts, thai, r"\b"), text)]
    elif len(parts) == 1 and _MARK not in parts[0]:
        starts = _thai_finds(corpus, text, parts[0]) if thai else _finds(text, f" {parts[0]} ")
    else:
        starts = [hit.start() for hit in re.finditer(_text_pattern(parts, thai), text)]
    found[which[np.searchsorted(begins, np.array(starts, np.int64), side="right") - 1]] = True
    return found


def _text_pattern(parts: list[str], thai: bool, edge: str = "") -> str:
    """A regular expression that looks at most a few words ahead."""
    ending = r"[^\W\d_]{0,30}" if thai else r"[^\s]{0,30}"
    written = [re.escape(part).replace(_MARK, ending) for part in parts]
    if thai:
        return edge + f"[^\n]{{0,{LETTERS}}}?".join(written) + edge
    return " " + rf" (?:[^\s]+ ){{0,{ROOM}}}?".join(written) + "(?= )"


def _thai_finds(corpus: Corpus, text: str, words: str) -> list[int]:
    """Where the words stand; short ones must be whole words, for their letters stand inside many others."""
    starts = _finds(text, words)
    if len(words) > SHORT:
        return starts
    edges = corpus.thai_edges
    return [start for start in starts if edges[start] and edges[start + len(words)]]


def _finds(text: str, words: str) -> list[int]:
    starts, place = [], text.find(words)
    while place >= 0:
        starts.append(place)
        place = text.find(words, place + 1)
    return starts


def _in_words(corpus: Corpus, parts: list[str], language: str) -> np.ndarray:
    """Each part is a run of words; a run may begin up to ``ROOM`` words after the one before has ended."""
    comment = corpus.tokens.comment
    words = [part.split() for part in parts]
    starts = _run(corpus, words[0], language)
    for before, run in pairwise(words):
        starts = _follows(_run(corpus, run, language), starts, len(before), comment)
    found = np.zeros(corpus.size, bool)
    found[comment[starts]] = True
    return found


def _follows(starts: np.ndarray, before: np.ndarray, length: int, comment: np.ndarray) -> np.ndarray:
    """Those of ``starts`` that come a few words after one of ``before`` has ended, in the same comment."""
    if not len(before):
        return before
    place = np.searchsorted(before, starts - length, side="right") - 1
    nearest = before[np.maximum(place, 0)]
    kept = (place >= 0) & (starts - nearest <= length + ROOM) & (comment[starts] == comment[nearest])
    return starts[kept]


def _run(corpus: Corpus, words: list[str], language: str) -> np.ndarray:
    """Places where these words stand one after the other, ascending."""
    flat = corpus.tokens.flat
    starts = corpus.positions(np.flatnonzero(_numbers(corpus, words[0], language)))
    for shift, word in enumerate(words[1:], 1):
        starts = starts[starts + shift < len(flat)]
        starts = starts[_numbers(corpus, word, language)[flat[starts + shift]]]
    return starts


def _numbers(corpus: Corpus, word: str, language: str) -> np.ndarray:
    """Which words of the vocabulary a word of a rule stands for."""
    vocabulary = corpus.tokens
    meant = np.zeros(len(vocabulary.words), bool)
    codes = [language] if language else [code for code in corpus.by_language if code not in WRITTEN_TOGETHER]
    fits = re.compile(translate(word.replace(_MARK, "*"))).match if _MARK in word else None
    for code in codes:
        if fits is not None:
            meant[[place for place in corpus.by_language.get(code, ()) if fits(vocabulary.words[place])]] = True
        else:
            forms = corpus.by_stem.get(code, {})
            meant[[*forms.get(word, ()), *forms.get(stem(word, code), ())]] = True
    return meant
