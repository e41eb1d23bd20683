"""Cells cleaned for reading: digits of every script as 0-9, one kind of space and minus, no invisible characters."""

import re
import unicodedata
from functools import lru_cache

_ZEROS = (
    0x660,
    0x6F0,
    0x7C0,
    0x966,
    0x9E6,
    0xA66,
    0xAE6,
    0xB66,
    0xBE6,
    0xC66,
    0xCE6,
    0xD66,
    0xE50,
    0xED0,
    0xF20,
    0x1040,
    0x17E0,
    0x1810,
    0xFF10,
)
DIGITS = {zero + value: str(value) for zero in _ZEROS for value in range(10)}
_SPACES = {
    ord(space): " "
    for space in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
}
_MINUS = {ord(sign): "-" for sign in "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"}
_FULL_WIDTH = {0xFF0C: ",", 0xFF0E: ".", 0xFF05: "%", 0x066A: "%", 0xFF0B: "+", 0xFF1A: ":", 0xFF0F: "/", 0x060C: ","}
_NOTHING = dict.fromkeys(
    (
        *range(0x00, 0x09),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        0x7F,
        *range(0x80, 0x85),
        *range(0x86, 0xA0),
        0x200B,
        0x2060,
        0xFEFF,
        0xAD,
    )
)
MARKS = dict.fromkeys((0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x61C))
"""Marks of writing direction: they change how a cell looks, never what it says."""
_READABLE = {**DIGITS, **_SPACES, **_MINUS, **_FULL_WIDTH, **_NOTHING, **MARKS}
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]"
)
_RUNS = re.compile(r" {2,}")


def readable(text: str) -> str:
    """``text`` with 0-9 digits, plain spaces and hyphens, trimmed: what the parsers of numbers and dates read.

    Examples:
        >>> readable("\u202f۱۴۰۴/۰۱/۱۵ ")
        '1404/01/15'
    """
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).translate(_READABLE).strip()


def clean(text: str) -> str:
    """``text`` in NFC without control, zero-width and direction characters (ZWNJ and ZWJ stay: Persian and emoji need
    them)."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """``text`` for comparing words: clean, case folded, single spaces, Arabic yeh and kaf as Persian ones.

    Examples:
        >>> folded("  Átlag  ÉRTÉK ")
        'átlag érték'
    """
    if text.isascii():
        return " ".join(INVISIBLE.sub("", text).lower().split())
    plain = clean(text).casefold().replace("ي", "ی").replace("ك", "ک").replace("\u200c", "").replace("i̇", "i")
    return _RUNS.sub(" ", " ".join(plain.split()))
