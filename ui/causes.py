"""The Causes page: its views, each with an opening sentence and a drawing."""

from collections.abc import Callable
from dataclasses import dataclass

from cxlib.board.explained import segment_words
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Metric, Workspace
from ui import (
    cause_trees,
    controls,
    drivers,
    expectations,
    frame,
    influences,
    reader,
    show,
    to_comments,
    vital_few,
    why,
)


@dataclass(frozen=True)
class View:
    """One way to look for causes."""

    name: str
    draw: Callable[[Workspace, Metric], None]
    sentence: Callable[[Workspace, Metric], str] = why.sentence
    span: Callable[[Workspace, Metric], str] = why.windows_words


def last_year_words(workspace: Workspace, metric: Metric) -> str:
    """What the views that ask for many answers are about."""
    return _("the last year of data")


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


def page() -> None:
    """Draws the page."""
    workspace = frame.page("causes", needs="metrics")
    with show.problems():
        metric = why.metric_of(workspace)
        view = VIEWS[controls.chosen("view", list(VIEWS))]
        show.headline(view.sentence(workspace, metric), metric.name)
        frame.bar(workspace, view.span(workspace, metric))
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
        view.draw(workspace, metric)
