"""A row with too many or too few cells put back into its columns, by how the cells of each column usually look."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cxlib.ingest.kinds import NUMBER, TEXT, Profile, kind, shape

_OTHERS = (" ", ";", "\t", "|", ",")
_JOIN, _SKIP, _MISS, _SPLIT = -1.2, -0.8, -1.5, -2.0
_MOST_TOKENS = 90
_NEVER = -1e9


def repaired(
    row: Sequence[str], width: int, columns: Sequence[Profile], delimiter: str, raw: str = ""
) -> list[str] | None:
    """The row with ``width`` cells, or None if it cannot be put in order.

    Args:
        row: Cells as cut.
        width: Cells the table's records have.
        columns: How the columns look.
        delimiter: What joins cells again that were one.
        raw: The line itself, for reading it with another delimiter.
    """
    if len(row) > width:
        return _narrowed(list(row), width, columns, delimiter)
    if len(row) <= max(1, width // 2) and raw:
        other = _otherwise(raw, width, columns, delimiter)
        if other:
            return other
    return _widened(list(row), width, columns)


def _narrowed(row: list[str], width: int, columns: Sequence[Profile], delimiter: str) -> list[str] | None:
    extra = len(row) - width
    if all(not cell.strip() for cell in row[width:]) and _fit(row[:width], columns) > -2.0 * width:
        plain = row[:width]
    else:
        plain = None
    if len(row) > _MOST_TOKENS or extra > 3 * width:
        return plain
    placed = _aligned([(cell, False) for cell in row], width, columns, delimiter)
    if plain and (placed is None or _fit(plain, columns) >= _fit(placed, columns)):
        return plain
    return placed


def _fit(cells: Sequence[str], columns: Sequence[Profile]) -> float:
    return sum(column.fit(cell) for cell, column in zip(cells, columns, strict=True))


_Tokens = list[tuple[str, bool]]  # a piece of the row, and whether it may not be joined
_Ways = list[list[tuple[int, int] | None]]


def _aligned(tokens: _Tokens, width: int, columns: Sequence[Profile], joint: str) -> list[str] | None:
    """Tokens spread over the columns in order, neighbours joined or empty ones dropped, so that all fits best."""
    count = len(tokens)
    best = [[_NEVER] * (width + 1) for _ in range(count + 1)]
    way: _Ways = [[None] * (width + 1) for _ in range(count + 1)]
    best[0][0] = 0.0
    most = count - width + 1
    for used in range(count + 1):
        for placed in range(width + 1):
            score = best[used][placed]
            if score == _NEVER:
                continue
            if used < count and not tokens[used][0].strip() and score + _SKIP > best[used + 1][placed]:
                best[used + 1][placed], way[used + 1][placed] = score + _SKIP, (used, placed)
            if placed < width:
                _extend(tokens, used, placed, score, columns[placed], joint, most, best, way)
    return _traced(tokens, way, count, width, joint) if best[count][width] > _NEVER else None


def _extend(
    tokens: _Tokens,
    used: int,
    placed: int,
    score: float,
    column: Profile,
    joint: str,
    most: int,
    best: list[list[float]],
    way: _Ways,
) -> None:
    for size in range(1, min(most, len(tokens) - used) + 1):
        group = tokens[used : used + size]
        if size > 1 and (group[-1][1] or group[0][1] or (column.main != TEXT and size > 3)):
            break
        cell = joint.join(text for text, _ in group)
        gain = score + column.fit(cell) + (_JOIN - 0.1 * size if size > 1 else 0.0)
        if gain > best[used + size][placed + 1]:
            best[used + size][placed + 1], way[used + size][placed + 1] = gain, (used, placed)


def _traced(tokens: _Tokens, way: _Ways, used: int, placed: int, joint: str) -> list[str]:
    cells: list[str] = []
    while used or placed:
        step = way[used][placed]
        if step is None:
            raise ValueError(f"no way to token {used} and column {placed}")
        before, earlier = step
        if earlier < placed:
            cells.append(joint.join(text for text, _ in tokens[before:used]))
        used, placed = before, earlier
    return cells[::-1]


def _otherwise(raw: str, width: int, columns: Sequence[Profile], delimiter: str) -> list[str] | None:
    """The line cut by another delimiter than the rest of the file."""
    for mark in _OTHERS:
        if mark == delimiter or mark not in raw:
            continue
        tokens = _tokens(raw.strip("\r\n"), mark)
        if not width <= len(tokens) <= _MOST_TOKENS:
            continue
        placed = [text for text, _ in tokens] if len(tokens) == width else _aligned(tokens, width, columns, mark)
        if placed and (_fit(placed, columns) > -3.0 * width or _names(placed)):
            return placed
    return None


def names_otherwise(raw: str, width: int, delimiter: str) -> list[str] | None:
    """A line of names cut by another delimiter, if that gives ``width`` different names."""
    for mark in _OTHERS:
        tokens = [text for text, _ in _tokens(raw.strip("\r\n"), mark)] if mark != delimiter and mark in raw else []
        if len(tokens) == width and all(tokens) and _names(tokens):
            return tokens
    return None


def _names(cells: Sequence[str]) -> bool:
    return all(kind(cell) != NUMBER for cell in cells) and len(set(cells)) == len(cells)


def _tokens(raw: str, mark: str) -> list[tuple[str, bool]]:
    field = re.compile(rf'"((?:[^"]|"")*)"(?={re.escape(mark)}|$)|([^{re.escape(mark)}]*)(?={re.escape(mark)}|$)')
    tokens, position = [], 0
    while position <= len(raw):
        found = field.match(raw, position)
        if not found:
            return []
        quoted = found[1] is not None
        tokens.append((found[1].replace('""', '"') if quoted else found[2], quoted))
        position = found.end() + 1
    return tokens


def _widened(row: list[str], width: int, columns: Sequence[Profile]) -> list[str]:
    """A row with too few cells: a cell cut in two where the columns' shapes show the seam, else blanks where they fit
    best."""
    padded = [*row, *[""] * (width - len(row))]
    if len(row) != width - 1:
        return padded
    best, choice = _fit(padded, columns) + 0.01, padded
    for at in range(len(row)):
        blank = [*row[:at], "", *row[at:]]
        score = _fit(blank, columns) + _MISS
        if score > best:
            best, choice = score, blank
    for at, cell in enumerate(row):
        left_shapes = columns[at].shapes
        for seam in _seams(cell):
            if shape(cell[:seam]) not in left_shapes:
                continue
            cut = [*row[:at], cell[:seam], cell[seam:], *row[at + 1 :]]
            score = _fit(cut, columns) + _SPLIT + _tie(cell, seam)
            if score > best:
                best, choice = score, cut
    return choice


def _seams(cell: str) -> list[int]:
    """Places where a deleted delimiter may have stood; in long text only at changes of letter sort."""
    if len(cell) < 2:
        return []
    if len(cell) <= 40:
        return list(range(1, len(cell)))
    return [
        at
        for at, (left, right) in enumerate(pairwise(cell), 1)
        if (left in '.!?"' and right not in ' ."')
        or (left.islower() and right.isupper())
        or cell.startswith("http", at)
    ][:60]


def _tie(cell: str, seam: int) -> float:
    left, right = cell[seam - 1], cell[seam]
    return (
        0.3
        if left.isalnum() != right.isalnum()
        or left.isdecimal() != right.isdecimal()
        or (left.islower() and right.isupper())
        else 0.0
    )
