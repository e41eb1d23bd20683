"""The Teams page: departments, workshop, alignment, decisions, asking, words."""

from dataclasses import replace
from html import unescape

import pytest

from cxlib.store import open_store
from cxlib.workspace import Decision, Initiative, Team, Workshop

PAGE = "pages/improve/teams.py"


def drawn(seen) -> str:
    blocks = [element.proto.body for element in seen.get("html")] + [part.value for part in seen.markdown]
    return unescape(" ".join(blocks))


def opened(app, view: str = "team", **choices):
    app.run()
    app.query_params["view"] = view
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
def south(store, workspace):
    return store.put(workspace.id, Team("south", name="Team South", values={"Region": ("South",)}))


def test_without_departments_the_page_says_what_one_is(app, workspace):
    assert "Who owns what?" in drawn(opened(app))


def test_a_department_sees_its_part_and_what_nobody_claims(app, workspace, south):
    seen = drawn(opened(app))
    assert "Would recommend: Team South made" in seen
    assert "Claimed by nobody" in seen
    assert "The quotes to read" in seen and "Waited far too long" in seen


def test_a_department_reads_its_own_word_for_a_metric(app, store, workspace, south):
    store.put(workspace.id, replace(south, words={"Would recommend": "Our stars"}))
    assert "Our stars: Team South" in drawn(opened(app))


def test_a_small_department_is_hidden(app, store, workspace):
    metric = workspace.metric("nps")
    store.put(workspace.id, replace(metric, minimum_base=10_000))
    store.put(workspace.id, Team("south", name="Team South", values={"Region": ("South",)}))
    seen = drawn(opened(app))
    assert "has too few answers to show its part" in seen


def test_a_conflict_between_two_initiatives_is_named(app, store, workspace):
    store.put_all(workspace.id, [Initiative("a", name="Push", metric="nps", direction="up"),
                                 Initiative("b", name="Pull", metric="nps", direction="down")])
    seen = drawn(opened(app, "alignment"))
    assert "pull Would recommend in opposite directions" in seen


def test_a_retired_metric_leaves_the_board_and_stays_in_the_log(app, store, workspace):
    seen = opened(app, "log")
    seen.text_input(key="decision.text").set_value("We stop asking this")
    seen.selectbox(key="decision.kind").set_value("metric retired")
    seen.selectbox(key="decision.metric").set_value("nps")
    seen = next(button for button in seen.button if button.label == "Write it down").click().run()
    assert not seen.exception
    kept = store.workspace(workspace.id)
    assert [one.text for one in kept.decisions] == ["We stop asking this"]
    assert kept.headline == ()
    assert "We stop asking this" in drawn(seen)


def test_the_log_shows_what_will_not_be_done(app, store, workspace):
    store.put(workspace.id, Decision("d", text="No chatbot", kind="will not do"))
    assert "No chatbot" in drawn(opened(app, "log", kind="will not do"))
    assert "No chatbot" not in drawn(opened(app, "log", kind="decided"))


def test_a_survey_without_customers_says_what_is_missing(app, workspace):
    assert "give a column the role customer" in drawn(opened(app, "asking"))


def test_a_word_is_found_in_the_glossary(app, workspace):
    seen = opened(app, "words")
    assert "Simpson" in drawn(seen) and "Natural limits" in drawn(seen)
    found = drawn(seen.text_input(key="words.find").set_value("juran").run())
    assert "Natural limits" not in found


def test_a_workshop_is_set_up_with_comments_to_read_and_a_code_to_join(app, store, workspace, south):
    seen = opened(app, "workshop")
    seen.text_area(key="workshop.choices").set_value("Waiting\n\nInvoices\nWaiting")
    seen = next(button for button in seen.button if button.label == "Open the room").click().run()
    assert not seen.exception
    (made,) = store.workshops.of(workspace.id)
    assert made.choices == ("Waiting", "Invoices")
    assert made.quotes
    assert made.code[:4] in drawn(seen)


def test_the_chain_of_whys_becomes_a_branch_of_the_cause_tree(app, store, workspace):
    made = store.workshops.opened(workspace.id, Workshop("", name="W", choices=("Waiting",), step="whys",
                                                         chosen="Waiting"))
    store.workshops.seat(made, "s1")
    store.workshops.say(made, "s1", "why", "0.a", "Too few people")
    seen = opened(app, "workshop", workshop=made.id)
    seen = next(button for button in seen.button if "Too few people" in button.label).click().run()
    assert not seen.exception
    assert store.workshops.workshop(made.id).whys == ("Too few people",)
    root, why = store.workspace(workspace.id).cause_nodes
    assert (root.text, root.parent, why.text, why.parent) == ("Waiting", "", "Too few people", root.id)


def test_a_commitment_becomes_one_action_with_its_contract(app, store, workspace):
    made = store.workshops.opened(workspace.id, Workshop("", name="W", step="commitment", chosen="Waiting",
                                                         whys=("Too few people",), metric="nps"))
    seen = opened(app, "workshop", workshop=made.id)
    seen.text_input(key="commit.name").set_value("Hire two people")
    seen.number_input(key="commit.effect").set_value(3.0)
    seen = next(button for button in seen.button if button.label == "Commit").click().run()
    assert not seen.exception
    (action,) = store.workspace(workspace.id).actions
    assert action.name == "Hire two people"
    assert (action.metric, action.effect, action.contracted is not None) == ("nps", 3.0, True)
    assert store.workshops.workshop(made.id).step == "done"
    assert "Hire two people" in drawn(seen)


def test_a_commitment_without_a_name_is_asked_for_it(app, store, workspace):
    made = store.workshops.opened(workspace.id, Workshop("", name="W", step="commitment", metric="nps"))
    seen = opened(app, "workshop", workshop=made.id)
    seen = next(button for button in seen.button if button.label == "Commit").click().run()
    assert "hl-problem" in drawn(seen)
    assert store.workspace(workspace.id).actions == ()


def test_an_answer_taken_after_the_screen_was_drawn_is_not_lost_by_moving_on(app, store, workspace):
    made = store.workshops.opened(workspace.id, Workshop("", name="W", choices=("Waiting",), step="whys",
                                                         chosen="Waiting"))
    seen = opened(app, "workshop", workshop=made.id)
    store.workshops.saved(workspace.id, replace(store.workshops.workshop(made.id), whys=("Taken on another screen",)))
    seen.button(key="step.commitment").click().run()
    moved = store.workshops.workshop(made.id)
    assert (moved.step, moved.whys) == ("commitment", ("Taken on another screen",))


def test_a_phone_that_may_see_nothing_else_follows_its_workshop(app, store, workspace, monkeypatch):
    made = store.workshops.opened(workspace.id, Workshop("", name="W", step="lobby"))
    monkeypatch.setenv("HEADLIGHT_ACCESS", "signin")
    from streamlit.testing.v1 import AppTest

    phone = AppTest.from_string("from ui.improve import phone\nphone.page()", default_timeout=60)
    phone.query_params["code"] = made.code
    seen = phone.run()
    assert not seen.exception
    assert "You are in." in drawn(seen)
    assert store.workshops.seats(made) == 1
