"""The Review page's meeting: told in the order of its template, each sentence opening its evidence."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Literal

import streamlit as st

from cxlib.causes.comparing import WINDOW
from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.packs import FORMATS, MIMES, file_name, pack
from cxlib.review import SECTION_WORDS, TEMPLATES, ReviewContent, Statement
from cxlib.workspace import Decision, Review, Rhythm, Workspace
from ui import cached, controls, frame, safe, show, state
from ui.improve import deciding, from_finding, meetings
from ui.improve.seen_numbers import number_row
from ui.see import cards

RHYTHMS: tuple[Rhythm, ...] = ("weekly", "biweekly", "monthly", "quarterly")
FORMAT_WORDS = {"pptx": "PowerPoint", "html": "HTML", "xlsx": "Excel"}
ACTED_ON = ("segment", "root cause", "cost")  # findings that say where to begin; others where they are bad news
KEPT = ("open", "kept", "dropped")


def draw(workspace: Workspace, views: Callable[[], str]) -> None:
    """The meeting that is being prepared, from the first promise to the freezing."""
    rhythm = rhythm_of(controls.chosen("rhythm", RHYTHMS, "monthly"))
    template, where = TEMPLATES[rhythm], frame.filters(workspace)
    review = meetings.open_review(workspace, rhythm, where)
    board = cached.board(workspace, template.grain, where, whole=False)
    seen = meetings.live(workspace, review, board)
    show.headline(seen.headline, _("{review}. {purpose}", review=seen.title, purpose=_(template.purpose)))
    with show.row("review.pick"):
        views()
        controls.pick(_("How often"), "rhythm", RHYTHMS, "monthly", label_visibility="collapsed",
                      words=lambda code: _(TEMPLATES[rhythm_of(code)].name))  # fmt: skip
        frame.dimensions(workspace)
    packs(seen)
    if "theme" in template.sections:
        deciding.theme(workspace, review)
    promised(workspace, seen)
    told(seen, template.sections, acting=True)
    if "explanations" in template.sections:
        cards.explanations(workspace, board)
    deciding.asks(workspace, review)
    deciding.decisions(workspace, review)
    deciding.minutes(workspace, review)
    deciding.freezing(workspace, review, seen)
    cached.complete(workspace, template.grain, where)


def rhythm_of(code: str) -> Rhythm:
    """A code as one of the rhythms there are."""
    return next(rhythm for rhythm in RHYTHMS if rhythm == code)


def packs(seen: ReviewContent) -> None:
    """The packs in one click, and what they were made from."""
    home = meetings.home()  # asked here: the packs are made in a thread that knows no visitor
    with show.row("packs"):
        for format in FORMATS:
            st.download_button(FORMAT_WORDS[format], partial(pack, seen, format, home), file_name(seen, format),
                               MIMES[format], key=f"pack.{format}", on_click="ignore")  # fmt: skip
        show.note(_("{filters} · data version {version}", filters=seen.filter_words, version=seen.data_words))


def told(seen: ReviewContent, sections: Sequence[str], acting: bool = False) -> None:
    """The numbers and the sections that tell, two in a row, in the order of the template; ``acting`` offers actions."""
    draw_section: dict[str, Callable[[], None]] = {
        "numbers": lambda: numbers(seen),
        "hindsight": lambda: _statements("hindsight", seen, acting, seen.previous_words),
        "obstacles": lambda: _statements("obstacles", seen),
        "insight": lambda: _statements("insight", seen, acting),
        "quotes": lambda: _quotes(seen),
        "foresight": lambda: _statements("foresight", seen, acting),
        "wins": lambda: _statements("wins", seen),
    }
    quoted = ("insight", "quotes") if seen.quotes else ("insight",)
    order = ["numbers", *(part for name in sections for part in (quoted if name == "insight" else (name,)))]
    shown = [name for name in order if name in draw_section and (name != "obstacles" or seen.obstacles)]
    for first in range(0, len(shown), 2):
        for place, name in zip(st.columns(2), shown[first : first + 2], strict=False):
            with place, st.container(key=f"box.said.{name}", height="stretch"):
                draw_section[name]()


def numbers(seen: ReviewContent) -> None:
    """The headline metrics as one list."""
    show.number_lines(_("The numbers"), [number_row(metric, frame.span()) for metric in seen.metrics])


def promised(workspace: Workspace, seen: ReviewContent) -> None:
    """What was promised, what became of it, and one click to say so."""
    show.heading(_(SECTION_WORDS["promised"]))
    if not seen.promised:
        show.note(_("Nothing was promised yet: decisions and actions of this meeting will stand here next time."))
    by_id = {decision.id: decision for decision in workspace.decisions}
    for place, one in enumerate(seen.promised):
        with show.row(f"promise.{place}"):
            due = _("due {day}", day=day(one.due)) if one.due else ""
            show.facts(one.text, [one.words, one.owner, one.department, due])
            if one.kind == "decision" and one.id in by_id:
                _keep(workspace, by_id[one.id])
            elif one.page:
                _link(one.page, one.params, _("See the action"))


def _keep(workspace: Workspace, decision: Decision) -> None:
    words = {"open": _("open"), "kept": _("kept"), "dropped": _("dropped")}
    key = f"kept.{decision.id}"
    current = decision.kept or "open"
    chosen = st.segmented_control(_("What became of it"), KEPT, default=current, format_func=words.__getitem__, key=key,
                                  label_visibility="collapsed")  # fmt: skip
    if chosen and chosen != current:
        deciding.keep(workspace, decision, chosen)


def _as_finding(seen: ReviewContent, one: Statement) -> dict[str, object]:
    """What is known of a finding, with the periods that were looked at: they are no baseline for its action."""
    metric = seen.metric(one.metric)
    found: dict[str, object] = {"sentence": one.sentence, "metric": one.metric, "where": one.segment}
    if one.kind == "cost":
        found["issue"] = next(iter(one.segment.values()), "")
    if metric is None:
        return found
    looked_at = [part.start.isoformat() for part in metric.periods if part.finished][-WINDOW[metric.grain]:]
    return {**found, "grain": metric.grain, "periods": looked_at}


def _quotes(seen: ReviewContent) -> None:
    _named(_("In customers' own words"))
    show.comments([show.Comment(one.text, one.facts) for one in seen.quotes])


def _named(title: str) -> None:
    show.facts(title, [])


def _statements(name: str, seen: ReviewContent, acting: bool = False, under: str = "") -> None:
    """A section of sentences; each is a link to its evidence, and findings carry a button that makes them an action."""
    _named(_(SECTION_WORDS[name]))
    statements: Sequence[Statement] = getattr(seen, name)
    if under:
        show.note(under)
    if not statements:
        show.note(_("Nothing yet."))
    with st.container(key=f"said.{name}", gap="small"):
        for place, one in enumerate(statements):
            if acting and (one.kind in ACTED_ON or (one.tone == "bad" and one.metric)):
                with st.container(horizontal=True, vertical_alignment="center", key=f"acted.{name}.{place}"):
                    _said(one)
                    from_finding.action_button(f"review.{name}.{place}", _as_finding(seen, one))
            else:
                _said(one)


def _said(one: Statement) -> None:
    mark = {"good": "▲ ", "bad": "▼ "}.get(one.tone, "")
    if one.page:
        _link(one.page, one.params, mark + one.sentence, "stretch")
    else:
        show.note(mark + one.sentence)


def _link(page: str, params: object, label: str, width: Literal["content", "stretch"] = "content") -> None:
    own = params if isinstance(params, dict) else {}
    if not frame.has_page(page):
        show.note(label)
        return
    query = state.as_query() | {name: value if isinstance(value, list) else [str(value)] for name, value in own.items()}
    st.page_link(frame.page_file(page), label=safe.md(label), query_params=query, width=width)


def held_words(review: Review) -> str:
    """When a review was held."""
    held = review.held or (review.frozen.date() if isinstance(review.frozen, date) else None)
    return day(held) if held else ""
