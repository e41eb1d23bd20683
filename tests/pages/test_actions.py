"""The Actions page: from a finding to a contract in two clicks, the board of actions, one action, queue, value log."""

from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from cxlib.store import open_store
from cxlib.workspace import Action, Filter

PAGE = "pages/improve/actions.py"
SOUTH = (Filter("Region", ("South",)),)


def drawn(seen) -> str:
    blocks = [element.proto.body for element in seen.get("html")] + [part.value for part in seen.markdown]
    return unescape(" ".join(blocks))


def opened(app, **choices):
    app.run()
    for name, value in choices.items():
        app.query_params[name] = value
    seen = app.switch_page(PAGE).run()
    assert not seen.exception, seen.exception
    return seen


@pytest.fixture
def store(home):
    kept = open_store(home)
    yield kept
    kept.close()


@pytest.fixture
def action(store, workspace):
    return store.put(workspace.id, Action(
        "call", name="Call back", department="Service", metric="nps", where=SOUTH, effect=8.0, direction="up",
        start=date(2025, 2, 1), readout=date(2025, 9, 1), due=date(2025, 1, 31), state="in progress",
        blockers="No headset", clears="Two headsets"))  # fmt: skip


def test_without_actions_the_page_says_where_they_come_from(app, workspace):
    assert "Nothing is being done yet." in drawn(opened(app))


def test_a_finding_opens_the_form_filled_in_and_one_click_writes_the_contract(app, store, workspace):
    seen = opened(app, **{"act": "new", "act.metric": "nps", "act.where": "Region=South", "act.sentence": "South fell"})
    assert "South fell" in drawn(seen) and "Base needed" in drawn(seen) and "is no baseline" in drawn(seen)
    seen.text_input(key="action.form.name").input("Call back in one hour").run()
    seen.button(key="action.write").click().run()
    kept = store.workspace(workspace.id).actions[0]
    assert (kept.name, kept.finding, kept.where) == ("Call back in one hour", "South fell", SOUTH)
    assert kept.contracted and kept.seen and kept.effect and kept.base_needed
    assert not seen.exception


def test_a_form_without_a_name_says_what_is_missing_and_keeps_the_rest(app, store, workspace):
    seen = opened(app, **{"act": "new", "act.metric": "nps"})
    seen.button(key="action.write").click().run()
    assert "The action needs a name" in drawn(seen)
    assert store.workspace(workspace.id).actions == ()


def test_the_board_stands_by_state_by_owner_and_by_due_day(app, action):
    seen = opened(app)
    assert "In progress (1)" in drawn(seen) and "Blocked: No headset" in drawn(seen)
    assert "Two headsets" in drawn(seen)
    assert "Service (1)" in drawn(opened(app, arrange="owner"))
    assert "Late (1)" in drawn(opened(app, arrange="due"))


def test_one_action_shows_its_contract_and_is_read_out(app, store, workspace, action):
    seen = opened(app, action="call")
    assert "The contract" in drawn(seen) and "Region: South" in drawn(seen)
    seen.button(key="action.readout").click().run()
    kept = store.workspace(workspace.id).actions[0]
    assert kept.verdicts[0]["check"] == "readout" and kept.proof in ("verified", "not verified")


def test_a_state_is_changed_with_one_pick(app, store, workspace, action):
    seen = opened(app, action="call")
    seen.selectbox(key=f"action.state.call.{action.version}").set_value("on hold").run()
    assert store.workspace(workspace.id).actions[0].state == "on hold"


def test_a_thank_you_belongs_to_a_verified_action_only(app, store, workspace, action):
    assert "To everybody who made it work" not in [one.label for one in opened(app, action="call").text_area]
    store.put(workspace.id, replace(action, proof="verified"))
    seen = opened(app, action="call")
    seen.text_area(key="action.thanks.call").input("Thank you all").run()
    seen.button(key="action.thanks.call.save").click().run()
    assert store.workspace(workspace.id).actions[0].thanks == "Thank you all"


def test_an_action_whose_metric_is_gone_opens_and_says_so(app, store, workspace, action):
    store.put(workspace.id, replace(action, metric="gone"))
    assert "is not there any more" in drawn(opened(app, action="call"))


def test_the_queue_and_the_value_log_open_with_nothing_in_them(app, workspace):
    assert "Findings" in drawn(opened(app, work="queue"))
    assert "No action has been verified yet." in drawn(opened(app, work="value"))


def test_a_finding_in_the_queue_gets_an_outcome(app, store, workspace):
    seen = opened(app, work="queue")
    boxes = [box for box in seen.selectbox if str(box.key).startswith("outcome.")]
    assert boxes
    boxes[0].set_value("explained").run()
    kept = store.workspace(workspace.id).cases
    assert [case.outcome for case in kept] == ["explained"] and kept[0].closed


def test_the_value_log_sums_what_was_verified(app, store, workspace, action):
    read = {"check": "readout", "day": "2025-09-01", "effect": 8.0, "lower": 3.0, "upper": 12.0,
            "money": [1000.0, 400.0, 1600.0], "word": "worked", "sentence": "Worked"}  # fmt: skip
    store.put(workspace.id, replace(action, proof="verified", verdicts=(read,)))
    seen = drawn(opened(app, work="value"))
    assert "1 verified action brought" in seen and "Call back" in seen
