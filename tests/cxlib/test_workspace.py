"""The records: they come back from JSON as they were, and say which target is in force."""

import json
from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.periods import Calendar
from cxlib.workspace import (
    BOARD_LIMIT,
    KINDS,
    Column,
    CostAssumption,
    Event,
    Filter,
    Link,
    Metric,
    Note,
    Record,
    Source,
    Target,
    Workspace,
)

SOURCE = Source(
    "s",
    name="Survey",
    columns=(
        Column("score", "integer", "score", (0, 10), "up", {"10": "Sure"}),
        Column("Region", "text", "dimension"),
        Column("note", "text", "comment"),
    ),
    snapshot="abc",
    rows=10,
    time="day",
    first=date(2025, 1, 1),
    last=date(2025, 2, 28),
    committed=datetime(2025, 3, 1, 8, 30),
    choices={"dayfirst": {"day": "dmy"}},
)
WHERE = (Filter("Region", ("North", None)), Filter("score", (3, 7.5), "between"))
FULL = Workspace(
    "w",
    version=4,
    name="Acme",
    goal="retention",
    language="fa",
    calendar=Calendar("sunday", 4),
    filters=("Region",),
    sources=(SOURCE,),
    metrics=(Metric("m", name="Recommend", kind="nps", source="s", columns={"value": "score"}, where=WHERE, board=1),),
    targets=(Target("t", metric="m", start=date(2025, 1, 1), until=date(2025, 12, 31), value=40.0, stretch=50.0),),
    events=(Event("e", name="Strike", day=date(2025, 2, 2), kind="strike", rebase=True),),
    notes=(Note("n", metric="m", period="2025-01", kind="miss", text="Waiting", created=datetime(2025, 2, 3)),),
    costs=(CostAssumption("c", issue="Late", low=1.0, base=2.0, high=4.0),),
)


def test_a_workspace_comes_back_from_json_as_it_was():
    assert Workspace.from_dict(json.loads(json.dumps(FULL.as_dict()))) == FULL


def test_a_link_comes_back_from_json_as_it_was():
    link = Link("l", name="Board", where=WHERE, created=datetime(2025, 1, 1), expires=datetime(2025, 2, 1), opened=3)
    assert Link.from_dict(json.loads(json.dumps(link.as_dict()))) == link


@settings(max_examples=60)
@given(st.builds(
    Metric, id=st.text(), name=st.text(), unit=st.text(), formula=st.text(), caveat=st.text(),
    direction=st.sampled_from(["up", "down", "band"]), board=st.none() | st.integers(0, 9),
    unit_cost=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    columns=st.dictionaries(st.text(), st.text()),
    where=st.lists(st.builds(Filter, st.text(), st.lists(st.none() | st.text() | st.integers()).map(tuple))).map(tuple),
))  # fmt: skip
def test_any_metric_comes_back_from_json_as_it_was(metric):
    assert Metric.from_dict(json.loads(json.dumps(metric.as_dict()))) == metric


def test_fields_of_a_newer_version_are_left_out():
    assert Metric.from_dict({"id": "m", "hologram": True}) == Metric("m")


def test_records_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        SOURCE.name = "other"


def test_a_record_gets_an_id_once():
    fresh = Metric("").identified()
    assert len(fresh.id) == 16 and fresh.identified() is fresh
    assert Metric("").identified().id != fresh.id


def test_the_key_follows_the_content():
    assert replace(FULL).key == FULL.key
    assert replace(FULL, name="Other").key != FULL.key
    changed = replace(FULL, targets=(replace(FULL.targets[0], value=41.0),))
    assert changed.key != FULL.key


def test_headline_metrics_stand_in_their_order():
    metrics = (Metric("c", board=2), Metric("a"), Metric("b", board=1), Metric("a2", board=2))
    assert [metric.id for metric in Workspace("w", metrics=metrics).headline] == ["b", "a2", "c"]
    assert BOARD_LIMIT == 6


def targets(*made):
    return Workspace("w", targets=made).target("m")


OLD = Target("old", metric="m", value=1, created=datetime(2025, 1, 1))


def test_the_newest_target_is_in_force():
    newer = Target("newer", metric="m", value=2, created=datetime(2025, 2, 1))
    assert targets(newer, OLD).id == "newer"


def test_a_target_without_a_moment_is_the_oldest():
    assert targets(OLD, Target("undated", metric="m", value=2)).id == "old"


def test_a_superseded_target_is_history():
    assert targets(OLD, Target("later", metric="m", created=None, supersedes="old")).id == "later"


def test_a_target_of_a_part_is_not_that_of_the_whole():
    part = Target("part", metric="m", where=(Filter("Region", ("North",)),), created=datetime(2026, 1, 1))
    assert targets(OLD, part).id == "old"
    assert targets(part) is None
    assert targets(Target("other", metric="x")) is None


def test_columns_are_found_by_name_and_by_role():
    assert SOURCE.column("Region").role == "dimension"
    assert SOURCE.column("nowhere") is None
    assert [column.name for column in SOURCE.with_role("comment", "score")] == ["score", "note"]


def test_unknown_ids_are_none():
    assert FULL.metric("m").name == "Recommend" and FULL.metric("x") is None
    assert FULL.source("s").rows == 10 and FULL.source("") is None


def test_every_kept_kind_is_a_record():
    assert all(issubclass(kind, Record) for kind in KINDS.values())
