"""Removes one customer from everything the store keeps: rows of every version, words in records, backups.

Snapshots never change, so a version that knows the customer is written again without them, under the hash of its new
content, and every mention of the old hash (records, history, backups) is set to the new one. The order makes a crash
harmless: whatever was not acknowledged is simply done again.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from cxlib.errors import DamagedSnapshot, NotFound
from cxlib.store import commits, records, tables
from cxlib.store.database import FILE, PATIENCE, Database, backups, plain_problems, upsert
from cxlib.store.disk import disk_problems
from cxlib.store.pages import Pages
from cxlib.store.snapshots import Sealed, SnapshotFolder, sealed

if TYPE_CHECKING:
    from cxlib.store.rewriting import Rewritten, Words

ERASED = "[erased]"
SHORTEST = 4  # letters; a shorter id is removed where it stands alone and left inside longer text
_KEY = ("", "erasures")  # among the drafts: how often somebody was erased, so that other processes forget too


@dataclass(frozen=True)
class Erased:
    """What erasing a customer changed. ``damaged`` counts stored versions that nobody can read, so nor search."""

    rows: int = 0
    versions: int = 0
    mentions: int = 0
    uploads: int = 0
    damaged: int = 0


class _Version(NamedTuple):
    """A new file in the place of an old one."""

    staged: Path
    content: Sealed
    kept: "Rewritten"


@dataclass(frozen=True)
class _Words:
    """What must not be said any more."""

    customer: str
    also: tuple[str, ...] = ()
    versions: Mapping[str, _Version] = field(default_factory=dict)

    @cached_property
    def inside(self) -> "Words | None":
        """Finds the words inside longer text; None if all are too short for that."""
        from cxlib.store.rewriting import Words

        long = tuple(word for word in (self.customer, *self.also) if len(word) >= SHORTEST)
        one = "|".join(re.escape(word) for word in long)
        return Words(long, re.compile(rf"(?<!\w)(?:{one})(?!\w)")) if long else None


class Erasing:
    """The part of the store that forgets people; see ``Store``."""

    home: Path
    pages: Pages
    _database: Database
    _folder: SnapshotFolder
    collect_garbage: Callable[[], int]

    def erase(self, customer: str, workspace_id: str | None = None, author: str = "",
              also: Sequence[str] = ()) -> Erased:
        """Removes a customer from every version of every source, from records, history, drafts and backups.

        Rows whose customer id is ``customer`` go; in what stays, the id and the words of ``also`` (name, e-mail …) are
        blotted out wherever they stand as words. The history notes that somebody was erased, and not whom. Copies that
        the program does not know (a database server's own backups, downloaded files) are the administrator's.

        Args:
            customer: The id as it stands in the columns with the role of a customer id.
            workspace_id: The workspace, or None for all of them, deleted ones included.
            author: Who erases.
            also: More words that name the customer.
        Raises:
            NotFound: If the workspace is gone, or no id is given.
            ValueError: If one of ``also`` is too short to be told from ordinary words.
        """
        words = _Words(customer.strip(), tuple(word.strip() for word in also if word.strip()))
        if not words.customer:
            raise NotFound(kind="customer", id="")
        if any(len(word) < SHORTEST for word in words.also):
            raise ValueError(f"a word to erase needs {SHORTEST} letters")
        with disk_problems(self.home), ExitStack() as files:
            done = self._erased(files, words, workspace_id, author)
        self.finish_erasing()
        return done

    def erasures(self) -> int:
        """How often somebody was erased: when it grows, whatever is kept in memory has to be forgotten."""
        with self._database.reading() as connection:
            return int(_noted(connection)["count"])

    def finish_erasing(self) -> None:
        """Removes what erased rows were kept in, if that is still to be done; also done whenever a store is opened."""
        with self._database.reading() as connection:
            noted = _noted(connection)
        if noted["unfinished"]:
            self.pages.clear()
            self.collect_garbage()
            _wiped(self._database)
            with self._database.writing() as connection:
                _note(connection, noted | {"unfinished": False})

    def forget_unused(self) -> None:
        """Removes files from this machine that no commit needs: another process may have erased somebody."""
        self.pages.clear()
        with self._database.writing() as connection:
            self._database.publishing(connection, alone=True)
            self._folder.remove_here_except(commits.hashes(connection))

    def _erased(self, files: ExitStack, words: _Words, workspace_id: str | None, author: str) -> Erased:
        versions: dict[str, _Version | None] = {}
        damaged: set[str] = set()
        while True:
            with self._database.reading() as connection:
                known = _id_columns(connection, workspace_id)
            for hash in known.keys() - versions.keys():
                versions[hash] = self._without(files, hash, known[hash], words, damaged)
            changed = replace(words, versions={hash: made for hash, made in versions.items() if made})
            _clean_backups(self._database, changed, workspace_id)
            with self._database.writing() as connection:
                self._database.publishing(connection, alone=True)
                if _id_columns(connection, workspace_id).keys() <= versions.keys():
                    return self._published(connection, changed, workspace_id, author, len(damaged))

    def _without(self, files: ExitStack, hash: str, ids: set[str], words: _Words,
                 damaged: set[str]) -> _Version | None:
        from cxlib.store.rewriting import rewritten

        try:
            path = self._folder.whole(hash, hash)
        except DamagedSnapshot:
            damaged.add(hash)
            return None
        staged = files.enter_context(self._folder.staged())
        kept = rewritten(path, staged, words.customer, ids, words.inside, ERASED)
        if kept is None:
            return None
        content = sealed(staged)
        self._folder.shelve(staged, content)
        return _Version(staged, content, kept)

    def _published(self, connection: sa.Connection, words: _Words, workspace_id: str | None, author: str,
                   damaged: int) -> Erased:
        for version in words.versions.values():
            self._folder.publish(version.staged, version.content)
        mentions = cleaned(connection, words, workspace_id)
        kept = [version.kept for version in words.versions.values()]
        done = Erased(sum(part.removed for part in kept), len(kept),
                      mentions + sum(part.blotted for part in kept), damaged=damaged)
        _write_down(connection, done, workspace_id, author)
        return done


def cleaned(connection: sa.Connection, words: _Words, workspace_id: str | None = None) -> int:
    """Takes the words out of everything that is kept as plain values; returns out of how many rows."""
    there = set(sa.inspect(connection).get_table_names())
    mentions = sum(_cleaned_table(connection, table, words, workspace_id)
                   for table in tables.METADATA.sorted_tables if table.name in there)
    for old, version in words.versions.items():
        mine = [tables.snapshots.c.hash == old, *_of(tables.snapshots, workspace_id)]
        connection.execute(sa.update(tables.snapshots).where(*mine).values(
            hash=version.content.hash, size=version.content.size, rows=version.kept.rows))
    return mentions


def _cleaned_table(connection: sa.Connection, table: sa.Table, words: _Words, workspace_id: str | None) -> int:
    bodies = [column for column in table.columns if isinstance(column.type, tables.Json)]
    keys = list(table.primary_key)
    if not bodies:
        return 0
    changed = 0
    for row in connection.execute(sa.select(*keys, *bodies).where(*_of(table, workspace_id))).all():
        old = row._mapping
        new = {column.name: _without_words(old[column], words) for column in bodies}
        if any(new[column.name] != old[column] for column in bodies):
            connection.execute(sa.update(table).where(*(key == old[key] for key in keys)).values(new))
            changed += any(_says(old[column], words) for column in bodies)
    return changed


def _of(table: sa.Table, workspace_id: str | None) -> list[sa.ColumnElement[bool]]:
    return [table.c.workspace == workspace_id] if workspace_id is not None and "workspace" in table.c else []


def _says(value: Any, words: _Words) -> bool:
    return bool(_without_words(value, replace(words, versions={})) != value)


def _without_words(value: Any, words: _Words, name: str = "") -> Any:
    if isinstance(value, dict):
        kept = {_without_words(key, words): _without_words(part, words, key) for key, part in value.items()}
        version = words.versions.get(str(value.get("snapshot")))
        return kept | {"snapshot": version.content.hash, "rows": version.kept.rows} if version else kept
    if isinstance(value, list):
        return [_without_words(part, words, name) for part in value]
    if isinstance(value, str):
        return _without_word(value, words)
    is_chosen = name == "values" and not isinstance(value, bool)  # the number a filter asks for
    return ERASED if is_chosen and str(value) == words.customer else value


def _without_word(text: str, words: _Words) -> str:
    if text.strip() in (words.customer, *words.also):
        return ERASED
    if text in words.versions:  # a pack or a review names the version that it was made of
        return words.versions[text].content.hash
    return words.inside.alone.sub(ERASED, text) if words.inside else text


def _id_columns(connection: sa.Connection, workspace_id: str | None) -> dict[str, set[str]]:
    """Every stored content, and which of its columns hold customer ids, by any role they were ever given."""
    record = tables.records.c
    sources = {(row.workspace, row.id): _ids(row.body) for row in connection.execute(
        sa.select(record.workspace, record.id, record.body).where(record.kind == "source"))}
    found: dict[str, set[str]] = {}
    for row in connection.execute(sa.select(tables.snapshots).where(*_of(tables.snapshots, workspace_id))):
        now = sources.get((row.workspace, row.source), set())
        found.setdefault(row.hash, set()).update(_ids(row.body) | now)
    return found


def _ids(source: Mapping[str, Any]) -> set[str]:
    return {column["name"] for column in source.get("columns", ()) if column.get("role") == "customer_id"}


def _write_down(connection: sa.Connection, done: Erased, workspace_id: str | None, author: str) -> None:
    counts = {"rows": done.rows, "versions": done.versions, "mentions": done.mentions}
    living = sa.select(tables.workspaces.c.id).where(~tables.workspaces.c.deleted)
    for id in connection.scalars(living).all() if workspace_id is None else [workspace_id]:
        step = records.touched(connection, id, author)
        records.log(connection, step, "erase", "customer", "", 0, None, counts)
    noted = _noted(connection)
    _note(connection, {"count": noted["count"] + 1, "unfinished": True})


def _noted(connection: sa.Connection) -> dict[str, Any]:
    place = (tables.drafts.c.workspace == _KEY[0], tables.drafts.c.key == _KEY[1])
    return connection.scalar(sa.select(tables.drafts.c.body).where(*place)) or {"count": 0, "unfinished": False}


def _note(connection: sa.Connection, noted: dict[str, Any]) -> None:
    upsert(connection, tables.drafts, {"workspace": _KEY[0], "key": _KEY[1], "body": noted}, body=noted)


# Backups, and what databases keep of removed rows


def _clean_backups(database: Database, words: _Words, workspace_id: str | None) -> None:
    for copy in backups(database.home) if database.is_sqlite else ():
        try:
            _clean_backup(copy, words, workspace_id)
        except sqlite3.DatabaseError:
            copy.unlink()  # a damaged backup is none, and cannot be searched


def _clean_backup(copy: Path, words: _Words, workspace_id: str | None) -> None:
    working = copy.with_suffix(".part")
    try:
        shutil.copy(copy, working)
        with _opened(working) as engine, engine.begin() as connection:
            cleaned(connection, words, workspace_id)
        with closing(sqlite3.connect(working)) as connection:
            connection.execute("VACUUM")
        working.replace(copy)
    except sa.exc.DatabaseError as error:
        raise sqlite3.DatabaseError(str(copy)) from error
    finally:
        for suffix in (".part", ".part-wal", ".part-shm"):
            copy.with_suffix(suffix).unlink(missing_ok=True)


@contextmanager
def _opened(file: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{file}")
    try:
        yield engine
    finally:
        engine.dispose()


def _wiped(database: Database) -> None:
    """Databases keep the bytes of what was replaced until the space is needed: makes them let go."""
    if database.is_sqlite:
        with plain_problems(database.home), closing(sqlite3.connect(database.home / FILE, timeout=PATIENCE)) as raw:
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with plain_problems(database.home), database.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in tables.METADATA.sorted_tables:
            if any(isinstance(column.type, tables.Json) for column in table.columns):
                alone.exec_driver_sql(f"VACUUM (FULL) {table.name}")
