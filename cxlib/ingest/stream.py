"""The rows of a large text file in one pass: cut by Arrow, converted and checked block by block, written as Parquet."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from cxlib.ingest.ahead import Behind, ahead
from cxlib.ingest.blocks import BlockColumn
from cxlib.ingest.columns import Column
from cxlib.ingest.interpret import Table
from cxlib.ingest.kinds import Profile
from cxlib.ingest.limits import MB
from cxlib.ingest.moments import Surroundings
from cxlib.ingest.reading import Dialect, Finding
from cxlib.ingest.repair import repaired
from cxlib.ingest.slices import SIZE, Slice, slices
from cxlib.ingest.text import Cut, records
from cxlib.ingest.traps import Batches, Whole
from cxlib.ingest.votes import Vote
from cxlib.language import gettext as _

_BLOCK = 2 * MB
_SIDE_BY_SIDE = 2  # slices cut at once
_ROW_GROUP = 120_000
_BATCH = 16_384  # values encoded at once
_ODD_ROWS = 20_000
_SPREAD = 60_000  # rows kept, evenly spread over the file, for the checks that look at whole rows
_DAY = 86_400_000_000  # microseconds
Progress = Callable[[str, float], None] | None
_Rows = tuple[pa.Table, list[str]]  # rows of a slice, and its lines with another number of cells


@dataclass
class Plan:
    """What a sample of the file decided: how to cut it, what its columns are, which lines are no rows."""

    table: Table
    cut: Cut
    written: Dialect
    path: Path
    skip: int
    tail: set[str]
    findings: list[Finding]
    encodings: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass
class Seen:
    """What was seen of a file while it was read.

    Attributes:
        rows: Rows of the table.
        odd: Lines with another number of cells than the header, as they stand.
        spread: Typed rows, evenly spread over the file.
        months: Month -> rows, by the first column of dates.
        last: Last moment of that column.
        batches: Marks of rows, for batches that come twice.
    """

    rows: int = 0
    odd: list[str] = field(default_factory=list)
    spread: pa.Table = field(default_factory=lambda: pa.table({}))
    months: dict[int, int] = field(default_factory=dict)
    last: int = -(2**62)
    batches: Batches = field(default_factory=Batches)
    removed: int = 0

    def whole(self, columns: Sequence[BlockColumn]) -> Whole:
        """What the checks need to know of all rows."""
        last = np.datetime64(self.last // _DAY, "D").item() if self.months else None
        counted = {
            column.name: (np.array(list(column.tally), float), np.array(list(column.tally.values())))
            for column in columns
            if column.tally is not None and column.counted
        }
        return Whole(self.rows, counted, self.months, last, self.batches)


def block_column(
    column: Column, sample: Vote, direct: pa.DataType | None, plan: Plan, choices: Mapping[str, Any]
) -> BlockColumn:
    """How a column is converted block by block, from the vote over the sample."""
    orders = {found.proved_order for found in plan.table.votes} - {""}
    order = sample.proved_order or (orders.pop() if len(orders) == 1 else "") or "dmy"
    if sample.type == "duration":
        order = sample.facts.get(
            "clock", "ms"
        )  # spans of three parts only, so far: one colon parts minutes and seconds
    marks = {found.proved_decimal for found in plan.table.votes} - {""}
    decimal = sample.proved_decimal or (marks.pop() if len(marks) == 1 else "") or str(choices.get("decimal") or ".")
    around = Surroundings(decimal, order, frozenset(), False)
    return BlockColumn(column.name, sample, around, order, decimal, direct, column.also_missing)


def streamed(plan: Plan, columns: list[BlockColumn], target: Path, progress: Progress, size: int) -> Seen:
    """Write the typed table.

    Raises:
        pyarrow.ArrowInvalid: If a cell is not of the type its column was to be read as.
    """
    seen, writing = Seen(), _Writing(target, columns)
    spread: list[pa.RecordBatch] = []
    each = max(50, _SPREAD * SIZE // max(1, size))
    place, dated = 0, _dated(columns)
    with writing:
        for batch in _batches(plan, columns, seen.odd):
            place += batch.nbytes
            batch = _without_repeats(batch, plan, columns, seen)
            arrays = [column.converted(block) for column, block in zip(columns, batch.columns, strict=True)]
            _watch(seen, columns, arrays, dated)
            done = writing.add(arrays)
            spread.append(done.take(np.arange(min(each, done.num_rows))))  # a slice would hold all of it in memory
            seen.rows += done.num_rows
            if progress:
                progress(_("Reading and checking"), min(0.99, place / max(1, size)))
        if seen.odd:
            mended = _mended(plan, columns, seen.odd)
            seen.rows += writing.add(mended).num_rows if mended else 0
    seen.spread = pa.Table.from_batches(spread, writing.schema).unify_dictionaries()
    return seen


class _Writing:
    """Row groups written behind the reading, one at a time."""

    def __init__(self, target: Path, columns: list[BlockColumn]) -> None:
        self.schema = pa.schema([(column.name, column.written_as) for column in columns])
        few = [column.name for column in columns if column.repeats(_ROW_GROUP)]
        ordered = [field.name for field in self.schema if not _worded(field.type)]
        self._writer = pq.ParquetWriter(
            target,
            self.schema,
            use_dictionary=few,
            write_statistics=ordered,  # smallest and largest of texts help nobody and cost much
            write_batch_size=_BATCH,
            compression="snappy",
            write_page_checksum=True,
            store_schema=False,
        )
        self._behind = Behind()
        self._waiting: list[pa.RecordBatch] = []

    def __enter__(self) -> "_Writing":
        self._behind.__enter__()
        return self

    def __exit__(self, kind: object, *problem: object) -> None:
        try:
            if kind is None:
                self._write()
            self._behind.__exit__(kind, *problem)
        finally:
            self._writer.close()

    def add(self, arrays: list[pa.Array]) -> pa.RecordBatch:
        """One more batch; a row group is written once there are enough."""
        cast = [
            array.cast(field.type) if array.type != field.type else array
            for array, field in zip(arrays, self.schema, strict=True)
        ]
        batch = pa.RecordBatch.from_arrays(cast, schema=self.schema)
        self._waiting.append(batch)
        if sum(waiting.num_rows for waiting in self._waiting) >= _ROW_GROUP:
            self._write()
        return batch

    def _write(self) -> None:
        if self._waiting:
            group, self._waiting = pa.Table.from_batches(self._waiting), []
            # blocks number their texts each in its own order: under one numbering codes are written as they are
            self._behind.do(lambda: self._writer.write_table(group.unify_dictionaries()))


def _worded(sort: pa.DataType) -> bool:
    return pa.types.is_dictionary(sort) or pa.types.is_string(sort)


# --- reading --------------------------------------------------------------------------------------


def _batches(plan: Plan, columns: list[BlockColumn], odd: list[str]) -> Generator[pa.RecordBatch]:
    """The rows in their order, a slice of the file cut while the slices before it are converted and written."""
    waiting: deque[Future[_Rows]] = deque()
    with closing(slices(plan.path, plan.cut)) as coming, ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        try:
            for part in coming:
                if part.held is None:
                    break
                waiting.append(pool.submit(_cut_slice, plan, columns, part, _ODD_ROWS - len(odd)))
                if len(waiting) > _SIDE_BY_SIDE:
                    yield from _laid(waiting.popleft(), odd)
            else:
                part = None
            while waiting:
                yield from _laid(waiting.popleft(), odd)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    if part is not None:
        yield from ahead(_rest(plan, columns, part.begins, odd))


def _laid(cut: "Future[_Rows]", odd: list[str]) -> list[pa.RecordBatch]:
    table, strange = cut.result()
    odd += strange
    return table.to_batches()


def _cut_slice(plan: Plan, columns: list[BlockColumn], part: Slice, most_odd: int) -> "_Rows":
    odd: list[str] = []
    reading, parsing, converting = _options(plan, columns, odd, most_odd)
    reading.skip_rows = 0 if part.begins else plan.skip
    reading.block_size = max(_BLOCK, len(part.held or b"") + 1)  # one block, whose end is the end of a record
    reading.use_threads = False
    parsing.newlines_in_values = False
    converting.check_utf8 = not part.ascii
    return pacsv.read_csv(pa.BufferReader(pa.py_buffer(part.held)), reading, parsing, converting), odd


def _rest(plan: Plan, columns: list[BlockColumn], begins: int, odd: list[str]) -> Generator[pa.RecordBatch]:
    """The rows from this place of the file on, cut one after the other."""
    reading, parsing, converting = _options(plan, columns, odd, _ODD_ROWS)
    reading.skip_rows = 0 if begins else plan.skip
    with plan.path.open("rb") as file:
        file.seek(begins)
        with pacsv.open_csv(file, reading, parsing, converting) as stream:
            yield from stream


def _options(
    plan: Plan, columns: list[BlockColumn], odd: list[str], most_odd: int
) -> tuple[pacsv.ReadOptions, pacsv.ParseOptions, pacsv.ConvertOptions]:
    def kept_aside(row: pacsv.InvalidRow) -> str:
        if len(odd) >= most_odd:
            return "error"
        odd.append(row.text)
        return "skip"

    names = [f"c{place}" for place in range(len(columns))]
    types = {name: column.read_as for name, column in zip(names, columns, strict=True)}
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
    return pacsv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=True), parsing, converting


def texts(plan: Plan, columns: list[BlockColumn]) -> pa.Table:
    """Every cell of the file as a string."""
    plain = [replace(column, direct=None) for column in columns]
    batches = [_without_repeats(batch, plan, plain, Seen()) for batch in _batches(plan, plain, [])]
    return pa.Table.from_batches(batches).rename_columns([column.name for column in columns])


def _without_repeats(batch: pa.RecordBatch, plan: Plan, columns: list[BlockColumn], seen: Seen) -> pa.RecordBatch:
    """The batch without rows the sample set aside: repeated headers, totals at the end."""
    place = next((place for place, column in enumerate(columns) if column.direct is None), None)
    if place is None or not plan.tail:
        return batch
    wanted = {
        line.split(plan.cut.delimiter)[place]
        for line in plan.tail
        if line.count(plan.cut.delimiter) >= len(columns) - 1
    }
    suspects = pc.is_in(batch.column(place), pa.array(sorted(wanted), pa.string())).to_numpy(zero_copy_only=False)
    keep = np.ones(batch.num_rows, bool)
    for at in np.flatnonzero(suspects):
        row = plan.cut.delimiter.join(
            "" if cell is None else str(cell) for cell in (column[int(at)].as_py() for column in batch.columns)
        )
        keep[at] = row not in plan.tail
    seen.removed += int((~keep).sum())
    return batch if keep.all() else batch.filter(pa.array(keep))


def _mended(plan: Plan, columns: list[BlockColumn], odd: list[str]) -> list[pa.Array]:
    """Rows with too many or too few cells, put back into their columns, to stand at the end of the table."""
    width = len(columns)
    looks = [Profile([column.uniques[code] for code in column.codes[:400]]) for column in plan.table.columns]
    tail = {text.strip() for text in plan.tail}
    rows = []
    for line in odd:
        if line.strip() in tail:
            continue
        for row in records(line, plan.cut, width).rows:
            fixed = row if len(row) == width else repaired(row, width, looks, plan.cut.delimiter, line)
            rows.append(fixed or [*row, *[""] * width][:width])
    if not rows:
        return []
    arrays = []
    for place, column in enumerate(columns):
        direct, column.direct = column.direct, None
        arrays.append(column.converted(pa.array([row[place] for row in rows], pa.string())))
        column.direct = direct
    return arrays


def lines_of(path: Path, odd: Sequence[str]) -> tuple[int, ...]:
    """The lines (from 1) on which these texts begin; they stand in the file in this order."""
    found: list[int] = []
    line, behind = 1, b""
    sought = [text.encode() for text in odd]
    with path.open("rb") as stream:
        while len(found) < len(sought) and (block := stream.read(_BLOCK)):
            block, at = behind + block, 0
            end = block.rfind(b"\n") + 1
            while len(found) < len(sought) and (hit := block.find(sought[len(found)], at, end)) >= 0:
                line += block.count(b"\n", at, hit)
                found.append(line)
                at = hit + len(sought[len(found) - 1])
                line += block.count(b"\n", hit, at)
            line += block.count(b"\n", at, end)
            behind = block[end:]
    return tuple(found)


# --- what all rows say ----------------------------------------------------------------------------


def _dated(columns: Sequence[BlockColumn]) -> int | None:
    return next((place for place, column in enumerate(columns) if column.sample.type in ("date", "datetime")), None)


def _watch(seen: Seen, columns: Sequence[BlockColumn], arrays: Sequence[pa.Array], dated: int | None) -> None:
    if not len(arrays[0]):
        return
    for column, array in zip(columns, arrays, strict=True):
        column.count(array)
    seen.batches.add(
        [
            array
            for column, array in zip(columns, arrays, strict=True)
            if column.direct is not None or pa.types.is_timestamp(array.type)
        ],
        seen.rows,
    )
    if dated is not None:
        moments = arrays[dated].drop_null().cast(pa.int64()).to_numpy()
        if len(moments):
            for month, count in _by_month(moments // _DAY):
                seen.months[month] = seen.months.get(month, 0) + count
            seen.last = max(seen.last, int(moments.max()))


def _by_month(days: np.ndarray) -> Iterator[tuple[int, int]]:
    """Months (from 1970-01, the 0th) with the number of days that fall into them; calendars are slow, so each
    different day is looked up once."""
    first, last = int(days.min()), int(days.max())
    if last - first < 100_000:
        counts = np.bincount(days - first)
        different = np.flatnonzero(counts)
        counts, different = counts[different], different + first
    else:
        different, counts = np.unique(days, return_counts=True)
    months = different.astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    return zip(months.tolist(), counts.tolist(), strict=True)
