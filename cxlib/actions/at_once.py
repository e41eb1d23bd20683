"""What else happened while an action ran: whoever reads its verdict must know that it may have been something else."""

from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.workspace import Action, Event, Filter, Workspace


def at_once(workspace: Workspace, action: Action) -> list[str]:
    """Events and other actions that fell into the time of an action and could pass for its effect, a sentence each.

    An event that hits everybody cancels out against a comparison; another action on the same customers never does.
    """
    if action.start is None or action.readout is None:
        return []
    events = [event for event in workspace.events if _is_inside(event, action)] if not action.comparison else []
    others = [one for one in workspace.actions if _could_pass(one, action)]
    return [
        *(_("{event} ({day}) fell into the same time. Without a comparison nobody can tell the two apart.",
            event=event.name, day=day(event.day)) for event in events if event.day),
        *(_("“{action}” began on {day} for the same customers and moves the same number: the verdict is about both.",
            action=one.name, day=day(one.start)) for one in others if one.start),
    ]  # fmt: skip


def _is_inside(event: Event, action: Action) -> bool:
    if event.day is None or action.start is None or action.readout is None:
        return False
    return action.start <= event.day < action.readout and event.metric in ("", action.metric)


def _could_pass(other: Action, action: Action) -> bool:
    if other.id == action.id or other.metric != action.metric or other.state in ("cancelled", "not started"):
        return False
    if other.start is None or action.start is None or action.readout is None:
        return False
    meets = other.start < action.readout and action.start < (other.readout or action.readout)
    return meets and _share_customers(other.where, action.where)


def _share_customers(first: tuple[Filter, ...], second: tuple[Filter, ...]) -> bool:
    """Whether two segments may hold the same customers: no column tells them apart."""
    pairs = [(one, two) for one in first for two in second if one.column == two.column and one.op == two.op == "in"]
    return all(set(one.values) & set(two.values) for one, two in pairs)
