"""An archive of several tables: which of them to read."""

from pathlib import Path, PurePosixPath

import streamlit as st

from cxlib.ingest import Limits
from cxlib.ingest.archive import table_inside, tables_inside
from cxlib.language import gettext as _
from cxlib.language import ngettext
from cxlib.workspace import Workspace
from ui import cached, show
from ui.prepare import drafts
from ui.prepare.drafts import Draft
from ui.server import arrivals

_MOST = 50  # tables read at once


def offered(workspace: Workspace, draft: Draft) -> None:
    """The tables of an archive, all of them chosen to begin with."""
    key = drafts.key(draft)
    with show.problems():
        names = tables_inside(Path(draft["path"]), Limits.of())
        title = ngettext("{file} holds {count} table.", "{file} holds {count} tables.", len(names), file=draft["name"])
        show.note(title)
        picked = st.multiselect(
            _("Which of them should be read?"),
            names,
            default=names[:_MOST],
            max_selections=_MOST,
            key=f"inside.{key}",
        )
        with show.row(f"inside.{key}"):
            read = st.button(_("Read these"), type="primary", key=f"unpack.{key}", disabled=not picked)
            st.button(_("Put it away"), key=f"away.{key}", on_click=drafts.put_away, args=(workspace, draft))
        if read:
            _unpacked(workspace, draft, picked)
            st.rerun()


def _unpacked(workspace: Workspace, draft: Draft, names: list[str]) -> None:
    """Every table becomes an upload of its own in the archive's place; those of one shape are joined as always."""
    made: dict[str, Draft] = {}
    with show.steps(_("Reading {file}", file=draft["name"])) as step:
        for place, name in enumerate(names):
            step(_("Unpacking {file}", file=name), place / len(names))
            with table_inside(Path(draft["path"]), name, Limits.of()) as file:
                path, _hash = arrivals.kept(file, cached.upload_folder())
            made[str(path)] = {
                "path": str(path),
                "name": PurePosixPath(name.replace("\\", "/")).name[:200],
                "choices": {},
            }
    drafts.put_away(workspace, draft)
    drafts.keep(workspace, drafts.waiting(workspace) | made)
