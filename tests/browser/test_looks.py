"""Scripts, the dark, phones and long words: what only a browser can tell about the looks."""

import pytest
from playwright.sync_api import expect

PHONE = (390, 844)
DESKTOP = (1440, 1000)
PAGES = ("", "data", "metrics", "board", "outlook", "outlook?view.outlook=forecast", "causes",
         "causes?view=drill", "causes?view=issues", "causes?view=comments", "voices",
         "voices?view.voices=read", "share")  # fmt: skip
WRITTEN = {
    "Thai": ("ก", "IBM Plex Sans Thai"),
    "Vietnamese": ("ễ", "IBM Plex Sans"),
    "Persian": ("پ", "IBM Plex Sans Arabic"),
}

LOADED = """async ([sign, family]) => {
  await document.fonts.ready;
  const faces = [...document.fonts].filter(face => face.family.replaceAll('"', '') === family);
  const asked = await document.fonts.load(`15px "${family}"`, sign);
  return faces.length > 0 && asked.length > 0 && asked.every(face => face.status === 'loaded')
    && document.fonts.check(`15px "${family}"`, sign);
}"""


@pytest.mark.parametrize("script", WRITTEN)
def test_the_shipped_fonts_draw_the_script(server, visit, script):
    visitor = visit(server)
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.open("causes", view="comments")
    assert visitor.page.evaluate(LOADED, list(WRITTEN[script]))
    assert any("/static/fonts/" in address for address in asked)


def test_comments_in_thai_vietnamese_and_persian_are_there_to_be_read(server, visit):
    visitor = visit(server)
    seen = ""
    for place in range(0, 40, 10):
        visitor.open("causes", view="comments", at=place)
        seen += "".join(visitor.page.locator(".hl-comment p").all_inner_texts())
    for first, last in (("\u0e01", "\u0e5b"), ("\u1ea0", "\u1ef9"), ("\u067e", "\u06cc")):
        assert any(first <= sign <= last for sign in seen)


def test_the_dark_is_dark(server, visit):
    light, dark = visit(server), visit(server, color_scheme="dark")
    colours = []
    for visitor in (light, dark):
        visitor.open("board")
        expect(visitor.page.locator(".hl-value").first).to_be_visible()
        app = visitor.page.get_by_test_id("stApp")
        colours.append(app.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"))
    assert colours == [["rgb(251, 250, 247)", "rgb(29, 35, 41)"], ["rgb(20, 24, 28)", "rgb(232, 230, 225)"]]
    assert light.page.screenshot() != dark.page.screenshot()


def test_nothing_stands_out_of_a_phone_sideways(server, visit):
    visitor = visit(server, PHONE, is_mobile=True, has_touch=True)
    standing_out = {}
    for page in PAGES:
        visitor.open(page)
        standing_out[page] = visitor.overflow()
    assert not any(standing_out.values()), standing_out


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_longer_words_of_other_languages_fit(server, visit, size):
    visitor = visit(server, size)
    standing_out = {}
    for page in PAGES:
        path, _, query = page.partition("?")
        visitor.open(f"{path}?lang=qps&{query}")
        assert not visitor.headline.isascii(), page  # the pseudo-locale's letters
        standing_out[page] = visitor.overflow()
    assert not any(standing_out.values()), standing_out
