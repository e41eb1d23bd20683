"""A filter as a condition of SQL on rows, and as a mask on the cells of a cube."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from cxlib.errors import NotNumbers
from cxlib.sources.dialects import has_text, start_of
from cxlib.workspace import Filter


def level(column: sa.ColumnElement) -> sa.ColumnElement:
    """A column as the level of a dimension: text, whatever it is stored as."""
    return column if isinstance(column.type, sa.Text) else sa.cast(column, sa.Text)


def number(column: sa.ColumnElement) -> sa.ColumnElement:
    """A column as floating-point numbers; yes counts 1 and no 0.

    Raises:
        NotNumbers: If the column holds words or dates.
    """
    if isinstance(column.type, sa.String | sa.Date | sa.DateTime):
        raise NotNumbers(column=getattr(column, "name", ""))
    if isinstance(column.type, sa.Boolean):
        return sa.case((column.is_(sa.true()), sa.literal(1.0)), (column.is_(sa.false()), sa.literal(0.0)))
    return column if isinstance(column.type, sa.Double) else sa.cast(column, sa.Double)


def condition(column: sa.ColumnElement, part: Filter) -> sa.ColumnElement:
    """``part`` as a condition on ``column``; a missing cell passes only where ``None`` is asked for."""
    if part.op in ("in", "not in"):
        return _membership(column, part)
    if part.op == "contains":
        return sa.or_(*(has_text(level(column), sa.literal(str(value))) for value in part.values))
    if isinstance(column.type, sa.Date | sa.DateTime):
        column, values = start_of(column, "day"), [_day(value) for value in part.values]
    else:
        column, values = number(column), [sa.literal(float(value), sa.Double) for value in part.values]
    if part.op == "between":
        return column.between(values[0], values[1])
    return column >= values[0] if part.op == ">=" else column <= values[0]


def _membership(column: sa.ColumnElement, part: Filter) -> sa.ColumnElement:
    named = [value for value in part.values if value is not None]
    if isinstance(column.type, sa.Boolean):
        inside = column.in_([_yes(value) for value in named])
    elif isinstance(column.type, sa.Text):
        inside = column.in_([str(value) for value in named])
    elif isinstance(column.type, sa.Date | sa.DateTime):
        inside = start_of(column, "day").in_([_day(value) for value in named])
    else:
        inside = number(column).in_([sa.literal(float(value), sa.Double) for value in named])
    missing = None in part.values
    if part.op == "in":
        return sa.or_(inside, column.is_(None)) if missing else inside
    return sa.and_(sa.not_(inside), column.is_not(None)) if missing else sa.or_(sa.not_(inside), column.is_(None))


def _yes(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).casefold() in ("true", "1", "1.0", "yes")


def _day(value: Any) -> sa.ColumnElement:
    day = value if type(value) is date else date.fromisoformat(str(value)[:10])
    return sa.literal(day, sa.Date)


def mask(levels: pd.Series, part: Filter) -> np.ndarray:
    """The same filter on the levels of a dimension in a cube."""
    named = {text(value) for value in part.values if value is not None}
    missing = levels.isna().to_numpy()
    if part.op == "contains":
        held = [known for known in levels.dropna().unique() if any(value.lower() in known.lower() for value in named)]
        return levels.isin(held).to_numpy()
    if part.op not in ("in", "not in"):
        raise ValueError(f"a dimension cannot be filtered by {part.op!r}")
    inside = levels.isin(named).to_numpy()
    if part.op == "in":
        return inside | missing if None in part.values else inside
    return ~inside & ~missing if None in part.values else ~inside


def text(value: Any) -> str:
    """A filter's value as a level is written: yes and no as ``true`` and ``false``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def split(where: Iterable[Filter], known: Sequence[str]) -> tuple[tuple[Filter, ...], tuple[Filter, ...]]:
    """The filters on ``known`` columns, and the others."""
    parts = tuple(where)
    return tuple(p for p in parts if p.column in known), tuple(p for p in parts if p.column not in known)
