"""What pages put on the screen: sentences, cards, charts, tables, downloads, problems. All text is escaped here.

Every Streamlit element costs server time, so a block of text is one element.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.charts import Drawing
from cxlib.errors import CXError
from cxlib.language import gettext as _
from cxlib.language import number, percent
from ui.safe import Markup, emphasis, file_name, html, md, neutral

Status = Literal["met", "missed", "open", "none"]
SPARK_WIDTH = 406  # px a card's picture is laid out for
SMALL_TABLE = 40  # rows that are drawn as a plain table
SHORT_CELL, LONG_CELL = 20, 24  # letters: columns of shorter cells do not wrap, those of longer ones get room to


class Told(Protocol):
    """Anything that says itself in one sentence, such as a finding of the board."""

    @property
    def sentence(self) -> str:
        """What is told."""
        ...


@dataclass(frozen=True)
class CardText:
    """The words of a card, in the order in which they are read; an empty one leaves its place free."""

    name: str
    tag: str = ""
    value: str = "–"
    interval: str = ""
    base: str = ""
    status: Status = "none"
    status_word: str = ""
    distance: str = ""
    chance: str = ""
    finding: str = ""
    caveat: str = ""


@dataclass(frozen=True)
class CardLink:
    """A link that says where it leads."""

    label: str
    page: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BriefRow:
    """One number on the phone page; ``picture`` is SVG of our own making."""

    name: str
    under: str = ""
    picture: str = ""
    value: str = "–"
    status: Status = "none"
    status_word: str = ""


@dataclass(frozen=True)
class Comment:
    """A customer's own words and what is known about them."""

    text: str
    facts: tuple[str, ...] = ()


def headline(sentence: str, under: str = "") -> None:
    """The sentence a page opens with; its only first-level heading."""
    _block(_tag("h1", "hl-headline", html(sentence)) + (_tag("p", "hl-under", html(under)) if under else ""))


def heading(text: str) -> None:
    """A second-level heading."""
    _block(_tag("h2", "hl-heading", html(text)))


def note(text: str) -> None:
    """A quiet remark."""
    _block(_tag("p", "hl-quiet", emphasis(text)))


def whereabouts(line: str) -> None:
    """Workspace and data date at the edge of the top line."""
    _block(f'<div class="hl-whereabouts">{html(line)}</div>')


def languages(addresses: Mapping[str, str], spoken: str) -> None:
    """The languages' own names, each leading to its address; the one in use stands as a plain word."""
    words = (
        f'<span lang="" aria-current="true">{html(name)}</span>'
        if name == spoken
        else f'<a href="{html(address)}" target="_self">{html(name)}</a>'
        for name, address in addresses.items()
    )
    _block(f'<p class="hl-languages">{"".join(words)}</p>')


def verdict_line(status: Status, word: str) -> None:
    """A sign with its word, as cards carry it."""
    _block(_status(status, word))


def empty(sentence: str, what_to_do: str, page: str | None = None, label: str | None = None) -> None:
    """Says what is missing and what to do next, with the way there."""
    with st.container(key="empty"):
        headline(sentence, what_to_do)
        if page:
            st.page_link(page, label=md(label or _("Go there")))


def problem(sentence: str) -> None:
    """One calm message about something the reader can put right."""
    _block(f'<div class="hl-problem" role="alert" dir="auto">{html(sentence)}</div>')


@contextmanager
def problems() -> Iterator[None]:
    """Turns a CXError inside the block into its message; a bug stays a bug."""
    try:
        yield
    except CXError as found:
        problem(str(found))


def card(text: CardText, drawing: Drawing | None, links: Sequence[CardLink] = (), key: str = "card") -> None:
    """A headline metric: words, picture, chance, one finding, and where to go on."""
    with st.container(key=key if key.startswith("card") else f"card.{key}", height="stretch"):
        st.markdown(_card_html(text, drawing), unsafe_allow_html=True)
        if links:
            with st.container(horizontal=True, horizontal_alignment="distribute", key=f"links.{key}", gap="small"):
                for link in links:
                    st.page_link(link.page, label=md(link.label), query_params=dict(link.params))


