"""The main road with two real files: a newcomer's own numbers, own definition, targets."""

import re
from pathlib import Path

from playwright.sync_api import expect

REAL = Path(__file__).parent.parent.parent / "sample_data" / "real"
CARDS = "[class*=st-key-card-]"


def take(visitor, name: str) -> None:
    """Takes an offered metric to the board."""
    offer = visitor.page.locator("[class*=st-key-offer-]").filter(has=visitor.page.get_by_text(name, exact=True))
    offer.get_by_role("button", name="Take to the board").click()
    expect(line(visitor, name)).to_be_visible()


def line(visitor, name: str):
    """A metric's line. While it moves from one list to another the old one is drawn for a moment too: wait it out."""
    found = visitor.page.locator("[class*=st-key-metric-]").filter(has=visitor.page.get_by_text(name, exact=True))
    expect(found).to_have_count(1)
    return found


def set_target(visitor, name: str, value: str) -> None:
    """Target dialog: value, a date to come, why."""
    line(visitor, name).get_by_role("button", name="Target").click()
    dialog = visitor.page.get_by_role("dialog")
    field = dialog.get_by_label(re.compile("^Target"))
    field.fill(value)
    field.press("Tab")
    dialog.get_by_label("Why this target").fill("Agreed with the lounge team")
    dialog.get_by_role("button", name="Set the target").click()
    expect(dialog).to_have_count(0)
    expect(line(visitor, name)).not_to_contain_text("no target")


def choose(dialog, visitor, label: str, option: str) -> None:
    """Picks from a drop-down of a dialog by typing."""
    box = dialog.get_by_role("combobox", name=label, exact=True)
    box.click()
    visitor.page.get_by_role("option", name=option, exact=True).first.click()


def board_of(visitor) -> tuple[str, list[str]]:
    """The board's sentence and its cards, after the board was opened from the top line."""
    visitor.page.get_by_role("link", name="Board", exact=True).click()
    visitor.at("board")
    return what_is_seen(visitor)


def what_is_seen(visitor) -> tuple[str, list[str]]:
    expect(visitor.page.locator(CARDS).first).to_be_visible()
    visitor.settled()
    return visitor.headline, visitor.page.locator(CARDS).all_inner_texts()


def test_a_survey_gives_two_metrics_with_a_target_that_a_reload_keeps(empty_server, visit):
    visitor = visit(empty_server)
    visitor.new_workspace("Lounges")
    visitor.upload(REAL / "lounge.csv")
    visitor.at("metrics")
    take(visitor, "Satisfied with us: overall_rating")
    take(visitor, "Review stars: overall_rating")
    set_target(visitor, "Review stars: overall_rating", "4")
    sentence, cards = board_of(visitor)
    assert len(cards) == 2
    assert any("Review stars" in card and "missed" in card for card in cards) or "target" in sentence
    visitor.page.reload()
    visitor.says(sentence)
    expect(visitor.page.locator(CARDS)).to_have_text(cards, use_inner_text=True)


def test_a_table_of_counts_gives_an_own_share_by_form_and_formula(empty_server, visit):
    visitor = visit(empty_server)
    visitor.new_workspace("Emergency rooms")
    visitor.upload(REAL / "ae_attendances.csv")
    visitor.at("metrics")

    visitor.press("Define your own")
    dialog = visitor.page.get_by_role("dialog")
    choose(dialog, visitor, "What one row counts", "Rate per exposure")
    choose(dialog, visitor, "Events", "breaches")
    choose(dialog, visitor, "Exposure", "attendances")
    per = dialog.get_by_label("Per how many", exact=True)
    per.fill("1")
    per.press("Tab")
    name = dialog.get_by_label("Name in the customers' words")
    name.fill("Over four hours")
    name.press("Tab")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)

    take(visitor, "Number of cases")
    visitor.press("Combine two into a formula")
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_label("Formula", exact=True).fill("1 - [Over four hours]")
    name = dialog.get_by_label("Name in the customers' words")
    name.fill("Seen within four hours")
    name.press("Tab")
    choose(dialog, visitor, "Unit", "%")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    line(visitor, "Seen within four hours").get_by_role("button", name="On the board").click()
    expect(line(visitor, "Seen within four hours").get_by_role("button", name="Off the board")).to_be_visible()
    set_target(visitor, "Seen within four hours", "95")

    sentence, cards = board_of(visitor)
    assert len(cards) == 2
    seen = next(card for card in cards if "Seen within four hours" in card)
    assert re.search(r"8\d(\.\d)?\s%", seen), seen  # 82 % in March 2019 over all types and trusts of the file
    visitor.page.reload()
    visitor.says(sentence)
    expect(visitor.page.locator(CARDS)).to_have_text(cards, use_inner_text=True)


def test_a_target_in_the_past_is_refused_with_a_sentence_and_the_dialog_stays(empty_server, visit):
    visitor = visit(empty_server)
    visitor.new_workspace("Past")
    visitor.upload(REAL / "lounge.csv")
    visitor.at("metrics")
    take(visitor, "Satisfied with us: overall_rating")
    line(visitor, "Satisfied with us: overall_rating").get_by_role("button", name="Target").click()
    dialog = visitor.page.get_by_role("dialog")
    year = dialog.get_by_role("group", name="By", exact=True).get_by_role("spinbutton").first
    year.click()
    year.press_sequentially("2020")
    year.press("Tab")
    dialog.get_by_role("button", name="Set the target").click()
    expect(dialog.get_by_text("lies in the past")).to_be_visible()
    expect(dialog.get_by_role("button", name="Set the target")).to_be_visible()
