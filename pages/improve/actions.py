"""Actions with an owner and a contract, whether they worked, what waits for an answer, and what it was worth."""

from cxlib.language import gettext as _
from ui import controls, frame, show
from ui.improve import action_board, action_form, action_seen, from_finding, queue, value_log

VIEWS = ("board", "queue", "value")


def main() -> None:
    workspace = frame.page("actions", needs="metrics")
    queue.count(workspace)
    titles = {"board": _("Actions"), "queue": _("Waiting for an answer"), "value": _("What it was worth")}
    with show.problems():
        finding, opened = from_finding.asked(), action_board.opened(workspace)
        if finding is not None:
            action_form.new(workspace, finding)
            return
        if opened is not None:
            action_seen.draw(workspace, opened)
            return
        view = controls.chosen("work", VIEWS)
        draw = {"board": action_board, "queue": queue, "value": value_log}[view]
        draw.headline(workspace)
        with show.row("actions.pick"):
            controls.pick(
                _("View"), "work", VIEWS, words=titles.__getitem__, style="segments", label_visibility="collapsed"
            )
            action_board.new_button()
        draw.draw(workspace)


main()