def _card_html(text: CardText, drawing: Drawing | None) -> str:
    name = f'<div class="hl-name" role="heading" aria-level="2" dir="auto">{html(text.name)}</div>'
    value = _tag("span", "hl-value", html(text.value))
    if text.interval:
        value += _tag("span", "hl-interval", html(text.interval))
    parts = [
        _pair(name, _tag("span", "hl-tag", html(text.tag))),
        _pair(f'<span class="hl-figure">{value}</span>', _tag("span", "hl-base", html(text.base))),
        _pair(_status(text.status, text.status_word), _tag("span", "hl-distance", html(text.distance))),
        picture(drawing, SPARK_WIDTH) if drawing else '<div class="hl-picture hl-picture-empty"></div>',
        _tag("p", "hl-chance", emphasis(text.chance)),
        _tag("p", "hl-finding", emphasis(text.finding)),
    ]
    if text.caveat:
        parts.append(_tag("p", "hl-caveat", html(text.caveat)))
    return f'<div class="hl">{"".join(parts)}</div>'


def picture(drawing: Drawing, width: int) -> str:
    """A drawing as inline SVG that follows the theme, read aloud as its sentence."""
    drawn, said = charts.svg(drawing, width, mode=None), html(_plain(drawing.description))
    return f'<div class="hl-picture" role="img" aria-label="{said}">{drawn}</div>'


def _plain(sentence: str) -> str:
    return sentence.replace("**", "")


def _status(status: Status, word: str) -> str:
    return (
        f'<span class="hl-status hl-{status}"><i class="hl-sign" aria-hidden="true"></i><bdi>{html(word)}</bdi></span>'
    )


def _pair(start: str, end: str) -> str:
    return f'<div class="hl-row">{start}{end}</div>'


def chart(drawing: Drawing, key: str, height: int | None = None, says: bool = True) -> None:
    """A chart with its takeaway above and its numbers behind a button.

    Args:
        drawing: The chart.
        key: Name of the place, unique on the page.
        height: Height of the plot, px, if another than the drawing's own.
        says: Whether the takeaway is written above; it is read aloud in any case.
    """
    spec = drawing.spec if height is None else {**drawing.spec, "height": height}
    with st.container(key=f"chart.{key}", width=drawing.widest or "stretch"):
        if says and drawing.description:
            _block(_tag("p", "hl-takeaway", emphasis(drawing.description)))
        st.vega_lite_chart(drawing.frame, spec, theme=None, alt=_plain(drawing.description), key=f"vega.{key}")
        if drawing.note:
            note(drawing.note)
        _numbers(drawing, key)


def _numbers(drawing: Drawing, key: str) -> None:
    numbers = st.popover(_("Numbers"), key=f"numbers.{key}", type="tertiary", on_change="rerun")
    if numbers.open:
        with numbers:
            table(drawing.numbers, f"numbers.{key}.table")
            download(key, drawing.numbers)
            _picture_file(drawing, key)


def _picture_file(drawing: Drawing, key: str) -> None:
    st.download_button(_("Save as picture"), lambda: charts.png(drawing), f"{file_name(key)}.png", "image/png",
                       key=f"picture.{key}", on_click="ignore")  # fmt: skip


def table(frame: pd.DataFrame, key: str) -> None:
    """A table: plain where it is short, scrolling where it is long. Columns stand in the frame's order."""
    if len(frame) <= SMALL_TABLE:
        _block(
            f'<div class="hl-table-box" tabindex="0"><table class="hl-table">{_head(frame)}{_body(frame)}</table></div>'
        )
    else:
        st.dataframe(neutral(frame), hide_index=True, placeholder="", key=key)


def _head(frame: pd.DataFrame) -> str:
    cells = (f'<th scope="col" class="{_side(frame[name])}">{html(name)}</th>' for name in frame.columns)
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _body(frame: pd.DataFrame) -> str:
    sides = [_side(frame[name]) for name in frame.columns]
    columns = [_cells(frame[name]) for name in frame.columns]
    rows = ("".join(f'<td class="{side}">{html(cell)}</td>' for side, cell in zip(sides, row, strict=True))
            for row in zip(*columns, strict=True))  # fmt: skip
    return f"<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody>"


