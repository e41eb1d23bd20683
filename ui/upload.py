"""From a dropped file to a committed source: preview, correction, findings, quality, commit.

An upload is moved to disk at once and noted as a draft of the workspace, so a refresh or a restart loses nothing.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import streamlit as st

from cxlib.errors import CXError
from cxlib.ingest import Reading
from cxlib.ingest.roles import ROLES
from cxlib.ingest.votes import TYPES
from cxlib.intake import Joining, continued, source_of, take_in
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number
from cxlib.workspace import Source, Workspace
from ui import arrivals, cached, frame, judged, safe, show, state

DRAFT = "uploads"
SHOWN_ROWS = 8
ROLE_WORDS = {
    "date": N_("date"),
    "score": N_("score"),
    "measure": N_("measure"),
    "dimension": N_("dimension"),
    "comment": N_("comment"),
    "customer_id": N_("customer id"),
    "department": N_("department"),
    "cost": N_("cost"),
    "revenue": N_("revenue"),
    "weight": N_("weight"),
    "yes_no": N_("yes or no"),
    "id": N_("id"),
    "ignored": N_("left out"),
}
TYPE_WORDS = {
    "date": N_("date"),
    "datetime": N_("date and time"),
    "period": N_("period"),
    "duration": N_("duration"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "percent": N_("percent"),
    "yes_no": N_("yes or no"),
    "text": N_("text"),
    "category": N_("category"),
    "empty": N_("empty"),
}
JOININGS: tuple[Joining, ...] = ("append", "replace", "replace_overlap")
SEVERITY = {"question": "◆", "warning": "▲", "note": "·"}


def drop(workspace: Workspace) -> None:
    """The drop zone, and below it every upload that waits for confirmation."""
    limit = st.get_option("server.maxUploadSize")
    files = st.file_uploader(
        _("Drop files here, up to {limit} MB each", limit=number(limit)),
        accept_multiple_files=True,
        key=f"upload.{st.session_state.get('upload.round', 0)}",
    )
    if files:
        drafts = _drafts(workspace)
        for file in files:
            draft = _kept(file, file.name)
            drafts[draft["path"]] = draft
        cached.store().save_draft(workspace.id, DRAFT, {"files": drafts})
        st.session_state["upload.round"] = st.session_state.get("upload.round", 0) + 1
        st.rerun()
    for draft in _drafts(workspace).values():
        _review(workspace, draft)


def _drafts(workspace: Workspace) -> dict[str, dict[str, Any]]:
    kept = (cached.store().draft(workspace.id, DRAFT) or {}).get("files", {})
    return {path: draft for path, draft in kept.items() if Path(path).exists()}


def _kept(file: BinaryIO, name: str) -> dict[str, Any]:
    """Moves an upload to disk under its own hash; the client's name is only ever shown."""
    path, _hash = arrivals.kept(file, cached.upload_folder())
    return {"path": str(path), "name": Path(name.replace("\\", "/")).name[:200], "choices": {}}


def _changed(workspace: Workspace, draft: dict[str, Any], **choices: Any) -> None:
    drafts = _drafts(workspace)
    drafts[draft["path"]] = draft | {"choices": draft["choices"] | choices}
    cached.store().save_draft(workspace.id, DRAFT, {"files": drafts})


def _done(workspace: Workspace, draft: dict[str, Any]) -> None:
    drafts = _drafts(workspace)
    drafts.pop(draft["path"], None)
    cached.store().save_draft(workspace.id, DRAFT, {"files": drafts} if drafts else None)
    Path(draft["path"]).unlink(missing_ok=True)


def _review(workspace: Workspace, draft: dict[str, Any]) -> None:
    with st.container(border=True, key=f"review.{Path(draft['path']).name[:12]}"):
        try:
            reading = cached.reading(draft["path"], draft["name"], draft["choices"])
        except CXError as problem:
            show.problem(str(problem))
            st.button(_("Put it away"), key=f"away.{draft['path'][-8:]}", on_click=_done, args=(workspace, draft))
            return
        if _as_last_time(workspace, draft, reading):
            st.rerun()
        show.facts(
            draft["name"],
            [
                ngettext("{rows} row", "{rows} rows", reading.rows, rows=number(reading.rows)),
                ngettext("{count} column", "{count} columns", len(reading.columns)),
                *reading_words(reading),
            ],
        )
        _sheets(workspace, draft, reading)
        _questions(workspace, draft, reading)
        _roles(workspace, draft, reading)
        _findings(reading)
        judged.verdict(draft, reading, _recognised(workspace, reading))
        _commit(workspace, draft, reading)


