"""Erases one customer from all that Headlight keeps: the store, and uploads that wait for somebody to confirm them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxlib.errors import CXError
from cxlib.ingest import read_guarded
from cxlib.language import gettext as _
from cxlib.language import ngettext, number
from cxlib.store import Erased, Store
from cxlib.voices.digest import forget

UPLOADS = "uploads"  # the draft under which a workspace's waiting uploads are noted, and the folder they lie in


def erase(store: Store, customer: str, workspace: str | None = None, author: str = "",
          also: Sequence[str] = ()) -> Erased:
    """Like ``Store.erase``, and uploads that know the customer are put away: they can be uploaded again without them.

    Args:
        store: What forgets.
        customer: The customer's id.
        workspace: Id of the workspace, or None for all of them.
        author: Who erases.
        also: More words that name the customer, such as name and e-mail.
    """
    removed = sum(_removed_uploads(store, id, {customer.strip(), *also}) for id in _asked(store, workspace))
    if workspace is None:
        removed += _removed_strays(store)
    done = store.erase(customer, workspace, author, also)
    forget(store.home)  # what was understood of comments holds their words
    return replace(done, uploads=removed)


def sentence(done: Erased) -> str:
    """What was done, for the person who asked."""
    told = _(
        "{rows} removed from {versions}; the id blotted out in {mentions} more. Nothing of it is left.",
        rows=ngettext("{rows} row", "{rows} rows", done.rows, rows=number(done.rows)),
        versions=ngettext("{count} stored version", "{count} stored versions", done.versions),
        mentions=ngettext("{count} place", "{count} places", done.mentions),
    )
    if done.uploads:
        told += " " + ngettext(
            "{count} waiting upload was put away.", "{count} waiting uploads were put away.", done.uploads
        )
    if done.damaged:
        told += " " + ngettext(
            "{count} stored version is damaged and could not be searched. Remove its source, or upload it again.",
            "{count} stored versions are damaged and could not be searched. Remove or upload them again.",
            done.damaged,
        )
    return told


def _asked(store: Store, workspace: str | None) -> list[str]:
    if workspace is not None:
        return [workspace]
    return [one.id for one in (*store.workspaces(), *store.workspaces(deleted=True))]


def _removed_uploads(store: Store, workspace: str, words: set[str]) -> int:
    files: dict[str, Any] = (store.draft(workspace, UPLOADS) or {}).get("files", {})
    gone = [path for path, draft in files.items() if Path(path).exists() and _knows(Path(path), draft, words)]
    for path in gone:
        Path(path).unlink(missing_ok=True)
    if gone:
        left = {path: draft for path, draft in files.items() if path not in gone}
        store.save_draft(workspace, UPLOADS, {"files": left} if left else None)
    return len(gone)


def _knows(path: Path, draft: dict[str, Any], words: set[str]) -> bool:
    """Whether the customer stands in an upload; one that cannot be read cannot be shown to be free of them."""
    try:
        reading = read_guarded(path, draft["name"], **draft.get("choices", {}))
    except CXError:
        return True
    text = reading.text
    return any(text[name].str.contains(word, regex=False, na=False).any() for name in text for word in words)


def _removed_strays(store: Store) -> int:
    """Files of uploads that no workspace speaks of (any more)."""
    spoken = {path for id in _asked(store, None) for path in (store.draft(id, UPLOADS) or {}).get("files", {})}
    lying = [path for path in (store.home / UPLOADS).glob("*") if path.is_file() and not path.name.startswith(".")]
    strays = [path for path in lying if str(path) not in spoken]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
