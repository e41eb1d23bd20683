import re
import tomllib
from pathlib import Path

import pytest

from cxlib import charts
from cxlib.charts import theme
from cxlib.charts.pictures import FONTS

ROOT = Path(__file__).parents[3]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("name", ["ink", "secondary", "data", "met", "missed", "open"])
def test_text_colours_reach_4_5_to_1(mode, ground, name):
    assert contrast(theme.PALETTE[mode][name], theme.PALETTE[mode][ground]) >= 4.5


def test_both_modes_have_the_same_colours():
    assert theme.PALETTE["light"].keys() == theme.PALETTE["dark"].keys()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_streamlit_theme_is_the_palette(mode):
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][mode]
    palette = theme.PALETTE[mode]
    names = {
        "backgroundColor": "paper", "secondaryBackgroundColor": "card", "textColor": "ink", "linkColor": "data",
        "borderColor": "hairline", "redColor": "missed", "greenColor": "met", "grayColor": "secondary",
    }  # fmt: skip
    assert {key: settings[key] for key in names} == {key: palette[name] for key, name in names.items()}


def test_font_files_of_the_theme_exist():
    faces = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]["fontFaces"]
    assert all((ROOT / face["url"].removeprefix("app/")).is_file() for face in faces)
    assert (ROOT / "static" / "fonts" / "LICENSE.txt").is_file()
    assert (FONTS / "LICENSE.txt").is_file()


def test_unknown_colour_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="puce"):
        theme.colour("puce")


def test_picture_follows_the_page_or_carries_its_colours(periods, forecast):
    drawing = charts.spark(periods, forecast)
    assert "var(--hl-data)" in charts.svg(drawing, 400, mode=None)
    fixed = charts.svg(drawing, 400, mode="dark")
    assert "var(" not in fixed and theme.PALETTE["dark"]["data"] in fixed


def test_picture_is_one_line_that_fills_its_place(periods):
    picture = charts.svg(charts.spark(periods), 400)
    assert "\n" not in picture
    assert re.match(r'<svg[^>]* width="100%" viewBox="0 0 \d+ \d+"', picture)


def test_user_text_is_escaped_in_pictures(periods):
    events = periods.head(1)[["period"]].assign(
        day=periods["period"][3].start_time.date(), name="<script>alert(1)</script>"
    )
    assert "<script" not in charts.svg(charts.trend(periods, None, events), 600)


def test_png_is_a_png(periods):
    assert charts.png(charts.spark(periods), 300, 1.0).startswith(b"\x89PNG")


def test_same_marks_have_the_same_key(periods):
    assert charts.spark(periods).key == charts.spark(periods).key
    assert charts.spark(periods).key != charts.spark(periods.assign(target=41.0)).key
