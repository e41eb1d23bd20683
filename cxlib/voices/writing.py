"""One way of writing a comment, so that the same word is found however it was typed.

Vietnamese comes decomposed, Persian with Arabic letters and with or without zero-width non-joiners, Thai with two
short vowels for one long one, digits in six scripts, and everybody shouts now and then.
"""

import re
import unicodedata

_LOOK_ALIKES = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا",
        "ؤ": "و", "ـ": None, "\u200c": None, "\u200b": None, "\u200d": None, "\u2060": None, "\ufeff": None,
        "\u00ad": None, "\u0654": None, "’": "'", "‘": "'", "ʼ": "'", "`": "'",
        **{chr(mark): None for mark in range(0x064B, 0x0653)},
        **{chr(mark): None for mark in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))},
        **{chr(first + digit): str(digit) for first in (0x660, 0x6F0, 0xE50, 0x966, 0x9E6) for digit in range(10)},
    }
)  # fmt: skip
_THAI_PAIRS = str.maketrans({"\u0e4d": None})
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_DOUBLED = re.compile("[a-zà-ɏḁ-ỿ]")


def normal(text: str) -> str:
    """``text`` as it is compared: composed, lower case, one letter for its look-alikes, ASCII digits, on one line.

    Zero-width non-joiners go, so that a Persian word is one word with and without them. Letters drawn out for
    emphasis are cut to two in Latin writing and to one elsewhere.

    Examples:
        >>> normal("SOOOOO  good"), normal("صورت‌حساب ۱۲"), normal("ดีมากกกก")
        ('soo good', 'صورتحساب 12', 'ดีมาก')
    """
    one_line = " ".join(unicodedata.normalize("NFC", text).split())
    plain = one_line.translate(_LOOK_ALIKES).casefold()
    if _THAI.search(plain):
        plain = plain.replace("เเ", "แ").replace("\u0e4d\u0e32", "\u0e33").translate(_THAI_PAIRS)
    return _STRETCHED.sub(_shortened, plain) if _STRETCHED.search(plain) else plain


def _shortened(stretched: re.Match[str]) -> str:
    return stretched[1] * (2 if _DOUBLED.match(stretched[1]) else 1)