def _side(column: pd.Series) -> str:
    """How a column stands: figures to the end, short words on one line, sentences in room enough to be read."""
    if pd.api.types.is_numeric_dtype(column):
        return "hl-number"
    longest = max((len(str(cell)) for cell in column if not pd.isna(cell)), default=0)
    return "hl-word hl-short" if longest <= SHORT_CELL else "hl-word hl-long" if longest > LONG_CELL else "hl-word"


def _cells(column: pd.Series) -> list[str]:
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return ["" if pd.isna(cell) else str(cell) for cell in column]
    largest = column.abs().max()
    whole = bool((column.dropna() % 1 == 0).all())
    decimals = 0 if whole or largest >= 1000 else 1 if largest >= 10 else 2 if largest >= 1 else 3
    return ["–" if pd.isna(cell) else number(cell, decimals) for cell in column]


def download(name: str, frame: pd.DataFrame) -> None:
    """A button that saves the frame as CSV, safe to open in a spreadsheet."""
    st.download_button(_("Save as CSV"), lambda: csv(frame), f"{file_name(name)}.csv", "text/csv",
                       key=f"download.{name}", on_click="ignore")  # fmt: skip


def csv(frame: pd.DataFrame) -> bytes:
    return neutral(frame).to_csv(index=False).encode("utf-8-sig")  # the mark tells Excel that it is UTF-8


def decisions(title: str, items: Sequence[str | Told], ordered: bool = True, otherwise: str = "") -> None:
    """A box with a short list, numbered or not; ``otherwise`` is said when there is nothing."""
    kind = "ol" if ordered else "ul"
    texts = [item if isinstance(item, str) else item.sentence for item in items]
    entries = "".join(f"<li><bdi>{emphasis(text)}</bdi></li>" for text in texts)
    body = f"<{kind}>{entries}</{kind}>" if entries else f'<p class="hl-quiet">{html(otherwise)}</p>'
    with st.container(key=f"box.{file_name(title)}", height="stretch"):
        _block(f'<div class="hl-list"><h2 class="hl-name">{html(title)}</h2>{body}</div>')


def facts(title: str, lines: Sequence[str]) -> None:
    """A name with a line of quiet facts under it."""
    below = " · ".join(f"<bdi>{html(line)}</bdi>" for line in lines if line)
    _block(_tag("div", "hl-name", html(title)) + f'<p class="hl-quiet">{below}</p>')


def comments(said: Sequence[Comment], strong: bool = False) -> None:
    """Customers' own words, each with its facts, as one element; ``strong`` for the one that is being read."""
    look = "hl-comment hl-reading" if strong else "hl-comment"
    entries = "".join(
        f'<li class="{look}"><p dir="auto">{html(one.text)}</p>'
        f'<p class="hl-quiet">{" · ".join(f"<bdi>{html(fact)}</bdi>" for fact in one.facts)}</p></li>'
        for one in said
    )
    _block(f'<ul class="hl-comments">{entries}</ul>')


def quotes(said: Sequence[Comment]) -> None:
    """A few chosen comments side by side, each with the rule that chose it."""
    entries = "".join(
        f'<li class="hl-quote"><blockquote dir="auto">{html(one.text)}</blockquote>'
        f'<p class="hl-quiet">{" · ".join(f"<bdi>{html(fact)}</bdi>" for fact in one.facts)}</p></li>'
        for one in said
    )
    _block(f'<ul class="hl-quotes">{entries}</ul>')


def columns(*widths: int) -> list[Any]:
    """Places side by side; one under the other on a phone."""
    return st.columns(list(widths), gap="large")


def cloud(words: Sequence[tuple[str, float, str, str]]) -> None:
    """Words sized by their weight (0 to 1), as a list that wraps: word, weight, look and what is said of it."""
    entries = "".join(
        f'<li style="font-size:{13 + 21 * weight:.0f}px" class="hl-{look}" title="{html(tip)}" dir="auto">'
        f"{html(word)}</li>"
        for word, weight, look, tip in words
    )
    _block(f'<ul class="hl-cloud">{entries}</ul>')


