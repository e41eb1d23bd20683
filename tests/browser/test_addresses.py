"""Addresses: every page opens by its own, on a fresh server too, and says the same to whoever opens it."""

import pytest
from playwright.sync_api import expect

PAGES = ("", "data", "metrics", "board", "outlook", "causes", "share")


@pytest.mark.parametrize(
    ("entry", "pages"),
    # Without asgi_app.py Streamlit takes pages/ for its own old discovery until the app has run once, as it has when
    # `streamlit run` opens Start.
    [("asgi_app.py", ("share", "board", "")), ("streamlit_app.py", ("", "board"))],
)
def test_a_fresh_server_opens_the_page_it_is_asked_for(start, visit, entry, pages):
    running = start(entry=entry)
    for page in pages:
        visitor = visit(running)
        visitor.open(page)
        assert visitor.page.get_by_text("Page not found").count() == 0
        assert visitor.page.get_by_test_id("stException").count() == 0
        assert visitor.headline in ("No workspace yet.", "See what lies ahead of your customer numbers.")
        visitor.context.close()  # before its server goes, which it would complain about
    running.stop()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_by_its_address_and_survives_a_reload(server, visit, page):
    visitor = visit(server)
    visitor.open(page)
    first, address = visitor.headline, visitor.page.url
    assert visitor.page.get_by_text("Page not found").count() == 0
    assert visitor.page.get_by_test_id("stException").count() == 0
    visitor.page.reload()
    visitor.settled()
    visitor.says(first)
    assert visitor.page.url == address


def test_filters_and_grain_of_the_address_are_shown_to_another_person_too(server, visit):
    mine = visit(server)
    mine.open("board")
    mine.page.locator("[class*=st-key-pill-Region] button").first.click()
    mine.page.get_by_role("combobox", name="Region").click()
    mine.page.get_by_role("option", name="South", exact=True).click()
    mine.page.keyboard.press("Escape")
    expect(mine.page.get_by_role("button", name="Region: South")).to_be_visible()
    mine.page.locator("[class*=st-key-pill-time] button").first.click()
    mine.page.get_by_role("radio", name="Quarterly").click()
    expect(mine.page.get_by_role("button", name="Quarterly, last 18")).to_be_visible()
    mine.settled()
    assert "f.Region=South" in mine.page.url and "grain=quarter" in mine.page.url

    theirs = visit(server)
    theirs.page.goto(mine.page.url)
    theirs.settled()
    for pill in ("Region: South", "Quarterly, last 18"):
        expect(theirs.page.get_by_role("button", name=pill)).to_be_visible()
    cards = "[class*=st-key-card-]"
    theirs.says(mine.headline)
    expect(theirs.page.locator(cards)).to_have_text(mine.page.locator(cards).all_inner_texts(), use_inner_text=True)


def test_the_back_button_returns_to_the_page_before_with_its_choices(server, visit):
    visitor = visit(server)
    visitor.open("board", **{"f.Region": "South"})
    before = visitor.headline
    visitor.page.get_by_role("link", name="Outlook", exact=True).click()
    visitor.at("outlook")
    assert "f.Region=South" in visitor.page.url
    visitor.page.go_back()
    visitor.at("board")
    expect(visitor.page.get_by_role("button", name="Region: South")).to_be_visible()
    visitor.says(before)


def test_nonsense_in_the_address_falls_back_to_the_page(server, visit):
    visitor = visit(server)
    visitor.open("causes", ws="nobody", metric="none", view="<b>", grain="eon", last="x", **{"f.Region": "Nowhere"})
    assert visitor.page.get_by_test_id("stException").count() == 0
    assert "<b>" not in visitor.text
