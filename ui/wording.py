"""What the pages say about a card, target or lead: whole sentences through the catalogue."""

from cxlib.board.wording import base, chance, distance, interval, led, periods_ahead, status, target
from cxlib.language import gettext_noop as N_

__all__ = ["DIRECTION_WORDS", "ROLE_WORDS", "STAGE_WORDS", "base", "chance", "distance", "interval", "led",
           "periods_ahead", "status", "target"]

ROLE_WORDS = {"leading": N_("leading"), "lagging": N_("lagging"), "guardrail": N_("guardrail")}
STAGE_WORDS = {"": N_("–"), "attract": N_("Attract"), "engage": N_("Engage"), "delight": N_("Delight")}
DIRECTION_WORDS = {"up": N_("Higher is better"), "down": N_("Lower is better"), "band": N_("Inside a band")}
