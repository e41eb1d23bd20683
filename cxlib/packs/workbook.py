"""A review as a workbook: every number unrounded with its definition, and nothing that a spreadsheet would run."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cxlib.language import direction, use
from cxlib.language import gettext as _
from cxlib.packs import told
from cxlib.packs.cells import quoted
from cxlib.packs.native import CLOCK, scale
from cxlib.review import MetricSeen, ReviewContent
from cxlib.review.promised import due_words

Cell = str | float | date | None
WIDEST = 70


def workbook(content: ReviewContent, home: str = "") -> bytes:
    """The bytes of an .xlsx file.

    Args:
        content: The review, live or frozen.
        home: The app's own address, so that sentences name where their evidence is; empty for none.
    """
    import xlsxwriter

    file = io.BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with use(content.language), xlsxwriter.Workbook(file, {**inert, "nan_inf_to_errors": False}) as book:
        book.set_properties({"title": quoted(content.title), "author": quoted(content.name)})
        sheets = _Sheets(book)
        sheets.add(_("About"), [], _about(content))
        sheets.add(_("Now"), _now_titles(), (_now(one) for one in content.metrics), _formats(content.metrics))
        sheets.add(_("Periods"), _period_titles(), (row for one in content.metrics for row in _periods(one)))
        sheets.add(_("Findings"), [_("Part"), _("Finding"), _("Metric"), _("Evidence")], _findings(content, home))
        sheets.add(_("Decisions"), [_("Decision"), _("Kind"), _("Reason"), _("Owner"), _("Due")], _decisions(content))
        sheets.add(_("Issues"),
                   [_("Issue"), _("Cost in a year"), _("Low"), _("High"), _("Share of the cost"), _("Times")],
                   ((one.name, one.cost, one.low, one.high, one.share, float(one.occurrences))
                    for one in content.issues))  # fmt: skip
        sheets.add(_("Definitions"), [_("Metric"), _("Definition"), _("Unit"), _("Good direction"), _("Source"),
                                      _("Keep in mind")], (_definition(one) for one in content.metrics))  # fmt: skip
    return file.getvalue()


class _Sheets:
    """Writes tables into sheets: strings as strings, numbers as numbers, days as days."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.formats: dict[str, Any] = {"": book.add_format({"valign": "top"})}

    def add(
        self, name: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]], formats: Sequence[dict[int, str]] = ()
    ) -> None:
        """One sheet; ``formats`` are the number formats of each row by column."""
        sheet = self.book.add_worksheet(_sheet_name(name))
        if direction() == "rtl":
            sheet.right_to_left()
        widths: dict[int, int] = {}
        for place, title in enumerate(titles):
            sheet.write_string(0, place, quoted(title), self.head)
            widths[place] = len(title)
        top = 1 if titles else 0
        for place, row in enumerate(rows):
            self._write(sheet, top + place, row, formats[place] if place < len(formats) else {}, widths)
        for column, width in widths.items():
            sheet.set_column(column, column, min(max(width + 2, 9), WIDEST))
        if titles:
            sheet.freeze_panes(1, 1)

    def _write(
        self, sheet: Any, row: int, cells: Sequence[Cell], formats: dict[int, str], widths: dict[int, int]
    ) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, self.day)
            elif isinstance(cell, int | float):
                sheet.write_number(row, column, cell, self._format(formats.get(column, "")))
            elif cell:
                sheet.write_string(row, column, quoted(cell)[:32_000], self.words)
            widths[column] = max(widths.get(column, 0), min(len(str(cell or "")), WIDEST))

    def _format(self, code: str) -> Any:
        if code not in self.formats:
            self.formats[code] = self.book.add_format({"num_format": code, "valign": "top"})
        return self.formats[code]


def _sheet_name(name: str) -> str:
    """A name a workbook accepts: at most 31 letters and none of its own signs."""
    return "".join("-" if letter in "[]:*?/\\'" else letter for letter in name)[:31] or "-"


def _about(content: ReviewContent) -> list[tuple[Cell, ...]]:
    lines = [content.name, content.title, content.headline, *told.page_one(content), content.previous_words,
             content.left_out, *told.source_lines(content), *told.method_lines()]  # fmt: skip
    return [(line,) for line in lines if line]


def _now_titles() -> list[str]:
    return [_("Metric"), _("Period"), _("Value"), _("From"), _("To"), _("Base"), _("Status"), _("Target"), _("Chance"),
            _("Unit"), _("In words")]  # fmt: skip


def _now(metric: MetricSeen) -> tuple[Cell, ...]:
    return (metric.name, metric.period_words, metric.value, metric.lower, metric.upper, metric.base,
            metric.status_words, metric.target, metric.chance, metric.unit, told.value_line(metric))  # fmt: skip


def _formats(metrics: Sequence[MetricSeen]) -> list[dict[int, str]]:
    """Each metric's own format for its value, interval and target; durations stay plain numbers in their unit."""
    own = ["" if scale(one).format == CLOCK else scale(one).format for one in metrics]
    return [{2: code, 3: code, 4: code, 5: "#,##0", 7: code, 8: "0%"} for code in own]


def _period_titles() -> list[str]:
    return [_("Metric"), _("Period starts"), _("Value"), _("From"), _("To"), _("Base"), _("Target"), _("Kind")]


def _periods(metric: MetricSeen) -> list[tuple[Cell, ...]]:
    past = [(one, _("seen") if one.finished else _("not finished")) for one in metric.periods]
    coming = [(one, _("forecast, 80 %")) for one in metric.ahead]
    return [(metric.name, one.start, one.value, one.lower, one.upper, one.base, one.target, kind)
            for one, kind in (*past, *coming)]  # fmt: skip


def _findings(content: ReviewContent, home: str) -> list[tuple[Cell, ...]]:
    names = {metric.id: metric.name for metric in content.metrics}
    parts = ((_("What happened"), content.hindsight), (_("What stands in the way"), content.obstacles),
             (_("Why"), content.insight), (_("What comes next"), content.foresight), (_("To celebrate"), content.wins))
    rows: list[tuple[Cell, ...]] = [
        (part, one.sentence, names.get(one.metric, ""), told.address(content, one, home))
        for part, statements in parts
        for one in statements
    ]  # fmt: skip
    rows += [(_("In customers' own words"), one.text, names.get(one.metric, ""), " · ".join(one.facts))
             for one in content.quotes]  # fmt: skip
    rows += [(_("The misses, explained"), one.text, one.name, one.author) for one in content.explanations if one.text]
    return [*rows, *((_("Last time we promised"), one.text, one.owner, one.words) for one in content.promised)]


def _decisions(content: ReviewContent) -> list[tuple[Cell, ...]]:
    agreed: list[tuple[Cell, ...]] = [
        (one.text, one.kind, one.reason, one.owner or one.department, due_words(one.due))
        for one in (*content.decisions, *content.refused)
    ]
    return [*agreed, *((line, _("Minutes")) for line in content.minutes.splitlines() if line.strip())]


def _definition(metric: MetricSeen) -> tuple[Cell, ...]:
    better = {"up": _("Higher is better"), "down": _("Lower is better"), "band": _("Inside a band")}
    return (metric.name, metric.definition, metric.unit, better.get(metric.direction, ""), metric.source, metric.caveat)
