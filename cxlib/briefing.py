"""The whole board or review of a workspace in one call, for the command line; pages use the same parts, cached."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cxlib.alerts import look
from cxlib.board.board import Board, board
from cxlib.board.explained import explained
from cxlib.board.findings import Finding
from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.metrics.measures import Measures
from cxlib.outlook.seen import forecast_of, scan_of, shifts_of
from cxlib.review import TEMPLATES, ReviewContent, content, last_seen, previous_review
from cxlib.store import Store
from cxlib.workspace import Action, AlertRule, Filter, Metric, Review, Rhythm, Workspace

MOST = 3  # actions and wins that one minute has room for


def board_of(store: Store, workspace: Workspace, grain: str = "month", where: tuple[Filter, ...] = ()) -> Board:
    """The board as the Board page shows it: forecasts, leads and segments included.

    Args:
        store: Where the snapshots lie.
        workspace: Which workspace.
        grain: Grain of the board.
        where: Filters.
    """
    measures = Measures(workspace, store.snapshot_path)

    def ahead(metric: Metric, finished: pd.DataFrame) -> Any:
        return forecast_of(metric, finished, shifts_of(workspace, metric))

    def segments(metric: Metric, own: str) -> Sequence[Finding]:
        return explained(measures, metric, own, where)

    return board(workspace, measures, grain, where, ahead, scan_of(workspace, measures), segments)


def review_of(
    store: Store, workspace: Workspace, rhythm: Rhythm = "monthly", where: tuple[Filter, ...] = ()
) -> ReviewContent:
    """The review as the Review page prepares it: the meeting that is open, or a new one, held against the last frozen.

    Args:
        store: Where snapshots and frozen reviews lie.
        workspace: Which workspace.
        rhythm: Which kind of meeting.
        where: Filters.
    """
    open_ones = [one for one in workspace.reviews if not one.snapshot and (one.rhythm, one.where) == (rhythm, where)]
    review = open_ones[-1] if open_ones else Review("", rhythm=rhythm, where=where)
    before = previous_review(workspace, review)
    board = board_of(store, workspace, TEMPLATES[rhythm].grain, where)
    measures = Measures(workspace, store.snapshot_path)
    review = replace(review, previous=before.id if before is not None else "")
    return content(workspace, measures, board, review, last_seen(store, before))


def being_done(workspace: Workspace) -> list[str]:
    """What is being done: actions under way with their department and the day their effect is read, soonest first."""
    going = [action for action in workspace.actions if action.state in ("in progress", "not started", "on hold")]
    ranked = sorted(going, key=lambda action: (action.state != "in progress", str(action.readout or action.due or "9")))
    return [_action_words(action) for action in ranked[:MOST]]


def _action_words(action: Action) -> str:
    facts = {"action": action.name, "department": action.department}
    if action.department and action.readout:
        return _("{action} ({department}, reads out {day})", day=day(action.readout), **facts)
    if action.department and action.due:
        return _("{action} ({department}, by {day})", day=day(action.due), **facts)
    if action.department:
        return _("{action} ({department})", **facts)
    return action.name


def going_well(board: Board, workspace: Workspace) -> list[str]:
    """What went well: actions whose effect was verified, then targets that are met."""
    proven = [action for action in workspace.actions if action.proof == "verified"]
    worked = [
        _("{action} worked. Thanks to {department}.", action=action.name, department=action.department)
        if action.department
        else _("{action} worked.", action=action.name)
        for action in proven
    ]
    return [*worked[::-1], *board.wins][:MOST]


def news_of(store: Store, workspace: Workspace) -> tuple[int, tuple[str, ...]]:
    """Looks at the workspace's alert rules and puts what is news into the outbox; see ``cxlib.alerts.look``."""

    def prepare(rule: AlertRule) -> ReviewContent:
        return review_of(store, workspace, rhythm_of(rule), rule.where)

    return look(workspace, Measures(workspace, store.snapshot_path), store.messages, prepare)


def rhythm_of(rule: AlertRule) -> Rhythm:
    """Which review a digest tells; the weekly one unless it says so."""
    return next((rhythm for rhythm in TEMPLATES if rhythm == rule.settings.get("rhythm")), "weekly")
