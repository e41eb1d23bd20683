"""The Causes page: its views, each with an opening sentence and a drawing."""

from collections.abc import Callable
from dataclasses import dataclass

from cxlib.board.explained import segment_words
from cxlib.errors import CXError
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, show
from ui.understand import cause_trees, drivers, expectations, influences, reader, to_comments, vital_few, why


@dataclass(frozen=True)
class View:
    """One way to look for causes."""

    name: str
    draw: Callable[[Workspace, Metric], None]
    sentence: Callable[[Workspace, Metric], str] = why.sentence
    span: Callable[[Workspace, Metric], str] = why.windows_words


def last_year_words(workspace: Workspace, metric: Metric) -> str:
    """What the views that ask for many answers are about."""
    source = workspace.source(metric.source)
    return _("the last year of data") if source is None or source.time else _("all data")


def _own_words(workspace: Workspace, metric: Metric) -> str:
    """Whose comments are read."""
    opened = dict(to_comments.path())
    if not opened:
        return _("In the customers' own words.")
    return _("{segment}: in their own words.", segment=segment_words(opened))


VIEWS = {
    "change": View(N_("Why it changed"), why.change),
    "drill": View(N_("Drill down"), why.drill),
    "influences": View(N_("Influencers"), influences.draw, influences.sentence, last_year_words),
    "drivers": View(N_("Drivers"), drivers.draw, drivers.sentence, last_year_words),
    "expectations": View(N_("Expectations"), expectations.draw, expectations.sentence, last_year_words),
    "issues": View(N_("Recurring issues"), vital_few.issues, vital_few.sentence, last_year_words),
    "tree": View(N_("Cause tree"), cause_trees.draw, cause_trees.sentence, last_year_words),
    "comments": View(N_("Comments"), reader.comments, _own_words, lambda _workspace, _metric: ""),
}


def _opening(view: View, workspace: Workspace, metric: Metric) -> tuple[str, str]:
    """The view's sentence and its time; a view that cannot be drawn says so below the way to the others."""
    try:
        return view.sentence(workspace, metric), view.span(workspace, metric)
    except CXError:
        return metric.name, ""


def _say_what_is_not_split(workspace: Workspace, metric: Metric) -> None:
    """Filters that the metric's table cannot tell are said, not passed over in silence."""
    unknown = cached.measures(workspace).unfiltered(metric, frame.filters(workspace))
    if unknown:
        show.note(_("Not split by {columns}: shown for all.", columns=", ".join(unknown)))


def page() -> None:
    """Draws the page."""
    workspace = frame.page("causes", needs="metrics")
    with show.problems():
        metric = why.metric_of(workspace)
        view = VIEWS[controls.chosen("view", list(VIEWS))]
        said, span = _opening(view, workspace, metric)
        show.headline(said, metric.name)
        frame.bar(workspace, span)
        with show.row("causes.pick"):
            frame.metric(workspace)
            controls.pick(
                _("View"),
                "view",
                list(VIEWS),
                words=lambda code: _(VIEWS[code].name),
                style="pills",
                label_visibility="collapsed",
            )
        if view.draw is not reader.comments:
            reader.links(workspace, [metric])
        if view.draw not in (reader.comments, vital_few.issues, cause_trees.draw):
            _say_what_is_not_split(workspace, metric)
        view.draw(workspace, metric)
