"""What leads what, where each metric is heading, and what would follow if a leading metric moved."""

from cxlib.language import gettext as _
from ui import frame, show
from ui.see import ahead


def main() -> None:
    workspace = frame.page("outlook", needs="metrics")
    words = {
        "map": _("What leads what"),
        "tree": _("Metric tree"),
        "forecast": _("Forecast"),
        "backtest": _("Back-test"),
        "heading": _("All metrics"),
        "pair": _("One pair"),
        "whatif": _("What if"),
    }
    with show.problems():
        ahead.draw(workspace, words)


main()
