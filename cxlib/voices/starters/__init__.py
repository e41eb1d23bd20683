"""Themes to start from: what customers of most companies speak of, in five languages; every rule can be edited."""

import json
from functools import lru_cache
from pathlib import Path

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Theme

NAMES = {
    "waiting": N_("Waiting"),
    "charged_twice": N_("Charged twice"),
    "billing": N_("Billing"),
    "app": N_("App and online"),
    "staff": N_("Staff"),
    "price": N_("Price and value"),
    "coverage": N_("Signal and internet"),
    "promise": N_("Delivery and promises"),
    "refund": N_("Refunds and returns"),
    "leaving": N_("Thinking of leaving"),
    "quality": N_("Product quality"),
    "place": N_("Place and comfort"),
    "food": N_("Food and drink"),
}
_FILE = Path(__file__).parent / "rules.json"


@lru_cache(maxsize=1)
def _rules() -> dict[str, dict[str, dict[str, list[str]]]]:
    return {code: entry["rules"] for code, entry in json.loads(_FILE.read_text(encoding="utf-8")).items()}


def starter_themes() -> tuple[Theme, ...]:
    """The rules, one record a theme and language, with ids that stay the same and names in the language in use."""
    return tuple(
        Theme(f"starter-{code}-{language}", name=_(NAMES[code]), language=language,
              any=tuple(rule.get("any", ())), all=tuple(rule.get("all", ())), none=tuple(rule.get("none", ())))
        for code, by_language in _rules().items()
        for language, rule in by_language.items()
    )  # fmt: skip
