"""``read_guarded``: the reading happens in a process of its own, with limits, so that no file ends the server."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Event, Timer
from typing import Any

from cxlib.errors import DamagedFile, TooLarge
from cxlib.ingest.folders import Folder, FolderSource, Progress
from cxlib.ingest.limits import Limits
from cxlib.ingest.raw import FileLike, opened
from cxlib.ingest.reading import Reading
from cxlib.ingest.report import unpacked, unpacked_error
from cxlib.language import current

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


def read_guarded(
    path_or_file: FileLike | list[FileLike] | tuple[FileLike, ...],
    name: str | None = None,
    *,
    limits: Limits | None = None,
    progress: Progress = None,
    **choices: Any,
) -> Reading:
    """``read`` in a child process with limits of address space, processor and wall time.

    Args:
        path_or_file: A path, bytes, or a binary file object; several of them, files of one shape, become one table.
        name: The file's name, if the object has none.
        limits: What the file may cost; from the environment if not given.
        progress: Told the step and its share done while the child works.
        choices: As for ``read``.
    Raises:
        UnreadableFile: If it is no table, or costs more than the limits allow; an empty file too.
    """
    limits = limits or Limits.of()
    if isinstance(path_or_file, list | tuple):
        from cxlib.ingest.several import together

        return together(partial(read_guarded, limits=limits, progress=progress), path_or_file, choices)
    raw = opened(path_or_file, name, limits)
    folder = Folder()
    place = folder.path
    path = raw.path or place / "upload"
    if raw.path is None:
        path.write_bytes(raw.held)
    asked = {"folder": str(place), "path": str(path), "name": raw.name, "choices": choices}
    _run({**asked, "limits": asdict(limits), "language": current()}, limits, progress)
    if (place / "problem.json").exists():
        raise unpacked_error(json.loads((place / "problem.json").read_text(encoding="utf-8")))
    if raw.path is None:
        path.unlink()
    told = json.loads((place / "reading.json").read_text(encoding="utf-8"))
    reading = unpacked(told, FolderSource(folder, told["rows"]))
    if reading.refusal is not None:
        raise reading.refusal
    return reading


class Child:
    """A reading process that has made itself ready and waits for its one request."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "cxlib.ingest.child"]
        home = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``end``
        self._said = ""
        hears, tells = os.pipe()
        self._process = subprocess.Popen(
            command,
            stdin=hears,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | _ONE_THREAD | {"PYTHONPATH": paths},
        )
        os.close(hears)
        self._request = os.fdopen(tells, "w", encoding="utf-8")

    @property
    def waits(self) -> bool:
        """Whether it still lives."""
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], limits: Limits, progress: Progress) -> None:
        """Hand it the request and wait for its end; a death becomes a sentence."""
        late = Event()
        alarm = Timer(2 * limits.seconds, self._kill, (late,))
        alarm.start()
        try:
            with suppress(BrokenPipeError):
                self._request.write(json.dumps(request) + "\n")
                self._request.close()
            for line in self._process.stdout or ():
                if progress:
                    progress(*json.loads(line))
        finally:
            alarm.cancel()
            self.end()
        if late.is_set():
            raise TooLarge("seconds", file=request["name"], limit=limits.seconds)
        if self._process.returncode:
            raise _death(self._process.returncode, self._said, request["name"], limits)

    def _kill(self, late: Event) -> None:
        late.set()
        self._process.kill()

    def end(self) -> None:
        """Wait for its end; without a request it ends at once."""
        with suppress(BrokenPipeError):
            self._request.close()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait()
        with self._errors:
            self._errors.seek(0)
            self._said = self._errors.read().decode(errors="replace")


_ready: list[Child] = []


def make_ready() -> None:
    """Let a child make itself ready for the next reading, so that it begins a second earlier."""
    if not any(child.waits for child in _ready):
        _end_ready()
        _ready.append(Child())


def _end_ready() -> None:
    while _ready:
        _ready.pop().end()


atexit.register(_end_ready)


def _run(request: dict[str, Any], limits: Limits, progress: Progress) -> None:
    try:
        child = _ready.pop()
    except IndexError:
        child = Child()
    if not child.waits:
        child.end()
        child = Child()
    child.ask(request, limits, progress)


def _death(code: int, said: str, file: str, limits: Limits) -> Exception:
    if code in (-getattr(signal, "SIGXCPU", 24), -9):
        return TooLarge("seconds", file=file, limit=limits.seconds)
    if code == -6 or "MemoryError" in said or "bad_alloc" in said or "allocate" in said:
        return TooLarge("memory", file=file, limit=limits.memory_megabytes)
    return DamagedFile("died", file=file) if code < 0 else RuntimeError(said[-2000:])
