"""Takes out of a comment what says who wrote it, before it is copied, quoted or shared.

E-mail addresses, web addresses, bank and card numbers, telephone numbers in any digits, handles, and names from the
workspace's own list. Rather a number too many than one too few: any run of seven digits that is no date and no amount
goes.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_

MARKS = {
    "email": N_("[e-mail]"),
    "url": N_("[web address]"),
    "iban": N_("[bank account]"),
    "card": N_("[card number]"),
    "phone": N_("[phone]"),
    "handle": N_("[account name]"),
    "name": N_("[name]"),
}
DIGITS_OF_A_PHONE = range(7, 21)

_TOP = (
    "com|net|org|info|biz|edu|gov|io|co|me|app|dev|shop|online|site|hu|th|vn|ir|de|at|uk|fr|it|es|pl|eu|ru|cn|jp|ly|gl"
)
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
_BETWEEN = rf"[\s{_INVISIBLE}().\-/–—‑·]"
_EMAIL = re.compile(
    r"[\w.+%'’-]+\s?(?:@|\(at\)|\[at\]|＠)\s?[\w-]+(?:(?:\.|\s?(?:\(dot\)|\[dot\])\s?)[\w-]+)+", re.IGNORECASE
)
_URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:{_TOP})(?![\w])(?:/[^\s<>\"']*)?", re.IGNORECASE
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE)
_NUMBER = re.compile(rf"(?<![\d])[+＋]?\(?\d(?:{_BETWEEN}{{0,3}}\d){{6,30}}")
_HANDLE = re.compile(
    r"(?<![\w@.])[@＠][\w.]{2,}"
    r"|(?:line|ไลน์|telegram|zalo|skype|whatsapp)\s?(?:id|ไอดี)?\s?[:：=]\s?@?[\w.-]{3,}",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2})\.?")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?|[1-9]\d{0,2}(?: \d{3}){2}")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}")
_ALIKE = {sign: f"[{signs}]" for signs in ("یيى", "کك", "هة", "اأإآ") for sign in signs}
_DIGITS = str.maketrans(
    {chr(first + digit): str(digit) for first in (0x660, 0x6F0, 0xE50, 0x966, 0x9E6, 0xFF10) for digit in range(10)}
)  # one sign for one sign, so that places stay the same


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """``text`` without what identifies a person; each part gives way to a word in brackets.

    Args:
        text: A comment as it was written.
        names: Names to take out wherever they stand, with any ending of up to four letters; those of two or more words
            with the family name first or last.

    Examples:
        >>> redacted("Call me: +36 55 501 0123 or a.b@example.org, paid €1,250,000 on 2026-11-02")
        'Call me: [phone] or [e-mail], paid €1,250,000 on 2026-11-02'
        >>> redacted("โทร ๐๘๑-๒๓๔-๕๖๗๘ คุณสมชาย", ["สมชาย"])
        'โทร [phone] คุณ[name]'
        >>> redacted("Ask at Kovácsnál, card 4111 1111 1111 1111", ["Kovács"])
        'Ask at [name], card [card number]'
    """
    kept = unicodedata.normalize("NFC", text)
    for kind, pattern in (("email", _EMAIL), ("url", _URL), ("handle", _HANDLE)):
        kept = pattern.sub(_mark(kind), kept)
    kept = _without_numbers(kept)
    for pattern in _name_patterns(tuple(names)):
        kept = pattern.sub(_mark("name"), kept)
    return kept


def _mark(kind: str) -> str:
    return _(MARKS[kind])


def _without_numbers(text: str) -> str:
    """Bank accounts, cards and telephone numbers, found among ASCII digits and taken out where they stand."""
    plain = text.translate(_DIGITS)
    spans = [(*hit.span(), "iban") for hit in _IBAN.finditer(plain) if _is_iban(hit[0])]
    for hit in _NUMBER.finditer(plain):
        kind = _kind_of_number(hit[0])
        if kind and not any(start <= hit.start() < end for start, end, _kind in spans):
            spans.append((*hit.span(), kind))
    for start, end, kind in sorted(spans, reverse=True):
        text = text[:start] + _mark(kind) + text[end:]
    return text


def _kind_of_number(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if _DATE.fullmatch(written) or _CLOCK.fullmatch(written) or (_AMOUNT.fullmatch(written) and len(digits) < 13):
        return ""
    if 13 <= len(digits) <= 19 and is_card(digits):
        return "card"
    return "phone" if len(digits) in DIGITS_OF_A_PHONE else "card"


def is_card(digits: str) -> bool:
    """Whether the digits pass Luhn's check (ISO/IEC 7812).

    Examples:
        >>> is_card("4111111111111111"), is_card("4111111111111112")
        (True, False)
    """
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_iban(written: str) -> bool:
    """Passes the check of ISO 13616, or is so full of digits that it is one with a slip in it."""
    plain = re.sub(r"[ \-]", "", written).upper()
    rearranged = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return int(rearranged) % 97 == 1 or sum(sign.isdigit() for sign in plain) >= 14


@lru_cache(maxsize=32)
def _name_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    wanted = sorted({unicodedata.normalize("NFC", name.strip()) for name in names if len(name.strip()) > 1}, key=len)
    return tuple(_name_pattern(name) for name in reversed(wanted))


def _name_pattern(name: str) -> re.Pattern[str]:
    parts = name.split()
    orders = [parts] if len(parts) == 1 else [parts, [parts[-1], *parts[:-1]], [*parts[1:], parts[0]]]
    ways = "|".join(dict.fromkeys(_written(order) for order in orders))
    if re.search(r"[\u0e00-\u0e7f]", name):
        return re.compile(ways)
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)


def _written(parts: list[str]) -> str:
    """A name as it may stand: letters that look alike in Persian and Arabic, and an ending of a few letters."""
    written = rf"[\s{_INVISIBLE}]+".join("".join(_ALIKE.get(sign, re.escape(sign)) for sign in part) for part in parts)
    if re.search(r"[\u0e00-\u0e7f]", written):
        return written
    last = parts[-1][-1]
    if last in "ae":  # Hungarian lengthens it before an ending: Anna, Annának
        written = written[:-1] + {"a": "[aá]", "e": "[eé]"}[last]
    return written + (r"\w{0,4}" if sum(len(part) for part in parts) > 3 else "")
