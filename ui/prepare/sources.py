"""The sources of a workspace: what is there, how fresh it is, its versions, and the way back."""

from datetime import date

import pandas as pd
import streamlit as st

from cxlib.ingest.frames import head_of
from cxlib.language import day, ngettext, number
from cxlib.language import gettext as _
from cxlib.store import SnapshotVersion
from cxlib.workspace import Source, Workspace
from ui import cached, safe, show
from ui.prepare import understood
from ui.prepare.understood import MOST_SHOWN, SHOWN_ROWS


def sentence(workspace: Workspace) -> str:
    """The state of the data in one sentence."""
    if not workspace.sources:
        return _("Upload the first file.")
    ends = [reaches(workspace, source, source.last) for source in workspace.sources if source.last]
    oldest = min(ends, default=None)
    if oldest is None:
        return ngettext("{count} source, without dates.", "{count} sources, without dates.", len(workspace.sources))
    return ngettext(
        "{count} source, complete up to {day}.",
        "{count} sources, complete up to {day}.",
        len(workspace.sources),
        day=day(oldest),
    )


def listed(workspace: Workspace) -> None:
    """One row a source, with versions and undo."""
    for source in workspace.sources:
        with st.container(key=f"source.{source.id}", border=True):
            show.facts(
                source.name,
                [rows_words(source), span_words(workspace, source), freshness(workspace, source), source.file],
            )
            with st.expander(_("Columns, versions and undo")):
                _columns(source)
                _versions(workspace, source)
    _removed(workspace)


def _removed(workspace: Workspace) -> None:
    """The way back for the source that was removed last, as long as nothing was done to the sources since."""
    last = next(iter(cached.store().history(workspace.id, "source", limit=1)), None)
    if last is None or last.after is not None or not isinstance(last.before, Source):
        return
    with show.row("removed"):
        show.note(_("{source} was removed.", source=last.before.name))
        st.button(_("Bring it back"), key="removed.back", type="tertiary", on_click=_bring_back,
                  args=(workspace, last.id))  # fmt: skip


def _bring_back(workspace: Workspace, change: int) -> None:
    cached.store().undo(workspace.id, change)


def reaches(workspace: Workspace, source: Source, last: date) -> date:
    """The last day a source speaks of; its last row speaks of a whole period in a table of indicators."""
    if source.grain is None:
        return last
    return workspace.calendar.period(last, source.grain).end_time.date()


def rows_words(source: Source) -> str:
    """How many rows a source has."""
    return ngettext("{rows} row", "{rows} rows", source.rows, rows=number(source.rows))


def span_words(workspace: Workspace, source: Source) -> str:
    """The days a source covers."""
    if source.first is None or source.last is None:
        return _("no dates: it can be split and searched, but shows no trend")
    return _("{first} to {last}", first=day(source.first), last=day(reaches(workspace, source, source.last)))


def freshness(workspace: Workspace, source: Source) -> str:
    """How old the newest row is."""
    if source.last is None:
        return ""
    age = max((date.today() - reaches(workspace, source, source.last)).days, 0)
    return ngettext("{count} day old", "{count} days old", age)


def _columns(source: Source) -> None:
    rows = [
        (
            column.name,
            understood.type_words(column.type),
            understood.role_words(column.role),
        )
        for column in source.columns
    ]
    show.table(pd.DataFrame(rows, columns=[_("Column"), _("Type"), _("Role")]), key=f"columns.{source.id}")


def _go_back(workspace: Workspace, source: Source, version: int) -> None:
    cached.store().revert(workspace.id, source.id, version)


def _version_words(version: SnapshotVersion) -> str:
    return _(
        "Version {version}, {rows} rows, {day}",
        version=version.version,
        rows=number(version.rows),
        day=day(version.committed),
    )


def _look(source: Source, versions: list[SnapshotVersion]) -> None:
    """The first rows of a version, before anybody goes back to it."""
    if len(versions) < 2:
        return
    known = {version.version: version for version in versions}
    picked = st.selectbox(
        _("Look at a version"),
        list(known),
        index=None,
        format_func=lambda number: _version_words(known[number]),
        placeholder=_("Choose a version"),
        key=f"look.{source.id}",
    )
    if picked is None:
        return
    with show.problems():
        chosen = known[picked].source
        rows = head_of(cached.store().snapshot_path(chosen), SHOWN_ROWS).iloc[:, :MOST_SHOWN]
        days = {column.name for column in chosen.columns if column.type in ("date", "period")}
        shown = {name: rows[name].dt.date if name in days else rows[name] for name in rows.columns}
        show.table(pd.DataFrame(shown), key=f"rows.{source.id}")


def _versions(workspace: Workspace, source: Source) -> None:
    versions = cached.store().versions(workspace.id, source.id)
    for version in sorted(versions, key=lambda item: -item.version):
        words = _version_words(version)
        if version.current:
            show.note(_("{version} (in use)", version=words))
        else:
            st.button(
                safe.md(_("Go back to: {version}", version=words)),
                key=f"revert.{source.id}.{version.version}",
                type="tertiary",
                on_click=_go_back,
                args=(workspace, source, version.version),
            )
    _look(source, versions)
    using = [metric.name for metric in workspace.metrics if metric.source == source.id]
    help_text = _("Used by {metrics}.", metrics=", ".join(using)) if using else None
    st.button(
        _("Remove this source"),
        key=f"remove.{source.id}",
        disabled=bool(using),
        on_click=cached.store().remove,
        args=(workspace.id, source),
        help=safe.md(help_text) if help_text else None,
    )
