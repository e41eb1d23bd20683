"""What the Actions page asks again and again: verdicts, plans and the queue, kept by content."""

import json
from datetime import date, datetime

import streamlit as st

from cxlib.actions.contract import Plan, plan_of
from cxlib.actions.outcome import Outcome, judged
from cxlib.actions.triage import Waiting, detractors
from cxlib.language import current, use
from cxlib.workspace import Action, Filter, Workspace
from ui import cached

JUDGED_BY = ("metric", "where", "comparison", "grain", "effect", "direction", "start", "readout", "seen", "issue")


def outcome(workspace: Workspace, action: Action, until: date | None) -> Outcome:
    """The action judged by what is known before ``until``."""
    return _outcome(workspace.data_key, _terms(action), until, current(), action, workspace)


@st.cache_resource(max_entries=128, show_spinner=False)
def _outcome(
    key: str, terms: str, until: date | None, language: str, _action: Action, _workspace: Workspace
) -> Outcome:
    with use(language):
        return judged(_action, cached.measures(_workspace), until)


def plan(workspace: Workspace, action: Action) -> Plan:
    """What the contract needs."""
    return _plan(workspace.data_key, _terms(action), action, workspace)


@st.cache_resource(max_entries=128, show_spinner=False)
def _plan(key: str, terms: str, _action: Action, _workspace: Workspace) -> Plan:
    return plan_of(_action, cached.measures(_workspace))


def unhappy(workspace: Workspace, now: datetime, where: tuple[Filter, ...]) -> list[Waiting]:
    """Customers who wait for an answer, as of this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    closed = tuple(case.id for case in workspace.cases if case.outcome)
    return _unhappy(workspace.data_key, hour, where, closed, current(), workspace)


@st.cache_resource(max_entries=32, show_spinner=False)
def _unhappy(
    key: str, hour: datetime, where: tuple[Filter, ...], closed: tuple[str, ...], language: str, _workspace: Workspace
) -> list[Waiting]:
    with use(language):
        return detractors(_workspace, cached.measures(_workspace), hour, where)


def _terms(action: Action) -> str:
    body = action.as_dict()
    return json.dumps({name: body[name] for name in JUDGED_BY}, sort_keys=True)
