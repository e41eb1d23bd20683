"""The shape of a cell and of a column: what tells a header from an answer and where a broken row belongs."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cxlib.ingest.dates import written
from cxlib.ingest.digits import readable
from cxlib.ingest.numbers import amount
from cxlib.ingest.words.missing import LIKELY, SURE

NUMBER, MOMENT, TEXT, EMPTY, CODE = "number", "moment", "text", "empty", "code"
_RUNS = re.compile(r"\d+|[^\W\d_]+|\s+")
_CLOCK = re.compile(r"\d{0,3}:\d{2}(:\d{2})?( ?[ap]m)?$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w")


@lru_cache(maxsize=20_000)
def kind(cell: str) -> str:
    """``number``, ``moment``, ``code`` (letters and digits, addresses), ``text`` or ``empty``."""
    text = cell.strip()
    if not text or text.casefold() in SURE:
        return EMPTY
    if len(text) > 60:
        return CODE if _ADDRESS.match(text) else TEXT
    if _CLOCK.match(text):
        return MOMENT
    if amount(text):
        plain = readable(text)
        dated = (len(plain) == 8 and plain.startswith(("19", "20"))) or plain.count(".") == 2
        return MOMENT if dated and written(text) else NUMBER
    if written(text):
        return MOMENT
    return CODE if _ADDRESS.match(text) or (any(mark.isdecimal() for mark in text) and " " not in text) else TEXT


@lru_cache(maxsize=20_000)
def shape(cell: str) -> str:
    """Runs of digits, letters and spaces as one sign each: ``28/01/2018`` is ``9/9/9``; long text is ``~``."""
    text = cell.strip()
    if len(text) > 40:
        return "url" if _ADDRESS.match(text) else "~"
    form = _RUNS.sub(lambda run: "9" if run[0].isdecimal() else " " if run[0].isspace() else "a", text)
    return form if len(form) <= 9 else "~"


def missing_word(cell: str) -> bool:
    """Whether the cell is a word or mark that means *missing*."""
    text = cell.strip().casefold()
    return text in SURE or text in LIKELY


class Profile:
    """How the cells of one column look: shares of shapes, kinds and lengths."""

    def __init__(self, cells: Iterable[str]) -> None:
        cells = list(cells)
        self.shapes = Counter(map(shape, cells))
        self.kinds = Counter(map(kind, cells))
        self.count = max(1, len(cells))
        lengths = sorted(len(cell) for cell in cells if cell) or [0]
        self.longest = lengths[-1]
        self.shortest = lengths[0]

    @property
    def main(self) -> str:
        """The commonest kind of filled cell."""
        filled = [(count, name) for name, count in self.kinds.items() if name != EMPTY]
        return max(filled)[1] if filled else EMPTY

    def fit(self, cell: str) -> float:
        """Logarithm of how usual the cell is here: 0 is quite usual, -6 unheard of."""
        by_shape = (self.shapes[shape(cell)] + 0.02) / (self.count + 0.02)
        by_kind = (self.kinds[kind(cell)] + 0.02) / (self.count + 0.02)
        fit = 0.6 * math.log(by_shape) + 0.6 * math.log(by_kind)
        if cell and not self.shortest <= len(cell) <= self.longest:
            fit -= 0.5
        return fit


def profiles(rows: Sequence[Sequence[str]], width: int, most: int = 400) -> list[Profile]:
    """Profiles of the columns over the rows that have ``width`` cells."""
    whole = [row for row in rows if len(row) == width]
    step = max(1, len(whole) // most)
    chosen = whole[::step]
    return [Profile([row[column] for row in chosen]) for column in range(width)]