def _as_last_time(workspace: Workspace, draft: dict[str, Any], reading: Reading) -> bool:
    """Applies once what was corrected in the file before this one; whether that changed anything."""
    known = _recognised(workspace, reading)
    if known is None or draft["choices"] or draft.get("followed"):
        return False
    names = {column.name for column in reading.columns}
    settled = {
        what: {name: choice for name, choice in known.choices[what].items() if name in names}
        for what in ("roles", "types", "dayfirst")
        if isinstance(known.choices.get(what), dict)
    }
    choices = {what: chosen for what, chosen in settled.items() if chosen}
    if choices:
        _changed(workspace, draft | {"followed": known.id}, **choices)
    return bool(choices)


def reading_words(reading: Reading) -> list[str]:
    """How the file was read, in a few words."""
    if reading.shape == "wide_kpi":
        return [_("a table of indicators, one row a period")]
    if reading.shape == "long_kpi":
        return [_("a table of indicators, one row a period and indicator")]
    return []


def _sheets(workspace: Workspace, draft: dict[str, Any], reading: Reading) -> None:
    names = [sheet.name for sheet in reading.sheets]
    if len(names) < 2:
        return
    current = draft["choices"].get("sheet", names[0])
    picked = st.selectbox(
        _("Sheet"), names, index=names.index(current) if current in names else 0, key=f"sheet.{draft['path'][-8:]}"
    )
    if picked != current:
        _changed(workspace, draft, sheet=picked)
        st.rerun()


def _questions(workspace: Workspace, draft: dict[str, Any], reading: Reading) -> None:
    """A column whose day and month cannot be told apart is asked about, both readings side by side."""
    orders = {
        "dmy": _("day, month, year"),
        "mdy": _("month, day, year"),
        "ymd": _("year, month, day"),
        "ydm": _("year, day, month"),
    }
    for column, possible in reading.ambiguous.items():
        texts = [text for text in reading.text[column].head(200) if text][:2] if column in reading.text else []
        picked = st.radio(
            _(
                "{column}: how are these dates written? {examples}",
                column=safe.md(column),
                examples=safe.md("  ".join(texts)),
            ),
            list(possible),
            index=None,
            format_func=lambda order: orders.get(order, order),
            horizontal=True,
            key=f"order.{draft['path'][-8:]}.{column}",
        )
        if picked:
            _changed(workspace, draft, dayfirst={**draft["choices"].get("dayfirst", {}), column: picked})
            st.rerun()


def _roles(workspace: Workspace, draft: dict[str, Any], reading: Reading) -> None:
    """What was understood, one line a column; type and role are chosen in place."""
    rows = pd.DataFrame(
        {
            "column": [column.name for column in reading.columns],
            "role": [column.role for column in reading.columns],
            "type": [column.type for column in reading.columns],
            "example": [
                "   ".join(
                    f"{before} → {after}" if str(before) != str(after) else str(before)
                    for before, after in column.examples
                )
                for column in reading.columns
            ],
            "missing": [column.missing_share for column in reading.columns],
            "why": [column.evidence for column in reading.columns],
        }
    )
    config = {
        "column": st.column_config.TextColumn(_("Column"), disabled=True),
        "role": st.column_config.SelectboxColumn(
            _("Role"), options=list(ROLES), required=True, format_func=_role_words
        ),
        "type": st.column_config.SelectboxColumn(
            _("Type"), options=list(TYPES), required=True, format_func=_type_words
        ),
        "example": st.column_config.TextColumn(_("As written → as understood"), disabled=True, width="large"),
        "missing": st.column_config.ProgressColumn(_("Missing"), format="percent", min_value=0, max_value=1),
        "why": st.column_config.TextColumn(_("Why"), disabled=True, width="large"),
    }
    edited = st.data_editor(
        rows,
        column_config=config,
        hide_index=True,
        key=f"roles.{draft['path'][-8:]}",
        disabled=["column", "example", "missing", "why"],
        height=min(36 * (len(rows) + 1) + 4, 460),
    )
    roles = {
        name: role for name, role, was in zip(rows["column"], edited["role"], rows["role"], strict=True) if role != was
    }
    types = {
        name: kind for name, kind, was in zip(rows["column"], edited["type"], rows["type"], strict=True) if kind != was
    }
    if roles or types:
        choices = draft["choices"]
        _changed(
            workspace, draft, roles={**choices.get("roles", {}), **roles}, types={**choices.get("types", {}), **types}
        )
        st.rerun()
    if draft["choices"]:
        st.button(_("Undo my corrections"), key=f"undo.{draft['path'][-8:]}", type="tertiary",
                  on_click=_forget_corrections, args=(workspace, draft))  # fmt: skip


