"""Snapshot files: written aside, made durable, then named by their content; checked before they are read.

``<folder>/<sha256>.parquet`` never changes once it is there. While a snapshot is being written it lies beside as
``.<id>.parquet`` together with ``.<id>.lock``, locked by the process that writes; a lock nobody holds is a leftover.
With a shelf (an object store) the folder is a cache: whatever is missing or damaged here is fetched from there.
"""

import fcntl
import hashlib
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from cxlib.errors import DamagedSnapshot, NotFound
from cxlib.store.disk import fsync_folder

if TYPE_CHECKING:
    from cxlib.store.shelf import Shelf

_HASH = re.compile(r"[0-9a-f]{64}")
_SETTLED = 10**8  # ns: a file touched so shortly before its check could change again without a new time stamp


class Sealed(NamedTuple):
    """A finished file: SHA-256 of its content, and its size in bytes."""

    hash: str
    size: int


class _Stamp(NamedTuple):
    size: int
    modified: int
    changed: int


class SnapshotFolder:
    """The folder of all snapshot files. One object serves all threads of a process."""

    def __init__(self, folder: Path, shelf: "Shelf | None" = None) -> None:
        self.folder = folder
        self.shelf = shelf
        self._checked: dict[str, _Stamp] = {}
        self._lock = threading.Lock()

    def file(self, hash: str) -> Path:
        """Where the snapshot with this content lies.

        Raises:
            NotFound: If ``hash`` is no content hash; nothing else ever becomes part of a path.
        """
        if not _HASH.fullmatch(hash):
            raise NotFound(kind="snapshot", id=hash)
        return self.folder / f"{hash}.parquet"

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """A path to write a new snapshot to; whatever is left there after the block is removed."""
        name = f".{uuid4().hex}"
        lock, path = self.folder / f"{name}.lock", self.folder / f"{name}.parquet"
        try:
            with _held(lock):
                yield path
        finally:
            path.unlink(missing_ok=True)
            lock.unlink(missing_ok=True)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder beside the snapshots to work in; gone after the block, or at the next start after a crash."""
        with self.staged() as staged:
            folder = staged.with_suffix("")
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def shelve(self, staged: Path, sealed: Sealed) -> None:
        """Copies the sealed file to the shelf, if there is one; done before the commit, so that the database does not
        wait for a slow network."""
        if self.shelf is not None:
            self.shelf.put(staged, sealed.hash)

    def publish(self, staged: Path, sealed: Sealed) -> None:
        """Gives the sealed file its final name. A file of the same content is replaced, which heals a damaged one."""
        if self.shelf is not None and not self.shelf.has(sealed.hash, sealed.size):
            self.shelf.put(staged, sealed.hash)  # removed as unused since it was shelved
        target = self.file(sealed.hash)
        staged.replace(target)
        fsync_folder(self.folder)

    def whole(self, hash: str, source: str) -> Path:
        """The file of a snapshot, after comparing its content with its hash (once, while size and time stamp stay).

        Raises:
            DamagedSnapshot: If it is missing or any bit of it has changed, on the shelf too.
        """
        path = self.file(hash)
        try:
            if not self._is_whole(path, hash) and not self._fetched(path, hash):
                raise DamagedSnapshot(source=source, snapshot=hash)
        except OSError as error:
            raise DamagedSnapshot(source=source, snapshot=hash) from error
        return path

    def _is_whole(self, path: Path, hash: str) -> bool:
        if not path.exists() and self.shelf is not None:
            return False
        stamp = _stamp(path)
        if self._checked.get(hash) == stamp:
            return True
        is_whole = _content_hash(path) == hash
        if is_whole:
            self._remember(hash, stamp)
        return is_whole

    def _fetched(self, path: Path, hash: str) -> bool:
        """Whether the shelf has it whole; it then lies in the folder."""
        if self.shelf is None:
            return False
        with self.staged() as staged:
            self.shelf.get(hash, staged)
            is_whole = _content_hash(staged) == hash
            if is_whole:
                staged.replace(path)
        return is_whole

    def _remember(self, hash: str, stamp: _Stamp) -> None:
        if time.time_ns() - max(stamp.modified, stamp.changed) > _SETTLED:
            with self._lock:
                self._checked[hash] = stamp

    def remove_leftovers(self) -> int:
        """Removes half-written files of processes that are gone; returns how many."""
        return sum(_remove_leftover(lock) for lock in self.folder.glob(".*.lock"))

    def remove(self, hash: str) -> None:
        """Removes the snapshot with this content, here and on the shelf."""
        self.file(hash).unlink(missing_ok=True)
        if self.shelf is not None:
            self.shelf.remove(hash)

    def remove_except(self, hashes: set[str]) -> int:
        """Removes the published files whose hash is not among ``hashes``, here and on the shelf; returns how many."""
        here = self.remove_here_except(hashes)
        return here if self.shelf is None else max(here, self.shelf.remove_except(hashes))

    def remove_here_except(self, hashes: set[str]) -> int:
        """Like ``remove_except``, but only in the folder of this machine."""
        unused = [path for path in self.folder.glob("*.parquet") if _is_published(path) and path.stem not in hashes]
        for path in unused:
            path.unlink(missing_ok=True)
        return len(unused)


def sealed(path: Path) -> Sealed:
    """Forces the file to disk and takes the hash of its content."""
    with path.open("rb+") as file:
        _to_disk(file.fileno())
        return Sealed(hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size)


def _content_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_disk(handle: int) -> None:
    if hasattr(fcntl, "F_FULLFSYNC"):  # on macOS fsync alone leaves the data in the drive's own cache
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return _Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _is_published(path: Path) -> bool:
    return bool(_HASH.fullmatch(path.stem))


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    with lock.open("x") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _remove_leftover(lock: Path) -> bool:
    try:
        with lock.open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lock.with_suffix(".parquet").unlink(missing_ok=True)
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)
    except (BlockingIOError, FileNotFoundError):  # its writer is alive, or has just finished
        return False
    return True
