"""The presentation: its charts hold their data, its slides a title, notes and what page one must say."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from pptx import Presentation

from cxlib.packs import file_name, pack
from cxlib.packs.native import rows, scale


def opened(content, home=""):
    return Presentation(io.BytesIO(pack(content, "pptx", home)))


@pytest.fixture(scope="module")
def deck(content):
    return opened(content, "https://cx.example.com/")


def words(slide):
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*texts, *tables])


def charts(deck):
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def sheet(chart):
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [[_number(cell.value) for cell in row] for row in book.worksheets[0].iter_rows()]


def _number(value):
    return value / timedelta(days=1) if isinstance(value, timedelta) else value  # a clock time in a sheet


def test_page_one_says_status_filters_and_data_version(deck):
    first = words(deck.slides[0])
    for said in ("2 of 6 targets are missed.", "Region: South", "0bb41c32aa77", "Monthly review, Oct 2026", "▼ missed"):
        assert said in first


def test_it_is_said_to_be_made_by_whoever_made_it(deck, content):
    said = deck.core_properties
    assert said.title and said.author == said.last_modified_by == content.name
    assert said.modified.year > 2013 and "pptx" not in said.comments


def test_every_slide_has_a_title_and_most_have_notes(deck):
    slides = list(deck.slides)
    assert all(slide.shapes.title.text_frame.text for slide in slides)
    assert sum(bool(slide.notes_slide.notes_text_frame.text) for slide in slides) >= len(slides) - 2


def test_charts_are_native_and_their_workbooks_hold_the_numbers(deck, content):
    found = charts(deck)
    assert len(found) == 4 + 2  # four metrics with periods, chances, issues
    table = sheet(found[0])
    head, body = table[0], table[1:]
    shown = rows(content.metrics[0])
    assert head[-1] == "Recommend" and len(body) == len(shown.periods) == 24
    assert [row[-1] for row in body[:18]] == pytest.approx(shown.actual[:18])
    assert {row[-1] for row in body[18:]} == {None}
    assert body[17][-1] == pytest.approx(content.metrics[0].value)
    assert [row[head.index("Target")] for row in body] == [40.0] * 24
    low, width = body[-1][1], body[-1][2]
    assert (low, low + width) == pytest.approx((content.metrics[0].value * 0.8, content.metrics[0].value * 1.2))


def test_what_a_chart_draws_is_what_its_workbook_holds(deck):
    for chart in charts(deck):
        table = sheet(chart)
        drawn = {series.name: list(series.values) for plot in chart.plots for series in plot.series}
        for column, name in enumerate(table[0][1:], start=1):
            held = [row[column] for row in table[1:]]
            assert [value is None for value in drawn[name]] == [value is None for value in held]
            assert [v for v in drawn[name] if v is not None] == pytest.approx([v for v in held if v is not None])


def test_shares_are_percent_and_durations_clock_times(content):
    assert scale(content.metrics[1]).format == "0%"
    assert scale(content.metrics[2]).factor * 86_400 == pytest.approx(1.0)
    assert scale(content.metrics[2]).format == "[m]:ss"


def test_the_band_opens_at_the_last_value_seen(content):
    shown = rows(content.metrics[0])
    last = len([one for one in shown.actual if one is not None]) - 1
    assert shown.forecast[last] == shown.actual[last] and shown.width[last] == 0.0


def test_no_cell_of_a_chart_is_a_formula(deck):
    for chart in charts(deck):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_decisions_refusals_and_owners_are_in_it(deck):
    text = "\n".join(words(slide) for slide in deck.slides)
    for said in ("Repair the invoices", "Not: No discounts", "Finance", "Call the South", "The new invoices."):
        assert said in text


def test_quotes_of_every_script_are_in_it(deck):
    text = "\n".join(words(slide) for slide in deck.slides)
    assert "بعد از سه بار" in text and "คิดเงินซ้ำ" in text and "Lại bị trừ" in text


def test_the_theme_names_a_font_for_every_script(deck):
    theme = next(link.target_part for link in deck.slide_masters[0].part.rels.values() if "theme" in link.reltype)
    text = theme.blob.decode()
    assert 'script="Thai" typeface="Leelawadee UI"' in text and 'script="Arab" typeface="Segoe UI"' in text


def test_persian_slides_read_from_the_right(content):
    deck = opened(replace(content, language="fa", headline="دو هدف از شش هدف برآورده نشده است."))
    title = deck.slides[0].shapes.title
    assert title.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"
    numbers = next(shape for shape in deck.slides[1].shapes if shape.has_table).table.cell(1, 1)
    assert numbers.text_frame.paragraphs[0]._p.pPr.get("rtl") == "0"  # a number is read from the left everywhere
    assert title.text_frame.paragraphs[0].runs[0]._r.rPr.get("lang") == "fa-IR"
    assert deck.slides[0].shapes.title.left + deck.slides[0].shapes.title.width <= deck.slide_width


def test_the_axis_of_a_thai_chart_counts_buddhist_years(content):
    drawn = charts(opened(replace(content, language="th")))[0]
    assert drawn.category_axis.tick_labels.number_format == "[$-107041E]mmm\\ yyyy"


def test_sentences_link_to_their_evidence_where_the_address_is_known(deck, content):
    links = [link.target_ref for slide in deck.slides for link in slide.part.rels.values() if link.is_external]
    assert "https://cx.example.com/outlook?ws=acme&grain=month&metric=nps" in links
    assert not [link for slide in opened(content).slides for link in slide.part.rels.values() if link.is_external]


def test_an_empty_review_is_a_presentation_all_the_same(content):
    parts = ("metrics", "promised", "hindsight", "insight", "foresight", "wins", "quotes", "data", "issues",
             "explanations", "decisions", "refused")  # fmt: skip
    nothing = {name: () for name in parts}
    assert len(opened(replace(content, **nothing)).slides) >= 3


def test_control_characters_do_not_break_the_file(content):
    assert opened(replace(content, headline="Broken \x00\x0b\ud800 sign"))


def test_a_file_name_is_only_letters_digits_and_dashes(content):
    assert file_name(replace(content, name="../a/b"), "pptx") == "a-b-Monthly-review-Oct-2026.pptx"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_it_opens_in_libreoffice(content, tmp_path):
    place = tmp_path / "pack.pptx"
    place.write_bytes(pack(content, "pptx"))
    asked = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pdf",
             "--outdir", str(tmp_path), str(place)]  # fmt: skip
    subprocess.run(asked, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "pack.pdf").read_bytes().startswith(b"%PDF")
