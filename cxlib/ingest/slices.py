"""A large text file in slices that end where records end, so that they can be cut into cells side by side.

A line break ends a record unless it stands between quotes, and quotes tell that only where all of them stand as they
should: each at the edge of a cell, or doubled inside one. The first slice with another quote, and all after it, has to
be read in one go.
"""

from codecs import BOM_UTF8
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cxlib.ingest.limits import MB
from cxlib.ingest.text import Cut

SIZE = 4 * MB
_PIECE = MB // 4
_LINE_FEED, _RETURN = 10, 13


@dataclass(frozen=True)
class Slice:
    """Some whole records.

    Attributes:
        begins: Place of its first byte in the file.
        held: Its bytes; None: the rest of the file, which cannot be sliced.
        ascii: Whether all its bytes are known to be ASCII.
    """

    begins: int
    held: memoryview | None
    ascii: bool = False


def slices(path: Path, cut: Cut) -> Generator[Slice]:
    """The file, slice after slice."""
    begins, behind, block = 0, b"", b"\n"
    with path.open("rb") as stream:
        while block:
            block = stream.read(SIZE)
            held = behind + block
            if not held or held.isspace():
                behind = held
                continue
            end = 0 if cut.escape or not cut.delimiter.isascii() else _end(held, cut, not block)
            if not end:
                yield Slice(begins, None)
                return
            yield Slice(begins, memoryview(held)[:end], held.isascii())
            behind, begins = held[end:], begins + end


def _end(held: bytes, cut: Cut, last: bool) -> int:
    """Where the last whole record ends; 0 if nobody can tell."""
    end = len(held) if last else held.rfind(b"\n") + 1
    if not cut.quote or cut.quote.encode() not in held:
        return end
    letters = np.frombuffer(held, np.uint8)
    quotes = _places(letters, ord(cut.quote))
    inside = int(np.searchsorted(quotes, end))
    while inside % 2 and end:
        end = 0 if last else held.rfind(b"\n", 0, int(quotes[inside - 1])) + 1
        inside = int(np.searchsorted(quotes, end))
    opened, shut = quotes[:inside:2], quotes[1:inside:2]
    return end if _by_the_book(letters, opened, shut, cut) else 0


def _places(letters: np.ndarray, sought: int) -> np.ndarray:
    """Where a letter stands; looked for in pieces that lie in the processor's own memory."""
    begins = range(0, len(letters), _PIECE)
    return np.concatenate([np.flatnonzero(letters[begin : begin + _PIECE] == sought) + begin for begin in begins])


def _by_the_book(letters: np.ndarray, opened: np.ndarray, shut: np.ndarray, cut: Cut) -> bool:
    """Whether every quote stands at the edge of a cell or is one of two."""
    edge = np.zeros(256, bool)
    edge[[ord(cut.delimiter), _LINE_FEED, _RETURN]] = True
    doubled = opened[1:] == shut[:-1] + 1
    before, after = edge[letters[opened - 1]], edge[letters[np.minimum(shut + 1, len(letters) - 1)]]
    if len(opened):
        before[0] |= opened[0] == 0 or letters[: opened[0]].tobytes() == BOM_UTF8
        after[-1] |= shut[-1] == len(letters) - 1
    before[1:] |= doubled
    after[:-1] |= doubled
    return bool(before.all() and after.all())
