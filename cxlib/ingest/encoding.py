"""From bytes to text: byte order marks, strict UTF-8, then the encoding whose letters make the likeliest words."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from cxlib.ingest import vietnamese
from cxlib.ingest.words.letters import COMMON_IDEOGRAPHS, LETTERS, SAME_AS

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
SINGLE = (
    "cp1252",
    "cp1250",
    "cp874",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "iso8859-2",
    "iso8859-15",
    "iso8859-7",
    "iso8859-9",
    "koi8-r",
    "mac-roman",
    "cp850",
    "cp852",
    "cp866",
    "cp437",
    *vietnamese.NAMES,
)
_OLD = frozenset(("mac-roman", "cp850", "cp852", "cp866", "cp437"))
DOUBLE = ("cp932", "euc-jp", "gb18030", "big5", "cp949")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 60_000
_SHOWN = 5  # lines shown where two encodings are likely
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")


@dataclass(frozen=True)
class Decoded:
    """Text with the encoding it was in.

    Attributes:
        text: The text; line ends as they stand.
        encoding: Python's name of the encoding.
        marked: Whether a byte order mark said so.
        rivals: Other encodings nearly as likely: ask.
        readings: With rivals, encoding -> the first lines that differ between the best two, as it reads them.
        replaced: Characters no encoding could give.
        odd_lines: Lines (from 1) in another encoding than the rest.
        twice: Whether the text had been encoded twice, which was undone.
    """

    text: str
    encoding: str
    marked: bool = False
    rivals: tuple[str, ...] = ()
    readings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    replaced: int = 0
    odd_lines: tuple[int, ...] = ()
    twice: bool = False


def decoded(raw: bytes, encoding: str | None = None) -> Decoded:
    """Decode ``raw``; without ``encoding`` the likeliest one is found.

    Examples:
        >>> decoded("Elégedettség; Győr".encode("cp1250")).encoding
        'cp1250'
    """
    if encoding:
        text = raw.decode(encoding, errors="replace")
        return Decoded(text.removeprefix("\ufeff"), encoding, replaced=text.count("\ufffd"))
    for mark, name in _MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(name, errors="replace")
            return _healed(Decoded(text, name, marked=True, replaced=text.count("\ufffd")))
    wide = _wide(raw)
    if wide:
        text = raw.decode(wide, errors="replace")
        return Decoded(text, wide, replaced=text.count("\ufffd"))
    try:
        return _healed(Decoded(raw.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _mixed(raw) or _guessed(raw)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is zero (or one page of a script)."""
    head = raw[:4000]
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    if odd > 0.35 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.35 and odd < 0.05 else ""


def _healed(found: Decoded) -> Decoded:
    """Text that was UTF-8, read as Latin-1 and written as UTF-8 again becomes what it was."""
    if not _TWICE.search(found.text[:200_000]) and "Ã" not in found.text[:200_000]:
        return found
    for through in ("latin-1", "cp1252"):
        try:
            text = found.text.encode(through).decode("utf-8")
        except UnicodeError:
            continue
        return Decoded(text, found.encoding, found.marked, twice=True)
    return found


def _mixed(raw: bytes) -> Decoded | None:
    """UTF-8 with a few lines in another encoding: each line is read in its own."""
    lines = raw.splitlines(keepends=True)
    odd = {}
    proved = 0
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            proved += 1
        except UnicodeDecodeError:
            odd[number] = line
    if proved < 2 * len(odd) or not odd:
        return None
    joined = b"".join(odd.values())
    other = _guessed(joined)
    text = "".join(
        (odd[number].decode(other.encoding, errors="replace") if number in odd else line.decode("utf-8"))
        for number, line in enumerate(lines)
    )
    return Decoded(text, "utf-8", replaced=text.count("\ufffd"), odd_lines=tuple(number + 1 for number in odd))


