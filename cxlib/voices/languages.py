"""The language of each comment: told by its script and letters where they decide, else by letter statistics.

Statistics come from py3langid (a naive Bayes model over byte n-grams, Lui & Baldwin 2012). Short comments say little,
so what the long ones of the same source are written in counts as prior knowledge.

References:
    Lui & Baldwin (2012), langid.py: an off-the-shelf language identification tool. ACL System Demonstrations.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

UNKNOWN = "und"
SPOKEN = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sv", "sw", "ta", "th",
    "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
FIRST = ("en", "th", "hu", "vi", "fa")  # what the first users write in: where a few words could be anything, these
HEAD_START = 5  # comments that each of them is given beforehand
LONG = 40  # letters from which a comment is evidence of what the source is written in
ENOUGH = 400  # letters that are looked at
RARE = 0.003  # share of the source's comments given to every language that none of its long comments is in

_THAI = re.compile(r"[\u0e00-\u0e7f]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[a-zA-ZÀ-ɏḀ-ỿ]")
_LETTER = re.compile(r"[^\W\d_]")
_VIETNAMESE = re.compile(r"[\u1ea0-\u1ef9ơưđăƠƯĐĂ]")
_HUNGARIAN = re.compile(r"[őűŐŰ]")
_PERSIAN = re.compile(
    r"[پچژگ\u200c]|\b(?:از|است|این|با|باز|برای|بود|به|خیلی|را|شد|شما|که|کردم|می\w*|نیست|های?|هر|هم)\b"
)
_ARABIC_FORMS = str.maketrans("يك", "یک")
_BLOCK = 2_000

Step = Callable[[float], None]


def languages(texts: Sequence[str], step: Step | None = None) -> np.ndarray:
    """ISO 639-1 code of each comment's language, ``"und"`` where there is nothing to tell it by; shape (k,).

    Args:
        texts: Comments as they were written.
        step: Told the share that is done, 0 to 1, now and then.

    Examples:
        >>> list(languages(["Nobody picked up the phone", "รอนานมาก", "Hibás a számla", "خیلی گران است", "12:30"]))
        ['en', 'th', 'hu', 'fa', 'und']
    """
    codes = np.array([_by_script(text) for text in texts], dtype=object)
    unsure = [place for place, code in enumerate(codes) if code == ""]
    if unsure:
        codes[unsure] = _by_statistics([texts[place] for place in unsure], codes, step)
    return codes


def _by_script(text: str) -> str:
    """The language where script or letters decide it, ``""`` where they do not."""
    letters = len(_LETTER.findall(text)) + len(_THAI.findall(text)) // 3
    if letters == 0:
        return "th" if _THAI.search(text) else UNKNOWN
    if len(_THAI.findall(text)) >= 0.3 * letters:
        return "th"
    if len(_VIETNAMESE.findall(text)) >= 0.06 * letters:
        return "vi"
    return "hu" if _HUNGARIAN.search(text) else ""


def _by_statistics(texts: list[str], told: np.ndarray, step: Step | None) -> list[str]:
    model, scores = _model(), []
    for start in range(0, len(texts), _BLOCK):
        scores += [model.scores(text) for text in texts[start : start + _BLOCK]]
        if step is not None:
            step(min(1.0, (start + _BLOCK) / len(texts)))
    table = np.array(scores)
    letters = np.array([len(_LETTER.findall(text)) for text in texts])
    first = np.array(SPOKEN)[table.argmax(axis=1)]
    known = Counter(first[letters >= LONG]) + Counter(code for code in told if code in SPOKEN)
    share = np.array([known[code] + (HEAD_START if code in FIRST else 0) for code in SPOKEN], float)
    total = share.sum()
    prior = np.log((share + RARE * total + 1) / (total * (1 + RARE * len(SPOKEN)) + len(SPOKEN)))
    scripts = np.array([_reading(text) for text in texts])
    return [SPOKEN[place] for place in (table + 2 * prior + scripts).argmax(axis=1)]


def _reading(text: str) -> np.ndarray:
    """Rules out what is not written in the comment's script; Persian's own letters and words speak for Persian."""
    held = np.zeros(len(SPOKEN))
    if _ARABIC.search(text) and not _LATIN.search(text):
        for place, code in enumerate(SPOKEN):
            held[place] = 0.0 if code in ("ar", "fa", "ur") else -1e6
        held[SPOKEN.index("fa")] = 80.0 if _PERSIAN.search(text.translate(_ARABIC_FORMS)) else 0.0
    return held


class _Statistics:
    """py3langid's model of the languages in ``SPOKEN``, asked for many comments at once."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

        model: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
        places = [model.nb_classes.index(code) for code in SPOKEN]
        self._weights, self._start = model.nb_ptc[:, places], model.nb_pc[places]
        self._moves, self._rows, self._output = model.tk_nextmove, [row << 8 for row in model.tk_row], model.tk_output
        self._visits = visit_counts

    def scores(self, text: str) -> np.ndarray:
        """Log posterior of each language under equal shares, shape (len(SPOKEN),)."""
        lowered = text.lower() if text.isupper() else text
        encoded = unicodedata.normalize("NFC", lowered[:ENOUGH]).encode("utf8", errors="surrogatepass")
        visits = self._visits(self._moves, self._rows, self._output, encoded)
        if not visits:
            return np.zeros(len(SPOKEN))
        features = np.fromiter(visits.keys(), np.intp, len(visits))
        counts = np.fromiter(visits.values(), np.float32, len(visits))
        return np.asarray(np.log1p(counts) @ self._weights[features] + self._start, float)


@lru_cache(maxsize=1)
def _model() -> _Statistics:
    with _loading:
        return _Statistics()


_loading = threading.Lock()
