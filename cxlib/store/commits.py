"""Commits of sources: each keeps the content hash of its snapshot and the source as it was confirmed then."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from cxlib.errors import NotFound
from cxlib.store import records
from cxlib.store.records import Step
from cxlib.store.snapshots import Sealed
from cxlib.store.tables import snapshots, workspaces
from cxlib.workspace import Source


@dataclass(frozen=True)
class SnapshotVersion:
    """One commit of a source: ``version`` counts from 1; ``source`` is the source as it was committed."""

    version: int
    snapshot: str
    rows: int
    size: int
    raw_hash: str
    author: str
    committed: datetime
    source: Source
    current: bool = False


def kept(connection: sa.Connection, step: Step, source: Source, content: Sealed, raw_hash: str) -> Source:
    """Records a commit; the same content and settings as now are no new version.

    Raises:
        EditConflict: If someone changed the source since it was read.
    """
    now = _now(connection, step.workspace, source.id)
    new = replace(source, snapshot=content.hash, committed=datetime.now(UTC))
    if now is not None and _settings(now) == _settings(new):
        return now
    saved = records.saved(connection, step, new)
    connection.execute(sa.insert(snapshots).values(
        workspace=step.workspace, source=source.id, version=_last(connection, step.workspace, source.id) + 1,
        hash=content.hash, rows=new.rows, size=content.size, raw_hash=raw_hash, body=saved.as_dict(),
        author=step.author, committed=new.committed))
    return replace(new, version=saved.version)


def versions(connection: sa.Connection, workspace: str, source: str) -> list[SnapshotVersion]:
    """All commits of a source, newest first."""
    now = _now(connection, workspace, source)
    rows = connection.execute(_commits(workspace, source)).all()
    current = next((row.version for row in rows if now is not None and row.hash == now.snapshot), None)
    return [replace(_version(row), current=row.version == current) for row in rows]


def reverted(connection: sa.Connection, step: Step, source: str, version: int) -> Source:
    """The source as it was committed in an earlier version, made its state again.

    Raises:
        NotFound: If the source or its version is not there.
    """
    now = _now(connection, step.workspace, source)
    row = connection.execute(_commits(step.workspace, source).where(snapshots.c.version == version)).first()
    if row is None or now is None:
        raise NotFound(kind="version", id=str(version))
    again = replace(_version(row).source, version=now.version)
    return replace(again, version=records.saved(connection, step, again).version)


def hashes(connection: sa.Connection) -> set[str]:
    """The content of every commit: the files that must stay."""
    return set(connection.scalars(sa.select(snapshots.c.hash)))


def sources(connection: sa.Connection) -> list[Source]:
    """Every commit of the workspaces in sight as the source it was then, older versions included."""
    living = sa.select(workspaces.c.id).where(~workspaces.c.deleted)
    rows = connection.execute(sa.select(snapshots.c.body).where(snapshots.c.workspace.in_(living)))
    return list({source.snapshot: source for row in rows if (source := Source.from_dict(row.body))}.values())


def _now(connection: sa.Connection, workspace: str, source: str) -> Source | None:
    now = records.current(connection, workspace, "source", source)
    return now if isinstance(now, Source) else None


def _settings(source: Source) -> dict[str, Any]:
    return replace(source, committed=None, version=0).as_dict()


def _last(connection: sa.Connection, workspace: str, source: str) -> int:
    mine = (snapshots.c.workspace == workspace, snapshots.c.source == source)
    return int(connection.scalar(sa.select(sa.func.max(snapshots.c.version)).where(*mine)) or 0)


def _commits(workspace: str, source: str) -> sa.Select[Any]:
    mine = (snapshots.c.workspace == workspace, snapshots.c.source == source)
    return sa.select(snapshots).where(*mine).order_by(snapshots.c.sequence.desc())


def _version(row: sa.Row[Any]) -> SnapshotVersion:
    return SnapshotVersion(row.version, row.hash, row.rows, row.size, row.raw_hash, row.author, row.committed,
                           Source.from_dict(row.body))
