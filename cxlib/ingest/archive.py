"""One table inside ``.gz`` or ``.zip``: unpacked within limits, never an archive in an archive."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from cxlib.errors import DamagedFile, NotATable, TooLarge
from cxlib.ingest.limits import MB, Limits
from cxlib.ingest.raw import Raw, shown_name
from cxlib.ingest.reading import Finding, Said
from cxlib.language import gettext_noop as N_

_BLOCK = MB
_WORKBOOKS = ("[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin", "mimetype")
_TABLES = (
    ".csv", ".tsv", ".tab", ".txt", ".dat", ".psv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".json",
    ".jsonl", ".ndjson",
)  # fmt: skip
_END = 70_000  # bytes at an archive's end that hold where its list of members stands
_MOST_NAMED = 12  # files that a refusal names
_ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst")


def unpacked(raw: Raw, limits: Limits, inside: str | int | None = None) -> Raw:
    """The table inside an archive, or ``raw`` itself.

    Args:
        raw: The bytes.
        limits: What they may unpack to.
        inside: Name of the file inside to read, or its number from 0, where there are several.
    Raises:
        TooLarge: If it unpacks to more than the limit.
        NotATable: If there is no table or more than one inside and none was chosen, or another archive.
        DamagedFile: If it cannot be unpacked.
    """
    if raw.head.startswith(b"\x1f\x8b"):
        name = raw.name[:-3] if raw.suffix == ".gz" else raw.name
        return _inner(Raw(name, held=_gunzipped(raw, limits), packed=(raw.name,)))
    if raw.head.startswith(b"PK\x03\x04") or raw.head.startswith(b"PK\x05\x06"):
        return _unzipped(raw, limits, inside)
    return raw


def findings(inner: Raw) -> list[Finding]:
    """That the table was found inside an archive, if it was."""
    if not inner.packed:
        return []
    archive, *others = inner.packed
    said = Said(N_("{file} was found inside {archive} and used"), {"file": inner.name, "archive": archive})
    if not others:
        return [Finding("unpacked", said)]
    facts = {"archive": archive, "names": _named(others)}
    left = Said(N_("{archive} also holds files that were left out: {names}"), facts)
    return [Finding("unpacked", said), Finding("left_inside", left, count=len(others), severity="warning")]


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + " …" * (len(names) > _MOST_NAMED)


def _inner(found: Raw) -> Raw:
    if found.head.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")) or (
        found.head.startswith(b"PK\x03\x04") and b"[Content_Types].xml" not in found.head
    ):
        raise NotATable("archives", file=found.packed[0])
    return found


def _gunzipped(raw: Raw, limits: Limits) -> bytes:
    most = min(limits.unpacked_megabytes * MB, max(64 * MB, limits.ratio * raw.size))
    unpack = zlib.decompressobj(wbits=31)
    chunks, size = [], 0
    with raw.open() as stream:
        while block := stream.read(_BLOCK):
            try:
                chunk = unpack.decompress(block, most + 1 - size)
            except zlib.error as problem:
                raise DamagedFile("damaged", file=raw.name, place="gzip") from problem
            size += len(chunk)
            chunks.append(chunk)
            if size > most or unpack.unconsumed_tail:
                raise TooLarge("unpacked", file=raw.name, value=f"> {most // MB}", limit=most // MB)
            _refuse_endless_line(raw, chunk, size, limits)
    if not unpack.eof:
        raise DamagedFile("cut", file=raw.name)
    return b"".join(chunks)


def _refuse_endless_line(raw: Raw, chunk: bytes, size: int, limits: Limits) -> None:
    if size == len(chunk) > limits.line_megabytes * MB and b"\n" not in chunk and b"\r" not in chunk:
        raise TooLarge("line", file=raw.name, value=size // MB, limit=limits.line_megabytes)


BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    struct.error,
    LookupError,
)
"""What unpacking raises on a package that is cut, encrypted or otherwise not as it should be."""


def _unzipped(raw: Raw, limits: Limits, inside: str | int | None) -> Raw:
    try:
        with raw.open() as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            if any(member.filename in _WORKBOOKS for member in members):
                return raw
            return _inner(_member(raw, archive, members, limits, inside))
    except BROKEN as problem:
        if b"xl/" in raw.head or raw.suffix in (".xlsx", ".xlsm", ".xlsb", ".ods"):
            raise DamagedFile("cut", file=raw.name) from problem
        raise DamagedFile("damaged", file=raw.name, place="zip") from problem


def _files(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members somebody put there, without what a system adds."""
    return [
        member
        for member in members
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and not shown_name(member.filename).startswith(".")
    ]


