"""A review as a presentation an executive reads in a minute: status, each number with its takeaway, why, decisions."""

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from cxlib.language import gettext as _
from cxlib.language import ngettext, number, use
from cxlib.metrics import display
from cxlib.packs import native, told
from cxlib.packs.deck import EDGE, HEIGHT, WIDTH, Box, Deck, Line, fit
from cxlib.review import MetricSeen, ReviewContent, Statement
from cxlib.review.promised import due_words
from cxlib.workspace import Metric

TOP = 1.55
BODY = Box(EDGE, TOP, WIDTH - 2 * EDGE, HEIGHT - TOP - 0.75)
COLOURS = {"met": "met", "missed": "missed", "open": "open", "none": "secondary"}
PER_SLIDE = 7


def powerpoint(content: ReviewContent, home: str = "") -> bytes:
    """The presentation as the bytes of a .pptx file.

    Args:
        content: The review, live or frozen.
        home: The app's own address, so that sentences link to their evidence; empty for none.
    """
    with use(content.language):
        deck = Deck(content.language, content.title, content.name)
        for add in (_cover, _status, _theme, _promised, _happened):
            add(deck, content, home)
        for metric in _worth_a_slide(content):
            _metric(deck, content, metric, home)
        for add in (_why, _issues, _ahead, _decisions, _method):
            add(deck, content, home)
        _number(deck, content)
        file = io.BytesIO()
        deck.made.save(file)
        return file.getvalue()


def _worth_a_slide(content: ReviewContent) -> list[MetricSeen]:
    """Every headline metric that has numbers, in the order of the board."""
    return [metric for metric in content.metrics if metric.periods]


def _cover(deck: Deck, content: ReviewContent, home: str) -> None:
    slide = deck.slide(content.headline, [content.title, *told.page_one(content), content.previous_words], 34)
    slide.shapes.title.top, slide.shapes.title.height = deck.place(Box(0, 1.35, 0, 1.65))[1::2]
    deck.text(slide, Box(EDGE, 0.62, 8, 0.4), [Line(content.name, 15, "data", True)])
    deck.text(slide, Box(EDGE, 3.1, WIDTH - 2 * EDGE, 0.7), [Line(content.title, 20, "secondary")])
    count = max(len(content.metrics), 1)
    width = (WIDTH - 2 * EDGE - 0.18 * (count - 1)) / count
    for place, metric in enumerate(content.metrics):
        box = Box(EDGE + place * (width + 0.18), 4.0, width, 1.75)
        deck.card(slide, box, COLOURS[metric.status])
        inner = Box(box.left + 0.16, box.top + 0.12, box.width - 0.24, box.height - 0.2)
        deck.text(slide, inner, [
            Line(metric.name, fit(metric.name, inner._replace(height=0.62), 13, 10), "ink", True, after=4),
            Line(metric.value_words, 24, "ink", True, after=2),
            Line(told.status_line(metric), 12, COLOURS[metric.status], True),
        ])  # fmt: skip
    deck.text(slide, Box(EDGE, 6.25, WIDTH - 2 * EDGE, 0.8),
              [Line(line, 12, "secondary", after=2) for line in told.page_one(content) if line])  # fmt: skip


def _status(deck: Deck, content: ReviewContent, home: str) -> None:
    notes = [f"{one.name}: {one.definition}" for one in content.metrics]
    slide = deck.slide(_("Where we stand: {standing}", standing=told.standing(content)), notes)
    head = [_("Metric"), _("Now"), _("Target"), _("Status"), _("What comes next")]
    rows = [[Line(text, 12, "secondary", True) for text in head]]
    for metric in content.metrics:
        rows.append([
            Line(metric.name, 14, "ink", True),
            Line(told.value_line(metric), 14),
            Line(metric.target_words or "–", 13, "secondary"),
            Line(told.status_line(metric) or "–", 13, COLOURS[metric.status], True),
            Line(metric.chance_words or "–", 13),
        ])  # fmt: skip
    widths = [3.6, 2.35, 2.35, 1.75, BODY.width - 10.05]
    deck.table(slide, BODY._replace(height=min(BODY.height - 0.35, 0.62 * len(rows))), widths, rows)
    _foot(deck, slide, content.left_out)


