"""JSON and JSON lines: a list of records, wherever in the document it is."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cxlib.errors import DamagedFile, EmptyFile, NotATable, TooLarge
from cxlib.ingest import encoding
from cxlib.ingest.limits import Limits
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import Dialect, Finding, Said
from cxlib.ingest.sheets import Parsed, SheetGrid
from cxlib.language import gettext_noop as N_

_DEEPEST = 200
_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*([\[{])")
_ERROR = ("error", "errors", "message", "detail", "status", "code", "fault", "exception")


def is_json(raw: Raw) -> bool:
    """Whether the bytes begin like JSON and are not a CSV that begins with a bracket."""
    found = _START.match(raw.head)
    if not found:
        return False
    return (
        raw.suffix in (".json", ".ndjson", ".jsonl")
        or re.match(rb'\s*(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[\[{\]])', raw.head) is not None
    )


def parsed(raw: Raw, choices: Mapping[str, Any], limits: Limits) -> Parsed:
    """The records as a grid: a column a key, nested records as ``key.inner``, nested lists as JSON text.

    Raises:
        NotATable: If the document is a message, or nested too deeply.
        DamagedFile: If it is no JSON.
        EmptyFile: If it holds no records.
    """
    found = encoding.decoded(raw.data, choices.get("encoding"))
    if _too_deep(found.text):
        raise NotATable("nesting", file=raw.name)
    findings: list[Finding] = []
    records, lines = _records(raw, found.text, findings)
    if not records:
        raise EmptyFile("records", file=raw.name)
    flat = [dict(_flat(record)) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if len(names) > limits.columns:
        raise TooLarge("columns", file=raw.name, value=len(names), limit=limits.columns)
    rows = [names, *([record.get(name, "") for name in names] for record in flat)]
    return Parsed(
        [SheetGrid("", rows, [1, *lines], named=True, width=len(names))], Dialect("json", found.encoding), findings
    )


def _too_deep(text: str) -> bool:
    depth = deepest = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > _DEEPEST:
                return True
        elif mark in "]}":
            depth -= 1
    return False


def _records(raw: Raw, text: str, findings: list[Finding]) -> tuple[list[dict], list[int]]:
    doubles: list[str] = []
    try:
        document = _document(text, findings, doubles)
    except json.JSONDecodeError as problem:
        found = _lines(text, findings, doubles)
        if not found[0]:
            raise DamagedFile("damaged", file=raw.name, place=f"line {problem.lineno}") from problem
        _note_doubles(doubles, findings)
        return found
    _note_doubles(doubles, findings)
    by_column = _from_columns(document) if isinstance(document, dict) else []
    if by_column:
        return by_column, list(range(2, len(by_column) + 2))
    records, place = _list_in(document)
    if records is None:
        if isinstance(document, dict) and len(document) > 1 and not set(map(str.lower, document)) & set(_ERROR):
            return [document], [1]
        raise NotATable("message", file=raw.name, kind=text.strip()[:80])
    if place:
        findings.append(
            Finding("inner_list", Said(N_("The list {place} inside the document was used"), {"place": place}))
        )
    if records and all(isinstance(record, list) for record in records):
        return _from_lists(records)
    kept = [record for record in records if isinstance(record, dict)]
    if len(kept) < len(records):
        said = Said(N_("{count} entries are no records and were set aside"), {"count": len(records) - len(kept)})
        findings.append(Finding("no_records", said, count=len(records) - len(kept), severity="warning"))
    return kept, list(range(2, len(kept) + 2))


def _document(text: str, findings: list[Finding], doubles: list[str]) -> Any:
    """The document, read again without commas that nothing follows if it fails with them."""
    try:
        return _decoded(text, doubles)
    except json.JSONDecodeError:
        mended = _LOOSE_COMMA.sub(lambda found: "" if found[0] == "," else found[0], text)
        if mended == text:
            raise
        doubles.clear()
        document = _decoded(mended, doubles)
    said = Said(N_("A comma that nothing follows was ignored; the rest of the file is sound"))
    findings.append(Finding("loose_comma", said, count=len(text) - len(mended)))
    return document


_LOOSE_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])')


def _from_columns(document: dict) -> list[dict]:
    """Records of a document that lies on its side, a key a column, as data frames are written; else none."""
    names, rows = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(rows, list) and rows and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, names), row, strict=False)) for row in rows]
    if isinstance(rows, list) and "schema" in document and all(isinstance(row, dict) for row in rows):
        return rows
    columns = list(document.values())
    if len(columns) < 2:
        return []
    if all(isinstance(column, list) and len(column) == len(columns[0]) >= 2 for column in columns):
        plain = not any(isinstance(cell, dict | list) for column in columns for cell in column)
        return [dict(zip(document, row, strict=True)) for row in zip(*columns, strict=True)] if plain else []
    if all(isinstance(column, dict) and list(column) == list(columns[0]) and column for column in columns):
        plain = not any(isinstance(cell, dict | list) for column in columns for cell in column.values())
        numbered = all(key.isdecimal() for key in columns[0])
        return (
            [{name: column[key] for name, column in document.items()} for key in columns[0]]
            if plain and numbered
            else []
        )
    return []


def _from_lists(records: list[list]) -> tuple[list[dict], list[int]]:
    head = [str(cell) for cell in records[0]]
    return [dict(zip(head, record, strict=False)) for record in records[1:]], list(range(2, len(records) + 1))


def _paired(pairs: list[tuple[str, object]], doubles: list[str]) -> dict[str, object]:
    record: dict[str, object] = {}
    for key, value in pairs:
        if key in record:
            doubles.append(key)
            count = 2
            while f"{key} ({count})" in record:
                count += 1
            key = f"{key} ({count})"
        record[key] = value
    return record


def _note_doubles(doubles: list[str], findings: list[Finding]) -> None:
    if doubles:
        said = Said(
            N_("{count} records name a key twice, such as {key}; the second value got a column of its own"),
            {"count": len(doubles), "key": doubles[0][:60]},
        )
        findings.append(Finding("double_keys", said, count=len(doubles), severity="warning"))


def _decoded(text: str, doubles: list[str]) -> Any:
    """JSON with every number as it is written."""
    return json.loads(
        text,
        object_pairs_hook=lambda pairs: _paired(pairs, doubles),
        parse_int=str,
        parse_float=str,
        parse_constant=str,
    )


def _lines(text: str, findings: list[Finding], doubles: list[str]) -> tuple[list[dict], list[int]]:
    records, lines, odd = [], [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = _decoded(line, doubles)
        except json.JSONDecodeError:
            record = None
        if isinstance(record, dict):
            records.append(record)
            lines.append(number)
        else:
            odd.append(number)
    if odd and records:
        said = Said(N_("{count} lines are no JSON records and were set aside"), {"count": len(odd)})
        findings.append(Finding("odd_lines", said, tuple(odd[:1000]), len(odd), "warning"))
    return records, lines


def _list_in(document: object, place: str = "", depth: int = 0) -> tuple[list | None, str]:
    """The longest list of records in the document and the path to it."""
    if isinstance(document, list):
        return (document, place) if not document or isinstance(document[0], dict | list) else (None, "")
    if not isinstance(document, dict) or depth > 6:
        return None, ""
    best: tuple[list | None, str] = (None, "")
    for key, value in document.items():
        found, path = _list_in(value, f"{place}.{key}" if place else key, depth + 1)
        if found and (best[0] is None or len(found) > len(best[0])):
            best = found, path
    return best


def _flat(record: Mapping[str, object], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and value and depth < 4:
            yield from _flat(value, f"{name}.", depth + 1)
        elif isinstance(value, dict | list):
            yield _whole(name), _whole(json.dumps(value, ensure_ascii=False))
        else:
            yield _whole(name), _whole(_text(value))


def _whole(text: str) -> str:
    """The text with a question mark for what is half a letter only: JSON can write it, nothing can keep it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value)
