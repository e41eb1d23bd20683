"""Delimited text cut into records by hand: every character lands in a cell, a quote that closes nothing is a letter.

Well-formed lines take the fast way (``str.split``, one regular expression a quoted field). A line that disagrees is
read in
all the ways it can be meant, and the one that fits the table's width wins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

NEWLINE = re.compile(r"\r\n|\n|\r")
_MOST_LINES_IN_A_CELL = 2000
_MOST_READINGS = 400


@dataclass(frozen=True)
class Cut:
    """How text is cut: delimiter (", " skips one space), quote and escape character (empty: none)."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""


@dataclass
class Grid:
    """Records as they stand: ragged rows of strings, the line each begins on, and the lines whose quotes were
    repaired."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    stray_quotes: list[int] = field(default_factory=list)
    open_quotes: list[int] = field(default_factory=list)


@lru_cache(maxsize=64)
def _closed(cut: Cut) -> re.Pattern:
    """A well-formed quoted field: inner quotes doubled or escaped, a delimiter or line end after the closing one."""
    quote, escape = re.escape(cut.quote), re.escape(cut.escape)
    inner = rf"(?:[^{quote}{escape}]++|{quote}{quote}" + (rf"|{escape}." if cut.escape else "") + ")*+"
    return re.compile(rf"{quote}({inner}){quote}(?=[ \t]*(?:{re.escape(cut.delimiter)}|[\r\n]|\Z))", re.DOTALL)


def records(text: str, cut: Cut, width: int = 0) -> Grid:
    """Cut ``text`` into records.

    Args:
        text: Decoded text.
        cut: Delimiter, quote and escape.
        width: Fields a record of this table has; decides between readings of a broken line (0: unknown).
    """
    lines = physical_lines(text)
    if not cut.quote or cut.quote not in text:
        return Grid([line.rstrip("\r").split(cut.delimiter) for line in lines], list(range(1, len(lines) + 1)))
    grid = Grid()
    at = 0
    while at < len(lines):
        line = lines[at]
        if cut.quote not in line:
            fields, taken, problem = line.rstrip("\r").split(cut.delimiter), 1, ""
        else:
            fields, taken, problem = _record(lines, at, cut, width)
        grid.rows.append(fields)
        grid.lines.append(at + 1)
        if problem:
            (grid.open_quotes if problem == "open" else grid.stray_quotes).append(at + 1)
        at += taken
    return grid


def physical_lines(text: str) -> list[str]:
    """Lines without their line feed (a carriage return before it stays); the last one dropped if empty."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        text = NEWLINE.sub("\n", text)
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def _record(lines: list[str], at: int, cut: Cut, width: int) -> tuple[list[str], int, str]:
    """Fields, how many lines the record takes, and what was wrong with its quotes ("" if nothing)."""
    line = lines[at].rstrip("\r")
    fields, _, sound = _straight(line, 0, len(line), cut)
    if sound:
        return fields, 1, ""
    spanned = _over_lines(lines, at, cut)
    if spanned and (not width or len(spanned[0]) == width):
        return *spanned, ""
    readings = list(_readings(line, 0, len(line), cut))
    if spanned and not any(len(reading) == width for reading in readings):
        return *spanned, ""
    best = min(readings, key=lambda reading: abs(len(reading) - width) if width else -len(reading), default=None)
    if best is None:
        return line.split(cut.delimiter), 1, "stray"
    return best, 1, "open" if line.count(cut.quote) % 2 else "stray"


def _over_lines(lines: list[str], at: int, cut: Cut) -> tuple[list[str], int] | None:
    """A record whose quoted cell goes on over the next lines, and how many lines it takes."""
    count = 2
    while count <= 2 * _MOST_LINES_IN_A_CELL and at + 1 < len(lines):
        text = "\n".join(lines[at : at + count])
        fields, stop, sound = _straight(text, 0, _next_break(text, 0), cut)
        if sound:
            return fields, text.count("\n", 0, stop) + 1
        if at + count >= len(lines):
            return None
        count *= 4
    return None