def _theme(deck: Deck, content: ReviewContent, home: str) -> None:
    from cxlib.review import TEMPLATES

    asks = TEMPLATES[content.rhythm].asks
    if not asks or not (content.theme or content.texts):
        return
    slide = deck.slide(content.theme or _("Theme of the quarter"), [])
    lines = []
    for name, question in asks.items():
        lines += [Line(_(question), 14, "data", True, after=2), Line(content.texts.get(name) or "–", 16, after=14)]
    deck.text(slide, BODY, lines)


def _promised(deck: Deck, content: ReviewContent, home: str) -> None:
    if not content.promised:
        return
    kept = sum(one.state == "kept" for one in content.promised)
    title = _("Last time we promised: {kept} of {count} kept.", kept=number(kept), count=number(len(content.promised)))
    slide = deck.slide(title, [one.words for one in content.promised])
    colours = {"kept": "met", "overdue": "missed", "open": "open", "dropped": "secondary"}
    rows = [[Line(text, 12, "secondary", True) for text in (_("Promise"), _("Owner"), _("Due"), _("State"))]]
    rows += [[Line(one.text, 14), Line(one.owner or one.department or "–", 13, "secondary"),
              Line(due_words(one.due) or "–", 13, "secondary"), Line(one.words, 13, colours[one.state], True)]
             for one in content.promised[:PER_SLIDE]]  # fmt: skip
    widths = [5.6, 2.0, 1.7, BODY.width - 9.3]
    deck.table(slide, BODY._replace(height=min(BODY.height - 0.3, 0.62 * len(rows))), widths, rows)


def _happened(deck: Deck, content: ReviewContent, home: str) -> None:
    changed = len({one.metric for one in content.hindsight if one.kind in told.MOVED})
    title = _("Nothing moved beyond noise.") if not changed else ngettext(
        "{count} metric moved beyond noise.", "{count} metrics moved beyond noise.", changed)  # fmt: skip
    evidence = [content.previous_words, *_evidence(content, (*content.hindsight, *content.wins), home)]
    slide = deck.slide(title, evidence)
    left, right = _halves(1.5)
    told_here = [*content.hindsight, *content.obstacles]
    deck.text(slide, left, _lines(content, told_here, home, left))
    explained = [
        Line(_("{metric}: {text}", metric=one.name, text=one.text or _("not explained yet")), 14,
             "ink" if one.text else "secondary")
        for one in content.explanations
    ]  # fmt: skip
    won = [Line(one.sentence, 14) for one in content.wins] or [Line(_("No target is safely met yet."), 14, "secondary")]
    parts = [Line(_("To celebrate"), 13, "met", True, after=4), *won]
    if explained:
        parts += [Line(" ", 8), Line(_("The misses, explained"), 13, "data", True, after=4), *explained]
    deck.text(slide, right, parts)
    _foot(deck, slide, content.previous_words)


def _halves(ratio: float = 1.0) -> tuple[Box, Box]:
    """Two columns of the slide's body, the first ``ratio`` times as wide as the second."""
    width = BODY.width - 0.5
    first = width * ratio / (1 + ratio)
    height = BODY.height - 0.35
    return Box(EDGE, TOP, first, height), Box(EDGE + first + 0.5, TOP, width - first, height)


