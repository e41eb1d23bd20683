"""A source that can be asked: its record, its calendar, its table and the engine that holds the rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from cxlib.errors import MissingColumn, NoDates
from cxlib.periods import Calendar
from cxlib.sources.commented import WORDS, comment_columns, words
from cxlib.sources.conditions import condition
from cxlib.sources.dialects import start_of
from cxlib.sources.engines import SNAPSHOT, Engine, Limits, SnapshotEngine, TableEngine
from cxlib.workspace import Filter, Source

DAY, ONE_DAY = "voices day", date(2000, 1, 1)


@dataclass(frozen=True)
class Dataset:
    """Rows of one source, wherever they lie."""

    engine: Engine
    table: sa.FromClause
    source: Source
    calendar: Calendar

    def column(self, name: str) -> sa.ColumnElement:
        """The column called ``name``; ``WORDS`` is what a row says in all its columns of comments.

        Raises:
            MissingColumn: If the table has none.
        """
        if name == WORDS and self._comments:
            return words([self.table.c[own] for own in self._comments])
        if name not in self.table.c:
            raise MissingColumn(column=name, source=self.source.name or self.source.id)
        return self.table.c[name]

    @property
    def names(self) -> list[str]:
        """All columns that can be asked for."""
        return [*self.table.c.keys(), *([WORDS] if self._comments else [])]

    @cached_property
    def _comments(self) -> list[str]:
        return comment_columns(self.source, self.table.c.keys())

    def restricted(self, where: Iterable[Filter], columns: Collection[str]) -> "Dataset":
        """The rows that pass ``where`` with some of their columns, as a dataset that knows of no others.

        A filter on a column that the source does not have keeps nothing: what cannot be checked does not pass.
        """
        named = [column for column in self.table.c if column.name in columns]
        passing = [condition(self.table.c[part.column], part) if part.column in self.table.c else sa.false()
                   for part in where]  # fmt: skip
        kept = sa.select(*named).select_from(self.table).where(*passing).subquery("scope")
        return replace(self, table=kept)

    def dated(self) -> "Dataset":
        """Itself, or where no column places rows in time, the same rows all on one day: they can be counted then."""
        if self.source.time:
            return self
        rows = sa.select(*self.table.c, sa.literal(ONE_DAY, sa.Date).label(DAY)).select_from(self.table)
        return replace(self, table=rows.subquery("dated"), source=replace(self.source, time=DAY))

    @property
    def time(self) -> sa.ColumnElement:
        """The column that places rows in time.

        Raises:
            NoDates: If the source names none.
        """
        if not self.source.time:
            raise NoDates(source=self.source.name or self.source.id)
        return self.column(self.source.time)

    def start_of(self, grain: str) -> sa.ColumnElement:
        """First day of each row's period; a KPI row that spans two periods counts where it starts."""
        sunday = self.calendar.week_start == "sunday"
        shifts = {
            "week": int(sunday),
            "quarter": (self.calendar.fiscal_start - 1) % 3,
            "year": self.calendar.fiscal_start - 1,
        }
        own = self.source.grain or "day"
        day = self.time if own == "day" else start_of(self.time, own, shifts.get(own, 0))
        return day if own == grain != "day" else start_of(day, grain, shifts.get(grain, 0))

    @cached_property
    def span(self) -> tuple[date | None, date | None, int]:
        """First and last day covered, and the number of rows; a row of a KPI table covers its whole period."""
        rows = sa.func.count().label("rows")
        if not self.source.time:
            return None, None, int(self.engine.execute(sa.select(rows).select_from(self.table))["rows"].iloc[0])
        day = start_of(self.time, "day")
        ask = sa.select(sa.func.min(day).label("first"), sa.func.max(day).label("last"), rows).select_from(self.table)
        answer = self.engine.execute(ask).iloc[0]
        first, last = (None if pd.isna(answer[end]) else pd.Timestamp(answer[end]).date() for end in ("first", "last"))
        if first and last and self.source.grain:
            first = self.calendar.period(first, self.source.grain).start_time.date()
            last = self.calendar.period(last, self.source.grain).end_time.date()
        elif last and self.source.last and self.source.last > last:
            last = self.source.last  # rows dated on the first of the month speak of all of it
        return first, last, int(answer["rows"])


def open_snapshot(path: Path, source: Source, calendar: Calendar, limits: Limits | None = None) -> Dataset:
    """The snapshot at ``path`` (a Parquet file, or a folder of them) as ``source``, read where it lies."""
    engine = SnapshotEngine(Path(path), limits or Limits())
    return Dataset(engine, sa.Table(SNAPSHOT, sa.MetaData(), *engine.columns()), source, calendar)


def open_table(engine: sa.Engine, name: str, source: Source, calendar: Calendar, schema: str | None = None) -> Dataset:
    """A table of a database the administrator configured, as ``source``."""
    table = sa.Table(name, sa.MetaData(), autoload_with=engine, schema=schema)
    return Dataset(TableEngine(engine), table, source, calendar)


def coverage(dataset: Dataset) -> tuple[date | None, date | None, int]:
    """First and last day that data cover (None without a date column) and the number of rows."""
    return dataset.span
