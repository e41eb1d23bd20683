"""From a finding to a contract in two clicks, and a review that stays as it was frozen, on the sample."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def own(start, sample_home):
    running = start(sample_home)
    yield running
    running.stop()


def test_a_finding_becomes_an_action_with_its_contract(own, visit):
    visitor = visit(own)
    visitor.open("actions", work="queue")
    visitor.page.get_by_role("button", name="Act on this", exact=True).first.click()
    expect(visitor.page.get_by_text("Base needed").first).to_be_visible()
    visitor.page.get_by_label("What will be done", exact=True).fill("Call back within the hour")
    visitor.page.keyboard.press("Tab")
    visitor.settled()
    visitor.press("Write the contract")
    heading = visitor.page.get_by_role("heading", level=1, name="Call back within the hour")
    expect(heading).to_be_visible()
    visitor.settled()
    visitor.page.reload()
    expect(heading).to_be_visible()
    expect(visitor.page.locator("[data-testid=stMain]")).to_contain_text("Expected")  # the contract is judged slowly
    visitor.settled()
    assert not visitor.overflow()
    visitor.press("All actions")
    expect(visitor.page.get_by_role("heading", level=2, name="Not started (2)")).to_be_visible()
    expect(visitor.page.locator("[data-testid=stMain]")).to_contain_text("Verified, still holds")


def test_a_frozen_review_opens_again_with_the_numbers_as_they_were_seen(own, visit):
    visitor = visit(own)
    visitor.open("review", rhythm="monthly")
    main, numbers = visitor.page.locator("[data-testid=stMain]"), visitor.page.locator(".st-key-box-said-numbers")
    freeze = visitor.page.get_by_role("button", name="Freeze this review", exact=True)
    expect(freeze).to_be_visible()
    visitor.settled()
    seen = numbers.inner_text()
    freeze.click()
    expect(main).to_contain_text("exactly as it was seen")
    visitor.settled()
    expect(numbers).to_have_count(1)  # while a page is drawn anew the old part is there for a moment too
    expect(numbers).to_have_text(seen, use_inner_text=True)
    visitor.page.reload()
    expect(main).to_contain_text("exactly as it was seen")
    visitor.settled()
    expect(numbers).to_have_count(1)
    expect(numbers).to_have_text(seen, use_inner_text=True)
