"""The Share page, and what guests of a link can reach by any address, choice or widget."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import product

import pytest
import sqlalchemy as sa
import streamlit as st

from cxlib.briefing import review_of
from cxlib.errors import DamagedSnapshot, MissingColumn, StoreProblem
from cxlib.review import freeze
from cxlib.review.parts import Agreed
from cxlib.store import links, open_store
from cxlib.workspace import Action, Filter, Link, Review
from ui.server.home import whole_store
from ui.share import brief


def at(app, **query):
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name.replace("__", ".")] = value
    app.run()
    assert not app.exception
    return said(app)


def said(app):
    drawn = [element.proto.body for element in (*app.get("html"), *app.get("markdown"))]
    return unescape(" ".join([*drawn, *(element.value for element in app.code)]))


@pytest.fixture
def kept(home, workspace):
    store = open_store(home)
    yield store
    store.close()


@pytest.fixture
def link(kept):
    def made(password="", **fields):
        return kept.create_link("acme", Link("", name="Board", **fields), password=password)

    return made


def share(app, **query):
    app.run()
    app.switch_page("pages/share/links.py")
    return at(app, **query)


def test_a_link_is_made_with_a_password_and_its_address_shown_once(app, kept):
    share(app)
    app.text_input(key="link.name").set_value("June meeting")
    app.text_input(key="link.password").set_value("correct horse")
    app.multiselect(key="link.allowed").set_value(["Region"])
    app.button(key="link.make").click().run()
    assert "/brief?key=" in said(app) and "cannot be shown again" in said(app)
    (made,) = kept.links("acme")
    assert made.name == "June meeting" and made.password.startswith("scrypt$") and not made.comments
    assert made.allowed == (Filter("Region", ()),)
    assert timedelta(days=29) < made.expires - datetime.now(UTC) <= timedelta(days=30)


def test_a_short_password_is_refused(app, kept):
    share(app)
    app.text_input(key="link.password").set_value("short")
    app.button(key="link.make").click().run()
    assert kept.links("acme") == [] and "at least 8 characters" in app.warning[0].value


def test_an_open_link_is_named_on_every_page(app, link):
    assert "shared by" not in at(app)
    link()
    assert "shared by 1 link" in at(app)


def test_the_log_tells_what_happened_and_offers_no_change(app, kept, link):
    made, _ = link()
    kept.revoke("acme", made, author="ann@acme.example")
    told = share(app, share="log")
    assert "Who did what" in told or "who did what" in told
    for words in ("ann@acme.example", "revoked", "Board", "target", "at this machine"):
        assert words in told
    app.text_input(key="audit.find").set_value("revoked").run()
    assert "target" not in said(app).split("hl-table")[-1]


def test_people_are_explained_where_nobody_signs_in(app, workspace):
    assert "Department lead" in share(app, share="people")


def test_a_token_leaves_the_address_at_once(app, link):
    made, token = link()
    assert "Would recommend" in at(app, key=token)
    assert "key" not in app.query_params and app.query_params["link"] in (made.id, [made.id])


def test_the_next_click_asks_the_store_one_question_and_draws_what_is_finished(app, link, monkeypatch):
    """A page of the guests' costs the server some ten milliseconds because it does so little."""
    _, token = link()
    first, asked = at(app, key=token), []
    monkeypatch.setattr("ui.share.brief._put_together", None)
    monkeypatch.setattr("ui.server.forgetting.OFTEN", 1e9)
    with listening(whole_store()._database.engine, asked):
        app.run()
    assert said(app) == first and len(asked) == 1 and "passes" in asked[0]
    assert len(app.get("html")) + len(app.markdown) <= 5


