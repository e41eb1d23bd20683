"""Languages are told, words are words, whatever way they were typed."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.voices import Corpus
from cxlib.voices.languages import languages
from cxlib.voices.tokens import cut, stem, tokens
from cxlib.voices.writing import normal

SAID = {
    "en": ["The driver left my parcel in the rain", "Nobody could tell me when it would be fixed"],
    "th": ["พนักงานบริการดีมากแต่ของมาช้า", "แอปเด้งทุกครั้งที่เปิด"],
    "vi": ["Giao hàng chậm mà không ai xin lỗi", "Nhân viên rất nhiệt tình"],
    "hu": ["A futár meg sem próbálta felhozni a csomagot", "Nagyon gyors volt az ügyintézés"],
    "fa": ["غذا سرد رسید و کسی جواب نداد", "پيک خيلي دير آمد"],
}


@pytest.mark.parametrize("code", SAID)
def test_the_language_of_a_comment_is_told(code):
    assert list(languages(SAID[code])) == [code] * 2


def test_short_comments_follow_what_the_long_ones_are_written_in():
    long = ["The technician came on time and explained everything to us very well"] * 20
    assert languages([*long, "No signal at home", "Nice surprise."])[-2:].tolist() == ["en", "en"]


def test_other_languages_are_told_too_and_nothing_breaks():
    found = languages(
        ["Die Lieferung kam leider viel zu spät an", "La livraison est arrivée en retard", "😀😀", "", "1 2 3"]
    )
    assert list(found) == ["de", "fr", "und", "und", "und"]


def test_thai_words_are_words_and_not_letters():
    assert cut("พนักงานพูดจาไม่สุภาพ", "th") == ["พนักงาน", "พูดจา", "ไม่", "สุภาพ"]


def test_vietnamese_syllables_make_words():
    assert cut(normal("Nhân viên tổng đài chuyển máy"), "vi") == ["nhân viên", "tổng đài", "chuyển máy"]


def test_decomposed_and_composed_vietnamese_are_the_same():
    text = "Hóa đơn lại sai"
    assert normal(unicodedata.normalize("NFD", text)) == normal(text)


def test_arabic_look_alikes_and_joiners_make_no_difference():
    assert normal("مشتري‌هاي كارمند") == normal("مشتریهای کارمند")


@pytest.mark.parametrize("form", ["számlát", "számlám", "számlákat", "számlánk"])
def test_hungarian_endings_lead_to_one_stem(form):
    assert stem(form, "hu") == stem("számla", "hu")


def test_persian_plural_and_possessive_endings_lead_to_one_stem():
    assert {stem(normal(form), "fa") for form in ("کتاب", "کتاب‌ها", "کتابهایم")} == {"کتاب"}


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_text_is_taken(texts):
    corpus = Corpus.of(texts)
    assert corpus.size == len(texts)
    assert np.count_nonzero(corpus.tokens.flat == 0) == len(texts)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_writing_it_normally_twice_changes_nothing(text):
    assert normal(normal(text)) == normal(text)


def test_every_comment_keeps_its_own_words():
    found = tokens(["one two", "", "three"], ["en", "und", "en"])
    assert found.comment.tolist() == [0, 0, 0, 1, 2, 2]
