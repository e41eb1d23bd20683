"""Tall sheets taken apart by their bytes read as the reader of workbooks reads them."""

import io
import re
import zipfile
from datetime import datetime, time, timedelta

import numpy as np
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.ingest import figures, spreadsheet
from cxlib.ingest.door import read
from cxlib.ingest.lattice import IrregularError, SheetReader

SHEET, END = "xl/worksheets/sheet1.xml", b"</sheetData>"


def workbook(rows=60, **options):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        form = {
            code: book.add_format({"num_format": code}) for code in ("yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm", "0%", "@")
        }
        sheet = book.add_worksheet("Answers & more")
        sheet.write_row(0, 0, ["When", "Clock", "Took", "Score", "Share", "Code", "Mixed", "Doubled", "Note", "Odd"])
        for at in range(1, rows):
            sheet.write_datetime(at, 0, datetime(2024, 1, 1) + timedelta(hours=7 * at), form["yyyy-mm-dd hh:mm"])
            sheet.write_datetime(at, 1, time(at % 24, 30), form["hh:mm"])
            sheet.write_datetime(at, 2, timedelta(minutes=50 * at), form["[h]:mm"])
            sheet.write_row(at, 3, [at % 11, at / 7])
            sheet.write_string(at, 5, f"{at:05d}", form["@"])
            sheet.write(at, 6, [True, "12", 12, -1e-7 / 3, "x & <y>"][at % 5])
            sheet.write_formula(at, 7, f"=D{at + 1}*2", None, 2 * (at % 11))
            sheet.write(at, 8, "said\nso" if at % 4 else None, form["0%"])
            sheet.write_formula(at, 9, "=1/0", None, "#DIV/0!" if at % 9 == 0 else f"t{at % 3}")
        book.add_worksheet("Second").write_row(0, 0, ["a", 1])
    return stream.getvalue()


def rewritten(package, change):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            copy.writestr(name, change(part) if name == SHEET else part)
    return target.getvalue()


def cells(package, monkeypatch, large):
    """All a reading says, and how many sheets were taken apart."""
    taken = []
    real = spreadsheet.read_book

    def noted(*given):
        book, tall = real(*given)
        taken.extend(tall)
        return book, tall

    monkeypatch.setattr(spreadsheet, "read_book", noted)
    monkeypatch.setattr(spreadsheet, "_LARGE", large)
    reading = read(package, name="a.xlsx")
    monkeypatch.undo()
    text = [reading.text.columns.tolist(), *reading.text.to_numpy().tolist()]
    return (text, reading.columns, reading.findings, [sheet.name for sheet in reading.sheets]), len(taken)