def _metric(deck: Deck, content: ReviewContent, metric: MetricSeen, home: str) -> None:
    notes = [metric.definition, told.value_line(metric), metric.base_words, metric.caveat,
             *_evidence(content, [one for one in (*content.hindsight, *content.insight, *content.foresight)
                                  if one.metric == metric.id], home)]  # fmt: skip
    slide = deck.slide(told.takeaway(content, metric), notes, 26)
    left, right = _halves(1.85)
    deck.card(slide, left)
    native.trend(slide, deck.place(_inside(left, 0.12)), metric)
    parts = [
        (_("What happened"), told.happened(content, metric)),
        (_("Why"), told.why(content, metric)),
        (_("What comes next"), told.ahead(content, metric)),
    ]
    size = fit("\n".join(text for _title, texts in parts for text in (*texts, "", "")), right, 16, 10)
    lines = [line for title, texts in parts
             for line in (Line(title, 13, "data", True, after=3), *(Line(text, size, after=6) for text in texts))]
    deck.text(slide, right, lines)  # fmt: skip
    _foot(deck, slide, _("Line: seen. Dashed: forecast, with the band that holds four times in five. Dotted: target."))


def _inside(box: Box, edge: float) -> Box:
    return Box(box.left + edge, box.top + edge, box.width - 2 * edge, box.height - 2 * edge)


def _why(deck: Deck, content: ReviewContent, home: str) -> None:
    if not content.insight and not content.quotes:
        return
    first = content.insight[0].sentence if content.insight else _("What customers say")
    slide = deck.slide(first, _evidence(content, content.insight, home), 26)
    rest = [one for one in content.insight[1:] if one.kind != "cost"]
    left, right = _halves()
    wide = left if content.quotes else BODY
    deck.text(slide, wide, _lines(content, rest, home, wide))
    if content.quotes:
        lines = [Line(_("In customers' own words"), 13, "data", True, after=6)]
        size = fit("\n\n".join(one.text for one in content.quotes), right._replace(height=right.height - 1), 16, 11)
        for one in content.quotes:
            lines += [Line(f"“{one.text}”", size, after=2), Line(" · ".join(one.facts), 11, "secondary", after=12)]
        deck.text(slide, right, lines)


def _issues(deck: Deck, content: ReviewContent, home: str) -> None:
    if not content.issues:
        return
    told_costs = [one for one in content.insight if one.kind == "cost"]
    title = told_costs[-1].sentence if told_costs else _("What recurring issues cost")
    slide = deck.slide(title, _evidence(content, told_costs, home), 26)
    left, right = _halves(1.85)
    deck.card(slide, left)
    native.issues(slide, deck.place(_inside(left, 0.12)), content.issues, content.currency)
    dearest = content.issues[0]
    money = partial(display.value, Metric("", unit=content.currency))
    facts = {"issue": dearest.name, "cost": money(dearest.cost), "low": money(dearest.low), "high": money(dearest.high),
             "count": number(dearest.occurrences)}  # fmt: skip
    lines = [*_lines(content, told_costs[:-1], home, right),
             Line(_("{issue}: {cost} in a year, between {low} and {high}; {count} times.", **facts), 14, "secondary"),
             Line(_("In colour: the vital few that make four fifths of the cost."), 12, "secondary")]  # fmt: skip
    deck.text(slide, right, lines)


def _ahead(deck: Deck, content: ReviewContent, home: str) -> None:
    judged = [one for one in content.metrics if one.chance is not None]
    warnings = [one for one in content.foresight if one.kind in ("warning", "forecast")]
    if not judged and not warnings:
        return
    unlikely = sum((one.chance or 0) < 0.5 for one in judged)
    title = ngettext("{count} target is more likely missed than met, if nothing changes.",
                     "{count} targets are more likely missed than met, if nothing changes.", unlikely)  # fmt: skip
    slide = deck.slide(title if unlikely else _("What comes next"), _evidence(content, content.foresight, home))
    left, right = _halves(1.35)
    if judged:
        deck.card(slide, left)
        deck.text(slide, Box(left.left + 0.2, left.top + 0.15, left.width - 0.4, 0.35),
                  [Line(_("Chance of meeting the target by its date"), 13, "data", True)])  # fmt: skip
        chart = Box(left.left + 0.12, left.top + 0.5, left.width - 0.24, left.height - 0.62)
        native.chances(slide, deck.place(chart), judged)
    lines = _lines(content, warnings, home, right) or [Line(_("No leading metric warns."), 15, "secondary")]
    deck.text(slide, right, lines)


