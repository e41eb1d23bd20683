"""Web pages that hold a table: what some programs write when they export to “Excel”."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from cxlib.errors import NotATable
from cxlib.ingest import encoding
from cxlib.ingest.limits import Limits
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import Dialect
from cxlib.ingest.sheets import Parsed, SheetGrid

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def is_page(raw: Raw) -> bool:
    """Whether the bytes begin like a web page."""
    head = raw.head[:4000]
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", errors="replace")
    return _PAGE.match(text.removeprefix("ï»¿").removeprefix("\ufeff")) is not None


def parsed(raw: Raw, choices: Mapping[str, Any], limits: Limits) -> Parsed:
    """The tables of the page, one a sheet.

    Raises:
        NotATable: If the page has no table.
    """
    said = _CHARSET.search(raw.head)
    name = choices.get("encoding") or (said[1].decode("ascii") if said else None)
    try:
        found = encoding.decoded(raw.data, name)
    except LookupError:
        found = encoding.decoded(raw.data)
    reader = _Tables()
    reader.feed(found.text)
    tables = [table for table in reader.tables if len(table) >= 2 and max(map(len, table)) >= 2]
    if not tables:
        raise NotATable("page", file=raw.name)
    best = sorted(tables, key=lambda table: -sum(map(len, table)))
    sheets = [
        SheetGrid(f"table {number}", table, list(range(1, len(table) + 1))) for number, table in enumerate(best, 1)
    ]
    return Parsed(sheets, Dialect("html", found.encoding))


class _Tables(HTMLParser):
    """Collects cells; a cell over several columns fills them all."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._close_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(int(span), 1000) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        if not self._open[-1]:
            self._open[-1].append([])
        self._open[-1][-1] += ["".join(self._cell).strip()] * max(1, self._span)
        self._cell = None
