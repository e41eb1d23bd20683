"""What the Data page says about a table before it is kept: how good it is, what each page still needs, what changed."""

from datetime import date

import streamlit as st

from cxlib.ingest import Changes, Quality, Reading, Ready
from cxlib.language import day, ngettext, number, percent
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Source
from ui import show
from ui.prepare import cached_files, drafts

FEW_ROWS = 5  # fewer say nothing about anybody
STATES = {"ready": N_("ready"), "weak": N_("weak"), "not_yet": N_("not yet")}
MARKS = {"ready": "✓", "weak": "◆", "not_yet": "–"}
PAGE_WORDS = {"metrics": N_("Metrics"), "board": N_("Board"), "outlook": N_("Outlook"), "causes": N_("Causes"),
              "voices": N_("Comments")}  # fmt: skip


def verdict(draft: dict, reading: Reading, known: Source | None) -> None:
    """Quality, readiness and, for next month's file, what changed: closed until asked for, except what is new."""
    if known is not None:
        _changes(cached_files.changes(draft, known), known)
        _overlap(cached_files.overlap(draft, known))
        for found in cached_files.rescaled(draft, known):
            show.note(_("{mark} {sentence}", mark="▲", sentence=found.sentence))
    for sentence in lacking(reading):
        show.note(_("{mark} {sentence}", mark="▲", sentence=sentence))
    box = st.expander(_("Is it good enough? Quality, and what each page needs"), key=f"judged.{drafts.key(draft)}",
                      on_change="rerun")  # fmt: skip
    if box.open:
        with box:
            quality, ready = cached_files.judgement(draft, known)
            _quality(quality, known is not None)
            for page in ready:
                _ready(page)


def lacking(reading: Reading) -> list[str]:
    """What these rows cannot give, whatever is done with them, and what would."""
    blank = tuple(column.name for column in reading.columns if column.missing_share == 1)
    if reading.rows < FEW_ROWS:
        return [] if reading.rows == 0 else [
            ngettext(
                "{rows} row is too little to say anything. Export a longer period.",
                "{rows} rows are too few to say anything. Export a longer period.",
                reading.rows,
                rows=number(reading.rows),
            )
        ]  # fmt: skip
    return [
        *([] if any(column.role == "date" for column in reading.columns) else [
            _("No column holds dates, so these rows can show no trend and meet no target. "
              "Give the right column the role date, or export a column that says when each row happened.")
        ]),
        *([
            ngettext(
                "{names} is blank in every row. Export it again with its values, or go on without it.",
                "{names} are blank in every row. Export them again with their values, or go on without them.",
                len(blank),
                names=_names(blank),
            )
        ] if blank else []),
    ]  # fmt: skip


def _changes(found: Changes, known: Source) -> None:
    fresh, gone = _names(found.new), _names(found.missing)
    facts = [
        ngettext("{count} new column: {names}", "{count} new columns: {names}", len(found.new), names=fresh),
        ngettext("{count} missing: {names}", "{count} missing: {names}", len(found.missing), names=gone),
    ]
    facts = [fact for fact, names in zip(facts, (fresh, gone), strict=True) if names]
    facts += [_("{before} is now called {now}", before=before, now=now) for before, now in found.renamed]
    facts += [
        _("{column} was {before} and is {now}", column=column, before=before, now=now)
        for column, before, now in found.retyped
    ]
    show.facts(_("This looks like the next {source}.", source=known.name), facts or [_("Same columns as before")])


def _overlap(both: tuple[date, date] | None) -> None:
    """The days that would stand in the source twice if nobody looked."""
    if both is None:
        return
    said = _("Both have rows from {first} to {last}. Say below whether to add only the new ones or to replace them.",
             first=day(both[0]), last=day(both[1]))  # fmt: skip
    show.note(_("{mark} {sentence}", mark="▲", sentence=said))


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else _("{names} and more", names=shown)


def _quality(found: Quality, compared: bool) -> None:
    facts = [
        ngettext("{rows} row", "{rows} rows", found.rows, rows=number(found.rows)),
        ngettext("{count} month", "{count} months", found.periods) if found.periods else "",
        _("no rows in {months}", months=_names(found.gaps)) if found.gaps else "",
        _("{share} of all cells are empty", share=percent(found.missing_share)),
        ngettext("{count} row stands twice", "{count} rows stand twice", found.duplicates) if found.duplicates else "",
        _("always the same: {names}", names=_names(found.constant)) if found.constant else "",
        _("far-off values in {names}", names=_names(tuple(found.outliers))) if found.outliers else "",
        _("spread otherwise than last time: {names}", names=_names(tuple(d.column for d in found.drift)))
        if found.drift
        else "",
    ]
    show.facts(_("Quality"), facts)
    for trap in found.findings:
        if not (compared and trap.rule in ("two_percents", "other_unit")):  # said above already
            show.note(trap.sentence)


def _ready(page: Ready) -> None:
    title = _("{mark} {page}: {state}", mark=MARKS[page.state], page=_(PAGE_WORDS.get(page.page, page.page)),
              state=_(STATES[page.state]))  # fmt: skip
    show.facts(title, [page.sentence])
