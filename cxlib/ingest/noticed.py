"""What was odd about a table and its columns, each as a finding with its lines."""

from collections.abc import Sequence

import numpy as np

from cxlib.ingest.columns import Column
from cxlib.ingest.moments import TOLERATED
from cxlib.ingest.numbers import amount, is_code
from cxlib.ingest.pivots import Labels
from cxlib.ingest.reading import Finding, Said
from cxlib.ingest.sheets import SheetGrid
from cxlib.ingest.structure import Outline
from cxlib.ingest.votes import Vote
from cxlib.language import gettext_noop as N_

_MOST_LINES = 1000

_ASIDE = {
    "totals_row": (N_("{count} rows of totals or averages were set aside"), "warning"),
    "footnote": (N_("{count} lines of text under the table were set aside"), "note"),
    "section": (N_("{count} lines that only name a part of the table were set aside"), "warning"),
    "rule_line": (N_("{count} lines that only draw a border were set aside"), "note"),
    "repeated_header": (
        N_("The header is repeated {count} times inside the table; the repeats were set aside"),
        "note",
    ),
}


def outline_findings(sheet: SheetGrid, outline: Outline, found: Sequence[Outline], number: int) -> list[Finding]:
    """What stands around the table: title lines, totals, footnotes, repeated headers, other tables."""
    findings = []
    for rule, (template, severity) in _ASIDE.items():
        rows = [at for at, why in sorted(outline.aside.items()) if why == rule]
        if rows:
            findings.append(
                Finding(rule, Said(template, {"count": len(rows)}), _lines(sheet, rows), len(rows), severity)
            )
    if outline.preamble:
        said = Said(N_("{count} title lines above the table were not read as data"), {"count": len(outline.preamble)})
        findings.append(Finding("title_lines", said, _lines(sheet, outline.preamble), len(outline.preamble)))
    if len(outline.header) > 1:
        said = Said(N_("The header has {count} rows; their names were joined"), {"count": len(outline.header)})
        findings.append(Finding("header_rows", said, _lines(sheet, outline.header), len(outline.header)))
    if not outline.header:
        findings.append(Finding("no_header", Said(N_("The file has no header; name the columns")), severity="question"))
    if len(found) > 1:
        said = Said(
            N_("There are {count} tables here; number {number} is used. Choose another if you mean it"),
            {"count": len(found), "number": number + 1},
        )
        firsts = [(other.header or other.body)[0] for other in found]
        findings.append(Finding("several_tables", said, _lines(sheet, firsts), len(found), "question"))
    if outline.header and not outline.body:
        findings.append(
            Finding(
                "no_rows",
                Said(
                    N_("There are {count} columns and no rows: there is nothing to keep"),
                    {"count": outline.width},
                ),
                severity="question",
            )
        )
    return findings


def label_findings(sheet: SheetGrid, labels: Labels | None) -> list[Finding]:
    """That labels of groups stand once, above the rows they hold for."""
    if labels is None:
        return []
    rows = labels.rows
    if labels.done:
        said = Said(
            N_("{count} rows begin blank below the label of their group, as in a report; they took the label"),
            {"count": len(rows)},
        )
        return [Finding("merged_labels", said, _lines(sheet, rows), len(rows), "warning")]
    said = Said(
        N_("{count} rows begin blank: answers that are missing, or labels that hold for the rows below them?"),
        {"count": len(rows)},
    )
    return [Finding("merged_labels", said, _lines(sheet, rows), len(rows), "question")]


def vote_findings(column: Column, found: Vote, lines: np.ndarray) -> list[Finding]:
    """What is odd in a column: cells that are no values of its type, and what a person has to decide."""
    mixed = _mixed_numbers(column, found)
    findings = [*_unparsed(column, found, lines), *_undecided(column, found), *_doubtful(column.name, found)]
    return [*findings, mixed] if mixed else findings


def _unparsed(column: Column, found: Vote, lines: np.ndarray) -> list[Finding]:
    """Cells that are no values of the column's type."""
    rows = np.flatnonzero(found.unparsed)
    if not len(rows):
        return []
    example = column.uniques[column.codes[rows[0]]][:60]
    said = Said(
        N_("{count} cells of {column} could not be read as {type} and are missing, such as {example}"),
        {"count": len(rows), "column": column.name, "type": found.type, "example": example},
    )
    places = tuple(int(line) for line in lines[rows[:_MOST_LINES]])
    return [Finding("unparsed", said, places, len(rows), "warning", column.name)]


