"""From a grid to a table: outline, repaired rows, names, types, roles, and a finding for everything odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np

from cxlib.errors import NotATable
from cxlib.ingest import roles, structure
from cxlib.ingest.columns import Column, mentions
from cxlib.ingest.digits import folded
from cxlib.ingest.kinds import profiles
from cxlib.ingest.limits import Limits
from cxlib.ingest.moments import Surroundings
from cxlib.ingest.names import header_names, unique_names
from cxlib.ingest.noticed import blank_finding, label_findings, outline_findings, ragged_findings, vote_findings
from cxlib.ingest.pivots import grouped
from cxlib.ingest.reading import ColumnReading, Finding, Said
from cxlib.ingest.repair import names_otherwise, repaired
from cxlib.ingest.sheets import SheetGrid
from cxlib.ingest.sideways import Sideways, sideways
from cxlib.ingest.structure import Outline
from cxlib.ingest.votes import Vote, untyped, vote
from cxlib.ingest.words.roles import DATE, METRIC, METRIC_WORDS
from cxlib.language import gettext_noop as N_

if TYPE_CHECKING:
    from cxlib.workspace import Shape

_MOST_LINES = 1000
_MOST_REPAIRS = 3000


@dataclass
class Table:
    """A table understood, with the rows it came from."""

    outline: Outline
    names: list[str]
    raw_names: list[str]
    columns: list[Column]
    votes: list[Vote]
    readings: list[ColumnReading]
    lines: np.ndarray
    aside: list[tuple[int, str, str]]
    findings: list[Finding] = field(default_factory=list)
    shape: "Shape" = "rows"

    @property
    def ambiguous(self) -> dict[str, tuple[str, ...]]:
        """Column -> the orders of day and month its cells leave open."""
        return {reading.name: reading.orders for reading in self.readings if reading.orders}


def interpreted(sheet: SheetGrid, choices: Mapping[str, Any], file: str, limits: Limits) -> Table:
    """The table of a sheet (the one chosen, or the largest).

    Raises:
        NotATable: If the chosen table is not there.
    """
    header_rows = choices.get("header_rows", {True: 1, False: 0, None: None}[sheet.named])
    if not isinstance(sheet.rows, list):
        from cxlib.ingest.tall import TallRows, tall_table  # only workbooks have such sheets

        if isinstance(sheet.rows, TallRows) and "table" not in choices:
            tall = tall_table(sheet.rows, header_rows, sheet.width, _also_missing(choices))
            if tall:
                return _tall(sheet, *tall, choices, limits)
        sheet.rows = list(sheet.rows)
    _mend_head(sheet)
    found = sheet.outlines = structure.outlines(sheet.rows, header_rows, sheet.width)
    number = int(choices.get("table", structure.largest(found)))
    if not 0 <= number < len(found):
        raise NotATable("choice", file=file, kind=f"table {number + 1}")
    outline = found[number]
    grid = sheet.rows = sheet.rows if isinstance(sheet.rows, list) else list(sheet.rows)
    labels = grouped(grid, outline, choices.get("filled"))
    lies = sideways(sheet.rows, outline) if choices.get("turned", True) else None
    if lies:
        return _turned(sheet, outline, lies, choices, file, limits)
    findings = [*outline_findings(sheet, outline, found, number), *label_findings(sheet, labels)]
    rows, ragged = _evened(sheet, outline, findings)
    names, raw_names = header_names(sheet.rows if not ragged else rows, outline)
    body = [rows[at] for at in outline.body]
    lines = np.array([sheet.lines[at] for at in outline.body], int)
    aside = [
        (sheet.lines[at], rule, _shown(sheet.rows[at], sheet.delimiter))
        for at, rule in sorted(outline.aside.items())
        if rule != "blank_row"
    ]
    cells = [list(column) for column in zip(*body, strict=True)] if body else [[] for _ in range(outline.width)]
    columns = [Column.of("", column, _also_missing(choices)) for column in cells]
    for place, blank in labels.blank.items() if labels and labels.done else ():
        columns[place].repeated = np.isin(outline.body, blank)
    return _named(names, raw_names, columns, lines, choices, outline, aside, findings, limits)


def _tall(
    sheet: SheetGrid, outline: Outline, columns: list[Column], choices: Mapping[str, Any], limits: Limits
) -> Table:
    """The table of a tall sheet, whose columns are known already."""
    sheet.outlines = [outline]
    names, raw_names = header_names(sheet.rows, outline)
    aside = [
        (sheet.lines[at], rule, _shown(sheet.rows[at], sheet.delimiter))
        for at, rule in sorted(outline.aside.items())
        if rule != "blank_row"
    ]
    findings = outline_findings(sheet, outline, sheet.outlines, 0)
    lines = np.asarray(sheet.lines)[outline.body]
    return _named(names, raw_names, columns, lines, choices, outline, aside, findings, limits)


def _turned(
    sheet: SheetGrid, outline: Outline, lies: Sideways, choices: Mapping[str, Any], file: str, limits: Limits
) -> Table:
    """The table with its rows as columns, so that a period is a row."""
    head, body = sheet.rows[outline.header[0]], [sheet.rows[at] for at in outline.body]
    dated = mentions(folded(head[0]), DATE)
    rows = [[head[0].strip() if dated else "Period", *lies.metrics]]
    rows += [[head[place].strip(), *(row[place].strip() for row in body)] for place in lies.periods]
    line = int(sheet.lines[outline.header[0]])
    upright = SheetGrid(sheet.name, rows, [line] * len(rows), named=True, width=len(body) + 1)
    table = interpreted(upright, {**choices, "turned": False, "table": 0}, file, limits)
    said = Said(
        N_("The columns are periods, from {first} to {last}: the table was turned so that each period is a row"),
        {"first": rows[1][0], "last": rows[-1][0]},
    )
    aside = [finding for finding in outline_findings(sheet, outline, [outline], 0) if finding.rule != "header_rows"]
    table.findings[:0] = [Finding("turned", said, (line,), len(rows) - 1, "warning"), *aside]
    left = [*lies.leading, *lies.trailing]
    if left:
        said = Said(N_("Beside the periods stand columns that were left out: {names}"), {"names": ", ".join(left)})
        table.findings.append(Finding("beside_periods", said, (line,), len(left)))
    return table


def _also_missing(choices: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(folded(str(word)) for word in choices.get("missing", ()))


def _named(
    names: list[str],
    raw_names: list[str],
    columns: list[Column],
    lines: np.ndarray,
    choices: Mapping[str, Any],
    outline: Outline,
    aside: list[tuple[int, str, str]],
    findings: list[Finding],
    limits: Limits,
) -> Table:
    """The columns with their names, those without name and content left out."""
    kept = _kept(names, columns) if outline.header else list(range(len(names)))
    if len(kept) < len(names):
        findings.append(
            Finding(
                "empty_columns",
                Said(N_("Columns without name and content were left out: {count}"), {"count": len(names) - len(kept)}),
                count=len(names) - len(kept),
            )
        )
    raw_names, columns = [raw_names[place] for place in kept], [columns[place] for place in kept]
    better = choices.get("names", {})
    found = unique_names(names[place] for place in kept)
    for name, column in zip(unique_names(better.get(name, name) for name in found), columns, strict=True):
        column.name = name
    return typed(raw_names, columns, lines, choices, outline, aside, findings, limits)


def _mend_head(sheet: SheetGrid) -> None:
    """A header written with another delimiter than the rest becomes a header again."""
    if not sheet.delimiter or len(sheet.rows) < 3 or not isinstance(sheet.rows, list):
        return
    width = structure.usual_width(sheet.rows[:2000])
    for at in range(min(5, len(sheet.rows))):
        if 0 < len(sheet.rows[at]) <= width // 2 and width >= 3:
            cells = names_otherwise(sheet.raw_lines[sheet.lines[at] - 1], width, sheet.delimiter)
            sheet.rows[at] = cells or sheet.rows[at]


def typed(
    raw_names: list[str],
    columns: list[Column],
    lines: np.ndarray,
    choices: Mapping[str, Any],
    outline: Outline,
    aside: list[tuple[int, str, str]],
    findings: list[Finding],
    limits: Limits,
) -> Table:
    """Vote on types and roles of columns of strings."""
    names = [column.name for column in columns]
    votes = voted(columns[: limits.typed_columns], choices)
    votes += [untyped(column) for column in columns[limits.typed_columns :]]
    if len(columns) > limits.typed_columns:
        said = Said(
            N_("There are {count} columns; only the first {limit} were looked at. Pick the ones to keep"),
            {"count": len(columns), "limit": limits.typed_columns},
        )
        findings.append(Finding("many_columns", said, count=len(columns), severity="question"))
    readings = [
        _reading(column, found, raw, choices) for column, found, raw in zip(columns, votes, raw_names, strict=True)
    ]
    findings += [
        finding
        for column, found in zip(columns, votes, strict=True)
        if not found.facts.get("untyped")
        for finding in vote_findings(column, found, lines)
    ]
    blank = tuple(reading.name for reading in readings if reading.type == "empty") if len(lines) else ()
    if blank:
        findings.append(blank_finding(blank))
    shape = _shape(readings, columns, len(lines))
    return Table(outline, names, raw_names, columns, votes, readings, lines, aside, findings, shape)


def voted(columns: Sequence[Column], choices: Mapping[str, Any]) -> list[Vote]:
    """Votes in two rounds: what the first proves helps the columns that prove nothing themselves."""
    around = Surroundings(str(choices.get("decimal", "")), "", *_languages(columns))
    votes = [_one(column, around, choices) for column in columns]
    orders = {found.proved_order for found in votes} - {""}
    marks = {found.proved_decimal for found in votes} - {"", "٫"}
    clocks = {found.facts["clock"] for found in votes if "clock" in found.facts}
    around = Surroundings(
        around.decimal or (marks.pop() if len(marks) == 1 else ""),
        orders.pop() if len(orders) == 1 else "",
        around.languages,
        around.english_only,
        clocks.pop() if len(clocks) == 1 else "",
    )
    if not around.decimal and not around.english_only and any(found.unsure_decimal for found in votes):
        usual = "." if around.languages & _POINT else ","
        around = replace(around, decimal=usual) if not marks else around
    return [
        _one(column, around, choices) if found.orders or found.unsure_decimal else found
        for column, found in zip(columns, votes, strict=True)
    ]


def _one(column: Column, around: Surroundings, choices: Mapping[str, Any]) -> Vote:
    dayfirst = choices.get("dayfirst", {})
    order = (
        dayfirst.get(column.name, "")
        if isinstance(dayfirst, Mapping)
        else {True: "dmy", False: "mdy"}.get(dayfirst, "")
    )
    order = {True: "dmy", False: "mdy"}.get(order, order) if isinstance(order, bool) else order
    decimal = choices.get("decimal", "")
    decimal = decimal.get(column.name, "") if isinstance(decimal, Mapping) else decimal
    return vote(column, around, choices.get("types", {}).get(column.name, ""), order, decimal)


def _languages(columns: Sequence[Column]) -> tuple[frozenset[str], bool]:
    """Scripts of the names and answers, and whether the names alone could be English."""
    names = " ".join(column.name for column in columns)
    answers = "".join(cell for column in columns for cell in column.uniques[:20])
    scripts = {
        "th": "\u0e00-\u0e7f",
        "fa": "\u0600-\u06ff",
        "zh": "\u4e00-\u9fff",
        "ja": "\u3040-\u30ff",
        "ko": "\uac00-\ud7a3",
        "he": "\u0590-\u05ff",
        "hi": "\u0900-\u097f",
    }
    found = {
        language for language, span in scripts.items() if any(span[0] <= mark <= span[2] for mark in names + answers)
    }
    letters = names + answers
    if "fa" in found and not set(letters) & set("پچژگ") and ("ة" in letters or " ال" in f" {letters}"):
        found.add("ar")
    english = not any(mark.isalpha() and not mark.isascii() for mark in names) and not _foreign(names)
    return frozenset(found), english


_POINT = frozenset(("th", "fa", "zh", "ja", "ko", "he", "hi"))  # scripts beside which a comma parts thousands
_FOREIGN = frozenset(
    [
        "datum",
        "fecha",
        "nota",
        "kunde",
        "stadt",
        "ville",
        "ciudad",
        "cidade",
        "data",
        "miasto",
        "tarih",
        "ngay",
        "commentaire",
        "kommentar",
        "comentario",
        "montant",
        "betrag",
        "importe",
        "umsatz",
        "preis",
        "durée",
        "stav",
        "cena",
        "sklep",
        "tienda",
        "magasin",
        "filiale",
    ]
)


def _foreign(names: str) -> bool:
    return bool(_FOREIGN & set(names.casefold().replace("_", " ").split()) - {"data"})


# --- rows -----------------------------------------------------------------------------------------


def _evened(sheet: SheetGrid, outline: Outline, findings: list[Finding]) -> tuple[list[list[str]], bool]:
    """All rows of the table with as many cells as it has columns."""
    width, rows = outline.width, list(sheet.rows)
    wanted = [*outline.header, *outline.body]
    odd = [at for at in wanted if len(rows[at]) != width]
    if not odd:
        return rows, False
    looks = profiles([rows[at] for at in outline.body], width)
    mended: list[int] = []
    far: list[int] = []
    for count, at in enumerate(odd):
        raw = sheet.raw_lines[sheet.lines[at] - 1] if sheet.raw_lines else ""
        fixed = repaired(rows[at], width, looks, sheet.delimiter or ",", raw) if count < _MOST_REPAIRS else None
        if fixed is None and len(rows[at]) > 2 * width + 8 and sheet.delimiter:
            far.append(at)
        (mended if any(cell.strip() for cell in rows[at][width:]) or len(rows[at]) < width else []).append(at)
        rows[at] = fixed or _forced(rows[at], width, sheet.delimiter or " ")
    for at in far:
        outline.aside[at] = "too_many_cells"
    outline.body = [at for at in outline.body if at not in outline.aside]
    ragged_findings(sheet, mended, far, width, findings)
    return rows, True


def _forced(row: Sequence[str], width: int, joint: str) -> list[str]:
    """The row padded, or what is over joined into the last cell."""
    padded = [*row, *[""] * width]
    return [*padded[: width - 1], joint.join(row[width - 1 :])]


def _shown(row: Sequence[str], delimiter: str) -> str:
    return (delimiter or " | ").join(row)[:500]


def _kept(names: Sequence[str], columns: Sequence[Column]) -> list[int]:
    """Columns with a name or any content."""
    return [
        place
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
        if name.strip() or any(cell and not cell.isspace() for cell in column.uniques)
    ] or list(range(len(names)))


# --- records --------------------------------------------------------------------------------------


def _reading(column: Column, found: Vote, raw: str, choices: Mapping[str, Any]) -> ColumnReading:
    if found.facts.get("untyped"):
        return ColumnReading(
            column.name, found.type, "ignored", found.why, found.why, distinct=len(column.uniques), raw_name=raw
        )
    guess = roles.guess(column, found)
    said = choices.get("roles", {}).get(column.name)
    rows = max(1, len(column.codes))
    filled = rows - int(found.missing.sum())
    return ColumnReading(
        column.name,
        found.type,
        said or guess.role,
        found.why,
        Said(N_("You said so")) if said else guess.why,
        examples(column, found),
        guess.scale,
        choices.get("directions", {}).get(column.name) or guess.direction,
        guess.measure,
        found.labels,
        float(found.unparsed.sum()) / max(1, filled),
        float(found.missing.sum()) / rows,
        found.distinct,
        found.orders,
        found.grain,
        found.unit,
        raw,
    )


def examples(column: Column, found: Vote, most: int = 3) -> tuple[tuple[str, str], ...]:
    """Pairs (as in the file, as in the table) of the first different filled cells."""
    pairs = []
    for place, cell in enumerate(column.uniques):
        if column.surely_missing[place]:
            continue
        row = int(np.argmax(column.codes == place))
        pairs.append((cell[:80], shown(found.values[row].as_py())))
        if len(pairs) == most:
            break
    return tuple(pairs)


def shown(value: object) -> str:
    """A typed value as text: ISO dates, plain numbers, empty for missing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() and value.tzinfo is None else value.isoformat(sep=" ")
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)[:80]


