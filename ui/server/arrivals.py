"""Uploads on their way from the network to the disk, past Streamlit, which would hold each of them in memory.

The guard streams the file aside and passes on a ticket in its place; the page that asked for the file hands the ticket
in with ``taken``. A few at a time: others wait with their browser until it is their turn.
"""

import asyncio
import hashlib
import os
import secrets
import shutil
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import anyio.to_thread
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

TICKET = b"headlight ticket "
AT_ONCE = 2
MOST_WAITING = 20
PIECE = 1 << 20  # bytes written and hashed at a time, off the event loop
MOST_SENDERS = 10_000  # sessions
SILENCE = 60  # seconds without a byte after which a sender is given up
MOST_UNCLAIMED = 20  # files that no page has taken yet
UNCLAIMED = 3600  # seconds after which a file that no page took is removed
SPARE = 512 << 20  # bytes of the disk that uploads leave free


class Refused(Exception):
    """An upload that is not taken; ``status`` is the HTTP status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Arrived:
    """A file on the disk: where, the hash of its bytes, and what its sender calls it."""

    path: Path
    sha256: str
    size: int
    name: str
    kind: str


@dataclass
class _Incoming:
    """A file while its bytes come in."""

    file: BinaryIO
    limit: int
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    buffer: bytearray = field(default_factory=bytearray)
    files: int = 0
    is_whole: bool = False
    headers: dict[str, bytes] = field(default_factory=dict)
    header: tuple[bytearray, bytearray] = field(default_factory=lambda: (bytearray(), bytearray()))

    def callbacks(self) -> Any:
        """What the multipart parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self.header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self.header[1].extend(data[start:end]),
            "on_header_end": self._header,
            "on_part_data": self._piece,
            "on_end": lambda: setattr(self, "is_whole", True),
        }

    def _begin(self) -> None:
        self.files += 1
        if self.files > 1:
            raise Refused(400)

    def _header(self) -> None:
        name, value = (bytes(part) for part in self.header)
        self.headers[name.decode("latin-1").lower()] = value
        self.header = (bytearray(), bytearray())

    def _piece(self, data: bytes, start: int, end: int) -> None:
        self.size += end - start
        if self.size > self.limit:
            raise Refused(413)
        self.buffer.extend(data[start:end])

    def write(self, least: int = 1) -> None:
        """To disk what has come together, if it is at least so much."""
        if len(self.buffer) >= least:
            self.file.write(self.buffer)
            self.digest.update(self.buffer)
            self.buffer.clear()


