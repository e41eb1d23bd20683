"""The small parts that records are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal["up", "down", "band"]


@dataclass(frozen=True)
class Column:
    """A column of a source as a person confirmed it.

    ``scale`` is the lowest and highest answer that counts; answers off it are no answers. ``direction`` says which
    end is good. ``labels`` maps the words that answers were written with to their scores.
    """

    name: str
    type: str = "text"
    role: str = "dimension"
    scale: tuple[float, float] | None = None
    direction: Direction = "up"
    labels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """Keeps rows whose column stands in relation ``op`` to ``values``; ``None`` among the values means missing."""

    column: str
    values: tuple[Any, ...]
    op: Literal["in", "not in", "between", ">=", "<=", "contains"] = "in"
