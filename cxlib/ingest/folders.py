"""A temporary folder that goes when nobody needs it any more, and what lies in it. Tables are opened when asked for."""

import fcntl
import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxlib.language import gettext as _

if TYPE_CHECKING:
    import pandas as pd

_BLOCK = 8 * 2**20
_NAME = "headlight-reading-"
Progress = Callable[[str, float], None] | None


class Folder:
    """A private folder under the system's temporary one; removed with the object, or by ``sweep`` after a crash."""

    def __init__(self) -> None:
        self.path, held = _made()
        self._end = weakref.finalize(self, _removed, self.path, held)

    def __truediv__(self, name: str) -> Path:
        return self.path / name


def sweep() -> int:
    """Removes the folders that killed processes left; gives their number. A living process holds a lock on its own."""
    left = [path for path in Path(tempfile.gettempdir()).glob(f"{_NAME}*") if path.is_dir() and not path.is_symlink()]
    return sum(_is_swept(path) for path in left)


def _is_swept(path: Path) -> bool:
    with suppress(OSError):  # in use, somebody else's, or gone meanwhile
        held = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path)
        finally:
            os.close(held)
        return True
    return False


def _made() -> tuple[Path, int]:
    """A new folder and the lock on it, which ends with this process however it ends."""
    path = Path(tempfile.mkdtemp(prefix=_NAME))
    held = os.open(path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    if path.exists():
        return path, held
    os.close(held)  # swept between its making and its lock
    return _made()


def _removed(path: Path, held: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(held)


class FolderSource:
    """Frames of a reading that lie as files in a temporary folder, which goes when the reading goes."""

    def __init__(self, folder: Folder, rows: int) -> None:
        self._folder = folder
        self._place = folder.path
        self._rows = rows

    def table(self) -> "pd.DataFrame":
        """The typed table, read from its Parquet file."""
        from cxlib.ingest.frames import frame_of

        return frame_of(self._place / "table.parquet")

    def head(self, most: int) -> "pd.DataFrame":
        """The first typed rows."""
        from cxlib.ingest.frames import head_of

        return head_of(self._place / "table.parquet", most)

    def look(self, most: int) -> "pd.DataFrame":
        """Some of the typed rows, spread over the table."""
        from cxlib.ingest.frames import look_at

        return look_at(self._place / "table.parquet", most)

    def text(self) -> "pd.DataFrame":
        """Every cell as a string; the typed cells where the text was too large to be kept."""
        import pyarrow.parquet as pq

        path = self._place / "text.parquet"
        if not path.exists():
            return self.table().astype("str")
        frame = pq.read_table(path).to_pandas()
        frame.attrs["raw_header"] = self._notes()["raw_header"]
        return frame

    def set_aside(self) -> "pd.DataFrame":
        """Rows that are in the file but not in the table: line, why, text."""
        import pandas as pd

        return pd.DataFrame(self._notes()["aside"], columns=["line", "why", "text"])

    def write_parquet(self, target: Path, progress: Progress) -> int:
        """Copies the typed table as Parquet; gives the number of rows."""
        copied(self._place / "table.parquet", target, progress)
        return self._rows

    def _notes(self) -> dict[str, Any]:
        path = self._place / "notes.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"raw_header": [], "aside": []}


def copied(source: Path, target: Path, progress: Progress) -> None:
    """Copy a file."""
    size, done = max(1, source.stat().st_size), 0
    if not target.exists() and _linked(source, target):
        return
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK):
            writing.write(block)
            done += len(block)
            if progress:
                progress(_("Writing"), min(1.0, done / size))


def _linked(source: Path, target: Path) -> bool:
    """A second name for the same bytes, where the file system can: nothing is copied and nobody writes to them
    again."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True
