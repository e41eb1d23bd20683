"""What only a person can decide about a file, each question with the ways it could be read side by side."""

import pandas as pd
import streamlit as st

from cxlib.ingest import Reading
from cxlib.ingest.previews import date_readings, number_readings, time_readings
from cxlib.ingest.reading import ORDERS
from cxlib.ingest.report import places
from cxlib.language import gettext as _
from cxlib.workspace import Workspace
from ui import safe, show
from ui.prepare import drafts
from ui.prepare.drafts import Draft

_LOOKED = 400  # cells of a column looked through for telling examples
_MOST_DIRECTIONS = 12


def questions(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    """Everything that waits for an answer."""
    _encoding(workspace, draft, reading)
    _sheet(workspace, draft, reading)
    _table(workspace, draft, reading)
    if any(found.rule == "turned" for found in reading.findings):
        st.button(_("Leave the table as it stands in the file"), key=f"turned.{drafts.key(draft)}", type="tertiary",
                  on_click=_leave_turned, args=(workspace, draft))  # fmt: skip
    _labels(workspace, draft, reading)
    for column, orders in reading.ambiguous.items():
        if "ms" in orders:
            _times(workspace, draft, reading, column)
        else:
            _dates(workspace, draft, reading, column, orders)
    for finding in reading.findings:
        if finding.rule == "unsure_decimal":
            _decimal(workspace, draft, reading, finding.column)
    _directions(workspace, draft, reading)


def _cells(reading: Reading, column: str) -> list[str]:
    return reading.text[column].head(_LOOKED).tolist() if column in reading.text else []


def _encoding(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    """Two encodings are likely: the lines they read otherwise."""
    if not reading.encodings or "encoding" in draft["choices"]:
        return
    names = [name for name, _lines in reading.encodings]
    picked = st.radio(
        _("Which lines are spelled right?"), names, index=None, horizontal=True, key=f"encoding.{drafts.key(draft)}"
    )
    lines = [pd.Series(lines, name=name) for name, lines in reading.encodings]
    show.table(pd.concat(lines, axis=1).fillna(""), key=f"lines.{drafts.key(draft)}")
    if picked:
        drafts.decide(workspace, draft, encoding=picked)
        st.rerun()


def _leave_turned(workspace: Workspace, draft: Draft) -> None:
    drafts.decide(workspace, draft, turned=False)


def _labels(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    """Blanks below the label of a group: filled, or to be filled, or answers that are missing."""
    found = next((found for found in reading.findings if found.rule == "merged_labels"), None)
    if found is None:
        return
    key = drafts.key(draft)
    if found.severity != "question":
        st.button(_("Leave the blank cells as they stand"), key=f"unfilled.{key}", type="tertiary",
                  on_click=_labels_hold, args=(workspace, draft, False))  # fmt: skip
        return
    show.note(found.sentence + places(found))
    with show.row(f"filled.{key}"):
        st.button(_("Repeat the labels"), key=f"filled.{key}", on_click=_labels_hold, args=(workspace, draft, True))
        st.button(_("They are missing answers"), key=f"unfilled.{key}",
                  on_click=_labels_hold, args=(workspace, draft, False))  # fmt: skip


def _labels_hold(workspace: Workspace, draft: Draft, hold: bool) -> None:
    drafts.decide(workspace, draft, filled=hold)


def _sheet(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    names = [sheet.name for sheet in reading.sheets]
    if len(names) < 2:
        return
    current = reading.dialect.sheet if reading.dialect.sheet in names else names[0]
    picked = st.selectbox(_("Sheet"), names, index=names.index(current), key=f"sheet.{drafts.key(draft)}")
    if picked != current:
        drafts.decide(workspace, draft, sheet=picked, table=None)
        st.rerun()


def _table(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    """Several tables on one sheet: the user picks."""
    sheet = next((sheet for sheet in reading.sheets if sheet.name == reading.dialect.sheet), None)
    if sheet is None or len(sheet.tables) < 2:
        return
    asked = next((found for found in reading.findings if found.rule == "several_tables"), None)
    current = int(draft["choices"].get("table", asked.said.facts["number"] - 1 if asked else 0))
    boxes = [
        _("{label} (lines {first} to {last})", label=box.label, first=box.first_row, last=box.last_row)
        for box in sheet.tables
    ]
    picked = st.selectbox(
        _("There are several tables here. Which one?"),
        range(len(boxes)),
        index=min(current, len(boxes) - 1),
        format_func=boxes.__getitem__,
        key=f"table.{drafts.key(draft)}",
    )
    if picked != current:
        drafts.decide(workspace, draft, table=picked)
        st.rerun()


def _order_words(order: str) -> str:
    return _(ORDERS.get(order, order))


def _dates(workspace: Workspace, draft: Draft, reading: Reading, column: str, orders: tuple[str, ...]) -> None:
    """Day and month cannot be told apart."""
    question = _("{column}: how are these dates written?", column=safe.md(column))
    words = {order: _order_words(order) for order in orders}
    readings = date_readings(_cells(reading, column), orders)
    _decide(workspace, draft, "dayfirst", column, _asked(_key("order", draft, column), question, words, readings))


def _times(workspace: Workspace, draft: Draft, reading: Reading, column: str) -> None:
    """One colon may part hours from minutes or minutes from seconds."""
    question = _("{column}: what do these times count?", column=safe.md(column))
    words = {"ms": _("minutes and seconds"), "hm": _("hours and minutes")}
    readings = time_readings(_cells(reading, column))
    _decide(workspace, draft, "dayfirst", column, _asked(_key("clock", draft, column), question, words, readings))


def _decimal(workspace: Workspace, draft: Draft, reading: Reading, column: str) -> None:
    """A mark could part thousands or decimals."""
    question = _("{column}: thousands or decimals?", column=safe.md(column))
    words = {".": _("the point parts decimals"), ",": _("the comma parts decimals")}
    readings = number_readings(_cells(reading, column), list(words))
    _decide(workspace, draft, "decimal", column, _asked(_key("decimal", draft, column), question, words, readings))


def _key(question: str, draft: Draft, column: str) -> str:
    return f"{question}.{drafts.key(draft)}.{column}"


def _asked(key: str, question: str, words: dict[str, str], readings: list[tuple[str, tuple[str, ...]]]) -> str | None:
    """The answer to a question about a column; below it some cells, read by every answer in the order of ``words``."""
    answers = list(words)
    picked = st.radio(question, answers, index=None, format_func=words.__getitem__, horizontal=True, key=key)
    if readings:
        rows = [(cell, *read) for cell, read in readings]
        show.table(pd.DataFrame(rows, columns=[_("As written"), *words.values()]), key=f"read.{key}")
    return picked


def _decide(workspace: Workspace, draft: Draft, what: str, column: str, picked: str | None) -> None:
    if picked:
        drafts.decide_for(workspace, draft, what, column, picked)
        st.rerun()


def _directions(workspace: Workspace, draft: Draft, reading: Reading) -> None:
    """Effort may be asked either way round: whether a high answer is good is for a person to say."""
    known = draft["choices"].get("directions", {})
    asked = [
        column
        for column in reading.columns
        if column.role == "score" and column.measure == "ces" and (column.direction is None or column.name in known)
    ]
    for column in asked[:_MOST_DIRECTIONS]:
        direction(workspace, draft, column.name, column.direction, "asked")


def direction(workspace: Workspace, draft: Draft, column: str, current: str | None, place: str) -> None:
    """Whether a high answer is good."""
    words = {"up": _("a high answer is good"), "down": _("a low answer is good")}
    picked = st.segmented_control(
        _("{column}: which answer is good?", column=safe.md(column)),
        list(words),
        default=current,
        format_func=words.__getitem__,
        key=f"direction.{place}.{drafts.key(draft)}.{column}.{current}",
    )
    if picked and picked != current:
        drafts.decide_for(workspace, draft, "directions", column, picked)
        st.rerun()
