"""The process a file is read in: ``python -m cxlib.ingest.child`` with one request on standard input.

It may die – of memory, of time, of a parser's crash – and takes nobody with it. While it works it prints its steps, a
JSON pair a line. What it learned lies in the folder of the request afterwards: ``reading.json`` and ``table.parquet``,
or ``problem.json``. A child that waits for its request for too long ends by itself.
"""

import gc
import json
import os
import select
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cxlib.errors import CXError
from cxlib.ingest.limits import MB, Limits

if TYPE_CHECKING:
    from cxlib.ingest.reading import Reading
    from cxlib.ingest.spans import Span

_MOST_TEXT_CELLS = 3_000_000
_PATIENCE = 900  # seconds without a request


def main() -> int:
    """Imports what reading needs, waits for a request, answers it; the exit code is 0 when there was one."""
    gc.disable()  # all that is imported stays: nothing of it is garbage, and it need not be looked through again
    _spare_pandas()
    from cxlib.ingest import door, report, spans  # noqa: F401 - made ready before the request comes

    gc.freeze()
    gc.enable()
    if sys.platform != "win32" and not select.select([sys.stdin], [], [], _PATIENCE)[0]:
        return 0
    line = sys.stdin.readline()
    return answer(json.loads(line)) if line else 0


class _NoPandas:
    """Finds no pandas."""

    @staticmethod
    def find_spec(name: str, *_where: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def _spare_pandas() -> None:
    """Arrow looks for pandas when it makes its first array. Reading a text file needs none of it, and loading it takes
    longer than reading most files: here Arrow finds that there is none. Whoever needs it can still load it."""
    import numpy as np
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas)
    pa.array([])
    pa.array(np.zeros(0))  # what Arrow looks for in numpy is loaded now, too
    sys.meta_path.remove(_NoPandas)


def answer(request: dict) -> int:
    """Read what the request names; the exit code is 0 when there is an answer, good or bad."""
    folder, limits = Path(request["folder"]), Limits(**request["limits"])
    tempfile.tempdir = str(folder)  # whatever happens here, the parent removes what is left
    _confine(limits)
    from cxlib.ingest.door import read
    from cxlib.ingest.report import packed, packed_error
    from cxlib.language import use

    try:
        with use(request.get("language", "en")):
            reading = read(request["path"], request["name"], limits=limits, progress=_step, **request["choices"])
            if reading.refusal is None:
                reading.write_parquet(folder / "table.parquet", _step)
                reading.spans = _spans(reading, folder / "table.parquet")
                _write_text(reading, folder)
        (folder / "reading.json").write_text(json.dumps(packed(reading), default=str), encoding="utf-8")
    except CXError as problem:
        (folder / "problem.json").write_text(json.dumps(packed_error(problem)), encoding="utf-8")
    except MemoryError:
        told = {
            "kind": "TooLarge",
            "facts": {"problem": "memory", "file": request["name"], "limit": limits.memory_megabytes},
        }
        (folder / "problem.json").write_text(json.dumps(told), encoding="utf-8")
    return 0


def _step(doing: str, share: float) -> None:
    sys.stdout.write(json.dumps([doing, share]) + "\n")
    sys.stdout.flush()


def _confine(limits: Limits) -> None:
    """Address space and processor time end here; where the system knows no such limits, the wall clock of the parent
    remains."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_megabytes * MB),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))


def _spans(reading: "Reading", table: Path) -> dict[str, "Span"]:
    """First and last day of each column of moments, so that whoever commits the table need not open it."""
    from cxlib.ingest.spans import span

    moments = [column.name for column in reading.columns if column.type in ("date", "datetime", "period")]
    found = ((name, span(table, name)) for name in moments)
    return {name: days for name, days in found if days is not None}


def _write_text(reading: "Reading", folder: Path) -> None:
    """The cells as they stand, for tables small enough to look at whole."""
    if reading.rows * len(reading.columns) > _MOST_TEXT_CELLS:
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    understood, cells = reading.source.understood, reading.source.cells()
    plain = pa.schema([(name, pa.string()) for name in cells.column_names])
    pq.write_table(cells.cast(plain), folder / "text.parquet", compression="zstd")
    notes = {"raw_header": understood.raw_names, "aside": understood.aside}
    (folder / "notes.json").write_text(json.dumps(notes, default=str), encoding="utf-8")


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # all that was made lies on disk: taking every module apart would keep the parent waiting
