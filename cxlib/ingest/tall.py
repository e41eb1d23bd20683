"""Sheets of many rows: their ends are read as every grid is, the rows between column by column if all look alike."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pandas as pd

from cxlib.ingest import structure
from cxlib.ingest.cells import cell_text
from cxlib.ingest.columns import Column
from cxlib.ingest.digits import folded
from cxlib.ingest.structure import Outline

TALL = 4000  # rows from which a sheet is read so
_ENDS = 1000  # rows at its begin and at its end that are looked at one by one
Row = list[object]


class TallRows(Sequence[list[str]]):
    """Rows of a sheet as strings, made when they are asked for; all have the same number of cells.

    Args:
        objects: The rows as the reader of workbooks gives them.
    """

    def __init__(self, objects: list[Row]) -> None:
        self.objects = objects
        self._known: dict[object, str] = {}

    def __len__(self) -> int:
        return len(self.objects)

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...
    def __getitem__(self, place: int | slice) -> list[str] | list[list[str]]:
        """One row, or some of them."""
        if isinstance(place, slice):
            return [self._texts(row) for row in self.objects[place]]
        return self._texts(self.objects[place])

    def __iter__(self) -> Iterator[list[str]]:
        return map(self._texts, self.objects)

    def _texts(self, row: Row) -> list[str]:
        return [cell if type(cell) is str else self._text(cell) for cell in row]

    def _text(self, cell: object) -> str:
        """``cell_text``, remembering the numbers met before."""
        if type(cell) is not float:
            return cell_text(cell)
        text = self._known.get(cell)
        if text is None:
            text = self._known[cell] = cell_text(cell)
        return text


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
    whole = len(body) == len(rows) - body[0]
    heads = {folded(cell) for at in outline.header for cell in rows[at]}
    columns, filled = [], np.zeros(len(body), np.int16)
    objects = np.empty((len(rows), outline.width), object)
    objects[:] = rows.objects
    objects = objects[body[0] :] if whole else objects[body]
    for cells in objects.T:
        column = _column(cells, also_missing)
        if column is None or not _as_at_the_ends(column, body, between, heads):
            return None
        blank = np.array([not cell.strip() for cell in column.uniques], bool)
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


def _column(cells: np.ndarray, also_missing: frozenset[str]) -> Column | None:
    """The column of these cells; each different one is made text once."""
    kinds = set(map(type, cells.tolist()))
    if kinds == {float}:
        codes, uniques = pd.factorize(cells.astype(float))
    elif len(kinds - {str}) <= 1:
        codes, uniques = pd.factorize(cells)
    else:
        texts = np.empty(len(cells), object)
        texts[:] = [cell if type(cell) is str else cell_text(cell) for cell in cells]
        codes, uniques = pd.factorize(texts)
    if len(codes) and codes.min() < 0:  # a value that is not itself, such as NaN
        return None
    words = [cell if type(cell) is str else cell_text(cell) for cell in uniques.tolist()]
    return Column("", np.asarray(codes), words, also_missing)


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
