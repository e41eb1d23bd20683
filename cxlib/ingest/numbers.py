"""Numbers as people write them: the decimal mark is voted by the column, a single cell never decides it alone."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cxlib.ingest.digits import readable
from cxlib.ingest.words import money

_WORDS = "|".join(re.escape(word) for word in sorted((*money.CODES, *money.WORDS), key=len, reverse=True))
_CURRENCY = rf"(?:{_WORDS}|[$€£¥₩₪₫₭₮₱₲₴₵₸₹₺₽₿฿₦₡﷼￥￡＄])"
_BEFORE = re.compile(rf"^({_CURRENCY})\s*(?=[\d.,(+-])", re.IGNORECASE)
_AFTER = re.compile(rf"(?<=[\d).,-])\s*({_CURRENCY})$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]\d{1,3})?$|\d+\.\d+[eE]\d{1,3}$")
_MARKED = re.compile(r"\d{1,}(?:([.,'’٬ _`´])\d+)*(?:[.,٫]\d*)?$|[.,٫]\d+$")
_GROUPS = re.compile(r"\d{1,3}(?:(?P<mark>[.,'’٬ _`´])\d{3})(?:(?P=mark)\d{3})*$|\d{1,2}(?:,\d{2})+,\d{3}$")
_ROUND = re.compile(r"(?<=\d)[.,]-{1,2}$")  # ``12.–`` and ``99,-``: whole francs, whole crowns
_UP_TO = 400  # digits: what is longer is no number anyone wrote
_LEADING_ZERO = re.compile(r"[-+]?0\d")


@dataclass(frozen=True)
class Amount:
    """A cell taken apart: its figures with their marks, sign, and what stood around them."""

    figures: str
    negative: bool = False
    percent: bool = False
    currency: str = ""


def amount(text: str) -> Amount | None:
    """The parts of a written number, or None.

    Examples:
        >>> amount("(1.234,50) €")
        Amount(figures='1.234,50', negative=True, percent=False, currency='€')
    """
    figures = readable(text)
    if not figures or len(figures) > _UP_TO:
        return None
    if _PLAIN.match(figures):
        return Amount(figures)
    figures, currency = _without_currency(figures)
    figures, negative = _without_sign(_ROUND.sub("", figures))
    if not currency:
        figures, currency = _without_currency(figures)
        figures = _ROUND.sub("", figures)
    figures, percent = _without_percent(figures)
    figures, late = _without_sign(figures) if not negative else (figures, False)
    if not (_PLAIN.match(figures) or _MARKED.match(figures)):
        return None
    return Amount(figures, negative or late, percent, currency)


def _without_currency(figures: str) -> tuple[str, str]:
    found = _BEFORE.match(figures)
    if found:
        return figures[found.end() :].strip(), found[1]
    found = _AFTER.search(figures)
    return (figures[: found.start()].strip(), found[1]) if found else (figures, "")


def _without_sign(figures: str) -> tuple[str, bool]:
    if figures.startswith("(") and figures.endswith(")"):
        return figures[1:-1].strip(), True
    if figures.startswith("-"):
        return figures[1:].strip(), True
    if figures.startswith("+"):
        return figures[1:].strip() if not figures.startswith("+ ") else "", False
    if figures.endswith("-") and len(figures) > 1:
        return figures[:-1].strip(), True
    return figures, False


def _without_percent(figures: str) -> tuple[str, bool]:
    if figures.endswith("%"):
        return figures[:-1].strip(), True
    return (figures[1:].strip(), True) if figures.startswith("%") else (figures, False)


def decimal_vote(figures: str) -> str:
    """What one written number says about the decimal mark: ``"."``, ``","``, ``"?"`` (either), or ``""`` (nothing).

    Examples:
        >>> [decimal_vote(text) for text in ("1,234.5", "12,5", "1.234", "1 234 567", "0,250")]
        ['.', ',', '?.', '', ',']
    """
    marks = [mark for mark in figures if mark in ".,٫"]
    if not marks:
        return ""
    last, before = marks[-1], marks[:-1]
    if last == "٫":
        return "٫"
    if last in before:
        return "," if last == "." else "."
    if before:
        return last
    whole, _, rest = figures.rpartition(last)
    if len(rest) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return "" if " " in whole and len(rest) == 3 and not whole else last
    return "?" + last


def decimal_votes(texts: Iterable[str]) -> Counter:
    """How often each decimal mark is proved by the cells."""
    votes: Counter = Counter()
    for text in texts:
        parts = amount(text)
        if parts:
            votes[decimal_vote(parts.figures)] += 1
    votes.pop("", None)
    return votes


def value(parts: Amount, decimal: str) -> int | float | None:
    """The number, read with ``decimal`` as its decimal mark; None where the groups of thousands do not fit.

    Examples:
        >>> value(amount("1.234,50 €"), ",")
        1234.5
    """
    whole, mark, rest = _split(parts.figures, decimal)
    if whole and not whole.isdecimal():
        if not _GROUPS.match(whole):
            return None
        whole = "".join(digit for digit in whole if digit.isdecimal())
    if not mark and not parts.percent:
        if "e" in rest.lower():
            return _signed(float(rest), parts)
        return _signed(int(whole), parts)
    if rest and not rest.isdecimal():
        return None
    number = float(f"{whole or 0}.{rest or 0}")
    return _signed(float(f"{whole or 0}.{rest or 0}e-2") if parts.percent else number, parts)


def _split(figures: str, decimal: str) -> tuple[str, str, str]:
    if "e" in figures.lower():
        return "", "", figures
    if "٫" in figures:
        decimal = "٫"
    whole, mark, rest = figures.rpartition(decimal)
    return (whole, mark, rest) if mark else (figures, "", "")


def _signed(number: int | float, parts: Amount) -> int | float:
    return -number if parts.negative else number


def is_code(text: str) -> bool:
    """Whether a run of digits is a name, not a quantity: a leading zero, or more digits than a number keeps."""
    plain = readable(text)
    return bool(_LEADING_ZERO.match(plain)) or (plain.isdecimal() and len(plain) > 15)
