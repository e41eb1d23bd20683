"""Large delimited text, streamed: a sample decides, every row is converted and checked, memory stays bounded.

The typed table is written to a temporary Parquet file while the file is read once; ``write_parquet`` then only copies
it.
"""

import codecs
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.ingest import delimited, dialect, encoding, fixed
from cxlib.ingest.blocks import BlockColumn, direct_type
from cxlib.ingest.folders import Folder, copied
from cxlib.ingest.interpret import Table, interpreted
from cxlib.ingest.limits import MB, Limits
from cxlib.ingest.moments import TOLERATED
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import ColumnReading, Dialect, Finding, Reading, Said, Sheet
from cxlib.ingest.sheets import SheetGrid
from cxlib.ingest.stream import Plan, Progress, Seen, block_column, lines_of, streamed, texts
from cxlib.ingest.text import physical_lines, records
from cxlib.ingest.traps import trap_findings
from cxlib.language import gettext_noop as N_

if TYPE_CHECKING:
    import pandas as pd

LARGE = 8 * MB
MANY_LINES = 150_000
_SAMPLE_LINES = 1200
_SAMPLE = (90_000, 400_000)  # bytes
_CONVERSION = re.compile(r"In CSV column #(\d+)")


class NotRegularError(Exception):
    """The file is not as regular as streaming needs; it is read by hand instead."""


def is_large(raw: Raw) -> bool:
    """Whether a text file has so many bytes or lines that it is better streamed."""
    return raw.size >= LARGE or (raw.size > 2 * MANY_LINES - 2 and raw.data.count(b"\n") > MANY_LINES)


def read_large(raw: Raw, choices: Mapping[str, Any], limits: Limits, progress: Progress = None) -> Reading:
    """Read a large text file in one pass.

    Raises:
        NotRegularError: If quotes, encodings or rows are too odd to be streamed.
    """
    folder = Folder()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: raw.sha256)  # the checksum costs no time beside the reading
        plan = _planned(raw, choices, limits, folder.path)
        columns, seen = _settled(raw, plan, choices, folder, progress)
    return _reading(raw, plan, columns, seen, folder, choices)


def _settled(
    raw: Raw, plan: Plan, choices: Mapping[str, Any], folder: Folder, progress: Progress
) -> tuple[list[BlockColumn], Seen]:
    """The file streamed with types that hold for all its rows: one that does not is given up, and all read again."""
    votes = dict(zip(plan.table.names, plan.table.votes, strict=True))
    direct = {column.name: direct_type(column, votes[column.name]) for column in plan.table.columns}
    for _attempt in range(6):
        columns = [
            block_column(column, votes[column.name], direct[column.name], plan, choices)
            for column in plan.table.columns
        ]
        try:
            seen = streamed(plan, columns, folder / "table.parquet", progress, raw.size)
        except pa.ArrowInvalid as problem:
            found = _CONVERSION.search(str(problem))
            if not found or direct[columns[int(found[1])].name] is None:
                raise NotRegularError(str(problem)) from problem
            direct[columns[int(found[1])].name] = None
            continue
        worse = [column for column in columns if column.unparsed > TOLERATED * max(1, seen.rows - column.missing)]
        if not worse:
            return columns, seen
        for column in worse:
            votes[column.name] = replace(
                votes[column.name],
                type="text",
                why=Said(N_("Too many cells are no {type}: kept as text"), {"type": column.sample.type}),
            )
            direct[column.name] = None
    raise NotRegularError("types do not settle")


# --- the sample -----------------------------------------------------------------------------------


