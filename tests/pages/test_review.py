"""The Review page through the entry point: a meeting is held, frozen and found again as it was."""

import pytest

from cxlib.review import frozen
from cxlib.store import open_store
from cxlib.workspace import AlertRule, Decision

PAGE = "pages/improve/review.py"


@pytest.fixture
def opened(app, workspace):
    app.run()
    return app.switch_page(PAGE).run()


def now(workspace):
    store = open_store()
    found = store.workspace(workspace.id)
    store.close()
    return found


def drawn(app):
    blocks = [element.proto.body for element in app.get("html")] + [part.value for part in app.markdown]
    return " ".join([*blocks, *(link.proto.label for link in app.get("page_link"))]).replace("\\", "")


def test_the_meeting_prepares_itself(opened):
    assert not opened.exception
    text = drawn(opened)
    for said in ("Last time we promised", "What happened", "Why", "What comes next", "To celebrate", "What we decide"):
        assert said in text
    assert [button.proto.label for button in opened.get("download_button")] == ["PowerPoint", "HTML", "Excel"]


def test_a_sentence_links_to_its_evidence(opened):
    links = [link.proto for link in opened.get("page_link")]
    assert links and all("metric=" in link.query_string or link.page in ("board", "causes") for link in links)


@pytest.mark.parametrize("rhythm", ["weekly", "quarterly"])
def test_every_rhythm_opens_by_its_address(app, workspace, rhythm):
    app.query_params["rhythm"] = rhythm
    app.run()
    seen = app.switch_page(PAGE).run()
    assert not seen.exception
    assert seen.selectbox(key="pick.rhythm").value == rhythm
    assert ("Theme of the quarter" in drawn(seen)) == (rhythm == "quarterly")


def test_a_decision_and_minutes_are_kept_with_the_meeting(opened, workspace):
    opened.text_input(key="decide.text.monthly").input("Call the South")
    opened.text_input(key="decide.owner.monthly").input("Service")
    opened.button(key="decide.add.monthly").click().run()
    review = now(workspace).reviews[0]
    kept = now(workspace).decisions[0]
    assert (kept.text, kept.owner, kept.review, kept.kind) == ("Call the South", "Service", review.id, "decided")
    opened.text_area(key=f"minutes.monthly.{review.id}.{review.version}").input("Everybody came.").run()
    assert not opened.exception
    assert [one.minutes for one in now(workspace).reviews] == ["Everybody came."]


def test_a_frozen_review_is_shown_as_it_was_seen(opened, workspace):
    opened.button(key="freeze.monthly").click().run()
    assert not opened.exception
    review = now(workspace).reviews[0]
    assert review.snapshot and review.frozen
    store = open_store()
    seen = frozen(store, review.snapshot)
    metric = store.workspace(workspace.id).metrics[0]
    store.put(workspace.id, metric.__class__(**{**metric.__dict__, "name": "Renamed since"}))
    store.close()
    assert seen.metrics[0].name == "Would recommend" and "exactly as it was seen" in drawn(opened)
    again = opened.run()
    assert "Would recommend" in drawn(again) and "Renamed since" not in drawn(again)
    assert "The data have changed since" in drawn(again)


def test_the_next_meeting_opens_with_what_was_promised(opened, workspace):
    opened.text_input(key="decide.text.monthly").input("Call the South")
    opened.button(key="decide.add.monthly").click().run()
    opened.button(key="freeze.monthly").click().run()
    opened.query_params["view.review"] = "meeting"
    again = opened.run()
    assert not again.exception
    promise = now(workspace).decisions[0]
    again.segmented_control(key=f"kept.{promise.id}").set_value("kept").run()
    assert now(workspace).decisions[0].kept == "kept"


def test_an_alert_rule_is_previewed_before_it_is_kept(app, workspace):
    app.query_params["view.review"] = "alerts"
    app.run()
    seen = app.switch_page(PAGE).run()
    assert not seen.exception and "in the last" in drawn(seen)
    seen.text_input(key="rule.name").input("Recommend falls")
    seen.button(key="rule.keep").click().run()
    rule = now(workspace).alerts[0]
    assert isinstance(rule, AlertRule) and rule.name == "Recommend falls" and rule.quiet == (20, 7)
    assert "1 rule watches." in drawn(seen)


def test_a_recipient_nobody_allowed_is_refused_in_a_sentence(app, workspace):
    app.query_params["view.review"] = "alerts"
    app.run()
    seen = app.switch_page(PAGE).run()
    seen.text_input(key="rule.recipient").input("kata@evil.example")
    seen.button(key="rule.keep").click().run()
    assert now(workspace).alerts == () and "No mail server is set up" in drawn(seen)


def test_an_unknown_review_in_the_address_shows_the_newest(app, workspace):
    store = open_store()
    store.put(workspace.id, Decision("", text="Alone"))
    store.close()
    app.query_params["view.review"] = "past"
    app.query_params["review"] = "nobody"
    app.run()
    seen = app.switch_page(PAGE).run()
    assert not seen.exception and "No review was frozen yet." in drawn(seen)


def test_minutes_of_two_people_are_not_written_over(opened, workspace):
    opened.text_area(key="minutes.monthly..0").input("Mine").run()
    review = now(workspace).reviews[0]
    assert review.minutes == "Mine"
    store = open_store()
    store.put(workspace.id, review.__class__(**{**review.__dict__, "minutes": "Theirs"}))
    store.close()
    opened.text_area(key=f"minutes.monthly.{review.id}.{review.version}").input("Mine again").run()
    assert now(workspace).reviews[0].minutes == "Theirs"
    assert "Mine again" in drawn(opened)


def test_two_people_who_begin_the_same_meeting_share_it(opened, workspace):
    from ui.improve import meetings

    review = meetings.begun(now(workspace), meetings.open_review(now(workspace), "monthly", ()))
    assert review.id == meetings.begun(now(workspace), meetings.open_review(now(workspace), "monthly", ())).id
    store = open_store()
    store.put(workspace.id, review)
    store.close()
    opened.text_input(key="decide.text.monthly").input("Call the South")
    opened.button(key="decide.add.monthly").click().run()
    assert [one.review for one in now(workspace).decisions] == [review.id] and len(now(workspace).reviews) == 1
