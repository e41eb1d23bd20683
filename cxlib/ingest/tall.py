"""Sheets of many rows, kept column by column: their ends are read as every grid is, the rows
between by what different cells they have, if all look alike."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import overload

import numpy as np
import pyarrow as pa

from cxlib.ingest import structure
from cxlib.ingest.cells import cell_text
from cxlib.ingest.columns import Column
from cxlib.ingest.digits import folded
from cxlib.ingest.structure import Outline

TALL = 4000  # rows from which a sheet is read so
_ENDS = 1000  # rows at its begin and at its end that are looked at one by one
_FRESH = 200  # rows taken apart at once: few enough for their cells to lie in the processor's own memory


class TallRows(Sequence[list[str]]):
    """Rows of a sheet as strings, made when they are asked for; all have the same number of cells.

    Args:
        head: The first rows.
        columns: The cells of each column below them.
        count: How many rows there are.
    """

    def __init__(self, head: list[list[str]], columns: Sequence["Cells"], count: int) -> None:
        self._head = head
        self._columns = columns
        self._count = count

    @classmethod
    def of(cls, objects: Iterable[Sequence[object]]) -> "TallRows":
        """The rows as the reader of workbooks gives them, taken apart into columns while they come: a cell is looked at
        while it is fresh, and is not kept."""
        coming = iter(objects)
        head = [[cell_text(cell) for cell in row] for row in islice(coming, _ENDS)]
        columns = [_Cells() for _ in head[0]] if head else []
        count = len(head)
        while block := list(islice(coming, _FRESH)):
            count += len(block)
            for column, cells in zip(columns, zip(*block, strict=True), strict=True):
                column.add(cells)
        return cls(head, columns, count)

    @classmethod
    def beside(cls, columns: Sequence["Cells"]) -> "TallRows":
        """The rows of columns that are known whole."""
        return cls([], columns, len(columns[0].coded[0]))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...
    def __getitem__(self, place: int | slice) -> list[str] | list[list[str]]:
        """One row, or some of them."""
        chosen = range(len(self))[place]
        if isinstance(chosen, int):
            return self._rows(chosen, chosen + 1)[0]
        if chosen.step != 1:
            return [self[at] for at in chosen]
        return self._rows(chosen.start, chosen.stop)

    def __iter__(self) -> Iterator[list[str]]:
        return (row for begin in range(0, len(self), _ENDS) for row in self._rows(begin, min(begin + _ENDS, len(self))))

    def _rows(self, begin: int, end: int) -> list[list[str]]:
        """The rows from ``begin`` to ``end``, each its own list."""
        first = self._head[begin:end]
        after = slice(max(0, begin - len(self._head)), max(0, end - len(self._head)))
        columns = [column.texts(after) for column in self._columns]
        return [list(row) for row in first] + [list(row) for row in zip(*columns, strict=True)]

    def column(self, place: int, body: np.ndarray, also_missing: frozenset[str]) -> Column:
        """The cells of one column in these rows (in rising order), still without a name."""
        split = int(np.searchsorted(body, len(self._head)))
        codes, words = self._columns[place].coded
        if not split:
            return Column("", *_in_order(codes[body], words), also_missing)
        places: dict[str, int] = {}
        first = [places.setdefault(self._head[at][place], len(places)) for at in body[:split]]
        rest = codes if len(body) - split == len(codes) else codes[body[split:] - len(self._head)]
        used = np.bincount(rest, minlength=len(words)) > 0
        laid = np.array(
            [places.setdefault(word, len(places)) if here else -1 for word, here in zip(words, used, strict=True)], int
        )
        return Column("", np.concatenate([np.array(first, int), laid[rest]]), list(places), also_missing)


class Cells(ABC):
    """The cells of a column, in their order."""

    @property
    @abstractmethod
    def coded(self) -> tuple[np.ndarray, list[str]]:
        """The place of each cell among the texts, shape (rows,), and the texts; the same text may stand there twice."""

    def texts(self, rows: slice) -> list[str]:
        """The cells of these rows as text."""
        if rows.start >= rows.stop:
            return []
        codes, words = self.coded
        return [words[code] for code in codes[rows].tolist()]


@dataclass(frozen=True, eq=False)
class Coded(Cells):
    """Cells whose texts are known.

    Attributes:
        codes: The place of each cell among the words, shape (rows,).
        words: The texts; the same may stand there twice.
    """

    codes: np.ndarray
    words: list[str]

    @property
    def coded(self) -> tuple[np.ndarray, list[str]]:
        """Both."""
        return self.codes, self.words

    @classmethod
    def of(cls, codes: np.ndarray, words: list[str]) -> "Coded":
        """The same cells with each text once."""
        places = {word: place for place, word in enumerate(dict.fromkeys(words))}
        if len(places) == len(words):
            return cls(codes, words)
        return cls(np.fromiter(map(places.__getitem__, words), np.int32, len(words))[codes], list(places))


def _in_order(codes: np.ndarray, words: list[str]) -> tuple[np.ndarray, list[str]]:
    """The same cells with the words that are there, in the order in which they first stand."""
    first = np.full(len(words), len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    order = np.argsort(first)[: np.count_nonzero(first < len(codes))]
    laid = np.zeros(len(words), int)
    laid[order] = np.arange(len(order))
    return laid[codes], [words[place] for place in order.tolist()]


class _Cells(Cells):
    """The cells of a column, in their order: numbers while there is nothing else, else each different cell once."""

    def __init__(self) -> None:
        self._numbers: list[np.ndarray] = []
        self._codes: list[np.ndarray] = []
        self._known: dict[type, dict[object, int]] = {}
        self._different: list[object] = []

    def add(self, cells: tuple[object, ...]) -> None:
        """More cells, as the reader of workbooks gives them."""
        kinds = set(map(type, cells))
        if kinds == {float} and not self._codes:
            self._numbers.append(np.array(cells))
            return
        self._code_numbers()
        for kind in kinds:
            self._learn(kind, cells if len(kinds) == 1 else tuple(cell for cell in cells if type(cell) is kind))
        if len(kinds) == 1:
            codes = list(map(self._known[type(cells[0])].__getitem__, cells))
        else:
            codes = [self._known[type(cell)][cell] for cell in cells]
        self._codes.append(np.array(codes, np.int32))

    def _learn(self, kind: type, cells: tuple[object, ...]) -> None:
        known = self._known.setdefault(kind, {})
        for cell in dict.fromkeys(cells):
            if cell not in known:
                known[cell] = len(self._different)
                self._different.append(cell)

    def _code_numbers(self) -> None:
        """Numbers so far become one of several kinds of cells."""
        if not self._numbers:
            return
        coded = pa.array(np.concatenate(self._numbers)).dictionary_encode()
        self._numbers = []
        self._learn(float, tuple(coded.dictionary.to_pylist()))
        self._codes.append(coded.indices.to_numpy())

    @cached_property
    def coded(self) -> tuple[np.ndarray, list[str]]:
        """The place of each cell among the texts, shape (rows,), and the texts; the same text may stand there twice."""
        self._code_numbers()
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, np.int32)
        return codes, [cell if type(cell) is str else cell_text(cell) for cell in self._different]


def tall_table(
    rows: TallRows, header_rows: int | None, width: int, also_missing: frozenset[str]
) -> tuple[Outline, list[Column]] | None:
    """The outline of a tall sheet and its columns, still without names; None if it has to be read row by row.

    Args:
        rows: Its rows.
        header_rows: How many rows name the columns, if someone said so.
        width: Columns of the table, if the format knows; 0: judge.
        also_missing: Words (folded) a person said mean *missing*.
    """
    between = len(rows) - 2 * _ENDS
    found = structure.outlines([*rows[:_ENDS], *rows[-_ENDS:]], header_rows, width)
    if between < _ENDS or len(found) != 1 or found[0].width != len(rows[0]) or max(found[0].header, default=0) > 60:
        return None
    outline = _spread(found[0], between)
    body = np.array(outline.body)
    heads = {folded(cell) for at in outline.header for cell in rows[at]}
    columns, filled = [], np.zeros(len(body), np.int16)
    for place in range(outline.width):
        column = rows.column(place, body, also_missing)
        if not _as_at_the_ends(column, body, between, heads):
            return None
        blank = np.array([not cell or cell.isspace() for cell in column.uniques], bool)
        filled += ~blank[column.codes]
        columns.append(column)
    return None if (filled < min(2, outline.width)).any() else (outline, columns)


def _spread(outline: Outline, between: int) -> Outline:
    """The outline of the two ends as that of the whole sheet."""

    def moved(at: int) -> int:
        return at if at < _ENDS else at + between

    first = [at for at in outline.body if at < _ENDS]
    last = [moved(at) for at in outline.body if at >= _ENDS]
    return Outline(
        outline.header,
        [*first, *range(_ENDS, _ENDS + between), *last],
        outline.width,
        outline.preamble,
        {moved(at): why for at, why in outline.aside.items()},
    )


def _as_at_the_ends(column: Column, body: np.ndarray, between: int, heads: set[str]) -> bool:
    """Whether the rows between the ends hold nothing but what rows of answers hold: no totals, no header again, and
    texts only where there are texts at the ends."""
    inner = (body >= _ENDS) & (body < _ENDS + between)
    outside = np.zeros(len(column.uniques), bool)
    outside[column.codes[~inner]] = True
    fresh = [cell for cell, known in zip(column.uniques, outside, strict=True) if not known]
    words = [cell for cell in fresh if len(cell) <= 80 and cell[:1].isalpha()]
    if any(structure.starts_total(cell) or folded(cell) in heads for cell in words):
        return False
    return not words or _worded(column, outside)


def _worded(column: Column, chosen: np.ndarray) -> bool:
    return any(cell[:1].isalpha() for cell, there in zip(column.uniques, chosen, strict=True) if there)
