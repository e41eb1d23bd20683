"""The whole board of a workspace in one call, for the command line and packs; pages use the same parts, cached."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxlib.board.board import Board, board
from cxlib.board.explained import explained
from cxlib.board.findings import Finding
from cxlib.metrics.measures import Measures
from cxlib.outlook.seen import forecast_of, scan_of, shifts_of
from cxlib.store import Store
from cxlib.workspace import Filter, Metric, Workspace


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
