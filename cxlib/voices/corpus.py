"""The different comments of one table, understood once: language, words, and one way of writing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from cxlib.voices.languages import languages as languages_of
from cxlib.voices.tokens import Tokens, tokens
from cxlib.voices.writing import normal

Step = Callable[[str, float], None]
_JOINED = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)+")
WRITTEN_TOGETHER = ("th", "vi")  # rules are looked for in the text: a word there is no run of letters between spaces


@dataclass(frozen=True, eq=False)
class Corpus:
    """Different comments and what is known of each; every list has one entry a comment.

    Attributes:
        texts: As they were written.
        normals: As ``normal`` writes them.
        languages: ISO 639-1 codes, ``"und"`` where unknown.
        tokens: Their words.
    """

    texts: tuple[str, ...]
    normals: tuple[str, ...]
    languages: np.ndarray
    tokens: Tokens

    @classmethod
    def of(cls, texts: Iterable[str], step: Step | None = None) -> Self:
        """Reads the comments. ``step`` is told what is being done and the share that is done, 0 to 1."""
        from cxlib.language import gettext as _

        def part(words: str, start: float, size: float) -> Callable[[float], None]:
            return lambda share: step(words, start + size * share) if step else None

        kept = tuple(texts)
        normals = tuple(normal(text) for text in kept)
        codes = languages_of(kept, part(_("Telling the languages"), 0.0, 0.5))
        cut = tokens(normals, codes.tolist(), part(_("Cutting comments into words"), 0.5, 0.5))
        return cls(kept, normals, codes, cut)

    @property
    def size(self) -> int:
        """How many comments."""
        return len(self.texts)

    @cached_property
    def blobs(self) -> dict[str, tuple[str, np.ndarray, np.ndarray]]:
        """By language written together: all its comments as one text, where each begins, and which comment it is."""
        return {language: self._blob(language) for language in WRITTEN_TOGETHER}

    def _blob(self, language: str) -> tuple[str, np.ndarray, np.ndarray]:
        places = np.flatnonzero(self.languages == language)
        lines = [self._line(int(place), language) for place in places]
        begins = np.cumsum([0, *(len(line) + 1 for line in lines)])[:-1]
        return "\n".join(lines), begins, places

    def _line(self, place: int, language: str) -> str:
        """Thai as it is; Vietnamese as syllables with one space on each side."""
        text = self.normals[place]
        if language == "th":
            return text
        return f" {' '.join(''.join(sign if sign.isalnum() else ' ' for sign in text).split())} "

    @cached_property
    def thai_edges(self) -> np.ndarray:
        """Whether a word begins or ends at each letter of the Thai blob, shape (letters + 1,)."""
        text, begins, which = self.blobs["th"]
        edges = np.zeros(len(text) + 1, bool)
        words, starts = self.tokens, np.searchsorted(self.tokens.comment, which)
        for begin, start in zip(begins, starts, strict=True):
            at = int(begin)
            for number in words.flat[start:]:
                if number == 0:
                    break
                at = text.find(words.words[number], at)
                edges[at] = True
                at += len(words.words[number])
                edges[at] = True
        return edges

    @cached_property
    def by_language(self) -> dict[str, np.ndarray]:
        """Numbers of the words cut by each language, shape (n,)."""
        codes = np.array(self.tokens.languages)
        return {code: np.flatnonzero(codes == code) for code in dict.fromkeys(self.tokens.languages) if code}

    @cached_property
    def spelled(self) -> dict[str, str]:
        """Persian words as most people write them, with their zero-width non-joiners, by how they are compared."""
        counts: dict[str, dict[str, int]] = {}
        for place in np.flatnonzero(self.languages == "fa"):
            for word in _JOINED.findall(self.texts[place]):
                forms = counts.setdefault(normal(word), {})
                forms[word] = forms.get(word, 0) + 1
        return {plain: max(forms, key=lambda form: forms[form]) for plain, forms in counts.items()}

    def positions(self, numbers: np.ndarray) -> np.ndarray:
        """Where the words with these numbers stand in the running text, ascending."""
        order, bounds = self._index
        return np.sort(np.concatenate([order[:0], *(order[bounds[n] : bounds[n + 1]] for n in numbers)]))

    @cached_property
    def _index(self) -> tuple[np.ndarray, np.ndarray]:
        flat = self.tokens.flat
        order = np.argsort(flat, kind="stable")
        return order, np.searchsorted(flat[order], np.arange(len(self.tokens.words) + 1))

    @cached_property
    def by_stem(self) -> dict[str, dict[str, list[int]]]:
        """By language: the numbers of the words that share a stem or are that stem as written."""
        found: dict[str, dict[str, list[int]]] = {code: {} for code in self.by_language}
        vocabulary = self.tokens
        for place, code in enumerate(vocabulary.languages):
            if code:
                for form in {vocabulary.words[place], vocabulary.stems[place]}:
                    found[code].setdefault(form, []).append(place)
        return found
