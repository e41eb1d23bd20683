"""The main road with the sample: from nothing to a link that opens on a phone."""

import re

import pytest
from playwright.sync_api import expect

FIRST_TIME = 180_000  # ms; the sample is read and committed file by file, on a machine that does other things too


@pytest.fixture(scope="module")
def road(start):
    running = start()
    yield running
    running.stop()


def test_the_sample_opens_on_a_board_of_six_cards(road, visit):
    visitor = visit(road)
    visitor.open()
    visitor.says("See what lies ahead of your customer numbers.")
    visitor.press("Open the sample workspace")
    visitor.page.wait_for_url(re.compile(r"/board\?.*ws="), timeout=FIRST_TIME)
    expect(visitor.page.locator("[class*=st-key-card-]")).to_have_count(6)
    visitor.settled()
    visitor.says(re.compile("targets are missed"))
    for part in ("What needs a decision", "I would recommend you", "Wait before an answer", "missed"):
        expect(visitor.page.locator("[data-testid=stMain]")).to_contain_text(part)


def test_the_planted_lead_is_named_with_its_six_weeks(road, visit):
    visitor = visit(road)
    visitor.open("board")
    visitor.page.get_by_role("link", name="Outlook", exact=True).click()
    visitor.at("outlook")
    visitor.says(re.compile(r"Wait before an answer.*6 weeks.*I would recommend you"))
    expect(visitor.page.get_by_text("Wait before an answer → “I would recommend you”").first).to_be_visible()


def test_the_planted_cause_is_found(road, visit):
    visitor = visit(road)
    visitor.open("outlook")
    visitor.page.get_by_role("link", name="Causes", exact=True).click()
    visitor.at("causes")
    for part in ("Billing", "South", r"v5\.2"):
        visitor.says(re.compile(part))
    expect(visitor.page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first).to_be_visible()
    visitor.page.get_by_text("Comments", exact=True).click()
    expect(visitor.page.locator(".hl-comment")).to_have_count(10)


def shared(visitor) -> str:
    """Makes a link on the Share page; its address."""
    visitor.open("share")
    visitor.page.get_by_label("For whom").fill("Board meeting")
    visitor.press("Make a link")
    written = visitor.page.locator("[data-testid=stCode] code")
    expect(written).to_contain_text("/s/")
    return written.inner_text().strip()


def test_a_link_opens_on_a_phone_and_closes_when_it_is_revoked(road, visit):
    owner = visit(road)
    address = shared(owner)
    assert address.startswith(road.url)

    phone = visit(road, (360, 780), is_mobile=True, has_touch=True, device_scale_factor=2)
    phone.open(address.removeprefix(road.url + "/"))
    phone.says(re.compile("targets are missed"))
    assert "/brief?link=" in phone.page.url and address.rpartition("/")[2] not in phone.page.url
    passes = [cookie for cookie in phone.page.context.cookies() if cookie["name"].startswith("headlight_link_")]
    assert [(cookie["httpOnly"], cookie["sameSite"]) for cookie in passes] == [(True, "Lax")]
    expect(phone.page.locator(".hl-line")).to_have_count(6)
    assert re.search(r"\d", phone.page.locator(".hl-line .hl-middle").first.inner_text())
    assert phone.overflow() == []
    for left_out in ("stSidebar", "stSidebarNav", "stTopNavLink", "stTopNavSection"):
        assert phone.page.get_by_test_id(left_out).count() == 0
    assert phone.page.get_by_text("Start", exact=True).count() == 0

    owner.press("Revoke")
    expect(owner.page.get_by_text("revoked")).to_be_visible()
    expect(phone.page.get_by_text("This link was withdrawn by its owner")).to_be_visible()  # the page is not reloaded
    expect(phone.page.locator(".hl-line")).to_have_count(0)


def test_a_link_shows_nothing_of_the_workspace_pages(road, visit):
    owner = visit(road)
    guest = visit(road)
    guest.open(shared(owner).removeprefix(road.url + "/"))
    guest.page.goto(f"{road.url}/board?{guest.page.url.partition('?')[2]}")
    guest.settled()
    assert guest.page.locator("[class*=st-key-card-]").count() == 0
    assert guest.page.locator("[class*=st-key-pill-]").count() == 0
    guest.errors.clear()  # for a visitor with a link there is no page called board, and Streamlit's script says so
