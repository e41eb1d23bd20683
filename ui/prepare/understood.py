"""What was understood of a file: its first rows, a chip a column, and beside them the place to correct a column.

A column is opened by its chip or by a click into the rows; a correction is noted at once and can be taken back.
"""

from typing import Any

import streamlit as st

from cxlib.ingest import ColumnReading, Reading
from cxlib.ingest.roles import ROLES
from cxlib.ingest.votes import TYPES
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number, percent
from cxlib.workspace import Workspace
from ui import safe, show
from ui.prepare import drafts, undecided
from ui.prepare.drafts import Draft

SHOWN_ROWS = 6
MOST_CHIPS = 40
MOST_SHOWN = 60  # columns of the preview
ROLE_WORDS = {
    "date": N_("date"),
    "score": N_("score"),
    "measure": N_("measure"),
    "dimension": N_("dimension"),
    "comment": N_("comment"),
    "customer_id": N_("customer id"),
    "department": N_("department"),
    "cost": N_("cost"),
    "revenue": N_("revenue"),
    "weight": N_("weight"),
    "yes_no": N_("yes or no"),
    "id": N_("id"),
    "ignored": N_("left out"),
}
TYPE_WORDS = {
    "date": N_("date"),
    "datetime": N_("date and time"),
    "period": N_("period"),
    "duration": N_("duration"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "percent": N_("percent"),
    "yes_no": N_("yes or no"),
    "text": N_("text"),
    "category": N_("category"),
    "empty": N_("empty"),
}


def role_words(role: object) -> str:
    """A role in the reader's language."""
    return _(ROLE_WORDS.get(str(role), str(role)))


def type_words(kind: object) -> str:
    """A type in the reader's language."""
    return _(TYPE_WORDS.get(str(kind), str(kind)))


def columns(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    """Chips, rows, and the open column."""
    names = [column.name for column in reading.columns]
    opened = _chips(draft, reading)
    _rows(draft, reading)
    if opened in names:
        _open(workspace, draft, reading, reading.column(opened))
    _undo(workspace, draft)


def _chip_key(draft: Draft) -> str:
    return f"column.{drafts.key(draft)}"


def _chips(draft: Draft, reading: Reading) -> str | None:
    """One chip a column with its role; the open one."""
    words = {
        column.name: _("{column}: {role}", column=safe.md(column.name), role=role_words(column.role))
        for column in reading.columns
    }
    if len(words) > MOST_CHIPS:
        return st.selectbox(
            _("Correct a column"), list(words), index=None, format_func=words.__getitem__, key=_chip_key(draft)
        )
    return st.pills(
        _("Is each column understood? Choose one to correct it."),
        list(words),
        format_func=lambda name: words.get(name, name),
        key=_chip_key(draft),
    )


def _rows(draft: Draft, reading: Reading) -> None:
    """The first rows as understood; a click into a column opens it."""
    shown = reading.head(SHOWN_ROWS).iloc[:, :MOST_SHOWN]
    shown.columns = [f"c{place}" for place in range(shown.shape[1])]
    key = f"rows.{drafts.key(draft)}"
    st.dataframe(
        safe.neutral(shown),
        hide_index=True,
        column_config={f"c{place}": _look(column) for place, column in enumerate(reading.columns[:MOST_SHOWN])},
        on_select=lambda: _clicked(draft, reading, key),
        selection_mode=["single-column", "single-cell"],
        placeholder="",
        key=key,
    )


def _look(column: ColumnReading) -> Any:
    label = _("{column}: {role}", column=column.name, role=role_words(column.role))
    if column.type == "percent":
        return st.column_config.NumberColumn(label, format="percent")
    if column.type in ("date", "period"):
        return st.column_config.DateColumn(label)
    if column.type == "integer" and column.role in ("id", "customer_id", "dimension", "score"):
        return st.column_config.NumberColumn(label, format="%d")
    return st.column_config.Column(label)


def _clicked(draft: Draft, reading: Reading, key: str) -> None:
    chosen = st.session_state[key].selection
    cells = chosen.get("cells") or []
    name = next(iter(chosen.get("columns") or []), cells[0][1] if cells else "")
    if name.removeprefix("c").isdecimal():
        st.session_state[_chip_key(draft)] = reading.columns[int(name.removeprefix("c"))].name


def _open(workspace: Workspace, draft: Draft, reading: Reading, column: ColumnReading) -> None:
    """One column: why it is understood so, before and after, and what can be changed."""
    with st.container(border=True, key=f"open.{drafts.key(draft)}"):
        show.facts(column.name, _facts(column))
        _role(workspace, draft, column)
        left, right = st.columns(2)
        with left:
            _type(workspace, draft, column)
        with right:
            _name(workspace, draft, column)
        if column.role == "score":
            undecided.direction(workspace, draft, column.name, column.direction, "open")
        _missing(workspace, draft)


def _facts(column: ColumnReading) -> list[str]:
    pairs = [f"{before} → {after}" if before != after else before for before, after in column.examples]
    return [
        " | ".join(pairs),
        _("{type}: {reason}", type=type_words(column.type), reason=column.evidence),
        _("{role}: {reason}", role=role_words(column.role), reason=column.reason),
        ngettext(
            "{number} different value", "{number} different values", column.distinct, number=number(column.distinct)
        ),
        _("{share} empty", share=percent(column.missing_share)),
        _("{share} unreadable", share=percent(column.unparsed_share)) if column.unparsed_share else "",
    ]


def _role(workspace: Workspace, draft: Draft, column: ColumnReading) -> None:
    picked = st.pills(
        _("What is it for?"),
        ROLES,
        default=column.role,
        required=True,
        format_func=role_words,
        key=f"role.{drafts.key(draft)}.{column.name}.{column.role}",
    )
    if picked and picked != column.role:
        drafts.decide_for(workspace, draft, "roles", column.name, picked)
        st.rerun()


def _type(workspace: Workspace, draft: Draft, column: ColumnReading) -> None:
    picked = st.selectbox(
        _("What kind of values?"),
        TYPES,
        index=TYPES.index(column.type),
        format_func=type_words,
        key=f"type.{drafts.key(draft)}.{column.name}.{column.type}",
    )
    if picked != column.type:
        drafts.decide_for(workspace, draft, "types", column.name, picked)
        st.rerun()


def _name(workspace: Workspace, draft: Draft, column: ColumnReading) -> None:
    """A better name, which files without a header need."""
    said = st.text_input(_("Name"), column.name, max_chars=200, key=f"name.{drafts.key(draft)}.{column.name}").strip()
    if said and said != column.name:
        better = draft["choices"].get("names", {})
        first = next((old for old, new in better.items() if new == column.name), column.name)
        st.session_state.pop(_chip_key(draft), None)
        drafts.decide_for(workspace, draft, "names", first, said)
        st.rerun()


def _missing(workspace: Workspace, draft: Draft) -> None:
    """Words of this file that mean *no answer*."""
    known = list(draft["choices"].get("missing", ()))
    said = st.multiselect(
        _("More words that mean no answer, such as 99"),
        known,
        default=known,
        accept_new_options=True,
        key=f"missing.{drafts.key(draft)}.{len(known)}",
        placeholder=_("Type a word"),
    )
    if list(said) != known:
        drafts.decide(workspace, draft, missing=[str(word)[:80] for word in said])
        st.rerun()


def _undo(workspace: Workspace, draft: Draft) -> None:
    if not draft["choices"]:
        return
    with show.row(f"undo.{drafts.key(draft)}"):
        if draft.get("trail"):
            st.button(_("Undo the last correction"), key=f"back.{drafts.key(draft)}", type="tertiary",
                      on_click=drafts.take_back, args=(workspace, draft))  # fmt: skip
        st.button(_("Undo my corrections"), key=f"undo.{drafts.key(draft)}", type="tertiary",
                  on_click=drafts.take_back, args=(workspace, draft, True))  # fmt: skip
