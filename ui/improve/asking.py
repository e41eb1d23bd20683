"""Do we ask too often, whom should we ask again, and which surveys and metrics are retired."""

from datetime import date, datetime, timedelta

import streamlit as st

from cxlib.language import day, ngettext, number, percent
from cxlib.language import gettext as _
from cxlib.sources.asked import asked_again, not_heard_since
from cxlib.workspace import Event, Source, SurveyPlan, Workspace
from ui import cached, safe, show

RECENT = timedelta(days=365)
MOST_EVENTS = 5


def draw(workspace: Workspace) -> None:
    """One part for every source that knows its customers."""
    asked = [source for source in workspace.sources if source.time and source.with_role("customer_id")
             and source.with_role("score")]
    show.headline(_("Do we ask too often, and do we ask again when something changed?"),
                  _("Tables hold answers only: whoever was asked and kept silent lived through more."))
    if not asked:
        show.note(_("No survey with a date, a score and a column of customers: give a column the role customer."))
    for source in asked:
        _survey(workspace, source)


def plan_of(workspace: Workspace, source: Source) -> SurveyPlan:
    """The plan of a survey; a fresh one with a quarter's pause where nobody wrote one."""
    known = (plan for plan in workspace.surveys if plan.source == source.id)
    return next(known, SurveyPlan("", name=source.name, source=source.id))


def _survey(workspace: Workspace, source: Source) -> None:
    plan = plan_of(workspace, source)
    show.heading(source.name)
    if plan.retired:
        show.note(_("Retired on {day}. Its numbers stay.", day=day(plan.retired)))
    _too_often(workspace, source, plan)
    _again(workspace, source)
    with st.expander(_("The plan for {source}", source=safe.md(source.name))):
        _form(workspace, source, plan)


def _too_often(workspace: Workspace, source: Source, plan: SurveyPlan) -> None:
    customer = source.with_role("customer_id")[0].name
    found = asked_again(cached.measures(workspace).dataset(source.id), customer, plan.days_between)
    sentence = ngettext(
        "**{soon}** of {count} answer came less than {days} days after the same customer's last one ({share}).",
        "**{soon}** of {count} answers came less than {days} days after the same customer's last one ({share}).",
        found.answers, soon=number(found.too_soon), days=number(plan.days_between), share=percent(found.share, 1))
    show.decisions(_("Asked too often"), [sentence], ordered=False)


def _again(workspace: Workspace, source: Source) -> None:
    """Changes since which most customers have not been heard."""
    events = _recent(workspace, source)
    if not events:
        return
    customer = source.with_role("customer_id")[0].name
    waiting = not_heard_since(cached.measures(workspace).dataset(source.id), customer, list(events))
    lines = [
        ngettext("**{event}** ({day}): {count} customer was last heard before it. Ask again.",
                 "**{event}** ({day}): {count} customers were last heard before it. Ask some of them again.",
                 int(waiting[when]), event=", ".join(event.name for event in changed), day=day(when))
        for when, changed in events.items()
        if waiting[when] > 0
    ]
    show.decisions(_("Ask again because something changed"), lines, ordered=False,
                   otherwise=_("Everybody was heard since the last change."))


def _recent(workspace: Workspace, source: Source) -> dict[date, list[Event]]:
    """The latest days on which something changed, newest first."""
    last = source.last or date.today()
    by_day: dict[date, list[Event]] = {}
    for event in workspace.events:
        if event.day and last - RECENT <= event.day <= last:
            by_day.setdefault(event.day, []).append(event)
    return dict(sorted(by_day.items(), reverse=True)[:MOST_EVENTS])


def _form(workspace: Workspace, source: Source, plan: SurveyPlan) -> None:
    with st.form(f"survey.{source.id}", border=False):
        days = st.number_input(_("Least days between two questions to one customer"), 1, 730, plan.days_between,
                               key=f"survey.days.{source.id}")
        because = st.text_input(_("Ask again when"), plan.because, key=f"survey.because.{source.id}", max_chars=160,
                                placeholder=_("prices change, a new release, a complaint was solved"))
        retired = st.checkbox(_("This survey is retired"), plan.retired is not None, key=f"survey.retired.{source.id}")
        if st.form_submit_button(_("Keep the plan"), type="primary", key=f"survey.keep.{source.id}"):
            when = (plan.retired or datetime.now().date()) if retired else None
            cached.store().put(workspace.id, SurveyPlan(
                plan.id, name=source.name, source=source.id, days_between=int(days), because=because.strip(),
                retired=when, version=plan.version))
            st.rerun()
