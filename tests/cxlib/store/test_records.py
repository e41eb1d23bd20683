from dataclasses import replace
from datetime import date
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxlib.errors import EditConflict, NotFound
from cxlib.workspace import Calendar, Column, Event, Filter, Link, Metric, Note, Source, Target, Workspace

WHOLE = Workspace(
    "demo", name="Demo", goal="retention", language="hu", calendar=Calendar("sunday", 4), filters=("country",),
    sources=(Source("s", name="Survey", columns=(Column("nps", "integer", "score", (0, 10), "up", {"9": "sok"}),),
                    first=date(2025, 1, 1), choices={"delimiter": ";"}),),
    metrics=(Metric("m2", name="NPS", columns={"value": "nps"}, where=(Filter("country", ("HU", None)),), board=1),
             Metric("m1", name="CSAT")),
    targets=(Target("t", metric="m2", value=40, start=date(2025, 1, 1), until=date(2025, 12, 31)),),
    events=(Event("e", name="Sztrájk", day=date(2025, 3, 1)),),
)


def unversioned(workspace):
    kinds = {kind: tuple(replace(part, version=0) for part in getattr(workspace, kind))
             for kind in ("sources", "metrics", "targets", "events", "notes", "costs")}
    return replace(workspace, version=0, **kinds)


def test_a_created_workspace_comes_back_whole_and_in_its_order(store):
    assert unversioned(store.create(WHOLE)) == WHOLE


def test_a_second_store_on_the_same_folder_sees_the_same(store, beside):
    store.create(WHOLE)
    assert beside().workspace("demo") == store.workspace("demo")


def test_the_list_of_workspaces_is_in_the_order_of_making_and_without_records(store):
    store.create(WHOLE)
    assert [(w.id, w.name, w.metrics) for w in store.workspaces()] == [("w", "Acme", ()), ("demo", "Demo", ())]


def test_a_workspace_id_is_taken_only_once(store):
    with pytest.raises(EditConflict, match="Acme"):
        store.create(Workspace("w", name="Another"))


def test_a_new_record_has_version_1_and_every_save_adds_one(store):
    first = store.put("w", Metric("m", name="NPS"))
    second = store.put("w", replace(first, name="Loyalty"))
    assert (first.version, second.version) == (1, 2)
    assert store.workspace("w").metric("m") == second


def test_the_second_of_two_editors_is_told_who_changed_what(store):
    read = store.put("w", Target("t", value=40), author="Ann")
    theirs = store.put("w", replace(read, value=50), author="Ann")
    with pytest.raises(EditConflict) as told:
        store.put("w", replace(read, value=45), author="Bob")
    assert told.value.theirs == theirs
    assert "Ann changed" in str(told.value) and "UTC" in str(told.value)
    assert store.put("w", replace(theirs, value=45), author="Bob").version == 3


def test_saving_the_same_values_twice_is_one_version_and_no_conflict(store):
    new = Metric("m", name="NPS")
    kept = store.put("w", new)
    assert store.put("w", new) == store.put("w", kept) == kept
    assert len(store.history("w", "metric", "m")) == 1


def test_two_who_change_to_the_same_value_are_still_two(store):
    read = store.put("w", Event("e", name="1"))
    store.put("w", replace(read, name="2"))
    with pytest.raises(EditConflict):
        store.put("w", replace(read, name="2"))


def test_a_record_removed_by_someone_else_cannot_be_saved_over(store):
    metric = store.put("w", Metric("m", name="NPS"))
    store.remove("w", metric)
    with pytest.raises(EditConflict, match="removed"):
        store.put("w", replace(metric, name="Loyalty"))


def test_several_records_are_saved_together_or_not_at_all(store):
    taken = store.put("w", Metric("b", name="B"))
    store.put("w", replace(taken, name="B2"))
    with pytest.raises(EditConflict):
        store.put_all("w", [Metric("a", name="A"), replace(taken, name="B3")])
    assert [m.name for m in store.workspace("w").metrics] == ["B2"]


def test_saving_the_workspace_leaves_its_records_alone(store):
    read = store.workspace("w")
    store.put("w", Metric("m", name="NPS"))
    saved = store.save_workspace(replace(read, goal="retention"))
    assert saved.goal == "retention" and saved.metric("m").name == "NPS"
    with pytest.raises(EditConflict):
        store.save_workspace(replace(read, goal="acquisition"))


