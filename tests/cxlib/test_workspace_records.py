"""Every kind of record goes to plain values and back without a loss."""

from datetime import UTC, date, datetime

import pytest

from cxlib.workspace import KINDS, Action, Filter, Team, Workspace

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_record_comes_back_as_it_was(kind):
    record = KINDS[kind](id="a")
    assert KINDS[kind].from_dict(record.as_dict()) == record


def test_an_action_keeps_its_contract():
    action = Action(id="a", where=(Filter("region", ("South", None)),), comparison=(Filter("region", ("North",)),),
                    start=date(2026, 1, 5), readout=date(2026, 6, 1), contracted=NOON, seen=("2025-11", "2025-12"))
    assert Action.from_dict(action.as_dict()) == action


def test_a_whole_workspace_comes_back_with_its_teams_and_its_ideal_customers():
    team = Team(id="t", values={"team": ("Billing", "Payments")}, words={"churn": "leavers"})
    workspace = Workspace(id="w", ideal=(Filter("segment", ("Core",)),), teams=(team,))
    assert Workspace.from_dict(workspace.as_dict()) == workspace


def test_what_people_do_about_a_number_does_not_change_the_key_of_the_pages():
    workspace = Workspace(id="w")
    assert Workspace(id="w", actions=(Action(id="a"),)).key == workspace.key
    assert Workspace(id="w", ideal=(Filter("a", (1,)),)).key != workspace.key
