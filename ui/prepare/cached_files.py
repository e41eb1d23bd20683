"""Uploads as they are understood, kept by content: the same files with the same choices are read once."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from cxlib.ingest import (
    Changes,
    Finding,
    Quality,
    Reading,
    Ready,
    compare,
    look_at,
    make_ready,
    other_scales,
    quality,
    read_guarded,
    readiness,
    together,
)
from cxlib.intake import days_of
from cxlib.workspace import Source
from ui.cached import store

Step = Callable[[str, float], None]
Files = tuple[tuple[str, str], ...]
MOST = 16
LOOKED = 50_000  # rows that tell in which unit a column is


def reading(draft: dict[str, Any], step: Step | None = None) -> Reading:
    """An upload as it is understood with its choices, read in a guarded child process; ``step`` is told how far."""
    return _reading(*_what(draft), step)


def _what(draft: dict[str, Any]) -> tuple[Files, str]:
    also = [(file["path"], file["name"]) for file in draft.get("also", ())]
    return ((draft["path"], draft["name"]), *also), json.dumps(draft["choices"], sort_keys=True)


def _reading(files: Files, choices: str, step: Step | None = None) -> Reading:
    kept = _known()  # Streamlit's own cache lets nobody show progress
    found = kept.get((files, choices))
    if found is None:
        found = kept[files, choices] = _read(files, choices, step)
        while len(kept) > MOST:
            kept.pop(next(iter(kept)), None)
    return found


@st.cache_resource(show_spinner=False)
def _known() -> dict[tuple[Files, str], Reading]:
    return {}


def _read(files: Files, choices: str, step: Step | None) -> Reading:
    def one(file: tuple[str, str], **chosen: Any) -> Reading:
        return read_guarded(*file, progress=step, **chosen)

    try:
        chosen = json.loads(choices)
        return one(files[0], **chosen) if len(files) == 1 else together(one, files, chosen)
    finally:
        make_ready()  # a correction is read a second sooner


def judgement(draft: dict[str, Any], known: Source | None) -> tuple[Quality, tuple[Ready, ...]]:
    """How good an upload is and what each page still needs."""
    return _judgement(*_what(draft), _snapshot(known))


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _judgement(files: Files, choices: str, previous: str) -> tuple[Quality, tuple[Ready, ...]]:
    found = _reading(files, choices)
    return quality(found, Path(previous) if previous else None), readiness(found)


def changes(draft: dict[str, Any], known: Source) -> Changes:
    """How the columns of an upload differ from those of the source it continues."""
    return compare({column.name: column.type for column in known.columns}, reading(draft))


def overlap(draft: dict[str, Any], known: Source) -> tuple[date, date] | None:
    """First and last day that an upload and the source it continues both speak of; None if there is none."""
    return _overlap(*_what(draft), known.time, known.first, known.last)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _overlap(
    files: Files, choices: str, time: str | None, first: date | None, last: date | None
) -> tuple[date, date] | None:
    days = days_of(_reading(files, choices), time)
    if days is None or first is None or last is None or days[0] > last or days[1] < first:
        return None
    return max(days[0], first), min(days[1], last)


def rescaled(draft: dict[str, Any], known: Source) -> tuple[Finding, ...]:
    """Columns of an upload that are in another unit than in the source it continues."""
    return _rescaled(*_what(draft), _snapshot(known), known.name)


@st.cache_resource(max_entries=MOST, show_spinner=False)
def _rescaled(files: Files, choices: str, previous: str, name: str) -> tuple[Finding, ...]:
    if not previous:
        return ()
    found = _reading(files, choices)
    return tuple(other_scales(found.columns, look_at(Path(previous), LOOKED), found.look(LOOKED), name, found.name))


def _snapshot(known: Source | None) -> str:
    return str(store().snapshot_path(known)) if known and known.snapshot else ""
