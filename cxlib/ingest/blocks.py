"""Columns of a large file converted block by block, with the type a vote over a sample chose and every value
checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxlib.ingest.columns import Column
from cxlib.ingest.digits import clean, folded
from cxlib.ingest.moments import Surroundings
from cxlib.ingest.votes import Vote, vote
from cxlib.ingest.words.missing import LIKELY, SURE

_MOMENTS = pa.timestamp("us")
_ARROW = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "percent": pa.float64(),
    "duration": pa.float64(),
    "yes_no": pa.bool_(),
    "date": _MOMENTS,
    "datetime": _MOMENTS,
    "period": _MOMENTS,
    "text": pa.string(),
    "category": pa.string(),
    "empty": pa.string(),
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d)?$")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})(\.\d+)?$")
_FEW = 200
_MANY = 1000  # different values that are counted one by one
_TALLIED = _MANY // 2
_WRITTEN_ONCE = 20_000
_ODD_TEXT = r"[^\x20-\x7e]|^\s|\s$"
_GONE = sorted({form for word in SURE for form in (word, word.upper(), word.capitalize())})


def direct_type(column: Column, found: Vote) -> pa.DataType | None:
    """The type a fast reader may give the column by itself: plain figures and ISO dates; None if the cells need us."""
    if column.also_missing:
        return None
    if column.surely_missing.any() and not all(
        cell == "" for cell, gone in zip(column.uniques, column.surely_missing, strict=True) if gone
    ):
        return None
    filled = [cell for cell, gone in zip(column.uniques, column.surely_missing, strict=True) if not gone]
    if found.type == "integer" and not found.labels and all(_PLAIN.match(cell) and "." not in cell for cell in filled):
        return pa.int64()
    if found.type in ("integer", "number") and not found.labels and all(map(_PLAIN.match, filled)):
        return pa.float64() if found.type == "number" else None
    if found.type in ("date", "datetime") and not found.zoned and all(map(_ISO.match, filled)):
        return _MOMENTS
    return None


@dataclass
class BlockColumn:
    """How one column is converted, and what was counted on the way.

    Attributes:
        name: Column name.
        sample: The vote over the sample.
        around: What the file proves.
        order: Order of day and month.
        decimal: Decimal mark.
        direct: Type the reader already gave, if any.
        also_missing: Words (folded) a person said mean *missing*.
        tally: Value (word) -> rows, of columns with few different ones; None once there are many.
    """

    name: str
    sample: Vote
    around: Surroundings
    order: str = ""
    decimal: str = ""
    direct: pa.DataType | None = None
    also_missing: frozenset[str] = frozenset()
    missing: int = 0
    unparsed: int = 0
    examples: list[str] = field(default_factory=list)
    known: dict[str, object] = field(default_factory=dict)
    tally: dict[object, int] | None = field(default_factory=dict)

    @property
    def type(self) -> pa.DataType:
        """The Arrow type its cells are written as."""
        if self.sample.zoned:
            return pa.timestamp("us", "UTC")
        if self.sample.type == "duration" and pa.types.is_integer(self.sample.values.type):
            return pa.int64()
        return _ARROW[self.sample.type]

    @property
    def written_as(self) -> pa.DataType:
        """The type handed to the writer: texts that repeat stay coded."""
        return self.read_as if pa.types.is_string(self.type) else self.type

    @property
    def read_as(self) -> pa.DataType:
        """The type the reader gives the column: its own, or text – coded where few different texts are expected."""
        if self.direct is not None:
            return self.direct
        return pa.dictionary(pa.int32(), pa.string()) if self.few else pa.string()

    @cached_property
    def few(self) -> bool:
        """Whether few different cells are expected."""
        return self.sample.type in ("category", "yes_no", "date", "period") or self.sample.distinct <= _FEW

    def repeats(self, rows: int) -> bool:
        """Whether so many rows are likely to hold so few different values that it pays to write each once."""
        looked = len(self.sample.values) - self.sample.values.null_count
        return self.few or estimated_distinct(self.sample.distinct, looked, rows) <= _WRITTEN_ONCE

    @property
    def counted(self) -> bool:
        """Whether its values are numbers."""
        return self.sample.type in ("integer", "number", "percent")

    def count(self, block: pa.Array) -> None:
        """Counts the values of one more block, as long as they are few."""
        if self.tally is None:
            return
        if pa.types.is_dictionary(block.type):
            self.tally.update(dict.fromkeys(block.dictionary.to_pylist(), 0))
        elif self.counted and (self.few or self.tally or self.sample.distinct <= _TALLIED):
            for value, rows in _counts(block.drop_null() if block.null_count else block):
                self.tally[value] = self.tally.get(value, 0) + rows
        else:
            self.tally = None
        if self.tally is not None and len(self.tally) > _MANY:
            self.tally = None

    def distinct(self, spread: pa.ChunkedArray, rows: int) -> int:
        """Different values: counted where they are few, else estimated from rows spread over the file."""
        if self.tally is not None:
            return len(self.tally)
        known = spread.drop_null()
        return estimated_distinct(len(known.unique()), len(known), round(rows - self.missing))

    def converted(self, block: pa.Array) -> pa.Array:
        """The block with the column's type; what cannot be read is missing and counted."""
        if self.direct is not None:
            self.missing += block.null_count
            return block
        if self.sample.type in ("text", "category", "empty"):
            return self._texts(block)
        return self._parsed(block)

    def _texts(self, block: pa.Array) -> pa.Array:
        if pa.types.is_dictionary(block.type):
            if len(block.dictionary) <= 0.3 * len(block):
                return self._coded(block)
            block = block.cast(pa.string())
        if not _is_plain(block):
            block = _cleaned(block)
        gone = pc.is_in(block, pa.array([*_GONE, *self._also_gone(block)]))
        kept = pc.if_else(gone, pa.scalar(None, pa.string()), block) if pc.any(gone).as_py() else block
        self.missing += kept.null_count
        return kept

    def _also_gone(self, block: pa.Array) -> list[str]:
        """Cells of the block that a person called missing."""
        if not self.also_missing:
            return []
        return [cell for cell in pc.unique(block).to_pylist() if cell and folded(cell) in self.also_missing]

    def _coded(self, block: pa.DictionaryArray) -> pa.Array:
        """Texts that repeat: cleaned once each, kept as codes so that writing them is cheap."""
        cells = block.dictionary.to_pylist()
        words = [self._word(cell) for cell in cells]
        if words == cells:
            self.missing += block.null_count
            return block
        laid = pa.array(words, pa.string()).take(block.indices)
        self.missing += laid.null_count
        return laid

    def _word(self, cell: str) -> str | None:
        return None if folded(cell) in SURE or folded(cell) in self.also_missing else clean(cell)

    def _parsed(self, block: pa.Array) -> pa.Array:
        coded = block if pa.types.is_dictionary(block.type) else block.dictionary_encode()
        cells = coded.dictionary.to_pylist()
        fresh = [cell for cell in cells if cell not in self.known]
        if fresh:
            self._learn(fresh)
        laid = pa.array([self.known[cell] for cell in cells], self._stored).take(coded.indices)
        if len(self.known) > 400_000:
            self.known.clear()
        nulls = laid.null_count
        if nulls:
            self._count(cells, coded.indices, laid)
        return laid.cast(self.type) if laid.type != self.type else laid

    @property
    def _stored(self) -> pa.DataType:
        return pa.int64() if pa.types.is_timestamp(self.type) else self.type

    def _learn(self, cells: list[str]) -> None:
        column = Column(self.name, np.arange(len(cells)), cells, self.also_missing)
        found = vote(column, self.around, self.sample.type, self.order, self.decimal)
        if found.type != self.sample.type and not (
            found.type in ("integer", "number") and self.sample.type in ("integer", "number", "duration")
        ):
            self.known.update(dict.fromkeys(cells))
            return
        if pa.types.is_timestamp(self.type):
            self.known.update(zip(cells, found.values.cast(pa.int64()).to_pylist(), strict=True))
            return
        made = {pa.int64(): int, pa.float64(): float, pa.bool_(): bool}[self.type]
        values = (None if value is None else _exact(made, value) for value in found.values.to_pylist())
        self.known.update(zip(cells, values, strict=True))

    def _count(self, cells: list[str], codes: pa.Array, laid: pa.Array) -> None:
        """Nulls are answers that are missing, or cells that could not be read."""
        empty = np.array([_nothing(folded(cell), self.also_missing) for cell in cells])[
            codes.to_numpy(zero_copy_only=False)
        ]
        nulls = laid.is_null().to_numpy(zero_copy_only=False)
        self.missing += int((nulls & empty).sum())
        lost = nulls & ~empty
        self.unparsed += int(lost.sum())
        if lost.any() and len(self.examples) < 3:
            self.examples.append(cells[codes[int(np.argmax(lost))].as_py()][:60])


