import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import safe

HOSTILE = (
    '**B** <img src=x onerror="x=1"><script>x=2</script> [L](javascript:x=3) [H](http://evil.example/h) '
    "![I](http://evil.example/i.png) $x^2$ :red[R] :material/home: :smile: `c` www.evil.example a@evil.example"
)


def test_label_keeps_no_live_markdown():
    label = safe.md(HOSTILE)
    for sign in "*<>[]()!$`_":
        assert all(label[place - 1] == "\\" for place, letter in enumerate(label) if letter == sign)


def test_label_breaks_what_is_replaced_after_markdown():
    label = safe.md(HOSTILE).replace("\\", "")
    for live in ("http://", ":smile:", ":material/home:", "www.", "a@evil"):
        assert live not in label


def test_plain_words_stay_as_they_are():
    assert safe.md("Billing in the South") == "Billing in the South"
    assert safe.html("Ügyfél ที่รอ مشتری") == "Ügyfél ที่รอ مشتری"


def test_html_has_no_tags_quotes_or_lines():
    markup = safe.html(HOSTILE + "\n\n\"quoted\" 'single'")
    assert not set("<>\"'\n") & set(markup)


def test_html_has_no_live_markdown():
    assert not set("$:[]!*_`~\\|") & set(safe.html(HOSTILE))


def test_emphasis_makes_only_strong():
    assert safe.emphasis("**1 in 5** to <b>") == "<strong>1 in 5</strong> to &lt;b&gt;"


def test_direction_overrides_are_removed():
    assert safe.html("abc\u202egpj.exe") == "abcgpj.exe"
    assert safe.md("abc\u2066x") == "abcx"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", " =1", "\x00=1"])
def test_formulas_are_quoted_in_downloads(cell):
    frame = safe.neutral(pd.DataFrame({cell: [cell, "words"]}))
    assert frame.columns[0].startswith("'")
    assert frame.iloc[0, 0].startswith("'")
    assert frame.iloc[1, 0] == "words"


@pytest.mark.parametrize("cell", ["-5", "+3.2", "-1,204", "-3 %", "12"])
def test_numbers_written_as_text_stay(cell):
    assert safe.neutral(pd.DataFrame({"a": [cell]})).iloc[0, 0] == cell


def test_numbers_dates_and_missing_values_stay():
    frame = pd.DataFrame({"n": [-1.5], "d": [pd.Timestamp("2026-01-02")], "m": [None]})
    pd.testing.assert_frame_equal(safe.neutral(frame), frame)


def test_columns_of_the_same_name_stay_apart():
    frame = pd.DataFrame([["=1", "b"]], columns=["a", "a"])
    assert safe.neutral(frame).iloc[0].tolist() == ["'=1", "b"]


def test_file_name_has_no_path():
    assert safe.file_name("../../etc/passwd") == "etc-passwd"
    assert safe.file_name("///") == "headlight"


@settings(max_examples=80)
@given(st.text())
def test_any_text_is_one_harmless_line(text):
    markup = safe.html(text)
    assert not set("<>\"'\n\r$[]`*") & set(markup)


@settings(max_examples=80)
@given(st.text())
def test_any_label_says_what_was_typed(text):
    one = re.sub("[\u202a-\u202e\u2066\u2067\u2060\x00]", "", text)
    typed = re.sub(r"\s+", lambda blank: blank[0] if blank[0] in ("\u00a0", "\u202f") else " ", one).strip()
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", safe.md(text)).replace("\u2060", "") == typed