class Arrivals:
    """All uploads of this process. ``folder`` says where they wait; ``limit`` is the largest file, bytes."""

    def __init__(self, folder: Callable[[], Path], limit: Callable[[], int]) -> None:
        self._folder = folder
        self._limit = limit
        self._known: dict[bytes, Arrived] = {}
        self._senders: OrderedDict[str, None] = OrderedDict()
        self._waiting = 0
        self._turns: asyncio.Semaphore | None = None

    def let(self, session: str, allowed: bool) -> None:
        """Whether uploads of a session are taken, said whenever a page was drawn for somebody who may upload or not."""
        self._senders.pop(session, None)
        if allowed and session:
            self._senders[session] = None
        while len(self._senders) > MOST_SENDERS:
            self._senders.popitem(last=False)

    def may_send(self, session: str) -> bool:
        """Whether this session may upload. A session's id is known to its own browser alone."""
        return session in self._senders

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of the places at the disk; waits for it, in line.

        Raises:
            Refused: 503 if the line is too long.
        """
        self._turns = self._turns or asyncio.Semaphore(AT_ONCE)
        if self._waiting >= MOST_WAITING:
            raise Refused(503)
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    async def received(self, headers: dict[str, str], receive: Callable[[], Any]) -> Arrived:
        """Streams the one file of a multipart request to the disk.

        Raises:
            Refused: 400 for anything else, 408 for silence, 413 for too much, 429 for too many
                files that no page took, 507 for a disk that is nearly full.
        """
        limit, length = self._limit(), headers.get("Content-Length", "")
        kind, options = parse_options_header(headers.get("Content-Type", ""))
        if kind != b"multipart/form-data" or not options.get(b"boundary") or (length and not length.isdigit()):
            raise Refused(400)
        if length and int(length) > limit + PIECE:
            raise Refused(413)
        path = await anyio.to_thread.run_sync(self._place, int(length or limit))
        try:
            with path.open("xb") as file:
                incoming = _Incoming(file, limit)
                parser = MultipartParser(options[b"boundary"], incoming.callbacks())
                await _streamed(receive, parser, incoming)
            if incoming.files != 1 or not incoming.is_whole:
                raise Refused(400)
        except BaseException:  # whatever stopped it, a half file is of no use to anybody
            path.unlink(missing_ok=True)
            raise
        _, named = parse_options_header(incoming.headers.get("content-disposition", b""))
        name = named.get(b"filename", b"").decode("utf-8", "replace")
        kind_said = incoming.headers.get("content-type", b"").decode("latin-1")
        return Arrived(path, incoming.digest.hexdigest(), incoming.size, name, kind_said)

    async def drained(self, receive: Callable[[], Any]) -> None:
        """Takes in and throws away what a refused sender still has to say, within limits: most never listen before."""
        left, until = self._limit() + PIECE, asyncio.get_running_loop().time() + SILENCE
        with suppress(TimeoutError):
            while left > 0 and asyncio.get_running_loop().time() < until:
                message = await asyncio.wait_for(receive(), SILENCE)
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return

    def ticket(self, arrived: Arrived) -> bytes:
        """What is passed on in the place of the file: nobody can guess it, and it is good for one file."""
        ticket = TICKET + secrets.token_hex(24).encode()
        self._known[ticket] = arrived
        return ticket

    def taken(self, ticket: bytes) -> Arrived | None:
        """The file that a ticket stands for, once; None if it is no ticket."""
        return self._known.pop(ticket, None)

    def forget(self, ticket: bytes) -> None:
        """Removes the file behind a ticket."""
        arrived = self._known.pop(ticket, None)
        if arrived:
            arrived.path.unlink(missing_ok=True)

    def _place(self, size: int) -> Path:
        folder = self._folder()
        for ticket, arrived in list(self._known.items()):
            if not arrived.path.exists() or _age(arrived.path) > UNCLAIMED:
                self.forget(ticket)
        for path in folder.glob(".arriving-*"):  # of processes that are gone
            if _age(path) > UNCLAIMED:
                path.unlink(missing_ok=True)
        if len(self._known) >= MOST_UNCLAIMED:
            raise Refused(429)
        if shutil.disk_usage(folder).free < size + SPARE:
            raise Refused(507)
        return folder / f".arriving-{secrets.token_hex(16)}"


def _age(path: Path) -> float:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime
    return 0.0


async def _streamed(receive: Callable[[], Any], parser: MultipartParser, incoming: _Incoming) -> None:
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), SILENCE)
        except TimeoutError as error:
            raise Refused(408) from error
        if message["type"] != "http.request":
            raise Refused(400)  # the sender is gone
        try:
            parser.write(message.get("body", b""))
        except FormParserError as error:
            raise Refused(400) from error
        more = message.get("more_body", False)
        if len(incoming.buffer) >= PIECE or not more:
            await anyio.to_thread.run_sync(incoming.write)
    try:
        parser.finalize()
    except FormParserError as error:
        raise Refused(400) from error


def multipart(name: str, kind: str, content: bytes) -> tuple[bytes, bytes]:
    """A request body with one small file, and its content type."""
    boundary = secrets.token_hex(16).encode()
    safe_name = "".join(sign for sign in name if sign.isprintable() and sign not in '"\\').encode()
    safe_kind = kind if kind.isascii() and kind.isprintable() and len(kind) < 200 else "application/octet-stream"
    body = b"".join((
        b"--", boundary, b'\r\nContent-Disposition: form-data; name="file"; filename="', safe_name,
        b'"\r\nContent-Type: ', (safe_kind or "application/octet-stream").encode(), b"\r\n\r\n", content,
        b"\r\n--", boundary, b"--\r\n",
    ))  # fmt: skip
    return body, b"multipart/form-data; boundary=" + boundary


def session() -> str:
    """The id of the session whose page is being drawn; empty outside of one."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def data_folder() -> Path:
    """Where uploads wait in the data folder."""
    from cxlib.store import data_folder as home

    folder = home() / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def largest() -> int:
    """The largest file that may be uploaded, bytes."""
    import streamlit as st

    return int(st.get_option("server.maxUploadSize")) << 20


ARRIVALS = Arrivals(data_folder, largest)


def kept(file: BinaryIO, folder: Path) -> tuple[Path, str]:
    """Moves an upload into ``folder`` under the hash of its bytes, whichever way it came; returns path and hash."""
    start = file.read(len(TICKET) + 48)
    arrived = ARRIVALS.taken(start) if start.startswith(TICKET) and not file.read(1) else None
    if arrived:
        target = folder / arrived.sha256
        os.replace(arrived.path, target)
        return target, arrived.sha256
    file.seek(0)
    return _copied(file, folder)


def _copied(file: BinaryIO, folder: Path) -> tuple[Path, str]:
    digest, waiting = hashlib.sha256(), folder / f".arriving-{secrets.token_hex(16)}"
    try:
        with waiting.open("xb") as target:
            while piece := file.read(PIECE):
                digest.update(piece)
                target.write(piece)
        os.replace(waiting, folder / digest.hexdigest())
    finally:
        waiting.unlink(missing_ok=True)
    return folder / digest.hexdigest(), digest.hexdigest()