def _counts(block: pa.Array) -> Iterable[tuple[float, int]]:
    """Different numbers with their rows; whole numbers that lie close together by counting places."""
    if pa.types.is_integer(block.type) and len(block):
        numbers = block.to_numpy()
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < _MANY:
            rows = np.bincount(numbers - low).tolist()
            return ((low + place, count) for place, count in enumerate(rows) if count)
    return ((pair["values"], pair["counts"]) for pair in pc.value_counts(block).to_pylist())


def _is_plain(block: pa.Array) -> bool:
    """Whether the texts are printable ASCII without spaces at their ends: their bytes tell it faster than a pattern."""
    _, ends, held = block.buffers()
    ends = np.frombuffer(ends, np.int32)[block.offset : block.offset + len(block) + 1]
    data = np.frombuffer(held or b"", np.uint8)[ends[0] : ends[-1]] if len(ends) else np.empty(0, np.uint8)
    if not len(data):
        return True
    lowest = data.min()
    if lowest < 0x20 or data.max() > 0x7E:
        return False
    if lowest > 0x20:
        return True
    edges = ends - ends[0]
    filled = edges[1:] > edges[:-1]
    return not (data[edges[:-1][filled]] == 0x20).any() and not (data[edges[1:][filled] - 1] == 0x20).any()


def _cleaned(block: pa.Array) -> pa.Array:
    odd = pc.match_substring_regex(block, _ODD_TEXT)
    if not pc.any(odd).as_py():
        return block
    mended = [clean(cell) for cell in block.filter(odd).to_pylist()]
    return pc.replace_with_mask(block, odd, pa.array(mended, pa.string()))


def _nothing(word: str, also: frozenset[str]) -> bool:
    return word in SURE or word in LIKELY or word in also


def estimated_distinct(seen: int, looked: int, rows: int) -> int:
    """Different values among ``rows`` rows if ``seen`` different ones stand in ``looked`` of them.

    All values are taken to be equally frequent: then ``looked`` draws from D values show D (1 - exp(-looked / D)).

    Examples:
        >>> estimated_distinct(1000, 1000, 50_000), estimated_distinct(500, 1000, 10**6)
        (50000, 628)
    """
    if looked >= rows or seen >= looked:
        return seen if looked >= rows else rows
    low, high = float(seen), 1e12
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * -np.expm1(-looked / middle) < seen else (low, middle)
    return max(seen, min(rows, round(low * -np.expm1(-rows / low))))


def _exact(made: type, value: object) -> object:
    """The value as the column's type; None where that would change it (a fraction among whole numbers)."""
    result = made(value)
    return result if result == value else None
