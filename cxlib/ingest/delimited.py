"""CSV, TSV and every other delimited text."""

from collections.abc import Mapping
from typing import Any

from cxlib.errors import EmptyFile, NotATable, TooLarge
from cxlib.ingest import dialect, encoding, fixed
from cxlib.ingest.limits import MB, Limits
from cxlib.ingest.raw import Raw
from cxlib.ingest.reading import Dialect, Finding, Said
from cxlib.ingest.sheets import Parsed, SheetGrid
from cxlib.ingest.text import NEWLINE, Grid, physical_lines, records
from cxlib.language import gettext_noop as N_

_CONTROL = frozenset(chr(code) for code in (*range(1, 9), *range(14, 32), 127)) - {
    "\x1f",
    "\x1b",
    "\x01",
    "\x1c",
    "\x1d",
    "\x1e",
}


def parsed(raw: Raw, choices: Mapping[str, Any], limits: Limits) -> Parsed:
    """Decode, judge the dialect, cut.

    Raises:
        EmptyFile: If there is nothing but blanks.
        NotATable: If the bytes are no text.
        TooLarge: If a line or the number of columns is over the limit.
    """
    _refuse_endless(raw, limits)
    found = encoding.decoded(raw.data, choices.get("encoding"))
    text = found.text.rstrip("\x1a") if found.text.endswith("\x1a") else found.text  # how CP/M ended a file
    findings = decoding_findings(found)
    if "\0" in text:
        text, finding = _without_nul(text, raw.name)
        findings.append(finding)
    _refuse_blank(text, raw)
    _refuse_noise(text, raw)
    _refuse_long_lines(text, raw, limits)
    form = dialect.form(text, choices.get("delimiter"), choices.get("quote"))
    aligned = _aligned(text, form, choices)
    if aligned:
        written = Dialect("text", found.encoding, byte_order_mark=found.marked)
        return Parsed([aligned], written, [*findings, *_aligned_findings(aligned)], found.readings)
    body, skipped = _without_hint(text, form.hinted)
    grid = records(body, form.cut, form.width)
    grid = _cells_limited(grid, limits, findings) if len(text) > limits.cell_megabytes * MB else grid
    if form.width > limits.columns:
        widest = max(form.width, body.split("\n", 1)[0].count(form.cut.delimiter) + 1)
        raise TooLarge("columns", file=raw.name, value=widest, limit=limits.columns)
    lines = [line + skipped for line in grid.lines]
    findings += _quote_findings(grid, skipped)
    raw_lines = physical_lines(text)
    sheet = SheetGrid("", grid.rows, lines, raw_lines, form.cut.delimiter, width=form.width if form.told else 0)
    ends = [mark for mark in ("\r\n", "\n", "\r") if mark in body]
    written = Dialect(
        "text",
        found.encoding,
        form.cut.delimiter,
        form.cut.quote,
        form.cut.escape,
        ends[0] if ends else "",
        found.marked,
    )
    if form.agreement < 0.7 and form.width > 1:
        findings.append(
            Finding(
                "unsteady",
                Said(
                    N_("Only {share} percent of the lines agree on the columns: check that this is one table"),
                    {"share": round(100 * form.agreement)},
                ),
                severity="warning",
            )
        )
    return Parsed([sheet], written, findings, found.readings)


def _aligned(text: str, form: dialect.Form, choices: Mapping[str, Any]) -> SheetGrid | None:
    """The cells of text whose columns stand below each other; None where a mark parts them."""
    if choices.get("delimiter") or form.hinted or "   " not in text[:20_000]:
        return None
    lines = physical_lines(text)
    spans = fixed.spans(lines)
    if not spans:
        return None
    grid = fixed.cut(lines, spans)
    return SheetGrid("", grid.rows, grid.lines, width=len(spans))


def _aligned_findings(sheet: SheetGrid) -> list[Finding]:
    """That blanks alone part the columns, and which lines between the others do not keep to them."""
    said = Said(N_("Blanks alone part the columns; the lines were cut where all are blank. Are the columns whole?"))
    findings = [Finding("fixed_width", said, severity="warning")]
    kept = [at for at, row in enumerate(sheet.rows) if len(row) == sheet.width]
    odd = [at for at in range(kept[0], kept[-1]) if len(sheet.rows[at]) < sheet.width and sheet.rows[at][0]]
    if odd:
        said = Said(
            N_("{count} lines do not keep to the columns and stand whole in the first one"), {"count": len(odd)}
        )
        lines = tuple(sheet.lines[at] for at in odd[:1000])
        findings.append(Finding("unaligned_lines", said, lines, len(odd), "warning"))
    return findings


