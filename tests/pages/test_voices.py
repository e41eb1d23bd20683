"""The Voices page: themes, words, rules and the reader; every number leads to its comments with its filter kept."""

import pytest

from cxlib.store import open_store
from cxlib.workspace import Theme

VIEWS = ("themes", "map", "words", "rules", "read")


def words(app):
    return " ".join([element.proto.body for element in app.get("html")] + [part.value for part in app.markdown])


def opened(app, page="understand/voices", **chosen):
    for name, value in chosen.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"pages/{page}.py").run()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_by_its_address(app, workspace, view):
    seen = opened(app, **{"view.voices": view})
    assert not seen.exception
    assert "hl-headline" in words(seen)


@pytest.mark.parametrize("view", VIEWS)
def test_without_data_the_page_says_what_to_do(app, view):
    seen = opened(app, **{"view.voices": view})
    assert not seen.exception
    assert "No workspace yet" in words(seen)


@pytest.mark.parametrize("view", VIEWS)
def test_a_filter_that_leaves_nobody_breaks_nothing(app, workspace, view):
    seen = opened(app, **{"view.voices": view, "when": "2024-01-01", "f.Region": "Nowhere", "word": "xyzzy"})
    assert not seen.exception


def test_the_theme_that_costs_most_is_the_headline(app, workspace):
    assert "Waiting costs Would recommend" in words(opened(app))


def test_the_reader_goes_on_and_counts(app, workspace):
    seen = opened(app, **{"view.voices": "read"})
    first = words(seen)
    assert "1 of 10 read" in first
    seen = seen.button(key="reader.next").click().run()
    assert "2 of 10 read" in words(seen)
    assert seen.button(key="reader.previous").click().run().query_params.get("at") is None


def test_the_reader_keeps_the_filter_and_the_period(app, workspace):
    seen = opened(app, **{"view.voices": "read", "f.Region": "South", "mood": "low"})
    said = words(seen)
    assert "South" in said and "North" not in said.split("comments</h2>")[-1]
    assert "Friendly" not in said.split("comments</h2>")[-1]


def test_a_rule_is_kept_and_finds_its_comments(app, workspace, home):
    seen = opened(app, **{"view.voices": "rules", "rule.theme": "+", "rule.language": "en"})
    key = "rule.+.en.0"
    seen.text_input(key=f"{key}.name").set_value("Speed")
    seen.text_area(key=f"{key}.any").set_value("quick\nfast*")
    seen = seen.button(key="rule.keep").click().run()
    assert not seen.exception
    store = open_store(home)
    kept = store.workspace(workspace.id).themes
    store.close()
    assert [theme.any for theme in kept if theme.name == "Speed"] == [("quick", "fast*")]
    assert any(theme.name == "Staff" for theme in kept), "the starters became the workspace's own"


def test_twenty_judged_hits_give_a_precision_that_is_kept(app, workspace, home):
    seen = opened(app, **{"view.voices": "rules", "rule.theme": "Waiting"})
    while any(button.key == "judge.yes" for button in seen.button):
        seen = seen.button(key="judge.yes").click().run()
    store = open_store(home)
    rules = [theme for theme in store.workspace(workspace.id).themes if theme.name == "Waiting"]
    store.close()
    assert sum(theme.judged for theme in rules) == sum(theme.right for theme in rules) >= 1
    assert "judged hits belong to the theme" in words(seen)


def test_names_to_hide_are_kept_with_the_workspace(app, workspace, home):
    store = open_store(home)
    from dataclasses import replace

    store.save_workspace(replace(store.workspace(workspace.id), hidden_names=("Kovács",)))
    assert store.workspace(workspace.id).hidden_names == ("Kovács",)
    store.close()


def test_own_themes_take_the_place_of_the_starters(app, workspace, home):
    store = open_store(home)
    store.put(workspace.id, Theme("", name="Far too long", any=("far too long",)))
    store.close()
    said = words(opened(app))
    assert "Far too long" in said and "Billing" not in said


@pytest.mark.parametrize(
    "page, chosen",
    [("see/board", {}), ("see/outlook", {"view.outlook": "forecast"}), ("understand/causes", {"view": "change"})],
)
def test_numbers_lead_to_their_comments_with_the_filter_kept(app, workspace, page, chosen):
    seen = opened(app, page, **chosen, **{"f.Region": "South"})
    assert not seen.exception
    links = [link.proto for link in seen.get("page_link")]
    ways = [link for link in links if "voices" in link.page]
    assert ways
    assert all("South" in link.query_string and "view.voices=read" in link.query_string for link in ways)


def test_a_span_of_days_in_the_address_keeps_the_comments_to_it(app, workspace):
    seen = opened(app, **{"view.voices": "read", "when": "1990-01-01..1990-02-01"})
    assert not seen.exception and "No comment with these filters" in words(seen)
