"""The actions of the workspace, by state, by owner or by due day; what is blocked, and what leadership clears."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import streamlit as st

from cxlib.actions.contract import today_of
from cxlib.actions.outcome import checks_due, last_look, lasting_word, read_out
from cxlib.actions.telling import WORDS
from cxlib.errors import CXError
from cxlib.language import day, ngettext, number
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Action, ActionState, Workspace
from ui import cached, controls, safe, show, state
from ui.improve import from_finding

STATES: dict[ActionState, str] = {
    "not started": N_("Not started"),
    "in progress": N_("In progress"),
    "on hold": N_("On hold"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}
PROOFS = {"verified": N_("Verified"), "not verified": N_("Not verified")}
LASTING = {
    "holds": N_("still holds"),
    "came back": N_("came back"),
    "too early": N_("too early to say whether it holds"),
}
CLOSED = ("done", "cancelled")
SOON = timedelta(days=14)
BY = ("state", "owner", "due")
Group = tuple[str, list[Action]]


def headline(workspace: Workspace) -> None:
    """What stands and what is late, in one sentence."""
    today = today_of(workspace)
    live = [action for action in workspace.actions if action.state not in CLOSED]
    late = [action for action in live if action.due and action.due < today]
    proved = sum(action.proof == "verified" for action in workspace.actions)
    if not workspace.actions:
        show.headline(_("Nothing is being done yet."),
                      _("Make a finding an action: its contract says what would count."))  # fmt: skip
        return
    told = ngettext("{count} action under way", "{count} actions under way", len(live))
    more = ngettext("{count} is late", "{count} are late", len(late)) if late else _("none is late")
    under = ngettext("{count} action was proved to have worked.", "{count} actions were proved to have worked.", proved)
    show.headline(_("{actions}, {late}.", actions=told, late=more), under)


def opened(workspace: Workspace) -> Action | None:
    """The action that the address opens."""
    asked = state.chosen("action")
    return next((action for action in workspace.actions if action.id == asked), None) if asked else None


def new_button() -> None:
    """Starts an action without a finding."""
    if st.button(_("New action"), key="actions.new", type="primary", width="content"):
        from_finding.begin({})


def draw(workspace: Workspace) -> None:
    """The board, and beside it what needs somebody's hand."""
    if not workspace.actions:
        show.note(_("Findings on the Board, in Causes and in Outlook carry a button that makes them an action."))
        return
    _due_readings(workspace)
    by = controls.pick(_("Arrange by"), "arrange", BY, words=_by_words, style="pills", label_visibility="collapsed")
    groups = _groups(workspace, by)
    for first in range(0, len(groups), 4):
        row = groups[first : first + 4]
        for place, (title, actions) in zip(st.columns(4), row, strict=False):
            with place:
                _column(workspace, title, actions)
    _obstacles(workspace)


def _by_words(code: str) -> str:
    return {"state": _("By state"), "owner": _("By owner"), "due": _("By due day")}[code]


def _groups(workspace: Workspace, by: str) -> list[Group]:
    actions = sorted(workspace.actions, key=lambda action: str(action.due or "9999"))
    if by == "owner":
        owners = sorted({action.department for action in actions}, key=str.casefold)
        return [(owner or _("Nobody yet"), [one for one in actions if one.department == owner]) for owner in owners]
    if by == "due":
        return _by_due(actions, today_of(workspace))
    wanted = [code for code in STATES if code != "cancelled" or any(one.state == code for one in actions)]
    return [(_(STATES[code]), [one for one in actions if one.state == code]) for code in wanted]


def _by_due(actions: Sequence[Action], today: date) -> list[Group]:
    live = [action for action in actions if action.state not in CLOSED]
    spans: list[tuple[str, Callable[[Action], bool]]] = [
        (_("Late"), lambda one: one.due is not None and one.due < today),
        (_("In two weeks"), lambda one: one.due is not None and today <= one.due <= today + SOON),
        (_("Later"), lambda one: one.due is None or one.due > today + SOON),
    ]
    closed = [action for action in actions if action.state in CLOSED]
    return [(title, [one for one in live if inside(one)]) for title, inside in spans] + [(_("Closed"), closed)]