def _straight(text: str, position: int, end: int, cut: Cut) -> tuple[list[str], int, bool]:
    """The record by the book; not sound if a quoted field does not close as it should."""
    fields: list[str] = []
    closed, delimiter, step = _closed(cut), cut.delimiter, len(cut.delimiter)
    while True:
        if text.startswith(cut.quote, position):
            found = closed.match(text, position)
            if not found or found[1].count("\n") > _MOST_LINES_IN_A_CELL:
                return fields, end, False
            fields.append(_unquoted(found[1], cut))
            position = found.end()
            if position > end:
                end = _next_break(text, position)
            position = _past_spaces(text, position, end, cut.delimiter)
        else:
            stop = _before_quoted(text, position, end, cut)
            fields += text[position:stop].split(delimiter)
            position = stop
        if position >= end:
            return fields, end, True
        position += step


def _before_quoted(text: str, position: int, end: int, cut: Cut) -> int:
    """Where the fields without any quote end, of which the first begins here; a quote inside the first is a letter."""
    quoted = text.find(cut.quote, position, end)
    if quoted < 0:
        return end
    stop = text.rfind(cut.delimiter, position, quoted)
    if stop < 0:
        stop = text.find(cut.delimiter, quoted, end)
    return end if stop < 0 else stop


def _past_spaces(text: str, position: int, end: int, delimiter: str) -> int:
    while position < end and text[position] in " \t" and not text.startswith(delimiter, position):
        position += 1
    return position


def _next_break(text: str, position: int) -> int:
    found = NEWLINE.search(text, position)
    return found.start() if found else len(text)


def _unquoted(inner: str, cut: Cut) -> str:
    inner = inner.replace(cut.quote * 2, cut.quote)
    return inner.replace(cut.escape + cut.quote, cut.quote) if cut.escape else inner


def _readings(text: str, start: int, end: int, cut: Cut) -> Iterator[list[str]]:
    """Every way to read one broken line, the likeliest first, at most some hundreds."""
    line = text[start:end]
    pending: list[tuple[list[str], int]] = [([], 0)]
    given = 0
    while pending and given < _MOST_READINGS:
        fields, position = pending.pop()
        ways = list(_ways(line, position, cut))
        for value, stop in reversed(ways):
            if stop >= len(line):
                given += 1
                yield [*fields, value]
            else:
                pending.append(([*fields, value], stop + len(cut.delimiter)))


def _ways(line: str, position: int, cut: Cut) -> Iterator[tuple[str, int]]:
    """The next field of a broken line: well-formed; a stray quote before a quoted field; loosely quoted; plain text."""
    quote, plain_stop = cut.quote, line.find(cut.delimiter, position)
    plain_stop = len(line) if plain_stop < 0 else plain_stop
    if not line.startswith(quote, position):
        yield line[position:plain_stop], plain_stop
        return
    closed = _closed(cut)
    found = closed.match(line, position)
    if found:
        yield _unquoted(found[1], cut), _past_spaces(line, found.end(), len(line), cut.delimiter)
    doubled = closed.match(line, position + 1) if line.startswith(quote, position + 1) else None
    if doubled and doubled[1]:
        yield quote + _unquoted(doubled[1], cut), _past_spaces(line, doubled.end(), len(line), cut.delimiter)
    yield from _loose(line, position, cut)
    yield line[position:plain_stop], plain_stop


def _loose(line: str, position: int, cut: Cut) -> Iterator[tuple[str, int]]:
    """A quoted field whose inner quotes are not doubled: it may close at any quote before a delimiter or the line
    end."""
    stop, tries = position, 0
    while tries < 4:
        stop = line.find(cut.quote, stop + 1)
        if stop < 0:
            return
        after = stop + 1
        if after == len(line) or line.startswith(cut.delimiter, after):
            tries += 1
            yield _unquoted(line[position + 1 : stop], cut), after
