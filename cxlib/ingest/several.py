"""Several files of one shape as one table: what the twelve monthly exports of a tool are."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.ingest.digits import folded
from cxlib.ingest.folders import Folder, Progress
from cxlib.ingest.frames import KINDS
from cxlib.ingest.reading import ColumnReading, Finding, Reading, Said
from cxlib.ingest.traps import trap_findings
from cxlib.ingest.units import other_scales
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext

_ALIKE = 0.6
_LOOKED = 300_000  # rows over which traps are looked for
_WIDER = (
    ({"integer", "number"}, "number"),
    ({"integer", "number", "percent"}, "number"),
    ({"integer", "duration"}, "duration"),
    ({"date", "datetime"}, "datetime"),
    ({"date", "datetime", "period"}, "datetime"),
    ({"text", "category"}, "category"),
)
_OF_A_WHOLE = {
    "partial_period",
    "doubled_batch",
    "hidden_total",
    "two_percents",
    "off_scale",
    "zero_not_rated",
    "id_number",
    "time_zones",
}


def same_shape(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two files with these column names are parts of one table: most of the names are the same."""
    left, right = set(map(folded, one)), set(map(folded, other))
    return len(left & right) >= _ALIKE * max(1, len(left | right))


def together(read_one: Callable[..., Reading], files: Sequence[Any], choices: Mapping[str, Any]) -> Reading:
    """Read several files as one table.

    What one file proves holds for all: its order of day and month, its words. A file given twice is used once.

    Args:
        read_one: Reads a file with choices.
        files: The files; the first one names the columns.
        choices: As for ``read``.
    Raises:
        UnreadableFile: If one of them is no table.
    """
    readings = [read_one(file, **choices) for file in files]
    proved = _proved_orders(readings)
    dayfirst = choices.get("dayfirst")
    known = dict(dayfirst) if isinstance(dayfirst, Mapping) else {}
    for place, reading in enumerate(readings):
        settled = {name: proved[folded(name)] for name in reading.ambiguous if folded(name) in proved}
        if settled and (dayfirst is None or known):
            readings[place] = read_one(files[place], **{**choices, "dayfirst": {**settled, **known}})
    return joined(readings, choices)


def _proved_orders(readings: Sequence[Reading]) -> dict[str, str]:
    """Column (folded) -> the order of day and month that the files prove, where they do not contradict."""
    found: dict[str, set[str]] = {}
    for reading in readings:
        for column in reading.columns:
            if column.type in ("date", "datetime") and not column.orders and column.why.facts.get("order"):
                found.setdefault(folded(column.name), set()).add(str(column.why.facts["order"]))
    return {name: orders.pop() for name, orders in found.items() if len(orders) == 1}


def joined(readings: Sequence[Reading], choices: Mapping[str, Any]) -> Reading:
    """The readings as one, their rows below each other."""
    once = list({reading.sha256: reading for reading in readings}.values())
    if len(once) == 1:
        return replace(once[0], findings=(*_twice(len(readings) - 1), *once[0].findings))
    columns = _columns(once)
    source = Joined(once, columns)
    looked = source.look(_LOOKED)
    traps = trap_findings(pa.Table.from_pandas(looked, preserve_index=False), columns)
    findings = [*_twice(len(readings) - len(once)), *_scales(once, columns), *traps]
    findings += [
        replace(found, said=Said(N_("{file}: {sentence}"), {"file": reading.name, "sentence": found.said}))
        for reading in once
        for found in reading.findings
        if found.rule not in _OF_A_WHOLE
    ]
    order = {"question": 0, "warning": 1, "note": 2}
    return replace(
        once[0],
        name=ngettext("{file} and {count} more", "{file} and {count} more", len(once) - 1, file=once[0].name),
        sha256=hashlib.sha256("".join(reading.sha256 for reading in once).encode()).hexdigest(),
        size=sum(reading.size for reading in once),
        rows=sum(reading.rows for reading in once),
        columns=columns,
        findings=tuple(sorted(findings, key=lambda found: order[found.severity])),
        ambiguous={name: orders for reading in once for name, orders in reading.ambiguous.items()},
        choices=dict(choices),
        source=source,
        spans={},  # what one of them noted does not hold for all
    )


def _twice(count: int) -> list[Finding]:
    said = Said(N_("{count} files were given twice and used once"), {"count": count})
    return [Finding("same_file", said, count=count, severity="warning")] if count else []


def _columns(readings: Sequence[Reading]) -> tuple[ColumnReading, ...]:
    """One record a column, with the type that holds for all files."""
    of: dict[str, list[tuple[Reading, ColumnReading]]] = {}
    for reading in readings:
        for column in reading.columns:
            of.setdefault(folded(column.name), []).append((reading, column))
    rows = sum(reading.rows for reading in readings)
    return tuple(_one(pairs, rows) for pairs in of.values())


