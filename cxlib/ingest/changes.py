"""Next month's file against this month's: new, missing, renamed and retyped columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cxlib.ingest.digits import folded
from cxlib.ingest.reading import ColumnReading, Reading

_ALIKE = 0.72
_COMPATIBLE = (
    {"integer", "number", "percent", "duration", "empty"},
    {"date", "datetime", "period", "empty"},
    {"text", "category", "empty", "yes_no"},
)


@dataclass(frozen=True)
class Changes:
    """How the columns of a file differ from those known.

    Attributes:
        new: Columns that were not there.
        missing: Columns that are gone.
        renamed: Pairs (name before, name now).
        retyped: Triples (name, type before, type now).
        same: Columns that are as they were.
    """

    new: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()
    same: tuple[str, ...] = ()

    @property
    def recognised(self) -> float:
        """Share of the known columns that were found again, 0 to 1."""
        found = len(self.same) + len(self.renamed) + len(self.retyped)
        return found / max(1, found + len(self.missing))

    def __bool__(self) -> bool:
        return bool(self.new or self.missing or self.renamed or self.retyped)


def compare(old_columns: Sequence[ColumnReading] | Mapping[str, str], reading: Reading) -> Changes:
    """Compare the columns of a reading with known ones.

    Args:
        old_columns: Records of the columns known, or their names with their types.
        reading: The file that came.
    """
    before = (
        dict(old_columns) if isinstance(old_columns, Mapping) else {column.name: column.type for column in old_columns}
    )
    now = {column.name: column.type for column in reading.columns}
    by_fold = {folded(name): name for name in now}
    found = {name: by_fold[folded(name)] for name in before if folded(name) in by_fold}
    gone = [name for name in before if name not in found]
    fresh = [name for name in now if name not in found.values()]
    renamed = _renamed(gone, fresh, before, now)
    retyped = tuple(
        (found[name], before[name], now[found[name]])
        for name in found
        if not _compatible(before[name], now[found[name]])
    )
    changed = {name for name, _, _ in retyped}
    return Changes(
        tuple(name for name in fresh if name not in dict(renamed).values()),
        tuple(name for name in gone if name not in dict(renamed)),
        renamed,
        retyped,
        tuple(name for name in found.values() if name not in changed),
    )


def _compatible(before: str, now: str) -> bool:
    return before == now or any({before, now} <= group for group in _COMPATIBLE)


def _renamed(
    gone: Sequence[str], fresh: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Pairs of names that look alike and hold the same kind of values, the most alike first."""
    places_before, places_now = (
        {name: place for place, name in enumerate(before)},
        {name: place for place, name in enumerate(now)},
    )
    scored = sorted(
        (
            (_likeness(old, new) + (0.2 if places_before[old] == places_now[new] else 0.0), old, new)
            for old in gone
            for new in fresh
            if _compatible(before[old], now[new])
        ),
        reverse=True,
    )
    pairs: dict[str, str] = {}
    for score, old, new in scored:
        if score >= _ALIKE and old not in pairs and new not in pairs.values():
            pairs[old] = new
    return tuple(pairs.items())


def _likeness(old: str, new: str) -> float:
    old, new = folded(old).replace("_", " "), folded(new).replace("_", " ")
    if old in new or new in old:
        return 0.9
    return SequenceMatcher(None, old, new).ratio()
