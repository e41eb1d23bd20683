import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cxlib.errors import StoreFull, StoreProblem
from cxlib.store import database, migrations, open_store
from cxlib.store.disk import is_disk_full
from cxlib.workspace import Metric, Source, Workspace

NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade():
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    {then}
"""


@pytest.fixture
def filled(sqlite_store):
    sqlite_store.put("w", Metric("m", name="NPS"))
    sqlite_store.close()
    return sqlite_store.home


@pytest.fixture
def newer_program(tmp_path, monkeypatch):
    def install(then="pass"):
        steps = tmp_path / "steps"
        shutil.copytree(migrations.STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
        (steps / "versions" / "9999_extra.py").write_text(NEXT_STEP.format(then=then, head=migrations.HEAD))
        monkeypatch.setattr(migrations, "STEPS", steps)
        monkeypatch.setattr(migrations, "HEAD", "9999")

    return install


def tables(home):
    with closing(sqlite3.connect(home / "headlight.db")) as connection:
        return {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}


def test_head_names_the_last_step():
    last = sorted((migrations.STEPS / "versions").glob("[0-9]*.py"))[-1]
    assert last.name.startswith(f"{migrations.HEAD}_")


def test_the_folder_comes_from_the_argument_then_the_setting_then_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with_default = open_store()
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path / "set"))
    with_setting = open_store()
    with_argument = open_store(tmp_path / "given")
    assert with_default.home == tmp_path / ".headlight"
    assert (with_setting.home, with_argument.home) == (tmp_path / "set", tmp_path / "given")
    for store in (with_default, with_setting, with_argument):
        store.close()


def test_an_upgrade_takes_a_backup_first_and_keeps_everything(filled, newer_program):
    newer_program()
    store = open_store(filled)
    assert store.workspace("w").metric("m").name == "NPS" and "extra" in tables(filled)
    assert [path.name.endswith("before-9999.db") for path in (filled / "backups").glob("*.db")] == [True]
    store.close()


def test_an_upgrade_that_breaks_off_leaves_the_old_database(filled, newer_program):
    newer_program(then="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        open_store(filled)
    assert "extra" not in tables(filled)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(filled):
    with closing(sqlite3.connect(filled / "headlight.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(StoreProblem, match="newer version"):
        open_store(filled)


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"junk" * 2000])
def test_a_damaged_database_is_refused_with_the_name_of_the_newest_backup(filled, damage):
    store = open_store(filled)
    copy = store.back_up()
    store.close()
    for path in filled.glob("headlight.db*"):
        path.unlink()
    (filled / "headlight.db").write_bytes(damage)
    with pytest.raises(StoreProblem, match=copy.name):
        open_store(filled)
    shutil.copy(copy, filled / "headlight.db")
    restored = open_store(filled)
    assert restored.workspace("w").metric("m").name == "NPS"
    restored.close()


def test_opening_makes_one_backup_a_day_and_keeps_seven(filled):
    (filled / "backups").mkdir(exist_ok=True)
    for day in range(9):
        (filled / "backups" / f"headlight-00000{day}-20200101T000000-daily.db").touch()
    for _ in range(2):
        open_store(filled).close()
    assert len(list((filled / "backups").glob("*-daily.db"))) == 7


def test_a_full_disk_hinders_the_daily_backup_and_not_the_opening(filled, monkeypatch):
    def full(_, target):
        target.touch()
        raise StoreFull(place=filled)

    monkeypatch.setattr(database, "_copy", full)
    open_store(filled).close()
    assert list((filled / "backups").iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_said_plainly(tmp_path):
    (tmp_path / "home").touch()
    with pytest.raises(StoreProblem, match="HEADLIGHT_HOME"):
        open_store(tmp_path / "home")


def test_a_folder_that_may_not_be_written_is_said_plainly(store, monkeypatch):
    def forbidden(self, mode="r"):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr("pathlib.Path.open", forbidden)
    with pytest.raises(StoreProblem, match="cannot be written"):
        store.commit("w", Source("s"), lambda path: 0)
    assert "cannot be written" in store.check()[0]


def test_leftovers_of_a_dead_process_are_gone_after_a_start(filled):
    for suffix in ("lock", "parquet"):
        (filled / "snapshots" / f".dead.{suffix}").touch()
    open_store(filled).close()
    assert list((filled / "snapshots").iterdir()) == []


def test_a_database_that_cannot_grow_is_a_full_store_and_keeps_what_it_had(filled, monkeypatch):
    monkeypatch.setattr(database, "_PRAGMAS", (*database._PRAGMAS, "PRAGMA max_page_count=50"))
    store = open_store(filled)
    with pytest.raises(StoreFull):
        store.put_all("w", [Metric(f"m{number}", name="x" * 5000) for number in range(50)])
    assert [metric.id for metric in store.workspace("w").metrics] == ["m"]
    store.close()


def test_sqlite_is_set_to_lose_nothing_at_a_power_cut(sqlite_store):
    with sqlite_store._database.reading() as connection:
        kept = [connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert kept == ["wal", 2, 1]


def test_a_full_disk_is_recognised_in_every_librarys_words():
    assert is_disk_full(RuntimeError('IO Error: Could not write file "x": No space left on device'))
    assert not is_disk_full(RuntimeError("Out of luck"))


def test_a_healthy_store_has_no_findings(store):
    assert store.check() == []


def test_little_free_space_is_a_finding(store, monkeypatch):
    monkeypatch.setattr("cxlib.store.store._SCARCE", 2**60)
    assert "MB are free" in store.check()[0]


def test_a_workspace_made_in_one_folder_is_not_in_another(store, tmp_path):
    other = open_store(Path(tmp_path) / "other")
    other.create(Workspace("w", name="Other"))
    assert (store.workspace("w").name, other.workspace("w").name) == ("Acme", "Other")
    other.close()
