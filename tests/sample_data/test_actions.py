"""The action that is planted in the sample is found to have worked, its decoy not."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cxlib.actions.outcome import judged, read_out
from cxlib.actions.value import value_log
from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.metrics.measures import Measures
from cxlib.store import open_store
from cxlib.workspace import Action, Filter, Metric, Workspace

FOLDER = Path(__file__).parent.parent.parent / "sample_data"
DESCRIBED = json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8"))
PLANTED = {action["name"]: action for action in json.loads((FOLDER / "truth.json").read_text("utf-8"))["actions"]}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """The sample's ledger and its metric of customers who left, through the doors the app uses."""
    store = open_store(tmp_path_factory.mktemp("ledger"))
    entry = next(one for one in DESCRIBED["sources"] if one["id"] == "ledger")
    metric = Metric.from_dict(next(one for one in DESCRIBED["metrics"] if one["id"] == "left"))
    workspace = store.create(Workspace("nordwind", name="Nordwind", filters=("Region",)))
    reading = read(FOLDER / entry["file"], **entry["choices"])
    source = source_of(reading, entry["name"], "ledger")
    take_in(store, workspace.id, reading, replace(source, time="Month", grain="month"))
    store.put(workspace.id, metric)
    yield Measures(store.workspace(workspace.id), store.snapshot_path)
    store.close()


def planted(name):
    where = PLANTED[name]["where"]
    column, value = next(iter(where.items()))
    return Action("a", name=name, metric="left", where=(Filter(column, (value,)),), direction="down", effect=-0.003,
                  comparison=(Filter(column, (value,), "not in"),), start=date.fromisoformat(PLANTED[name]["start"]),
                  readout=date(2026, 7, 5))  # fmt: skip


def test_the_planted_action_worked(ledger):
    found = judged(planted("Call back in one hour"), ledger)
    assert found.verdict.word == "worked" and found.verdict.method == "difference in differences"
    assert found.verdict.lower <= -0.003 <= found.verdict.upper
    assert found.money.amount > 0


def test_its_decoy_did_not(ledger):
    found = judged(planted("Text message before the invoice"), ledger)
    assert found.verdict.word != "worked"
    assert found.verdict.needed == 0
    assert read_out(planted("Text message before the invoice"), ledger, "readout", date(2026, 7, 5)).proof != "verified"


def test_the_sample_shows_a_verified_action_with_its_worth():
    actions = tuple(Action.from_dict(one) for one in DESCRIBED["actions"])
    log = value_log(Workspace("w", actions=actions))
    assert list(log.lines["name"]) == ["Call back in one hour"] and 0 < log.lower < log.amount
    assert {action.state for action in actions} == {"not started", "in progress", "on hold", "done"}
