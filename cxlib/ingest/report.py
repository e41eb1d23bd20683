"""A reading told in words, and as JSON values that cross a process border without pickle."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from cxlib import errors
from cxlib.errors import CXError, UnreadableFile
from cxlib.ingest.reading import ColumnReading, Dialect, Finding, Reading, Said, Sheet, TableBox
from cxlib.language import gettext as _
from cxlib.language import ngettext, number


def report(reading: Reading) -> str:
    """What was understood, for a terminal.

    Raises:
        CXError: If the file holds no table.
    """
    if reading.refusal is not None:
        raise reading.refusal
    dialect = reading.dialect
    lines = [
        " · ".join(
            (
                reading.name,
                ngettext("{rows} row", "{rows} rows", reading.rows, rows=number(reading.rows)),
                ngettext("{count} column", "{count} columns", len(reading.columns)),
            )
        ),
        " · ".join(
            filter(
                None,
                (dialect.format, dialect.encoding, repr(dialect.delimiter) if dialect.delimiter else "", dialect.sheet),
            )
        ),
        "",
    ]
    width = max((len(column.name[:32]) for column in reading.columns), default=0)
    for column in reading.columns:
        pairs = ", ".join(f"{before} → {after}" for before, after in column.examples[:3])
        lines.append(f"  {column.name[:32]:{width}}  {column.type:9} {column.role:12} {pairs[:90]}")
        lines.append(f"  {'':{width}}  {column.evidence}")
    lines += [""] * bool(reading.findings)
    lines += [f"  {_MARKS[found.severity]} {found.sentence}{places(found)}" for found in reading.findings]
    return "\n".join(lines)


_MARKS = {"question": "?", "warning": "!", "note": "·"}


def places(found: Finding) -> str:
    """Its first lines in brackets, after a space; empty where it has none."""
    if not found.lines:
        return ""
    if len(found.lines) == 1:
        return " " + _("(line {line})", line=found.lines[0])
    shown = ", ".join(map(str, found.lines[:5])) + (" …" if len(found.lines) > 5 else "")
    return " " + _("(lines {lines})", lines=shown)


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading without its rows, as JSON values with sentences in the language in use."""
    columns = [asdict(column) | {"evidence": column.evidence, "reason": column.reason} for column in reading.columns]
    findings = [asdict(found) | {"sentence": found.sentence} for found in reading.findings]
    for record in (*columns, *findings):
        for key in ("why", "why_role", "said"):
            record.pop(key, None)
    return {
        "name": reading.name,
        "sha256": reading.sha256,
        "size": reading.size,
        "rows": reading.rows,
        "shape": reading.shape,
        "has_header": reading.has_header,
        "dialect": asdict(reading.dialect),
        "columns": columns,
        "findings": findings,
        "ambiguous": {name: list(orders) for name, orders in reading.ambiguous.items()},
        "sheets": [asdict(sheet) for sheet in reading.sheets],
        "choices": reading.choices,
        "encodings": {name: list(lines) for name, lines in reading.encodings},
    }


# --- across a process border ----------------------------------------------------------------------

_PLAIN = ("name", "sha256", "size", "rows", "has_header", "shape", "choices")


def packed(reading: Reading) -> dict[str, Any]:
    """All of a reading but its rows, for ``unpacked``."""
    return {name: getattr(reading, name) for name in _PLAIN} | {
        "columns": [asdict(column) for column in reading.columns],
        "findings": [asdict(found) for found in reading.findings],
        "dialect": asdict(reading.dialect),
        "sheets": [asdict(sheet) for sheet in reading.sheets],
        "ambiguous": {name: list(orders) for name, orders in reading.ambiguous.items()},
        "encodings": [[name, list(lines)] for name, lines in reading.encodings],
        "refusal": packed_error(reading.refusal) if reading.refusal else None,
        "spans": {name: [day.isoformat() for day in days] for name, days in reading.spans.items()},
    }


def unpacked(values: Mapping[str, Any], source: Any) -> Reading:
    """The reading that was packed, its rows coming from ``source``."""
    columns = tuple(_record(ColumnReading, column) for column in values["columns"])
    findings = tuple(_record(Finding, found) for found in values["findings"])
    sheets = tuple(
        Sheet(sheet["name"], tuple(map(tuple, sheet["preview"])), tuple(TableBox(**box) for box in sheet["tables"]))
        for sheet in values["sheets"]
    )
    ambiguous = {name: tuple(orders) for name, orders in values["ambiguous"].items()}
    refusal = unpacked_error(values["refusal"]) if values["refusal"] else None
    return Reading(
        **{name: values[name] for name in _PLAIN},
        columns=columns,
        findings=findings,
        dialect=Dialect(**values["dialect"]),
        sheets=sheets,
        ambiguous=ambiguous,
        refusal=refusal,
        source=source,
        encodings=tuple((name, tuple(lines)) for name, lines in values["encodings"]),
        spans={
            name: (date.fromisoformat(first), date.fromisoformat(last))
            for name, (first, last) in values["spans"].items()
        },
    )


def _record(kind: type, values: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    made = {key: _value(value) for key, value in values.items() if key in known}
    return kind(**{key: Said(**value) if key in ("why", "why_role", "said") else value for key, value in made.items()})


def _value(value: Any) -> Any:
    return tuple(_value(part) for part in value) if isinstance(value, list) else value


def packed_error(problem: CXError) -> dict[str, Any]:
    """A refusal as JSON values: its kind and its facts."""
    return {
        "kind": type(problem).__name__,
        "facts": {key: value if isinstance(value, int | float) else str(value) for key, value in problem.facts.items()},
    }


def unpacked_error(values: Mapping[str, Any]) -> CXError:
    """The refusal again from ``packed_error``."""
    kind = getattr(errors, values["kind"], UnreadableFile)
    return kind(**values["facts"])
