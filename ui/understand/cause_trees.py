"""The Causes page's cause tree: five whys kept in the workspace, drawn as an outline and as a fishbone, and edited."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.board.explained import segment_words
from cxlib.causes.pricing import issue_columns
from cxlib.causes.whys import CATEGORIES, Why, below, bones, chain, roots, tree
from cxlib.charts import Drawing
from cxlib.language import gettext as _
from cxlib.language import ngettext, number
from cxlib.metrics import display
from cxlib.workspace import CauseNode, Filter, Metric, Workspace
from ui import cached, controls, frame, show, state
from ui.improve import from_finding
from ui.understand import cached_causes, reader

MOST_ISSUES = 30
TEXT = 200  # letters of a why
NAME = 60


def sentence(workspace: Workspace, metric: Metric) -> str:
    """The view's opening sentence: the root causes found so far."""
    if not workspace.cause_nodes:
        return _("No cause tree has been started yet.")
    top = _top(workspace, metric)
    found = [why for why in _whys(workspace, top) if why.node.root_cause]
    if not found:
        return _("{problem}: the root cause is not found yet.", problem=top.text)
    return _("Root cause found: {cause}.", cause=found[0].node.text.rstrip("."))


def draw(workspace: Workspace, metric: Metric) -> None:
    """The chosen tree in two pictures, and the place where it grows."""
    if not workspace.cause_nodes:
        show.note(
            _(
                "Ask why, and why again, until the answer is a process, a policy or a system that somebody owns. "
                "Start from a finding on this page, or here."
            )
        )
        _start(workspace, metric)
        return
    with show.row("tree"):
        top = _pick_top(workspace, metric)
        look = controls.pick(
            _("Picture"), "tree.as", ["outline", "fishbone"], words=_look_words, style="segments"
        )
    whys = _whys(workspace, top)
    drawing = _outline(workspace, whys) if look == "outline" else _fishbone(workspace, whys)
    show.chart(drawing, "tree")
    show.note(_("Counts and costs are those of the last year of data; a branch has what stands under it together."))
    _selected(workspace, metric, whys)
    with st.expander(_("Start another tree")):
        _start(workspace, metric)


def _look_words(code: str) -> str:
    return {"outline": _("Tree"), "fishbone": _("Fishbone")}[code]


def _tops(workspace: Workspace, metric: Metric) -> list[CauseNode]:
    """The trees, the newest of this metric first."""
    newest = list(reversed(roots(workspace.cause_nodes)))
    return sorted(newest, key=lambda node: node.metric != metric.id)


def _top(workspace: Workspace, metric: Metric) -> CauseNode:
    tops = {node.id: node for node in _tops(workspace, metric)}
    asked = chain(workspace.cause_nodes, state.chosen("node"))
    if asked and asked[0].id in tops and not state.chosen("tree"):
        return asked[0]
    return tops[controls.chosen("tree", list(tops))]


def _pick_top(workspace: Workspace, metric: Metric) -> CauseNode:
    tops = {node.id: node for node in _tops(workspace, metric)}
    if len(tops) == 1:
        return next(iter(tops.values()))
    default = _top(workspace, metric).id
    return tops[controls.pick(_("Problem"), "tree", list(tops), default=default, words=lambda id: tops[id].text)]


def _whys(workspace: Workspace, top: CauseNode) -> list[Why]:
    """The tree with the evidence that the data hold now; what they do not tell stands as it was written down."""
    fresh = []
    for node in below(workspace.cause_nodes, top.id):
        found = cached_causes.evidence(workspace, node)
        count = node.count if found.count is None else found.count
        cost = node.cost if found.cost is None else found.cost
        fresh.append(replace(node, count=count, cost=cost))
    return tree(fresh, top.id)


def _money(workspace: Workspace, amount: float) -> str:
    return display.value(Metric("", unit=workspace.currency), amount)


