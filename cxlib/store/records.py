"""Records inside a workspace: read, saved under optimistic locking, and every change written down.

The functions take a connection inside a writing transaction whose workspace is ``touched`` first: its row is the lock
that puts the writers of one workspace in order.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from cxlib.errors import EditConflict, NotFound
from cxlib.store.tables import history, records, workspaces
from cxlib.workspace import KINDS, Record, Workspace

Action = Literal["add", "change", "remove", "restore", "undo", "commit", "revert", "rotate", "revoke", "erase"]
PLURALS = {kind: f"{kind}s" for kind in KINDS}
_KIND_OF = {record: kind for kind, record in KINDS.items()}
_KIND_OF[Workspace] = "workspace"


@dataclass(frozen=True)
class Change:
    """One entry of the history: ``author`` did ``action`` to a record at ``moment`` (UTC).

    ``before`` and ``after`` are the record around the change; None where there was none. ``id`` counts up over all
    changes and is what ``Store.undo`` takes.
    """

    id: int
    kind: str
    record: str
    version: int
    action: str
    author: str
    moment: datetime
    before: Record | None
    after: Record | None


@dataclass(frozen=True)
class Step:
    """What is about to be written: who does what to which workspace; ``revision`` numbers the workspace's changes."""

    workspace: str
    revision: int
    author: str
    action: Action | None = None


def kind_of(record: Record) -> str:
    """The name a record is stored under.

    Raises:
        ValueError: If it is none that a workspace holds.
    """
    if type(record) not in _KIND_OF:
        raise ValueError(f"{type(record).__name__} is not kept in a workspace")
    return _KIND_OF[type(record)]


def own_fields(workspace: Workspace) -> Workspace:
    """The workspace without the records in it."""
    nothing: dict[str, Any] = dict.fromkeys(PLURALS.values(), ())
    return replace(workspace, **nothing)


def touched(connection: sa.Connection, workspace: str, author: str, action: Action | None = None) -> Step:
    """Locks the workspace against other writers and counts its revision up.

    Raises:
        NotFound: If there is no such workspace, or it is deleted.
    """
    row = workspaces.c.id == workspace
    counted = sa.update(workspaces).where(row, ~workspaces.c.deleted).values(revision=workspaces.c.revision + 1)
    if connection.execute(counted).rowcount != 1:
        raise NotFound(kind="workspace", id=workspace)
    revision = connection.scalar(sa.select(workspaces.c.revision).where(row))
    return Step(workspace, int(revision or 0), author, action)


def saved(connection: sa.Connection, step: Step, record: Record) -> Record:
    """Inserts the record or updates it on top of the version it was read at.

    A record without an id gets a fresh one. The same values again (a double click) are no new version. On top of a
    version that is gone even they are a conflict: of two people who each added one, the second must hear of it.

    Raises:
        EditConflict: If it was changed or removed since.
    """
    kind, record = kind_of(record), record.identified()
    body = _body(record)
    row = _row(connection, step.workspace, kind, record.id)
    living = None if row is None or row.deleted else row
    if living is not None and living.body == body and record.version in (0, living.version):
        return replace(record, version=living.version)
    if record.version != (living.version if living is not None else 0):
        raise conflict(connection, step.workspace, record, row)
    version = row.version + 1 if row is not None else 1
    before = living.body or None if living is not None else None  # a workspace being made has an empty body
    _write(connection, step.workspace, kind, record.id, version=version, body=body, deleted=False)
    log(connection, step, step.action or ("change" if before else "add"), kind, record.id, version, before, body)
    return replace(record, version=version)


def removed(connection: sa.Connection, step: Step, record: Record) -> None:
    """Marks the record as gone; its history stays and brings it back.

    Raises:
        EditConflict: If it was changed since it was read.
    """
    kind = kind_of(record)
    row = _row(connection, step.workspace, kind, record.id)
    if row is None or row.deleted:
        return
    if record.version != row.version:
        raise conflict(connection, step.workspace, record, row)
    _write(connection, step.workspace, kind, record.id, version=row.version + 1, body=row.body, deleted=True)
    log(connection, step, step.action or "remove", kind, record.id, row.version + 1, row.body, None)


def undone(connection: sa.Connection, step: Step, change: Change) -> Record | None:
    """Puts a record back to what it was before ``change``.

    Raises:
        EditConflict: If it was changed again since.
    """
    example = change.before or change.after
    if example is None:  # links and whole workspaces: withdrawn, deleted and restored by their own verbs
        raise NotFound(kind="change", id=str(change.id))
    row = _row(connection, step.workspace, change.kind, change.record)
    if row is None or row.version != change.version:
        raise conflict(connection, step.workspace, example, row)
    if change.before is None:
        removed(connection, step, replace(example, version=row.version))
        return None
    return saved(connection, step, replace(change.before, version=0 if row.deleted else row.version))