def test_history_tells_who_did_what_newest_first(store):
    metric = store.put("w", Metric("m", name="NPS"), author="Ann")
    metric = store.put("w", replace(metric, name="Loyalty"), author="Bob")
    store.remove("w", metric, author="Cid")
    told = store.history("w", "metric", "m")
    assert [(c.action, c.author) for c in told] == [("remove", "Cid"), ("change", "Bob"), ("add", "Ann")]
    assert (told[1].before.name, told[1].after.name, told[1].after.version) == ("NPS", "Loyalty", 2)
    assert told[0].moment.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("step", ["change", "remove"])
def test_undo_brings_back_what_was_there_before(store, step):
    metric = store.put("w", Metric("m", name="NPS"))
    store.remove("w", metric) if step == "remove" else store.put("w", replace(metric, name="Loyalty"))
    store.undo("w", store.history("w")[0].id)
    assert store.workspace("w").metric("m").name == "NPS"
    assert store.history("w")[0].action == "undo"


def test_undo_of_an_addition_removes_it_and_can_be_undone(store):
    store.put("w", Metric("m", name="NPS"))
    assert store.undo("w", store.history("w")[0].id) is None
    assert store.workspace("w").metrics == ()
    assert store.undo("w", store.history("w")[0].id).name == "NPS"


def test_undo_never_throws_away_a_later_change(store):
    metric = store.put("w", Metric("m", name="NPS"))
    earlier = store.history("w")[0].id
    store.put("w", replace(metric, name="Loyalty"), author="Ann")
    with pytest.raises(EditConflict, match="Ann"):
        store.undo("w", earlier)


def test_only_changes_of_records_are_undone(store):
    store.create_link("w", Link("l"))
    for change in (store.history("w")[0].id, 999):
        with pytest.raises(NotFound):
            store.undo("w", change)


def test_a_deleted_workspace_is_out_of_sight_and_comes_back_whole(store):
    before = store.create(WHOLE)
    store.delete_workspace("demo")
    with pytest.raises(NotFound):
        store.workspace("demo")
    assert [w.id for w in store.workspaces()] == ["w"] and [w.id for w in store.workspaces(deleted=True)] == ["demo"]
    assert store.restore_workspace("demo") == before


def test_the_id_of_a_deleted_workspace_can_be_used_again_and_starts_empty(store):
    store.create(WHOLE)
    store.delete_workspace("demo")
    again = store.create(replace(WHOLE, metrics=WHOLE.metrics[:1], events=()))
    assert [m.id for m in again.metrics] == ["m2"] and again.events == ()


def test_every_change_moves_the_revision(store):
    before = store.revision("w")
    store.put("w", Metric("m"))
    assert store.revision("w") > before


def test_records_of_an_unknown_workspace_are_refused(store):
    with pytest.raises(NotFound):
        store.put("nowhere", Metric("m"))


def test_only_records_of_a_workspace_are_kept(store):
    with pytest.raises(ValueError, match="Calendar"):
        store.put("w", Calendar())


def test_threads_lose_no_update(store):
    store.put("w", Event("e", name="0"))

    def count_up():
        done = 0
        while done < 15:
            read = store.workspace("w").events[0]
            try:
                store.put("w", replace(read, name=str(int(read.name) + 1)))
                done += 1
            except EditConflict:
                continue

    threads = [Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.workspace("w").events[0].name == "60"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(blacklist_categories=())), value=st.floats(allow_nan=False))
def test_any_text_and_number_comes_back_as_it_was(store, text, value):
    note = Note(f"n{store.revision('w')}", text=text, where=(Filter("c", (value, None, text)),))
    kept = store.put("w", note, author="x")
    assert store.workspace("w").notes[-1] == kept == replace(note, version=1)


def test_drafts_are_kept_by_key_and_forgotten_by_none(store):
    store.save_draft("w", "upload", {"step": 1})
    store.save_draft("w", "upload", {"step": 2})
    store.save_draft("", "start", {"name": "Neu"})
    assert store.draft("w", "upload") == {"step": 2} and store.draft("", "start") == {"name": "Neu"}
    store.save_draft("w", "upload", None)
    assert store.draft("w", "upload") is None
