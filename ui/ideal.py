"""The ideal customers ("core-growth customers first"): a saved filter of the workspace that one toggle puts on."""

from dataclasses import replace

import streamlit as st

from cxlib.causes.comparing import MOST_LEVELS, ROLES
from cxlib.language import gettext as _
from cxlib.workspace import Filter, Workspace
from ui import cached, controls, show, state

CHOICE = "ideal"  # its name in the URL
ON = "1"
MISSING = "\u2205"  # stands for "no value"


def filters(current: Workspace) -> tuple[Filter, ...]:
    """The filters of the ideal customers, if the page is about them only."""
    return current.ideal if is_on(current) else ()


def is_on(current: Workspace) -> bool:
    """Whether the page is about the ideal customers only."""
    return bool(current.ideal) and state.chosen(CHOICE) == ON


def pill(current: Workspace) -> None:
    """The toggle of the filter bar, and who the ideal customers are."""
    words = _("Ideal customers only") if is_on(current) else _("Ideal customers: off")
    if not current.ideal:
        words = _("Ideal customers")
    place = st.popover(words, key="pill.ideal", on_change="rerun")
    if not place.open:  # which columns could tell them apart is asked of the tables only when somebody looks
        return
    with place:
        if current.ideal:
            _toggle(current)
        else:
            show.note(_("Whom do you want more of? Name them once, and every page can show them first."))
        _choose(current)


def _toggle(current: Workspace) -> None:
    st.session_state["ideal.only"] = is_on(current)
    st.toggle(
        _("Only ideal customers"),
        key="ideal.only",
        on_change=lambda: state.choose(**{CHOICE: ON if st.session_state["ideal.only"] else None}),
    )
    show.note("; ".join(_filter_words(part) for part in current.ideal))
    without = [source.name for source in current.sources if not _fits(current, source.id)]
    if without:
        show.note(_("These tables cannot tell them apart and show everybody: {tables}.", tables=", ".join(without)))


def _fits(current: Workspace, source: str) -> bool:
    return all(current.known_source(source).column(part.column) is not None for part in current.ideal)


def _filter_words(part: Filter) -> str:
    values = ", ".join(_("none") if value is None else str(value) for value in part.values)
    return _("{column}: {value}", column=part.column, value=values)


def _choose(current: Workspace) -> None:
    columns = _columns(current)
    if not columns:
        show.note(_("No table has a column with few values that could tell them apart."))
        return
    own = current.ideal[0].column if current.ideal else ""
    column = controls.pick(_("Told by"), "ideal.by", columns, default=own or None)
    values = [MISSING if value is None else str(value) for value in cached.measures(current).values(column)]
    kept = [value for part in current.ideal if part.column == column for value in part.values]
    chosen = st.multiselect(
        _("They are"),
        values,
        [MISSING if value is None else str(value) for value in kept if str(value) in values or value is None],
        format_func=lambda value: _("none") if value == MISSING else value,
        key=f"ideal.values.{column}",
    )
    with show.row("ideal"):
        if st.button(_("Keep as ideal customers"), key="ideal.keep", disabled=not chosen):
            _keep(current, (Filter(column, tuple(None if value == MISSING else value for value in chosen)),))
        if current.ideal and st.button(_("Forget them"), key="ideal.forget", type="tertiary"):
            _keep(current, ())


def _columns(current: Workspace) -> list[str]:
    known = cached.measures(current)
    offered = [
        column.name
        for source in current.sources
        if source.time
        for column in source.with_role(*ROLES)
        if 2 <= known.levels(source.id, column.name) <= MOST_LEVELS
    ]
    return sorted(dict.fromkeys(offered), key=lambda name: "customer" not in name.casefold())


def _keep(current: Workspace, ideal: tuple[Filter, ...]) -> None:
    with show.problems():
        cached.store().save_workspace(replace(current, ideal=ideal))
        state.choose(**{CHOICE: ON if ideal else None})
        st.rerun()
