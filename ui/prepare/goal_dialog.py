"""The dialog in which a target is set: value, date, path, stretch, reason; with what the past says about it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cxlib.board.chances import chance_of, chance_words
from cxlib.errors import EditConflict, TargetProblem
from cxlib.language import day, number
from cxlib.language import gettext as _
from cxlib.metrics import display, targets
from cxlib.workspace import Metric, Target, TargetKind, TargetPath, Workspace
from ui import cached, frame, show, wording

KINDS: tuple[TargetKind, ...] = ("goal", "threshold", "band")
_OPENED, _NEWER = "goal.opened", "goal.newer"  # on top of which target; what a colleague set meanwhile, by metric
PATHS: tuple[TargetPath, ...] = ("line", "step")


@st.dialog("\u200b", width="large")
def edit(workspace: Workspace, metric: Metric) -> None:
    """Sets or changes the target of a metric; the old one stays in its history."""
    show.headline(metric.name, _("A target is a promise with a date: say why, and what would be better still."))
    old = workspace.target(metric.id)
    if st.session_state.get(_OPENED) != (metric.id, old and old.id):
        st.session_state[_OPENED] = (metric.id, old and old.id)
        st.session_state.pop(_NEWER, None)
    rows = _finished(workspace, metric)
    draft = _fields(metric, old, rows)
    with show.problems():
        _checks(workspace, metric, draft, rows)
    if st.button(_("Set the target"), key="goal.save", type="primary"):
        with show.problems():
            _save(workspace, metric, draft, old)
    _history(workspace, metric)


def _finished(workspace: Workspace, metric: Metric) -> pd.DataFrame:
    rows = cached.series(workspace, metric, frame.grain(workspace))
    return rows[rows["finished"] & rows["value"].notna()]


def _fields(metric: Metric, old: Target | None, rows: pd.DataFrame) -> Target:
    factor = 100.0 if display.is_share(metric) else 1.0
    current = float(rows["value"].iloc[-1]) if len(rows) else 0.0
    unit = _("in percent") if display.is_share(metric) else metric.unit
    step = 10.0**-metric.decimals
    first, second, third = st.columns(3)

    def ask(place: DeltaGenerator, label: str, value: float | None, key: str) -> float | None:
        shown = None if value is None else round(value * factor, metric.decimals + 1)
        given = place.number_input(
            _("{label} {unit}", label=label, unit=unit), value=shown, step=step, key=key, format=f"%.{metric.decimals}f"
        )
        return None if given is None else given / factor

    value = ask(first, _("Target"), old.value if old else current, "goal.value")
    stretch = ask(second, _("Stretch"), old.stretch if old else None, "goal.stretch")
    until = third.date_input(_("By"), old.until if old else date.today() + timedelta(days=180), key="goal.until")
    path = first.selectbox(
        _("Path"),
        PATHS,
        key="goal.path",
        index=0 if not old or old.path == "line" else 1,
        format_func=lambda code: _("a straight line from today") if code == "line" else _("in force at once"),
    )
    kind = second.selectbox(
        _("Kind"), KINDS, KINDS.index(old.kind) if old else 0, key="goal.kind", format_func=_kind_words
    )
    upper = ask(third, _("Upper end"), old.upper if old else None, "goal.upper") if kind == "band" else None
    reason = st.text_input(_("Why this target"), old.reason if old else "", key="goal.reason", max_chars=300)
    author = st.text_input(_("Who sets it"), old.author if old else "", key="goal.author", max_chars=60)
    start = rows["period"].iloc[-1].end_time.date() if len(rows) else date.today()
    return Target(
        "",
        metric=metric.id,
        start=old.start if old else start,
        until=until,
        value=value or 0.0,
        baseline=old.baseline if old else current,
        stretch=stretch,
        upper=upper,
        path=path,
        kind=kind,
        reason=reason.strip(),
        author=author.strip(),
        created=datetime.now(UTC).replace(tzinfo=None),
        supersedes=old.id if old else "",
    )


def _kind_words(kind: str) -> str:
    return {"goal": _("reach it by the date"), "threshold": _("never cross it"), "band": _("stay inside a band")}[kind]


def _checks(workspace: Workspace, metric: Metric, draft: Target, rows: pd.DataFrame) -> None:
    """Realism, comfort, and how many answers it takes to see the change."""
    if len(rows) == 0:
        show.note(_("There is no finished period yet, so nothing can be said about how likely this is."))
        return
    targets.validated(draft, metric)
    made = cached.forecast(workspace, metric, frame.grain(workspace))
    if made is not None and draft.until:
        wanted = pd.Period(pd.Timestamp(draft.until), freq=made.frame.index.freq)
        if wanted in made.frame.index:
            chance = chance_words(chance_of(made, metric, draft, wanted))
            show.note(_("At your pace and noise: **{chance}**.", chance=chance))
        else:
            show.note(
                _(
                    "The date lies further ahead than the data can see (to {day}).",
                    day=day(made.frame.index[-1].end_time.date()),
                )
            )
    if targets.is_comfortable(rows, draft, metric):
        show.note(_("A comfortable target: it was met in each of the last six periods. What would be a stretch?"))
    needed = targets.answers_needed(metric, rows.iloc[-1], draft)
    if needed:
        show.note(
            _(
                "To see this change with 80 % power you need about {count} answers a period; the last one had {base}.",
                count=number(needed),
                base=number(rows["base"].iloc[-1]),
            )
        )


def _save(workspace: Workspace, metric: Metric, draft: Target, old: Target | None) -> None:
    if draft.until is None or draft.until <= date.today():
        raise TargetProblem(problem="past", until=draft.until)
    targets.validated(draft, metric)
    shown = st.session_state.get(_NEWER, {}).get(metric.id, old)
    try:
        cached.store().put(workspace.id, targets.following(draft, shown))
    except EditConflict as conflict:
        theirs = cast(Target | None, conflict.facts["theirs"])
        if not _is_same(draft, theirs):  # else it was a second tap
            st.session_state[_NEWER] = {metric.id: theirs}  # whoever saves again has seen it
            show.note(wording.target(metric, theirs) if theirs else _("no target"))
            raise
    st.rerun()


def _is_same(draft: Target, theirs: Target | None) -> bool:
    return theirs is not None and _meant(draft) == _meant(theirs)


def _meant(target: Target) -> Target:
    return replace(target, id="", version=0, supersedes="", created=None)


def _history(workspace: Workspace, metric: Metric) -> None:
    known = sorted((t for t in workspace.targets if t.metric == metric.id), key=lambda t: str(t.created), reverse=True)
    if not known:
        return
    with st.expander(_("History of this target")):
        for target in known:
            show.note(
                _(
                    "{target}. {reason} {author}",
                    target=wording.target(metric, target),
                    reason=target.reason,
                    author=target.author,
                )
            )
