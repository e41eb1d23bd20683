"""A department's own view, the workshop, who pulls which way, what was decided, and the words of the app."""

from cxlib.language import gettext as _
from ui import controls, frame, show
from ui.improve import alignment, asking, decision_log, owning, team, words, workshops

VIEWS = ("team", "workshop", "alignment", "log", "asking", "words")


def main() -> None:
    workspace = frame.page("teams", needs="metrics")
    titles = {
        "team": _("Department"),
        "workshop": _("Workshop"),
        "alignment": _("Alignment"),
        "log": _("Decisions"),
        "asking": _("Asking"),
        "words": _("Words and methods"),
    }
    with show.problems():
        chosen = owning.chosen(workspace)
        with show.row("teams.pick"):
            view = controls.pick(
                _("View"), "view", VIEWS, words=titles.__getitem__, style="segments", label_visibility="collapsed"
            )
            if view in ("team", "workshop", "words"):
                owning.pick(workspace)
        if view == "team":
            team.draw(workspace, chosen)
        elif view == "workshop":
            workshops.draw(workspace, chosen)
        elif view == "words":
            words.draw(workspace, chosen)
        else:
            {"alignment": alignment.draw, "log": decision_log.draw, "asking": asking.draw}[view](workspace)


main()
