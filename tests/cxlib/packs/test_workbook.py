"""The workbook: numbers as numbers, words as words, nothing that runs."""

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.packs import pack
from cxlib.packs.cells import plain, quoted


def book(content):
    return openpyxl.load_workbook(io.BytesIO(pack(content, "xlsx")))


def test_page_one_says_filters_and_data_version(content):
    said = "\n".join(str(row[0].value) for row in book(content).worksheets[0].iter_rows())
    assert "Region: South" in said and "0bb41c32aa77" in said and "2 of 6 targets are missed." in said


def test_numbers_are_unrounded_numbers(content):
    sheet = book(content)["Now"]
    row = [cell.value for cell in sheet[2]]
    assert row[:3] == ["Recommend", "Oct 2026", pytest.approx(content.metrics[0].value, rel=1e-12)]
    assert sheet["C3"].number_format == "0%" and sheet["I2"].number_format == "0%"


def test_every_period_and_every_forecast_has_a_row(content):
    rows = list(book(content)["Periods"].iter_rows(min_row=2, values_only=True))
    mine = [row for row in rows if row[0] == "Recommend"]
    assert len(mine) == 24 + 6 and mine[0][1] == datetime(2024, 11, 1)
    assert [row[7] for row in mine[22:26]] == ["seen", "seen", "forecast, 80\u202f%", "forecast, 80\u202f%"] or [
        row[7] for row in mine[22:26]] == ["seen", "seen", "forecast, 80 %", "forecast, 80 %"]  # fmt: skip


def test_every_metric_is_defined(content):
    defined = {row[0]: row[1] for row in book(content)["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert defined["Recommend"] == "Recommend means" and len(defined) == 5


def test_no_cell_runs(content):
    hostile = replace(content, headline="=1+1", minutes="+cmd|' /C calc'!A0\n@SUM(A1)\n-2+3")
    for sheet in book(hostile).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@", "\t"))


def test_a_persian_workbook_reads_from_the_right(content):
    assert all(sheet.sheet_view.rightToLeft for sheet in book(replace(content, language="fa")).worksheets)


@pytest.mark.parametrize(("typed", "kept"), [("-5", "-5"), ("+3.5 %", "+3.5 %"), ("-5+1", "'-5+1"), (" =x", "' =x"),
                                             ("\tx", "'\tx"), ("Wait", "Wait")])  # fmt: skip
def test_only_what_a_spreadsheet_would_run_is_marked(typed, kept):
    assert quoted(typed) == kept


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_can_be_kept(text):
    assert "\x00" not in plain(text) and plain(text).encode() is not None
