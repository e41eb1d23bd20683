"""Snapshots in an object store: this machine's folder is a cache, and nothing wrong ever comes back from there."""

import os
import sys
import time
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from cxlib.errors import DamagedSnapshot, StoreProblem
from cxlib.store import open_store
from cxlib.store.shelf import Shelf
from cxlib.workspace import Column, Source, Workspace

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(params=["memory", "file"])
def address(request, tmp_path):
    """An object store in memory, and a folder that two processes can share."""
    yield f"memory://{tmp_path.name}/shelf" if request.param == "memory" else f"file://{tmp_path}/shelf"
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def store(address, tmp_path):
    opened = open_store(tmp_path / "home", snapshots=address)
    opened.create(Workspace("w", name="Acme"))
    yield opened
    opened.close()


@pytest.fixture
def shelved(address):
    """What lies on the shelf, by its own account."""
    files, root = fsspec.core.url_to_fs(address)
    return lambda: sorted(str(path).rpartition("/")[2] for path in files.ls(root, detail=False))


def scores(store):
    return pq.read_table(store.snapshot_path(store.workspace("w").known_source("s")))["score"].to_pylist()


def test_another_machine_reads_what_this_one_committed(store, address, answers, shelved, tmp_path):
    source = store.commit("w", Source("s"), answers(1, 2))
    assert shelved() == [f"{source.snapshot}.parquet"]
    (store.home / "snapshots" / f"{source.snapshot}.parquet").unlink()  # as on a machine that never had it
    assert scores(store) == [1, 2]
    (store.home / "snapshots" / f"{source.snapshot}.parquet").write_bytes(b"junk")
    assert scores(store) == [1, 2]


def test_what_comes_back_damaged_is_refused(store, address, answers):
    source = store.commit("w", Source("s", name="Survey"), answers(1, 2))
    files, root = fsspec.core.url_to_fs(address)
    files.pipe_file(f"{root}/{source.snapshot}.parquet", b"PAR1 something else PAR1")
    (store.home / "snapshots" / f"{source.snapshot}.parquet").unlink()
    with pytest.raises(DamagedSnapshot, match="Survey"):
        scores(store)
    files.rm_file(f"{root}/{source.snapshot}.parquet")
    with pytest.raises(DamagedSnapshot):
        scores(store)


def test_a_commit_that_fails_leaves_nothing_on_the_shelf(store, answers, shelved, monkeypatch):
    store.commit("w", Source("s"), answers(1))
    before = shelved()

    def broken(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr("cxlib.store.commits.kept", broken)
    with pytest.raises(RuntimeError):
        store.commit("w", Source("t"), answers(2))
    assert shelved() == before


def test_garbage_goes_and_what_is_arriving_or_not_ours_stays(store, address, answers, shelved):
    source = store.commit("w", Source("s"), answers(1))
    files, root = fsspec.core.url_to_fs(address)
    old, new = int(time.time()) - 10**6, int(time.time())
    for name in (f"{'a' * 64}.parquet", f".{'a' * 64}.{old}.{'b' * 32}", f".{'a' * 64}.{new}.{'b' * 32}", "notes.txt"):
        files.pipe_file(f"{root}/{name}", b"x")
    assert store.collect_garbage() == 2
    assert shelved() == sorted([f"{source.snapshot}.parquet", f".{'a' * 64}.{new}.{'b' * 32}", "notes.txt"])


def test_an_erased_customer_is_gone_from_the_shelf_too(store, address, shelved):
    def write(path):
        import pyarrow as pa

        pq.write_table(pa.table({"customer": ["KUNDE-1", "B"], "score": [1, 2]}), path)
        return 2

    source = store.commit("w", Source("s", columns=(Column("customer", "text", "customer_id"),)), write)
    store.erase("KUNDE-1")
    assert shelved() == [f"{store.workspace('w').known_source('s').snapshot}.parquet"] != [f"{source.snapshot}.parquet"]
    assert scores(store) == [2]


def test_a_shelf_that_cannot_be_reached_is_said_plainly_without_secrets(tmp_path, answers, monkeypatch):
    store = open_store(tmp_path / "home", snapshots=f"file://{tmp_path}/shelf")
    store.create(Workspace("w"))
    assert Shelf("memory://me:secret@shelf").place == "memory://shelf"

    def away(*_, **__):
        raise ConnectionError("no route")

    monkeypatch.setattr(store._folder.shelf._files, "put_file", away)
    with pytest.raises(StoreProblem, match="cannot be reached"):
        store.commit("w", Source("s"), answers(1))
    assert store.workspace("w").sources == () and os.listdir(store.home / "snapshots") == []
    store.close()


class _DriversOwn(Exception):
    """What a driver raises that is no OSError, as botocore does where nobody answers or credentials are missing."""


@pytest.mark.parametrize("trouble", [_DriversOwn, FileNotFoundError])  # the latter: the bucket is not there
def test_what_a_driver_raises_is_a_sentence_and_the_check_says_it_too(store, answers, monkeypatch, trouble):
    def away(*_, **__):
        raise trouble("Unable to locate credentials")

    monkeypatch.setitem(sys.modules, "botocore.exceptions", SimpleNamespace(BotoCoreError=_DriversOwn,
                                                                            ClientError=_DriversOwn))  # fmt: skip
    assert store.check() == []
    monkeypatch.setattr(store._folder.shelf._files, "put_file", away)
    with pytest.raises(StoreProblem, match="cannot be reached"):
        store.commit("w", Source("s"), answers(1))
    said, why = store.check(quick=True)
    assert "cannot be reached" in said and why == "Unable to locate credentials"


def test_a_bucket_that_is_not_there_is_not_made(store, answers, monkeypatch):
    """A slip of the pen in the address would else make a bucket, and keep customers' answers in it."""
    files, made = store._folder.shelf._files, []

    def away(*_, **__):
        raise FileNotFoundError("The specified bucket does not exist")

    monkeypatch.setattr(files, "protocol", ("s3", "s3a"), raising=False)
    monkeypatch.setattr(files, "put_file", away)
    monkeypatch.setattr(files, "makedirs", lambda path, exist_ok: made.append(path))
    with pytest.raises(StoreProblem):
        store.commit("w", Source("s"), answers(1))
    assert made == []


def test_a_missing_driver_is_said_plainly(tmp_path):
    with pytest.raises(StoreProblem, match="package"):
        open_store(tmp_path / "home", snapshots="nonsense://bucket")
