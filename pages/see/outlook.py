"""What leads what, where each metric is heading, and what would follow if a leading metric moved."""

from cxlib.language import gettext as _
from ui import ahead, controls, frame, show

VIEWS = ("map", "forecast", "pair", "backtest", "whatif")


def main() -> None:
    workspace = frame.page("outlook", needs="metrics")
    words = {
        "map": _("What leads what"),
        "forecast": _("Forecast"),
        "pair": _("One pair"),
        "backtest": _("Back-test"),
        "whatif": _("What if"),
    }
    with show.problems():
        view = controls.chosen("view.outlook", VIEWS)
        show.headline(ahead.sentence(workspace, view), ahead.under(workspace, view))
        frame.bar(workspace)
        with show.row("outlook.pick"):
            if view != "map":
                frame.metric(workspace)
            controls.pick(
                _("View"), "view.outlook", VIEWS, words=words.get, style="segments", label_visibility="collapsed"
            )
        {
            "map": ahead.lead_map,
            "forecast": ahead.forecast,
            "pair": ahead.pair,
            "backtest": ahead.backtest,
            "whatif": ahead.what_if,
        }[view](workspace)


main()
