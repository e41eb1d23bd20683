"""Text whose columns stand below each other, parted by blanks alone: what mainframes, databases and printers write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cxlib.ingest.kinds import MOMENT, NUMBER, TEXT, kind
from cxlib.ingest.text import Grid

_MARKS = ",;|\t"
_DRAWN = re.compile(r"\s*[-=_]{2,}(?:\s+[-=_]{2,})+\s*$")
_PARTED = re.compile(r"\S {2,}\S")
_LOOKED = 400  # lines that decide
_LEAST = 4
_MOST_ABOVE, _MOST_BELOW = 5, 2
_WORDS_BELOW = 0.6
_SORTED = 0.8
_STRAY = 0.02  # share of lines that may have a letter where the others part


@dataclass(frozen=True)
class Span:
    """Where a column stands in the lines: first letter, and the one after the last."""

    start: int
    stop: int


def spans(lines: Sequence[str]) -> tuple[Span, ...]:
    """The columns of lines that are aligned by blanks; empty where that is not clear.

    Args:
        lines: Lines of the file, without their ends.

    Examples:
        >>> spans(["Agent   Calls", "Anna       12", "Bob         7", "Cecil    1204"])
        (Span(start=0, stop=5), Span(start=8, stop=13))
        >>> spans(["a,  b", "1,  2", "3,  4", "5,  6"])
        ()
    """
    look = [line.rstrip() for line in lines[:_LOOKED] if line.strip()]
    ruled = next((at for at, line in enumerate(look[:20]) if _DRAWN.match(line)), None)
    if ruled is not None and ruled + 1 < len(look):
        found = tuple(Span(*run.span()) for run in re.finditer(r"\S+", look[ruled]))
        below = [line for line in look[ruled + 1 :] if _kept(line, found)]
        return found if len(below) >= _WORDS_BELOW * (len(look) - ruled - 1) else ()
    rows = [line for line in look if _PARTED.search(line)]
    if len(rows) < max(_LEAST, _WORDS_BELOW * len(look)) or any("\t" in line for line in rows):
        return ()
    best: tuple[Span, ...] = ()
    for last in range(len(rows), len(rows) - _MOST_BELOW - 1, -1):
        for first in range(_MOST_ABOVE + 1):
            block = rows[first:last]
            found = _columns(block) if len(block) >= _LEAST else ()
            if len(found) > len(best):
                best = found
    return best


def cut(lines: Sequence[str], found: Sequence[Span]) -> Grid:
    """The lines cut into cells; a line with letters between the columns is one cell."""
    grid = Grid()
    for number, line in enumerate(lines, 1):
        plain = line.rstrip("\r")
        grid.rows.append(_cells(plain, found) if _kept(plain, found) else [plain.strip()])
        grid.lines.append(number)
    return grid


def _kept(line: str, found: Sequence[Span]) -> bool:
    """Whether nothing stands between the columns, and words reach over no bound."""
    return (
        not any(line[one.stop : other.start].strip() for one, other in pairwise(found))
        and not line[: found[0].start].strip()
    )


def _cells(line: str, found: Sequence[Span]) -> list[str]:
    stops = [*(span.start for span in found[1:]), len(line)]
    return [line[span.start : stop].strip() for span, stop in zip(found, stops, strict=True)]


def _columns(rows: Sequence[str]) -> tuple[Span, ...]:
    """The columns of rows that should all belong to the table; empty where they make no sense."""
    width = max(map(len, rows))
    filled = [0] * width
    for row in rows:
        for at, letter in enumerate(row):
            filled[at] += letter != " "
    most = int(_STRAY * len(rows))
    found = [Span(*run.span()) for run in re.finditer("x+", "".join("x" if count > most else " " for count in filled))]
    found = _whole(rows, found)
    if len(found) < 2 or any(_marked(rows, span) for span in found):
        return ()
    counted = (_counted([row[span.start : span.stop] for row in rows[1:]]) for span in found)
    return tuple(found) if any(counted) else ()


def _marked(rows: Sequence[str], span: Span) -> bool:
    """Whether a mark ends or begins the cells of a column: then that mark parts them, and blanks only pad."""
    cells = [cell for row in rows if (cell := row[span.start : span.stop].strip())]
    return any(
        sum(cell.endswith(mark) or cell.startswith(mark) for cell in cells) > 0.5 * len(cells) for mark in _MARKS
    )


def _counted(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if cell.strip()]
    return bool(known) and sum(kind(cell) in (NUMBER, MOMENT) for cell in known) >= _SORTED * len(known)


def _whole(rows: Sequence[str], found: list[Span]) -> list[Span]:
    """Columns parted by one blank only, or filled in the first row alone, joined with their neighbour."""
    joined = [found[0]] if found else []
    for place, span in enumerate(found[1:], 1):
        left = joined[-1]
        if _one_column(rows, left, span, found[place + 1].start if place + 1 < len(found) else 0):
            joined[-1] = Span(left.start, span.stop)
        else:
            joined.append(span)
    return joined


def _one_column(rows: Sequence[str], left: Span, right: Span, following: int) -> bool:
    """Whether two neighbours are one column: its name has two words, or its values a blank at the same place."""
    gap = right.start - left.stop
    bare_left, bare_right = (all(not row[span.start : span.stop].strip() for row in rows[1:]) for span in (left, right))
    if bare_right or bare_left:
        return gap == 1 and (bare_left or not following or following - right.stop >= gap)
    if gap > 1:
        return False
    name = rows[0][left.start : right.stop]
    first, second = name[: left.stop - left.start], name[right.start - left.start :]
    if not first.strip() or not second.strip() or kind(second) != TEXT:
        return True
    apart = len(name) - len(second.lstrip()) - len(first.rstrip())
    return apart < 2 and not _counted([row[right.start : right.stop] for row in rows[1:]])
