"""Text in a spreadsheet's cell: what a spreadsheet would run as a formula is marked as text."""

import re

_FORMULA = re.compile(r"^\s*[=+\-@\t\r\x00]")
_PLAIN_NUMBER = re.compile(r"^[+-]?\d[\d.,\s]*%?$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: object) -> str:
    """``text`` without characters that no office file may hold."""
    return _CONTROLS.sub("", str(text))


def quoted(text: object) -> str:
    """``text`` for a cell: with a leading apostrophe where a spreadsheet would run it.

    Examples:
        >>> quoted("=1+1"), quoted("-5"), quoted("Wait")
        ("'=1+1", '-5', 'Wait')
    """
    cell = plain(text)
    return "'" + cell if _FORMULA.match(cell) and not _PLAIN_NUMBER.match(cell) else cell
