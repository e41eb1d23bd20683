"""The meeting: what we promised, what happened, why, what comes next, what we decide; past reviews and alerts."""

from cxlib.language import gettext as _
from ui import controls, frame, show
from ui.improve import alerts, meeting, past_reviews

VIEWS = ("meeting", "past", "alerts")


def main() -> None:
    workspace = frame.page("review", needs="headline")
    titles = {"meeting": _("The meeting"), "past": _("Past reviews"), "alerts": _("Alerts and digest")}
    with show.problems():
        view = controls.chosen("view.review", VIEWS)
        draw = {"meeting": meeting.draw, "past": past_reviews.draw, "alerts": alerts.draw}[view]
        draw(workspace, lambda: controls.pick(
            _("View"), "view.review", VIEWS, words=titles.__getitem__, style="segments", label_visibility="collapsed"
        ))  # fmt: skip


main()