def _guessed(raw: bytes) -> Decoded:
    sample = _telling(raw)
    if _only_marks(sample):
        return Decoded(raw.decode("cp1252", errors="replace"), "cp1252")
    telling = sum(byte > 127 for byte in sample)
    worth = [(round(likelihood(sample, name) - _rarity(name, telling), 3), name) for name in (*DOUBLE, *SINGLE)]
    worth.sort(key=lambda pair: -pair[0])  # equals stay in the order of the list, the commonest first
    best, name = worth[0]
    close = 0.1 + 0.4 / max(1, telling) ** 0.5  # few letters say little
    text = raw.decode(name, errors="replace")
    rivals = (
        tuple(other for score, other in worth[1:4] if score > best - close and _differs(sample, name, other))
        if best > -9
        else ()
    )
    readings = _side_by_side(sample, name, rivals[0]) if rivals else ()
    return Decoded(text, name, rivals=rivals, readings=readings, replaced=text.count("\ufffd"))


def _only_marks(sample: bytes) -> bool:
    """Whether all that is not plain stands where a mark stands: ``NPS®``, ``don’t``, a dash between blanks, where other
    pages of code would have a letter."""
    text = sample.decode("cp1252", errors="replace")
    return sum(mark > "\x7f" for mark in text) == len(_MARK.findall(text))


_MARK = re.compile(
    r"(?<=[A-Za-z0-9])[®™](?![^\W_])|(?<=[0-9])°(?![^\W_CF])|(?<=[ \t])[–—](?=[ \t])|(?<=[A-Za-z])’(?=[a-z]{1,2}\b)"
    r"|(?<![A-Za-z0-9])“(?=[A-Za-z0-9])|(?<=[A-Za-z0-9.,!?])”(?![A-Za-z0-9])"
)