def _refuse_endless(raw: Raw, limits: Limits) -> None:
    """A first line longer than any table's is refused before the rest is read."""
    most = limits.line_megabytes * MB
    if raw.size <= most:
        return
    with raw.open() as stream:
        seen = 0
        while seen < most:
            block = stream.read(MB)
            if b"\n" in block or b"\r" in block or b'"' in block:
                return
            seen += len(block)
    raise TooLarge("line", file=raw.name, value=f"> {limits.line_megabytes}", limit=limits.line_megabytes)


def _refuse_blank(text: str, raw: Raw) -> None:
    if not raw.size:
        raise EmptyFile("bytes", file=raw.name)
    if not text:
        raise EmptyFile("mark", file=raw.name)
    if not text.strip():
        raise EmptyFile("blank", file=raw.name)


def _refuse_noise(text: str, raw: Raw) -> None:
    head = text[:20_000]
    odd = sum(mark in _CONTROL or mark == "\ufffd" for mark in head)
    if odd > 0.08 * len(head) and odd > 8:
        raise NotATable("noise", file=raw.name)


def _refuse_long_lines(text: str, raw: Raw, limits: Limits) -> None:
    most = limits.line_megabytes * MB
    if len(text) <= most or len(text) < 4 * MB:
        return
    position = 0
    while position < len(text) - most:
        at = text.find("\n", position, position + most)
        if at < 0 and text.find("\r", position, position + most) < 0 and text.find('"', position, position + most) < 0:
            raise TooLarge("line", file=raw.name, value=most // MB, limit=limits.line_megabytes)
        position = (at if at >= 0 else position + most) + 1
        last = text.rfind("\n", position, position + most)
        position = last + 1 if last > 0 else position


def _without_nul(text: str, file: str) -> tuple[str, Finding]:
    count = text.count("\0")
    if count == len(text.strip("\r\n")) or not text.replace("\0", "").strip():
        raise EmptyFile("nul", file=file)
    return text.replace("\0", ""), Finding(
        "nul", Said(N_("{count} NUL characters were removed"), {"count": count}), count=count, severity="warning"
    )


def _without_hint(text: str, hinted: bool) -> tuple[str, int]:
    if not hinted:
        return text, 0
    found = NEWLINE.search(text)
    return (text[found.end() :], 1) if found else ("", 1)


def _cells_limited(grid: Grid, limits: Limits, findings: list[Finding]) -> Grid:
    """Cells over the limit are cut, with a note."""
    most = limits.cell_megabytes * MB
    long = (
        [(at, place) for at, row in enumerate(grid.rows) for place, cell in enumerate(row) if len(cell) > most]
        if _any_long(grid, most)
        else []
    )
    for at, place in long:
        grid.rows[at][place] = grid.rows[at][place][:most] + "…"
    if long:
        said = Said(
            N_("{count} cells are longer than {limit} MB and were cut"),
            {"count": len(long), "limit": limits.cell_megabytes},
        )
        findings.append(
            Finding("long_cells", said, tuple(grid.lines[at] for at, _ in long[:1000]), len(long), "warning")
        )
    return grid


def _any_long(grid: Grid, most: int) -> bool:
    return any(row and max(map(len, row)) > most for row in grid.rows)


def _quote_findings(grid: Grid, skipped: int) -> list[Finding]:
    findings = []
    for rule, lines, template in (
        (
            "stray_quotes",
            grid.stray_quotes,
            N_("{count} lines hold a quote that closes nothing; it was kept as a letter"),
        ),
        (
            "open_quotes",
            grid.open_quotes,
            N_("{count} lines open a quote that is never closed; the lines after them were kept"),
        ),
    ):
        if lines:
            findings.append(
                Finding(
                    rule,
                    Said(template, {"count": len(lines)}),
                    tuple(line + skipped for line in lines[:1000]),
                    len(lines),
                    "warning",
                )
            )
    return findings


def decoding_findings(found: encoding.Decoded) -> list[Finding]:
    """What was odd about the bytes, and whether a person has to say in which encoding they are."""
    findings = []
    if found.rivals:
        said = Said(
            N_("The letters could also be in the encoding {rival} instead of {encoding}: compare the examples"),
            {"rival": found.rivals[0], "encoding": found.encoding},
        )
        findings.append(Finding("encoding_unsure", said, count=len(found.rivals), severity="question"))
    if found.replaced:
        said = Said(
            N_("{count} characters are invalid in the encoding {encoding} and were replaced"),
            {"count": found.replaced, "encoding": found.encoding},
        )
        findings.append(Finding("replaced_characters", said, count=found.replaced, severity="warning"))
    if found.odd_lines:
        said = Said(
            N_("{count} lines are in another encoding than the rest and were read in their own"),
            {"count": len(found.odd_lines)},
        )
        findings.append(Finding("mixed_encodings", said, found.odd_lines[:1000], len(found.odd_lines), "warning"))
    if found.twice:
        findings.append(
            Finding("encoded_twice", Said(N_("The text had been encoded twice; that was undone")), severity="warning")
        )
    return findings
