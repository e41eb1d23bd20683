"""The one place where text typed by people is made harmless before Streamlit, a browser or a spreadsheet sees it.

Streamlit renders Markdown in nearly every label, pictures included, so a column named ``![x](https://…)`` would tell
an outsider who looks at the page. ``md`` is for labels, ``html`` for our own blocks, ``neutral`` for downloads.
"""

import re
from html import escape

import pandas as pd

# They reverse text that follows them. Isolates by first letter (U+2068, U+2069) stay: the catalogue sets them.
_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), 0x2066, 0x2067])
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u2060"  # invisible; breaks what Streamlit replaces after Markdown has been read
_REPLACED_LATER = re.compile(r":(?=//|[\w+/-]+:)|www(?=\.)|@(?=\w)|-(?=[->])|<(?=-)", re.IGNORECASE)
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "$:[]!*_`~\\#|@(){}"}
_STRONG = re.compile(r"&#42;&#42;(.+?)&#42;&#42;")
_FORMULA = re.compile(r"^\s*[=+\-@\t\r\x00]")
_BLANKS = re.compile(r"\s+")
_GLUE = ("\u00a0", "\u202f")  # between a number and its unit, which stay on one line
_PLAIN_NUMBER = re.compile(r"^[+-]?\d[\d.,\s]*%?$")


class Markup(str):
    """Our own HTML, in which every text was made harmless; Streamlit takes it as it is, without looking through it."""

    def _repr_html_(self) -> str:
        return str(self)


def md(text: object) -> str:
    """``text`` for a label: drawn as typed, without Markdown, links, pictures, formulas, icons or emoji codes.

    Examples:
        >>> md("![x](https://a.b/c.png)").startswith("\\\\!\\\\[x\\\\]")
        True
    """
    line = _REPLACED_LATER.sub(lambda found: found[0] + _JOINER, _line(text))
    return _MARKDOWN.sub(r"\\\1", line)


def html(text: object) -> str:
    """``text`` for a block of our own HTML or for an attribute in double quotes; one line, no Markdown either.

    Examples:
        >>> html("<b> & $x$")
        '&lt;b&gt; &amp; &#36;x&#36;'
    """
    return escape(_line(text).translate(_PLACEHOLDERS), quote=True).translate(_RESTORED)


def emphasis(text: object) -> str:
    """Like ``html``, but ``**words**`` of our own sentences come out strong."""
    return _STRONG.sub(r"<strong>\1</strong>", html(text))


def neutral(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame for a download: text that a spreadsheet would run as a formula gets a leading apostrophe."""
    cells = frame.copy()
    cells.columns = [_quoted(name) if isinstance(name, str) else name for name in frame.columns]
    for place in range(cells.shape[1]):
        column = cells.iloc[:, place]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            cells.isetitem(place, column.map(lambda cell: _quoted(cell) if isinstance(cell, str) else cell))
    return cells


def file_name(text: object) -> str:
    """A name for a downloaded file: letters, digits and dashes of ``text``."""
    return re.sub(r"[^\w-]+", "-", _line(text)).strip("-")[:80] or "headlight"


def _quoted(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) and not _PLAIN_NUMBER.match(cell) else cell


def _line(text: object) -> str:
    plain = str(text).translate(_OVERRIDES).replace("\x00", "")
    return _BLANKS.sub(lambda found: found[0] if found[0] in _GLUE else " ", plain).strip()


# html.escape would escape the ampersands of our entities, so the signs wait as private-use characters meanwhile.
_PLACEHOLDERS = {sign: chr(0xF0000 + sign) for sign in _ENTITIES}
_RESTORED = {0xF0000 + sign: entity for sign, entity in _ENTITIES.items()}