@contextmanager
def listening(engine, asked):
    def note(_connection, _cursor, statement, *_):
        asked.extend([statement] if statement.startswith("SELECT") else [])

    sa.event.listen(engine, "before_cursor_execute", note)
    yield
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_password_is_asked_for_and_counts_its_tries(app, link):
    _, token = link(password="correct horse")
    told = at(app, key=token)
    assert "asks for a password" in told and "Would recommend" not in told
    for word, answer in (("wrong horse", "That is not the password"), ("correct horse", "Would recommend")):
        app.text_input(key="password.typed").set_value(word)
        app.button(key="password.open").click().run()
        assert answer in said(app)


def test_too_many_wrong_passwords_wait(app, link, monkeypatch):
    monkeypatch.setattr("ui.server.access.visitor", lambda: "192.0.2.7")  # the test client has no address
    _, token = link(password="correct horse")
    at(app, key=token)
    for _ in range(6):
        app.text_input(key="password.typed").set_value("wrong")
        app.button(key="password.open").click().run()
    assert "Too many wrong passwords" in said(app) and "Would recommend" not in said(app)


def test_a_withdrawn_link_closes_the_open_page(app, kept, link):
    made, token = link()
    assert "Would recommend" in at(app, key=token)
    kept.revoke("acme", made)
    app.run()
    assert "withdrawn by its owner" in said(app) and "Would recommend" not in said(app)


@pytest.mark.parametrize(("ended", "said_of_it"), [("revoked", "withdrawn by its owner"), ("expired", "has expired")])
def test_an_ended_link_is_refused_though_its_page_is_ready(app, kept, link, monkeypatch, ended, said_of_it):
    made, token = link()
    assert "Would recommend" in at(app, key=token)
    st.cache_resource.clear()  # a restart: the page is kept on the disk
    monkeypatch.setattr("ui.share.brief._put_together", None)
    app.run()
    assert not app.exception and "Would recommend" in said(app)
    if ended == "revoked":
        kept.revoke("acme", made)
    else:
        past = datetime.now(UTC) - timedelta(minutes=1)
        with kept._database.writing() as connection:
            links.changed(connection, replace(links.found(connection, "acme", made.id), expires=past))
    app.run()
    assert said_of_it in said(app) and "Would recommend" not in said(app)


def test_a_page_that_is_ready_waits_for_its_password(app, kept, link):
    made, token = link(password="correct horse")
    brief.prepare(made, kept.workspace("acme"))
    told = at(app, key=token)
    assert "asks for a password" in told and "Would recommend" not in told


def test_another_links_pass_opens_nothing(app, link):
    one, token = link()
    other, _ = link()
    at(app, key=token)
    assert "does not exist" in at(app, link=other.id)
    assert "Would recommend" in at(app, link=one.id)


@pytest.mark.parametrize("page", ["prepare/data", "prepare/metrics", "see/board", "understand/causes", "share/links"])
def test_a_guest_at_the_address_of_a_page_sees_the_link_only(app, link, page):
    _, token = link()
    app.query_params["key"] = token
    app.switch_page(f"pages/{page}.py")
    app.run()
    assert "groups under 5 are never shown" in said(app)
    assert not app.get("file_uploader") and not app.button and not app.text_input


def test_actions_are_told_without_persons(app, kept, link):
    kept.put("acme", Action("a", name="Double the crew", department="Service", owner="Ann Smith", state="in progress",
                            blockers="Bob refuses"))  # fmt: skip
    _, token = link()
    told = at(app, key=token)
    assert "Double the crew (Service)" in told and "Ann Smith" not in told and "Bob" not in told


REGIONS = ("North", "South", "West")


def test_no_address_and_no_widget_reaches_over_a_locked_filter(app, link):
    """A link locked to the South says the same whatever it is asked."""
    made, token = link(where=(Filter("Region", ("South",)),))
    own = at(app, key=token)
    id = made.id
    asked = [{f"f__{column}": value} for column, value in product(("Region", "region", "Comment", "Date"), REGIONS)]
    asked += [{"ws": "other"}, {"grain": "day"}, {"last": "60"}, {"metric": "nps"}, {"where": "1=1"}, {"lang": "xx"}]
    for query in asked:
        assert at(app, link=id, **query) == own, query
    assert not app.selectbox and not app.multiselect