def _role_words(role: object) -> str:
    return _(ROLE_WORDS.get(str(role), str(role)))


def _type_words(kind: object) -> str:
    return _(TYPE_WORDS.get(str(kind), str(kind)))


def _forget_corrections(workspace: Workspace, draft: dict[str, Any]) -> None:
    drafts = _drafts(workspace)
    drafts[draft["path"]] = draft | {"choices": {}}
    cached.store().save_draft(workspace.id, DRAFT, {"files": drafts})


def _findings(reading: Reading) -> None:
    worth = sorted(reading.findings, key=lambda finding: list(SEVERITY).index(finding.severity))
    if not worth:
        if not judged.lacking(reading):
            show.note(_("Nothing odd was found in this file."))
        return
    loud = [finding for finding in worth if finding.severity != "note"]
    title = (
        ngettext("{count} thing to look at", "{count} things to look at", len(loud))
        if loud
        else ngettext("{count} note about how it was read", "{count} notes about how it was read", len(worth))
    )
    with st.expander(title, expanded=bool(loud)):
        for finding in worth:
            show.note(_("{mark} {sentence}", mark=SEVERITY[finding.severity], sentence=finding.sentence))


def _commit(workspace: Workspace, draft: dict[str, Any], reading: Reading) -> None:
    key = draft["path"][-8:]
    with st.form(f"commit.{key}", border=False):
        left, right = st.columns([2, 2])
        known = _recognised(workspace, reading)
        options = ["", *[source.id for source in workspace.sources]]
        names = {source.id: source.name for source in workspace.sources}
        into = left.selectbox(
            _("Keep as"),
            options,
            index=options.index(known.id) if known else 0,
            key=f"into.{key}",
            format_func=lambda id: names.get(id, _("a new source")),
        )
        joining = right.selectbox(
            _("If the source exists"),
            JOININGS,
            key=f"join.{key}",
            format_func=_joining_words,
        )
        kept, away = st.columns([1, 3])
        keep = kept.form_submit_button(_("Keep this data"), type="primary", key=f"keep.{key}")
        leave = away.form_submit_button(_("Put it away"), key=f"leave.{key}")
    if keep:
        keep_it(workspace, draft, reading, into, joining)
    if leave:
        _done(workspace, draft)
        st.rerun()


def _joining_words(joining: Joining) -> str:
    return {
        "append": _("add the rows that are new"),
        "replace": _("replace everything"),
        "replace_overlap": _("replace from where the new file begins"),
    }[joining]


def _recognised(workspace: Workspace, reading: Reading) -> Source | None:
    """The source this file continues: most of its columns are the same."""
    names = {column.name for column in reading.columns}
    scored = [
        (len(names & {c.name for c in source.columns}) / max(len(names | {c.name for c in source.columns}), 1), source)
        for source in workspace.sources
    ]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= 0.6 else None


def keep_it(workspace: Workspace, draft: dict[str, Any], reading: Reading, into: str, joining: Joining) -> None:
    """Commits the upload and offers the next step."""
    proposed = source_of(reading, id=into)
    existing = workspace.source(into) if into else None
    if existing:
        proposed = _following(existing, proposed, draft, joining)
    with show.steps(_("Keeping {file}", file=draft["name"])) as step:
        source = take_in(cached.store(), workspace.id, reading, proposed, joining if existing else "replace", step)
    dimensions = filter_columns(reading)
    if not workspace.filters and dimensions:
        fresh = cached.workspace(workspace.id)
        cached.store().save_workspace(replace(fresh, filters=dimensions))
    _done(workspace, draft)
    state.once("kept", source.name)
    if not workspace.metrics:
        st.switch_page(frame.page_file("metrics"), query_params=state.as_query())
    st.rerun()


def _following(existing: Source, proposed: Source, draft: dict[str, Any], joining: Joining) -> Source:
    """The record of the source after this file: settled things stay, unless its rows are all replaced."""
    if joining == "replace":
        return replace(proposed, name=existing.name, snapshot=existing.snapshot, version=existing.version)
    corrected = {*draft["choices"].get("roles", {}), *draft["choices"].get("types", {})}
    return continued(existing, proposed, corrected)


def filter_columns(reading: Reading, most: int = 3) -> tuple[str, ...]:
    """The dimensions worth a pill in the filter bar: few values, well filled, departments first."""
    fit = [
        column
        for column in reading.columns
        if column.role in ("department", "dimension") and 2 <= column.distinct <= 20 and column.missing_share <= 0.3
    ]
    return tuple(column.name for column in sorted(fit, key=lambda column: column.role != "department")[:most])
