"""The HTML file: alone in the world, harmless, readable from either side."""

import re
from dataclasses import replace

import pytest

from cxlib.packs import pack


@pytest.fixture(scope="module")
def text(content):
    return page(content)


def page(content, home=""):
    return pack(content, "html", home).decode()


def test_it_loads_nothing_and_runs_nothing(text):
    assert "<script" not in text and "default-src 'none'" in text
    assert not re.findall(r'(?:src|href)="(?!#)', text)
    assert set(re.findall(r"url\((data|[a-z]+):", text)) <= {"data"}


def test_page_one_says_status_filters_and_data_version(text):
    opening = text.partition("<h2")[0]
    for said in ("2 of 6 targets are missed.", "Region: South", "0bb41c32aa77", "Nov 15, 2026"):
        assert said in opening


def test_text_of_users_is_text(content, text):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<img" not in page(replace(content, headline="<img src=x onerror=alert(1)>", metrics=()))


def test_the_page_says_which_side_it_is_read_from(content, text):
    few = replace(content, metrics=content.metrics[:1])
    assert '<html lang="en" dir="ltr">' in text
    assert '<html lang="fa" dir="rtl">' in page(replace(few, language="fa"))


def test_only_the_fonts_a_review_needs_are_inside(content, text):
    families = set(re.findall(r'@font-face\{font-family:"([^"]+)"', text))
    assert families == {"IBM Plex Sans", "IBM Plex Sans Thai", "IBM Plex Sans Arabic"}
    plain = page(replace(content, quotes=(), metrics=()))
    assert set(re.findall(r'@font-face\{font-family:"([^"]+)"', plain)) == {"IBM Plex Sans"}


def test_every_metric_with_numbers_has_a_picture_that_says_what_it_shows(text):
    assert text.count('role="img"') == 4 and text.count("<svg") == 8
    assert 'aria-label="Recommend fell by 9 points."' in text


def test_sentences_link_to_their_evidence_where_the_address_is_known(content):
    text = page(replace(content, metrics=()), "https://cx.example.com")
    assert "https://cx.example.com/causes?ws=acme&amp;grain=month&amp;metric=nps&amp;path=Region%3DSouth" in text


def test_it_is_made_for_paper_too(text):
    assert "@page" in text and "@media print" in text and "break-inside: avoid" in text


def test_wins_decisions_and_refusals_are_told(text):
    for said in ("Solved: target met.", "Repair the invoices", "No discounts", "Everybody was there.", "Charged twice"):
        assert said in text
