"""What a reading knows: its records, and the reading itself. Frames are made when they are first asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxlib.errors import CXError
from cxlib.ingest.words.singular import OF_ONE
from cxlib.language import day, gettext, number
from cxlib.language import gettext_noop as N_

if TYPE_CHECKING:
    import pandas as pd

    from cxlib.workspace import Direction, Shape


@dataclass(frozen=True)
class Said:
    """A sentence said later, in the language of whoever reads it."""

    template: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        template = OF_ONE.get(self.template, self.template) if self.facts.get("count") == 1 else self.template
        return gettext(template, **{name: _told(name, fact) for name, fact in self.facts.items()})


ORDERS = {
    "dmy": N_("day, month, year"),
    "mdy": N_("month, day, year"),
    "ymd": N_("year, month, day"),
    "ydm": N_("year, day, month"),
}


def _told(name: str, fact: Any) -> Any:
    """A fact as it stands in a sentence: counts in the reader's digits, days and their order in his words."""
    if name == "day" and isinstance(fact, str):
        return day(date.fromisoformat(fact))
    if name == "order" and fact in ORDERS:
        return gettext(ORDERS[fact])
    return number(fact) if isinstance(fact, int) and not isinstance(fact, bool) else fact


@dataclass(frozen=True)
class Finding:
    """Something odd that was seen, and what was done about it.

    Attributes:
        rule: Name of the rule, such as ``totals_row``.
        said: The sentence; ``sentence`` gives it in the language in use.
        lines: Lines of the file, from 1; the first thousand at most.
        count: How often.
        severity: ``note``, ``warning`` or ``question`` (a person has to decide).
        column: The column concerned; empty for the whole file.
    """

    rule: str
    said: Said
    lines: tuple[int, ...] = ()
    count: int = 0
    severity: str = "note"
    column: str = ""

    @property
    def sentence(self) -> str:
        """What was found, in the language in use."""
        return str(self.said)


@dataclass(frozen=True)
class Dialect:
    """How the file is written. Empty where the format has no such thing."""

    format: str = "text"
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    escape: str = ""
    line_end: str = ""
    byte_order_mark: bool = False
    header_rows: int = 1
    preamble_rows: int = 0
    sheet: str = ""


@dataclass(frozen=True)
class TableBox:
    """One table on a sheet: its first and last row and column, from 1, and its name for a picker."""

    label: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """A sheet with its first rows and the tables found on it."""

    name: str
    preview: tuple[tuple[str, ...], ...] = ()
    tables: tuple[TableBox, ...] = ()


@dataclass(frozen=True)
class ColumnReading:
    """A column as it was understood, and why.

    Attributes:
        name: Unique name in ``table``.
        type: ``date``, ``datetime``, ``period``, ``duration`` (seconds), ``integer``, ``number``, ``percent`` (a share,
            0 to 1), ``yes_no``, ``text``, ``category`` or ``empty``.
        role: ``date``, ``score``, ``measure``, ``dimension``, ``comment``, ``customer_id``, ``department``, ``cost``,
            ``revenue``, ``weight``, ``yes_no``, ``id`` or ``ignored``.
        why: The evidence for the type; ``evidence`` gives it in the language in use.
        why_role: The reason for the role; ``reason`` gives it in the language in use.
        examples: Three pairs (as in the file, as in the table).
        scale: Lowest and highest answer of a score.
        direction: ``up`` if more is better, ``down`` if less is, None until a person says.
        measure: For scores: ``nps``, ``csat``, ``ces`` or empty.
        labels: Ordered answer words with their scores.
        unparsed_share: Share of filled cells that could not be read as the type, 0 to 1 (they are missing in
            ``table``).
        missing_share: Share of cells without an answer, 0 to 1.
        distinct: Number of different answers.
        orders: Orders of day and month the cells leave open.
        grain: Grain of a period: ``month``, ``quarter``, ``week``.
        unit: Currency or unit the cells name.
        raw_name: The name as it stands in the file.
    """

    name: str
    type: str
    role: str
    why: Said = field(default_factory=Said)
    why_role: Said = field(default_factory=Said)
    examples: tuple[tuple[str, str], ...] = ()
    scale: tuple[float, float] | None = None
    direction: "Direction | None" = None
    measure: str = ""
    labels: tuple[tuple[str, int], ...] = ()
    unparsed_share: float = 0.0
    missing_share: float = 0.0
    distinct: int = 0
    orders: tuple[str, ...] = ()
    grain: str = ""
    unit: str = ""
    raw_name: str = ""

    @property
    def evidence(self) -> str:
        """Why the column has its type, in the language in use."""
        return str(self.why)

    @property
    def reason(self) -> str:
        """Why the column has its role, in the language in use."""
        return str(self.why_role)


