"""Any file from any country becomes a table that can be trusted: ``read`` says what it understood and why.

The way of a file: bytes (``raw``, ``archive``) → format (``formats``) → grid of strings (``delimited``,
``spreadsheet`` …) → outline of
the table (``structure``, ``repair``) → types (``votes``) → roles (``roles``) → ``Reading``. Percents become shares (0
to 1), durations seconds.
"""

from cxlib.ingest.changes import Changes, compare
from cxlib.ingest.door import read
from cxlib.ingest.frames import look_at
from cxlib.ingest.guard import make_ready, read_guarded
from cxlib.ingest.limits import Limits
from cxlib.ingest.quality import Drift, Quality, Ready, quality, readiness
from cxlib.ingest.reading import ColumnReading, Dialect, Finding, Reading, Sheet, TableBox
from cxlib.ingest.report import as_json, report
from cxlib.ingest.together import same_shape, together
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
