"""Tall sheets of an XLSX workbook taken apart by their bytes: where each cell stands, and which cells are alike.

Nearly all programs write a sheet the same way, row by row: ``<c r="B7" s="1"><v>12.5</v></c>``. Such a sheet is read
here while it is unpacked, thousands of cells at a time; anything else about it is ``IrregularError``, and the reader of
workbooks takes the whole book. What a cell *means* – its text, its date, its error – is not decided here: that reader
is asked about every different cell (``asked``).
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from cxlib.ingest import figures

BLANK, NUMBER, SHARED, OTHER = "blank", "number", "shared", "other"
_SORTS = (BLANK, NUMBER, SHARED, OTHER)
_ALIKE = {BLANK: 0, SHARED: 1}  # sorts whose attributes say nothing more, and their place in every lattice
_MOST_HELD = 4 * 2**20  # bytes of rows that do not end
_MOST_COLUMNS = 16_384
_MOST_SORTS = 1000  # each is looked for in every column
_TAIL = re.compile(rb'"((?: (?:s|t|cm|vm|ph)="[A-Za-z0-9]*")*)(/?)>')
_SHARED_TAIL = b'" t="s">'
_TYPE = re.compile(rb' t="([A-Za-z0-9]*)"')
_NAME = re.compile(rb" (\w+)=")
_ENCODING = re.compile(rb"""encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_BEGIN, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_BEYOND = 4  # tags that stand behind the last one, so that what follows a tag can always be looked at
_PAD = b"<" * _BEYOND + b" " * 32
_TAIL_WORDS = 3  # words a cell's attributes have room in
_MIXING = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


class IrregularError(Exception):
    """The sheet is not written the usual way, or holds what only the reader of workbooks knows of."""


@dataclass(frozen=True)
class Sort:
    """Cells with the same attributes: what they hold, and the bytes between their reference and their content."""

    holds: str
    tail: bytes = b""