def _side_by_side(sample: bytes, one: str, other: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first lines that the two encodings read otherwise."""
    pairs = [
        (line.decode(one, errors="replace"), line.decode(other, errors="replace"))
        for line in sample.splitlines()
        if line.strip()
    ]
    apart = list(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))[:_SHOWN]
    return (one, tuple(left[:200] for left, _ in apart)), (other, tuple(right[:200] for _, right in apart))


def _rarity(name: str, telling: int) -> float:
    """What speaks against an encoding that hardly anybody uses any more: a few odd letters are not enough for it."""
    if name in vietnamese.NAMES:
        return 0.3 + 6 / max(1, telling)
    return 0.05 + 2 / max(1, telling) if name in _OLD else 0.0


def _differs(sample: bytes, one: str, other: str) -> bool:
    return sample.decode(one, errors="replace") != sample.decode(other, errors="replace")


def _telling(raw: bytes) -> bytes:
    """The lines with bytes above 127, up to a limit: the rest says nothing."""
    kept, size = [], 0
    for line in raw.splitlines(keepends=True):
        if not line.isascii():
            kept.append(line[:2000])
            size += len(kept[-1])
            if size > _SAMPLE:
                break
    return b"".join(kept) or raw[:_SAMPLE]


def likelihood(sample: bytes, encoding: str) -> float:
    """Mean worth of the letters above 127 in the language that fits best; about 0 is good, -3 is noise."""
    errors = "strict" if encoding in DOUBLE else "replace"
    try:
        text = codecs.decode(sample, encoding, errors)
    except UnicodeDecodeError as problem:
        if problem.start < len(sample) - 3:
            return -99.0
        text = codecs.decode(sample[: problem.start], encoding, errors)
    high = Counter(mark for mark in text if mark > "\x7f")
    if not high:
        return -99.0
    total = high.total()
    if encoding in DOUBLE:
        return sum(_ideograph(mark) * count for mark, count in high.items()) / total
    broken = sum(count for mark, count in high.items() if mark == "\ufffd" or "\x80" <= mark < "\xa0") / total
    if broken > 0.2:
        return -20.0
    languages = _written_in(encoding) if encoding != "cp1258" or high.keys() & _TONES else _written_in("cp1252")
    return max(_language_worth(high, language) for language in languages) - 8 * broken - _odd_words(text)


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # cp1258 has letters and tones apart


@lru_cache(maxsize=64)
def _written_in(encoding: str) -> tuple[str, ...]:
    """The languages whose letters the encoding has: nobody writes Vietnamese in cp1252."""
    if encoding in vietnamese.NAMES:
        return ("vietnamese",)
    able = [language for language, letters in LETTERS.items() if _share_written(letters, encoding) >= 0.6]
    return (*able, "vietnamese") if encoding == "cp1258" else tuple(able)


def _share_written(letters: str, encoding: str) -> float:
    return 1 - letters.encode(encoding, "replace").count(b"?") / len(letters)


def _ideograph(mark: str) -> float:
    if mark in COMMON_IDEOGRAPHS:
        return 0.3
    code = ord(mark)
    if 0x3040 <= code <= 0x30FF or 0x3000 <= code <= 0x3011:
        return 0.2
    if 0xFF01 <= code <= 0xFF5E:
        return -0.2
    if 0xAC00 <= code <= 0xD7A3:
        return 0.1 if _of_korean_words(mark) else -1.5
    return -1.2 if 0x4E00 <= code <= 0x9FFF else -4.0


@lru_cache(maxsize=4096)
def _of_korean_words(mark: str) -> bool:
    """Whether a syllable is one of the 2,350 that Korean words are made of (KS X 1001)."""
    return len(mark.encode("euc_kr", errors="replace")) == 2  # others are spelled out in eight bytes


@lru_cache(maxsize=64)
def _table(language: str) -> dict[str, float]:
    letters = [mark for mark in LETTERS[language] if mark == mark.lower()]
    return {mark: 0.5 - 1.5 * place / max(len(letters), 14) for place, mark in enumerate(letters)}


def _language_worth(high: Counter, language: str) -> float:
    table = _table(language)
    worth = sum(
        count * table.get(SAME_AS.get(mark, mark), table.get(mark.lower(), _other(mark)) - 0.3)
        for mark, count in high.items()
    )
    return worth / high.total()


_SIGNS = frozenset("–—‘’“”„…€«»•·°§£₫٪،؛؟¿¡№×©®™²½´\xa0")


def _other(mark: str) -> float:
    if mark in _SIGNS:
        return -0.35
    return -2.2 if mark.isalpha() else -2.8


def _odd_words(text: str) -> float:
    """Penalty for words no one writes: two scripts in one, a capital after a small letter, a sign between letters, a
    letter where none can stand."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not words:
        return 0.0 if all(mark < "\x80" or mark in _SIGNS for mark in text) else 2.0
    mixed = sum(1 for word in words if _OTHER_SCRIPT.search(word) and _LATIN.search(word))
    humped = sum(1 for word in words if any(one.islower() and two.isupper() for one, two in pairwise(word)))
    cut = len(_CUT.findall(text))
    misplaced = len(_MISPLACED.findall(text))
    return (3.0 * mixed + 1.5 * humped + 1.0 * cut + 2.0 * misplaced) / len(words)


_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER_SCRIPT = re.compile("[\u0370-\u05ff\u0600-\u06ff\u0e00-\u0e7f]")
_MISPLACED = re.compile(  # letters that only end a word, within one; a lone capital where a currency stands; a tone
    "(?<=[0-9][ \xa0])[\u00c0-\u00de\u0100-\u017d\u0410-\u042f](?!\\w)|"
    "[ςךםןףץ](?=[^\\W\\d_])|(?<![aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ])[\u0300\u0301\u0303\u0309\u0323]"
)
_CUT = re.compile(
    "[A-Za-z][^\\w\\s\\x00-\\x7f‘’´·–—…\u0300\u0301\u0303\u0309\u0323][A-Za-z]|£(?=[^\\W\\d_])|[¢¤¥¦¨¬¯¸ª³¹¼¾÷†‡‰▓░│┤╝╗└┴├╚╔╩╦╠═╬]"
)
