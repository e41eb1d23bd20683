"""From a dropped file to a committed source: preview, correction, findings, quality, commit."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import streamlit as st

from cxlib.errors import CXError, NotATable
from cxlib.ingest import Limits, Reading, make_ready, same_shape
from cxlib.ingest.report import places
from cxlib.intake import Joining, continued, source_of, take_in
from cxlib.language import gettext as _
from cxlib.language import ngettext, number
from cxlib.workspace import Source, Workspace
from ui import cached, frame, show, state
from ui.prepare import archives, cached_files, drafts, judged, undecided, understood
from ui.prepare.drafts import Draft
from ui.server import arrivals

JOININGS: tuple[Joining, ...] = ("append", "replace", "replace_overlap")
ASKED = (
    "encoding_unsure",
    "ambiguous_dates",
    "ambiguous_times",
    "unsure_decimal",
    "several_tables",
)  # questions put to the person
SEVERITY = {"question": "◆", "warning": "▲", "note": "·"}


def drop(workspace: Workspace) -> None:
    """The drop zone, and below it every upload that waits for confirmation."""
    limit = min(st.get_option("server.maxUploadSize"), Limits.of().megabytes)
    files = st.file_uploader(
        _("Drop files here, up to {limit} MB each", limit=number(limit)),
        accept_multiple_files=True,
        key=f"upload.{st.session_state.get('upload.round', 0)}",
        help=_("A larger file may fit as .zip: a table inside is read as it is."),
    )
    if not files:
        make_ready()  # while the person looks for the file
    if files:
        waiting = drafts.waiting(workspace)
        for file in files:
            draft = _kept(file, file.name)
            waiting[draft["path"]] = draft
        drafts.keep(workspace, waiting)
        st.session_state["upload.round"] = st.session_state.get("upload.round", 0) + 1
        st.rerun()
    waiting = drafts.waiting(workspace)
    _same_shape(workspace, list(waiting.values()))
    for draft in waiting.values():
        _review(workspace, draft)


def _kept(file: BinaryIO, name: str) -> Draft:
    """Moves an upload to disk under its own hash; the client's name is only ever shown."""
    path, _hash = arrivals.kept(file, cached.upload_folder())
    return {"path": str(path), "name": Path(name.replace("\\", "/")).name[:200], "choices": {}}


def _same_shape(workspace: Workspace, waiting: list[Draft]) -> None:
    """Files with the same columns become one table, which can be taken apart again."""
    read = [(draft, reading) for draft in waiting if not draft.get("single") and (reading := _read(draft))]
    for place, (first, reading) in enumerate(read):
        names = [column.name for column in reading.columns]
        alike = [draft for draft, other in read[place + 1 :] if same_shape(names, [c.name for c in other.columns])]
        if alike:
            drafts.as_one(workspace, [first, *alike])
            st.rerun()


def _read(draft: Draft) -> Reading | None:
    """The reading of a draft, with its steps shown; None if it is no table."""
    try:
        with show.steps(_("Reading {file}", file=draft["name"])) as step:
            return cached_files.reading(draft, step)
    except CXError:
        return None


def _review(workspace: Workspace, draft: Draft) -> None:
    with st.container(border=True, key=f"review.{drafts.key(draft)}"):
        try:
            with show.steps(_("Reading {file}", file=draft["name"])) as step:
                reading = cached_files.reading(draft, step)
        except CXError as problem:
            if isinstance(problem, NotATable) and problem.facts["problem"] == "several":
                archives.offered(workspace, draft)
            else:
                _refused(workspace, draft, problem)
            return
        if _as_last_time(workspace, draft, reading):
            st.rerun()
        show.facts(
            reading.name,
            [
                ngettext("{rows} row", "{rows} rows", reading.rows, rows=number(reading.rows)),
                ngettext("{count} column", "{count} columns", len(reading.columns)),
                *reading_words(reading),
            ],
        )
        _parts(workspace, draft)
        undecided.questions(workspace, draft, reading)
        understood.columns(workspace, draft, reading)
        _findings(reading)
        judged.verdict(draft, reading, _recognised(workspace, reading))
        _commit(workspace, draft, reading)


def _refused(workspace: Workspace, draft: Draft, problem: CXError) -> None:
    """Why there is no table; a decision that led there can be taken back."""
    show.problem(str(problem))
    if draft.get("trail"):
        st.button(_("Undo the last correction"), key=f"back.{drafts.key(draft)}",
                  on_click=drafts.take_back, args=(workspace, draft))  # fmt: skip
    st.button(_("Put it away"), key=f"away.{drafts.key(draft)}", on_click=drafts.put_away, args=(workspace, draft))


def _parts(workspace: Workspace, draft: Draft) -> None:
    """The files that were read as one table."""
    files = drafts.files(draft)
    if len(files) < 2:
        return
    names = ", ".join(name for _path, name in files[:6]) + (" …" if len(files) > 6 else "")
    show.note(_("These files have the same columns and are kept as one source: {names}", names=names))
    st.button(_("Keep them as sources of their own"), key=f"apart.{drafts.key(draft)}", type="tertiary",
              on_click=drafts.apart, args=(workspace, draft))  # fmt: skip


