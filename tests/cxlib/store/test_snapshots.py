import errno
import hashlib
import os
import random
import time
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from cxlib.errors import DamagedSnapshot, EditConflict, NotFound, StoreFull
from cxlib.workspace import Column, Source


@pytest.fixture
def survey(store, answers):
    return store.commit("w", Source("s", name="Survey", file="may.csv"), answers(1, 2, 3), author="Ann", raw_hash="ab")


def files(store):
    return sorted(path.name for path in (store.home / "snapshots").iterdir())


def test_a_snapshot_is_named_by_the_hash_of_its_content(store, survey):
    path = store.snapshot_path(survey)
    assert path.stem == survey.snapshot == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (survey.rows, survey.version, files(store)) == (3, 1, [path.name])
    assert store.workspace("w").source("s") == survey


def test_every_commit_is_a_version_that_tells_where_it_came_from(store, survey, answers):
    store.commit("w", replace(survey, file="june.csv"), answers(4), author="Bob")
    newest, oldest = store.versions("w", "s")
    assert (newest.version, newest.rows, newest.author, newest.raw_hash) == (2, 1, "Bob", "")
    assert (oldest.version, oldest.rows, oldest.author, oldest.raw_hash) == (1, 3, "Ann", "ab")
    assert [(version.current, version.source.file) for version in (newest, oldest)] == [
        (True, "june.csv"), (False, "may.csv")]


def test_a_double_click_is_one_version(store, survey, answers):
    again = store.commit("w", Source("s", name="Survey", file="may.csv"), answers(1, 2, 3))
    assert again == survey and len(store.versions("w", "s")) == 1


def test_a_commit_on_top_of_someone_elses_change_is_told(store, survey, answers):
    store.put("w", replace(survey, columns=(Column("score", "integer", "score"),)), author="Ann")
    with pytest.raises(EditConflict, match="Ann"):
        store.commit("w", survey, answers(9))
    assert files(store) == [f"{survey.snapshot}.parquet"]


def test_reverting_brings_back_data_and_settings_and_can_be_reverted(store, survey, answers):
    later = store.commit("w", replace(survey, file="june.csv"), answers(4))
    back = store.revert("w", "s", 1)
    assert (back.snapshot, back.file, back.version) == (survey.snapshot, "may.csv", 3)
    assert [v.current for v in store.versions("w", "s")] == [False, True]
    assert store.revert("w", "s", 2).snapshot == later.snapshot
    with pytest.raises(NotFound):
        store.revert("w", "s", 3)


def test_undo_of_a_commit_brings_back_the_rows_before(store, survey, answers):
    store.commit("w", survey, answers(4))
    store.undo("w", store.history("w", "source", "s")[0].id)
    assert pq.read_table(store.snapshot_path(store.workspace("w").source("s")))["score"].to_pylist() == [1, 2, 3]


def test_every_flipped_bit_and_every_cut_is_noticed(store, survey):
    path = store.snapshot_path(survey)
    whole, dice = path.read_bytes(), random.Random(1)
    for _ in range(60):
        damaged = bytearray(whole)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged if dice.random() < 0.8 else whole[: dice.randrange(len(whole))])
        with pytest.raises(DamagedSnapshot, match="Survey"):
            store.snapshot_path(survey)
    path.write_bytes(whole)
    assert store.snapshot_path(survey) == path


def test_damage_right_after_a_check_is_noticed(store, survey):
    path = store.snapshot_path(survey)
    path.write_bytes(bytes(reversed(path.read_bytes())))
    with pytest.raises(DamagedSnapshot):
        store.snapshot_path(survey)


def test_a_settled_file_is_hashed_only_once(store, survey, monkeypatch):
    time.sleep(0.15)
    path = store.snapshot_path(survey)
    monkeypatch.setattr("cxlib.store.snapshots._content_hash", lambda path: pytest.fail("hashed again"))
    assert store.snapshot_path(survey) == path


def test_an_older_version_that_is_damaged_is_a_finding(store, survey, answers):
    store.commit("w", survey, answers(4))
    store.snapshot_path(survey).write_bytes(b"")
    assert len(store.check()) == 1


def test_a_missing_file_is_a_damaged_snapshot_and_committing_again_heals_it(store, survey, answers):
    store.snapshot_path(survey).unlink()
    with pytest.raises(DamagedSnapshot):
        store.snapshot_path(survey)
    assert any("Survey" in finding for finding in store.check())
    store.commit("w", survey, answers(1, 2, 3))
    assert store.snapshot_path(survey).exists() and store.check() == []


@pytest.mark.parametrize("hash", ["", "../../etc/passwd", "a" * 63, "A" * 64])
def test_only_a_hash_becomes_a_path(store, hash):
    with pytest.raises(NotFound):
        store.snapshot_path(Source("s", snapshot=hash))


def full(path):
    path.write_bytes(b"half")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_in_words(path):
    path.write_bytes(b"half")
    raise RuntimeError("IO Error: could not write: No space left on device")


@pytest.mark.parametrize("writer", [full, full_in_words])
def test_a_full_disk_is_said_plainly_and_leaves_nothing(store, survey, writer):
    with pytest.raises(StoreFull, match="no space left"):
        store.commit("w", survey, writer)
    assert files(store) == [f"{survey.snapshot}.parquet"] and store.workspace("w").source("s") == survey


def test_a_database_that_cannot_grow_leaves_no_snapshot_behind(store, survey, answers, monkeypatch):
    def no_room(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("cxlib.store.snapshots.fsync_folder", no_room)
    with pytest.raises(StoreFull):
        store.commit("w", survey, answers(7))
    assert files(store) == [f"{survey.snapshot}.parquet"] and len(store.versions("w", "s")) == 1


@pytest.mark.parametrize("moment", [
    "store.sealed", "records.saved", "commits.kept", "snapshots.fsync_folder", "snapshots.SnapshotFolder.publish"])
def test_a_commit_broken_off_at_any_step_is_absent(store, survey, answers, monkeypatch, moment):
    def broken_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"cxlib.store.{moment}", broken_off)
    with pytest.raises(KeyboardInterrupt):
        store.commit("w", survey, answers(7))
    assert files(store) == [f"{survey.snapshot}.parquet"]
    assert store.workspace("w").source("s") == survey and len(store.versions("w", "s")) == 1


def test_a_bug_in_the_writer_stays_loud_and_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError):
        store.commit("w", Source("s"), lambda path: 1 // 0)
    assert files(store) == [] and store.workspace("w").sources == ()


def test_garbage_is_what_no_commit_names_and_no_process_writes(store, survey, answers):
    folder = store.home / "snapshots"
    (folder / f"{'0' * 64}.parquet").write_bytes(b"stray")
    (folder / ".dead.lock").touch()
    (folder / ".dead.parquet").write_bytes(b"half")

    def write_while_collecting(path):
        path.write_bytes(b"half")
        assert store.collect_garbage() == 2 and path.exists()
        return answers(5)(path)

    committed = store.commit("w", survey, write_while_collecting)
    assert files(store) == sorted(f"{hash}.parquet" for hash in (survey.snapshot, committed.snapshot))
    assert store.collect_garbage() == 0