def row(name: str) -> Any:
    """A line of controls, side by side, wrapping on a phone; used in a ``with``."""
    return st.container(horizontal=True, vertical_alignment="bottom", key=f"row.{name}")


@dataclass(frozen=True)
class Brief:
    """The page behind a link, finished: whoever opens it next is only sent it."""

    story: Markup
    numbers: Markup
    rest: Markup


def brief(page: Brief) -> None:
    """Draws the page behind a link."""
    st.html(page.story)
    st.markdown(page.numbers, unsafe_allow_html=True)  # st.html would leave the pictures out
    st.html(page.rest)


def brief_story(above: str, sentence: str, paragraphs: Sequence[tuple[str, str]]) -> Markup:
    """The one-minute story: where we are, the sentence, and a few titled paragraphs."""
    told = "".join(f'<h2 class="hl-part">{html(title)}</h2><p class="hl-told" dir="auto">{emphasis(text)}</p>'
                   for title, text in paragraphs)  # fmt: skip
    return _ours(f'<div class="hl-brief"><p class="hl-quiet" dir="auto">{html(above)}</p>'
                 f'<h1 class="hl-headline" dir="auto">{html(sentence)}</h1>{told}</div>')  # fmt: skip


def brief_rows(title: str, rows: Sequence[BriefRow]) -> Markup:
    """The numbers of the phone page, one line each, as one element."""
    lines = "".join(_brief_line(row) for row in rows)
    named = f'<div class="hl-part" role="heading" aria-level="2">{html(title)}</div>'
    return Markup(f'<div class="hl hl-brief">{named}{lines}</div>')


def number_lines(title: str, rows: Sequence[BriefRow]) -> None:
    """Numbers on a page among other things, one line each, as one element."""
    named = f'<div class="hl-name" role="heading" aria-level="2">{html(title)}</div>'
    st.markdown(f'<div class="hl">{named}{"".join(_brief_line(row) for row in rows)}</div>', unsafe_allow_html=True)


def _brief_line(row: BriefRow) -> str:
    name = _tag("div", "hl-name", html(row.name)) + _tag("div", "hl-quiet", html(row.under))
    value = _tag("div", "hl-middle", html(row.value)) + _status(row.status, row.status_word)
    return f'<div class="hl-line"><div>{name}</div><div class="hl-picture">{row.picture}</div><div>{value}</div></div>'


def brief_rest(badge: str, text: str, title: str, said: Sequence[str]) -> Markup:
    """What ends the phone page: customers' own words, if there are any, and the badge that says that it is shared."""
    entries = "".join(f'<li class="hl-comment"><p dir="auto">{html(comment)}</p></li>' for comment in said)
    words = f'<h2 class="hl-part">{html(title)}</h2><ul class="hl-comments">{entries}</ul>' if said else ""
    foot = f'<p class="hl-brief hl-quiet"><span class="hl-badge">{html(badge)}</span> <bdi>{html(text)}</bdi></p>'
    return _ours(f'<div class="hl-brief">{words}</div>{foot}' if words else foot)


@contextmanager
def steps(title: str) -> Iterator[Callable[[str, float], None]]:
    """Shows the progress of long work; call the step with what is being done and the share (0 to 1) that is done."""
    place = st.empty()
    place.progress(0.0, md(title))

    def step(doing: str, share: float) -> None:
        done = min(max(share, 0.0), 1.0)
        said = _("{step}: {share} done", step=doing, share=percent(done)) if done else doing
        place.progress(done, md(said))

    try:
        yield step
    finally:  # a bar that stands still above a refusal would say that something is still going on
        place.empty()


def _block(markup: str) -> None:
    st.html(_ours(markup))


def _ours(markup: str) -> Markup:
    return Markup(f'<div class="hl">{markup}</div>')


def _tag(name: str, look: str, markup: str) -> str:
    return f'<{name} class="{look}" dir="auto">{markup}</{name}>'
