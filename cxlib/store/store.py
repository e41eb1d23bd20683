"""The one object that keeps everything: workspaces, their records and history, snapshots, links and drafts."""

import shutil
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from cxlib.errors import CXError, NotFound, StoreProblem
from cxlib.language import gettext as _
from cxlib.store import commits, records, tables
from cxlib.store.commits import SnapshotVersion
from cxlib.store.database import Database, backup, insert_if_absent, upsert
from cxlib.store.disk import disk_problems
from cxlib.store.erasing import Erasing
from cxlib.store.frozen import FrozenReviews
from cxlib.store.messages import Messages
from cxlib.store.pages import Pages
from cxlib.store.people import People
from cxlib.store.records import Change
from cxlib.store.sharing import Sharing
from cxlib.store.shelf import Shelf
from cxlib.store.snapshots import Sealed, SnapshotFolder, sealed
from cxlib.store.workshops import Workshops
from cxlib.workspace import KINDS, Record, Source, Workspace

R = TypeVar("R", bound=Record)
_CLOCKS_APART = 60  # seconds between two clocks from which check() warns
_SCARCE = 1024**3  # bytes of free space below which check() warns


class Store(Sharing, People, Erasing):
    """Keeps workspaces. One object serves all threads of a process; several processes may share the same folder.

    Whatever a method returned has been made durable: it survives a crash at any later moment. Whatever raised has left
    nothing behind. Errors the user can mend are CXErrors (StoreProblem and its children, EditConflict, LinkProblem).
    """

    def __init__(self, database: Database, home: Path, shelf: Shelf | None = None) -> None:
        self.home = home
        self._database = database
        self.workshops = Workshops(database)
        self.messages = Messages(database)
        self.reviews = FrozenReviews(database)
        self.pages = Pages(home / "pages")
        self._folder = SnapshotFolder(home / "snapshots", shelf)
        self._aggregates: dict[str, tuple[int, Workspace]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Gives all connections back."""
        self._database.engine.dispose()

    # Workspaces

    def workspaces(self, deleted: bool = False) -> list[Workspace]:
        """The workspaces in the order they were made, without the records in them; or the deleted ones."""
        wanted = sa.select(tables.workspaces).where(tables.workspaces.c.deleted == deleted)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(tables.workspaces.c.sequence)).all()
        return [Workspace.from_dict({**row.body, "id": row.id, "version": row.version}) for row in rows]

    def revision(self, workspace_id: str) -> int:
        """A number that grows with every change of anything in the workspace: cheap to ask, good to cache by.

        Raises:
            NotFound: If there is no such workspace, or it is deleted.
        """
        with self._database.reading() as connection:
            return self._revision(connection, workspace_id)

    def workspace(self, workspace_id: str) -> Workspace:
        """The workspace with all its records, as of now.

        Raises:
            NotFound: If there is no such workspace, or it is deleted.
        """
        with self._database.reading() as connection:
            return self._whole(connection, workspace_id)

    def _whole(self, connection: sa.Connection, workspace_id: str) -> Workspace:
        return self._at(connection, workspace_id, self._revision(connection, workspace_id))

    def _at(self, connection: sa.Connection, workspace_id: str, revision: int) -> Workspace:
        known = self._aggregates.get(workspace_id)
        if known is not None and known[0] == revision:
            return known[1]
        whole = records.aggregate(connection, workspace_id)
        with self._lock:
            self._aggregates[workspace_id] = (revision, whole)
        return whole

    def create(self, workspace: Workspace, author: str = "") -> Workspace:
        """Keeps a new workspace with all records in it. The id of a deleted one may be used again.

        Raises:
            EditConflict: If a workspace with this id is there already.
        """
        workspace = workspace.identified()
        with self._database.writing() as connection:
            version = _made_room(connection, workspace)
            step = records.touched(connection, workspace.id, author)
            records.saved(connection, step, replace(workspace, version=version))
            for kind in KINDS:
                for record in getattr(workspace, records.PLURALS[kind]):
                    records.saved(connection, step, replace(record, version=0))
        return self.workspace(workspace.id)

    def save_workspace(self, workspace: Workspace, author: str = "") -> Workspace:
        """Saves the workspace's own fields (name, goal, calendar …); the records in it are saved by ``put``.

        Raises:
            EditConflict: If someone saved them since they were read.
        """
        self.put(workspace.id, workspace, author)
        return self.workspace(workspace.id)

    def delete_workspace(self, workspace_id: str, author: str = "") -> None:
        """Takes the workspace out of sight, its links included; ``restore_workspace`` brings it back whole."""
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            self._set_deleted(connection, step, True)

    def restore_workspace(self, workspace_id: str, author: str = "") -> Workspace:
        """Brings a deleted workspace back."""
        with self._database.writing() as connection:
            row = tables.workspaces.c.id == workspace_id
            connection.execute(sa.update(tables.workspaces).where(row).values(deleted=False))
            step = records.touched(connection, workspace_id, author)
            self._set_deleted(connection, step, False)
        return self.workspace(workspace_id)

    # Records

    def put(self, workspace_id: str, record: R, author: str = "") -> R:
        """Inserts a record (version 0) or updates it on top of the version it was read at; returns the new version.

        The same values again change nothing.

        Raises:
            EditConflict: If someone changed or removed it since it was read; ``theirs`` is what stands now.
            NotFound: If the workspace is gone.
        """
        return self.put_all(workspace_id, [record], author)[0]

    def put_all(self, workspace_id: str, changed: Iterable[R], author: str = "") -> list[R]:
        """Saves several records in one transaction: all of them, or none."""
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            return [records.saved(connection, step, record) for record in changed]  # type: ignore[misc]

    def remove(self, workspace_id: str, record: Record, author: str = "") -> None:
        """Takes a record out of the workspace; ``undo`` brings it back.

        Raises:
            EditConflict: If someone changed it since it was read.
        """
        with self._database.writing() as connection:
            records.removed(connection, records.touched(connection, workspace_id, author), record)

    def history(self, workspace_id: str, kind: str | None = None, id: str | None = None,
                limit: int = 500) -> list[Change]:
        """Who did what and when in a workspace, or to one kind or one record of it; newest first."""
        with self._database.reading() as connection:
            return records.changes(connection, workspace_id, kind, id, limit)

    def undo(self, workspace_id: str, change_id: int, author: str = "") -> Record | None:
        """Makes a change undone by a new change; returns the record as it is then, None if it is gone again.

        Raises:
            EditConflict: If the record was changed again since.
            NotFound: If the workspace has no such change.
        """
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author, action="undo")
            return records.undone(connection, step, records.change(connection, workspace_id, change_id))

    # Snapshots

    def commit(self, workspace_id: str, source: Source, write: Callable[[Path], int], author: str = "",
               raw_hash: str = "") -> Source:
        """Makes the table that ``write`` streams to a path the source's data: whole and durable, or not at all.

        Args:
            workspace_id: The workspace.
            source: The source as confirmed: a new one (version 0) or on top of the version it was read at.
            write: Writes Parquet to the path it is given and returns the number of rows.
            author: Who commits.
            raw_hash: SHA-256 of the uploaded file, so that every number can be traced to it.
        Returns:
            The source with its new version, ``snapshot``, ``rows`` and ``committed``. The same content and settings
            again are no new version.
        Raises:
            EditConflict: If someone changed the source since it was read.
            StoreFull: If no space is left; nothing half-written stays.
        """
        source = source.identified()
        with disk_problems(self.home), self._folder.staged() as staged:
            rows = write(staged)
            content = sealed(staged)
            self._folder.shelve(staged, content)
            with ExitStack() as after_failure:
                after_failure.callback(self._discard_unused, content.hash)
                kept = self._committed(workspace_id, replace(source, rows=rows), content, staged, author, raw_hash)
                after_failure.pop_all()
        return kept

    def snapshot_path(self, source: Source) -> Path:
        """The Parquet file of a source, after its content was compared with its hash (once, while it stays untouched).

        Raises:
            DamagedSnapshot: If the file is missing or any bit of it has changed.
            NotFound: If the source has no snapshot.
        """
        return self._folder.whole(source.snapshot, source.name or source.id)

    def versions(self, workspace_id: str, source_id: str) -> list[SnapshotVersion]:
        """All commits of a source, newest first; one of them is current."""
        with self._database.reading() as connection:
            return commits.versions(connection, workspace_id, source_id)

    def revert(self, workspace_id: str, source_id: str, version: int, author: str = "") -> Source:
        """Makes an earlier commit the source's data again; later ones stay and can be gone back to.

        Raises:
            NotFound: If the source has no such version.
        """
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author, action="revert")
            return commits.reverted(connection, step, source_id, version)

    def scratch(self) -> AbstractContextManager[Path]:
        """An empty folder to write big files in before a commit takes them: gone afterwards, and after a crash."""
        return self._folder.scratch()

    def collect_garbage(self) -> int:
        """Removes what crashes left in the snapshot folder; returns how many files. Safe while others commit."""
        with self._database.writing() as connection:
            self._database.publishing(connection, alone=True)
            return self._folder.remove_leftovers() + self._folder.remove_except(commits.hashes(connection))

    def remove_leftovers(self) -> int:
        """Removes files that processes now gone were still writing; done whenever a store is opened."""
        return self._folder.remove_leftovers()

    # Drafts and health

    def save_draft(self, workspace_id: str, key: str, value: dict[str, Any] | None) -> None:
        """Keeps a half-done dialog (plain values) under a key; None forgets it."""
        place = (tables.drafts.c.workspace == workspace_id, tables.drafts.c.key == key)
        with self._database.writing() as connection:
            if value is None:
                connection.execute(sa.delete(tables.drafts).where(*place))
            else:
                upsert(connection, tables.drafts, {"workspace": workspace_id, "key": key, "body": value}, body=value)

    def draft(self, workspace_id: str, key: str) -> dict[str, Any] | None:
        """What ``save_draft`` kept, None if nothing."""
        place = (tables.drafts.c.workspace == workspace_id, tables.drafts.c.key == key)
        with self._database.reading() as connection:
            return connection.scalar(sa.select(tables.drafts.c.body).where(*place))

    def back_up(self) -> Path | None:
        """Copies the SQLite database to ``backups/`` while others go on working; None where the database is a server.

        Opening a store does so once a day and keeps the last seven.
        """
        return backup(self._database, "asked") if self._database.is_sqlite else None

    def check(self, quick: bool = False) -> list[str]:
        """Sentences about what is wrong: folder, database, clock, snapshots (not if ``quick``), free space."""
        findings: list[str] = []
        snapshots = () if quick else (self._probe_snapshots,)
        for probe in (self._probe_folder, self._probe_shelf, self._probe_clock, *snapshots, self._probe_space):
            try:
                findings += probe()
            except CXError as error:
                findings.append(str(error))
        return findings

    # Inside

    def _revision(self, connection: sa.Connection, workspace_id: str) -> int:
        row = (tables.workspaces.c.id == workspace_id, ~tables.workspaces.c.deleted)
        revision = connection.scalar(sa.select(tables.workspaces.c.revision).where(*row))
        if revision is None:
            raise NotFound(kind="workspace", id=workspace_id)
        return int(revision)

    def _set_deleted(self, connection: sa.Connection, step: records.Step, deleted: bool) -> None:
        row = tables.workspaces.c.id == step.workspace
        connection.execute(sa.update(tables.workspaces).where(row).values(deleted=deleted))
        version = connection.scalar(sa.select(tables.workspaces.c.version).where(row))
        action = "remove" if deleted else "restore"
        records.log(connection, step, action, "workspace", step.workspace, int(version or 0), None, None)

    def _committed(self, workspace_id: str, source: Source, content: Sealed, staged: Path, author: str,
                   raw_hash: str) -> Source:
        with self._database.writing() as connection:
            self._database.publishing(connection)
            step = records.touched(connection, workspace_id, author, action="commit")
            kept = commits.kept(connection, step, source, content, raw_hash)
            self._folder.publish(staged, content)
        return kept

    def _discard_unused(self, hash: str) -> None:
        with self._database.writing() as connection:
            self._database.publishing(connection, alone=True)
            if hash not in commits.hashes(connection):
                self._folder.remove(hash)

    def _probe_folder(self) -> list[str]:
        with disk_problems(self.home), self._folder.staged() as staged:
            staged.write_bytes(b"headlight")
            sealed(staged)
        return []

    def _probe_shelf(self) -> list[str]:
        try:
            if self._folder.shelf is not None:
                self._folder.shelf.check()
        except StoreProblem as problem:
            return [str(problem), str(problem.__cause__)]  # in the words of its driver: whoever asks has to mend it
        return []

    def _probe_clock(self) -> list[str]:
        """Links end by this machine's clock, which a database server can be asked about."""
        if self._database.is_sqlite:
            return []
        with self._database.reading() as connection:
            theirs = connection.scalar(sa.select(sa.func.clock_timestamp()))
        apart = abs((datetime.now(UTC) - theirs).total_seconds()) if theirs else 0
        return [_("This machine's clock and the database's are {seconds} seconds apart. Let both follow a time server.",
                  seconds=int(apart))] if apart > _CLOCKS_APART else []

    def _probe_snapshots(self) -> list[str]:
        with self._database.reading() as connection:
            sources = commits.sources(connection)
        findings = []
        for source in sources:
            try:
                self.snapshot_path(source)
            except CXError as error:
                findings.append(str(error))
        return findings

    def _probe_space(self) -> list[str]:
        free = shutil.disk_usage(self.home).free
        return [_("Only {size} MB are free in {place}. Make room before the next upload.", size=free // 2**20,
                  place=self.home)] if free < _SCARCE else []


def _made_room(connection: sa.Connection, workspace: Workspace) -> int:
    """Prepares the workspace's row; returns the version to save on top of."""
    empty = {"id": workspace.id, "version": 0, "revision": 0, "body": {}, "deleted": False}
    if insert_if_absent(connection, tables.workspaces, empty):
        return 0
    here = tables.workspaces.c.id == workspace.id
    row = connection.execute(sa.select(tables.workspaces).where(here).with_for_update()).one()
    if not row.deleted:
        raise records.conflict(connection, workspace.id, workspace, row)
    inside = tables.records.c.workspace == workspace.id
    connection.execute(sa.update(tables.records).where(inside).values(deleted=True))
    connection.execute(sa.update(tables.workspaces).where(here).values(body={}, deleted=False))
    return int(row.version)
