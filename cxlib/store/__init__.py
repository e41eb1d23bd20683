"""Keeps workspaces, snapshots, links and drafts, so that nothing acknowledged is ever lost.

``open_store()`` gives the Store; what is in it lies in one data folder: ``headlight.db`` (or a PostgreSQL database),
``snapshots/`` and ``backups/``.
"""

import os
from pathlib import Path

from cxlib.store import database, shelf
from cxlib.store.backups import restore
from cxlib.store.commits import SnapshotVersion
from cxlib.store.disk import disk_problems
from cxlib.store.erasing import Erased
from cxlib.store.links import Openings
from cxlib.store.records import Change
from cxlib.store.store import Store

__all__ = ["Change", "Erased", "Openings", "SnapshotVersion", "Store", "data_folder", "open_store", "restore"]


def data_folder(home: Path | str | None = None) -> Path:
    """The data folder: ``home``, else the setting HEADLIGHT_HOME, else ``~/.headlight``. It need not exist yet."""
    return Path(home or os.environ.get("HEADLIGHT_HOME") or Path.home() / ".headlight").expanduser().absolute()


def open_store(home: Path | str | None = None, url: str | None = None, snapshots: str | None = None) -> Store:
    """Opens the store, makes it where there is none, and brings an older one up to date (after a backup).

    Args:
        home: The data folder; else the setting HEADLIGHT_HOME, else ``~/.headlight``.
        url: Address of a PostgreSQL database; else the setting HEADLIGHT_DATABASE, else SQLite in the data folder.
        snapshots: Address of an object store as fsspec knows them; else the setting HEADLIGHT_SNAPSHOTS, else the
            data folder alone.
    Raises:
        StoreProblem: If the folder cannot be written, or the database is damaged, unreachable or newer than this
            program. Nothing is changed then.
    """
    folder = data_folder(home)
    with disk_problems(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "snapshots").mkdir(exist_ok=True)
        opened = database.opened(folder, url or os.environ.get("HEADLIGHT_DATABASE"))
    store = Store(opened, folder, shelf.opened(snapshots or os.environ.get("HEADLIGHT_SNAPSHOTS")))
    store.remove_leftovers()
    store.finish_erasing()
    return store