def _planned(raw: Raw, choices: Mapping[str, Any], limits: Limits, folder: Path) -> Plan:
    path, found = _utf8(raw, choices, folder)
    sample = _sample(path)
    form = dialect.form(sample, choices.get("delimiter"), choices.get("quote"))
    if len(form.cut.delimiter) != 1 or form.agreement < 0.9 or form.hinted or form.told:
        raise NotRegularError("dialect")
    if fixed.spans(physical_lines(sample)):
        raise NotRegularError("aligned by blanks")
    grid = records(sample, form.cut, form.width)
    if grid.stray_quotes or grid.open_quotes:
        raise NotRegularError("quotes")
    sheet = SheetGrid("", grid.rows, grid.lines, physical_lines(sample), form.cut.delimiter)
    table = interpreted(sheet, choices, raw.name, limits)
    if len(sheet.outlines) != 1 or len(table.names) != table.outline.width or table.outline.width < 1:
        raise NotRegularError("structure")
    if any(finding.rule == "merged_labels" and finding.severity != "question" for finding in table.findings):
        raise NotRegularError("labels")
    body_at = grid.lines[table.outline.body[0]] if table.outline.body else 1
    ends = "\r\n" if "\r\n" in sample else "\n" if "\n" in sample else "\r"
    written = Dialect(
        "text",
        found.encoding,
        form.cut.delimiter,
        form.cut.quote,
        form.cut.escape,
        ends,
        found.marked,
        len(table.outline.header),
        len(table.outline.preamble),
    )
    tail = {form.cut.delimiter.join(grid.rows[at]) for at in table.outline.aside}
    kept = [finding for finding in table.findings if finding.rule not in ("ragged_rows", "unparsed", "merged_labels")]
    kept += delimited.decoding_findings(found)
    return Plan(table, form.cut, written, path, body_at - 1, tail, kept, found.readings)


