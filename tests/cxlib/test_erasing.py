"""Erasing from the command line: uploads that wait are put away when they know the customer."""

import json

import pytest

from cxlib import __main__ as command
from cxlib.erasing import erase, sentence
from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.store import Erased, open_store
from cxlib.workspace import Workspace

ROWS = "Customer ID,Date,Score,Comment\n" + "\n".join(
    f"KUNDE-{number},2026-0{number % 9 + 1}-11,{number % 11},Fine {number}" for number in range(1000, 1040))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path / "home"))
    store = open_store()
    store.create(Workspace("acme", name="Acme"))
    file = tmp_path / "survey.csv"
    file.write_text(ROWS)
    reading = read(file)
    take_in(store, "acme", reading, source_of(reading))
    (store.home / "uploads").mkdir()
    waiting = {}
    files = {"knows": ROWS, "free": ROWS.replace("KUNDE-1007", "KUNDE-9"), "broken": "PK\x03\x04junk"}
    for name, text in files.items():
        path = store.home / "uploads" / name
        path.write_text(text)
        waiting[str(path)] = {"path": str(path), "name": f"{name}.{'xlsx' if name == 'broken' else 'csv'}"}
    store.save_draft("acme", "uploads", {"files": {path: draft | {"choices": {}} for path, draft in waiting.items()}})
    (store.home / "uploads" / "stray").write_text(ROWS)
    store.close()
    return tmp_path / "home"


def test_the_command_erases_and_says_what_it_did(home, capsys):
    assert command.main(["erase", "KUNDE-1007"]) == 0
    assert "1 row removed from 1 stored version" in (said := capsys.readouterr().out) and "3 waiting uploads" in said
    assert [path.name for path in (home / "uploads").iterdir()] == ["free"]
    store = open_store()
    assert store.workspace("acme").sources[0].rows == 39
    assert list(store.draft("acme", "uploads")["files"]) == [str(home / "uploads" / "free")]
    store.close()
    assert not any(b"KUNDE-1007" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_it_speaks_json_and_knows_workspaces_by_name(home, capsys):
    assert command.main(["erase", "KUNDE-1007", "--workspace", "Acme", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["rows"], done["versions"], done["uploads"], done["damaged"]) == (1, 1, 2, 0)
    assert command.main(["erase", "KUNDE-1007", "--workspace", "Nobody"]) == 1


def test_the_sentence_tells_what_could_not_be_searched():
    assert "damaged" in sentence(Erased(1, 1, 0, 0, 2)) and "waiting" not in sentence(Erased(1, 1, 0, 0, 2))


def test_a_backup_is_made_and_put_back(home, capsys, tmp_path):
    assert command.main(["backup", "--json"]) == 0
    copy = json.loads(capsys.readouterr().out)["backup"]
    store = open_store()
    store.delete_workspace("acme")
    store.close()
    assert command.main(["restore", copy]) == 0
    again = open_store()
    assert again.workspace("acme").sources[0].rows == 40 and again.check() == []
    again.close()
    assert list(home.glob("headlight.db.before-*"))
    (tmp_path / "junk.db").write_bytes(b"SQLite format 3\0" + b"junk" * 500)
    assert command.main(["restore", str(tmp_path / "junk.db")]) == 1
    assert command.main(["restore", str(tmp_path / "absent.db")]) == 1


def test_everything_moves_to_another_machine_with_the_backup_and_the_snapshots(home, tmp_path):
    import shutil

    store = open_store(home)
    copy = store.back_up()
    store.close()
    there = tmp_path / "there"
    shutil.copytree(home / "snapshots", there / "snapshots")
    from cxlib.store import restore

    restore(copy, there)
    moved = open_store(there)
    assert erase(moved, "KUNDE-1008").rows == 1 and moved.check() == []
    moved.close()
