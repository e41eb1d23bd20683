"""Reports for eyes: the label of a group stands once, and the rows below it are blank. For a table it is repeated."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cxlib.ingest.columns import mentions
from cxlib.ingest.digits import folded
from cxlib.ingest.kinds import NUMBER, kind
from cxlib.ingest.structure import Outline, plain_number, starts_total
from cxlib.ingest.words.roles import COMMENT, CUSTOMER
from cxlib.ingest.words.totals import TOTALS

_MOST_LEVELS = 3
_MOST_LABEL = 120  # letters of a label
_MOST_ROWS = 20_000
_OFFERED = 0.3  # share of blank cells from which labels are thought of
_CLEAR = math.log(12)  # how unlikely the order of the rows is by chance
_CLEAR_WHOLE = math.log(4)  # the same where every group holds the same rows
_ENDINGS = tuple(" " + folded(word) for word in TOTALS)
Row = Sequence[str]


@dataclass(frozen=True)
class Labels:
    """Labels that hold for the rows below them.

    Attributes:
        blank: Column -> rows of the grid where it is blank.
        clear: Whether the rows can hardly be meant otherwise.
        done: Whether the blanks were filled.
    """

    blank: dict[int, list[int]]
    clear: bool
    done: bool = False

    @property
    def rows(self) -> list[int]:
        """Rows of the grid with a blank that belongs to a label above."""
        return sorted(set().union(*self.blank.values()))


def grouped(rows: list[list[str]], outline: Outline, wanted: bool | None) -> Labels | None:
    """Labels of groups on the left of a table, put into the blanks below them if that is clear or wanted.

    Args:
        rows: The grid; rows that change are replaced.
        outline: The table; rows that close a group are set aside.
        wanted: What a person said; None: judge.
    """
    closing = [*subtotals(rows, outline), *([] if wanted is False else _unfold(rows, outline))]
    outline.aside.update(dict.fromkeys(closing, "totals_row"))
    outline.body = [at for at in outline.body if at not in outline.aside]
    found = labels(rows, outline) if wanted is not False else None
    if found is None or not (wanted or found.clear or len(closing) > 1):
        return found
    _fill(rows, outline, found)
    return replace(found, done=True)


def subtotals(rows: Sequence[Row], outline: Outline) -> list[int]:
    """Rows *North Total* that close the group *North*, whether or not anything in them adds up."""
    found, label = [], ""
    for at in outline.body[:_MOST_ROWS]:
        cell = rows[at][0].strip() if rows[at] else ""
        if not cell:
            continue
        if label and _closes(folded(cell), label) and len(rows[at]) > 1 and not rows[at][1].strip():
            found.append(at)
        else:
            label = folded(cell)
    return found


def _closes(cell: str, label: str) -> bool:
    return cell != label and label in cell and (starts_total(cell) or cell.endswith(_ENDINGS))


def _unfold(rows: list[list[str]], outline: Outline) -> list[int]:
    """Rows whose parts stand indented below them and add up to them; the parts take their name: *North / Web*."""
    body = outline.body
    if not 3 <= len(body) <= _MOST_ROWS or not any(rows[at][0][:1].isspace() for at in body if rows[at]):
        return []
    depth = [len(rows[at][0]) - len(rows[at][0].lstrip()) for at in body]
    parents = [place for place, (one, other) in enumerate(pairwise(depth)) if other > one]
    if len(set(depth)) != 2 or len(parents) < 2 or parents[0] != 0 or len(parents) != depth.count(min(depth)):
        return []
    parts = [range(one + 1, other) for one, other in pairwise([*parents, len(body)])]
    columns = range(1, min(len(rows[at]) for at in body))
    if not any(_adds_up(rows, body, parents, parts, column) for column in columns):
        return []
    for parent, below in zip(parents, parts, strict=True):
        for place in below:
            row = rows[body[place]]
            rows[body[place]] = [f"{rows[body[parent]][0].strip()} / {row[0].strip()}", *row[1:]]
    return [body[place] for place in parents]


def _adds_up(
    rows: Sequence[Row], body: Sequence[int], parents: Sequence[int], parts: Sequence[range], column: int
) -> bool:
    for parent, below in zip(parents, parts, strict=True):
        whole = plain_number(rows[body[parent]][column])
        cells = [plain_number(rows[body[place]][column]) for place in below]
        if whole is None or any(cell is None for cell in cells):
            return False
        if not math.isclose(whole, sum(cell or 0.0 for cell in cells), rel_tol=1e-6, abs_tol=0.01):
            return False
    return True


def labels(rows: Sequence[Row], outline: Outline) -> Labels | None:
    """The labels of groups on the left of a table; None if its first column has none."""
    body = [rows[at] for at in outline.body]
    if not 3 <= len(body) <= _MOST_ROWS or any(len(row) != outline.width for row in body) or not outline.header:
        return None
    if all(row[0].strip() for row in body):
        return None
    head = [*rows[outline.header[-1]], *[""] * outline.width]
    blocks, columns = [range(len(body))], list[int]()
    while len(columns) < min(_MOST_LEVELS, outline.width - 2):
        finer = _blocks(body, len(columns), blocks)
        if finer is None:
            break
        blocks = finer
        columns.append(len(columns))
    if not columns:
        return None
    blank = {column: [at for at in outline.body if not rows[at][column].strip()] for column in columns}
    detail = [[folded(body[at][len(columns)]) for at in block] for block in blocks]
    if len(blank[columns[-1]]) < _OFFERED * len(body) or not _tells_apart(detail):
        return None
    names = [folded(body[block.start][len(columns) - 1]) for block in blocks]
    clear = _same_in_all(detail) or _in_order(names, detail)
    missing = any(_may_be_missing(head[column]) for column in columns)
    return Labels(blank, clear and not missing) if clear or not missing else None


def _may_be_missing(name: str) -> bool:
    """Whether people leave such a column blank: who they are, and what they say."""
    return bool(mentions(folded(name), COMMENT) or mentions(folded(name), CUSTOMER))


def _blocks(body: Sequence[Row], column: int, within: Sequence[range]) -> list[range] | None:
    """The rows of each label of a column; None if its blanks are answers that are missing."""
    found, some_blank = [], False
    for block in within:
        starts = [at for at in block if body[at][column].strip()]
        labels_here = [folded(body[at][column]) for at in starts]
        if not starts or starts[0] != block.start or len(set(labels_here)) < len(labels_here):
            return None
        if any(kind(body[at][column]) == NUMBER or len(body[at][column]) > _MOST_LABEL for at in starts):
            return None
        some_blank = some_blank or len(starts) < len(block)
        found += [range(one, other) for one, other in pairwise([*starts, block.stop])]
    return found if some_blank and len(found) >= 2 else None


def _tells_apart(detail: Sequence[Sequence[str]]) -> bool:
    """Whether what stands beside the labels is filled and tells the rows of each group apart."""
    if sum(len(cells) >= 2 for cells in detail) < 2:
        return False
    return all(all(cells) and len(set(cells)) == len(cells) for cells in detail)


def _same_in_all(detail: Sequence[Sequence[str]]) -> bool:
    """Whether the groups hold the same rows in the same order, as crossed dimensions do."""
    every = set().union(*detail)
    longest = max(detail, key=len)
    place = {cell: at for at, cell in enumerate([*longest, *sorted(every - set(longest))])}
    if any(place[one] > place[other] for cells in detail for one, other in pairwise(cells)):
        return False
    whole = sum(len(cells) for cells in detail) / (len(detail) * len(every))
    chance = sum(math.lgamma(len(cells) + 1) for cells in detail)
    return chance >= (_CLEAR_WHOLE if whole == 1 else _CLEAR) - 1e-9 and whole >= 0.6


def _in_order(names: Sequence[str], detail: Sequence[Sequence[str]]) -> bool:
    """Whether groups and the rows in each are sorted, yet the rows are not sorted through all groups."""
    if len(names) < 4 or list(names) != sorted(names) or any(list(cells) != sorted(cells) for cells in detail):
        return False
    through = [cell for cells in detail for cell in cells]
    return through != sorted(through) and sum(math.lgamma(len(cells) + 1) for cells in detail) >= _CLEAR


def _fill(rows: list[list[str]], outline: Outline, found: Labels) -> None:
    last: dict[int, str] = {}
    for at in outline.body:
        row = list(rows[at])
        for column in found.blank:
            row[column] = last[column] = row[column] if row[column].strip() else last[column]
        rows[at] = row
