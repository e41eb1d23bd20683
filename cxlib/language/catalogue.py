"""Message catalogues: gettext's PO files, and the pseudo-locale that shows what escaped them."""

import gettext as gnu
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from cxlib.language.chosen import PSEUDO, current, direction
from cxlib.language.numbers import number

CATALOGUES = Path(__file__).parent / "catalogues"
RIGHT_TO_LEFT_MARK, ISOLATE, END_OF_ISOLATE = "\u200f", "\u2068", "\u2069"
_ACCENTED = str.maketrans("aceinosuyACEINOSUY", "áçéíñóšúýÁÇÉÍÑÓŠÚÝ")


def gettext(message: str, **facts: object) -> str:
    """The sentence in the language in use, its places filled with ``facts``."""
    return _filled(_catalogue(current()).gettext(message) if message else "", facts)  # "" would be a catalogue's header


def gettext_noop(message: str) -> str:
    """Marks a sentence for the catalogue that is said later, by ``gettext``, from a variable."""
    return message


def ngettext(one: str, many: str, count: float, **facts: object) -> str:
    """The sentence for ``count`` things by the plural rule of the language in use; ``{count}`` is filled too."""
    sentence = _catalogue(current()).ngettext(one, many, int(count))
    return _filled(sentence, {"count": number(count, 0 if float(count).is_integer() else 1), **facts})


def _filled(sentence: str, facts: dict[str, object]) -> str:
    if facts and direction() == "rtl":
        return RIGHT_TO_LEFT_MARK + sentence.format(**{name: _isolated(fact) for name, fact in facts.items()})
    if not facts and direction() == "rtl" and _begins_foreign(sentence):
        return RIGHT_TO_LEFT_MARK + sentence
    return sentence.format(**facts) if facts else sentence


def _begins_foreign(sentence: str) -> bool:
    """Whether a sentence written from right to left begins with a word that is not, such as *CSV*."""
    first = next((letter for letter in sentence if letter.isalpha()), "")
    return first.isascii() and any("\u0590" <= letter <= "\u08ff" for letter in sentence)


def _isolated(fact: object) -> object:
    """A name in another script keeps its order and does not turn the words around it (Unicode's isolates)."""
    if not isinstance(fact, str) or not any(letter.isalpha() for letter in fact):
        return fact  # a number stands by its sign: 69 and the percent after it are one
    whole = fact.count(ISOLATE) == fact.count(END_OF_ISOLATE)  # else somebody typed one: it must not end ours
    return ISOLATE + (fact if whole else fact.replace(ISOLATE, "").replace(END_OF_ISOLATE, "")) + END_OF_ISOLATE


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gnu.NullTranslations:
    if language == PSEUDO:
        return _Pseudo()
    file = CATALOGUES / f"{language}.po"
    return _read(file) if file.exists() else gnu.NullTranslations()


def _read(file: Path) -> gnu.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=file.stem))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


class _Pseudo(gnu.NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


def pseudo(message: str) -> str:
    """``message`` accented and a third longer, its places untouched: shows strings and layouts that break.

    Examples:
        >>> pseudo("Read {count} comments")
        '⟦Réád {count} çómméñtš ~~~~~~⟧'
    """
    parts = []
    for literal, place, form, _ in Formatter().parse(message):
        parts.append(literal.replace("{", "{{").replace("}", "}}").translate(_ACCENTED))
        if place is not None:
            parts.append("{" + place + (f":{form}" if form else "") + "}")
    return f"⟦{''.join(parts)} {'~' * (len(message) // 3 - 1)}⟧"
