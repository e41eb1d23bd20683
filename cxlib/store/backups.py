"""Puts a backup of the SQLite database in its place again."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from cxlib.errors import StoreProblem
from cxlib.store.database import FILE
from cxlib.store.disk import disk_problems, fsync_folder


def restore(backup: Path, folder: Path) -> Path:
    """Makes ``backup`` the database of the data folder ``folder``; returns where the database of before is kept.

    The server must be stopped. Snapshots are not touched: they are named by their content, so those that the backup
    speaks of are still there unless a customer was erased since, who then is erased from the backup as well.

    Raises:
        StoreProblem: If the backup is damaged; nothing is changed then.
    """
    _check(backup, folder)
    kept = folder / f"{FILE}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    with disk_problems(folder):
        arriving = folder / f".{FILE}.arriving"
        shutil.copy(backup, arriving)
        for suffix in ("", "-wal", "-shm"):
            old = folder / f"{FILE}{suffix}"
            if old.exists():
                old.rename(f"{kept}{suffix}")
        arriving.rename(folder / FILE)
        fsync_folder(folder)
    return kept


def _check(backup: Path, folder: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreProblem(problem="damaged_without_backup", place=backup)
    except sqlite3.Error as error:
        raise StoreProblem(problem="damaged_without_backup", place=backup) from error
