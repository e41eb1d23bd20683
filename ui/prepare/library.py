"""The Metrics page: what is on the board, what the data offer, own definitions, and the rest of the library."""

import hashlib
from dataclasses import replace

import streamlit as st

from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.metrics.templates import FAMILIES, Proposal, offered
from cxlib.workspace import BOARD_LIMIT, Metric, Source, Workspace
from ui import cached, controls, safe, show, state, wording
from ui.prepare import goal_dialog, metric_form

MOST_OFFERS = 10


def on_the_board(workspace: Workspace) -> None:
    """One line a headline metric: value, target, role, and what can be done with it."""
    if not workspace.headline:
        return
    show.heading(_("On the board"))
    for metric in workspace.headline:
        _line(workspace, metric, on_board=True)


def others(workspace: Workspace) -> None:
    """Metrics that are kept but not on the board: candidates for leads, guardrails, detail."""
    rest = [metric for metric in workspace.metrics if metric.board is None]
    if not rest:
        return
    show.heading(_("Also kept, one click away"))
    for metric in rest:
        _line(workspace, metric, on_board=False)


def _line(workspace: Workspace, metric: Metric, on_board: bool) -> None:
    target = workspace.target(metric.id)
    with st.container(horizontal=True, key=f"metric.{metric.id}", vertical_alignment="center"):
        show.facts(
            metric.name,
            [
                _latest(workspace, metric),
                _(wording.ROLE_WORDS[metric.role]),
                _(wording.DIRECTION_WORDS[metric.direction]),
                metric.department,
                wording.target(metric, target) if target else _("no target"),
            ],
        )
        if st.button(_("Target"), key=f"target.{metric.id}", type="tertiary"):
            goal_dialog.edit(workspace, metric)
        if st.button(_("Edit"), key=f"edit.{metric.id}", type="tertiary"):
            (metric_form.edit_formula if metric.kind == "formula" else metric_form.edit)(workspace, metric)
        if on_board:
            st.button(
                _("Off the board"), key=f"off.{metric.id}", type="tertiary", on_click=take_off, args=(workspace, metric)
            )
        elif st.button(_("On the board"), key=f"on.{metric.id}", type="tertiary"):
            put_on(workspace, metric)


def _latest(workspace: Workspace, metric: Metric) -> str:
    problem = cached.measures(workspace).problem(metric)
    if problem:
        return problem
    rows = cached.series(workspace, metric, "month")
    rows = rows[rows["finished"] & rows["value"].notna()]
    if rows.empty:
        return _("no finished period yet")
    now = rows.iloc[-1]
    value, margin = display.value(metric, now["value"]), display.margin(metric, now["lower"], now["upper"])
    return _("{value} ({margin})", value=value, margin=margin) if margin else value


def take_off(workspace: Workspace, metric: Metric) -> None:
    """Takes a metric off the board; it stays in the library."""
    cached.store().put(workspace.id, replace(metric, board=None))


def put_on(workspace: Workspace, metric: Metric) -> None:
    """Puts a metric on the board; a seventh asks which one leaves."""
    if len(workspace.headline) < BOARD_LIMIT:
        cached.store().put(workspace.id, replace(metric, board=next_place(workspace)))
        st.rerun()
    _which_leaves(workspace, metric)


def next_place(workspace: Workspace) -> int:
    """The place after the last one on the board."""
    return max((metric.board or 0 for metric in workspace.headline), default=0) + 1


@st.dialog("\u200b")
def _which_leaves(workspace: Workspace, metric: Metric) -> None:
    show.headline(
        _("Six numbers are on the board. Which one leaves?"),
        _("People remember five or six; the one that leaves stays one click away."),
    )
    for leaving in workspace.headline:
        if st.button(safe.md(leaving.name), key=f"leaves.{leaving.id}"):
            cached.store().put_all(workspace.id, [replace(leaving, board=None), replace(metric, board=leaving.board)])
            st.rerun()


def offers(workspace: Workspace) -> None:
    """What the data can feed, by family; what is taken already is left out."""
    taken = {_identity(metric) for metric in workspace.metrics}
    proposals = [
        proposal
        for source in workspace.sources
        if source.time  # without dates nothing falls into a period, and nothing could be shown
        for proposal in offered(source, _keys(workspace, source))
        if _identity(proposal.metric) not in taken
    ]
    show.heading(_("What your data can tell"))
    undated = [source.name for source in workspace.sources if not source.time]
    if undated:
        show.note(
            _(
                "Without dates nothing can be counted by period: {sources}. Give a column the role date on Data.",
                sources=", ".join(undated),
            )
        )
    if not proposals:
        show.note(_("Everything your data offer is taken. Upload more, or define your own below."))
        return
    families = [family for family in FAMILIES if any(p.template.family == family for p in proposals)]
    family = controls.pick(
        _("Family"),
        "family",
        families,
        words=lambda code: _(FAMILIES[code]),
        style="segments",
        label_visibility="collapsed",
    )
    of_family = [proposal for proposal in proposals if proposal.template.family == family]
    most = len(of_family) if state.chosen("offers") == "all" else MOST_OFFERS
    for proposal in of_family[:most]:
        _offer(workspace, proposal)
    if len(of_family) > most:
        st.button(_("Show all {count}", count=len(of_family)), key="offers.all", type="tertiary",
                  on_click=state.choose, kwargs={"offers": "all"})  # fmt: skip


def _identity(metric: Metric) -> str:
    """What a metric counts, whatever it is called: a short hash."""
    counted = (metric.source, metric.kind, sorted(metric.columns.items()), sorted(metric.settings.items()))
    return hashlib.sha256(repr(counted).encode()).hexdigest()[:12]


def _keys(workspace: Workspace, source: Source) -> tuple[str, ...]:
    """The indicators that a long table names in its rows."""
    named = source.with_role("dimension", "department")
    if source.shape != "long_kpi" or not named:
        return ()
    known = cached.measures(workspace).values(named[0].name, source.id)
    return tuple(str(value) for value in known if value is not None)


def _offer(workspace: Workspace, proposal: Proposal) -> None:
    """One offered metric; its keys are its own, so that a click while the list moves up takes what was clicked."""
    source, key = workspace.source(proposal.metric.source), f"{proposal.template.id}.{_identity(proposal.metric)}"
    with st.container(horizontal=True, key=f"offer.{key}", vertical_alignment="center"):
        show.facts(
            proposal.metric.name,
            [_(proposal.template.why), _(wording.ROLE_WORDS[proposal.metric.role]), source.name if source else ""],
        )
        full = len(workspace.headline) >= BOARD_LIMIT
        label = _("Take") if full else _("Take to the board")
        st.button(
            label,
            key=f"take.{key}",
            on_click=_take,
            args=(workspace, proposal, not full),
        )


def _take(workspace: Workspace, proposal: Proposal, to_board: bool) -> None:
    cached.store().put(workspace.id, replace(proposal.metric, id="", board=next_place(workspace) if to_board else None))


def own(workspace: Workspace) -> None:
    """The way to an own definition."""
    with st.container(horizontal=True, key="own"):
        if st.button(_("Define your own"), key="own.new"):
            metric_form.edit(workspace, Metric("", source=workspace.sources[0].id))
        if len(workspace.metrics) >= 2 and st.button(_("Combine two into a formula"), key="own.formula"):
            metric_form.edit_formula(workspace, Metric("", kind="formula"))
