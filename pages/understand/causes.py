"""Why a number changed, which segments stand behind it, what recurring issues cost, and what customers say."""

from cxlib.language import gettext as _
from ui import cached, controls, frame, reader, show, vital_few, why

VIEWS = ("change", "drill", "issues", "comments")


def main() -> None:
    workspace = frame.page("causes", needs="metrics")
    words = {
        "change": _("Why it changed"),
        "drill": _("Drill down"),
        "issues": _("Recurring issues"),
        "comments": _("Comments"),
    }
    with show.problems():
        metric = why.metric_of(workspace)
        show.headline(
            cached.why_sentence(workspace, metric, frame.grain(workspace), frame.filters(workspace)), metric.name
        )
        frame.bar(workspace, why.windows_words(workspace, metric))
        with show.row("causes.pick"):
            frame.metric(workspace)
            view = controls.pick(
                _("View"), "view", VIEWS, words=words.get, style="segments", label_visibility="collapsed"
            )
        draw = {"change": why.change, "drill": why.drill, "issues": vital_few.issues, "comments": reader.comments}[view]
        draw(workspace, metric)


main()