def _as_last_time(workspace: Workspace, draft: Draft, reading: Reading) -> bool:
    """Applies once what was decided for the file before this one; whether that changed anything."""
    known = _recognised(workspace, reading)
    if known is None or draft["choices"] or draft.get("followed"):
        return False
    choices = settled(known.choices, reading)
    if choices:
        drafts.decide(workspace, draft, noted={"followed": known.id}, **choices)
    return bool(choices)


def settled(before: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """What was decided for the file before and holds for this one too: of its columns, and of how it is written."""
    names = {column.name for column in reading.columns}
    choices: dict[str, Any] = {
        what: {name: choice for name, choice in before[what].items() if name in names}
        for what in ("roles", "types", "dayfirst", "decimal", "directions", "names")
        if isinstance(before.get(what), dict)
    }
    if before.get("names"):  # roles and types are kept under the better names
        better = set(before["names"].values())
        for what in ("roles", "types", "dayfirst", "decimal", "directions"):
            choices[what] = choices.get(what, {}) | {k: v for k, v in before.get(what, {}).items() if k in better}
    if before.get("encoding") in [name for name, _lines in reading.encodings]:
        choices["encoding"] = before["encoding"]
    if before.get("sheet") in [sheet.name for sheet in reading.sheets]:
        choices["sheet"] = before["sheet"]
    choices["missing"] = before.get("missing")
    choices |= {what: before[what] for what in ("turned", "filled") if isinstance(before.get(what), bool)}
    return {what: chosen for what, chosen in choices.items() if chosen or chosen is False}


def reading_words(reading: Reading) -> list[str]:
    """How the file was read, in a few words."""
    if reading.shape == "wide_kpi":
        return [_("a table of indicators, one row a period")]
    if reading.shape == "long_kpi":
        return [_("a table of indicators, one row a period and indicator")]
    return []


def _findings(reading: Reading) -> None:
    told = [found for found in reading.findings if found.rule not in ASKED]
    told = [found for found in told if (found.rule, found.severity) != ("merged_labels", "question")]
    if reading.rows >= judged.FEW_ROWS:  # told once, below
        told = [found for found in told if found.rule != "blank_columns"]
    worth = sorted(told, key=lambda finding: list(SEVERITY).index(finding.severity))
    if not worth:
        if not judged.lacking(reading) and not reading.findings:
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
            sentence = finding.sentence + places(finding)
            show.note(_("{mark} {sentence}", mark=SEVERITY[finding.severity], sentence=sentence))
        if len(reading.set_aside):
            show.download(_("Rows that were set aside"), reading.set_aside)


def _commit(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    key = drafts.key(draft)
    if not reading.rows:
        show.problem(_("There is nothing to keep: {file} names columns and has no rows.", file=draft["name"]))
        st.button(_("Put it away"), key=f"away.{key}", on_click=drafts.put_away, args=(workspace, draft))
        return
    with st.form(f"commit.{key}", border=False):
        into, joining = _where(workspace, reading, key)
        with show.row(f"keep.{key}"):
            keep = st.form_submit_button(_("Keep this data"), type="primary", key=f"keep.{key}")
            leave = st.form_submit_button(_("Put it away"), key=f"leave.{key}")
    if keep:
        keep_it(workspace, draft, reading, into, joining)
    if leave:
        drafts.put_away(workspace, draft)
        st.rerun()


def _where(workspace: Workspace, reading: Reading, key: str) -> tuple[str, Joining]:
    """The source to go on with, empty for a new one, and how its rows and the new ones join."""
    if not workspace.sources:
        return "", "replace"
    known = _recognised(workspace, reading)
    left, right = st.columns(2)
    names = {source.id: source.name for source in workspace.sources}
    options = ["", *names]
    into = left.selectbox(
        _("Keep as"),
        options,
        index=options.index(known.id) if known else 0,
        key=f"into.{key}",
        format_func=lambda id: names.get(id, _("a new source")),
    )
    joining = right.selectbox(_("If the source exists"), JOININGS, key=f"join.{key}", format_func=_joining_words)
    return into, joining


def _joining_words(joining: Joining) -> str:
    return {
        "append": _("add the rows that are new"),
        "replace": _("replace everything"),
        "replace_overlap": _("replace from where the new file begins"),
    }[joining]


def _recognised(workspace: Workspace, reading: Reading) -> Source | None:
    """The source this file continues: most of its columns are the same."""
    scored = [(_likeness(source, reading), source) for source in workspace.sources]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= 0.6 else None


def _likeness(source: Source, reading: Reading) -> float:
    """Share of columns that both have, 0 to 1; names that a person gave count for those in the file."""
    better = source.choices.get("names", {})
    here = {better.get(column.name, column.name) for column in reading.columns}
    there = {column.name for column in source.columns}
    return len(here & there) / max(len(here | there), 1)


def keep_it(workspace: Workspace, draft: Draft, reading: Reading, into: str, joining: Joining) -> None:
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
    drafts.put_away(workspace, draft)
    state.once("kept", source.name)
    if not workspace.metrics:
        st.switch_page(frame.page_file("metrics"), query_params=state.as_query())
    st.rerun()


def _following(existing: Source, proposed: Source, draft: Draft, joining: Joining) -> Source:
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
