"""The tree of metrics: drawn, edited by a form, its states proposed by the scan and taken over by a person."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.outlook.seen import shifts_of
from cxlib.outlook.tree import Proposal, checked, proposals, suggested, taken_over, tree_frame
from cxlib.periods import GRAINS
from cxlib.workspace import EdgeState, TreeEdge, Workspace
from ui import cached, frame, show, state, wording
from ui.see import leading

STATES: tuple[EdgeState, ...] = ("guess", "consistent", "held", "rejected")
STATE_WORDS: dict[str, str] = {
    "guess": N_("a guess"),
    "consistent": N_("consistent with the data"),
    "held": N_("holds out of sample"),
    "rejected": N_("rejected"),
}
MOST_SUGGESTED = 6
LONGEST_LAG = 52


def sentence(workspace: Workspace) -> str:
    """How far the tree has been tested."""
    known = _known(workspace)
    if not known:
        return _("Nobody has said yet what moves what.")
    held = sum(edge.state == "held" for edge in known)
    return ngettext(
        "{count} link is drawn; {held} of them hold out of sample.",
        "{count} links are drawn; {held} of them hold out of sample.",
        len(known),
        held=held,
    )


def _known(workspace: Workspace) -> list[TreeEdge]:
    ids = {metric.id for metric in workspace.metrics}
    return [edge for edge in workspace.edges if edge.cause in ids and edge.effect in ids]


def draw(workspace: Workspace, scan: leading.Scan) -> None:
    """The tree, its links one by one, what the scan would add, and what was allowed for."""
    leading.go_on(scan)
    edges = _known(workspace)
    arrows = tree_frame(edges, workspace.metrics, scan.rows)
    if len(arrows):
        words = [_after(lag, grain) for lag, grain in zip(arrows["lag"], arrows["grain"], strict=True)]
        show.chart(charts.metric_tree(arrows.assign(words=words)), "tree")
    said = proposals(edges, scan.rows)
    with show.row("tree.do"):
        if st.button(_("Draw a link"), key="tree.new"):
            edit(workspace, TreeEdge(""))
        if said:
            st.button(_("Take over all that the data say"), key="tree.all", on_click=_take_over_all,
                      args=(workspace, edges, said))  # fmt: skip
    for edge in edges:
        _line(workspace, edge, said.get(edge.id))
    _suggestions(workspace, suggested(edges, scan.rows)[:MOST_SUGGESTED])
    _allowed_for(workspace)


def _after(lag: int | None, grain: str) -> str:
    return "" if lag is None or pd.isna(lag) or not lag else wording.periods_ahead(lag, grain)


def _title(workspace: Workspace, edge: TreeEdge) -> str:
    called = leading.names(workspace)
    facts = {"cause": called[edge.cause], "effect": called[edge.effect], "after": _after(edge.lag, edge.grain)}
    return _("{cause} → {effect}, {after}", **facts) if facts["after"] else _("{cause} → {effect}", **facts)


def _line(workspace: Workspace, edge: TreeEdge, said: Proposal | None) -> None:
    with st.container(horizontal=True, key=f"edge.{edge.id}", vertical_alignment="center"):
        proposed = _("the data say: {state}", state=_(STATE_WORDS[said.state])) if said else ""
        who = _("by {author}", author=edge.author) if edge.author else ""
        when = day(edge.created.date()) if edge.created else ""
        show.facts(_title(workspace, edge), [_(STATE_WORDS[edge.state]), proposed, edge.note, who, when])
        if said:
            st.button(_("Take over"), key=f"edge.take.{edge.id}", type="tertiary", on_click=_take_over,
                      args=(workspace, edge, said))  # fmt: skip
        if st.button(_("Change"), key=f"edge.change.{edge.id}", type="tertiary"):
            edit(workspace, edge)
        st.button(
            _("See the pair"),
            key=f"edge.pair.{edge.id}",
            type="tertiary",
            on_click=state.choose,
            kwargs={"metric": edge.effect, "lead": edge.cause, "view.outlook": "pair"},
        )


def _take_over(workspace: Workspace, edge: TreeEdge, said: Proposal) -> None:
    with show.problems():
        cached.store().put(workspace.id, checked(taken_over(edge, said), workspace.edges, workspace.metrics))


def _take_over_all(workspace: Workspace, edges: list[TreeEdge], said: dict[str, Proposal]) -> None:
    changed = [taken_over(edge, said[edge.id]) for edge in edges if edge.id in said]
    with show.problems():
        for edge in changed:
            checked(edge, workspace.edges, workspace.metrics)
        cached.store().put_all(workspace.id, changed)


def _suggestions(workspace: Workspace, found: list[TreeEdge]) -> None:
    if not found:
        return
    show.heading(_("Found in the data, not drawn yet"))
    for edge in found:
        with st.container(horizontal=True, key=f"suggested.{edge.cause}.{edge.effect}", vertical_alignment="center"):
            show.facts(_title(workspace, edge), [_(STATE_WORDS[edge.state])])
            st.button(_("Draw it"), key=f"suggested.add.{edge.cause}.{edge.effect}", type="tertiary", on_click=_add,
                      args=(workspace, [edge]))  # fmt: skip
    if len(found) > 1:
        st.button(_("Draw them all"), key="suggested.all", on_click=_add, args=(workspace, found))


def _add(workspace: Workspace, found: list[TreeEdge]) -> None:
    drawn = list(workspace.edges)
    with show.problems():
        for edge in found:
            drawn.append(checked(edge, drawn, workspace.metrics))
        cached.store().put_all(workspace.id, [replace(edge, created=datetime.now(UTC)) for edge in found])


def _allowed_for(workspace: Workspace) -> None:
    """Which events the comparison knew."""
    shifts = {when for metric in workspace.metrics for when in shifts_of(workspace, metric)}
    known = sorted((event.day, event.name) for event in workspace.events if event.day in shifts and event.rebase)
    others = len(workspace.events) - len(known)
    if known:
        names = ", ".join(_("{event} ({day})", event=name, day=day(when)) for when, name in known if when)
        show.note(_("Allowed for as new levels, so that they pass for no lead: {names}.", names=names))
    if others:
        show.note(
            ngettext(
                "{count} more event is only drawn on the charts. Mark it on the Metrics page if it set a new level.",
                "{count} more events are only drawn on the charts. Mark on the Metrics page which set a new level.",
                others,
            )
        )


@st.dialog("\u200b", width="large")
def edit(workspace: Workspace, edge: TreeEdge) -> None:
    """Draws or changes a link; what it was before stays in the history."""
    show.headline(_("What moves what?"), _("A guess is welcome: the data will be asked."))
    called = {metric.id: metric.name for metric in frame.offered_metrics(workspace).values()}
    draft = _fields(edge, called)
    save, remove = st.columns(2)
    with show.problems():
        if save.button(_("Save the link"), key="edge.save", type="primary"):
            cached.store().put(workspace.id, checked(draft, workspace.edges, workspace.metrics))
            st.rerun()
        if edge.id and remove.button(_("Remove the link"), key="edge.remove", type="tertiary"):
            cached.store().remove(workspace.id, edge)
            st.rerun()
    _history(workspace, edge)


def _fields(edge: TreeEdge, called: dict[str, str]) -> TreeEdge:
    first, second = st.columns(2)  # each line of the form has columns of its own, so that a phone keeps the order
    ids, named = list(called), called.__getitem__
    cause = first.selectbox(_("This metric"), ids, _place(ids, edge.cause, 0), format_func=named, key="edge.cause")
    effect = second.selectbox(_("moves this one"), ids, _place(ids, edge.effect, min(1, len(ids) - 1)),
                              format_func=named, key="edge.effect")  # fmt: skip
    first, second = st.columns(2)
    lag = first.number_input(_("after how many periods (0: unknown)"), 0, LONGEST_LAG, edge.lag or 0, key="edge.lag")
    grain = second.selectbox(_("Period"), GRAINS, GRAINS.index(edge.grain), key="edge.grain",
                             format_func=lambda code: _(frame.GRAIN_WORDS[code]))  # fmt: skip
    first, second = st.columns(2)
    standing = first.selectbox(_("How sure"), STATES, STATES.index(edge.state), key="edge.state",
                               format_func=lambda code: _(STATE_WORDS[code]))  # fmt: skip
    author = second.text_input(_("Who says so"), edge.author, key="edge.author", max_chars=60)
    note = st.text_input(_("Why"), edge.note, key="edge.note", max_chars=300)
    return replace(edge, cause=cause, effect=effect, lag=int(lag) or None, grain=grain, state=standing,
                   author=author.strip(), note=note.strip(), created=edge.created or datetime.now(UTC))  # fmt: skip


def _place(ids: list[str], id: str, otherwise: int) -> int:
    return ids.index(id) if id in ids else otherwise


def _history(workspace: Workspace, edge: TreeEdge) -> None:
    """The states it was in, newest first."""
    if not edge.id:
        return
    told = []
    for change in cached.store().history(workspace.id, "edge", edge.id):
        if isinstance(change.after, TreeEdge):
            facts = {"state": _(STATE_WORDS[change.after.state]), "day": day(change.moment.date())}
            author = change.author or change.after.author
            told.append(_("{state} · {day} · {author}", author=author, **facts) if author else
                        _("{state} · {day}", **facts))  # fmt: skip
    if told:
        show.facts(_("What it was"), [])
        for line in told:
            show.note(line)


