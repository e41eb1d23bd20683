"""Where the table stands in the grid: title lines, header rows, totals, footnotes, repeated headers, a second table."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cxlib.ingest.dates import written
from cxlib.ingest.digits import folded
from cxlib.ingest.headings import (
    after_notes,
    closes_records,
    draws,
    groups_the_names,
    imports,
    names_the_blanks,
    opens_records,
    other_record,
)
from cxlib.ingest.kinds import CODE, EMPTY, MOMENT, NUMBER, TEXT, Profile, kind, missing_word
from cxlib.ingest.words.roles import KNOWN_NAMES
from cxlib.ingest.words.totals import TOTALS

_MOST_HEADER_ROWS = 4
_LOOK = 60
_MOST_TOTALS = 400
_MOST_SIGNED = 12
_FIGURES = frozenset("0123456789")
_WIDE = 300  # columns that are looked at to tell a header
Row = Sequence[str]


@dataclass
class Outline:
    """One table of a grid, by row numbers of the grid (from 0).

    Attributes:
        header: Rows that name the columns, top first.
        body: Rows of the table.
        width: Cells of a record.
        preamble: Title lines above the header.
        aside: Row -> rule that set it aside (``totals_row``, ``footnote``, ``repeated_header``, ``blank_row``).
    """

    header: list[int]
    body: list[int]
    width: int
    preamble: list[int] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last row of the grid that belongs to the table."""
        return max([*self.body, *self.header, *self.aside], default=0)


def filled(row: Row) -> int:
    """How many cells of the row are not blank."""
    return sum(map(bool, map(str.strip, row)))


def outlines(rows: Sequence[Row], header_rows: int | None = None, width: int = 0) -> list[Outline]:
    """The tables of a grid, in the order they stand.

    Args:
        rows: Ragged rows.
        header_rows: How many rows name the columns, if someone said so.
        width: Columns of the table, if the format knows; 0: judge.
    """
    drawn = {at for at, row in enumerate(rows) if draws(row)}
    if drawn:
        rows = [[] if at in drawn else row for at, row in enumerate(rows)]
    found = []
    for start, end in _spans(rows):
        outline = _outline(rows, start, end, header_rows, width)
        if outline:
            outline.aside.update(dict.fromkeys(drawn & outline.aside.keys(), "rule_line"))
            found.append(outline)
    return found


def largest(found: Sequence[Outline]) -> int:
    """Which table is meant: the first, unless a later one has half as many rows again."""
    best = 0
    for number, outline in enumerate(found):
        if len(outline.body) > 1.5 * max(1, len(found[best].body)):
            best = number
    return best


# --- several tables -------------------------------------------------------------------------------


