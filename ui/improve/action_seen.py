"""One action: its contract, what was observed against what was to be expected, its verdicts and what is said to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from cxlib import charts
from cxlib.actions.at_once import at_once
from cxlib.actions.contract import retrospective, today_of
from cxlib.actions.outcome import Outcome, checks_due, look_again, reading_sentence
from cxlib.actions.telling import METHOD_NOTES, METHODS, WORDS, signed, span
from cxlib.errors import CXError
from cxlib.language import day, number
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.metrics import display
from cxlib.workspace import Action, Filter, Metric, Workspace
from ui import cached, safe, show, state
from ui.improve import action_board, action_form, cached_actions
from ui.improve.action_board import LASTING, STATES

BEGINS = N_("Begins on {start}; whether it worked is read out on {day}.")
BEGUN = N_("Begun on {start}. No period with it is over yet; whether it worked is read out on {day}.")


def draw(workspace: Workspace, action: Action) -> None:
    """The whole view of one action."""
    today = today_of(workspace)
    found, trouble = _judged(workspace, action, today)
    show.headline(action.name, _under(workspace, action, found))
    with show.row("action.top"):
        st.button(_("All actions"), key="action.back", type="tertiary", on_click=state.choose, kwargs={"action": None})
        _states(workspace, action)
        if checks_due(action, today) and st.button(_("Read out now"), key="action.readout", type="primary"):
            action_board.keep_readings(workspace, action, today)
            st.rerun()
    if trouble:
        show.problem(trouble)
    if found is not None:
        _picture(found)
        for sentence in at_once(workspace, action):
            show.note(_("{mark} {sentence}", mark="▲", sentence=sentence))
    contract, doing, readings = st.columns(3)
    with contract:
        _contract(workspace, action)
    with doing:
        _doing(workspace, action)
    with readings:
        _verdicts(workspace, action)
    _thanks(workspace, action)
    with st.expander(_("Change it"), key="action.edit", on_change="rerun") as changing:
        if changing.open:
            action_form.edit(workspace, action)


def _judged(workspace: Workspace, action: Action, today: date) -> tuple[Outcome | None, str]:
    if not action.metric or not action.start or workspace.metric(action.metric) is None:
        return None, _("The metric of its contract is not there any more. Choose another one.")
    try:
        return cached_actions.outcome(workspace, action, today), ""
    except CXError as problem:
        return None, str(problem)


def _under(workspace: Workspace, action: Action, found: Outcome | None) -> str:
    """What is known; before the read-out it says that it counts on its day only."""
    if found is not None and not found.verdict.after and action.start and action.readout:
        begun = action.start <= today_of(workspace)
        words = _(BEGUN if begun else BEGINS, start=day(action.start), day=day(action.readout))
        return words
    if found is not None and action.readout and not action.verdicts and found.verdict.after:
        return _("So far, before it is read out on {day}: {words}", day=day(action.readout), words=found.sentence)
    if found is not None:
        return found.sentence
    return action.finding or action_board.due_words(action, today_of(workspace))


def _states(workspace: Workspace, action: Action) -> None:
    key = f"action.state.{action.id}.{action.version}"
    codes = list(STATES)
    picked = st.selectbox(_("State"), codes, codes.index(action.state), key=key, width=200,
                          format_func=lambda code: _(STATES[code]), label_visibility="collapsed")  # fmt: skip
    if picked != action.state:
        with show.problems():
            cached.store().put(workspace.id, replace(action, state=picked))
            st.rerun()


def _picture(found: Outcome) -> None:
    path = found.verdict.path
    if path.empty or found.action.start is None:
        return
    metric = found.measured.metric
    show.chart(charts.impact(path, found.action.start, seen=found.measured.seen, label=partial(display.value, metric),
                             takeaway=_takeaway(found, metric)), "impact")  # fmt: skip
    if not found.verdict.after:
        return
    show.note(_(METHOD_NOTES[found.verdict.method]))
    if found.verdict.drifted:
        show.note(_("Before the start both moved apart already: the comparison is not a twin. "
                    "The trend is allowed for, and the interval is wider for it."))  # fmt: skip
    segments = found.verdict.segments
    if segments is not None and found.verdict.method == "interrupted series":
        show.note(_("By segmented regression with autocorrelation-robust errors: level {level} (± {level_margin}), "
                    "slope {slope} a period (± {slope_margin}).",
                    level=signed(metric, segments.level), slope=signed(metric, segments.slope),
                    level_margin=display.difference(metric, 1.96 * segments.level_error),
                    slope_margin=display.difference(metric, 1.96 * segments.slope_error)))  # fmt: skip


def _takeaway(found: Outcome, metric: Metric) -> str:
    told = found.verdict
    if not told.after:
        return _("No period with the action is over yet. This is where {metric} goes without it.", metric=metric.name)
    return _("**{word}** · {method} · {effect} ({span})", word=_(WORDS[told.word]), method=_(METHODS[told.method]),
             effect=signed(metric, told.effect), span=span(metric, told.lower, told.upper))  # fmt: skip


def _contract(workspace: Workspace, action: Action) -> None:
    metric = workspace.metric(action.metric)
    lines = [
        _("**Number**: {metric}", metric=metric.name if metric else action.metric),
        _("**Where**: {segment}", segment=segment_words(action.where) or _("everywhere")),
        _("**Compared with**: {segment}", segment=segment_words(action.comparison) or _("its own past")),
    ]
    if metric and action.effect is not None:
        lines.append(_("**Expected**: {effect}", effect=signed(metric, action.effect)))
    if action.start and action.readout:
        lines.append(_("**From** {start} **to** {readout}", start=day(action.start), readout=day(action.readout)))
    if action.base_needed:
        lines.append(_("**Base needed**: {count}", count=number(action.base_needed)))
    if action.contracted:
        lines.append(_("**Written down** on {day}", day=day(action.contracted)))
    if retrospective(action):
        lines.append(_("Written down after it began: read its verdict with care."))
    show.decisions(_("The contract"), lines, ordered=False)


def _doing(workspace: Workspace, action: Action) -> None:
    told = _("yes") if action.customers_told else _("not yet")
    owner = ", ".join(part for part in (action.department, action.owner) if part)
    pairs = [
        (_("**Owner**: {text}"), owner), (_("**Sponsor**: {text}"), action.sponsor),
        (_("**Done by**: {text}"), day(action.due) if action.due else ""), (_("**Because**: {text}"), action.finding),
        (_("**Issue**: {text}"), action.issue), (_("**Cause**: {text}"), action.cause),
        (_("**Cost**: {text}"), _money(workspace, action.cost)), (_("**In the way**: {text}"), action.blockers),
        (_("**Leadership clears**: {text}"), action.clears), (_("**Customers told**: {text}"), told),
    ]  # fmt: skip
    show.decisions(_("What is done"), [words.format(text=text) for words, text in pairs if text], ordered=False)


def _money(workspace: Workspace, amount: float | None) -> str:
    return display.value(Metric("", unit=workspace.currency), amount) if amount else ""


def segment_words(where: tuple[Filter, ...]) -> str:
    """A segment as people call it."""
    parts = []
    for part in where:
        values = ", ".join(str(value) if value is not None else _("none") for value in part.values)
        parts.append(_("{column} other than {values}", column=part.column, values=values) if part.op == "not in"
                     else _("{column}: {values}", column=part.column, values=values))  # fmt: skip
    return " × ".join(parts)


def _verdicts(workspace: Workspace, action: Action) -> None:
    """Every read-out in order; the checks after 30 and 90 days say whether it lasted."""
    lines = [_reading_words(workspace, action, reading) for reading in action.verdicts]
    if lines:
        lines.append(_("**Now**: {standing}", standing=action_board.standing(action)[1]))
    again = look_again(action)
    if again is not None:
        lines.append(_("It is looked at again on {day}, and has to be surer then.", day=day(again)))
    show.decisions(_("Read-outs"), lines, ordered=False, otherwise=_readout_words(action))


def _reading_words(workspace: Workspace, action: Action, reading: Mapping[str, Any]) -> str:
    when, lasting = day(date.fromisoformat(str(reading["day"]))), str(reading.get("lasting") or "")
    if lasting in LASTING:
        return _("**{day}**, {days} days later: {lasting}", day=when, days=number(int(reading["check"])),
                 lasting=_(LASTING[lasting]))  # fmt: skip
    metric = workspace.metric(action.metric)
    words = _(WORDS[reading["word"]]) if metric is None else reading_sentence(
        reading, metric, action.grain, workspace.currency)  # fmt: skip
    return _("**{day}**: {words}", day=when, words=words)


def _readout_words(action: Action) -> str:
    if action.readout is None:
        return _("No day is set for reading it out.")
    return _("It is read out on {day}, and checked again 30 and 90 days later.", day=day(action.readout))


def _thanks(workspace: Workspace, action: Action) -> None:
    """A thank-you belongs to an action that was proved."""
    if action.proof != "verified":
        return
    show.heading(_("Thank you"))
    key = f"action.thanks.{safe.file_name(action.id)}"
    st.text_area(_("To everybody who made it work"), action.thanks, key=key, max_chars=600)
    if st.button(_("Keep the thank-you"), key=f"{key}.save"):
        with show.problems():
            cached.store().put(workspace.id, replace(action, thanks=st.session_state[key].strip()))
            st.rerun()
