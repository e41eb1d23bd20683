"""Snapshots in an object store (S3, Azure, Google, SFTP …) through fsspec; the folder on this machine is then a cache.

Every object is named by the hash of its content, so nothing there is ever changed, and whatever comes back is checked.
"""

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from cxlib.errors import StoreProblem

_PUBLISHED = re.compile(r"([0-9a-f]{64})\.parquet")
_ARRIVING = re.compile(r"\.[0-9a-f]{64}\.(\d+)\.[0-9a-f]{32}")
_LONGEST_ARRIVAL = 86_400  # seconds; what has been arriving for longer will not arrive
_OF_BUCKETS = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss"}  # have no folders to make
_IMPATIENT = {"connect_timeout": 4, "read_timeout": 20, "retries": {"total_max_attempts": 2, "mode": "standard"}}
_TROUBLES = (
    ("botocore.exceptions", "BotoCoreError"), ("botocore.exceptions", "ClientError"), ("aiohttp", "ClientError"),
    ("google.auth.exceptions", "GoogleAuthError"), ("gcsfs.retry", "HttpError"),
    ("azure.core.exceptions", "AzureError"), ("paramiko", "SSHException"),
)  # fmt: skip
"""What drivers raise that is no OSError: an address that does not answer, credentials that are missing or refused."""


class Shelf:
    """The place in the object store that ``address`` names, such as ``s3://bucket/headlight``.

    Who we are there is said to fsspec's driver in its own way: environment, instance role, configuration file. The
    bucket has to be there.

    Raises:
        StoreProblem: ``"driver"`` if the package for this kind of address is not installed.
    """

    def __init__(self, address: str) -> None:
        self.place = _without_secrets(address)
        try:
            from fsspec.core import url_to_fs

            patience = {"config_kwargs": _IMPATIENT} if address.startswith(("s3:", "s3a:")) else {}
            self._files, self._root = url_to_fs(address, **patience)
        except (ImportError, ValueError) as error:
            raise StoreProblem(problem="driver", place=self.place) from error

    def put(self, file: Path, hash: str) -> None:
        """Keeps the file under its hash: whole, or not at all."""
        with self._reached(), self._arriving(file, hash) as arriving:
            self._files.mv(arriving, self._path(hash))

    def check(self) -> None:
        """Puts something there and takes it away again.

        Raises:
            StoreProblem: ``"shelf"`` if that cannot be done.
        """
        with tempfile.NamedTemporaryFile() as nothing, self._reached(), self._arriving(Path(nothing.name), "0" * 64):
            pass

    @contextmanager
    def _arriving(self, file: Path, hash: str) -> Iterator[str]:
        """A copy of the file on the shelf under a name for the meantime, removed if it is still there afterwards."""
        if not _OF_BUCKETS & set(_protocols(self._files)):
            self._files.makedirs(self._root, exist_ok=True)
        arriving = f"{self._root}/.{hash}.{int(time.time())}.{uuid4().hex}"
        try:
            self._files.put_file(str(file), arriving)
            yield arriving
        finally:
            if self._files.exists(arriving):
                self._files.rm_file(arriving)

    def has(self, hash: str, size: int) -> bool:
        """Whether the object is there in its full length."""
        with self._reached():
            path = self._path(hash)
            self._files.invalidate_cache()  # another machine may have removed it since we looked around
            return bool(self._files.exists(path) and self._files.info(path)["size"] == size)

    def get(self, hash: str, target: Path) -> None:
        """Copies the object to a file of this machine.

        Raises:
            FileNotFoundError: If it is not there.
        """
        with self._reached(or_absent=True):
            self._files.get_file(self._path(hash), str(target))

    def remove(self, hash: str) -> None:
        """Removes the object if it is there."""
        with self._reached():
            if self._files.exists(self._path(hash)):
                self._files.rm_file(self._path(hash))

    def remove_except(self, hashes: set[str]) -> int:
        """Removes the objects of ours whose hash is not among ``hashes``, and those that stopped arriving."""
        with self._reached():
            self._files.invalidate_cache()
            there = self._files.ls(self._root, detail=False) if self._files.exists(self._root) else []
            unused = [str(path) for path in there if _is_unused(str(path).rpartition("/")[2], hashes)]
            for path in unused:
                self._files.rm_file(path)
        return len(unused)

    def _path(self, hash: str) -> str:
        return f"{self._root}/{hash}.parquet"

    @contextmanager
    def _reached(self, or_absent: bool = False) -> Iterator[None]:
        try:
            yield
        except _troubles() as error:
            if or_absent and isinstance(error, FileNotFoundError):
                raise
            raise StoreProblem(problem="shelf", place=self.place) from error


def _troubles() -> tuple[type[Exception], ...]:
    """What drivers translate their troubles into, and the kinds that those which are loaded do not translate."""
    return (OSError, *(getattr(sys.modules[module], name) for module, name in _TROUBLES if module in sys.modules))


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _is_unused(name: str, hashes: set[str]) -> bool:
    published, arriving = _PUBLISHED.fullmatch(name), _ARRIVING.fullmatch(name)
    if arriving:
        return time.time() - int(arriving[1]) > _LONGEST_ARRIVAL
    return published is not None and published[1] not in hashes


def opened(address: str | None) -> Any:
    """The shelf at the address, None where there is none: snapshots then live in the data folder alone."""
    return Shelf(address) if address else None


def _without_secrets(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"
