"""Large delimited text, streamed: a sample decides, every row is converted and checked, memory stays bounded.

The typed table is written to a temporary Parquet file while the file is read once; ``write_parquet`` then only copies
it.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from cxlib.ingest import dialect, encoding
from cxlib.ingest.blocks import BlockColumn, direct_type
from cxlib.ingest.folders import Folder
from cxlib.ingest.guard import copied, frame_of
from cxlib.ingest.interpret import Table, interpreted
from cxlib.ingest.kinds import Profile
from cxlib.ingest.limits import MB, Limits
from cxlib.ingest.moments import TOLERATED, Surroundings
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import ColumnReading, Dialect, Finding, Reading, Said, Sheet
from cxlib.ingest.repair import repaired
from cxlib.ingest.sheets import SheetGrid
from cxlib.ingest.text import Cut, physical_lines, records
from cxlib.ingest.traps import trap_findings
from cxlib.ingest.votes import Vote
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_

LARGE = 8 * MB
MANY_LINES = 150_000
_BLOCK = 4 * MB  # the reader runs some thirty blocks ahead
_ROW_GROUP = 120_000
_SAMPLE = 200_000
_ODD_ROWS = 20_000
_TRAPPED = 200_000  # rows up to which all are looked at for traps
Progress = Callable[[str, float], None] | None
_CONVERSION = re.compile(r"In CSV column #(\d+)")


class NotRegularError(Exception):
    """The file is not as regular as streaming needs; it is read by hand instead."""


@dataclass
class _Plan:
    """What the sample decided."""

    table: Table
    cut: Cut
    written: Dialect
    path: Path
    skip: int
    tail: set[str]
    findings: list[Finding]


def is_large(raw: Raw) -> bool:
    """Whether a text file has so many bytes or lines that it is better streamed."""
    return raw.size >= LARGE or (raw.size > 2 * MANY_LINES - 2 and raw.data.count(b"\n") > MANY_LINES)


def read_large(raw: Raw, choices: Mapping[str, Any], limits: Limits, progress: Progress = None) -> Reading:
    """Read a large text file in one pass.

    Raises:
        NotRegularError: If quotes, encodings or rows are too odd to be streamed.
    """
    folder = Folder()
    plan = _planned(raw, choices, limits, folder.path)
    votes = dict(zip(plan.table.names, plan.table.votes, strict=True))
    direct = {column.name: direct_type(column, votes[column.name]) for column in plan.table.columns}
    for _attempt in range(6):
        columns = [
            _block_column(column.name, votes[column.name], direct[column.name], plan, choices)
            for column in plan.table.columns
        ]
        try:
            rows, odd = _streamed(plan, columns, folder / "table.parquet", progress, raw.size)
        except pa.ArrowInvalid as problem:
            found = _CONVERSION.search(str(problem))
            if not found or direct[columns[int(found[1])].name] is None:
                raise NotRegularError(str(problem)) from problem
            direct[columns[int(found[1])].name] = None
            continue
        worse = [column for column in columns if column.unparsed > TOLERATED * max(1, rows - column.missing)]
        if not worse:
            return _reading(raw, plan, columns, rows, odd, folder, choices)
        for column in worse:
            votes[column.name] = replace(
                votes[column.name],
                type="text",
                why=Said(N_("Too many cells are no {type}: kept as text"), {"type": column.sample.type}),
            )
            direct[column.name] = None
    raise NotRegularError("types do not settle")


# --- the sample -----------------------------------------------------------------------------------


def _planned(raw: Raw, choices: Mapping[str, Any], limits: Limits, folder: Path) -> _Plan:
    path, found = _utf8(raw, choices, folder)
    sample = _sample(path)
    form = dialect.form(sample, choices.get("delimiter"), choices.get("quote"))
    if len(form.cut.delimiter) != 1 or form.agreement < 0.9 or form.hinted or form.told:
        raise NotRegularError("dialect")
    grid = records(sample, form.cut, form.width)
    if grid.stray_quotes or grid.open_quotes:
        raise NotRegularError("quotes")
    sheet = SheetGrid("", grid.rows, grid.lines, physical_lines(sample), form.cut.delimiter)
    table = interpreted(sheet, choices, raw.name, limits)
    if len(sheet.outlines) != 1 or len(table.names) != table.outline.width or table.outline.width < 1:
        raise NotRegularError("structure")
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
    kept = [finding for finding in table.findings if finding.rule not in ("ragged_rows",)]
    return _Plan(table, form.cut, written, path, body_at - 1, tail, kept)


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
    part = _SAMPLE // 6
    pieces = []
    with path.open("rb") as stream:
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


# --- the stream -----------------------------------------------------------------------------------


def _block_column(
    name: str, sample: Vote, direct: pa.DataType | None, plan: _Plan, choices: Mapping[str, Any]
) -> BlockColumn:
    orders = {found.proved_order for found in plan.table.votes} - {""}
    order = sample.proved_order or (orders.pop() if len(orders) == 1 else "") or "dmy"
    marks = {found.proved_decimal for found in plan.table.votes} - {""}
    decimal = sample.proved_decimal or (marks.pop() if len(marks) == 1 else "") or str(choices.get("decimal") or ".")
    return BlockColumn(name, sample, Surroundings(decimal, order, frozenset(), False), order, decimal, direct)


def _streamed(
    plan: _Plan, columns: list[BlockColumn], target: Path, progress: Progress, size: int
) -> tuple[int, list[str]]:
    """Write the typed table; returns its rows and the lines that had to be repaired or set aside."""
    odd: list[str] = []
    schema = pa.schema([(column.name, column.written_as) for column in columns])
    rows = done = 0
    waiting: list[pa.RecordBatch] = []
    coded = [field.name for field in schema if pa.types.is_dictionary(field.type)]  # elsewhere codes only cost time
    with pq.ParquetWriter(
        target, schema, use_dictionary=coded, compression="snappy", write_page_checksum=True, store_schema=False
    ) as writer:
        for batch in _batches(plan, columns, odd):
            batch = _without_repeats(batch, plan, columns)
            arrays = [column.converted(block) for column, block in zip(columns, batch.columns, strict=True)]
            waiting.append(_batch(arrays, schema))
            rows += batch.num_rows
            done += batch.nbytes
            _write_full(writer, waiting)
            if progress:
                progress(_("Reading and checking"), min(0.99, done / max(1, size)))
        _write_full(writer, waiting, 0)
        if odd:
            rows += _append_mended(plan, columns, odd, writer, schema)
    return rows, odd


def _write_full(writer: pq.ParquetWriter, waiting: list[pa.RecordBatch], full: int = _ROW_GROUP) -> None:
    """Write the waiting batches as one row group once they are enough rows."""
    if waiting and sum(batch.num_rows for batch in waiting) >= full:
        writer.write_table(pa.Table.from_batches(waiting))
        waiting.clear()


def _batches(plan: _Plan, columns: list[BlockColumn], odd: list[str]) -> Iterator[pa.RecordBatch]:
    def kept_aside(row: pacsv.InvalidRow) -> str:
        if len(odd) >= _ODD_ROWS:
            return "error"
        odd.append(row.text)
        return "skip"

    names = [f"c{place}" for place in range(len(columns))]
    types = {name: column.read_as for name, column in zip(names, columns, strict=True)}
    reading = pacsv.ReadOptions(
        skip_rows_after_names=0, skip_rows=plan.skip, column_names=names, block_size=_BLOCK, use_threads=True
    )
    parsing = pacsv.ParseOptions(
        delimiter=plan.cut.delimiter,
        quote_char=plan.cut.quote or False,
        double_quote=True,
        escape_char=plan.cut.escape or False,
        newlines_in_values=True,
        invalid_row_handler=kept_aside,
    )
    converting = pacsv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=False,
        quoted_strings_can_be_null=True,
        timestamp_parsers=[pacsv.ISO8601],
    )
    with pacsv.open_csv(plan.path, reading, parsing, converting) as stream:
        yield from stream


def _without_repeats(batch: pa.RecordBatch, plan: _Plan, columns: list[BlockColumn]) -> pa.RecordBatch:
    """The batch without rows the sample set aside: repeated headers, totals at the end."""
    place = next((place for place, column in enumerate(columns) if column.direct is None), None)
    wanted = (
        {
            line.split(plan.cut.delimiter)[place]
            for line in plan.tail
            if line.count(plan.cut.delimiter) >= len(columns) - 1
        }
        if place is not None
        else set()
    )
    if not wanted:
        return batch
    import pyarrow.compute as pc

    suspects = pc.is_in(batch.column(place), pa.array(sorted(wanted), pa.string())).to_numpy(zero_copy_only=False)
    keep = np.ones(batch.num_rows, bool)
    for at in np.flatnonzero(suspects):
        row = plan.cut.delimiter.join(
            "" if cell is None else str(cell) for cell in (column[int(at)].as_py() for column in batch.columns)
        )
        keep[at] = row not in plan.tail
    return batch if keep.all() else batch.filter(pa.array(keep))


def _append_mended(
    plan: _Plan, columns: list[BlockColumn], odd: list[str], writer: pq.ParquetWriter, schema: pa.Schema
) -> int:
    """Rows with too many or too few cells, put back into their columns, at the end of the table."""
    width = len(columns)
    rows = []
    for line in odd:
        if line.strip() in {text.strip() for text in plan.tail}:
            continue
        for row in records(line, plan.cut, width).rows:
            fixed = row if len(row) == width else repaired(row, width, _looks(plan), plan.cut.delimiter, line)
            rows.append(fixed or [*row, *[""] * width][:width])
    if not rows:
        return 0
    arrays = []
    for place, column in enumerate(columns):
        direct, column.direct = column.direct, None
        arrays.append(column.converted(pa.array([row[place] for row in rows], pa.string())))
        column.direct = direct
    writer.write_batch(_batch(arrays, schema))
    return len(rows)


def _batch(arrays: list[pa.Array], schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [
            array.cast(field.type) if array.type != field.type else array
            for array, field in zip(arrays, schema, strict=True)
        ],
        schema=schema,
    )


def _looks(plan: _Plan) -> list[Profile]:
    return [Profile([column.uniques[code] for code in column.codes[:400]]) for column in plan.table.columns]


# --- the reading ----------------------------------------------------------------------------------


def _reading(
    raw: Raw,
    plan: _Plan,
    columns: list[BlockColumn],
    rows: int,
    odd: list[str],
    folder: Folder,
    choices: Mapping[str, Any],
) -> Reading:
    findings = [*plan.findings, *_odd_findings(columns, odd)]
    looked = (
        frame_of(folder / "table.parquet")
        if rows <= _TRAPPED
        else pd.DataFrame(dict(zip(plan.table.names, (found.values for found in plan.table.votes), strict=True)))
    )
    findings += trap_findings(
        looked,
        [
            replace(reading, type=column.sample.type)
            for reading, column in zip(plan.table.readings, columns, strict=True)
        ],
    )
    order = {"question": 0, "warning": 1, "note": 2}
    readings = tuple(
        _column(reading, column, rows, len(plan.table.lines))
        for reading, column in zip(plan.table.readings, columns, strict=True)
    )
    return Reading(
        raw.name,
        raw.sha256,
        raw.size,
        rows,
        readings,
        tuple(sorted(findings, key=lambda found: order[found.severity])),
        plan.written,
        bool(plan.table.outline.header),
        plan.table.ambiguous,
        plan.table.shape,
        (Sheet(""),),
        dict(choices),
        None,
        BulkSource(folder, plan, columns),
    )


def _odd_findings(columns: list[BlockColumn], odd: list[str]) -> list[Finding]:
    """Rows of another width than the header, and cells that are not what their column is."""
    findings = []
    if odd:
        said = Said(
            N_("{count} rows do not have {width} cells; their cells were put where they fit. Look at them"),
            {"count": len(odd), "width": len(columns)},
        )
        findings.append(Finding("ragged_rows", said, count=len(odd), severity="warning"))
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


def _column(reading: ColumnReading, column: BlockColumn, rows: int, looked: int) -> ColumnReading:
    distinct = reading.distinct if reading.distinct < 0.5 * looked else round(reading.distinct * rows / max(1, looked))
    return replace(
        reading,
        type=column.sample.type,
        why=column.sample.why,
        missing_share=column.missing / max(1, rows),
        unparsed_share=column.unparsed / max(1, rows - column.missing),
        distinct=distinct,
    )


class BulkSource:
    """Frames of a streamed file: its typed rows lie in a temporary Parquet file."""

    def __init__(self, folder: Folder, plan: _Plan, columns: list[BlockColumn]) -> None:
        self._folder = folder
        self._plan = plan
        self._columns = columns
        self._table = folder / "table.parquet"

    def table(self) -> pd.DataFrame:
        """The typed table, read from its Parquet file."""
        return frame_of(self._table)

    def text(self) -> pd.DataFrame:
        """Every cell as a string, read anew."""
        plain = [replace(column, direct=None) for column in self._columns]
        odd: list[str] = []
        batches = [_without_repeats(batch, self._plan, plain) for batch in _batches(self._plan, plain, odd)]
        frame = pa.Table.from_batches(batches).to_pandas()
        frame.columns = [column.name for column in self._columns]
        frame.attrs["raw_header"] = list(self._plan.table.raw_names)
        return frame

    def set_aside(self) -> pd.DataFrame:
        """Rows that are in the file but not in the table: line, why, text."""
        return pd.DataFrame(self._plan.table.aside, columns=["line", "why", "text"])

    def write_parquet(self, target: Path, progress: Progress) -> int:
        """Writes the typed table as Parquet; gives the number of rows."""
        return copied(self._table, target, progress)