def _facts(workspace: Workspace, why: Why) -> str:
    node = why.node
    facts = [
        _(CATEGORIES[node.category]) if node.category in CATEGORIES else node.category,
        ngettext("{number} case", "{number} cases", why.count, number=number(why.count)) if why.count else "",
        _("{cost} a year", cost=_money(workspace, why.cost)) if why.cost else "",
        node.owner or node.department,
        ngettext("{count} vote", "{count} votes", node.votes) if node.votes else "",
        _("root cause") if node.root_cause else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def _short(workspace: Workspace, why: Why) -> str:
    """What has room beside a bar on a phone."""
    facts = [
        ngettext("{number} case", "{number} cases", why.count, number=number(why.count)) if why.count else "",
        _money(workspace, why.cost) if why.cost else "",
        why.node.owner or why.node.department,
    ]
    return " · ".join(fact for fact in facts if fact)


def _outline(workspace: Workspace, whys: Sequence[Why]) -> Drawing:
    rows = pd.DataFrame(
        [
            {
                "text": why.node.text,
                "depth": why.depth,
                "last": why.last,
                "count": np.nan if why.count is None else float(why.count),
                "cost": np.nan if why.cost is None else float(why.cost),
                "facts": _short(workspace, why),
                "root": why.node.root_cause,
                "category": _(CATEGORIES[why.node.category]) if why.node.category in CATEGORIES else why.node.category,
                "department": why.node.department,
                "owner": why.node.owner,
                "votes": why.node.votes,
            }
            for why in whys
        ]
    )
    return charts.cause_tree(rows, label=lambda amount: _money(workspace, amount), takeaway=_told(workspace, whys))


def _told(workspace: Workspace, whys: Sequence[Why]) -> str:
    leaves = [why for why in whys if why.leaf and why.depth]
    known = [why for why in leaves if why.cost]
    if not leaves:
        return _("Ask why for the first time: what is behind it?")
    if not known:
        return _("No leaf is tied to a cost yet: tie it to an issue below.")
    dearest = max(known, key=lambda why: why.cost or 0)
    return _(
        "The dearest leaf is **{cause}**: {cost} a year.",
        cause=dearest.node.text, cost=_money(workspace, dearest.cost or 0),
    )  # fmt: skip


def _fishbone(workspace: Workspace, whys: Sequence[Why]) -> Drawing:
    named = {
        _(CATEGORIES[code]) if code in CATEGORIES else (code or _("Not sorted yet")): [
            {"text": why.node.text, "facts": _facts(workspace, why), "short": _told_briefly(workspace, why),
             "root": why.node.root_cause} for why in found
        ]
        for code, found in bones(whys).items()
    }
    return charts.fishbone(whys[0].node.text, named, takeaway=_told(workspace, whys))


def _told_briefly(workspace: Workspace, why: Why) -> str:
    """The one fact that has room at a bone: the cost, else the cases, else whose it is."""
    if why.cost:
        return _money(workspace, why.cost)
    if why.count:
        return ngettext("{number} case", "{number} cases", why.count, number=number(why.count))
    return why.node.owner or why.node.department


def _selected(workspace: Workspace, metric: Metric, whys: Sequence[Why]) -> None:
    """One why: its evidence and comments, the next why under it, and its facts to edit."""
    by_id = {why.node.id: why for why in whys}
    deepest = max(whys, key=lambda why: (why.depth, str(why.node.created))).node.id
    picked = controls.pick(
        _("A why of this tree"),
        "node",
        list(by_id),
        default=deepest,
        words=lambda id: "\u2003" * by_id[id].depth + by_id[id].node.text,
        width="stretch",
    )
    why = by_id[picked]
    show.facts(why.node.text, [_facts(workspace, why), segment_words({p.column: p.values[0] for p in why.node.where})])
    _ask_again(workspace, why.node)
    with st.container(horizontal=True, key="tree.to"):
        _read(workspace, why.node)
        from_finding.action_button("tree", _finding(whys, why.node))
    with st.expander(_("Edit this why")):
        _edit(workspace, why)


def _finding(whys: Sequence[Why], node: CauseNode) -> dict[str, Any]:
    """A why as an action begins with it."""
    return {
        "sentence": whys[0].node.text,
        "cause": node.text,
        "metric": node.metric,
        "issue": node.issue,
        "department": node.department,
        "where": {part.column: part.values[0] for part in node.where},
    }


def _read(workspace: Workspace, node: CauseNode) -> None:
    """To the comments of the rows that the why is tied to."""
    commented = [source for source in workspace.sources if source.with_role("comment")]
    known = [part for part in node.where if any(source.column(part.column) for source in commented)]
    if not commented:
        return
    path = [f"{part.column}={frame.MISSING if part.values[0] is None else part.values[0]}" for part in known]
    st.button(
        _("Read their comments"),
        key="tree.read",
        type="tertiary",
        on_click=state.choose,
        kwargs=dict.fromkeys(reader.NARROWING) | {"view": "comments", "path": path or None},
    )


def _ask_again(workspace: Workspace, node: CauseNode) -> None:
    with st.form(f"why.{node.id}", clear_on_submit=True, border=False):
        text = st.text_input(_("Why is that?"), max_chars=TEXT, key=f"why.text.{node.id}")
        if st.form_submit_button(_("Add this why"), key=f"why.add.{node.id}") and text.strip():
            child = CauseNode(
                "", parent=node.id, text=text.strip(), metric=node.metric, where=node.where,
                department=node.department, created=_now(),
            )  # fmt: skip
            with show.problems():
                _keep(workspace, child)


def _edit(workspace: Workspace, why: Why) -> None:
    node = why.node
    stored = next(known for known in workspace.cause_nodes if known.id == node.id)
    with st.form(f"edit.{node.id}.{node.version}", border=False):
        text = st.text_input(_("Why"), stored.text, max_chars=TEXT, key=f"edit.text.{node.id}")
        left, right = st.columns(2)
        category = left.selectbox(
            _("Behind it"), _with("", CATEGORIES, stored.category), format_func=_category_words,
            index=_with("", CATEGORIES, stored.category).index(stored.category), key=f"edit.category.{node.id}",
        )  # fmt: skip
        issue = right.selectbox(
            _("Shows up as the issue"), _issues(workspace, stored.issue), format_func=lambda name: name or _("none"),
            index=_issues(workspace, stored.issue).index(stored.issue), key=f"edit.issue.{node.id}",
        )  # fmt: skip
        teams = _with("", [team.name for team in workspace.teams], stored.department)
        department = left.selectbox(
            _("Department"), teams, index=teams.index(stored.department), format_func=lambda name: name or _("none"),
            accept_new_options=True, key=f"edit.department.{node.id}",
        )  # fmt: skip
        owner = right.text_input(_("Who owns it"), stored.owner, max_chars=NAME, key=f"edit.owner.{node.id}")
        where = _segments(stored)
        chosen = st.selectbox(
            _("Tied to the rows of"), list(where), format_func=lambda name: name or _("everybody"),
            index=_tied(where, stored), key=f"edit.where.{node.id}",
        )  # fmt: skip
        found = st.checkbox(_("This is a root cause: take it away and the problem goes."), stored.root_cause,
                            key=f"edit.root.{node.id}")  # fmt: skip
        if st.form_submit_button(_("Keep"), key=f"edit.keep.{node.id}") and text.strip():
            changed = replace(
                stored, text=text.strip(), category=category or "", issue=issue or "", where=where[chosen],
                department=(department or "").strip()[:NAME], owner=owner.strip(), root_cause=found,
            )  # fmt: skip
            with show.problems():
                _keep(workspace, changed)
    _remove(workspace, stored)


def _with(first: str, offered: Sequence[str] | Mapping[str, str], own: str) -> list[str]:
    return list(dict.fromkeys([first, *offered, own]))


def _category_words(code: str) -> str:
    return _(CATEGORIES[code]) if code in CATEGORIES else code or _("not sorted yet")


def _issues(workspace: Workspace, own: str) -> list[str]:
    """Issues that a why may show up as, the most frequent first."""
    columns = issue_columns(workspace)
    named = cached.measures(workspace).values(columns[0][1])[:MOST_ISSUES] if columns else []
    return _with("", [str(name) for name in named if name is not None], own)


def _segments(node: CauseNode) -> dict[str, tuple[Filter, ...]]:
    """What rows a why may be tied to: everybody, what it is tied to now, and the drill's path."""
    steps = [step.split("=", 1) for step in state.all_chosen("path") if "=" in step]
    drilled = tuple(Filter(column, (None if value == frame.MISSING else value,)) for column, value in steps)
    offered = [(), node.where, drilled]
    return {segment_words({part.column: part.values[0] for part in where}): where for where in offered}


def _tied(where: Mapping[str, tuple[Filter, ...]], node: CauseNode) -> int:
    return next((place for place, parts in enumerate(where.values()) if parts == node.where), 0)


def _remove(workspace: Workspace, node: CauseNode) -> None:
    gone = below(workspace.cause_nodes, node.id)
    words = _("Remove this why")
    if len(gone) > 1:
        words = ngettext("Remove it and {count} why under it", "Remove it and {count} whys under it", len(gone) - 1)
    if st.button(words, key=f"tree.remove.{node.id}", type="tertiary"):
        with show.problems():
            for each in reversed(gone):
                cached.store().remove(workspace.id, each)
            state.choose(node=node.parent or None, tree=None)
            st.rerun()


def _start(workspace: Workspace, metric: Metric) -> None:
    with st.form("tree.start", clear_on_submit=True, border=False):
        text = st.text_input(
            _("What is the problem?"), max_chars=TEXT, key="tree.start.text",
            placeholder=_("Such as: {metric} fell in the South", metric=metric.name),
        )  # fmt: skip
        if st.form_submit_button(_("Start a cause tree"), key="tree.start.add") and text.strip():
            with show.problems():
                _keep(workspace, CauseNode("", text=text.strip(), metric=metric.id, created=_now()))


def _keep(workspace: Workspace, node: CauseNode) -> None:
    """Saves a why with the evidence of now, so that those who only read the record have it too, and selects it."""
    found = cached_causes.evidence(workspace, node)
    kept = cached.store().put(workspace.id, replace(node, count=found.count, cost=found.cost))
    top = chain([*workspace.cause_nodes, kept], kept.id)
    state.choose(node=kept.id, tree=top[0].id if top else kept.id)
    st.rerun()


def ask_why(
    problem: str, where: Sequence[Filter] | Mapping[str, Any], place: str, metric: str = "", issue: str = ""
) -> None:
    """A button that starts a cause tree from a finding, or opens the one there is.

    Args:
        problem: What the tree is about.
        where: The finding's segment.
        place: Name of the place, unique on the page.
        metric: Id of the metric it is about.
        issue: The recurring issue it is about.
    """
    parts = where.items() if isinstance(where, Mapping) else [(part.column, part.values[0]) for part in where]
    filters = tuple(Filter(column, (value,)) for column, value in parts)
    st.button(
        _("Ask why"),
        key=f"why.start.{place}",
        type="tertiary",
        on_click=_started,
        args=(problem, filters, metric, issue),
    )


def _started(problem: str, where: tuple[Filter, ...], metric: str, issue: str) -> None:
    current = frame.workspace()
    if current is None:
        return
    known = next((node for node in roots(current.cause_nodes) if (node.text, node.where) == (problem, where)), None)
    if known is None:
        fresh = CauseNode("", text=problem, metric=metric, issue=issue, where=where, created=_now())
        found = cached_causes.evidence(current, fresh)
        known = cached.store().put(current.id, replace(fresh, count=found.count, cost=found.cost))
    state.choose(view="tree", tree=known.id, node=None)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

