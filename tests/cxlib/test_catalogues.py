"""The catalogues of the languages: whole, and safe to fill."""

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from cxlib.language import LANGUAGES, gettext, ngettext, use
from cxlib.language.catalogue import CATALOGUES

WHOLE = 0.97  # sentences change before their translations do; what is missing is said in English
FILES = sorted(CATALOGUES.glob("*.po"))


def messages(file: Path) -> list:
    with file.open("rb") as source:
        return [message for message in read_po(source) if message.id]


def places(sentence: str) -> list[tuple[str, str]]:
    return sorted((name, form) for _, name, form, _ in Formatter().parse(sentence) if name is not None)


def test_every_language_that_is_offered_has_its_catalogue():
    assert {file.stem for file in FILES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_has_the_places_of_the_english_one(file):
    odd = []
    for message in messages(file):
        english = message.id if isinstance(message.id, str) else message.id[-1]
        said = (message.string,) if isinstance(message.string, str) else message.string
        odd += [text for text in said if places(text) != places(english)]
    assert odd == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nearly_every_sentence_is_translated(file):
    wanted = {message.id for message in messages(CATALOGUES / "headlight.pot")}
    said = {message.id for message in messages(file) if message.string}
    assert len(wanted & said) >= WHOLE * len(wanted)


def test_a_sentence_and_a_plural_come_in_the_language_in_use():
    with use("hu"):
        assert gettext("{metric}: {value}, target met.", metric="NPS", value="41") == "NPS: 41, a cél teljesült."
        assert ngettext("{count} day", "{count} days", 1200) == "1\u00a0200 nap"


def test_what_has_no_translation_is_said_in_english():
    with use("hu"):
        assert gettext("{name} is not in any catalogue", name="This") == "This is not in any catalogue"


def test_an_empty_sentence_stays_empty():
    with use("hu"):
        assert gettext("") == ""


def test_a_name_of_another_script_does_not_turn_a_persian_sentence_around():
    with use("fa"):
        said = gettext("{metric}: {value}, target met.", metric="NPS", value="۴۱")
        assert said.startswith("\u200f\u2068NPS\u2069: ۴۱")


def test_what_somebody_typed_cannot_end_the_isolate_of_a_name():
    with use("fa"):
        assert gettext("{column}: {value}", column="a\u2069b", value="c").count("\u2069") == 2


def test_a_sentence_from_right_to_left_may_begin_with_a_foreign_word():
    english = "CSV, Excel, Parquet or JSON as your tools export them. Nothing is kept until you confirm it."
    with use("fa"):
        assert gettext(english).startswith("\u200fCSV")
        assert gettext("Data")[0] != "\u200f"