def _undecided(column: Column, found: Vote) -> list[Finding]:
    """What can be read in two ways, and nothing in the file tells which."""
    name, count = column.name, len(column.codes)
    findings = []
    if "ms" in found.orders:
        told = N_("{column}: is {example} hours and minutes or minutes and seconds? Nothing in the file tells")
        findings.append(("ambiguous_times", told, count))
    elif found.orders:
        told = N_("{column}: is {example} day-month or month-day? Nothing in the file tells")
        findings.append(("ambiguous_dates", told, count))
    if found.unsure_decimal:
        told = N_("{column}: is {example} a decimal or thousands? Nothing in the file tells")
        findings.append(("unsure_decimal", told, 0))
    return [
        Finding(rule, Said(told, {"column": name, "example": column.uniques[0]}), count=cells, severity="question",
                column=name)
        for rule, told, cells in findings
    ]  # fmt: skip


def _doubtful(name: str, found: Vote) -> list[Finding]:
    """Values that could be read and yet are probably not what was meant."""
    findings = []
    if found.swapped:
        said = Said(
            N_(
                "{column}: {count} dates never pass day 12 and stand in another form than the rest, which always do: "
                "day and month were probably swapped before the export"
            ),
            {"column": name, "count": found.swapped},
        )
        findings.append(Finding("swapped_days", said, count=found.swapped, severity="warning", column=name))
    if found.outside:
        said = Said(
            N_("{count} dates of {column} lie outside the years 1850 to 2150 and are missing"),
            {"count": found.outside, "column": name},
        )
        findings.append(Finding("impossible_dates", said, count=found.outside, severity="warning", column=name))
    if found.not_finite:
        said = Said(
            N_("{count} values of {column} are infinite or not a number and are missing"),
            {"count": found.not_finite, "column": name},
        )
        findings.append(Finding("not_finite", said, count=found.not_finite, severity="warning", column=name))
    if found.facts.get("currencies"):
        said = Said(
            N_("{column} holds amounts in several currencies, {units}; they are added as they stand"),
            {"column": name, "units": ", ".join(found.facts["currencies"][:6])},
        )
        findings.append(Finding("several_currencies", said, severity="warning", column=name))
    return findings


def _mixed_numbers(column: Column, found: Vote) -> Finding | None:
    """Mostly numbers, yet kept as text because some cells are none."""
    if found.type not in ("text", "category") or found.orders or found.facts.get("untyped") or len(column.uniques) < 2:
        return None
    if found.facts.get("code") or not any(amount(cell) for cell in column.uniques[:40]):
        return None
    present = [
        (cell, int(count))
        for cell, count, gone in zip(column.uniques, column.counts, column.likely_missing, strict=True)
        if not gone
    ]
    good = sum(count for cell, count in present if amount(cell) and not is_code(cell))
    total = sum(count for _, count in present)
    if not 0.5 * total < good < (1 - TOLERATED) * total:
        return None
    odd = next((cell for cell, _ in present if not amount(cell) or is_code(cell)), "")
    said = Said(
        N_(
            "{column} is mostly numbers, but {count} cells are not, such as {example}; it stays text until you say otherwise"  # noqa: E501
        ),
        {"column": column.name, "count": total - good, "example": odd[:60]},
    )
    return Finding("mixed_types", said, count=total - good, severity="question", column=column.name)


def ragged_findings(
    sheet: SheetGrid, mended: Sequence[int], far: Sequence[int], width: int, findings: list[Finding]
) -> None:
    """Adds that rows had another number of cells than the header, those mended and those set aside."""
    said = Said(
        N_("{count} rows do not have {width} cells; their cells were put where they fit. Look at them"),
        {"count": len(mended), "width": width},
    )
    if mended and sheet.delimiter:
        findings.append(Finding("ragged_rows", said, _lines(sheet, mended), len(mended), "warning"))
    if far:
        findings.append(
            Finding(
                "too_many_cells",
                Said(N_("{count} rows have far more cells than the table and were set aside"), {"count": len(far)}),
                _lines(sheet, far),
                len(far),
                "warning",
            )
        )


def _lines(sheet: SheetGrid, rows: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(sheet.lines[at]) for at in rows[:_MOST_LINES])


def blank_finding(blank: tuple[str, ...]) -> Finding:
    """Columns without a single answer."""
    shown = ", ".join(blank[:4]) + (" …" if len(blank) > 4 else "")
    said = Said(N_("Blank in every row: {names}. Export the values too, or go on without them"), {"names": shown})
    return Finding("blank_columns", said, count=len(blank), severity="warning", column=blank[0])