CHANGES = {
    "as it is": (lambda part: part, True),
    "a type with every number": (lambda part: re.sub(rb'(<c r="\w+"(?: s="\d+")?)>', rb'\1 t="n">', part), True),
    "no widths": (lambda part: re.sub(rb' spans="[^"]*"', b' ht="15"', part), True),
    "rows without cells": (lambda part: part.replace(END, b'<row r="90" ht="9"/><row r="91"></row>' + END), True),
    "no number": (lambda part: part.replace(b'<c r="D9"><v>8<', b'<c r="D9"><v> 8 <'), True),
    "signs and powers": (lambda part: part.replace(b'<c r="D9"><v>8<', b'<c r="D9"><v>+8e1<'), True),
    "no value": (lambda part: part.replace(b"<v>8</v>", b"<v></v>"), True),
    "no text's number": (lambda part: re.sub(rb't="s"><v>2<', b't="s"><v>2.<', part), True),
    "a first column of nothing": (
        lambda part: re.sub(rb'<c r="A\d+".*?</c>', b"", part).replace(
            b'<row r="5" spans="1:10">', b'<row r="5"><c r="A5" t="inlineStr"><is></is></c>'
        ),
        False,
    ),
    "a gap": (lambda part: re.sub(rb'<row r="20".*?</row>', b"", part), True),
    "attributes turned": (lambda part: re.sub(rb'<c (r="\w+") (s="\d+")', rb"<c \2 \1", part), False),
    "cells without a place": (lambda part: re.sub(rb'<c r="\w+"', b"<c", part), False),
    "cells on lines": (lambda part: part.replace(b"<c ", b"\n<c "), False),
    "a remark": (lambda part: part.replace(b'<row r="9"', b'<!-- . --><row r="9"'), False),
    "a cell twice": (lambda part: part.replace(b'<c r="D9"', b'<c r="C9"'), False),
    "another row's cell": (lambda part: part.replace(b'<c r="D9"', b'<c r="D8"'), False),
    "merged cells": (lambda part: part.replace(END, END + b'<mergeCells><mergeCell ref="D3:D5"/></mergeCells>'), False),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_sheet_taken_apart_says_what_the_reader_of_workbooks_says(change, monkeypatch):
    how, regular = CHANGES[change]
    package = rewritten(workbook(), how)
    fast, taken = cells(package, monkeypatch, 2000)
    assert (fast, taken) == (cells(package, monkeypatch, 10**9)[0], int(regular))


@pytest.mark.parametrize("options", [{"date_1904": True}, {"constant_memory": True}])
def test_days_since_1904_and_texts_in_their_cells_are_the_same(options, monkeypatch):
    package = workbook(**options)
    assert cells(package, monkeypatch, 2000) == (cells(package, monkeypatch, 10**9)[0], 1)


def test_a_sheet_is_the_same_in_whatever_pieces_it_comes():
    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        part = package.read(SHEET)
    found = []
    for size in (500, 1777, len(part)):
        reader = SheetReader()
        for begin in range(0, len(part), size):
            reader.add(part[begin : begin + size])
        lattice = reader.end()
        sorts = [sort.holds for sort in lattice.sorts]
        found.append([([sorts[at] for at in kinds], held) for kinds, held in map(lattice.column, range(lattice.width))])
    for pieces in found[1:]:
        assert [kinds for kinds, _ in pieces] == [kinds for kinds, _ in found[0]]
        assert all(np.array_equal(held, other) for (_, held), (_, other) in zip(pieces, found[0], strict=True))


ODD = {
    "another encoding": ("?>", ' encoding="ISO-8859-1"?>'),
    "two grids": ("<sheetData>", "<sheetData/><sheetData>"),
    "an instruction with a grid": ("<sheetData>", "<?a <sheetData>?><sheetData>"),
    "merged cells of a named space": ("</worksheet>", '<x:mergeCell ref="A1:A2"/></worksheet>'),
    "an end that is cut": ("</worksheet>", "<mergeCel"),
    "an attribute twice": (' t="s"', ' t="s" t="n"'),
    "one stray cell far below": ("</sheetData>", '<row r="99999"><c r="A99999"><v>1</v></c></row></sheetData>'),
}


@pytest.mark.parametrize("change", ODD)
def test_what_few_sheets_hold_is_left_to_the_reader_of_workbooks(change):
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 1200))
    sheet = f'<?xml version="1.0"?><worksheet><sheetData>{cells}</sheetData></worksheet>'
    whole, odd = SheetReader(), SheetReader()
    whole.add(sheet.encode())
    assert whole.end().rows == 1199
    with pytest.raises(IrregularError):
        odd.add(sheet.replace(*ODD[change], 1).encode())
        odd.end()


@given(st.binary(max_size=300), st.integers(0, 4000))
@settings(max_examples=30, deadline=None)
def test_a_damaged_sheet_is_read_or_called_irregular(noise, place):
    with zipfile.ZipFile(io.BytesIO(workbook(rows=12))) as package:
        part = package.read(SHEET)
    reader = SheetReader()
    try:
        reader.add(part[:place] + noise + part[place + len(noise) :])
        assert reader.end().rows <= 12
    except IrregularError:
        pass


@given(
    st.lists(
        st.one_of(st.from_regex(r"-?[0-9]{0,6}\.?[0-9]{0,3}", fullmatch=True), st.text("0123456789.-e ", max_size=9))
    )
)
@settings(max_examples=50, deadline=None)
def test_short_numbers_are_those_nearest_to_their_text(texts):
    text = "<".join([*texts, ""]).encode() + b" " * 16
    lengths = np.array([len(cell) for cell in texts], int)
    begins = np.cumsum([0, *(lengths + 1)])[: len(texts)]
    values, good = figures.numbers(figures.words_of(text)[begins], lengths)
    plain = [len(cell) <= 8 and re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", cell) is not None for cell in texts]
    assert good.tolist() == plain
    assert values[good].tolist() == [float(cell) for cell, fits in zip(texts, plain, strict=True) if fits]


def test_lines_are_counted_from_the_first_row_though_it_is_blank():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([["Date", "Score"], ["2024-01-01", 4], ["2024-01-02", 5]]):
            sheet.write_row(at + 3, 0, row)
    table = read(stream.getvalue(), name="a.xlsx").sheets[0].tables[0]
    assert (table.first_row, table.last_row) == (4, 6)
