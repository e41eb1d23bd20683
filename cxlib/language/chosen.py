"""The languages there are, and the one in use: for one thread, or one run of a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = {"en": "English", "th": "ไทย", "hu": "Magyar", "vi": "Tiếng Việt", "fa": "فارسی"}
PSEUDO = "qps"  # never offered to users: every sentence comes out accented, bracketed and a third longer
RIGHT_TO_LEFT = {"fa"}

_current: ContextVar[str] = ContextVar("language", default="en")


def current() -> str:
    """Code of the language in use, such as ``"en"``."""
    return _current.get()


def locale() -> str:
    """Babel's name of the locale whose numbers and dates are in use."""
    return current() if current() in LANGUAGES else "en"


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
