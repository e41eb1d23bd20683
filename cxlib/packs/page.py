"""A review as one HTML file: opens anywhere without a network, prints as it looks, reads from either side.

There is no script in it, and its policy lets it load nothing: fonts and pictures lie inside.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from html import escape
from pathlib import Path

from cxlib import charts
from cxlib.charts.theme import PALETTE
from cxlib.language import day, direction, use
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.packs import told
from cxlib.packs.cells import plain
from cxlib.review import SECTION_WORDS, TEMPLATES, Agreed, MetricSeen, Promise, ReviewContent, Statement
from cxlib.review.promised import due_words
from cxlib.workspace import Metric

FONTS = Path(__file__).parent.parent.parent / "static" / "fonts"
STYLE = Path(__file__).parent / "page.css"
SCRIPTS = {
    "latin": ("IBM Plex Sans", "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,"
              "U+2212"),
    "latin-ext": ("IBM Plex Sans", "U+0100-02BA,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0"),
    "vietnamese": ("IBM Plex Sans", "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
                   "U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+1EA0-1EF9,U+20AB"),
    "thai": ("IBM Plex Sans Thai", "U+0E01-0E5B"),
    "arabic": ("IBM Plex Sans Arabic", "U+0600-06FF,U+200C-200F,U+FB50-FDFF,U+FE70-FEFC"),
}  # fmt: skip
"""Font files by script: family and the letters it is used for. Only those a review needs go into its file."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
PERIODS = 24


def page(content: ReviewContent, home: str = "") -> bytes:
    """The HTML file in UTF-8.

    Args:
        content: The review, live or frozen.
        home: The app's own address, so that sentences link to their evidence; empty for none.
    """
    with use(content.language):
        body = "".join(_body(content, home))
        head = (
            f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta name="robots" content="noindex">'
            f'<meta name="referrer" content="no-referrer"><title>{_text(content.title)} – {_text(content.name)}</title>'
            f"<style>{_fonts(body)}{_colours()}{_style()}</style>"
        )
        language = content.language.partition("_")[0]
        whole = (
            f'<!DOCTYPE html>\n<html lang="{_text(language)}" dir="{direction()}"><head>{head}</head>'
            f"<body><main>{body}</main></body></html>\n"
        )
    return whole.encode()


def _text(text: object) -> str:
    return escape(plain(text), quote=True)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _colours() -> str:
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in PALETTE["light"].items()) + "}"


def _fonts(body: str) -> str:
    return "".join(_face(script, weight) for script in SCRIPTS if _has(body, script) for weight in (400, 600))


def _has(body: str, script: str) -> bool:
    """Whether a text has letters of a script; Latin is in every file."""
    if script == "latin":
        return True
    spans = [part.removeprefix("U+").split("-") for part in SCRIPTS[script][1].split(",")]
    letters = {ord(letter) for letter in set(body)}
    return any(int(span[0], 16) <= letter <= int(span[-1], 16) for span in spans for letter in letters if letter > 255)


@cache
def _face(script: str, weight: int) -> str:
    family, letters = SCRIPTS[script]
    font = base64.b64encode((FONTS / f"plex-sans-{script}-{weight}.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};unicode-range:{letters};'
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}"
    )


def _body(content: ReviewContent, home: str) -> Iterator[str]:
    yield _opening(content)
    yield _numbers(content)
    parts = {
        "theme": _theme,
        "promised": _promised,
        "hindsight": _hindsight,
        "explanations": _explained,
        "insight": _insight,
        "foresight": _foresight,
        "wins": _wins,
        "decisions": _decisions,
        "minutes": _minutes,
    }
    for name in TEMPLATES[content.rhythm].sections:
        if name in parts:
            yield parts[name](content, home)
        if name == "hindsight":
            yield _pictures(content)
    yield _method(content)


def _opening(content: ReviewContent) -> str:
    facts = "".join(f"<p>{_text(line)}</p>" for line in (*told.page_one(content), content.left_out) if line)
    return (
        f'<p class="company" dir="auto">{_text(content.name)}</p><h1 dir="auto">{_text(content.headline)}</h1>'
        f'<p class="quiet" dir="auto">{_text(content.title)} · {_text(told.standing(content))}</p>'
        f'<div class="facts">{facts}</div>'
    )


