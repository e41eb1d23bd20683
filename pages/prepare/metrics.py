"""Pick the five or six numbers that matter, give them targets, define your own."""

from cxlib.language import gettext as _
from cxlib.language import ngettext
from ui import frame, show, state
from ui.prepare import library


def main() -> None:
    workspace = frame.page("metrics", needs="sources")
    kept = state.once("kept")
    if kept:
        show.note(_("{source} is kept. These numbers can be made from it.", source=kept))
    chosen = len(workspace.headline)
    show.headline(
        ngettext("{count} number on the board.", "{count} numbers on the board.", chosen)
        if chosen
        else _("Pick the five or six numbers that matter."),
        _("Right data beats much data: a seventh asks which one leaves."),
    )
    with show.problems():
        library.on_the_board(workspace)
        library.offers(workspace)
        library.own(workspace)
        library.others(workspace)


main()
