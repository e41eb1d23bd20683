"""``read``: any file in, a table with evidence out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from cxlib.errors import CXError, EmptyFile, TooLarge
from cxlib.ingest import archive, bulk, formats
from cxlib.ingest.interpret import interpreted
from cxlib.ingest.limits import Limits
from cxlib.ingest.raw import FileLike, Raw, opened
from cxlib.ingest.reading import Dialect, Reading, Sheet, TableBox
from cxlib.ingest.sheets import Parsed, SheetGrid
from cxlib.ingest.source import MemorySource
from cxlib.ingest.traps import trap_findings

CHOICES = (
    "encoding",
    "delimiter",
    "quote",
    "inside",
    "sheet",
    "table",
    "header_rows",
    "dayfirst",
    "decimal",
    "types",
    "roles",
    "missing",
    "directions",
    "names",
    "turned",
    "filled",
)
_ORDER = {"question": 0, "warning": 1, "note": 2}
_PREVIEW = (8, 12)


def read(
    path_or_file: FileLike | list[FileLike] | tuple[FileLike, ...],
    name: str | None = None,
    *,
    limits: Limits | None = None,
    progress: Callable[[str, float], None] | None = None,
    **choices: Any,
) -> Reading:
    """Understand a file.

    Args:
        path_or_file: A path, bytes, or a binary file object; several of them, files of one shape, become one table.
        name: The file's name, if the object has none; only shown, never opened.
        limits: What the file may cost.
        progress: Told the step and its share done while a large file is read.
        choices: Corrections of the user: ``inside`` (which file of an archive: name or number from 0), ``encoding``,
            ``delimiter``, ``quote``, ``sheet`` (name or number from 0), ``table`` (number from 0), ``header_rows``,
            ``dayfirst`` (true, false, or column -> ``dmy``, ``mdy``, ``ymd``), ``decimal`` (mark, or column -> mark),
            ``types`` (column -> type), ``roles`` (column -> role), ``missing`` (more words for missing),
            ``directions`` (score -> ``up`` or ``down``), ``names`` (column -> better name; further choices use the
            better one), ``turned`` (false: leave a table with periods as columns as it stands), ``filled`` (whether
            blank cells below the label of a group take it).
    Raises:
        UnreadableFile: If it is no table; the sentence says what, where and what to do.
        ValueError: If there is no such choice.
    """
    unknown = set(choices) - set(CHOICES)
    if unknown:
        raise ValueError(f"no such choice: {sorted(unknown)}")
    choices = {key: value for key, value in choices.items() if value is not None}
    if isinstance(path_or_file, list | tuple):
        from cxlib.ingest.several import together

        return together(partial(read, limits=limits, progress=progress), path_or_file, choices)
    limits = limits or Limits.of()
    raw = opened(path_or_file, name, limits)
    try:
        inner = archive.unpacked(raw, limits, choices.get("inside"))
        return _streamed(raw, inner, choices, limits, progress) or _read(raw, inner, choices, limits)
    except EmptyFile as problem:
        if problem.facts["problem"] != "bytes":
            raise
        return _nothing(raw, choices, problem)


def _streamed(
    raw: Raw, inner: Raw, choices: Mapping[str, Any], limits: Limits, progress: bulk.Progress
) -> Reading | None:
    """A large, regular text file, read in one pass; None where it has to be read by hand."""
    if not bulk.is_large(inner) or formats.recognised(inner).name != "text" or set(choices) & {"table", "sheet"}:
        return None
    try:
        reading = bulk.read_large(inner, choices, limits, progress)
    except bulk.NotRegularError:
        return None
    return replace(
        reading, name=raw.name, sha256=raw.sha256, size=raw.size, findings=(*archive.findings(inner), *reading.findings)
    )


def _read(raw: Raw, inner: Raw, choices: Mapping[str, Any], limits: Limits) -> Reading:
    parsed = formats.recognised(inner).parse(inner, choices, limits)
    sheet = _chosen_sheet(parsed, choices)
    table = interpreted(sheet, choices, raw.name, limits)
    if len(table.names) > limits.columns:
        raise TooLarge("columns", file=raw.name, value=len(table.names), limit=limits.columns)
    source = MemorySource(table)
    looked = min(len(table.names), limits.typed_columns)
    traps = trap_findings(source.typed(looked), table.readings[:looked], table.lines) if len(table.lines) else []
    findings = sorted(
        [*archive.findings(inner), *parsed.findings, *table.findings, *traps], key=lambda found: _ORDER[found.severity]
    )
    dialect = replace(
        parsed.dialect,
        header_rows=len(table.outline.header),
        preamble_rows=len(table.outline.preamble),
        sheet=sheet.name,
    )
    return Reading(
        raw.name,
        raw.sha256,
        raw.size,
        len(table.lines),
        tuple(table.readings),
        tuple(findings),
        dialect,
        bool(table.outline.header),
        table.ambiguous,
        table.shape,
        _sheets(parsed),
        dict(choices),
        None,
        source,
        parsed.encodings,
    )


def _nothing(raw: Raw, choices: Mapping[str, Any], problem: CXError) -> Reading:
    """Nothing stands in the file: the text is empty, and the table is refused."""
    return Reading(
        raw.name,
        raw.sha256,
        raw.size,
        0,
        (),
        (),
        Dialect(header_rows=0),
        False,
        {},
        "rows",
        (),
        dict(choices),
        problem,
        None,
    )


def _chosen_sheet(parsed: Parsed, choices: Mapping[str, Any]) -> SheetGrid:
    """The sheet a person chose, else the one with the most filled table."""
    wanted = choices.get("sheet")
    for place, sheet in enumerate(parsed.sheets):
        if wanted in (sheet.name, place):
            return sheet
    return max(parsed.sheets, key=_worth) if len(parsed.sheets) > 1 else parsed.sheets[0]


def _worth(sheet: SheetGrid) -> tuple[int, int]:
    rows = [sum(1 for cell in row if cell.strip()) for row in sheet.rows[:5000]]
    wide = [count for count in rows if count >= 2]
    return len(wide) > 2, sum(wide)


def _sheets(parsed: Parsed) -> tuple[Sheet, ...]:
    return tuple(Sheet(sheet.name, _preview(sheet), _boxes(sheet)) for sheet in parsed.sheets)


def _preview(sheet: SheetGrid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell[:40] for cell in row[: _PREVIEW[1]]) for row in sheet.rows[: _PREVIEW[0]])


def _boxes(sheet: SheetGrid) -> tuple[TableBox, ...]:
    boxes = []
    for outline in sheet.outlines:
        rows = [*outline.header, *outline.body]
        names = [cell.strip() for cell in sheet.rows[rows[0]] if cell.strip()]
        boxes.append(
            TableBox(
                ", ".join(names[:3])[:60], int(sheet.lines[min(rows)]), int(sheet.lines[max(rows)]), 1, outline.width
            )
        )
    return tuple(boxes)