def _section(name: str, body: str, extra: str = "") -> str:
    return f'<h2 class="{extra}" dir="auto">{_text(_(SECTION_WORDS[name]))}</h2>{body}' if body else ""


def _numbers(content: ReviewContent) -> str:
    titles = (_("Metric"), _("Now"), _("Status"), _("Target"), "", _("What comes next"))
    head = "".join(f'<th scope="col">{_text(title)}</th>' for title in titles)
    rows = "".join(_row(metric) for metric in content.metrics)
    return f'<div class="scroll"><table class="wide"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(metric: MetricSeen) -> str:
    small = ""
    if metric.period is not None:
        label = partial(display.value, metric.record)
        drawn = charts.spark(metric.history().tail(18), metric.forecast(), label=label, labelled=False)
        small = f'<div class="picture" aria-hidden="true">{charts.svg(drawn, 240)}</div>'
    return (
        f'<tr><td dir="auto"><strong>{_text(metric.name)}</strong></td>'
        f'<td><bdi class="value">{_text(metric.value_words)}</bdi> '
        f'<bdi class="quiet">{_text(metric.margin_words)}</bdi></td>'
        f'<td class="state {metric.status}"><bdi>{_text(told.status_line(metric))}</bdi></td>'
        f'<td class="quiet" dir="auto">{_text(metric.target_words)}</td><td>{small}</td>'
        f'<td class="quiet" dir="auto">{_text(metric.chance_words)}</td></tr>'
    )


def _pictures(content: ReviewContent) -> str:
    return "".join(_picture(content, metric) for metric in content.metrics if metric.period is not None)


def _picture(content: ReviewContent, metric: MetricSeen) -> str:
    label = partial(display.value, metric.record)
    said = told.takeaway(content, metric)
    drawn = charts.trend(metric.history().tail(PERIODS), metric.forecast(), label=label, takeaway=said, height=230)
    parts = (
        (_("What happened"), told.happened(content, metric)),
        (_("Why"), told.why(content, metric)),
        (_("What comes next"), told.ahead(content, metric)),
    )
    words = "".join(f'<h4>{_text(title)}</h4>{_paragraphs(texts)}' for title, texts in parts)
    return (
        f'<section class="box"><h3 dir="auto">{_text(said)}</h3><div class="pair"><div class="picture" role="img" '
        f'aria-label="{_text(said)}">{charts.svg(drawn, 560)}</div><div>{words}</div></div></section>'
    )


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f'<p dir="auto">{_text(text)}</p>' for text in texts)


def _list(content: ReviewContent, statements: Sequence[Statement], home: str) -> str:
    entries = "".join(
        f'<li class="{_tone(one)}" dir="auto">{_text(one.sentence)}{_link(told.address(content, one, home))}</li>'
        for one in statements
    )
    return f"<ul>{entries}</ul>" if entries else ""


def _tone(one: Statement) -> str:
    return one.tone if one.kind in (*told.MOVED, "warning") else ""


def _link(address: str) -> str:
    return f' <a href="{_text(address)}">{_text(_("See the evidence"))}</a>' if address else ""


def _theme(content: ReviewContent, home: str) -> str:
    asks = TEMPLATES[content.rhythm].asks
    texts = "".join(f"<h4>{_text(_(ask))}</h4>{_paragraphs([content.texts[name]])}" for name, ask in asks.items()
                    if content.texts.get(name))  # fmt: skip
    return _section("theme", _paragraphs([content.theme] if content.theme else []) + texts)


def _promised(content: ReviewContent, home: str) -> str:
    rows = "".join(_promise(one) for one in content.promised)
    head = "".join(f'<th scope="col">{_text(title)}</th>' for title in (_("Promise"), _("Owner"), _("Due"), _("State")))
    return _section("promised", f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else "")


