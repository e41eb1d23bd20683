"""What the store asks of a disk: durable writes, and a plain word when it is full."""

import errno
import os
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from cxlib.errors import StoreFull, StoreProblem

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}
_FULL_WORDS = (os.strerror(errno.ENOSPC).lower(), "database or disk is full", "could not extend file")


class disk_problems(AbstractContextManager[None]):  # noqa: N801 - used as a verb of with
    """Turns a full disk into StoreFull, whoever met it first (Python, Arrow, DuckDB or the database), and a folder that
    may not be written into StoreProblem."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None and is_disk_full(error):
            raise StoreFull(place=self.place) from error
        if isinstance(error, OSError) and error.errno in _FORBIDDEN and _is_inside(error.filename, self.place):
            raise StoreProblem(problem="folder", place=self.place) from error


def _is_inside(name: object, place: Path) -> bool:
    return isinstance(name, str | bytes | os.PathLike) and Path(os.fsdecode(name)).is_relative_to(place)


def is_disk_full(error: BaseException) -> bool:
    """Whether this error, in whatever library's words, says that no space is left."""
    if isinstance(error, StoreFull):
        return False
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _FULL_WORDS)


def fsync_folder(folder: Path) -> None:
    """Makes the names in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
