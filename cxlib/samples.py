"""The sample workspace: its files read, committed and described exactly as a person would have done it by hand."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxlib.errors import NoSuchWorkspace
from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.recovering import keep_as_metric
from cxlib.store import Store
from cxlib.workspace import KINDS, Column, Record, Source, Workspace

FOLDER = Path(__file__).parent.parent / "sample_data"
SAMPLE_ID = "nordwind"

Step = Callable[[str, float], None]


def open_sample(store: Store, step: Step | None = None, folder: Path = FOLDER) -> Workspace:
    """The sample workspace; made from ``folder`` the first time, which takes some seconds.

    Args:
        store: Where it is kept.
        step: Told what is being done and the share done, 0 to 1.
        folder: Holds ``workspace.json`` and the files it names.
    """
    found = [workspace for workspace in store.workspaces() if workspace.id == SAMPLE_ID]
    if found:
        return store.workspace(SAMPLE_ID)
    described = _described(folder / "workspace.json")
    made = store.create(Workspace.from_dict({"id": SAMPLE_ID, "sample": True} | described["workspace"]))
    try:
        _filled(store, made.id, described, folder, step or (lambda text, share: None))
    except BaseException:  # a half-made sample would look like a broken product: take it back, then let it be seen
        store.delete_workspace(made.id)
        raise
    return store.workspace(made.id)


def _described(file: Path) -> dict[str, Any]:
    """The description of a workspace.

    Raises:
        NoSuchWorkspace: If the file is not JSON, or leaves out what makes a workspace.
    """
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise NoSuchWorkspace("described", name=file, reason=problem) from problem
    missing = [name for name in ("workspace", "sources") if name not in described]
    if missing:
        raise NoSuchWorkspace("described", name=file, reason=", ".join(missing))
    return described


def _filled(store: Store, workspace: str, described: dict[str, Any], folder: Path, step: Step) -> None:
    files = described["sources"]
    for done, entry in enumerate(files):
        step(entry["file"], done / len(files))
        reading = read(folder / entry["file"], **entry.get("choices", {}))
        take_in(store, workspace, reading, _source(source_of(reading, entry["name"], entry["id"]), entry))
    store.put_all(workspace, _records(described))
    keep_as_metric(store, store.workspace(workspace))
    step("", 1.0)


def _records(described: Mapping[str, Any]) -> list[Record]:
    """Everything but the sources, each kind under its plural."""
    kinds = {f"{kind}s": record for kind, record in KINDS.items() if kind != "source"}
    return [record.from_dict(item) for plural, record in kinds.items() for item in described.get(plural, [])]


def _source(proposed: Source, entry: dict[str, Any]) -> Source:
    """The proposal with what a person corrected: roles, scales and the column that tells the time."""
    corrected = entry.get("columns", {})
    columns = tuple(_corrected(column, corrected.get(column.name, {})) for column in proposed.columns)
    settings = {name: entry[name] for name in ("time", "grain", "shape") if name in entry}
    return replace(proposed, columns=columns, **settings)


def _corrected(column: Column, words: Mapping[str, Any]) -> Column:
    settings: dict[str, Any] = {name: tuple(value) if name == "scale" else value for name, value in words.items()}
    return replace(column, **settings)
