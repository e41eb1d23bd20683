"""The dialect of delimited text, judged on the shape of the whole sample with quotes respected, not on the first
line."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from cxlib.ingest.text import NEWLINE, Cut, Grid, records

_DELIMITERS = (",", ";", "\t", "|", "^", "~", ":", "\x1f", "\x01", "¦", "§", "#", " ")
_HINT = re.compile(r"\s*sep=(.)\s*$", re.IGNORECASE)
_RARE = {":": 0.6, " ": 0.6, "#": 0.7, "^": 0.9, "~": 0.9}
_NUMBER = re.compile(r"[-+(]?[$€£¥₫฿]?\s?\d[\d.,' \u00a0\u202f٬٫]*\s?[%€$£¥₫٪)-]?$|[۰-۹٠-٩๐-๙]+([.,٫٬][۰-۹٠-٩๐-๙]+)*$")
_MOMENT = re.compile(
    r"\d{1,4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,4}[.日]?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m|z|[+-]\d\d:?\d\d)?)?$|\d{1,2}:\d{2}(:\d{2})?$",  # noqa: E501
    re.IGNORECASE,
)
_NAMED = re.compile(r"https?://\S+$|[\w.+-]+@[\w-]+\.[\w.]+$|[A-Za-z]{1,4}[-_]?\d+$")
_SAMPLE_LINES = 400


@dataclass(frozen=True)
class Form:
    """What the sample says: how to cut it, how many fields a record has, and how sure that is (0 to 1).

    ``hinted`` says that the first line only names the delimiter, ``told`` that the header alone decides the width.
    """

    cut: Cut
    width: int
    agreement: float
    hinted: bool = False
    told: bool = False


def sample_of(text: str, limit: int = 400_000) -> str:
    """Whole lines from the head, the middle and the end of ``text``."""
    if len(text) <= limit:
        return text
    third = limit // 3
    parts = [text[:third]]
    for start in (len(text) // 2, len(text) - third):
        found = NEWLINE.search(text, start)
        parts.append(text[found.end() : found.end() + third] if found and found.end() - start < third else "")
    return "\n".join(part[: part.rfind("\n") + 1] or part for part in parts if part)


def form(text: str, delimiter: str | None = None, quote: str | None = None) -> Form:
    """Judge delimiter, quote and escape of ``text``; what the caller knows is kept.

    Examples:
        >>> form("a;b\\n1,5;2\\n2,5;3\\n").cut.delimiter
        ';'
    """
    sample = sample_of(text)
    hint = _HINT.match(sample.split("\n", 1)[0].rstrip("\r"))
    if hint and delimiter is None:
        delimiter = hint[1]
        sample = sample.split("\n", 1)[1] if "\n" in sample else ""
    lines = [line for line in NEWLINE.split(sample)[: 4 * _SAMPLE_LINES] if line.strip()]
    present = [
        mark for mark in _DELIMITERS if sum(mark in line for line in lines) * 4 >= len(lines) or mark == delimiter
    ]
    candidates = [delimiter] if delimiter is not None else present
    quotes = [quote] if quote is not None else _quotes(sample, present or [","])
    forms = [
        _judged(sample, Cut(mark, sign, _escape(sample, sign, mark)))
        for mark in candidates
        for sign in quotes
        if mark != " " or delimiter
    ]
    if " " in candidates and delimiter is None:
        forms.append(_by_words(sample, quotes[0]))
    best = max(forms, key=lambda pair: pair[0], default=(0.0, Form(Cut("", quotes[0]), 1, 1.0)))
    if delimiter is None and (best[0] < 0.08 or best[1].width < 2):
        sign = quotes[0]
        return Form(Cut(_unused(sample), sign, _escape(sample, sign, "")), 1, 1.0)
    chosen = best[1]
    if chosen.cut.delimiter in (",", ";", "|") and _spaced(sample, chosen.cut):
        chosen = _judged(sample, Cut(chosen.cut.delimiter + " ", chosen.cut.quote, chosen.cut.escape))[1]
    return Form(chosen.cut, chosen.width, chosen.agreement, bool(hint), chosen.told)


def _by_words(sample: str, quote: str) -> tuple[float, Form]:
    """Columns parted by single spaces, where texts of several words stand without quotes: the header tells the
    width."""
    cut = Cut(" ", quote, _escape(sample, quote, " "))
    rows = [row for row in records(sample, cut).rows[:_SAMPLE_LINES] if any(row)]
    width = len(rows[0]) if rows else 0
    if width < 3 or len(rows) < 4 or len(set(rows[0])) < width:
        return 0.0, Form(cut, 1, 0.0)
    agreement = sum(len(row) >= width for row in rows) / len(rows)
    leading = [_sense(cell, " ") >= 0.95 for row in rows[1:] for cell in row[:3]]
    if agreement < 0.95 or sum(leading) < 0.9 * len(leading):
        return 0.0, Form(cut, 1, 0.0)
    return 0.5 * agreement * (1 - 1 / width), Form(cut, width, agreement, told=True)


def _unused(sample: str) -> str:
    """A delimiter for a single column: a comma if no line has one, else a mark that never occurs."""
    return next((mark for mark in (",", ";", "\t", "\x1f") if mark not in sample), "\x1f")


def _quotes(sample: str, delimiters: list[str]) -> list[str]:
    marks = "".join(re.escape(mark) for mark in delimiters)
    counts = {}
    for sign in ('"', "'"):
        opened = len(re.findall(rf"(?:^|[{marks}]\s?){sign}", sample, re.MULTILINE))
        shut = len(re.findall(rf"{sign}(?=[{marks}]|\s*$)", sample, re.MULTILINE))
        counts[sign] = min(opened, shut)
    return ["'"] if counts["'"] > 2 * counts['"'] + 2 else ['"']


def _escape(sample: str, quote: str, delimiter: str) -> str:
    if "\\" + quote not in sample:
        return ""
    escaped = (
        len(re.findall(rf"\\{quote}(?!\s*(?:{re.escape(delimiter)}|[\r\n]|\Z))|\\{quote}{quote}", sample))
        if delimiter
        else 1
    )
    doubled = (
        len(re.findall(rf"[^\\{quote}{re.escape(delimiter)}\s]{quote}{quote}[^{quote}]", sample)) if delimiter else 0
    )
    return "\\" if escaped > doubled else ""


def _judged(sample: str, cut: Cut) -> tuple[float, Form]:
    grid = _sampled(records(sample, cut), cut)
    widths = Counter(len(row) for row in grid.rows if any(cell.strip() for cell in row))
    total = sum(widths.values())
    if not total:
        return 0.0, Form(cut, 1, 0.0)
    width = max(widths, key=lambda size: (widths[size] * (1.5 if size > 1 else 1), size))
    agreement = widths[width] / total
    kinds = [_sense(cell, cut.delimiter) for row in grid.rows if len(row) == width for cell in row if cell.strip()]
    sense = sum(kinds) / len(kinds) if kinds else 0.5
    worth = agreement**1.5 * sense**2 * (1 - 1 / width) * (1 + 0.05 * math.log(width)) * _RARE.get(cut.delimiter, 1.0)
    return worth, Form(cut, width, agreement)


def _sampled(grid: Grid, cut: Cut) -> Grid:
    step = max(1, len(grid.rows) // _SAMPLE_LINES)
    return Grid(grid.rows[:50] + grid.rows[50::step], grid.lines)


def _sense(cell: str, delimiter: str) -> float:
    """How much a cell looks like one thing: a number, a moment, an address – or text that no other mark cuts."""
    text = cell.strip()
    if _NUMBER.match(text) or _MOMENT.match(text):
        return 1.0
    if _NAMED.match(text):
        return 0.95
    others = sum(mark in text for mark in ",;\t|" if mark != delimiter)
    if len(text) > 1 and text[0] in "\"'" and text[0] != text[-1]:
        return 0.2
    return 0.85 if not others else 0.55 if others == 1 and ", " in text else 0.35


def _spaced(sample: str, cut: Cut) -> bool:
    """Whether (nearly) every delimiter is followed by one space that belongs to it."""
    mark = re.escape(cut.delimiter)
    plain = re.sub(rf"{cut.quote}[^{cut.quote}\n]*{cut.quote}", "q", sample) if cut.quote else sample
    every = len(re.findall(mark, plain))
    spaced = len(re.findall(mark + r"(?: |(?=\r?\n|\Z))", plain))
    return every > 0 and spaced >= 0.98 * every and len(re.findall(mark + " ", plain)) >= 0.7 * every
