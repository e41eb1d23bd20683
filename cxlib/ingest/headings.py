"""Rows that belong to the header though they do not look like it, and rows above it that do not."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cxlib.ingest.digits import folded
from cxlib.ingest.kinds import CODE, EMPTY, MOMENT, NUMBER, TEXT, kind, missing_word

_DRAWN = re.compile(r"[-=_+:.\s]*[-=_]{3}[-=_+:.\s]*$")
_BEGINS = frozenset("-=_+: ")
_YEAR = re.compile(r"(?:FY)?\s?(?:19|20)\d\d$", re.IGNORECASE)
_LEAST_BELOW = 3
_OPENING = frozenset(("h", "hd", "hdr", "header", "bof", "00"))
_CLOSING = frozenset(("t", "tr", "trl", "tlr", "trailer", "f", "ftr", "footer", "eof", "end", "99", "count", "z"))
Row = Sequence[str]


def draws(row: Row) -> bool:
    """Whether a row only draws a border: ``-----``, ``+----+----+``, ``| --- | :-: |``.

    Examples:
        >>> draws(["", "---", ":---:"]), draws(["-----"]), draws(["-", "--", "a"])
        (True, True, False)
    """
    first = next((cell for cell in row if cell), "")
    if first[:1] not in _BEGINS or not first:
        return False
    cells = [cell for cell in row if cell.strip()]
    return bool(cells) and all(_DRAWN.match(cell) for cell in cells)


def imports(row: Row) -> bool:
    """Whether a row below the names holds what Qualtrics needs to import them again."""
    first = next((cell for cell in row if cell.strip()), "")
    return folded(first).replace(" ", "").startswith('{"importid"')


def names_the_blanks(row: Row, head: Row, counted: Sequence[int]) -> bool:
    """Whether a row names all columns that the header above leaves without a name, and answers nothing itself: how
    surveys are exported whose questions have several parts.

    Args:
        row: The row below the header.
        head: The header.
        counted: Columns that hold numbers or moments.
    """
    blanks = [place for place, cell in enumerate(head) if not cell.strip()]
    if not blanks or len(row) != len(head) or not all(row[place].strip() for place in blanks):
        return False
    filled = [cell for cell in row if cell.strip()]
    worded = all(kind(cell) in (TEXT, CODE) and not missing_word(cell) for cell in filled)
    return worded and any(not row[place].strip() for place in counted)


def groups_the_names(row: Row, names: Row) -> bool:
    """Whether a half-filled row above the names groups them: years over quarters, *Calls* over *Offered, Answered*."""
    if len(row) < 0.6 * len(names) or not any(cell.strip() for cell in row):
        return False
    cells = [cell.strip() for cell in row if cell.strip()]
    if not all(kind(cell) in (TEXT, CODE, MOMENT) or _YEAR.match(cell) for cell in cells):
        return False
    folds = [folded(cell) for cell in names if cell.strip()]
    padded = [*row, *[""] * len(names)][: len(names)]
    completes = any(upper.strip() and not name.strip() for upper, name in zip(padded, names, strict=True))
    spans = any(one.strip() and not two.strip() for one, two in pairwise(padded))
    if len(set(folds)) < len(folds) or completes:
        return spans and len(cells) >= 2
    return spans and len(cells) >= 2 and not padded[0].strip()


def other_record(row: Row, below: Row, width: int) -> bool:
    """Whether a first row with numbers and another width than the table stands over a full row of names: what an
    accounting program writes about the file."""
    if len(row) == width or len(below) != width or len({folded(cell) for cell in below}) < width:
        return False
    return all(kind(cell) in (TEXT, CODE) for cell in below) and any(kind(cell) == NUMBER for cell in row)


def opens_records(row: Row, below: Row) -> bool:
    """Whether a first row is the record by which a program opens a file, ``H,20250301,CX EXPORT``, above the names."""
    names = [folded(cell) for cell in below]
    return (
        bool(row)
        and folded(row[0]) in _OPENING
        and any(kind(cell) in (NUMBER, MOMENT) for cell in row[1:])
        and len(set(names)) == len(names) >= 2
        and all(kind(cell) in (TEXT, CODE) for cell in below)
    )


def closes_records(row: Row, count: int) -> bool:
    """Whether a last row is the record by which a program closes a file of ``count`` rows: ``T,1204``."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return (
        2 <= len(cells) <= 3
        and folded(cells[0]) in _CLOSING
        and any(cell.isdecimal() and abs(int(cell) - count) <= 2 for cell in cells[1:] if len(cell) < 12)
    )


def after_notes(rows: Sequence[Row], present: Sequence[int], width: int) -> int | None:
    """The row of names that follows a gap under a few lines of *name, value* about the file; None if there is none."""
    for place, at in enumerate(present[1:30], 1):
        if at - 1 == present[place - 1] or len(rows[at]) != width:
            continue
        below = [rows[row] for row in present[place + 1 : place + 60] if len(rows[row]) == width]
        names = [folded(cell) for cell in rows[at]]
        if len(below) < max(_LEAST_BELOW, place) or len(set(names)) < width:
            continue
        if not all(kind(cell) in (TEXT, CODE) for cell in rows[at]):
            continue
        above = [rows[row] for row in present[:place]]
        sorts = [_sort([row[column] for row in below], 0.9) for column in range(width)]
        told = [column for column, sort in enumerate(sorts) if sort]
        if told and all(
            _sort([row[column] for row in above if column < len(row)], 0.5) != sorts[column] for column in told
        ):
            return at
    return None


def _sort(cells: Sequence[str], share: float) -> str:
    """``number`` or ``moment`` if so many of the filled cells are; else empty."""
    known = [sort for sort in map(kind, cells) if sort != EMPTY]
    return next((sort for sort in (NUMBER, MOMENT) if known and known.count(sort) >= share * len(known)), "")