def test_only_offered_values_can_be_chosen(app, link):
    made, token = link(allowed=(Filter("Region", ("North", "South")),))
    everybody = at(app, key=token)
    id = made.id
    north = at(app, link=id, f__Region="North")
    assert north != everybody
    for query in ({"f__Region": "West"}, {"f__Region": "' or 1=1"}, {"f__Comment": "x"}):
        assert at(app, link=id, **query) == everybody
    options = app.selectbox(key="brief.choice").options
    assert options == ["Everybody", "Region: North", "Region: South"]
    app.selectbox(key="brief.choice").set_value("Region\nNorth").run()
    assert said(app) == north


def test_comments_are_off_by_default_and_redacted_when_on(app, link, monkeypatch):
    monkeypatch.setattr("cxlib.review.quoting.SHORTEST", 5)
    monkeypatch.setattr("cxlib.review.quoting.redacted", lambda text: text.replace("Waited", "[name]"))
    _, silent = link()
    assert "Waited far too long" not in at(app, key=silent)
    _, open_ = link(comments=True)
    told = at(app, key=open_)
    assert "What customers say" in told and "[name] far too long" in told and "Waited far too long" not in told


def test_a_link_to_a_frozen_review_shows_that_review_whatever_is_asked(app, kept, link):
    """No address and no widget leads from the meeting of then to the board of today, or to what the room kept."""
    whole = kept.workspace("acme")
    told = replace(review_of(kept, whole), minutes="Ann was late", decisions=(Agreed("Hire two", owner="Ann Smith"),))
    kept.put("acme", Review("r", name="May", snapshot=freeze(kept, told), frozen=datetime(2025, 5, 1, tzinfo=UTC)))
    metric = whole.headline[0]
    kept.put("acme", replace(metric, name="Renamed since"))
    made, token = link(scope="review", review="r")
    shown = at(app, key=token)
    assert metric.name in shown and "frozen" in shown and "Hire two" in shown
    assert not any(word in shown for word in ("Renamed since", "Ann was late", "Ann Smith"))
    asked = [{"f__Region": "North"}, {"review": "other"}, {"rhythm": "weekly"}, {"ws": "other"}, {"grain": "day"}]
    for query in asked:
        assert at(app, link=made.id, **query) == shown, query
    assert not app.selectbox and not app.button and not app.get("download_button")
    gone, other = link(scope="review", review="no such review")
    assert "frozen" not in at(app, key=other) and metric.name not in at(app, link=gone.id)
    kept.revoke("acme", made)
    assert "withdrawn by its owner" in at(app, link=made.id)


def test_a_link_that_tells_more_together_with_another_is_warned_of_once(app, kept, link, monkeypatch):
    first, _ = link(where=(Filter("Region", ("North",)),))
    monkeypatch.setattr("ui.share.link_form.gives_away", lambda measures, new, others: next(iter(others), None))
    share(app)
    app.text_input(key="link.name").set_value("Second")
    app.button(key="link.make").click().run()
    assert "could work out groups under 5" in said(app) and kept.links("acme") == [first]
    app.button(key="link.make").click().run()
    assert [made.name for made in kept.links("acme")] == ["Board", "Second"]


@pytest.mark.parametrize("trouble", [DamagedSnapshot(source="Survey 2026", snapshot="s"),
                                     StoreProblem(problem="shelf", place="s3://bucket/Survey 2026"),
                                     MissingColumn(column="Survey 2026", source="Answers")])  # fmt: skip
def test_a_guest_reads_nothing_about_what_is_broken_behind_the_link(app, link, monkeypatch, trouble):
    def broken(*_):
        raise trouble

    _made, token = link()
    monkeypatch.setattr("ui.share.shared.workspace", broken)
    told = at(app, key=token)
    assert "cannot show this page right now" in told and "Survey 2026" not in told
    assert "Survey 2026" in str(trouble)  # which is what those read who may mend it
