"""``read_guarded``: the reading happens in a process of its own, with limits, so that no file ends the server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.errors import DamagedFile, TooLarge
from cxlib.ingest.folders import Folder
from cxlib.ingest.limits import Limits
from cxlib.ingest.raw import FileLike, opened
from cxlib.ingest.reading import Reading
from cxlib.ingest.report import unpacked, unpacked_error
from cxlib.language import current

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
_BLOCK = 8 * 2**20


def read_guarded(
    path_or_file: FileLike, name: str | None = None, *, limits: Limits | None = None, **choices: Any
) -> Reading:
    """``read`` in a child process with limits of address space, processor and wall time.

    Args:
        path_or_file: A path, bytes, or a binary file object.
        name: The file's name, if the object has none.
        limits: What the file may cost; from the environment if not given.
        choices: As for ``read``.
    Raises:
        UnreadableFile: If it is no table, or costs more than the limits allow; an empty file too.
    """
    limits = limits or Limits.of()
    raw = opened(path_or_file, name, limits)
    folder = Folder()
    place = folder.path
    path = raw.path or place / "upload"
    if raw.path is None:
        path.write_bytes(raw.held)
    request = {"path": str(path), "name": raw.name, "choices": choices, "limits": asdict(limits), "language": current()}
    _run(place, request, limits)
    if (place / "problem.json").exists():
        raise unpacked_error(json.loads((place / "problem.json").read_text(encoding="utf-8")))
    if raw.path is None:
        path.unlink()
    reading = unpacked(json.loads((place / "reading.json").read_text(encoding="utf-8")), FolderSource(folder))
    if reading.refusal is not None:
        raise reading.refusal
    return reading


def _run(place: Path, request: dict[str, Any], limits: Limits) -> None:
    """Run the child to its end; a death becomes a sentence."""
    command = [sys.executable, "-m", "cxlib.ingest.child", str(place)]
    home = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
    environment = os.environ | _ONE_THREAD | {"PYTHONPATH": paths}
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    try:
        said = child.communicate(json.dumps(request).encode(), timeout=2 * limits.seconds)[1]
    except subprocess.TimeoutExpired as late:
        child.kill()
        child.communicate()
        raise TooLarge("seconds", file=request["name"], limit=limits.seconds) from late
    if child.returncode:
        raise _death(child.returncode, said.decode(errors="replace"), request["name"], limits)


def _death(code: int, said: str, file: str, limits: Limits) -> Exception:
    if code in (-getattr(signal, "SIGXCPU", 24), -9):
        return TooLarge("seconds", file=file, limit=limits.seconds)
    if code == -6 or "MemoryError" in said or "bad_alloc" in said or "allocate" in said:
        return TooLarge("memory", file=file, limit=limits.memory_megabytes)
    return DamagedFile("died", file=file) if code < 0 else RuntimeError(said[-2000:])


class FolderSource:
    """Frames of a reading that lie as files in a temporary folder, which goes when the reading goes."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._place = folder.path

    def table(self) -> pd.DataFrame:
        """The typed table, read from its Parquet file."""
        return frame_of(self._place / "table.parquet")

    def look(self, most: int) -> pd.DataFrame:
        """Some of the typed rows, spread over the table."""
        return look_at(self._place / "table.parquet", most)

    def text(self) -> pd.DataFrame:
        """Every cell as a string; the typed cells where the text was too large to be kept."""
        path = self._place / "text.parquet"
        if not path.exists():
            return self.table().astype("str")
        frame = pq.read_table(path).to_pandas()
        frame.attrs["raw_header"] = self._notes()["raw_header"]
        return frame

    def set_aside(self) -> pd.DataFrame:
        """Rows that are in the file but not in the table: line, why, text."""
        return pd.DataFrame(self._notes()["aside"], columns=["line", "why", "text"])

    def write_parquet(self, target: Path, progress: Callable[[str, float], None] | None) -> int:
        """Copies the typed table as Parquet; gives the number of rows."""
        return copied(self._place / "table.parquet", target, progress)

    def _notes(self) -> dict[str, Any]:
        path = self._place / "notes.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"raw_header": [], "aside": []}


KINDS = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
"""The dtypes a reading in memory has."""


def frame_of(path: Path) -> pd.DataFrame:
    """A typed table from Parquet, with the dtypes a reading in memory has."""
    return pq.read_table(path).to_pandas(types_mapper=KINDS.get)


def look_at(path: Path, most: int) -> pd.DataFrame:
    """At most ``most`` rows of a Parquet file, evenly spread over it, with those dtypes."""
    file = pq.ParquetFile(path)
    if file.metadata.num_rows <= most:
        return frame_of(path)
    step, begins, kept = -(-file.metadata.num_rows // most), 0, []
    for batch in file.iter_batches(65_536):
        places = np.arange(-begins % step, len(batch), step)
        kept.append(batch.take(pa.array(places)))
        begins += len(batch)
    return pa.Table.from_batches(kept).to_pandas(types_mapper=KINDS.get)


def _linked(source: Path, target: Path) -> bool:
    """A second name for the same bytes, where the file system can: nothing is copied and nobody writes to them
    again."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def copied(source: Path, target: Path, progress: Callable[[str, float], None] | None) -> int:
    """Copy a Parquet file; returns its rows."""
    from cxlib.language import gettext as _

    size, done = max(1, source.stat().st_size), 0
    if not target.exists() and _linked(source, target):
        return pq.ParquetFile(target).metadata.num_rows
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK):
            writing.write(block)
            done += len(block)
            if progress:
                progress(_("Writing"), min(1.0, done / size))
    return pq.ParquetFile(target).metadata.num_rows
