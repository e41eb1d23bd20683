"""The Outlook page: its views, the sentence each opens with, and what the page waits for."""

import streamlit as st

from cxlib.language import gettext as _
from cxlib.workspace import Metric, Workspace
from ui import controls, frame, show
from ui.see import foreseen, leading, pairs, tree
from ui.understand import reader

VIEWS = ("map", "tree", "forecast", "backtest", "heading", "pair", "whatif")
OF_ONE_METRIC = ("forecast", "backtest", "pair", "whatif")
COMPARING = ("map", "tree", "pair", "whatif")


def draw(workspace: Workspace, words: dict[str, str]) -> None:
    """The whole page: sentence, filters, view.

    Args:
        workspace: Which one.
        words: What each view is called.
    """
    view = controls.chosen("view.outlook", VIEWS)
    top = st.empty()
    with top.container():
        show.headline(_opening(workspace, view), _under(workspace, view))
    frame.bar(workspace)
    with show.row("outlook.pick"):
        if view in OF_ONE_METRIC:
            frame.metric(workspace)
        controls.pick(
            _("View"), "view.outlook", VIEWS, words=words.__getitem__, style="segments", label_visibility="collapsed"
        )
    scan = None
    if view in COMPARING:
        if frame.filters(workspace):
            show.note(_("What leads what is looked for in all data: filters do not narrow this view."))
        scan = leading.found(workspace)
        with top.container():
            show.headline(_found(workspace, view, scan), _under(workspace, view))
        views = {"map": leading.lead_map, "tree": tree.draw, "pair": pairs.pair, "whatif": pairs.what_if}
        views[view](workspace, scan)
    else:
        {"forecast": foreseen.forecast, "backtest": foreseen.backtest, "heading": foreseen.heading}[view](workspace)
    reader.links(workspace, _told(workspace, view, scan))
    if view in ("forecast", "backtest"):
        foreseen.listen(workspace)


def _told(workspace: Workspace, view: str, scan: leading.Scan | None) -> list[Metric]:
    """The metrics whose numbers a view shows."""
    if view not in OF_ONE_METRIC:
        return list(workspace.headline if scan is None else workspace.metrics)
    pair = pairs.chosen(workspace, scan.rows) if scan is not None else None
    lead = [] if pair is None else [workspace.known_metric(pair["candidate"])]
    return [frame.chosen_metric(workspace), *lead]


def _opening(workspace: Workspace, view: str) -> str:
    """The sentence that can be said before anything slow is asked."""
    if view == "heading":
        return _("Where every metric is heading.")
    if view in COMPARING:
        return _("What moves before what?")
    return foreseen.sentence(workspace, frame.chosen_metric(workspace))


def _found(workspace: Workspace, view: str, scan: leading.Scan) -> str:
    if view == "tree":
        return tree.sentence(workspace)
    if view == "map":
        return leading.sentence(workspace, scan.rows)
    return pairs.sentence(workspace, scan.rows)


def _under(workspace: Workspace, view: str) -> str:
    foreseen_one = view == "forecast" and foreseen.made_for(workspace, frame.chosen_metric(workspace))[0] is not None
    if view == "heading" or foreseen_one:
        return _("Eight chances in ten that a number ends inside its likely range.")
    if view not in COMPARING:
        return frame.chosen_metric(workspace).name
    if view == "tree":
        return _("A guess, consistent with the data, held out of sample, or rejected: the data propose, you decide.")
    return _("Associated, not proved. Trends, seasons and each number's own past are allowed for.")