def _names_metrics(column: Column) -> bool:
    """Whether a column names metrics; one that names regions or teams only splits the numbers beside it."""
    if mentions(column.heading, METRIC):
        return True
    known = [mentions(word.replace("_", " "), METRIC_WORDS) for word in column.words]
    return sum(map(bool, known)) >= 0.5 * len(known)


def _shape(readings: Sequence[ColumnReading], columns: Sequence[Column], rows: int) -> "Shape":
    """Rows of answers, a period a row with metrics beside, or date, metric, value."""
    dates = [reading for reading in readings if reading.role == "date"]
    counted = [
        reading
        for reading in readings
        if reading.type in ("integer", "number", "percent", "duration") and reading.role != "id"
    ]
    others = [
        reading for reading in readings if reading.role in ("dimension", "department", "comment", "customer_id", "id")
    ]
    if len(dates) == len(counted) == len(others) == 1 and 2 <= others[0].distinct <= 60:
        cells = dates[0].distinct * others[0].distinct
        full = rows >= 2 * others[0].distinct and cells <= 1.2 * rows <= 1.26 * cells
        if full and _names_metrics(next(column for column in columns if column.name == others[0].name)):
            return "long_kpi"
    if len(dates) == 1 and len(counted) >= 1 and not others and dates[0].distinct >= 0.98 * rows and rows >= 4:
        return "wide_kpi"
    return "rows"
