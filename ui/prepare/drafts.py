"""Uploads that wait for confirmation: noted in the workspace, so that a refresh or a restart loses nothing.

A draft is a file on disk with what a person decided about it, the decisions before (to take back), and, if several
files are one table, the others.
"""

from pathlib import Path
from typing import Any

from cxlib.workspace import Workspace
from ui import cached

KIND = "uploads"
_MOST_STEPS = 30
Draft = dict[str, Any]


def waiting(workspace: Workspace) -> dict[str, Draft]:
    """Path -> draft, in the order they came; those whose file is gone are left out."""
    kept = (cached.store().draft(workspace.id, KIND) or {}).get("files", {})
    return {path: draft for path, draft in kept.items() if all(Path(file).exists() for file, _ in files(draft))}


def keep(workspace: Workspace, drafts: dict[str, Draft]) -> None:
    """Notes these drafts and no others."""
    cached.store().save_draft(workspace.id, KIND, {"files": drafts} if drafts else None)


def files(draft: Draft) -> list[tuple[str, str]]:
    """Path and name of every file of a draft."""
    return [(draft["path"], draft["name"]), *((file["path"], file["name"]) for file in draft.get("also", ()))]


def key(draft: Draft) -> str:
    """A short mark of the draft for the names of its widgets."""
    return Path(draft["path"]).name[:12]


def decide(workspace: Workspace, draft: Draft, *, noted: dict[str, Any] | None = None, **choices: Any) -> None:
    """Notes decisions, and what stood before so that they can be taken back."""
    trail = [*draft.get("trail", ()), draft["choices"]][-_MOST_STEPS:]
    _put(workspace, draft | {"choices": _without_nothing(draft["choices"] | choices), "trail": trail} | (noted or {}))


def decide_for(workspace: Workspace, draft: Draft, what: str, column: str, value: Any) -> None:
    """Notes a decision about one column, such as its role; None takes it away."""
    known = draft["choices"].get(what)
    of_columns = dict(known) if isinstance(known, dict) else {}
    of_columns[column] = value
    decide(workspace, draft, **{what: _without_nothing(of_columns)})


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, {}, [])}


def take_back(workspace: Workspace, draft: Draft, everything: bool = False) -> None:
    """Undoes the last decision, or all of them."""
    trail = list(draft.get("trail", ()))
    before = {} if everything or not trail else trail.pop()
    _put(workspace, draft | {"choices": before, "trail": [] if everything else trail})


def as_one(workspace: Workspace, parts: list[Draft]) -> None:
    """Makes drafts of one shape one draft, the first of them."""
    drafts = waiting(workspace)
    for part in parts[1:]:
        drafts.pop(part["path"], None)
    also = [{"path": path, "name": name} for part in parts for path, name in files(part)][1:]
    drafts[parts[0]["path"]] = parts[0] | {"also": also}
    keep(workspace, drafts)


def apart(workspace: Workspace, draft: Draft) -> None:
    """Makes the files of a draft drafts of their own again."""
    drafts = waiting(workspace)
    drafts[draft["path"]] = {**draft, "also": []}
    for path, name in files(draft)[1:]:
        drafts[path] = {"path": path, "name": name, "choices": {}, "single": True}
    drafts[draft["path"]]["single"] = True
    keep(workspace, drafts)


def put_away(workspace: Workspace, draft: Draft) -> None:
    """Forgets a draft and removes its files."""
    drafts = waiting(workspace)
    drafts.pop(draft["path"], None)
    keep(workspace, drafts)
    for path, _name in files(draft):
        Path(path).unlink(missing_ok=True)


def _put(workspace: Workspace, draft: Draft) -> None:
    drafts = waiting(workspace)
    drafts[draft["path"]] = draft
    keep(workspace, drafts)
