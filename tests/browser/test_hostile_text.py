"""Names and values typed by strangers are shown as typed: no script runs, no picture is fetched, no link is made."""

import csv
import random
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

PAGES = ("", "data", "metrics", "board", "outlook", "causes", "share")
VIEWS = ("board?grain=quarter", "outlook?view.outlook=forecast", "causes?view=drill", "causes?view=comments")


def payload(place: str) -> str:
    """Every way in at once; ``place`` tells which text got through."""
    return (
        f'**B** <img src=x onerror="window.__pwn_{place}=1"><script>window.__pwn_{place}=2</script> '
        f"[L](javascript:window.__pwn_{place}=3) ![I](http://pictures.invalid/{place}.png) $x^2$ :red[R] :smile: `c`"
    )


@pytest.fixture(scope="module")
def hostile(start):
    running = start()
    yield running
    running.stop()


def hostile_file(path):
    """Two years of answers whose names and values all attack the reader."""
    draw = random.Random(3)
    with path.open("w", newline="", encoding="utf-8") as target:
        table = csv.writer(target)
        table.writerow(["Date", "Overall rating " + payload("score"), payload("dimension"), payload("comment")])
        for place in range(1500):
            day = date(2024, 1, 1) + timedelta(days=place // 2)
            low = place % 3 == 0 and day.year == 2025
            table.writerow(
                [
                    day.isoformat(),
                    draw.randint(1, 2) if low else draw.randint(3, 5),
                    payload("value") if place % 3 == 0 else f'=HYPERLINK("http://cells.invalid") {place % 3}',
                    f"{payload('said')} the parcel number {place} came late and nobody could say why",
                ]
            )
    return path


def harm(visitor) -> list[str]:
    """What got through on the page that is open."""
    return visitor.page.evaluate(
        """() => [
          ...Object.keys(window).filter(name => name.startsWith('__pwn')),
          ...[...document.querySelectorAll('img, image')].map(one => one.src || one.href?.baseVal || '')
            .filter(address => address.includes('invalid') || address.endsWith('/x')),
          ...[...document.querySelectorAll('a')].map(one => one.getAttribute('href') || '')
            .filter(address => address.startsWith('javascript')
              || !['', location.hostname].includes(new URL(address, location.href).hostname)),
        ]"""
    )


def test_hostile_names_and_values_do_no_harm_on_any_page(hostile, visit, tmp_path):
    visitor = visit(hostile)
    visitor.new_workspace(payload("workspace")[:80])
    visitor.upload(hostile_file(tmp_path / f"![I](http:..pictures.invalid) {'<b>x'}.csv"))
    visitor.at("metrics")
    assert harm(visitor) == []
    takes = visitor.page.get_by_role("button", name="Take to the board")
    for count in (1, 2):
        takes.first.click()
        expect(visitor.page.locator("[class*=st-key-metric-]")).to_have_count(count)
    workspace = parse_qs(urlsplit(visitor.page.url).query)["ws"][0]
    for page in (*PAGES, *VIEWS):
        visitor.open(f"{page}{'&' if '?' in page else '?'}ws={workspace}")
        assert visitor.page.get_by_test_id("stException").count() == 0, page
        assert harm(visitor) == [], page
    # as typed, among the comments
    expect(visitor.page.locator("[data-testid=stMain]")).to_contain_text("<script>window.__pwn_said=2</script>")


def test_a_link_made_for_a_hostile_name_does_no_harm(hostile, visit):
    visitor = visit(hostile)
    visitor.open("share")
    visitor.page.get_by_label("For whom").fill(payload("guest")[:80])
    visitor.press("Make a link")
    address = visitor.page.locator("[data-testid=stCode] code")
    expect(address).to_contain_text("/s/")
    assert harm(visitor) == []
    guest = visit(hostile)
    guest.page.goto(address.inner_text().strip())
    guest.settled()
    assert harm(guest) == []
