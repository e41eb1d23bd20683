"""The business goals a workspace can hang on, as people choose them."""

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_

GOALS = {
    "retention": N_("Keep more customers"),
    "wallet": N_("Win a larger share of their spending"),
    "acquisition": N_("Win new customers"),
    "cross_sell": N_("Sell more kinds of things to the same customers"),
    "cost": N_("Serve customers at lower cost"),
}


def goal_words(goal: str) -> str:
    """The goal as the reader sees it; a goal in the company's own words stays as typed."""
    return _(GOALS[goal]) if goal in GOALS else goal