def _utf8(raw: Raw, choices: Mapping[str, Any], folder: Path) -> tuple[Path, encoding.Decoded]:
    """The file as UTF-8 on disk, with the encoding it was in."""
    path = raw.path
    if path is None:
        path = folder / "raw"
        path.write_bytes(raw.held)
    with path.open("rb") as stream:
        head = stream.read(2 * MB)
        stream.seek(max(0, raw.size // 2))
        middle = stream.read(MB)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotRegularError("NUL")
    head = head[: head.rfind(b"\n") + 1] or head
    middle = middle[middle.find(b"\n") + 1 : middle.rfind(b"\n") + 1]
    found = encoding.decoded(
        head + (middle if not head.startswith((b"\xff\xfe", b"\xfe\xff")) else b""), choices.get("encoding")
    )
    if found.odd_lines or found.twice or found.replaced:
        raise NotRegularError("encoding")
    if found.encoding == "utf-8":
        return path, found
    return _transcoded(path, found, folder / "utf8"), found


def _transcoded(path: Path, found: encoding.Decoded, target: Path) -> Path:
    decoder = codecs.getincrementaldecoder(found.encoding)(errors="strict")
    with path.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(4 * MB):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as problem:
                raise NotRegularError("encoding") from problem
            writing.write(text.lstrip("\ufeff").encode("utf-8"))
    return target


def _sample(path: Path) -> str:
    """Whole lines from the head, four places inside and the end."""
    size = path.stat().st_size
    pieces = []
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE[0])
        wanted = _SAMPLE_LINES * len(head) // max(1, head.count(b"\n"))
        part = min(max(wanted, _SAMPLE[0]), _SAMPLE[1]) // 6
        stream.seek(0)
        head = stream.read(2 * part)
        pieces.append(head[: head.rfind(b"\n") + 1])
        for place in range(1, 5):
            stream.seek(size * place // 5)
            block = stream.read(part)
            pieces.append(block[block.find(b"\n") + 1 : block.rfind(b"\n") + 1])
        stream.seek(max(0, size - part))
        end = stream.read(part)
        pieces.append(end[end.find(b"\n") + 1 :])
    if not all(piece.endswith((b"\n", b"\r")) or number == 5 for number, piece in enumerate(pieces)):
        raise NotRegularError("lines")
    try:
        text = b"".join(pieces).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        raise NotRegularError("encoding") from problem
    return text


# --- the reading ----------------------------------------------------------------------------------


def _reading(
    raw: Raw, plan: Plan, columns: list[BlockColumn], seen: Seen, folder: Folder, choices: Mapping[str, Any]
) -> Reading:
    readings = tuple(
        _column(reading, column, seen) for reading, column in zip(plan.table.readings, columns, strict=True)
    )
    looked = seen.spread if seen.rows > seen.spread.num_rows else pq.read_table(folder / "table.parquet")
    findings = [
        *plan.findings,
        *_odd_findings(plan, columns, seen),
        *trap_findings(looked, readings, (), seen.whole(columns) if looked is seen.spread else None),
    ]
    order = {"question": 0, "warning": 1, "note": 2}
    return Reading(
        raw.name,
        raw.sha256,
        raw.size,
        seen.rows,
        readings,
        tuple(sorted(findings, key=lambda found: order[found.severity])),
        plan.written,
        bool(plan.table.outline.header),
        plan.table.ambiguous,
        plan.table.shape,
        (Sheet(""),),
        dict(choices),
        None,
        BulkSource(folder, plan, columns, seen.rows),
        plan.encodings,
    )


def _odd_findings(plan: Plan, columns: list[BlockColumn], seen: Seen) -> list[Finding]:
    """Rows of another width than the header, and cells that are not what their column is."""
    findings = []
    if seen.odd:
        said = Said(
            N_("{count} rows do not have {width} cells; their cells were put where they fit. Look at them"),
            {"count": len(seen.odd), "width": len(columns)},
        )
        lines = lines_of(plan.path, seen.odd[:1000])
        findings.append(Finding("ragged_rows", said, lines, len(seen.odd), "warning"))
    for column in columns:
        if column.unparsed:
            said = Said(
                N_("{count} cells of {column} could not be read as {type} and are missing, such as {example}"),
                {
                    "count": column.unparsed,
                    "column": column.name,
                    "type": column.sample.type,
                    "example": column.examples[0],
                },
            )
            findings.append(Finding("unparsed", said, count=column.unparsed, severity="warning", column=column.name))
    return findings


def _column(reading: ColumnReading, column: BlockColumn, seen: Seen) -> ColumnReading:
    return replace(
        reading,
        type=column.sample.type,
        why=column.sample.why,
        missing_share=column.missing / max(1, seen.rows),
        unparsed_share=column.unparsed / max(1, seen.rows - column.missing),
        distinct=column.distinct(seen.spread.column(column.name), seen.rows),
    )


class BulkSource:
    """Frames of a streamed file: its typed rows lie in a temporary Parquet file."""

    def __init__(self, folder: Folder, plan: Plan, columns: list[BlockColumn], rows: int) -> None:
        self._folder = folder
        self._rows = rows
        self._plan = plan
        self._columns = columns
        self._table = folder / "table.parquet"

    @property
    def understood(self) -> Table:
        """What a sample of the file was understood as."""
        return self._plan.table

    def table(self) -> "pd.DataFrame":
        """The typed table, read from its Parquet file."""
        from cxlib.ingest.frames import frame_of

        return frame_of(self._table)

    def head(self, most: int) -> "pd.DataFrame":
        """The first typed rows."""
        from cxlib.ingest.frames import head_of

        return head_of(self._table, most)

    def look(self, most: int) -> "pd.DataFrame":
        """Some of the typed rows, spread over the file."""
        from cxlib.ingest.frames import look_at

        return look_at(self._table, most)

    def cells(self) -> pa.Table:
        """Every cell as a string, read anew."""
        return texts(self._plan, self._columns)

    def text(self) -> "pd.DataFrame":
        """Every cell as a string; ``attrs["raw_header"]`` holds the names as they stand."""
        frame = self.cells().to_pandas()
        frame.attrs["raw_header"] = list(self._plan.table.raw_names)
        return frame

    def set_aside(self) -> "pd.DataFrame":
        """Rows that are in the file but not in the table: line, why, text."""
        from cxlib.ingest.frames import aside_of

        return aside_of(self._plan.table.aside)

    def write_parquet(self, target: Path, progress: Progress) -> int:
        """Writes the typed table as Parquet; gives the number of rows."""
        copied(self._table, target, progress)
        return self._rows
