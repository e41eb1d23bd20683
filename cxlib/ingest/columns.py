"""One column of cells as text, with each different cell kept once: what the votes are taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import DTypeLike

from cxlib.ingest.digits import folded
from cxlib.ingest.words.missing import LIKELY, SURE


@dataclass(eq=False)
class Column:
    """Cells of one column: ``cells[i] == uniques[codes[i]]``.

    Attributes:
        name: Column name.
        codes: Position of each cell among the uniques, shape (rows,).
        uniques: Different cells, in order of first appearance.
        also_missing: Words (folded) a person said mean *missing*.
        repeated: Which rows are blank in the file and took the label of their group from above; None: no row.
    """

    name: str
    codes: np.ndarray
    uniques: list[str]
    also_missing: frozenset[str] = frozenset()
    repeated: np.ndarray | None = None

    @classmethod
    def of(cls, name: str, cells: Sequence[str], also_missing: frozenset[str] = frozenset()) -> "Column":
        """The column of these cells, its different cells told apart once."""
        places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        codes = np.fromiter(map(places.__getitem__, cells), np.int64, len(cells))
        return cls(name, codes, list(places), also_missing)

    @cached_property
    def counts(self) -> np.ndarray:
        """Rows holding each unique, shape (uniques,)."""
        return np.bincount(self.codes, minlength=len(self.uniques))

    @cached_property
    def words(self) -> list[str]:
        """The uniques folded for comparing."""
        return [folded(cell) for cell in self.uniques]

    @cached_property
    def surely_missing(self) -> np.ndarray:
        """Which uniques mean *missing* in a column of any type."""
        gone = [_means_missing(cell, SURE) for cell in self.uniques]
        if self.also_missing:
            gone = [gone or word in self.also_missing for gone, word in zip(gone, self.words, strict=True)]
        return np.array(gone, bool)

    @cached_property
    def likely_missing(self) -> np.ndarray:
        """Which uniques mean *missing* in a column of numbers or dates."""
        return self.surely_missing | np.array([_means_missing(cell, LIKELY) for cell in self.uniques], bool)

    @cached_property
    def heading(self) -> str:
        """The name as words are looked up in it: folded, without dashes and underlines."""
        return folded(self.name).replace("_", " ").replace("-", " ")

    def rows_of(self, chosen: np.ndarray) -> np.ndarray:
        """Rows (from 0) whose unique is chosen, in order."""
        return np.flatnonzero(chosen[self.codes]) if len(self.codes) else np.zeros(0, int)

    def spread(self, values: Sequence, dtype: DTypeLike) -> np.ndarray:
        """Values of the uniques laid out over the rows."""
        laid = np.empty(len(self.uniques), dtype=dtype)
        laid[:] = values
        return laid[self.codes]


_LONGEST_MISSING = max(map(len, SURE | LIKELY)) + 4


def _means_missing(cell: str, marks: frozenset[str]) -> bool:
    """Whether the cell is one of the marks; figures other than zeros and long texts are told at a glance."""
    if cell[:1] in _FIGURES or cell[-1:] in _FIGURES:
        return False
    if len(cell) > _LONGEST_MISSING:
        return cell.isspace()
    if cell[:1] == "0" and cell.isdecimal():
        return cell in marks
    return folded(cell) in marks


_FIGURES = frozenset("123456789")


@lru_cache(maxsize=4096)
def mentions(heading: str, words: tuple[str, ...]) -> str:
    """The first of ``words`` that stands in a column name as a whole word (scripts without spaces: anywhere); "" if
    none.

    Examples:
        >>> mentions("response date", ("date",)), mentions("updates", ("date",)), mentions("วันที่ตอบ", ("วันที่",))
        ('date', '', 'วันที่')
    """
    padded = f" {heading} "
    for mark in "()[]/:?!.,;\n'\"|":
        padded = padded.replace(mark, " ")
    for word in words:
        if (not word.isascii() and not word[0].isascii() and ord(word[0]) > 0x590) or len(word) >= 7:
            if word in padded:
                return word
        elif f" {word} " in padded:
            return word
    return ""
