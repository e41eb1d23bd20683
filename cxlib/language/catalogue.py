"""Message catalogues: gettext files read through Babel's layout, and the pseudo-locale that shows what escaped them."""

import gettext as gnu
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from string import Formatter

CATALOGUES = Path(__file__).parent / "catalogues"
LANGUAGES = {"en": "English", "th": "ไทย", "hu": "Magyar", "vi": "Tiếng Việt", "fa": "فارسی"}
PSEUDO = "qps"  # never offered to users: every sentence comes out accented, bracketed and a third longer
RIGHT_TO_LEFT = {"fa"}

_current: ContextVar[str] = ContextVar("language", default="en")
_ACCENTED = str.maketrans("aceinosuyACEINOSUY", "áçéíñóšúýÁÇÉÍÑÓŠÚÝ")


def current() -> str:
    """Code of the language in use, such as ``"en"``."""
    return _current.get()


def direction() -> str:
    """Writing direction of the language in use: ``"ltr"`` or ``"rtl"``."""
    return "rtl" if current() in RIGHT_TO_LEFT else "ltr"


@contextmanager
def use(language: str) -> Iterator[None]:
    """Say everything in ``language`` inside the block.

    Raises:
        ValueError: If there is no such language.
    """
    if language not in LANGUAGES and language != PSEUDO:
        raise ValueError(f"no catalogue for language {language!r}")
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str, **facts: object) -> str:
    """The sentence in the language in use, its places filled with ``facts``."""
    return _filled(_catalogue(current()).gettext(message), facts)


def gettext_noop(message: str) -> str:
    """Marks a sentence for the catalogue that is said later, by ``gettext``, from a variable."""
    return message


def ngettext(one: str, many: str, count: float, **facts: object) -> str:
    """The sentence for ``count`` things by the plural rule of the language in use; ``{count}`` is filled too."""
    from cxlib.language.formats import number  # the formats say their own words through this module

    sentence = _catalogue(current()).ngettext(one, many, int(count))
    return _filled(sentence, {"count": number(count, 0 if float(count).is_integer() else 1), **facts})


def _filled(sentence: str, facts: dict[str, object]) -> str:
    return sentence.format(**facts) if facts else sentence


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gnu.NullTranslations:
    if language == PSEUDO:
        return _Pseudo()
    return gnu.translation("headlight", CATALOGUES, [language], fallback=True)


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