def current(connection: sa.Connection, workspace: str, kind: str, id: str) -> Record | None:
    """The record as it stands, None if there is none."""
    row = _row(connection, workspace, kind, id)
    return None if row is None or row.deleted else _record(kind, id, row.version, row.body)


def aggregate(connection: sa.Connection, id: str) -> Workspace:
    """The workspace with everything in it, each kind in the order its records were made.

    Raises:
        NotFound: If there is no such workspace, or it is deleted.
    """
    row = connection.execute(sa.select(workspaces).where(workspaces.c.id == id, ~workspaces.c.deleted)).first()
    if row is None:
        raise NotFound(kind="workspace", id=id)
    kept: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    ordered = sa.select(records).where(records.c.workspace == id, ~records.c.deleted).order_by(records.c.sequence)
    for part in connection.execute(ordered):
        if part.kind in kept:
            kept[part.kind].append(_record(part.kind, part.id, part.version, part.body))
    whole = _record("workspace", id, row.version, row.body)
    return replace(whole, **{PLURALS[kind]: tuple(parts) for kind, parts in kept.items()})


def changes(connection: sa.Connection, workspace: str, kind: str | None = None, id: str | None = None,
            limit: int = 500) -> list[Change]:
    """The last changes of a workspace, of one kind or of one record; newest first."""
    wanted = [history.c.workspace == workspace]
    wanted += [history.c.kind == kind] if kind is not None else []
    wanted += [history.c.id == id] if id is not None else []
    newest = sa.select(history).where(*wanted).order_by(history.c.sequence.desc()).limit(limit)
    return [_change(row) for row in connection.execute(newest)]


def change(connection: sa.Connection, workspace: str, id: int) -> Change:
    """One change.

    Raises:
        NotFound: If the workspace has no such change.
    """
    wanted = sa.select(history).where(history.c.workspace == workspace, history.c.sequence == id)
    row = connection.execute(wanted).first()
    if row is None:
        raise NotFound(kind="change", id=str(id))
    return _change(row)


def conflict(connection: sa.Connection, workspace: str, record: Record, row: sa.Row[Any] | None) -> EditConflict:
    """What to say to the second of two people who edited the same thing."""
    kind = kind_of(record)
    last = next(iter(changes(connection, workspace, kind, record.id, limit=1)), None)
    theirs = None if row is None or row.deleted else _record(kind, record.id, row.version, row.body)
    of = "" if kind == "workspace" else getattr(record, "metric", "")  # a target is called by its metric
    metric = current(connection, workspace, "metric", of) if of else None
    name = str(getattr(theirs or record, "name", "") or getattr(metric, "name", "") or record.id)
    return EditConflict(kind=kind, id=record.id, name=name, author=last.author if last else "",
                        moment=last.moment if last else datetime.now(UTC), theirs=theirs)


def log(connection: sa.Connection, step: Step, action: str, kind: str, id: str, version: int,
        before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Adds an entry to the history."""
    connection.execute(sa.insert(history).values(
        workspace=step.workspace, revision=step.revision, kind=kind, id=id, version=version, action=action,
        author=step.author, moment=datetime.now(UTC), before=before, after=after))


def _body(record: Record) -> dict[str, Any]:
    plain = (own_fields(record) if isinstance(record, Workspace) else record).as_dict()
    return {name: value for name, value in plain.items() if name not in ("id", "version", *PLURALS.values())}


def _record(kind: str, id: str, version: int, body: dict[str, Any]) -> Any:
    record = Workspace if kind == "workspace" else KINDS[kind]
    return record.from_dict({**body, "id": id, "version": version})


def _row(connection: sa.Connection, workspace: str, kind: str, id: str) -> sa.Row[Any] | None:
    if kind == "workspace":
        return connection.execute(sa.select(workspaces).where(workspaces.c.id == id)).first()
    wanted = (records.c.workspace == workspace, records.c.kind == kind, records.c.id == id)
    return connection.execute(sa.select(records).where(*wanted)).first()


def _write(connection: sa.Connection, workspace: str, kind: str, id: str, **values: Any) -> None:
    if kind == "workspace":
        connection.execute(sa.update(workspaces).where(workspaces.c.id == id).values(values))
        return
    wanted = (records.c.workspace == workspace, records.c.kind == kind, records.c.id == id)
    if connection.execute(sa.update(records).where(*wanted).values(values)).rowcount == 0:
        connection.execute(sa.insert(records).values(workspace=workspace, kind=kind, id=id, **values))


def _change(row: sa.Row[Any]) -> Change:
    known = row.kind == "workspace" or row.kind in KINDS
    before, after = (
        _record(row.kind, row.id, row.version - 1 + later, body) if known and body is not None else None
        for later, body in enumerate((row.before, row.after)))
    return Change(row.sequence, row.kind, row.id, row.version, row.action, row.author, row.moment, before, after)
