"""XLSX, XLS, XLSB and ODS by calamine, behind checks of the package made before any parser sees it."""

import gc
import io
import re
import zipfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from cxlib.errors import DamagedFile, EmptyFile, TooLarge
from cxlib.ingest.ahead import ahead
from cxlib.ingest.archive import BROKEN
from cxlib.ingest.asked import read_book, sheet_names
from cxlib.ingest.lattice import IrregularError, Lattice, SheetReader
from cxlib.ingest.limits import MB, Limits
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import Dialect, Finding, Said
from cxlib.ingest.sheets import Parsed, SheetGrid
from cxlib.ingest.tall import TALL, TallRows
from cxlib.language import gettext_noop as N_

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLOCK = 128 * 1024  # lies in the processor's own memory
_PIECE = 512 * 1024  # of a large sheet
_LARGE = 1_000_000  # bytes of a sheet that is taken apart
_SHEETS = "xl/worksheets/"
_PAD = b" " * 16
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_LETTERS = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})')
_ROW = re.compile(rb'<row [^>]*?r="(\d{1,7})"')


def parsed(raw: Raw, choices: Mapping[str, Any], limits: Limits) -> Parsed:
    """All sheets as grids of strings.

    Raises:
        DamagedFile: If the package is cut, encrypted, or holds what no spreadsheet program writes.
        TooLarge: If it unpacks to more than the limits.
        EmptyFile: If no sheet has a cell.
    """
    data = raw.data
    findings: list[Finding] = []
    lattices: dict[str, Lattice] = {}
    if data.startswith(_OLD):
        _refuse_encrypted(raw, data)
    else:
        data, findings, lattices = _checked(raw, data, limits)
    try:
        sheets = _sheets(data, lattices)
    except (CalamineError, ValueError, OSError, KeyError, OverflowError) as problem:
        raise DamagedFile("damaged", file=raw.name, place=str(problem)[:80]) from problem
    filled = [sheet for sheet in sheets if any(any(cell for cell in row) for row in sheet.rows[:1000])]
    if not filled:
        raise EmptyFile("sheet", file=raw.name)
    return Parsed(filled, Dialect(raw.suffix.lstrip(".") or "xlsx"), findings)


def _sheets(data: bytes, lattices: Mapping[str, Lattice]) -> list[SheetGrid]:
    """All sheets; those that were taken apart already are not read again."""
    if lattices:
        with suppress(IrregularError):
            book, tall = read_book(data, lattices)
            return [
                _tall_grid(name, tall[name]) if name in tall else _grid(book.get_sheet_by_name(name))
                for name in sheet_names(book)
            ]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [_grid(book.get_sheet_by_name(name)) for name in sheet_names(book)]


