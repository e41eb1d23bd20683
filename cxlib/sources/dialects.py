"""The few functions that engines spell differently, each compiled for its dialect.

The default spelling is PostgreSQL's, which DuckDB reads as well; SQLite has its own (no quantiles there).
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class start_of(FunctionElement):  # noqa: N801 (a function of SQL)
    """First day of the period that holds a date: ``start_of(column, grain, shift)``.

    ``shift`` moves the calendar: days the week starts before Monday (0 or 1), or months the fiscal year starts after
    January (0 to 11).
    """

    type = sa.Date()
    inherit_cache = False  # its parameters are no clauses that a cache key would hold

    def __init__(self, column: sa.ColumnElement, grain: str, shift: int = 0) -> None:
        super().__init__(column)
        self.grain, self.shift = grain, shift


@compiles(start_of)
def _start_of(element: start_of, compiler: Any, **options: Any) -> str:
    day = f"CAST({compiler.process(element.clauses, **options)} AS DATE)"
    grain, shift = element.grain, element.shift
    if grain == "day":
        return day
    if not shift:
        return f"CAST(date_trunc('{grain}', {day}) AS DATE)"
    if grain == "week":
        return f"CAST(date_trunc('week', {day} + INTERVAL '{shift} day') - INTERVAL '{shift} day' AS DATE)"
    month = f"date_trunc('month', {day})"  # whole months first, or 31 May minus three months would be clamped
    return f"CAST(date_trunc('{grain}', {month} - INTERVAL '{shift} month') + INTERVAL '{shift} month' AS DATE)"


@compiles(start_of, "sqlite")
def _start_of_sqlite(element: start_of, compiler: Any, **options: Any) -> str:
    day, shift = compiler.process(element.clauses, **options), element.shift
    if element.grain == "day":
        return f"date({day})"
    if element.grain == "week":
        return f"date({day}, '{shift} day', 'weekday 0', '-6 day', '-{shift} day')"
    if element.grain == "month":
        return f"date({day}, 'start of month')"
    moved = f"date({day}, 'start of month', '-{shift} month')"
    if element.grain == "year":
        return f"date({moved}, 'start of year', '+{shift} month')"
    past = f"((CAST(strftime('%m', {moved}) AS INTEGER) - 1) % 3)"
    return f"date({moved}, '-' || {past} || ' month', '+{shift} month')"


class has_text(FunctionElement):  # noqa: N801 (a function of SQL)
    """Whether a text holds another, whatever the case: ``has_text(column, part)``. The part is no pattern."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(has_text)
def _has_text(element: has_text, compiler: Any, **options: Any) -> str:
    text, part = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(strpos(lower({text}), lower({part})) > 0)"


@compiles(has_text, "sqlite")
def _has_text_sqlite(element: has_text, compiler: Any, **options: Any) -> str:
    text, part = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(instr(lower({text}), lower({part})) > 0)"


class quantiles(FunctionElement):  # noqa: N801 (a function of SQL)
    """Several continuous quantiles of a group at once, as a list: ``quantiles(column, shares)``."""

    type = sa.ARRAY(sa.Double())
    inherit_cache = False  # its parameters are no clauses that a cache key would hold

    def __init__(self, column: sa.ColumnElement, shares: Iterable[float]) -> None:
        super().__init__(column)
        self.shares = ", ".join(repr(float(share)) for share in shares)


@compiles(quantiles)
def _quantiles(element: quantiles, compiler: Any, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return f"percentile_cont(ARRAY[{element.shares}]) WITHIN GROUP (ORDER BY {column})"


@compiles(quantiles, "clickhouse")
def _quantiles_clickhouse(element: quantiles, compiler: Any, **options: Any) -> str:
    return f"quantilesExactInclusive({element.shares})({compiler.process(element.clauses, **options)})"