@dataclass
class Lattice:
    """The cells of one sheet, from its first row and column.

    Attributes:
        sorts: Which sorts of cells there are; the first is the blank.
        others: Contents of the cells that are neither numbers nor shared texts, each different one once.
        rows: Rows down to the last cell.
        width: Columns up to the last cell.
    """

    sorts: list[Sort] = field(default_factory=lambda: [Sort(BLANK), Sort(SHARED, _SHARED_TAIL)])
    others: dict[bytes, int] = field(default_factory=dict)
    rows: int = 0
    width: int = 0
    _strips: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)

    def add(self, sorts: np.ndarray, held: np.ndarray) -> None:
        """The rows that follow: the sort of each cell and what it holds, shape (columns, rows) both."""
        self._strips.append((sorts, held))
        self.rows += sorts.shape[1]
        self.width = max(self.width, len(sorts))

    def column(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """The sort of each cell of a column, and its number, or the number of its text or content; shape (rows,)."""
        blank = ((np.zeros(sorts.shape[1], kind) for kind in (np.int16, float)) for sorts, _ in self._strips)
        parts = [
            (sorts[place], held[place]) if place < len(sorts) else tuple(none)
            for (sorts, held), none in zip(self._strips, blank, strict=True)
        ]
        return np.concatenate([sorts for sorts, _ in parts]), np.concatenate([held for _, held in parts])


class SheetReader:
    """Reads a sheet that comes in pieces.

    Attributes:
        lattice: What was read.
    """

    def __init__(self) -> None:
        self.lattice = Lattice()
        self._sorts = _SortBook(self.lattice.sorts)
        self._held = b""
        self._step = self._before
        self._cells = self._last_column = self._last_row = 0

    def add(self, piece: bytes) -> None:
        """The next piece of the sheet's text.

        Raises:
            IrregularError: If it is not written the usual way.
        """
        held = self._held + piece
        if b"!" in piece and b"<!" in held:
            raise IrregularError("markup")
        self._held = self._step(held)
        if len(self._held) > _MOST_HELD:
            raise IrregularError("a row without end")

    def end(self) -> Lattice:
        """The cells, once all pieces were added.

        Raises:
            IrregularError: If the sheet breaks off, stands away from its first column or is nearly empty.
        """
        span = self._last_row * max(self._last_column, 26)  # as spread sheets are known elsewhere
        if self._step != self._after or not self._held.rstrip().endswith(b"</worksheet>"):
            raise IrregularError("end")
        if not self.lattice.width or not self.lattice.column(0)[0].any():
            raise IrregularError("margin")
        if span > 2_000_000 and span > 60 * self._cells:
            raise IrregularError("far cells")
        return self.lattice

    def _before(self, held: bytes) -> bytes:
        head, begun, rest = held.partition(_BEGIN)
        if not begun:
            return held
        if head.count(b"<?") > 1 or b"sheetData" in head or b"mergeCell" in head or _ENCODING.search(head):
            raise IrregularError("head")
        self._step = self._within
        return self._within(rest)

    def _within(self, held: bytes) -> bytes:
        whole = max(0, held.rfind(_ROW_END) + len(_ROW_END)) if _ROW_END in held else 0
        end = held.find(_END, whole)
        whole = end if end >= 0 else whole
        if whole:
            self._take(_Rows(held[:whole], self._sorts))
        if end >= 0:
            self._step = self._after
            return self._after(held[end:])
        return held[whole:]

    def _after(self, held: bytes) -> bytes:
        if b"mergeCell" in held:
            raise IrregularError("merged cells")
        return held[-len(_PAD) :]

    def _take(self, rows: "_Rows") -> None:
        first = self.lattice.rows + 1
        if rows.numbers[0] <= self._last_row:
            raise IrregularError("order")
        self._last_row = int(rows.numbers[-1])
        self._cells += len(rows.column)
        sorts, held = rows.contents(self.lattice.others)
        filled = np.flatnonzero(sorts)
        if not len(rows.column):
            return
        self._last_column = max(self._last_column, int(rows.column.max()) + 1)
        if not len(filled):
            return
        height, width = int(rows.row[filled[-1]]) - first + 1, int(rows.column[filled].max()) + 1
        if height * width > 60 * len(filled) + 100_000:
            raise IrregularError("far cells")
        places = rows.column[filled] * height + (rows.row[filled] - first)
        laid = np.zeros((width, height), np.int16), np.zeros((width, height))
        laid[0].reshape(-1)[places] = sorts[filled]
        laid[1].reshape(-1)[places] = held[filled]
        self.lattice.add(*laid)


class _SortBook:
    """The sorts of cells, known by the words of their tails."""

    def __init__(self, sorts: list[Sort]) -> None:
        self._sorts = sorts
        self._known = {sort: place for place, sort in enumerate(sorts)}
        self._mixed = np.zeros(0, np.uint64)
        self._words = np.zeros((0, _TAIL_WORDS), np.uint64)
        self._places = np.zeros(0, np.int16)

    def of(self, tails: np.ndarray, padded: bytes, begins: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """The place of each cell's sort; shape (cells,).

        Args:
            tails: The words of their tails, shape (cells, words).
            padded: The rows they stand in.
            begins: Where each tail begins.
            lengths: How long it is.
        """
        mixed = tails @ _MIXING[: tails.shape[1]]
        found = self._found(mixed)
        fresh = np.flatnonzero(found < 0)
        if fresh.size:
            for at in fresh[np.unique(mixed[fresh], return_index=True)[1]].tolist():
                begin = int(begins[at])
                self._learn(mixed[at], tails[at], padded[begin : begin + int(lengths[at])])
            found = self._found(mixed)
        if (self._words[found, : tails.shape[1]] != tails).any():
            raise IrregularError("tails")
        return self._places[found]

    def _found(self, mixed: np.ndarray) -> np.ndarray:
        """The place of each among those known, below 0 where it is not."""
        if not len(self._mixed):
            return np.full(len(mixed), -1)
        near = np.minimum(np.searchsorted(self._mixed, mixed), len(self._mixed) - 1)
        return np.where(self._mixed[near] == mixed, near, -1)

    def _learn(self, mixed: np.uint64, words: np.ndarray, tail: bytes) -> None:
        at = int(np.searchsorted(self._mixed, mixed))
        room = np.zeros(_TAIL_WORDS, np.uint64)
        room[: len(words)] = words
        self._mixed = np.insert(self._mixed, at, mixed)
        self._words = np.insert(self._words, at, room, axis=0)
        self._places = np.insert(self._places, at, self.place(_sort(tail)))

    def place(self, sort: Sort) -> int:
        """The place of a sort, new ones behind the others."""
        if sort.holds in _ALIKE:
            return _ALIKE[sort.holds]
        place = self._known.setdefault(sort, len(self._sorts))
        if place == len(self._sorts):
            if place >= _MOST_SORTS:
                raise IrregularError("formats")
            self._sorts.append(sort)
        return place

    def holding(self, places: np.ndarray) -> np.ndarray:
        """What the sorts hold, as places in ``_SORTS``."""
        return np.array([_SORTS.index(sort.holds) for sort in self._sorts], np.int8)[places]

    def as_other(self, places: np.ndarray) -> np.ndarray:
        """The sorts of the same tails whose content is kept as it stands."""
        known = {place: self.place(Sort(OTHER, self._sorts[place].tail)) for place in set(places.tolist())}
        return np.array([known[place] for place in places.tolist()], np.int16)


def _sort(tail: bytes) -> Sort:
    found = _TAIL.fullmatch(tail)
    names = _NAME.findall(tail)
    if not found or len(set(names)) < len(names):
        raise IrregularError("attributes")
    if found[2]:
        return Sort(BLANK)
    kind = _TYPE.findall(found[1])
    return Sort({b"": NUMBER, b"n": NUMBER, b"s": SHARED}.get(kind[0] if kind else b"", OTHER), tail)


# --- rows -----------------------------------------------------------------------------------------


def _mark(text: bytes) -> tuple[np.uint64, np.uint64]:
    """A text of up to eight bytes as a word, and which bits of a word it lies in."""
    return np.uint64(int.from_bytes(text, "little")), np.uint64(2 ** (8 * len(text)) - 1)


_CELL, _ROW, _NUMBERED, _VALUE = _mark(b'<c r="'), _mark(b"<row "), _mark(b'r="'), _mark(b"<v>")
_VALUE_END, _CELL_END, _ENDS_ROW = _mark(b"</v></c>"), _mark(b"</c>"), _mark(_ROW_END)
_FORMULAS, _FORMULA_END = [_mark(begin) for begin in (b"<f>", b"<f ", b"<f/")], _mark(b"</f>")
_BYTE, _BEFORE_A = np.uint64(0xFF), ord("A") - 1
_QUOTE, _CLOSED = _mark(b'"'), _mark(b"/>")


def _is(words: np.ndarray, mark: tuple[np.uint64, np.uint64]) -> np.ndarray:
    return (words & mark[1]) == mark[0]


def _demand(told: np.ndarray, what: str) -> None:
    if not told.all():
        raise IrregularError(what)


class _Rows:
    """Whole rows of a sheet, cell beside cell.

    Attributes:
        numbers: The number of each row, rising.
        row: The row of each cell, from 1.
        column: Its column, from 0.
    """

    def __init__(self, text: bytes, sorts: _SortBook) -> None:
        self._padded = text + _PAD
        self._sorts = sorts
        self._words = figures.words_of(self._padded)
        self._tags = np.flatnonzero(np.frombuffer(self._padded, np.uint8) == ord("<"))
        self._marks = self._words[self._tags]
        cells = _is(self._marks, _CELL)
        begun = np.flatnonzero(cells | _is(self._marks, _ROW))  # where rows and cells begin, among the tags
        rows_at = np.flatnonzero(~cells[begun])
        edges = np.append(self._tags[begun], len(text))
        if not len(rows_at) or edges[0] or rows_at[0]:
            raise IrregularError("rows")
        counts = np.diff(rows_at, append=len(begun)) - 1
        self.numbers = self._row_numbers(
            edges[rows_at], begun[rows_at], counts, np.append(begun, len(self._tags) - _BEYOND)
        )
        of_row = np.repeat(np.arange(len(counts)), counts)
        cells_at = np.arange(len(of_row)) + of_row + 1
        self._places, self._begins, self._ends = begun[cells_at], edges[cells_at], edges[cells_at + 1]
        last = np.cumsum(counts)[counts > 0] - 1
        self._ends[last] -= len(_ROW_END)
        _demand(_is(self._words[self._ends[last]], _ENDS_ROW), "row's end")
        self.row = self.numbers[of_row]
        self.column, self._behind = self._references(edges[rows_at] + len('<row r="'), of_row)
        _demand((self.column[1:] > self.column[:-1]) | (of_row[1:] > of_row[:-1]), "order")

    def _row_numbers(self, rows: np.ndarray, tags: np.ndarray, cells: np.ndarray, begun: np.ndarray) -> np.ndarray:
        """The number of each row; nothing but its cells stands in it.

        Args:
            rows: Where each begins.
            tags: The same among the tags.
            cells: How many cells each has.
            begun: Where rows and cells begin among the tags, and the end.
        """
        numbers, count = figures.whole_number(self._words[rows + len('<row r="')])
        _demand(_is(self._words[rows + len("<row ")], _NUMBERED) & (count > 0) & (count < figures.WORD), "numbers")
        _demand(_is(self._words[rows + len('<row r="') + count], _QUOTE), "numbers")
        _demand(np.diff(numbers) > 0, "order")
        after = begun[np.searchsorted(begun, tags) + 1] - tags
        ends = self._tags[tags + after]
        closed = _is(self._words[ends - len("/>")], _CLOSED)
        ended = (after == 2) & _is(self._words[ends - len(_ROW_END)], _ENDS_ROW)
        _demand(np.where(cells > 0, (after == 1) & ~closed, (after == 1) & closed | ended), "row")
        return numbers

    def _references(self, row_figures: np.ndarray, of_row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The column of each cell, and where the quote behind its reference stands.

        Args:
            row_figures: Where the number of each row begins: the references repeat its figures.
            of_row: Which row each cell stands in.
        """
        begins = self._begins + len('<c r="')
        words = self._words[begins]
        first, second = (words & _BYTE).astype(np.int64), (words >> np.uint64(8) & _BYTE).astype(np.int64)
        column, two = first - _BEFORE_A, second > _BEFORE_A
        begins += 1
        _demand((column > 0) & (column <= 26) & (second <= ord("Z")), "references")
        if two.any():
            third = (words >> np.uint64(16) & _BYTE).astype(np.int64)
            three = two & (third > _BEFORE_A)
            column = np.where(two, column * 26 + second - _BEFORE_A, column)
            column = np.where(three, column * 26 + third - _BEFORE_A, column)
            begins += two
            begins += three
            _demand((third <= ord("Z")) & (column <= _MOST_COLUMNS), "references")
        count = figures.whole_number(self._words[row_figures])[1]
        expected = figures.first_bytes(self._words[row_figures], count + 1)
        inside = figures.first_bytes(np.full(len(count), 2**64 - 1, np.uint64), count + 1)
        _demand((self._words[begins] & inside[of_row]) == expected[of_row], "references")
        return column - 1, begins + count[of_row]

    def contents(self, others: dict[bytes, int]) -> tuple[np.ndarray, np.ndarray]:
        """The sort of each cell and what it holds; ``others`` learns what it does not know.

        Raises:
            IrregularError: If a cell is not written the usual way.
        """
        inside = self._places + 1
        begins = self._tags[inside]
        sorts = self._sorts.of(*self._tails(begins))
        holding = self._sorts.holding(sorts)
        blank = holding == _SORTS.index(BLANK)
        _demand(blank == (begins == self._ends), "empty cells")
        inside = inside + self._formulas(inside)
        begins, after = self._tags[inside], self._tags[inside + 1]
        valued = _is(self._marks[inside], _VALUE) & _is(self._marks[inside + 1], _VALUE_END)
        valued &= after + len("</v></c>") == self._ends
        begins_value = begins + len("<v>")
        held, good = figures.numbers(self._words[begins_value], after - begins_value)
        good &= valued & ~blank
        of_number, of_text = holding == _SORTS.index(NUMBER), holding == _SORTS.index(SHARED)
        long = of_number & valued & ~good
        good &= of_number | of_text
        texts = np.flatnonzero(good & of_text)
        good[texts] = figures.whole_number(self._words[begins_value[texts]])[1] == (after - begins_value)[texts]
        if long.any():
            self._read_long(np.flatnonzero(long), begins_value, after, held, good)
        rest = np.flatnonzero(~good & ~blank)
        if len(rest):
            self._keep(rest, begins, sorts, held, others)
        return sorts, held

    def _tails(self, ends: np.ndarray) -> tuple[np.ndarray, bytes, np.ndarray, np.ndarray]:
        lengths = ends - self._behind
        most = -(-int(lengths.max(initial=1)) // figures.WORD)
        if most > _TAIL_WORDS:
            raise IrregularError("attributes")
        words = np.empty((len(ends), most), np.uint64)
        for place in range(most):
            count = np.clip(lengths - figures.WORD * place, 0, figures.WORD)
            words[:, place] = figures.first_bytes(self._words[self._behind + figures.WORD * place], count)
        return words, self._padded, self._behind, lengths

    def _formulas(self, inside: np.ndarray) -> np.ndarray | int:
        """How many tags each cell's formula takes, before its value."""
        there = np.logical_or.reduce([_is(self._marks[inside], begin) for begin in _FORMULAS])
        if not there.any():
            return 0
        closed = _is(self._words[self._tags[inside + 1] - len("/>")], _CLOSED)
        _demand(~there | closed | _is(self._marks[inside + 1], _FORMULA_END), "formulas")
        return np.where(there, np.where(closed, 1, 2), 0)

    def _read_long(
        self, cells: np.ndarray, begins: np.ndarray, ends: np.ndarray, held: np.ndarray, good: np.ndarray
    ) -> None:
        """Numbers of more than eight bytes; what is none stays as it is."""
        plain = self._figured(begins[cells]) & self._figured(ends[cells] - 1)
        cells = cells[plain]
        texts = _slices(self._padded, begins[cells], ends[cells], pa.string())
        try:
            found = texts.cast(pa.float64()).to_numpy()
        except pa.ArrowInvalid:
            return
        held[cells], good[cells] = found, np.isfinite(found)

    def _figured(self, places: np.ndarray) -> np.ndarray:
        """Whether a figure or a minus stands there."""
        letters = self._words[places] & _BYTE
        return (letters - np.uint64(ord("0")) < np.uint64(10)) | (letters == ord("-"))

    def _keep(
        self, cells: np.ndarray, begins: np.ndarray, sorts: np.ndarray, held: np.ndarray, others: dict[bytes, int]
    ) -> None:
        """Contents as they stand, each different one once."""
        begins, ends = begins[cells], self._ends[cells]
        closing = self._tags[_is(self._marks, _CELL_END)]
        nearest = closing[np.minimum(np.searchsorted(closing, begins), len(closing) - 1)] if len(closing) else begins
        _demand(nearest == ends - len("</c>"), "cell's end")
        sorts[cells] = self._sorts.as_other(sorts[cells])
        empty = begins == nearest
        sorts[cells[empty]] = _ALIKE[BLANK]
        cells, begins, ends = cells[~empty], begins[~empty], ends[~empty]
        coded = _slices(self._padded, begins, ends, pa.binary()).dictionary_encode()
        places = [others.setdefault(content, len(others)) for content in coded.dictionary.to_pylist()]
        held[cells] = np.array(places, float)[coded.indices.to_numpy()]


def _slices(text: bytes, begins: np.ndarray, ends: np.ndarray, kind: pa.DataType) -> pa.Array:
    """The texts between these places, which rise."""
    edges = np.empty(2 * len(begins), np.int32)
    edges[0::2], edges[1::2] = begins, ends
    between = pa.Array.from_buffers(kind, max(0, len(edges) - 1), [None, pa.py_buffer(edges), pa.py_buffer(text)])
    return between.take(pa.array(np.arange(0, len(edges), 2)))
