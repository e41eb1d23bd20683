"""Frozen reviews, shown as they were seen: from the snapshot alone, whatever became of the data since."""

from collections.abc import Callable

import streamlit as st

from cxlib.language import day
from cxlib.language import gettext as _
from cxlib.packs import told as said
from cxlib.review import TEMPLATES, ReviewContent
from cxlib.workspace import Review, Workspace
from ui import controls, frame, show, state
from ui.improve import meeting, meetings


def draw(workspace: Workspace, views: Callable[[], str]) -> None:
    """The chosen frozen review, the newest first."""
    held = sorted((one for one in workspace.reviews if one.snapshot), key=lambda one: str(one.frozen), reverse=True)
    if not held:
        show.headline(_("No review was frozen yet."), _("Freeze a meeting at its end, and it stays as it was seen."))
        with show.row("review.pick"):
            views()
        return
    by_id = {one.id: one for one in held}
    chosen = by_id[controls.chosen("review", list(by_id))]
    seen = meetings.kept(chosen.snapshot)
    show.headline(seen.headline, _under(chosen, seen))
    with show.row("review.pick"):
        views()
        controls.pick(_("Which review"), "review", list(by_id), words=lambda code: by_id[code].name or code,
                      label_visibility="collapsed")  # fmt: skip
    meeting.packs(seen)
    st.page_link(frame.page_file("links"), label=_("Share it by a link"), query_params=state.as_query())
    _changed_since(workspace, seen)
    _as_seen(seen)


def _under(review: Review, seen: ReviewContent) -> str:
    return _("{review}, frozen on {day}, exactly as it was seen.", review=seen.title, day=meeting.held_words(review))


def _changed_since(workspace: Workspace, seen: ReviewContent) -> None:
    """Says when today's data are other ones; the page stays as it was."""
    if seen.key != workspace.data_key:
        show.note(_("The data have changed since. Links open today's numbers; this page does not move."))


def _as_seen(seen: ReviewContent) -> None:
    if seen.theme:
        show.facts(_("Theme of the quarter"), [seen.theme])
    meeting.told(seen, [name for name in TEMPLATES[seen.rhythm].sections if name != "promised"])
    promises = [_("{promise} – {state}", promise=one.text, state=one.words) for one in seen.promised]
    if promises:
        show.decisions(_("Last time we promised"), promises, ordered=False)
    explained = [_("**{metric}**: {text}", metric=one.name, text=one.text) for one in seen.explanations if one.text]
    if explained:
        show.decisions(_("The misses, explained"), explained, ordered=False)
    _agreed(seen)


def _agreed(seen: ReviewContent) -> None:
    decided = [" · ".join(part for part in (one.text, one.reason, one.owner, day(one.due) if one.due else "") if part)
               for one in seen.decisions]  # fmt: skip
    show.decisions(_("What we decided"), decided, otherwise=_("Nothing was decided."))
    if seen.refused:
        show.decisions(_("What we will not do"), [one.text for one in seen.refused], ordered=False)
    for name, text in seen.texts.items():
        if text:
            ask = TEMPLATES[seen.rhythm].asks.get(name, name)
            show.facts(_(ask), [text])
    if seen.minutes:
        show.facts(_("Minutes"), seen.minutes.splitlines())
    show.facts(_("Data"), said.source_lines(seen))
