"""What a format hands over: grids of strings, one a sheet, however they were written."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cxlib.ingest.reading import Dialect, Finding
from cxlib.ingest.structure import Outline


@dataclass
class SheetGrid:
    """One sheet, or a whole text file.

    Attributes:
        name: Sheet name; empty for text.
        rows: Ragged rows of cells as strings.
        lines: Line (or sheet row) each begins on, from 1.
        raw_lines: The physical lines of a text file, for reading a broken one anew; empty otherwise.
        delimiter: What separated the cells; empty where cells come apart by themselves.
        width: Columns the format knows of; 0: judge.
        outlines: The tables found, once the sheet was read.
        named: Whether the first row is known to be the header (None: judge).
    """

    name: str
    rows: Sequence[list[str]]
    lines: Sequence[int]
    raw_lines: Sequence[str] = ()
    delimiter: str = ""
    named: bool | None = None
    width: int = 0
    outlines: list[Outline] = field(default_factory=list)


@dataclass
class Parsed:
    """A file taken apart by its format."""

    sheets: list[SheetGrid]
    dialect: Dialect
    findings: list[Finding] = field(default_factory=list)
    encodings: tuple[tuple[str, tuple[str, ...]], ...] = ()