def _decisions(deck: Deck, content: ReviewContent, home: str) -> None:
    agreed = [*content.decisions, *content.refused]
    title = ngettext("We decided {count} thing.", "We decided {count} things.", len(agreed)) if agreed else _(
        "What do we decide?")  # fmt: skip
    slide = deck.slide(title, [content.minutes])
    rows = [[Line(text, 12, "secondary", True) for text in (_("Decision"), _("Why"), _("Owner"), _("Due"))]]
    for one in agreed[:PER_SLIDE]:
        text = _("Not: {decision}", decision=one.text) if one.kind == "will not do" else one.text
        rows.append([Line(text, 14, bold=True), Line(one.reason or "–", 13, "secondary"),
                     Line(one.owner or one.department or "–", 13), Line(due_words(one.due) or "–", 13)])  # fmt: skip
    open_ones = content.insight[:3] if not agreed else ()
    rows += [[Line(_proposal(one), 13, "secondary"), *(Line("", 13) for _place in range(3))] for one in open_ones]
    widths = [5.2, 3.3, 2.0, BODY.width - 10.5]
    deck.table(slide, BODY._replace(height=min(BODY.height - 0.3, 0.75 * len(rows))), widths, rows)


def _proposal(one: Statement) -> str:
    return _("{finding} – we …", finding=one.sentence.rstrip("."))


def _method(deck: Deck, content: ReviewContent, home: str) -> None:
    slide = deck.slide(_("What the numbers mean"), [])
    left, right = _halves()
    meanings = [_("{metric}: {definition}", metric=one.name, definition=one.definition) for one in content.metrics]
    deck.text(slide, left, _titled(_("Definitions"), meanings))
    data, method = told.source_lines(content), told.method_lines()
    deck.text(slide, right, [*_titled(_("Data"), data), *_titled(_("How to read them"), method)])


def _titled(title: str, texts: Sequence[str]) -> list[Line]:
    return [Line(title, 13, "data", True, after=3), *(Line(text, 11, after=4) for text in texts)]


def _lines(content: ReviewContent, statements: Sequence[Statement], home: str, box: Box = BODY) -> list[Line]:
    room = box._replace(height=box.height - 0.25 * len(statements))
    size = fit("\n".join(one.sentence for one in statements), room, 18, 11)
    return [Line(one.sentence, size, _colour(one), link=told.address(content, one, home), after=10)
            for one in statements]  # fmt: skip


def _colour(one: Statement) -> str:
    """Only what moved is coloured: good news and bad news, and the rest in ink."""
    return told.TONES.get(one.tone, "ink") if one.kind in (*told.MOVED, "warning") else "ink"


def _evidence(content: ReviewContent, statements: Sequence[Statement], home: str) -> list[str]:
    """Speaker notes: each sentence with its numbers and where its evidence is."""
    notes = []
    for one in statements:
        numbers = ", ".join(f"{name} {value:.4g}" for name, value in one.figures.items() if value is not None)
        notes.append(" – ".join(part for part in (one.sentence, numbers, told.address(content, one, home)) if part))
    return notes


def _foot(deck: Deck, slide: Any, text: str) -> None:
    if text:
        deck.text(slide, Box(EDGE, HEIGHT - 0.92, WIDTH - 2 * EDGE - 1, 0.3), [Line(text, 11, "secondary")])


def _number(deck: Deck, content: ReviewContent) -> None:
    """Where we are, at the foot of every slide but the first."""
    slides = list(deck.made.slides)
    for place, slide in enumerate(slides[1:], start=2):
        words = _("{workspace} · {review} · data version {version} · {page} of {pages}", workspace=content.name,
                  review=content.title, version=content.data_words, page=place, pages=len(slides))  # fmt: skip
        deck.text(slide, Box(EDGE, HEIGHT - 0.48, WIDTH - 2 * EDGE, 0.28), [Line(words, 10, "secondary")])