def tables_inside(path: Path, limits: Limits) -> tuple[str, ...]:
    """The files of an archive that may be tables, by their names, in their order.

    Raises:
        TooLarge: If it has too many members.
        DamagedFile: If it cannot be opened.
    """
    with _opened(path, limits) as archive:
        names = [member.filename for member in _files(archive.infolist())]
    return tuple(name for name in names if name.lower().endswith(_TABLES)) or tuple(names)


@contextmanager
def table_inside(path: Path, name: str, limits: Limits) -> Iterator[BinaryIO]:
    """One file of an archive, unpacked while it is read.

    Raises:
        TooLarge: If it unpacks to more than the limit.
        DamagedFile: If it is locked, broken or not there.
    """
    with _opened(path, limits) as archive:
        try:
            member = archive.getinfo(name)
            if member.flag_bits & 1:
                raise DamagedFile("password", file=name)
            _refuse_size(member, limits)
            with archive.open(member) as stream:
                yield cast(BinaryIO, stream)
        except BROKEN as problem:
            raise DamagedFile("damaged", file=name, place="zip") from problem


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The archive, if its list of members is no longer than it may be: a longer one is not even read."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _END))
        _before, mark, end = stream.read().rpartition(b"PK\x05\x06")
        count = int.from_bytes(end[6:8], "little") if mark else 0
        if count > limits.parts:
            raise TooLarge("parts", file=path.name, value=count, limit=limits.parts)
        try:
            archive = zipfile.ZipFile(stream)
        except BROKEN as problem:
            raise DamagedFile("damaged", file=path.name, place="zip") from problem
        with archive:
            yield archive


def _refuse_size(member: zipfile.ZipInfo, limits: Limits) -> None:
    if member.file_size > limits.unpacked_megabytes * MB:
        raise TooLarge(
            "unpacked",
            file=shown_name(member.filename),
            value=member.file_size // MB,
            limit=limits.unpacked_megabytes,
        )


def _member(
    raw: Raw, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits, inside: str | int | None
) -> Raw:
    """The chosen file of an archive, or its only table."""
    files = _files(members)
    if len(members) > limits.parts:
        raise TooLarge("parts", file=raw.name, value=len(members), limit=limits.parts)
    if any(shown_name(member.filename).lower().endswith(_ARCHIVES) for member in files):
        raise NotATable("archives", file=raw.name)
    member = _chosen(raw, files, inside)
    if member.flag_bits & 1:
        raise DamagedFile("password", file=raw.name)
    if member.file_size > limits.unpacked_megabytes * MB:
        raise TooLarge("unpacked", file=raw.name, value=member.file_size // MB, limit=limits.unpacked_megabytes)
    with archive.open(member) as stream:
        data = stream.read(member.file_size + 1)
    others = [shown_name(other.filename) for other in files if other is not member]
    return Raw(shown_name(member.filename), held=data, packed=(raw.name, *others))


def _chosen(raw: Raw, files: list[zipfile.ZipInfo], inside: str | int | None) -> zipfile.ZipInfo:
    tables = [member for member in files if member.filename.lower().endswith(_TABLES)] or files
    if not tables:
        raise NotATable("nothing", file=raw.name)
    if len(tables) == 1 and inside is None:
        return tables[0]
    for place, member in enumerate(tables):
        if inside in (place, member.filename, shown_name(member.filename)):
            return member
    names = _named([shown_name(member.filename) for member in tables])
    raise NotATable("several", file=raw.name, count=len(tables), names=names)
