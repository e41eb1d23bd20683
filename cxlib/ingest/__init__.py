"""Any file from any country becomes a table that can be trusted: ``read`` says what it understood and why.

The way of a file: bytes (``raw``, ``archive``) → format (``formats``) → grid of strings (``delimited``,
``spreadsheet`` …) → outline of
the table (``structure``, ``repair``) → types (``votes``) → roles (``roles``) → ``Reading``. Percents become shares (0
to 1), durations seconds.

Each door is opened when it is first asked for: who only hands a file to the guarded child needs none of the libraries
that read it, and those take longer to load than a small file to read.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cxlib.ingest.guard import make_ready, read_guarded
from cxlib.ingest.limits import Limits
from cxlib.ingest.reading import ColumnReading, Dialect, Finding, Reading, Sheet, TableBox
from cxlib.ingest.report import as_json, report

if TYPE_CHECKING:
    from cxlib.ingest.changes import Changes, compare
    from cxlib.ingest.door import read
    from cxlib.ingest.fitness import Drift, Quality, Ready, quality, readiness
    from cxlib.ingest.frames import look_at
    from cxlib.ingest.several import same_shape, together
    from cxlib.ingest.units import other_scales

__all__ = [
    "Changes",
    "ColumnReading",
    "Dialect",
    "Drift",
    "Finding",
    "Limits",
    "Quality",
    "Reading",
    "Ready",
    "Sheet",
    "TableBox",
    "as_json",
    "compare",
    "look_at",
    "make_ready",
    "other_scales",
    "quality",
    "read",
    "read_guarded",
    "readiness",
    "report",
    "same_shape",
    "together",
]

_ROOMS = {
    "Changes": "changes",
    "compare": "changes",
    "read": "door",
    "Drift": "fitness",
    "Quality": "fitness",
    "Ready": "fitness",
    "quality": "fitness",
    "readiness": "fitness",
    "look_at": "frames",
    "same_shape": "several",
    "together": "several",
    "other_scales": "units",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    door = globals()[name] = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    return door