def _one(pairs: Sequence[tuple[Reading, ColumnReading]], rows: int) -> ColumnReading:
    filled = [column for _, column in pairs if column.type != "empty"] or [pairs[0][1]]
    here = sum(reading.rows for reading, _ in pairs)
    missing = sum(reading.rows * column.missing_share for reading, column in pairs) + rows - here
    lows_and_highs = [column.scale for column in filled if column.scale]
    return replace(
        filled[0],
        name=pairs[0][1].name,
        type=_common({column.type for column in filled}),
        scale=(min(low for low, _ in lows_and_highs), max(high for _, high in lows_and_highs))
        if lows_and_highs
        else None,
        missing_share=missing / max(1, rows),
        unparsed_share=max(column.unparsed_share for column in filled),
        distinct=max(column.distinct for column in filled),
        orders=next((column.orders for column in filled if column.orders), ()),
    )


def _common(types: set[str]) -> str:
    if len(types) == 1:
        return next(iter(types))
    return next((wider for group, wider in _WIDER if types <= group), "text")


def _scales(readings: Sequence[Reading], columns: Sequence[ColumnReading]) -> list[Finding]:
    """Columns whose values are of another scale in one file than in the first: shares here, percents there."""
    first = readings[0].look(_LOOKED // 10)
    return [
        found
        for reading in readings[1:]
        for found in other_scales(columns, first, reading.look(_LOOKED // 10), readings[0].name, reading.name)
    ]


class Joined:
    """Rows of several readings below each other."""

    def __init__(self, readings: Sequence[Reading], columns: Sequence[ColumnReading]) -> None:
        self._readings = readings
        self._columns = columns
        self._folder: Folder | None = None

    def table(self) -> pd.DataFrame:
        """The typed rows of all files."""
        return pq.read_table(self._path()).to_pandas(types_mapper=KINDS.get)

    def head(self, most: int) -> pd.DataFrame:
        """The first typed rows of the first file."""
        return self._laid(self._readings[0], self._readings[0].head(most))

    def look(self, most: int) -> pd.DataFrame:
        """Some of the typed rows of each file."""
        each = -(-most // len(self._readings))
        return pd.concat([self._laid(reading, reading.look(each)) for reading in self._readings], ignore_index=True)

    def text(self) -> pd.DataFrame:
        """Every cell of all files as a string."""
        parts = []
        for reading in self._readings:
            by_fold = {folded(name): place for place, name in enumerate(reading.text.columns)}
            known = {column.name: by_fold.get(folded(column.name)) for column in self._columns}
            blank = pd.Series([""] * len(reading.text), dtype=object)
            parts.append(
                pd.DataFrame(
                    {name: blank if at is None else reading.text.iloc[:, at].to_numpy() for name, at in known.items()}
                )
            )
        frame = pd.concat(parts, ignore_index=True)
        frame.attrs["raw_header"] = [column.raw_name or column.name for column in self._columns]
        return frame

    def set_aside(self) -> pd.DataFrame:
        """Rows of all files that are not in the table."""
        return pd.concat([reading.set_aside for reading in self._readings], ignore_index=True)

    def write_parquet(self, target: Path, progress: Progress) -> int:
        """Writes the rows of all files, one file after the other; gives their number."""
        frames = [self._laid(reading, reading.look(1000)) for reading in self._readings]
        schema = pa.unify_schemas(
            [pa.Schema.from_pandas(frame, preserve_index=False).remove_metadata() for frame in frames],
            promote_options="permissive",
        )
        rows = 0
        with pq.ParquetWriter(target, schema, compression="snappy", write_page_checksum=True) as writer:
            for place, reading in enumerate(self._readings, 1):
                laid = self._laid(reading, reading.source.table())
                writer.write_table(pa.Table.from_pandas(laid, preserve_index=False).cast(schema))
                rows += len(laid)
                if progress:
                    progress(reading.name, place / len(self._readings))
        return rows

    def _path(self) -> Path:
        if self._folder is None:
            self._folder = Folder()
            self.write_parquet(self._folder / "table.parquet", None)
        return self._folder / "table.parquet"

    def _laid(self, reading: Reading, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows of one file under the columns of all, with their common types."""
        by_fold = {folded(column.name): column for column in reading.columns}
        laid = {}
        for column in self._columns:
            own = by_fold.get(folded(column.name))
            if own is None:
                laid[column.name] = pd.Series([None] * len(rows), dtype=_DTYPES.get(column.type, "str"))
            else:
                laid[column.name] = _as(rows[own.name], own.type, column.type)
        return pd.DataFrame(laid)


_DTYPES = {
    "integer": "Int64",
    "number": "float64",
    "percent": "float64",
    "duration": "float64",
    "yes_no": "boolean",
    "date": "datetime64[us]",
    "datetime": "datetime64[us]",
    "period": "datetime64[us]",
}


def _as(values: pd.Series, own: str, wanted: str) -> pd.Series:
    values = values.reset_index(drop=True)
    if own == "empty" or wanted in ("number", "percent", "duration"):
        dtype = _DTYPES.get(wanted, "str")
        return values.astype(dtype) if own != "empty" else pd.Series([None] * len(values), dtype=dtype)
    if wanted in ("text", "category") and own not in ("text", "category"):
        return values.astype("str").where(values.notna(), None)
    if own in ("date", "datetime", "period"):
        plain = values.dt.tz_convert("UTC").dt.tz_localize(None) if getattr(values.dtype, "tz", None) else values
        return plain.astype("datetime64[us]")
    return values
