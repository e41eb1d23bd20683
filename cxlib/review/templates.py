"""The meetings a company holds: how often, how long, what for, and in which order things are told."""

from dataclasses import dataclass

from cxlib.language import gettext_noop as N_
from cxlib.workspace import Rhythm


@dataclass(frozen=True)
class Template:
    """A kind of meeting.

    Attributes:
        name: What it is called, for the catalogue.
        minutes: How long it takes.
        purpose: What it is for, in a sentence for the catalogue.
        grain: Grain of its numbers.
        back: Periods between two meetings.
        sections: Names of the parts of ``ReviewContent`` in the order they are told.
        asks: Texts the meeting writes itself: name in ``Review.texts`` -> question for the catalogue.
    """

    name: str
    minutes: int
    purpose: str
    grain: str
    back: int
    sections: tuple[str, ...]
    asks: dict[str, str]


_OPENING = ("promised", "hindsight")
_CLOSING = ("wins", "decisions", "refused", "minutes")
TEMPLATES: dict[Rhythm, Template] = {
    "weekly": Template(
        N_("Weekly review"), 15, N_("Fifteen minutes: what moved, what warns us, who does what."), "week", 1,
        (*_OPENING, "foresight", *_CLOSING), {}),
    "biweekly": Template(
        N_("Biweekly review"), 30, N_("What stands in the way, and what needs two departments."), "week", 2,
        (*_OPENING, "obstacles", "insight", "foresight", *_CLOSING),
        {"obstacles": N_("What stands in the way?"), "across": N_("What needs another department?")}),
    "monthly": Template(
        N_("Monthly review"), 60, N_("The headline metrics: what happened, why, what comes next, what we decide."),
        "month", 1, (*_OPENING, "explanations", "insight", "foresight", *_CLOSING), {}),
    "quarterly": Template(
        N_("Quarterly review"), 180, N_("The theme of the quarter: where we start, big ideas, plan and goals."),
        "quarter", 1, ("theme", *_OPENING, "explanations", "insight", "foresight", *_CLOSING),
        {"start": N_("Where do we start from?"), "ideas": N_("Which big ideas could change it?"),
         "plan": N_("What is the plan for one to three years?"), "goals": N_("Which goals follow for this quarter?")}),
}  # fmt: skip
SECTION_WORDS = {
    "theme": N_("Theme of the quarter"),
    "promised": N_("Last time we promised"),
    "hindsight": N_("What happened"),
    "obstacles": N_("What stands in the way"),
    "explanations": N_("The misses, explained"),
    "insight": N_("Why"),
    "foresight": N_("What comes next"),
    "wins": N_("To celebrate"),
    "decisions": N_("What we decide"),
    "refused": N_("What we will not do"),
    "minutes": N_("Minutes"),
}
