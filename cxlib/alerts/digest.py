"""A review as a letter: short enough for a phone, nothing in it that identifies a customer."""

from cxlib.language import gettext as _
from cxlib.packs.told import page_one, standing, status_line, value_line
from cxlib.review import ReviewContent

MOST = 5


def digest_text(content: ReviewContent) -> str:
    """The review in plain text: headline, numbers, what happened, what comes next, what is overdue."""
    numbers = [
        _("{metric}: {value}, {status}", metric=one.name, value=value_line(one), status=status_line(one) or "–")
        for one in content.metrics
    ]
    overdue = [one.text for one in content.promised if one.state == "overdue"]
    parts = [
        ("", [content.headline, standing(content)]),
        (_("The numbers"), numbers),
        (_("What happened"), [one.sentence for one in content.hindsight[:MOST]]),
        (_("What comes next"), [one.sentence for one in content.foresight[:MOST]]),
        (_("Overdue"), overdue[:MOST]),
        ("", page_one(content)),
    ]
    blocks = ["\n".join([*([title] if title else []), *lines]) for title, lines in parts if lines]
    return "\n\n".join(blocks)