def _spans(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where each table begins and ends."""
    counts = [filled(row) for row in rows]
    starts = [0, *_after_gaps(rows, counts), *_second_headers(rows, counts)]
    starts = sorted(set(starts))
    return list(zip(starts, [*starts[1:], len(rows)], strict=True))


def _after_gaps(rows: Sequence[Row], counts: list[int]) -> list[int]:
    """Starts of tables that follow blank rows: a header of another width over rows of that width."""
    gaps = [at for at in range(1, len(rows)) if counts[at - 1] == 0 and counts[at] >= 1]
    if not gaps or len(gaps) > 400:
        return []
    starts, begin = [], 0
    for gap in gaps:
        titled = counts[gap] == 1 and gap + 1 < len(rows) and counts[gap + 1] >= 2
        at = gap + 1 if titled else gap
        above = _typical(counts[begin:gap])
        below = _typical(counts[at : at + 200])
        block = [row for row, count in zip(rows[at : at + 200], counts[at : at + 200], strict=True) if count]
        if above[1] >= 3 and below[1] >= 2 and above[0] >= 2 and above[0] != below[0] and _names_columns(block):
            starts.append(gap)
            begin = gap
    return starts


def _typical(counts: Sequence[int]) -> tuple[int, int]:
    """The commonest number of filled cells among rows with two or more, and how many rows there are."""
    several = [count for count in counts if count >= 2]
    if not several:
        return 0, 0
    return Counter(several).most_common(1)[0][0], len(several)


def _names_columns(block: Sequence[Row]) -> bool:
    head = [cell for cell in block[0] if cell.strip()]
    return (
        len(block) >= 2
        and all(kind(cell) in (TEXT, CODE) for cell in head)
        and len(set(map(folded, head))) == len(head)
    )


def _second_headers(rows: Sequence[Row], counts: list[int]) -> list[int]:
    """A header that comes again with other columns, or over the same rows again: a second table without a gap."""
    head_at = next((at for at, row in enumerate(rows[:_LOOK]) if _first_header(rows, counts, at)), None)
    if head_at is None:
        return []
    head = {folded(cell) for cell in rows[head_at] if cell.strip()}
    if len(head) < 2:
        return []
    again = [
        at
        for at in range(head_at + 2, len(rows))
        if counts[at] >= 2 and _first_filled(rows[at]) in head and _overlap(rows[at], head) >= 0.7
    ]
    return [at for at in again[:20] if _other_table(rows, counts, head_at, at)]


def _first_header(rows: Sequence[Row], counts: list[int], at: int) -> bool:
    return (
        counts[at] >= 2
        and len(rows[at]) >= 0.6 * _typical([len(row) for row in rows[:400]])[0]
        and all(kind(cell) in (TEXT, CODE) for cell in rows[at][:_WIDE] if cell.strip())
    )


def _first_filled(row: Row) -> str:
    first = row[0] if row and row[0] else next((cell for cell in row if cell and not cell.isspace()), "")
    return first if first[:1] in _FIGURES else folded(first[:200])


def _overlap(row: Row, head: set[str]) -> float:
    cells = [folded(cell) for cell in row if cell.strip()]
    return sum(cell in head for cell in cells) / len(cells) if cells else 0.0


def _other_table(rows: Sequence[Row], counts: list[int], head_at: int, at: int) -> bool:
    above = Counter(
        len(row) for row, count in zip(rows[head_at:at], counts[head_at:at], strict=True) if count
    ).most_common(1)[0][0]
    after = [row for row, count in zip(rows[at:], counts[at:], strict=True) if count]
    below = Counter(map(len, after)).most_common(1)[0][0]
    if len(after) >= 3 and above != below and len(rows[at]) == below:
        return True
    before = {tuple(row) for row in rows[head_at + 1 : at]}
    return len(after) >= 4 and sum(tuple(row) in before for row in after[1:]) >= 0.8 * (len(after) - 1)


# --- one table ------------------------------------------------------------------------------------


def _outline(rows: Sequence[Row], start: int, end: int, header_rows: int | None, width: int) -> Outline | None:
    present = [at for at in range(start, end) if filled(rows[at])]
    if not present:
        return None
    width = width or _width(rows, present)
    usual = _usual_fill(rows, present, width)
    first = _first_row(rows, present, width, usual)
    inside = [at for at in present if at >= first]
    header = _header(rows, inside, width, header_rows)
    above = header[0] - 1 if header and header_rows is None else -1
    if above in present and groups_the_names(rows[above], rows[header[0]]):
        first, header = above, [above, *header]
    outline = Outline(header, [], width, [at for at in present if at < first])
    for at in range(first, end):
        if not filled(rows[at]):
            outline.aside[at] = "blank_row"
    body = [at for at in inside if at not in set(header)]
    _set_aside(rows, body, outline, usual)
    outline.body = [at for at in body if at not in outline.aside]
    return outline


def _width(rows: Sequence[Row], present: Sequence[int]) -> int:
    widths = Counter(len(rows[at]) for at in present)
    most = max(widths.values())
    several = [size for size, count in widths.items() if count >= 0.6 * most and size > 1]
    return max(several, key=lambda size: widths[size]) if several else max(widths, key=lambda size: widths[size])


def usual_width(rows: Sequence[Row]) -> int:
    """The commonest number of cells."""
    return _width(rows, range(len(rows))) if rows else 0


def _usual_fill(rows: Sequence[Row], present: Sequence[int], width: int) -> int:
    counts = sorted(filled(rows[at]) for at in present if len(rows[at]) == width) or [1]
    return counts[len(counts) // 2]


def _first_row(rows: Sequence[Row], present: Sequence[int], width: int, usual: int) -> int:
    """The first row of the table itself; what stands above is title."""
    if width == 1:
        return present[0]
    noted = after_notes(rows, present, width)
    if noted is not None:
        return noted
    need = max(2, 0.5 * usual) if usual > 1 else 1
    for place, at in enumerate(present[:_LOOK]):
        row = rows[at]
        if filled(row) < need or len(row) < 0.6 * usual:
            continue
        if filled(row) < 0.75 * usual and _title_before_header(
            rows, present[place + 1 : place + 5], usual, width, row, at
        ):
            continue
        below = rows[present[place + 1]] if place + 1 < len(present) else []
        if other_record(row, below, width) or opens_records(row, below):
            continue
        return at
    return present[0]


def _title_before_header(rows: Sequence[Row], after: Sequence[int], usual: int, width: int, row: Row, at: int) -> bool:
    """A half-filled row with a number or date in it, over a full row of names: a title such as ``Created:,
    14/03/2025``."""
    fuller = [below for below in after if filled(rows[below]) > max(filled(row), 0.75 * usual)]
    if not fuller or fuller[0] > at + 3:
        return False
    names = all(kind(cell) in (TEXT, CODE) for cell in rows[fuller[0]] if cell.strip())
    leading = not any(cell.strip() for cell in row[filled(row) :])
    return (
        names
        and leading
        and (
            any(kind(cell) in (NUMBER, MOMENT) for cell in row)
            or row[0].strip().endswith(":")
            or width > 3 * filled(row)
        )
    )


def _header(rows: Sequence[Row], inside: Sequence[int], width: int, header_rows: int | None) -> list[int]:
    if header_rows is not None:
        return list(inside[:header_rows])
    below = [rows[at] for at in inside[1:400] if len(rows[at]) == width] or [rows[at] for at in inside[1:400]]
    columns = [Profile([row[column] for row in below if column < len(row)]) for column in range(min(width, _WIDE))]
    header = [inside[0]]
    if not names_columns(rows[inside[0]], columns, below):
        if not _upper_level(rows, inside, columns):
            return []
        header = list(inside[:2])
    for at in inside[len(header) : _MOST_HEADER_ROWS + 1]:
        if not _more_header(rows[at], rows[header[0]], columns, width) or (
            len(inside) <= len(header) + 1 and len(inside) > 2
        ):
            break
        header.append(at)
    return header


def _upper_level(rows: Sequence[Row], inside: Sequence[int], columns: Sequence[Profile]) -> bool:
    """A first row of years or groups, repeated over several columns, above a row of names."""
    if len(inside) < 3:
        return False
    above = [cell for cell in rows[inside[0]] if cell.strip()]
    below = [rows[at] for at in inside[2:400]]
    rest = [Profile([row[column] for row in below if column < len(row)]) for column in range(len(columns))]
    repeated = len(set(above)) < len(above) or len(above) < len(columns)
    second = [cell for cell in rows[inside[1]] if cell.strip()]
    named = sum(kind(cell) in (TEXT, CODE) for cell in second)
    enough = named >= 0.9 * len(second) and len(second) >= 0.6 * len(columns)
    return repeated and enough and names_columns(rows[inside[1]], rest, below)


def names_columns(row: Row, columns: Sequence[Profile], below: Sequence[Row]) -> bool:
    """Whether a row names the columns rather than being the first of their answers."""
    votes = 0.0
    texts = [cell for cell in row[:_WIDE] if cell.strip()]
    for cell, column, place in zip(row, columns, range(len(columns)), strict=False):
        votes += _name_vote(cell, column, [answers[place] for answers in below[:200] if place < len(answers)])
    if abs(votes) > 0.6 or not below:
        return votes > 0 or (not below and any(kind(cell) == TEXT for cell in texts))
    folds = [folded(cell) for cell in texts]
    return votes >= -0.2 and len(set(folds)) == len(folds) and all(len(cell) <= 80 for cell in texts)


def _name_vote(cell: str, column: Profile, answers: Sequence[str]) -> float:
    sort, main = kind(cell), column.main
    if folded(cell) in KNOWN_NAMES:
        return 1.0
    if sort == EMPTY:
        return 0.0 if main == EMPTY else -0.1
    if sort == MOMENT and main == NUMBER and not (column.kinds[MOMENT] and any(map(written, answers))):
        return 0.7  # a month over its numbers
    if sort in (NUMBER, MOMENT):
        return -1.0 if sort == main or main in (NUMBER, MOMENT) else -0.4
    if main in (NUMBER, MOMENT):
        return 1.0 if not missing_word(cell) else 0.0
    repeated = sum(1 for answer in answers if answer == cell)
    if repeated:
        return -0.6
    if sort == CODE and main == CODE:
        return -0.3 if column.fit(cell) > -2.5 else 0.2
    distinct = len(set(answers))
    if main == TEXT and answers and distinct <= 0.5 * len(answers):
        return 0.4
    return 0.15 if len(cell) <= 60 else -0.3


def _more_header(row: Row, head: Row, columns: Sequence[Profile], width: int) -> bool:
    """Whether a row below the header still belongs to it: its twin, an import row, a second level of names or units."""
    cells = [cell for cell in row if cell.strip()]
    if not cells:
        return False
    if [folded(cell) for cell in row] == [folded(cell) for cell in head] or imports(row):
        return True
    counted = [place for place, column in enumerate(columns[: len(row)]) if _surely_counted(column)]
    if names_the_blanks(row, head, counted):
        return True
    named = [
        place
        for place in counted
        if row[place].strip() and kind(row[place]) in (TEXT, CODE) and not missing_word(row[place])
    ]
    wrong = [place for place in counted if kind(row[place]) in (NUMBER, MOMENT)]
    return bool(named) and not wrong and len(named) >= 0.6 * len(counted)


def _surely_counted(column: Profile) -> bool:
    counted = column.kinds[NUMBER] + column.kinds[MOMENT]
    worded = column.kinds[TEXT] + column.kinds[CODE]
    return counted >= 1 and worded <= _MOST_HEADER_ROWS and counted >= worded


# --- rows that are no answers ---------------------------------------------------------------------


def _set_aside(rows: Sequence[Row], body: list[int], outline: Outline, usual: int) -> None:
    _repeated_headers(rows, body, outline)
    _footnotes(rows, body, outline, usual)
    _totals(rows, [at for at in body if at not in outline.aside], outline)


def _repeated_headers(rows: Sequence[Row], body: Sequence[int], outline: Outline) -> None:
    heads = [[folded(cell) for cell in rows[at]] for at in outline.header if filled(rows[at]) >= min(2, outline.width)]
    if not heads or outline.width < 2:
        return
    firsts = {head[0] for head in heads}
    starts = {rows[at][0] for at in outline.header}
    for at in body:
        cell = rows[at][0]
        if (cell in starts or (len(cell) < 60 and folded(cell) in firsts)) and [
            folded(cell) for cell in rows[at]
        ] in heads:
            outline.aside[at] = "repeated_header"
    for at, below in pairwise(body):
        if outline.aside.get(below) == "repeated_header" and filled(rows[at]) == 1 and rows[at][0].strip():
            outline.aside[at] = "section"


def _footnotes(rows: Sequence[Row], body: Sequence[int], outline: Outline, usual: int) -> None:
    """Lines of text under the table: one filled cell, the first, where records have several."""
    if body and closes_records(rows[body[-1]], len(body) - 1) and filled(rows[body[-1]]) < usual:
        outline.aside[body[-1]] = "footnote"
    outline.aside.update(dict.fromkeys(_signed(rows, body, outline, usual), "footnote"))
    for at in reversed(body):
        if at in outline.aside:
            continue
        row = rows[at]
        lonely = filled(row) == 1 and row[0].strip() and kind(row[0]) in (TEXT, CODE)
        based = _BASE.match(", ".join(row).rstrip(", "))
        short = len(row) < outline.width or usual >= 3
        gap = at - 1 in outline.aside
        if not based and (not (lonely and usual >= 2 and (short or gap)) or starts_total(row[0])):
            return
        if usual == 2 and not based and not gap and not _NOTE.match(row[0]):
            return
        outline.aside[at] = "footnote"


def _signed(rows: Sequence[Row], body: Sequence[int], outline: Outline, usual: int) -> list[int]:
    """The lines after the last gap by which a report says who made it, some of them with two or three cells."""
    end = body[-1] if body else 0
    last = max((at for at, rule in outline.aside.items() if rule == "blank_row" and at < end), default=-1)
    below = [at for at in body if at > last >= 0]
    if not below or len(below) > _MOST_SIGNED or len(body) < 3 * len(below):
        return []
    short = all(
        filled(rows[at]) <= 0.6 * usual and kind(rows[at][0]) in (TEXT, CODE) and not starts_total(rows[at][0])
        for at in below
    )
    return below if short and any(filled(rows[at]) == 1 for at in below) else []


def starts_total(cell: str) -> bool:
    """Whether a cell begins with a word for total or average."""
    if len(cell) > 80 or cell[:1] in _FIGURES:
        return False
    text = folded(cell).rstrip(":. ")
    return text in _TOTAL_WORDS or text.startswith(_TOTAL_BEGINNINGS)


_NOTE = re.compile(
    r"\s*(?:\*|†|base\b|notes?\b|source\b|n\s*=|quelle\b|basis\b|forrás\b|megjegyzés\b)[^,;]{0,20}[:= ]", re.IGNORECASE
)
_BASE = re.compile(r"\s*(?:base|basis|bázis|n)\b[^=\d]*[:=].*\bn\s*=\s*[\d., ]+\s*$", re.IGNORECASE)
_STARS = re.compile(r"\*{1,3}\s*$")  # how SAP begins a row of sums
_TOTAL_WORDS = frozenset(folded(word) for word in TOTALS)
_TOTAL_ENDINGS = tuple(" " + word for word in _TOTAL_WORDS)
_TOTAL_BEGINNINGS = tuple(word + mark for word in _TOTAL_WORDS for mark in " :")


def _totals(rows: Sequence[Row], body: list[int], outline: Outline) -> None:
    """Totals at the end (always) and inside (when they are the sums of the rows above)."""
    for place in range(len(body) - 1, max(-1, len(body) - 6), -1):
        row = rows[body[place]]
        first = next((cell for cell in row if cell.strip()), "")
        starred = _STARS.match(first) and filled(row) < outline.width
        if not (starts_total(first) or starred) or len(body) < 3:
            break
        outline.aside[body[place]] = "totals_row"
    if outline.width < 2:
        return
    tries = 0
    for place, at in enumerate(body):
        if at in outline.aside or place < 2:
            continue
        first = rows[at][0] or next((cell for cell in rows[at] if cell and not cell.isspace()), "")
        if not (starts_total(first) or _STARS.match(first)) and not first.casefold().endswith(_TOTAL_ENDINGS):
            continue
        tries += 1  # adding up takes time: a file where every row speaks of totals has none
        if tries <= _MOST_TOTALS and _adds_up(rows, body[:place], at, outline):
            outline.aside[at] = "totals_row"


def _adds_up(rows: Sequence[Row], above: Sequence[int], at: int, outline: Outline) -> bool:
    begin = max((place + 1 for place, row in enumerate(above) if row in outline.aside), default=0)
    for span in (above[begin:], above):
        sums = [
            (
                plain_number(rows[at][column]),
                sum(plain_number(rows[row][column]) or 0.0 for row in span if column < len(rows[row])),
            )
            for column in range(1, len(rows[at]))
        ]
        checks = [
            abs(total - added) <= 0.005 * abs(added) + 0.01 for total, added in sums if total is not None and added
        ]
        if checks and sum(checks) >= max(1, 0.5 * len(checks)):
            return True
    return False


def plain_number(cell: str) -> float | None:
    """The number of a cell, whichever mark parts its decimals; None if it is none."""
    text = cell.strip().replace("\u00a0", "").replace(" ", "")
    if "," in text and "." in text:
        text = text.replace(",", "") if text.rfind(".") > text.rfind(",") else text.replace(".", "")
    text = f"-{text[:-1]}" if text.endswith("-") else text
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
