"""The Metrics page and what an address may ask for: an own metric over some rows; values that are not there."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from cxlib.errors import EditConflict
from cxlib.metrics import targets
from cxlib.store import open_store
from cxlib.workspace import Filter
from ui.prepare import goal_dialog

METRICS, BOARD = "prepare/metrics", "see/board"


def opened(app, page):
    app.run()
    seen = app.switch_page(f"pages/{page}.py").run()
    assert not seen.exception
    return seen


def test_a_metric_may_count_only_some_rows(app, workspace):
    seen = opened(app, METRICS)
    seen.button(key="edit.nps").click().run()
    source = workspace.sources[0].id
    seen.multiselect(key=f"form.only.{source}").set_value(["Region: South", "Region: West"])
    seen.button(key="form.save").click()
    seen.button(key="edit.nps").click().run()
    assert not seen.exception
    assert open_store().workspace(workspace.id).known_metric("nps").where == (Filter("Region", ("South", "West")),)


def test_a_filter_of_the_address_that_the_data_do_not_know_is_named(app, workspace):
    app.query_params["f.Region"] = "Atlantis"
    app.query_params["f.Planet"] = "Mars"
    said = " ".join(element.proto.body for element in opened(app, BOARD).get("html"))
    assert "Region has no Atlantis in Acme" in said
    assert "Acme is not filtered by Planet" in said


@pytest.fixture
def dialog(app, monkeypatch):
    """The dialog's way to the store, and what it says meanwhile: a dialog that is left open keeps what it was given."""
    app.run()
    noted = []
    monkeypatch.setattr(goal_dialog, "st", SimpleNamespace(session_state={}, rerun=lambda: None))
    monkeypatch.setattr(goal_dialog.show, "note", noted.append)
    return noted


def test_the_second_of_two_who_set_the_same_target_is_told_and_may_go_on(dialog, workspace):
    metric, old, store = workspace.known_metric("nps"), workspace.target("nps"), open_store()
    hers, his = (replace(old, id="", version=0, until=date(2040, 1, 1), value=value) for value in (41.0, 50.0))
    store.put(workspace.id, targets.following(hers, old), author="Ann")
    with pytest.raises(EditConflict, match=r"Ann changed “Would recommend”.*Your change is not saved"):
        goal_dialog._save(workspace, metric, his, old)
    assert "41" in dialog[0] and store.workspace(workspace.id).target("nps").value == 41
    goal_dialog._save(workspace, metric, his, old)  # once more, having seen hers
    assert store.workspace(workspace.id).target("nps").value == 50


def test_a_target_that_one_hand_sets_twice_is_one(dialog, workspace):
    metric, old = workspace.known_metric("nps"), workspace.target("nps")
    for moment in (datetime(2026, 1, 1, 12), datetime(2026, 1, 1, 13)):
        meant = replace(old, id="", version=0, until=date(2040, 1, 1), value=50.0, created=moment)
        goal_dialog._save(workspace, metric, meant, old)
    assert len(open_store().workspace(workspace.id).targets) == len(workspace.targets) + 1
