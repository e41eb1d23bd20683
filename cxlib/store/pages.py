"""Finished pages of links, kept over a restart of the server, which need not put them together again.

A page is plain JSON under a name that says all it was made of. It is only ever a copy: what is wrong with one is as if
it were not there, and all of them go when somebody is erased.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

MOST = 256
PATIENCE = 60  # seconds to wait for another process that is making the page
_PAUSE = 0.05  # seconds between looks whether it is done
_OWN = 0o600

Parts = Mapping[str, str]


class Pages:
    """The pages in ``folder``. Names are ``subject-rest`` in letters, digits and dashes; several processes may share.

    A name's file is open and locked while its page is made, so that of many who want it at once one makes it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def found(self, name: str) -> Parts | None:
        """The page of that name, if it is finished."""
        with suppress(OSError), self._file(name).open(encoding="utf-8") as file:
            return _read(file)
        return None

    def kept(self, name: str, make: Callable[[], Parts], is_valid: Callable[[], bool]) -> Parts:
        """The page of that name, made now if it is not there; where it cannot be written it is made all the same.

        Args:
            name: What tells it from all others.
            make: Makes it; what it raises is raised.
            is_valid: Asked once it is made: whether what it was made of is still so, or else it is not kept.
        """
        file = self._opened(name)
        if file is None:
            return make()
        with file:
            is_mine = _locked(file)
            known = _read(file)
            if known is not None:
                return known
            made = make()
            if is_mine and is_valid():
                _write(file, made)
            return made

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this is the only process that prepares pages ahead, for as long as the block takes."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            yield _is_free(handle)
        finally:
            os.close(handle)

    def remove_except(self, subjects: Collection[str]) -> None:
        """Removes the pages of all other subjects."""
        for path in self._folder.glob("*.json"):
            if path.stem.partition("-")[0] not in subjects:
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Removes all pages; one that is just being made is not kept."""
        self.remove_except(())

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _opened(self, name: str) -> TextIO | None:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._make_room()
            return os.fdopen(os.open(self._file(name), os.O_RDWR | os.O_CREAT, _OWN), "r+", encoding="utf-8")
        except OSError:  # a disk that is full or may not be written: nothing is kept
            return None

    def _make_room(self) -> None:
        aged = sorted((path.stat().st_mtime, path) for path in self._folder.glob("*.json"))
        for _, path in aged[: max(0, len(aged) - MOST + 1)]:
            path.unlink(missing_ok=True)


def _is_free(handle: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _locked(file: TextIO) -> bool:
    """Waits until nobody else makes the page; whether that came to pass."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if _is_free(file.fileno()):
                return True
        except OSError:  # a file system without locks
            return False
        time.sleep(_PAUSE)  # a lock that is waited for by the system itself would be waited for without end
    return False


def _read(file: TextIO) -> Parts | None:
    """The page, None if it is not whole: whoever was writing it may have been stopped."""
    file.seek(0)
    try:
        known = json.load(file)
    except ValueError:
        return None
    is_whole = isinstance(known, dict) and all(isinstance(part, str) for part in known.values())
    return known if is_whole and known else None


def _write(file: TextIO, parts: Parts) -> None:
    with suppress(OSError):  # a full disk leaves a piece, which is not read
        file.seek(0)
        file.truncate()
        json.dump(dict(parts), file)
        file.flush()
