"""A meeting that prepares itself, and stays as it was seen once it is frozen."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cxlib.briefing import review_of
from cxlib.errors import DamagedSnapshot, NotFound
from cxlib.language import PSEUDO, use
from cxlib.review import Quote, ReviewContent, freeze, frozen, previous_review
from cxlib.review.promised import obstacles, promised
from cxlib.review.templates import SECTION_WORDS, TEMPLATES
from cxlib.store import open_store
from cxlib.workspace import Action, Decision, Filter, Note, Review, Workspace

TODAY = date(2025, 1, 10)


def test_a_review_tells_what_happened_why_and_what_comes_next(seen):
    assert seen.period_words == "Dec 2024" and seen.filter_words == "All data, no filters"
    assert any("fell" in one.sentence and one.tone == "bad" for one in seen.hindsight)
    assert any("South" in one.sentence and one.page == "causes" for one in seen.insight)
    assert [one.kind for one in seen.foresight] == ["chance"]
    assert seen.metrics[0].status == "missed" and len(seen.metrics[0].periods) == 24 and seen.metrics[0].ahead
    assert seen.data[0].source == "Survey" and len(seen.data[0].snapshot) == 64


def test_every_sentence_opens_its_evidence(seen):
    told = (*seen.hindsight, *seen.insight, *seen.foresight, *seen.wins)
    assert all(one.page for one in told)
    assert {one.page for one in told} <= {"board", "outlook", "causes", "actions", "data"}


def test_quotes_speak_for_the_segment_and_name_nobody(seen):
    quotes = seen.quotes
    assert quotes and all("[phone]" in quote.text and "555" not in quote.text for quote in quotes)
    assert "South" in quotes[0].facts[0] and quotes[0].params["path"] == ["region=South"]


def test_filters_hold_for_everything(store):
    north = (Filter("region", ("North",)),)
    seen = review_of(store, store.workspace("w"), where=north)
    assert seen.filter_words == "region: North"
    assert not any("South" in one.sentence for one in (*seen.insight, *seen.hindsight))


def test_a_frozen_review_is_the_same_again(store, seen):
    assert frozen(store, freeze(store, seen)) == seen
    assert freeze(store, seen) == freeze(store, seen)


def test_a_frozen_review_survives_new_data_and_another_process(store, seen):
    kept = freeze(store, seen)
    source = store.workspace("w").sources[0]

    store.put("w", replace(store.workspace("w").metrics[0], name="Renamed"))
    store.remove("w", source)
    again = frozen(open_store(store.home), kept)
    assert again == seen and again.metrics[0].name == "Recommend"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 64, "A" * 64])
def test_an_unknown_hash_finds_nothing(store, name):
    with pytest.raises(NotFound):
        frozen(store, name)


def test_a_changed_bit_is_noticed(store, seen):
    kept = freeze(store, seen)
    with closing(sqlite3.connect(store.home / "headlight.db")) as database, database:
        database.execute("update frozen_reviews set body = replace(body, 'Dec 2024', 'Dec 2025')")
    with pytest.raises(DamagedSnapshot):
        frozen(store, kept)


def test_an_erased_customer_is_taken_out_of_frozen_quotes(store, seen):
    said = replace(seen, quotes=(Quote("Farkas Janka was charged twice", "nps"),))
    kept = freeze(store, said)
    store.erase("000123", "w", also=("Farkas Janka",))
    assert "Janka" not in frozen(store, kept).quotes[0].text and "charged twice" in frozen(store, kept).quotes[0].text


def test_what_is_kept_is_plain_json_without_nan(seen):
    text = json.dumps(seen.as_dict(), allow_nan=False)
    assert ReviewContent.from_dict(json.loads(text)) == seen
    later = {**json.loads(text), "field_of_a_newer_headlight": 1}
    assert ReviewContent.from_dict(later) == seen


def test_the_next_review_is_held_against_the_frozen_one(store, seen):
    first = store.put("w", Review("r1", rhythm="monthly"))
    then = replace(seen.metrics[0], value=60.0, value_words="60", period=date(2024, 11, 1), period_words="Nov 2024")
    kept = freeze(store, replace(seen, metrics=(then,), title="November"))
    store.put("w", replace(first, snapshot=kept, frozen=datetime(2024, 12, 5, tzinfo=UTC)))
    again = review_of(store, store.workspace("w"))
    assert again.previous == "r1" and "November" in again.previous_words
    assert any("since Nov 2024, from 60" in one.sentence for one in again.hindsight)
    assert any(one.kind == "restated" for one in again.hindsight)


def test_only_a_review_of_the_same_rhythm_and_filters_is_the_last_one():
    when = datetime(2025, 1, 1)
    others = (Review("weekly", rhythm="weekly", snapshot="a", frozen=when),
              Review("north", where=(Filter("region", ("North",)),), snapshot="b", frozen=when),
              Review("open"),
              Review("old", snapshot="c", frozen=datetime(2024, 1, 1)),
              Review("mine", snapshot="d", frozen=when))  # fmt: skip
    found = previous_review(Workspace("w", reviews=others), Review("now"))
    assert found is not None and found.id == "mine"


def test_last_time_we_promised_puts_the_overdue_first():
    kept = Decision("d1", text="Check invoices", review="r1", kept="kept")
    late = Decision("d2", text="Call the South", review="r1", due=date(2025, 1, 1), owner="Kata")
    refused = Decision("d3", text="No new survey", kind="will not do", review="r1")
    mine = Decision("d4", text="Of this meeting", review="r2")
    done = Action("a1", name="Call back in one hour", state="done", proof="verified", department="Service")
    gone = Action("a2", name="Forgotten", state="cancelled")
    workspace = Workspace("w", decisions=(kept, late, refused, mine), actions=(done, gone))
    found = promised(workspace, "r2", TODAY)
    assert [one.text for one in found] == ["Call the South", "Check invoices", "Call back in one hour"]
    assert found[0].state == "overdue" and found[2].words == "done, and it worked"


def test_blockers_of_finished_actions_stand_in_nobodys_way():
    blocked = Action("a", name="New invoices", blockers="IT has no time", clears="two weeks of IT")
    finished = replace(blocked, id="b", state="done")
    told = obstacles(Workspace("w", actions=(blocked, finished)))
    assert len(told) == 1 and "IT has no time" in told[0].sentence and "two weeks of IT" in told[0].sentence


def test_a_miss_nobody_explained_is_asked_for(store, seen):
    assert [(one.name, one.text) for one in seen.explanations] == [("Recommend", "")]
    store.put("w", Note("", metric="nps", period="2024-12", kind="miss", text="The new invoices."))
    assert review_of(store, store.workspace("w")).explanations[0].text == "The new invoices."


def test_decisions_and_refusals_of_the_meeting_stand_apart(store):
    review = store.put("w", Review("r"))
    store.put_all("w", [Decision("", text="Fix invoices", review=review.id, owner="Kata"),
                        Decision("", text="No discounts", kind="will not do", review=review.id)])  # fmt: skip
    seen = review_of(store, store.workspace("w"))
    assert [one.text for one in seen.decisions] == ["Fix invoices"] and [one.text for one in seen.refused] == [
        "No discounts"]  # fmt: skip


def test_a_workspace_without_anything_has_a_review_all_the_same(store):
    seen = review_of(store, store.create(Workspace("empty", name="Empty")))
    assert seen.metrics == () and seen.headline


def test_every_section_of_a_template_has_a_name():
    assert {name for template in TEMPLATES.values() for name in template.sections} <= set(SECTION_WORDS)
    assert list(TEMPLATES) == ["weekly", "biweekly", "monthly", "quarterly"]
    assert all(template.sections[0] in ("promised", "theme") for template in TEMPLATES.values())
    assert "theme" in TEMPLATES["quarterly"].sections and set(TEMPLATES["quarterly"].asks) == {
        "start", "ideas", "plan", "goals"}  # fmt: skip


def test_every_sentence_passes_the_catalogue(store):
    with use(PSEUDO):
        seen = review_of(store, store.workspace("w"))
    told = (*seen.hindsight, *seen.insight, *seen.foresight)
    assert told and all("⟦" in one.sentence for one in told)


def test_a_lost_last_review_does_not_stop_the_next_meeting(store):
    store.put("w", Review("r1", snapshot="a" * 64, frozen=datetime(2024, 12, 5, tzinfo=UTC)))
    assert "No review was frozen yet" in review_of(store, store.workspace("w")).previous_words
