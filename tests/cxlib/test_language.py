"""Sentences, plurals, numbers, dates and the pseudo-locale."""

import threading
from datetime import date
from string import Formatter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib import language
from cxlib.language import catalogue, compact, day, gettext, ngettext, number, percent, period_name, points, use


def test_places_are_filled_by_keyword():
    assert gettext("{file} is empty", file="a.csv") == "a.csv is empty"


def test_a_fact_in_braces_is_not_a_place():
    assert gettext("{file} is empty", file="{secret}") == "{secret} is empty"


def test_a_sentence_without_facts_keeps_its_braces():
    assert gettext("Write {name}") == "Write {name}"


def test_a_missing_fact_is_loud():
    with pytest.raises(KeyError):
        gettext("{file} is {state}", file="a")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1.0, "1 row"), (60120, "60,120 rows")]
)
def test_plurals(count, said):
    assert ngettext("{count} row", "{count} rows", count) == said


def test_plurals_take_a_written_number_for_the_counted_one():
    assert ngettext("{rows} row", "{rows} rows", 1200, rows=number(1200)) == "1,200 rows"


def test_a_language_holds_inside_its_block_only():
    with use("hu"):
        assert language.current() == "hu"
        with use("fa"):
            assert language.direction() == "rtl"
        assert language.current() == "hu"
    assert (language.current(), language.direction()) == ("en", "ltr")


def test_a_language_ends_with_an_error_too():
    with pytest.raises(ZeroDivisionError), use("th"):
        raise ZeroDivisionError
    assert language.current() == "en"


def test_one_threads_language_is_not_anothers():
    seen = []
    with use("fa"):
        other = threading.Thread(target=lambda: seen.append(language.current()))
        other.start()
        other.join()
    assert seen == ["en"]


def test_there_is_no_such_language():
    with pytest.raises(ValueError, match="'tlh'"), use("tlh"):
        pass


def test_the_pseudo_locale_is_not_offered():
    assert language.PSEUDO not in language.LANGUAGES


def test_the_pseudo_locale_brackets_every_sentence_and_fills_it():
    with use(language.PSEUDO):
        assert gettext("Read {count} comments", count=3).startswith("⟦Réád 3 çómméñtš ~")
        assert ngettext("{count} row", "{count} rows", 2).startswith("⟦2 r")


@settings(max_examples=80)
@given(st.lists(st.sampled_from(["word ", "{place}", "{{brace}}", "{a:.1f}", "é", "%"]), max_size=8))
def test_the_pseudo_locale_leaves_places_alone(parts):
    def places(text):
        return [(name, form) for _, name, form, _ in Formatter().parse(text) if name is not None]

    message = "".join(parts)
    assert places(catalogue.pseudo(message)) == places(message)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [(0, 0, False, "0"), (1234567.891, 1, False, "1,234,567.9"), (-9.4, 0, False, "−9"), (9, 0, True, "+9"),
     (-0.4, 0, True, "0"), (0.049, 1, True, "0.0"), (float("nan"), 1, False, "–"), (None, 0, False, "–"),
     (pd.NA, 0, False, "–"), (2.5, 0, False, "2"), (np.float64(3.14159), 2, False, "3.14")],
)  # fmt: skip
def test_numbers_in_english(value, decimals, signed, text):
    assert number(value, decimals, signed) == text


def test_numbers_follow_the_locale():
    with use("hu"):
        assert number(1234567.5, 1) == "1\u00a0234\u00a0567,5"
    with use("vi"):
        assert number(1234.5, 1) == "1.234,5"


def test_a_share_is_shown_as_percent():
    assert percent(0.7249) == "72\u202f%"
    assert percent(0.0193, 1, signed=True) == "+1.9\u202f%"


def test_points_carry_their_sign():
    assert (points(3.14), points(-3.14), points(0)) == ("+3.1", "−3.1", "0.0")


@pytest.mark.parametrize(
    ("value", "text"),
    [(950, "950"), (12, "12"), (1500, "1.5K"), (12_300, "12.3K"),
     (1_000_000, "1M"), (184_200, "184K"), (-2_400_000, "−2.4M")],
)  # fmt: skip
def test_large_numbers_in_short(value, text):
    assert compact(value) == text
    assert compact(float("nan")) == "–"


def test_days_follow_the_locale():
    assert day(date(2026, 5, 3)) == "May 3, 2026"
    with use("hu"):
        assert day(date(2026, 5, 3)) == "2026. máj. 3."


@pytest.mark.parametrize(
    ("period", "name"),
    [(pd.Period("2026-05-03", "D"), "May 3, 2026"), (pd.Period("2026-05-03", "W-SUN"), "week of 27 Apr 2026"),
     (pd.Period("2026-05", "M"), "May 2026"), (pd.Period("2026Q2", "Q-DEC"), "Q2 2026"),
     (pd.Period("2026", "Y-DEC"), "2026")],
)  # fmt: skip
def test_period_names(period, name):
    assert period_name(period) == name


def test_fiscal_periods_say_so_by_themselves():
    assert period_name(pd.Period("2025-05", "Q-MAR")) == "Q1 FY2026"
    assert period_name(pd.Period("2025-05", "Y-MAR")) == "FY2026"
    assert period_name(pd.Period("2025-05", "Q-DEC"), fiscal_start=4) == "Q2 FY2025"


@pytest.mark.parametrize("code", list(language.LANGUAGES))
def test_every_language_writes_numbers_days_and_periods(code):
    with use(code):
        assert number(12.5, 1) and percent(0.5) and compact(123456) and day(date(2026, 1, 2))
        assert all(period_name(pd.Period("2026-03", freq)) for freq in ("D", "W-SUN", "M", "Q-DEC", "Y-DEC"))
