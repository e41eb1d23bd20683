"""The whole board or review of a workspace in one call, for the command line; pages use the same parts, cached."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxlib.board.board import Board, board
from cxlib.board.explained import explained
from cxlib.board.findings import Finding
from cxlib.metrics.measures import Measures
from cxlib.outlook.seen import forecast_of, scan_of, shifts_of
from cxlib.review import TEMPLATES, ReviewContent, content, frozen, previous_review
from cxlib.store import Store
from cxlib.workspace import Filter, Metric, Review, Rhythm, Workspace


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
    return content(workspace, measures, board, review, frozen(store, before.snapshot) if before else None)