def _refuse_encrypted(raw: Raw, data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise DamagedFile("password", file=raw.name)


# --- the package ----------------------------------------------------------------------------------


def _checked(raw: Raw, data: bytes, limits: Limits) -> tuple[bytes, list[Finding], dict[str, Lattice]]:
    """The package, proved harmless, with cells far from every table taken out; part -> its cells, of the large sheets
    that could be taken apart on the way."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _refuse_sizes(raw, members, limits)
            names = {member.filename for member in members}
            if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
                raise DamagedFile("not_workbook", file=raw.name)
            lattices = _lattices(package, members) if len(names) == len(members) else {}
            bounds = _scanned(raw, package, [at for at in members if at.filename not in lattices], limits)
    except BROKEN as problem:
        raise DamagedFile(
            "cut" if not data.rstrip(b"\0").endswith(b"\0\0") else "damaged", file=raw.name, place="zip"
        ) from problem
    findings = _package_findings(names)
    spread = [name for name, bound in bounds.items() if bound.sparse]
    if spread:
        data, removed = _without_far_cells(data, spread, bounds)
        said = Said(N_("{count} stray cells far from the table were ignored"), {"count": removed})
        findings.append(Finding("stray_cells", said, count=removed, severity="warning"))
    return data, findings, {} if spread else lattices


def _lattices(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, Lattice]:
    """Part of the package -> its cells, of all large sheets; none if one of them is not written the usual way."""
    found: dict[str, Lattice] = {}
    for member in members:
        if member.filename.startswith(_SHEETS) and member.filename.endswith(".xml") and member.file_size >= _LARGE:
            reader = SheetReader()
            try:
                for block in ahead(_blocks(package, member, _PIECE)):
                    reader.add(block)
                found[member.filename] = reader.end()
            except IrregularError:
                return {}
    return found


def _refuse_sizes(raw: Raw, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.parts:
        raise TooLarge("parts", file=raw.name, value=len(members), limit=limits.parts)
    if any(member.flag_bits & 1 for member in members):
        raise DamagedFile("password", file=raw.name)
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if total > limits.unpacked_megabytes * MB:
        raise TooLarge("unpacked", file=raw.name, value=total // MB, limit=limits.unpacked_megabytes)
    if total > 64 * MB and total / packed > limits.ratio:
        raise TooLarge("ratio", file=raw.name, value=round(total / packed), limit=limits.ratio)


class _Bounds:
    """The rectangle the cells of a sheet span, and how many there are."""

    def __init__(self) -> None:
        self.cells = self.last_row = self.last_column = 0

    @property
    def sparse(self) -> bool:
        span = self.last_row * self.last_column
        return span > 2_000_000 and span > 60 * max(1, self.cells)

    def add(self, block: bytes) -> None:
        """Some more of the sheet's text. Nearly all sheets are written alike, which is told from single bytes ten times
        as fast as by patterns; what is written otherwise is looked at by pattern."""
        letters = np.frombuffer(block + _PAD, np.uint8)
        begins = letters[: -len(_PAD)] == ord("<")
        cells = begins & (letters[1 : 1 - len(_PAD)] == ord("c")) & (letters[2 : 2 - len(_PAD)] == ord(" "))
        count = int(np.count_nonzero(cells))
        if not count:
            return
        self.cells += count
        usual = letters[3 : 3 - len(_PAD)] == ord("r")
        beyond = letters[7 : 7 - len(_PAD)] >= ord("A")
        columns = set(_LETTERS.findall(block)) if (cells & (beyond | ~usual)).any() else {b"Z"}
        self.last_column = max(self.last_column, *map(_column, columns or {b"Z"}))
        rows = begins & (letters[1 : 1 - len(_PAD)] == ord("r")) & (letters[2 : 2 - len(_PAD)] == ord("o"))
        self.last_row = max(self.last_row, _last_row(block, letters, np.flatnonzero(rows)))


def _last_row(block: bytes, letters: np.ndarray, begins: np.ndarray) -> int:
    """The largest number among the rows that begin at these places of the block."""
    if not (letters[begins + 5] == ord("r")).all():
        return max(map(int, _ROW.findall(block)), default=0)
    number, figures = np.zeros(len(begins), np.int64), np.ones(len(begins), bool)
    for place in range(8, 15):  # behind <row r="
        figure = letters[begins + place] - np.uint8(ord("0"))  # what is no figure lies above 9
        figures &= figure <= 9
        number = np.where(figures, number * 10 + figure, number)
    return int(number.max(initial=0))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _scanned(raw: Raw, package: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> dict[str, _Bounds]:
    """Every XML part looked through once: no entities, no endless cell, how far the cells spread."""
    bounds: dict[str, _Bounds] = {}
    for member in members:
        name = member.filename
        if (
            not name.startswith(("xl/", "content.xml", "[Content_Types]", "_rels"))
            or not name.endswith((".xml", ".rels"))
            or "media/" in name
        ):
            continue
        sheet = bounds.setdefault(name, _Bounds()) if name.startswith(_SHEETS) else None
        longest, tail = 0, b""
        for block in _blocks(package, member):
            seen = tail + block if tail else block
            if b"!" in seen and b"<!" in seen and _DOCTYPE.search(seen):  # one letter is found ten times as fast
                raise DamagedFile("entities", file=raw.name, place=name)
            longest = longest + len(block) if b"<" not in block else 0
            if longest > limits.line_megabytes * MB:
                raise TooLarge("cell", file=raw.name, value=longest // MB, limit=limits.cell_megabytes)
            if sheet is not None:
                sheet.add(seen)
                tail = block[-24:] if block.rfind(b">") < len(block) - 24 else block[block.rfind(b">") + 1 :]
            else:
                tail = block[-16:]
    return bounds


def _blocks(package: zipfile.ZipFile, member: zipfile.ZipInfo, size: int = _BLOCK) -> Generator[bytes]:
    with package.open(member) as stream:
        while block := stream.read(size):
            yield block


def _without_far_cells(data: bytes, sheets: list[str], bounds: dict[str, _Bounds]) -> tuple[bytes, int]:
    """The package with the cells of sparse sheets limited to the rows and columns where cells are dense."""
    removed = 0
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
    ):
        for member in source.infolist():
            part = source.read(member)
            if member.filename in sheets:
                part, gone = _dense(part)
                removed += gone
            package.writestr(zipfile.ZipInfo(member.filename), part, zipfile.ZIP_DEFLATED)
    return target.getvalue(), removed


_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def _dense(part: bytes) -> tuple[bytes, int]:
    places = [(int(row), _column(letters)) for letters, row in _REFERENCE.findall(part)]
    last_row, last_column = (
        _reach(sorted(row for row, _ in places), 2000),
        _reach(sorted(column for _, column in places), 200),
    )
    gone = sum(row > last_row or column > last_column for row, column in places)

    def kept(found: re.Match) -> bytes:
        return found[0] if int(found[2]) <= last_row and _column(found[1]) <= last_column else b""

    return _CELL.sub(kept, part), gone


def _reach(sorted_places: list[int], gap: int) -> int:
    """The last place before the first wide gap."""
    last = sorted_places[0] if sorted_places else 0
    for place in sorted_places:
        if place - last > gap:
            break
        last = place
    return last


def _package_findings(names: set[str]) -> list[Finding]:
    findings = []
    if any(name.endswith("vbaProject.bin") for name in names):
        findings.append(
            Finding("macros", Said(N_("The workbook holds macros; they were neither run nor kept")), severity="warning")
        )
    links = sum(name.startswith("xl/externalLinks/externalLink") for name in names)
    if links:
        said = Said(
            N_("The workbook refers to {count} other workbooks; the values stored in it were used"), {"count": links}
        )
        findings.append(Finding("external_links", said, count=links, severity="warning"))
    outside = sum(name.startswith("/") or ".." in name.split("/") for name in names)
    if outside:
        said = Said(N_("{count} parts with paths outside the workbook were ignored"), {"count": outside})
        findings.append(Finding("outside_parts", said, count=outside, severity="warning"))
    return findings


# --- cells ----------------------------------------------------------------------------------------


def _tall_grid(name: str, rows: TallRows) -> SheetGrid:
    """The rows of a sheet, kept column by column where there are many."""
    return SheetGrid(name, rows if len(rows) >= TALL else list(rows), range(1, len(rows) + 1))


def _grid(sheet: CalamineSheet) -> SheetGrid:
    """A sheet as rows of strings, from its first row; merged cells filled, the margin left of the table cut off."""
    if sheet.start is None:
        return SheetGrid(sheet.name, [], [])
    left = sheet.start[1]
    merged = sheet.merged_cell_ranges or ()
    with _uncollected():
        if sheet.total_height >= TALL and not merged and not left:
            return _tall_grid(sheet.name, TallRows.of(sheet.iter_rows()))
        rows = list(sheet.iter_rows())
    for first, last in merged:
        _fill_merged(rows, first, last)
    if left and rows and all(not any(row[:left]) for row in rows):
        rows = [row[left:] for row in rows]
    return _tall_grid(sheet.name, TallRows.of(rows))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: many lists that all stay would be looked through again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _fill_merged(rows: list[list[Any]], first: tuple[int, int], last: tuple[int, int]) -> None:
    (top, left), (bottom, right) = first, last
    if top >= len(rows) or left >= len(rows[top]) or (bottom - top) * (right - left) > 1_000_000:
        return
    text = rows[top][left]
    wide = right - left + 1 >= max(2, sum(1 for row in rows[top : top + 1] for _ in row) - 1) and bottom == top
    if wide:  # a title over the whole table stays one cell
        return
    for at in range(top, min(bottom, len(rows) - 1) + 1):
        for place in range(left, min(right, len(rows[at]) - 1) + 1):
            rows[at][place] = text if rows[at][place] == "" else rows[at][place]
