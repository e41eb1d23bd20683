"""A frozen review behind a link: told like the board of today, but as it was seen in the meeting."""

from collections.abc import Iterable, Sequence

from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.review import ReviewContent, Statement
from cxlib.workspace import Link
from ui import show
from ui.improve.seen_numbers import number_row
from ui.safe import Markup

MOST = 3


def told(seen: ReviewContent, link: Link) -> show.Brief:
    """The whole page."""
    when = day(seen.made) if seen.made else "–"
    facts = {"workspace": seen.name, "review": seen.title, "day": when}
    story = show.brief_story(_("{workspace} · {review} · frozen {day}", **facts), seen.headline, _paragraphs(seen))
    numbers = show.brief_rows(_("The numbers"), [number_row(metric) for metric in seen.metrics])
    return show.Brief(story, numbers, rest(link, seen.name, [quote.text for quote in seen.quotes]))


def _paragraphs(seen: ReviewContent) -> list[tuple[str, str]]:
    explained = [one.text for one in seen.explanations if one.text]
    agreed = [one.text for one in seen.decisions]
    promised = [f"{one.text} ({one.words})" if one.words else one.text for one in seen.promised if one.state != "kept"]
    parts = [
        (_("What happened"), _sentences(seen.hindsight)),
        (_("Why"), " ".join([_sentences(seen.insight), *explained[:MOST]])),
        (_("What comes next"), _sentences(seen.foresight)),
        (_("What is being done"), " ".join(_ended(text) for text in (*agreed, *promised)[:MOST])),
        (_("What went well"), _sentences(seen.wins)),
    ]
    return [(title, text.strip()) for title, text in parts if text.strip()]


def _sentences(told: Iterable[Statement]) -> str:
    return " ".join(_ended(one.sentence) for one in list(told)[:MOST])


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "。")) else text + "."


def rest(link: Link, name: str, said: Sequence[str]) -> Markup:
    """What customers say; then by whom it is shared, until when, and what is never shown."""
    facts = {"workspace": name, "least": link.minimum_base, "day": day(link.expires) if link.expires else "–"}
    foot = _("by {workspace} · ends {day} · groups under {least} are never shown", **facts)
    return show.brief_rest(_("Shared"), foot, _("What customers say"), said)
