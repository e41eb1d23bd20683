"""A workshop from cold with ten phones: nobody's reload, dropped line or double tap loses or doubles anything."""

import re

import pytest
from playwright.sync_api import expect

PHONES = 10
PHONE = (390, 844)


@pytest.fixture
def room(start, sample_home):
    running = start(sample_home)
    yield running
    running.stop()


def step(visitor, name: str) -> None:
    """Moves the room on, on the projector."""
    visitor.page.locator(f"[class*=st-key-step-{name}] button").click()


def phones(room, visit, code: str):
    """Two people with a phone each, and each of the others in a tab: a seat is the address's and nobody's cookie."""
    joined = [visit(room, PHONE), visit(room, PHONE)]
    joined += [joined[0].beside() for _ in range(PHONES - len(joined))]
    for phone in joined:
        phone.page.goto(f"{room.url}/join?code={code}")
    for phone in joined:
        expect(phone.page.get_by_text("You are in.")).to_be_visible()
    return joined


@pytest.mark.slow
def test_ten_phones_read_vote_ask_why_and_commit(room, visit):
    projector = visit(room)
    projector.open("teams", view="workshop", team="t_billing")
    projector.press("Open the room")
    shown = projector.page.locator(".hl-code")
    expect(shown).to_be_visible()
    code = shown.inner_text()
    joined = phones(room, visit, code.replace(" ", ""))
    expect(projector.page.get_by_text("10 phones are here")).to_be_visible()

    first = joined[0]
    seat = first.page.url
    assert "seat=" in seat, "the seat is in the address, so a reload finds it again"
    first.page.reload()
    expect(first.page.get_by_text("You are in.")).to_be_visible()
    expect(projector.page.get_by_text("10 phones are here")).to_be_visible()

    step(projector, "voting")
    for phone in joined:
        choice = phone.page.locator("[data-testid=stButtonGroup] button").first
        choice.click()
        expect(phone.page.get_by_text("2 dots left")).to_be_visible()
    lost = joined[1]
    address = lost.page.url
    lost.page.goto("about:blank")  # the line drops, and the phone comes back to its address
    lost.page.goto(address)
    expect(lost.page.get_by_text("2 dots left")).to_be_visible()
    expect(projector.page.get_by_text("10 of 10 phones have voted")).to_be_visible()
    expect(projector.page.locator(".hl-bars")).to_have_count(0)  # blind until the vote is over

    step(projector, "whys")
    expect(projector.page.locator(".hl-bar-number").first).to_have_text("10")
    for phone in joined[:3]:
        field = phone.page.get_by_label("Because …")
        field.fill("The old and the new system both send an invoice")
        phone.page.get_by_role("button", name="Send").dblclick()
        expect(phone.page.get_by_text("You said: The old and the new system both send an invoice")).to_be_visible()
    answer = projector.page.get_by_role("button", name=re.compile(r"both send an invoice \(3 people\)"))
    answer.click()
    expect(projector.page.get_by_text("Why 2 of 5")).to_be_visible()

    step(projector, "commitment")
    page = projector.page
    expect(page.get_by_text("both send an invoice").first).to_be_visible()  # the chain came along
    page.get_by_label("What we will do").fill("Switch the old system off")
    page.get_by_label("Expected effect, in the number's unit").fill("4")
    page.get_by_label("Who sees to it").fill("Billing lead")
    page.get_by_role("button", name="Commit", exact=True).last.click()
    expect(page.get_by_text("Switch the old system off")).to_be_visible()
    expect(page.get_by_text("10 phones took part")).to_be_visible()
    expect(first.page.get_by_text("Thank you.")).to_be_visible()

    projector.open("teams", view="workshop")
    projector.settled()
    expect(projector.page.get_by_text("10 phones")).to_have_count(1)