def _column(workspace: Workspace, title: str, actions: Sequence[Action]) -> None:
    show.heading(_("{group} ({count})", group=title, count=number(len(actions))))
    for action in actions:
        _card(workspace, action)
    if not actions:
        show.note(_("None."))


def _card(workspace: Workspace, action: Action) -> None:
    metric = workspace.metric(action.metric)
    lines = [action.department, due_words(action, today_of(workspace)), metric.name if metric else ""]
    with st.container(border=True, key=f"action.{safe.file_name(action.id)}"):
        show.facts(action.name, lines)
        show.verdict_line(*standing(action))
        if action.blockers and action.state not in CLOSED:
            show.note(_("Blocked: {blockers}", blockers=action.blockers))
        st.button(_("Open"), key=f"open.{action.id}", type="tertiary", on_click=state.choose,
                  kwargs={"action": action.id})  # fmt: skip


def standing(action: Action) -> tuple[show.Status, str]:
    """Sign and words of what is known about an action's success."""
    last, read = lasting_word(action), last_look(action)
    if action.proof == "verified":
        words = _(PROOFS["verified"])
        return "met", _("{proof}, {lasting}", proof=words, lasting=_(LASTING[last])) if last else words
    if last == "came back":
        return "missed", _("It came back")
    if read is None:
        return "none", _("Not read out yet")
    word = str(read.get("word"))
    told = _("{proof}: {word}", proof=_(PROOFS["not verified"]), word=_(WORDS.get(word, word)))
    return ("missed" if word == "worse" else "open"), told


def due_words(action: Action, today: date) -> str:
    """When it is due, and whether that is past."""
    if action.due is None:
        return ""
    if action.due < today and action.state not in CLOSED:
        return _("due {day}, late", day=day(action.due))
    return _("due {day}", day=day(action.due))


def _due_readings(workspace: Workspace) -> None:
    """Read-outs whose day has come, made with one click."""
    today = today_of(workspace)
    waiting = [action for action in workspace.actions if checks_due(action, today)]
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="actions.due"):
        show.note(ngettext("**{count} action** has reached the day on which it is read out or checked again.",
                           "**{count} actions** have reached the day on which they are read out or checked again.",
                           len(waiting)))  # fmt: skip
        if st.button(_("Read out now"), key="actions.readout"):
            for action in waiting:
                keep_readings(workspace, action, today)
            st.rerun()


def keep_readings(workspace: Workspace, action: Action, today: date) -> None:
    """Makes every read-out and check that is due, and keeps the verdicts with the action."""
    for check in checks_due(action, today):
        try:
            action = read_out(action, cached.measures(workspace), check, today)
        except CXError as problem:
            show.problem(str(problem))
            return
    cached.store().put(workspace.id, action)


def _obstacles(workspace: Workspace) -> None:
    live = [action for action in workspace.actions if action.state not in CLOSED]
    blocked = [_("**{action}**: {blockers}", action=one.name, blockers=one.blockers) for one in live if one.blockers]
    clears = [_("**{action}**: {clears}", action=one.name, clears=one.clears) for one in live if one.clears]
    thanked = [_("**{action}**: {thanks}", action=one.name, thanks=one.thanks)
               for one in workspace.actions if one.thanks and one.proof == "verified"]  # fmt: skip
    for place, (title, lines, otherwise) in zip(st.columns(3), (
        (_("What stands in the way"), blocked, _("Nothing is reported to be in the way.")),
        (_("What leadership clears"), clears, _("Nothing is asked of leadership.")),
        (_("Thank you"), thanked, _("A thank-you can be written to every action that was verified.")),
    ), strict=True):  # fmt: skip
        with place:
            show.decisions(title, lines, ordered=False, otherwise=otherwise)