@dataclass
class Reading:
    """A file, understood. Made by ``read``; nothing of it changes afterwards.

    Attributes:
        name: The file's name, without folders.
        sha256: Checksum of the raw bytes, hexadecimal.
        size: Bytes.
        rows: Rows of the table.
        columns: One record a column.
        findings: Everything odd, questions first.
        dialect: How the file is written.
        has_header: Whether the file names its columns.
        ambiguous: Column -> the orders of day and month its cells leave open; such a column stays text until
            ``dayfirst`` says.
        shape: ``rows`` (a record a row), ``wide_kpi`` (a period a row, a metric a column) or ``long_kpi`` (date,
            metric, value).
        sheets: Sheets with previews and tables; one nameless for text.
        choices: What the user decided, as JSON values: give it to ``read`` next month.
        encodings: Where two encodings are likely, encoding -> the first lines they read otherwise; the one used first.
        refusal: Why there is no table, if there is none.
        spans: Column of moments -> its first and last day, where they were noted while it was written.
    """

    name: str
    sha256: str
    size: int
    rows: int
    columns: tuple[ColumnReading, ...]
    findings: tuple[Finding, ...]
    dialect: Dialect
    has_header: bool = True
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shape: "Shape" = "rows"
    sheets: tuple[Sheet, ...] = ()
    choices: dict[str, Any] = field(default_factory=dict)
    refusal: CXError | None = None
    source: Any = field(default=None, repr=False)
    encodings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    spans: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    @cached_property
    def table(self) -> "pd.DataFrame":
        """The typed table. Missing is missing; percents are shares; durations are seconds.

        Raises:
            CXError: If the file holds no table.
        """
        self._demand()
        return self.source.table()

    def head(self, most: int) -> "pd.DataFrame":
        """The first ``most`` typed rows.

        Raises:
            CXError: If the file holds no table.
        """
        self._demand()
        return self.source.head(most)

    def look(self, most: int) -> "pd.DataFrame":
        """At most ``most`` typed rows, evenly spread over the table; large tables are never held whole.

        Raises:
            CXError: If the file holds no table.
        """
        self._demand()
        return self.source.look(most)

    @cached_property
    def text(self) -> "pd.DataFrame":
        """Every cell as it stands in the file, as strings; ``attrs["raw_header"]`` holds the names as they stand."""
        return self.source.text() if self.source is not None else _empty()

    @cached_property
    def set_aside(self) -> "pd.DataFrame":
        """Rows that are in the file but not in the table: line, why (a rule's name), text."""
        return self.source.set_aside() if self.source is not None else _empty("line", "why", "text")

    def write_parquet(self, target: Path, progress: Callable[[str, float], None] | None = None) -> int:
        """Write the typed table as Parquet, in bounded memory; ``progress`` gets a step's name and its share done.

        Returns:
            Rows written.
        Raises:
            CXError: If the file holds no table.
        """
        self._demand()
        return self.source.write_parquet(Path(target), progress)

    def column(self, name: str) -> ColumnReading:
        """The record of one column.

        Raises:
            KeyError: If there is no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def _demand(self) -> None:
        if self.refusal is not None:
            raise self.refusal


def _empty(*names: str) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(columns=list(names)) if names else pd.DataFrame()
