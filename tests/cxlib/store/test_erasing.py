"""A customer who is erased is in no byte of the store: no version, no record, no backup, no cache."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.errors import NotFound
from cxlib.store import open_store
from cxlib.workspace import Column, Event, Filter, Metric, Source, Workspace

COLUMNS = (Column("customer", "text", "customer_id"), Column("said", "text", "comment"), Column("score", "integer"))
WHO = "KUNDE-é-4711"


def survey(*rows):
    """A writer of rows: customer, what they said, score."""

    def write(path: Path) -> int:
        customers, said, scores = zip(*rows, strict=True)
        table = pa.table({"customer": pa.array(customers, pa.string()), "said": said, "score": scores})
        pq.write_table(table, path, compression="zstd", write_page_checksum=True)
        return len(rows)

    return write


def hits(home: Path, *words: str) -> list[str]:
    """Where a word still stands: in the bytes of any file, and in every cell of every Parquet file."""
    found = []
    for path in (path for path in home.rglob("*") if path.is_file()):
        text = path.read_bytes()
        if path.suffix == ".parquet":
            text += "\n".join(map(str, pq.read_table(path).to_pylist())).encode()
        spellings = {spelling for word in words for spelling in (word.encode(), word.encode("unicode_escape"))}
        found += [path.name for spelling in spellings if spelling in text]
    return found


@pytest.fixture
def known(store):
    """A store in which the customer is everywhere."""
    first = survey((WHO, "late", 1), ("B", "fine", 9))
    source = store.commit("w", Source("s", name="Survey", columns=COLUMNS), first)
    more = survey((WHO, "late", 1), ("B", f"as {WHO} said", 9), (None, None, 7))
    store.commit("w", source, more)
    store.put("w", Metric("m", name="Wait", source="s", where=(Filter("customer", (WHO, "B")),)))
    event = store.put("w", Event("e", name=f"Call with {WHO}"))
    store.put("w", replace(event, name="Call"))
    store.save_draft("w", "half", {"note": WHO})
    store.create(Workspace("gone", name="Gone"))
    store.commit("gone", Source("s", columns=COLUMNS), survey((WHO, "!", 0), ("C", "?", 1)))
    store.delete_workspace("gone")
    store.back_up()
    return store


def test_nothing_of_an_erased_customer_is_left(known):
    assert len(hits(known.home, WHO)) >= 3
    done = known.erase(WHO, author="ann")
    assert (done.rows, done.versions, done.damaged) == (3, 3, 0)
    known.close()
    assert hits(known.home, WHO) == []


def test_every_version_stays_readable_and_can_be_gone_back_to(known):
    known.erase(WHO)
    rows = [pq.read_table(known.snapshot_path(version.source)).num_rows for version in known.versions("w", "s")]
    assert rows == [2, 1] == [version.rows for version in known.versions("w", "s")]
    assert known.revert("w", "s", 1).rows == 1
    assert known.check() == []


def test_others_keep_their_rows_and_their_words_but_for_the_name(known):
    rows = survey((WHO, "late", 1), ("B", f"as {WHO} said", 9), (f"{WHO}9", "ok", 8), (None, None, 7))
    known.commit("w", known.workspace("w").known_source("s"), rows)
    known.erase(WHO)
    left = pq.read_table(known.snapshot_path(known.workspace("w").known_source("s"))).to_pylist()
    assert [row["customer"] for row in left] == ["B", f"{WHO}9", None]
    assert left[0]["said"] == "as [erased] said"
    assert known.workspace("w").metrics[0].where[0].values == ("[erased]", "B")


def test_the_log_says_that_and_not_whom(known):
    known.erase(WHO, author="ann")
    last = known.history("w")[0]
    assert (last.action, last.kind, last.record, last.author) == ("erase", "customer", "", "ann")
    assert not any(WHO in str(change) for change in known.history("w"))


def test_one_workspace_can_be_asked_alone(known):
    assert known.erase(WHO, "w").rows == 2
    assert known.restore_workspace("gone").known_source("s").rows == 2


def test_more_words_are_blotted_out(known):
    known.commit("w", known.workspace("w").known_source("s"), survey(("B", "I met Anna Kovács.", 3)))
    known.erase(WHO, also=["Anna Kovács"])
    left = pq.read_table(known.snapshot_path(known.workspace("w").known_source("s")))["said"].to_pylist()
    assert left == ["I met [erased]."]
    with pytest.raises(ValueError, match="letters"):
        known.erase(WHO, also=["Al"])


def test_an_unknown_customer_changes_nothing(known):
    before = [version.snapshot for version in known.versions("w", "s")]
    assert known.erase("nobody").rows == 0
    assert [version.snapshot for version in known.versions("w", "s")] == before
    with pytest.raises(NotFound):
        known.erase("  ")


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.int8(), pa.dictionary(pa.int32(), pa.string())])
def test_ids_of_any_type_are_found(store, kind):
    ids = pa.array(["7", "12", "12"]) if pa.types.is_dictionary(kind) else pa.array([7, 12, 12])

    def write(path):
        pq.write_table(pa.table({"customer": ids.cast(kind), "said": ["a", "7 times", "b"]}), path)
        return 3

    store.commit("w", Source("s", columns=COLUMNS), write)
    assert store.erase("7").rows == 1
    assert store.erase("12.5x").rows == 0
    left = pq.read_table(store.snapshot_path(store.workspace("w").known_source("s")))
    assert left["said"].to_pylist() == ["7 times", "b"]  # too short an id to be looked for inside sentences


def test_a_damaged_version_is_told_and_does_not_stop_the_rest(known):
    known.snapshot_path(known.workspace("w").known_source("s")).write_bytes(b"junk")
    done = known.erase(WHO)
    assert (done.damaged, done.rows) == (1, 2)


def test_backups_are_cleaned_and_can_be_put_back(sqlite_store):
    sqlite_store.commit("w", Source("s", columns=COLUMNS), survey((WHO, "late", 1), ("B", "fine", 9)))
    copy = sqlite_store.back_up()
    bad = copy.with_name("headlight-000000-20200101T000000-daily.db")
    bad.write_bytes(b"SQLite format 3\0" + b"junk" * 500)
    sqlite_store.erase(WHO)
    sqlite_store.close()
    assert not bad.exists()
    with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(sqlite_store.home / "headlight.db")) as now:
        old.backup(now)
    again = open_store(sqlite_store.home)
    source = again.workspace("w").known_source("s")
    assert source.rows == pq.read_table(again.snapshot_path(source)).num_rows == 1
    again.close()


def test_an_erasure_that_broke_off_is_finished_at_the_next_start(known, beside, monkeypatch):
    monkeypatch.setattr(type(known), "finish_erasing", lambda self: None)
    known.erase(WHO, "w")
    known.restore_workspace("gone")
    known.erase(WHO, "gone")
    monkeypatch.undo()
    assert hits(known.home, WHO)
    beside()
    assert hits(known.home, WHO) == []


def test_other_processes_hear_of_it(known, beside):
    other = beside()
    before = other.erasures()
    known.erase(WHO)
    assert other.erasures() == before + 1
