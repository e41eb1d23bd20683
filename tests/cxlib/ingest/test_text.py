"""Records cut from text: every character lands in a cell."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.ingest.dialect import form
from cxlib.ingest.text import Cut, records

ROW = ["28/01/2018", "00:00", "2", "MG-8769", 'Boots, 10" high', "plain words"]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('a,"b,c",d', ["a", "b,c", "d"]),
        ('a,"b ""x"" c",d', ["a", 'b "x" c', "d"]),
        ('a,"b,c', ["a", '"b', "c"]),
        ('a,""b c",d', ["a", '"b c', "d"]),
        ('a,"say "hi" now",d', ["a", 'say "hi" now', "d"]),
        ("a,b\x00c,d", ["a", "b\x00c", "d"]),
    ],
)
def test_a_line_is_cut_as_it_is_meant(line, cells):
    assert records(line + "\n1,2,3\n", Cut(), 3).rows[0] == cells


def test_a_quoted_cell_goes_on_over_lines():
    grid = records('a,b\n1,"two\nlines"\n2,x\n', Cut(), 2)
    assert grid.rows == [["a", "b"], ["1", "two\nlines"], ["2", "x"]]
    assert grid.lines == [1, 2, 4]


def test_a_quote_that_never_closes_costs_one_line_only():
    grid = records('a,b\n1,x\n2,"open\n' + "3,y\n" * 50, Cut(), 2)
    assert len(grid.rows) == 53
    assert grid.open_quotes == [3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_told_apart(end):
    assert records(end.join(["a,b", "1,2"]) + end, Cut(), 2).rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("date;score\n01.02.2025;3,5\n02.02.2025;4,5\n", ";"),
        ("a\tb\n1\t2\n3\t4\n", "\t"),
        ("a|b|c\n1|2|3\n4|5|6\n", "|"),
        ("name, score\nAnna, 3\nBob, 4\n", ", "),
        ("score\n3\n4\n5\n", ","),
    ],
)
def test_the_delimiter_is_told_by_the_whole_shape(text, delimiter):
    assert form(text).cut.delimiter == delimiter


def test_a_hint_line_names_the_delimiter():
    assert form("sep=;\na;b\n1;2\n").hinted


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=("Cs",)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_what_a_writer_writes_comes_back(rows, delimiter):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert records(written.getvalue(), Cut(delimiter), 3).rows == rows


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_cutter(text):
    grid = records(text, Cut(), 2)
    assert len(grid.rows) == len(grid.lines)