def _promise(one: Promise) -> str:
    look = {"kept": "met", "overdue": "missed", "open": "open"}.get(one.state, "")
    return (
        f'<tr><td dir="auto">{_text(one.text)}</td><td dir="auto">{_text(one.owner or one.department or "–")}</td>'
        f'<td>{_text(due_words(one.due) or "–")}</td><td class="state {look}" dir="auto">{_text(one.words)}</td></tr>'
    )


def _hindsight(content: ReviewContent, home: str) -> str:
    before = f'<p class="quiet" dir="auto">{_text(content.previous_words)}</p>'
    found = _list(content, (*content.hindsight, *content.obstacles), home)
    return _section("hindsight", before + found, "page")


def _explained(content: ReviewContent, home: str) -> str:
    entries = "".join(
        f'<li dir="auto"><strong>{_text(one.name)}</strong>: {_text(one.text or _("not explained yet"))}</li>'
        for one in content.explanations
    )
    return _section("explanations", f"<ul>{entries}</ul>" if entries else "")


def _insight(content: ReviewContent, home: str) -> str:
    said = "".join(
        f'<blockquote><p dir="auto">“{_text(one.text)}”</p>'
        f'<p class="quiet"><bdi>{_text(" · ".join(one.facts))}</bdi></p></blockquote>'
        for one in content.quotes
    )
    spoken = _text(_("In customers' own words"))
    quotes = f"<div><h4>{spoken}</h4>{said}</div>" if said else ""
    return _section("insight", f'<div class="columns"><div>{_list(content, content.insight, home)}</div>{quotes}</div>'
                    + _issues(content))  # fmt: skip


def _issues(content: ReviewContent) -> str:
    most = max((one.cost for one in content.issues), default=0.0)
    money = partial(display.value, Metric("", unit=content.currency))
    rows = "".join(
        f'<tr><td dir="auto">{_text(one.name)}</td><td><div class="bar {"vital" if one.vital else ""}" '
        f'style="width:{100 * one.cost / most:.1f}%"></div></td><td class="value">{_text(money(one.cost))}</td></tr>'
        for one in content.issues
        if most > 0
    )
    return f'<h4>{_text(_("Cost in a year"))}</h4><table class="bars">{rows}</table>' if rows else ""


def _foresight(content: ReviewContent, home: str) -> str:
    return _section("foresight", _list(content, content.foresight, home))


def _wins(content: ReviewContent, home: str) -> str:
    return _section("wins", _list(content, content.wins, home))


def _decisions(content: ReviewContent, home: str) -> str:
    none = f'<p class="quiet">{_text(_("Nothing is decided yet."))}</p>'
    decided = _agreed(content.decisions) or none
    refused = f"<h4>{_text(_(SECTION_WORDS['refused']))}</h4>{_agreed(content.refused)}" if content.refused else ""
    return _section("decisions", decided + refused)


def _agreed(agreed: Sequence[Agreed]) -> str:
    entries = "".join(f'<li dir="auto"><strong>{_text(one.text)}</strong> {_text(_about(one))}</li>' for one in agreed)
    return f"<ol>{entries}</ol>" if entries else ""


def _about(one: Agreed) -> str:
    return " · ".join(part for part in (one.reason, one.owner or one.department, due_words(one.due)) if part)


def _minutes(content: ReviewContent, home: str) -> str:
    return _section("minutes", _paragraphs(line for line in content.minutes.splitlines() if line.strip()))


def _method(content: ReviewContent) -> str:
    meanings = [_("{metric}: {definition}", metric=one.name, definition=one.definition) for one in content.metrics]
    made = [_("Made on {day}", day=day(content.made))] if content.made else []
    parts = (
        (_("Definitions"), meanings),
        (_("Data"), [*told.source_lines(content), *made]),
        (_("How to read them"), told.method_lines()),
    )
    body = "".join(f'<h4>{_text(title)}</h4><div class="quiet">{_paragraphs(texts)}</div>' for title, texts in parts)
    return f'<h2 class="page" dir="auto">{_text(_("What the numbers mean"))}</h2>{body}'
