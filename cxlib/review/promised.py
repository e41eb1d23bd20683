"""Last time we promised: the decisions and actions that are still owed, and what became of the others."""

from datetime import date, timedelta

from cxlib.actions.outcome import last_look, lasting_word, reading_sentence
from cxlib.language import day, gettext_noop
from cxlib.language import gettext as _
from cxlib.review.parts import Agreed, Promise, Statement
from cxlib.workspace import Action, Decision, Workspace

STATE_WORDS = {
    "kept": gettext_noop("kept"),
    "open": gettext_noop("open"),
    "overdue": gettext_noop("overdue"),
    "dropped": gettext_noop("dropped"),
}
ACTION_WORDS = {
    "not started": gettext_noop("not started"),
    "in progress": gettext_noop("in progress"),
    "on hold": gettext_noop("on hold"),
    "done": gettext_noop("done"),
    "cancelled": gettext_noop("cancelled"),
}
PROOF_WORDS = {
    "verified": gettext_noop("done, and it worked"),
    "not verified": gettext_noop("done, not proved to have worked"),
}
SETTLED = timedelta(days=92)
_ORDER = {"overdue": 0, "open": 1, "kept": 2, "dropped": 3}


def promised(
    workspace: Workspace, review: str, today: date, department: str = "", since: date | None = None
) -> list[Promise]:
    """What was promised before the review called ``review``; what is overdue comes first.

    What is settled is told once more and then no longer: a kept decision, a finished action.

    Args:
        workspace: Its decisions and actions.
        review: Id of the meeting that is being prepared: its own decisions are not "last time"; empty for none.
        today: Judges what is overdue.
        department: Only what this department owes; everybody's if empty.
        since: The last review; what was settled before is left out. Three months ago if None.
    """
    start = since or today - SETTLED
    decided = [_decision(one, today) for one in workspace.decisions if _is_owed(one, review, start)]
    current = [one for one in workspace.actions if one.state != "cancelled" and _is_recent(one, start)]
    acted = [_action(workspace, one, today) for one in current]
    mine = [one for one in (*decided, *acted) if department in ("", one.department)]
    return sorted(mine, key=lambda one: (_ORDER[one.state], str(one.due or "9999")))


def _is_owed(decision: Decision, review: str, since: date) -> bool:
    if decision.kind != "decided" or decision.action or (review and decision.review == review):
        return False
    settled = decision.kept in ("kept", "dropped")
    return not settled or decision.created is None or decision.created.date() >= since - SETTLED


def _is_recent(action: Action, since: date) -> bool:
    """Whether an action is under way, or was settled or read out since the last review."""
    if action.state != "done":
        return True
    read = [date.fromisoformat(str(one["day"])) for one in action.verdicts if one.get("day")]
    days = [day for day in (*read, action.readout, action.due) if day is not None]
    return not days or max(days) >= since


def _decision(decision: Decision, today: date) -> Promise:
    state = _state(decision.kept or "open", decision.due, today)
    return Promise(decision.text, "decision", decision.id, decision.owner, decision.department, decision.due, state,
                   _(STATE_WORDS[state]), "review", {"review": decision.review} if decision.review else {})  # fmt: skip


def _action(workspace: Workspace, action: Action, today: date) -> Promise:
    state = _state("kept" if action.state == "done" else "open", action.due, today)
    words = _(PROOF_WORDS[action.proof]) if action.proof in PROOF_WORDS else _(ACTION_WORDS[action.state])
    verdict = _verdict(workspace, action)
    if state == "overdue":
        words = _("{state}, overdue", state=words)
    if verdict:
        words = verdict if action.proof else _("{state}: {verdict}", state=words, verdict=verdict)
    return Promise(action.name, "action", action.id, action.owner, action.department, action.due, state, words,
                   "actions", {"action": action.id})  # fmt: skip


def _verdict(workspace: Workspace, action: Action) -> str:
    """The newest read-out in words, and whether it came back since."""
    metric, read = workspace.metric(action.metric), last_look(action)
    if metric is None or read is None:
        return ""
    sentence = reading_sentence(read, metric, action.grain, workspace.currency)
    return _("{verdict} It came back.", verdict=sentence) if lasting_word(action) == "came back" else sentence


def _state(state: str, due: date | None, today: date) -> str:
    return "overdue" if state == "open" and due is not None and due < today else state


def obstacles(workspace: Workspace, department: str = "") -> list[Statement]:
    """What blocks actions that are under way, and what leadership would have to clear."""
    told = []
    for action in workspace.actions:
        if action.state in ("done", "cancelled") or department not in ("", action.department):
            continue
        facts = {"action": action.name, "blockers": action.blockers, "clears": action.clears}
        if action.blockers and action.clears:
            sentence = _("{action} is blocked: {blockers}. Leadership clears: {clears}.", **facts)
        elif action.blockers:
            sentence = _("{action} is blocked: {blockers}.", **facts)
        elif action.clears:
            sentence = _("{action} waits for leadership to clear: {clears}.", **facts)
        else:
            continue
        told.append(Statement(sentence, "obstacle", action.metric, "actions", {"action": action.id}, "bad"))
    return told


def agreed(workspace: Workspace, review: str, kinds: tuple[str, ...]) -> list[Agreed]:
    """The decisions of one meeting that are of one of ``kinds``."""
    return [
        Agreed(one.text, one.kind, one.reason, one.owner, one.department, one.due, one.metric)
        for one in workspace.decisions
        if review and one.review == review and one.kind in kinds
    ]


def due_words(due: date | None) -> str:
    """A due day as a reader says it; empty without one."""
    return _("by {day}", day=day(due)) if due else ""
