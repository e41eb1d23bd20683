"""The bytes of an upload, with its harmless name and checksum."""

import hashlib
import io
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cxlib.errors import DamagedFile, TooLarge
from cxlib.ingest.digits import clean
from cxlib.ingest.limits import MB, Limits

_BLOCK = 4 * MB
FileLike = str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO


@dataclass(frozen=True)
class Raw:
    """Bytes on disk or in memory.

    Attributes:
        name: File name for showing, without folders or control characters.
        path: Where the bytes lie, if on disk.
        held: The bytes, if in memory.
    """

    name: str
    path: Path | None = None
    held: bytes = b""
    packed: tuple[str, ...] = field(default=())

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size if self.path else len(self.held)

    def open(self) -> BinaryIO:
        """A stream over the bytes, for the caller to close."""
        return self.path.open("rb") if self.path else io.BytesIO(self.held)

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB, by which a format is recognised."""
        with self.open() as stream:
            return stream.read(65536)

    @cached_property
    def data(self) -> bytes:
        """All bytes, in memory."""
        return self.path.read_bytes() if self.path else self.held

    @cached_property
    def sha256(self) -> str:
        """Checksum, hexadecimal, read block by block."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()

    @property
    def suffix(self) -> str:
        """The end of the name in small letters, with its dot."""
        return PurePosixPath(self.name.strip()).suffix.lower()


def opened(source: FileLike, name: str | None, limits: Limits) -> Raw:
    """The raw bytes of a path, of bytes, or of a binary file object.

    Raises:
        TooLarge: If the file is over the limit; it is refused before it is read.
        DamagedFile: If there is no such file.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        raw = Raw(shown_name(name or "table.csv"), held=bytes(source))
    elif isinstance(source, str | PathLike):
        path = Path(source)
        raw = Raw(shown_name(name or path.name), path=path)
        if not path.is_file():
            raise DamagedFile("missing", file=raw.name)
    else:
        raw = Raw(shown_name(name or getattr(source, "name", "table.csv")), held=_drained(source, limits))
    if raw.size > limits.megabytes * MB:
        raise TooLarge("bytes", file=raw.name, value=-(-raw.size // MB), limit=limits.megabytes)
    return raw


def _drained(stream: BinaryIO, limits: Limits) -> bytes:
    data = stream.read(limits.megabytes * MB + 1)
    return data.encode() if isinstance(data, str) else data


def shown_name(name: object) -> str:
    """The last part of a file name, safe to show and to store as text.

    Examples:
        >>> shown_name("..\\\\..\\\\windows\\\\x.csv"), shown_name("a/b/c.csv"), shown_name("")
        ('x.csv', 'c.csv', 'table')
    """
    last = str(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    plain = " ".join(clean(last.replace("\n", " ").replace("\r", " ")).split())
    return (plain if len(plain) <= 120 else plain[:80] + "…" + plain[-30:]) or "table"
