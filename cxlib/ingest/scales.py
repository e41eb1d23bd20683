"""Answers on a scale written with words or signs: ``9 - Promoter``, ``8/10``, ``★★★☆☆``, ``Satisfied (4)``, *Agree*."""

import re
from collections.abc import Sequence

from cxlib.ingest.digits import folded, readable
from cxlib.ingest.words.answers import CHECKED, NEUTRAL, SCALES, YES_NO_PAIRS

_NUMBER_FIRST = re.compile(r"(\d{1,2})\s*(?:[-:=.–—(]|\s)\s*\(?([^\W\d][^()]{1,60}?)\)?$")
_NUMBER_LAST = re.compile(r"([^\W\d][^()]{1,60}?)\s*[-:=(\[]\s*(\d{1,2})[)\]]?$")
_OF = re.compile(
    r"(\d{1,2}(?:[.,]\d)?)\s*(?:/|out of|of|von|sur|de|trên|จาก|از|из)\s*(5|7|10|100)(?:\s*(?:stars?|points?|csillag|pont))?$",  # noqa: E501
    re.IGNORECASE,
)
_STARS = re.compile(r"([★⭐🌟*]+)\s*([☆✩]*)$")
_COUNTED_STARS = re.compile(
    r"(\d)\s*(?:stars?|★|⭐|csillag|ดาว|sao|ستاره|sterne?|étoiles?|estrellas?|estrelas?)$", re.IGNORECASE
)


def labelled(cell: str) -> tuple[float, str, int] | None:
    """(score, its label, top of the scale or 0) of an answer that carries its number; None if it does not.

    Examples:
        >>> labelled("9 - Promoter"), labelled("8/10"), labelled("★★★☆☆"), labelled("Very satisfied (5)")
        ((9, 'Promoter', 0), (8, '', 10), (3, '', 5), (5, 'Very satisfied', 0))
    """
    text = readable(cell)
    if not 1 <= len(text) <= 80:
        return None
    found = _OF.match(text)
    if found:
        score = float(found[1].replace(",", "."))
        return (int(score) if score.is_integer() else score), "", int(found[2])
    found = _STARS.match(text.replace("\ufe0f", ""))
    if found:
        return len(found[1]), "", len(found[1]) + len(found[2]) if found[2] else 5 if len(found[1]) == 5 else 0
    found = _COUNTED_STARS.match(text)
    if found:
        return int(found[1]), "", 5
    found = _NUMBER_FIRST.match(text)
    if found:
        return int(found[1]), found[2].strip(), 0
    found = _NUMBER_LAST.match(text)
    return (int(found[2]), found[1].strip(), 0) if found else None


def one_to_one(answers: Sequence[tuple[float, str, int]]) -> bool:
    """Whether each label has one score and the scores lie on a scale people use."""
    scores: dict[str, set] = {}
    for score, label, _ in answers:
        if label:
            scores.setdefault(folded(label), set()).add(score)
    words = len(scores)
    return all(0 <= score <= (top or 10) for score, _, top in answers) and (
        not words or (words <= 11 and len({score for score, _, _ in answers}) >= words)
    )


def ordered_words(words: Sequence[str]) -> tuple[str, tuple[tuple[str, int], ...]] | None:
    """(what is measured, words with their scores) if all ``words`` (folded) belong to one known scale."""
    spelled = {_plain(word): word for word in words}
    present = set(spelled)
    if len(present) < 2:
        return None
    for sort, scale in _FOLDED:
        known = _with_middle(scale, present)
        if present <= set(known):
            return sort, tuple((spelled.get(word, word), place) for place, word in enumerate(known, 1))
    return None


def _with_middle(scale: tuple[str, ...], present: set[str]) -> tuple[str, ...]:
    """The scale with the neutral word that is present in its middle, if it has a middle."""
    others = present - set(scale)
    middle = len(scale) // 2
    if len(scale) % 2 and len(others) == 1 and others <= _NEUTRAL and scale[middle] not in present:
        return (*scale[:middle], *others, *scale[middle + 1 :])
    return scale


def _plain(word: str) -> str:
    """The word without the mark that careful Persian puts on its adverbs."""
    return folded(word).replace("\u064b", "")


_FOLDED = tuple((sort, tuple(map(_plain, words))) for sort, words in SCALES)
_NEUTRAL = frozenset(map(_plain, NEUTRAL))
_PAIRS = tuple((folded(yes), folded(no)) for yes, no in YES_NO_PAIRS)


def yes_and_no(words: Sequence[str], blanks: bool) -> dict[str, bool] | None:
    """Word -> truth if the (folded) words are a yes and a no of one language, or ticks beside blanks."""
    present = set(words)
    if present == {"0", "1"} or present == {"1"} or present == {"0"}:
        return None
    for yes, no in _PAIRS:
        if present == {yes, no}:
            return {yes: True, no: False}
    if blanks and len(present) == 1 and present <= CHECKED:
        return dict.fromkeys(present, True)
    if len(present) == 1:
        only = next(iter(present))
        if len(only) > 1 and only in _ONLY:
            return {only: _ONLY[only]}
    return None


_ONLY = {
    **{no: False for _, no in _PAIRS[:1]},
    "true": True,
    "false": False,
    "yes": True,
    "no": False,
    "igen": True,
    "nem": False,
    "ja": True,
    "nein": False,
    "oui": True,
    "non": False,
}
