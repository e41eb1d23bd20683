"""The tables of a workspace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from cxlib.workspace.parts import Column
from cxlib.workspace.record import Record

Shape = Literal["rows", "wide_kpi", "long_kpi"]


@dataclass(frozen=True)
class Source(Record):
    """A table of the workspace: its columns, and the snapshot that holds its rows now.

    ``grain`` is set for tables with one row a period (a KPI table); None for rows that happen at a time (answers,
    tickets). ``choices`` are the reader settings that next month's file is read with.
    """

    name: str = ""
    columns: tuple[Column, ...] = ()
    snapshot: str = ""
    rows: int = 0
    time: str | None = None
    grain: str | None = None
    shape: Shape = "rows"
    first: date | None = None
    last: date | None = None
    file: str = ""
    committed: datetime | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)

    def column(self, name: str) -> Column | None:
        """The column called ``name``, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def with_role(self, *roles: str) -> tuple[Column, ...]:
        """The columns that play one of ``roles``, in table order."""
        return tuple(column for column in self.columns if column.role in roles)
