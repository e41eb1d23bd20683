"""The form of an action: what is done and by whom, and the contract that says what would count as success."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from cxlib.actions.contract import Plan, contracted, others, proposed, same_terms, seen_until, today_of
from cxlib.actions.telling import period_count, signed
from cxlib.actions.triage import now_of
from cxlib.errors import CXError
from cxlib.language import day, number
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.workspace import Action, Filter, Metric, Workspace
from ui import cached, frame, show, state
from ui.improve import cached_actions, from_finding
from ui.improve.action_board import STATES

MOST_VALUES = 40  # as many as are known of a column
ROLES = ("dimension", "department", "yes_no")
KEYS = "action.form."


def new(workspace: Workspace, finding: Mapping[str, Any]) -> None:
    """The form for a new action, filled in from a finding."""
    show.headline(_("What will be done, and what would count as success?"), str(finding.get("sentence", "")))
    known = proposed(workspace, cached.measures(workspace), finding, today_of(workspace))
    written = _form(workspace, known)
    with show.row("action.save"):
        if st.button(_("Write the contract"), key="action.write", type="primary"):
            _save(workspace, written, None)
        st.button(_("Leave it"), key="action.leave", type="tertiary", on_click=_leave)


def edit(workspace: Workspace, action: Action) -> None:
    """The form for an action that is there; a changed contract restarts its clock."""
    written = _form(workspace, action)
    if not same_terms(written, action):
        show.problem(_("This changes the contract: its clock starts again, what was seen so far is no baseline, "
                       "and earlier verdicts no longer count."))  # fmt: skip
    if st.button(_("Save"), key="action.write", type="primary"):
        _save(workspace, written, action)


def _leave() -> None:
    from_finding.done()
    _forget()


def _forget() -> None:
    for key in [key for key in st.session_state if str(key).startswith(KEYS)]:
        del st.session_state[key]


def _save(workspace: Workspace, written: Action, known: Action | None) -> None:
    now = now_of(workspace).replace(tzinfo=UTC) if workspace.sample else datetime.now(UTC)
    with show.problems():
        kept = contracted(written, known, today_of(workspace), now, cached.measures(workspace))
        stored = cached.store().put(workspace.id, kept if known else replace(kept, created=now))
        from_finding.done()
        _forget()
        state.choose(action=stored.id)
        st.rerun()


def _form(workspace: Workspace, known: Action) -> Action:
    """Draws every field and returns the action as it stands in them."""
    name = st.text_input(_("What will be done"), known.name, key=KEYS + "name", max_chars=160,
                         placeholder=_("Call back in one hour"))  # fmt: skip
    doing = _who(known)
    show.heading(_("The contract"))
    terms = _terms(workspace, known)
    written = replace(known, name=name.strip(), **doing, **terms)
    _what_it_needs(workspace, written)
    with st.expander(_("More: cause, cost, what is in the way")):
        more = _more(known)
    return replace(written, **more)


def _who(known: Action) -> dict[str, Any]:
    first, second, third, fourth = st.columns(4)
    states = list(STATES)
    return {
        "department": first.text_input(_("Owner: department"), known.department, key=KEYS + "department").strip(),
        "owner": second.text_input(_("Who sees to it"), known.owner, key=KEYS + "owner", max_chars=80).strip(),
        "due": third.date_input(_("Done by"), known.due, key=KEYS + "due"),
        "state": fourth.selectbox(_("State"), states, states.index(known.state), key=KEYS + "state",
                                  format_func=lambda code: _(STATES[code])),
    }  # fmt: skip


def _more(known: Action) -> dict[str, Any]:
    first, second = st.columns(2)
    told = {
        "issue": first.text_input(_("Issue"), known.issue, key=KEYS + "issue", max_chars=160),
        "cause": second.text_input(_("Cause"), known.cause, key=KEYS + "cause", max_chars=400),
        "sponsor": first.text_input(_("Sponsor"), known.sponsor, key=KEYS + "sponsor", max_chars=80),
        "blockers": first.text_input(_("What is in the way"), known.blockers, key=KEYS + "blockers", max_chars=300),
        "clears": second.text_input(_("What leadership clears"), known.clears, key=KEYS + "clears", max_chars=300),
    }
    cost = second.number_input(_("What it costs"), value=known.cost, min_value=0.0, key=KEYS + "cost")
    told_customers = st.checkbox(_("Customers were told what changed because of them"), known.customers_told,
                                 key=KEYS + "told")  # fmt: skip
    return {name: text.strip() for name, text in told.items()} | {"cost": cost, "customers_told": told_customers}


def _terms(workspace: Workspace, known: Action) -> dict[str, Any]:
    metrics = frame.offered_metrics(workspace)
    codes = list(metrics)
    first, second = st.columns(2)
    id = first.selectbox(_("The number that proves it"), codes, key=KEYS + "metric",
                         index=codes.index(known.metric) if known.metric in codes else 0,
                         format_func=lambda code: metrics[code].name)  # fmt: skip
    metric = metrics[id]
    offered = _offered(workspace, metric)
    with second:
        where = _segment(_("Where"), "where", offered, known.where, _("everywhere"))
    comparison = _comparison(offered, where, known)
    effect, start, readout = _size_and_days(metric, known)
    grain = cached.measures(workspace).grain(metric, known.grain)
    return {"metric": id, "where": where, "comparison": comparison, "effect": effect, "start": start,
            "readout": readout, "direction": metric.direction, "grain": grain}  # fmt: skip


def _size_and_days(metric: Metric, known: Action) -> tuple[float | None, date | None, date | None]:
    first, second, third = st.columns(3)
    factor = 100.0 if display.is_share(metric) else 1.0
    hoped = known.effect * factor if known.effect is not None and known.metric == metric.id else None
    label = _("Expected effect, in points") if display.in_points(metric) else _("Expected effect, in its unit")
    size = first.number_input(label, value=hoped, key=f"{KEYS}effect.{metric.id}", format="%.2f",
                              help=_("With its sign: a fall is negative."))  # fmt: skip
    start = second.date_input(_("Start"), known.start, key=KEYS + "start")
    readout = third.date_input(_("Read out on"), known.readout, key=KEYS + "readout")
    return (None if size is None else size / factor), start, readout


def _offered(workspace: Workspace, metric: Metric) -> dict[str, tuple[str, str | None]]:
    """Every value a segment can be made of, by a code."""
    measures = cached.measures(workspace)
    source = workspace.source(metric.source)
    columns = source.with_role(*ROLES) if source else ()
    found = {}
    for column in columns:
        if measures.levels(source.id, column.name) <= MOST_VALUES if source else False:
            for value in measures.values(column.name):
                found[f"{column.name}={value}"] = (column.name, value)
    return found


def _segment(
    label: str, name: str, offered: Mapping[str, tuple[str, str | None]], known: tuple[Filter, ...], otherwise: str
) -> tuple[Filter, ...]:
    set_before = [f"{part.column}={value}" for part in known if part.op == "in" for value in part.values]
    picked = st.multiselect(label, list(offered), [code for code in set_before if code in offered],
                            key=f"{KEYS}{name}.{len(offered)}", placeholder=otherwise,
                            format_func=lambda code: _("{column}: {value}", column=offered[code][0],
                                                       value=offered[code][1] or _("none")))  # fmt: skip
    by_column: dict[str, list[str | None]] = {}
    for code in picked:
        by_column.setdefault(offered[code][0], []).append(offered[code][1])
    return tuple(Filter(column, tuple(values)) for column, values in by_column.items())


def _comparison(
    offered: Mapping[str, tuple[str, str | None]], where: tuple[Filter, ...], known: Action
) -> tuple[Filter, ...]:
    """Everybody else by a column, chosen values, or nobody."""
    columns = [part.column for part in where]
    codes = ["", *(f"not {column}" for column in columns), *(["these"] if offered else [])]
    first = next((f"not {part.column}" for part in known.comparison if part.op == "not in"), "")
    first = "these" if known.comparison and not first else first
    if known.where != where and not known.comparison:
        first = f"not {columns[0]}" if columns else ""
    picked = st.selectbox(_("Compared with"), codes, codes.index(first) if first in codes else 0,
                          key=f"{KEYS}comparison.{'.'.join(columns)}", format_func=_comparison_words,
                          help=_("What the action does not touch. It makes the verdict much stronger."))  # fmt: skip
    if picked == "these":
        return _segment(_("The comparison"), "beside", offered, known.comparison, _("nobody"))
    return others(where, picked.removeprefix("not ")) if picked else ()


def _comparison_words(code: str) -> str:
    if not code:
        return _("nothing: its own past")
    if code == "these":
        return _("chosen values")
    return _("everybody else by {column}", column=code.removeprefix("not "))


def _what_it_needs(workspace: Workspace, written: Action) -> None:
    """Base needed, time needed and the window that does not count, before anything is promised."""
    metric = workspace.metric(written.metric)
    if metric is None:
        return
    try:
        plan = cached_actions.plan(workspace, written)
    except CXError as problem:
        show.problem(str(problem))
        return
    for line in _needs(metric, written, plan):
        show.note(line)


def _needs(metric: Metric, written: Action, plan: Plan) -> list[str]:
    lines = [_("**Base needed**: {base}, {periods}.", base=_base_words(plan), periods=_period_words(written, plan))]
    if plan.detectable == plan.detectable:
        lines.append(_("By the read-out an effect of **{size}** would show in four cases of five; you expect {effect}.",
                       size=display.difference(metric, plan.detectable),
                       effect=signed(metric, written.effect) if written.effect else "–"))  # fmt: skip
    if plan.baseline < 8:
        lines.append(_("Only {count} periods may serve as baseline: the verdict will be weak until there are 8.",
                       count=number(plan.baseline)))  # fmt: skip
    until = seen_until(written)
    if until is not None:
        lines.append(_("The window that made you act, from {first} to {last}, is no baseline: the worst of many looks "
                       "better afterwards by itself.",
                       first=day(date.fromisoformat(min(written.seen))), last=day(until)))  # fmt: skip
    return lines


def _base_words(plan: Plan) -> str:
    return _("at least {count} answers after the start", count=number(plan.base)) if plan.base else _("not counted")


def _period_words(written: Action, plan: Plan) -> str:
    if plan.periods is None:
        return _("but the number moves so much by itself that time alone will not show this effect")
    return _("{time} after the start", time=period_count(plan.periods, written.grain))
