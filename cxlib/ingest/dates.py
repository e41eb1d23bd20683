"""Written dates taken apart, one cell at a time; which part is the day is decided by the column (``day_order``)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cxlib.ingest import calendars
from cxlib.ingest.digits import folded, readable
from cxlib.ingest.words.months import AROUND, ERA_LETTERS, ERAS, MONTHS, PHRASES, QUARTER, WEEK, WEEKDAYS

_CLOCK = re.compile(
    r"(?:^|[\st,،-]|(?<=[日일]))(?P<hour>\d{1,2})[:時时시点](?P<minute>\d{2})(?:[:分분](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?[分秒초분]?"
    r"\s*(?P<half>[ap]\.?\s?m\.?|sa|ch|de\.?|du\.?|ص|م|ق\.?ظ\.?|ب\.?ظ\.?|น\.?|uhr|h|óra|上午|下午|오전|오후)?\s*(?P<zone>(?:z|utc|gmt)?\s*(?:[+-]\d{1,2}(?::?\d{2})?)?)$"
)
_HALF_BEFORE = re.compile(r"\b(上午|下午|오전|오후|de\.|du\.)\s*(?=\d)|(上午|下午|오전|오후)\s*(?=\d)")
_ZONE = re.compile(r"(?:z|utc|gmt)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?$")
_DOTTED = re.compile(
    r"(?P<word>\b(?:kl\.?|klo|ore|um|เวลา))\s*(\d{1,2})\.(\d{2})(?!\d)"
    r"|(?<!\d)(\d{1,2})\.(\d{2})\s*(?P<after>uhr|น\.?)$"
    r"|(?<=\d\s)(?:à\s+)?(\d{1,2})\s?h\s?(\d{2})$"
)
_VIETNAMESE = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})$")
_BRACKETS = re.compile(r"\s*\[?\(?((?:gmt|utc)[+-]\d{1,2}(?::?\d{2})?)[\])]$")
_LETTER = re.compile(r"[^\W\d_]\d")
_PM = ("p", "ch", "du", "م", "ب", "下午", "오후")
_AM = ("a", "sa", "de", "ص", "ق", "上午", "오전")
_TOKEN = re.compile(
    r"\d+|[^\W\d_]+(?:[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e'’\u0300-\u036f\u0900-\u0963]*[^\W\d_]*)*\.?|[^\s\w]|_"
)
_WEEK = re.compile(
    rf"(\d{{4}})\s*-?\s*w(\d{{1,2}})$|(?:{'|'.join(WEEK)})\.?\s*-?(\d{{1,2}})[\s./,-]+(\d{{4}})$|(\d{{4}})[\s./,-]+(?:{'|'.join(WEEK)})\.?\s*(\d{{1,2}})$"
)
_QWORDS = "|".join(re.escape(word) for word in QUARTER)
_QUARTER = re.compile(
    rf"(?:{_QWORDS})\.?\s*([1-4])[\s./,-]*'?(\d{{4}}|\d{{2}})$|(\d{{4}})[\s./,-]*(?:{_QWORDS})\.?\s*([1-4])(?:四半期)?$"
    rf"|(\d{{4}})[\s./-]+([1-4])\.?\s*(?:negyedév|né|квартал|quartal|trimestre|kwartał|çeyrek)$"
    rf"|([1-4])\.?\s*(?:negyedév|né|квартал|quartal|trimestre|kwartał|çeyrek|kv)\.?\s*(\d{{4}})$|([1-4])q[\s./-]*'?(\d{{4}}|\d{{2}})$"
)
_IDEOGRAPHS = re.compile(r"(?<=\d)\s*[年년]\s*(?=\d)|(?<=\d)\s*[月월]\s*(?=\d)")
_ERA = re.compile(rf"^({'|'.join(ERAS)})\s*(\d{{1,3}}|元)")
_SHORT_ERA = re.compile(
    r"(令和|平成|昭和|[RHSrhs令平昭])\.?(\d{1,2}|元)(?=[./年-]\s?\d{1,2}[./月-]\s?\d{1,2}(?:日|$|\s))"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
_FIGURED = re.compile(
    r"([0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}) ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
)  # fmt: skip
_PACKED = re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")


@dataclass(frozen=True)
class Written:
    """A written date: figures in the order they stand, a month word if there is one, the time of day, the zone.

    ``figures`` keeps the text of each number (its length tells years from days). ``grain`` is ``day``, ``month``,
    ``quarter`` or ``week``. ``separator`` is the first mark between the figures.
    """

    figures: tuple[str, ...]
    month: int = 0
    language: str = ""
    month_at: int = -1
    seconds: float = -1.0
    offset: int | None = None
    grain: str = "day"
    separator: str = ""
    era: int = 0

    @property
    def year_first(self) -> bool:
        """Whether the first figure can only be a year."""
        return len(self.figures[0]) >= 3 or bool(self.era)


@lru_cache(maxsize=4096)
def written(text: str) -> Written | None:
    """The parts of a written date, time or period, or None.

    Examples:
        >>> written("2025-03-14T09:41:05+07:00").seconds, written("14 มี.ค. 2568").month
        (34865.0, 3)
    """
    found = _ISO.fullmatch(text)
    if found:
        return _iso(found)
    found = _FIGURED.fullmatch(text)
    if found:
        return _day(found[1], seconds, None) if (seconds := _seconds(*found.groups()[1:])) >= 0 else None
    plain = _plain(text)
    if not 4 <= len(plain) <= 60 or not any(mark.isdecimal() for mark in plain):
        return None
    period = _period(plain)
    if period:
        return period
    clock, day = _clock(plain)
    if clock is None:
        return None
    return _day(day, *clock)


def era_written_out(text: str) -> str:
    """``R8.1.5`` as ``令和8.1.5``, for a column that is known to hold Japanese dates; any other text as it is.

    Examples:
        >>> era_written_out("R8.1.5"), era_written_out("8.1.5")
        ('令和8.1.5', '8.1.5')
    """
    found = _SHORT_ERA.match(plain := unicodedata.normalize("NFKC", readable(text)))
    return f"{ERA_LETTERS.get(found[1].lower(), found[1])}{plain[found.start(2) :]}" if found else text


def _iso(found: re.Match[str]) -> Written | None:
    """What most exports write, told at a glance; the same as by the long way."""
    year, month, day, *clock = found.groups()
    if clock[0] is None:
        return Written((year, month, day), separator="-")
    seconds = _seconds(*clock)
    return Written((year, month, day), seconds=seconds, separator="-") if seconds >= 0 else None


def _seconds(hour: str, minute: str, second: str | None) -> float:
    """Seconds of the day; -1 where there is no such time."""
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
        return -1.0
    return float(int(hour) * 3600 + int(minute) * 60 + int(second or 0))


def _plain(text: str) -> str:
    plain = readable(text)
    if not plain.isascii():
        plain = folded(plain).replace("พ.ศ.", " ").replace("ค.ศ.", " ").replace("年度", "年")
        for dotted in ("ม.ค", "ก.พ", "มี.ค", "เม.ย", "พ.ค", "มิ.ย", "ก.ค", "ส.ค", "ก.ย", "ต.ค", "พ.ย", "ธ.ค"):
            plain = plain.replace(dotted + ".", f" {dotted.replace('.', '')} ").replace(
                dotted, f" {dotted.replace('.', '')} "
            )
        for phrase, one in PHRASES:
            plain = plain.replace(phrase, one)
        plain = _VIETNAMESE.sub(r"\3-\2-\1", plain)
    return _BRACKETS.sub(r" \1", _DOTTED.sub(_with_colon, plain.casefold())).strip()


def _with_colon(found: re.Match) -> str:
    """``kl. 15.15``, ``9.41 Uhr``: a time of day written with a dot."""
    if found["word"]:
        return f" {found[2]}:{found[3]}"
    return f" {found[4]}:{found[5]}" if found[4] else f" {found[7]}:{found[8]}"


def _period(plain: str) -> Written | None:
    found = _WEEK.match(plain)
    if found:
        year, week = (found[1], found[2]) if found[1] else (found[4], found[3]) if found[3] else (found[5], found[6])
        return Written((year, week), grain="week") if 1 <= int(week) <= 53 else None
    found = _QUARTER.match(plain)
    if found:
        pairs = (
            (found[2], found[1]),
            (found[3], found[4]),
            (found[5], found[6]),
            (found[8], found[7]),
            (found[10], found[9]),
        )
        year, quarter = next(pair for pair in pairs if pair[0])
        return Written((year, quarter), grain="quarter")
    return None


def _clock(plain: str) -> tuple[tuple[float, int | None] | None, str]:
    """Seconds of the day (-1 without a time), zone offset in seconds (None without), and what is left."""
    half = ""
    if ":" not in plain and not any(mark in plain for mark in "時时시点"):
        return (-1.0, None), plain
    before = _HALF_BEFORE.search(plain)
    if before:
        half, plain = before[0].strip(), plain[: before.start()] + " " + plain[before.end() :]
    found = _CLOCK.search(plain)
    if not found:
        return None, plain
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["half"] or half).strip()
    if half.startswith(_PM) and hour < 12:
        hour += 12
    elif half.startswith(_AM) and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 60:
        return None, plain
    part = float("0." + found["part"]) if found["part"] else 0.0
    return (hour * 3600 + minute * 60 + second + part, _offset(found["zone"].strip())), plain[: found.start()].strip(
        " t,،-"
    )


def _offset(zone: str) -> int | None:
    found = _ZONE.match(zone) if zone else None
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    seconds = int(hours or 0) * 3600 + int(minutes or 0) * 60
    return -seconds if sign == "-" else seconds


def _day(text: str, seconds: float, offset: int | None) -> Written | None:
    found = _day_alone(text, seconds >= 0)
    if found is None or seconds < 0:
        return found
    return Written(found.figures, found.month, found.language, found.month_at, seconds, offset, found.grain,
                   found.separator, found.era)  # fmt: skip


@lru_cache(maxsize=4096)
def _day_alone(text: str, timed: bool) -> Written | None:
    """The day of a moment, without its time: thousands of moments share a few hundred days."""
    era, text = _era(text)
    text = _IDEOGRAPHS.sub("-", text).rstrip(" .日일月월г") if not text.isascii() else text
    if _LETTER.match(text):
        return None  # ``v1.2.3``, ``R8.1.5``: a version or a code
    figures: list[str] = []
    month, language, month_at, separator, gaps = 0, "", -1, "", 0
    for token in _TOKEN.findall(text):
        if token.isdecimal():
            figures.append(token)
            gaps = 0
            continue
        word = token.rstrip(".'’")
        if word and word[0].isalpha():
            known = MONTHS.get(word)
            if known and not month:
                (month, language), month_at, gaps = known, len(figures), 0
            elif word not in AROUND and word not in WEEKDAYS and not (word == "t" and figures):
                return None
            continue
        gaps += 1
        if token not in "-/.,،'’" or gaps > 1 + (token == "." or bool(month)):
            return None
        separator = separator or token if figures else separator
    seconds = 0.0 if timed else -1.0
    return _checked(Written(tuple(figures), month, language, month_at, seconds, None, "day", separator or " ", era))


def _era(text: str) -> tuple[int, str]:
    found = _ERA.match(text)
    if not found:
        return 0, text
    return ERAS[found[1]], text[found.start(2) :].replace("元", "1", 1)


def _checked(parts: Written) -> Written | None:
    lengths = [len(figure) for figure in parts.figures]
    if max(lengths, default=0) > 4 and not (len(lengths) == 1 and lengths[0] in (8, 14) and not parts.month):
        return None
    if len(lengths) == 1 and lengths[0] == 8 and not parts.month:
        if not _PACKED.match(parts.figures[0]):
            return None
        return _replace(parts, (parts.figures[0][:4], parts.figures[0][4:6], parts.figures[0][6:]))
    if len(lengths) == 1 and lengths[0] == 14 and parts.seconds < 0:
        packed = parts.figures[0]
        seconds = int(packed[8:10]) * 3600 + int(packed[10:12]) * 60 + int(packed[12:])
        return _replace(parts, (packed[:4], packed[4:6], packed[6:8]), seconds=float(seconds))
    numbers = len(lengths) + bool(parts.month)
    if numbers == 3:
        return parts if sum(length >= 3 for length in lengths) <= 1 and (not parts.month or len(lengths) == 2) else None
    if numbers == 2 and parts.seconds < 0 and (parts.month or 4 in lengths):
        return _replace(parts, parts.figures, grain="month")
    return None


def _replace(parts: Written, figures: tuple[str, ...], **changes: str | float) -> Written:
    return Written(**{**parts.__dict__, "figures": figures, **changes})


@dataclass(frozen=True)
class Order:
    """How a column writes its dates: ``dmy``, ``mdy`` or ``ymd`` where figures alone decide, and the calendar of its
    years.

    Attributes:
        order: Position of day, month and year in dates without a month word.
        calendar: ``gregorian``, ``buddhist``, ``jalali`` or ``minguo``.
        last_year: Two-digit years after this one belong to the century before.
    """

    order: str = "dmy"
    calendar: str = "gregorian"
    last_year: int = 46


def resolved(parts: Written, order: Order) -> date | None:
    """The Gregorian date (the first day of a period); None where there is no such day."""
    if parts.grain == "week":
        return _week(int(parts.figures[0]), int(parts.figures[1]), order)
    if parts.grain == "quarter":
        return _dated(parts.figures[0], 3 * int(parts.figures[1]) - 2, 1, parts, order)
    if parts.grain == "month":
        return _month(parts, order)
    year, month, day = _sorted(parts, order)
    return _dated(year, month, day, parts, order)


def _week(year: int, week: int, order: Order) -> date | None:
    try:
        return date.fromisocalendar(year - (calendars.BUDDHIST if order.calendar == "buddhist" else 0), week, 1)
    except ValueError:
        return None


def _month(parts: Written, order: Order) -> date | None:
    if parts.month:
        return _dated(parts.figures[0], parts.month, 1, parts, order)
    year, month = parts.figures if len(parts.figures[0]) == 4 else parts.figures[::-1]
    return _dated(year, int(month), 1, parts, order) if len(month) <= 2 else None


def _sorted(parts: Written, order: Order) -> tuple[str, int, int]:
    first, second = parts.figures[0], parts.figures[1]
    if parts.month:
        year_first = len(first) >= 3 or (len(second) < 3 and int(first) > 31) or bool(parts.era)
        return (first, parts.month, int(second)) if year_first else (second, parts.month, int(first))
    third = parts.figures[2]
    if parts.year_first:
        return first, int(second), int(third)
    if len(third) >= 3:
        pair = (second, first) if order.order != "mdy" else (first, second)
        return third, int(pair[0]), int(pair[1])
    if order.order == "ymd":
        return first, int(second), int(third)
    return (third, int(first), int(second)) if order.order == "mdy" else (third, int(second), int(first))


def _dated(year: str, month: int, day: int, parts: Written, order: Order) -> date | None:
    number = int(year)
    if parts.era:
        return calendars.gregorian(number + parts.era, month, day)
    calendar = calendar_of(year, parts)
    if calendar == "":
        calendar = order.calendar
        number = _century(number, order)
    if calendar == "jalali":
        return calendars.jalali(number, month, day)
    return calendars.gregorian(
        number - {"buddhist": calendars.BUDDHIST, "minguo": -calendars.MINGUO}.get(calendar, 0), month, day
    )


def _century(year: int, order: Order) -> int:
    if order.calendar == "buddhist":
        return 2500 + year
    if order.calendar == "jalali":
        return 1400 + year if year < 50 else 1300 + year
    return year + (2000 if year <= order.last_year else 1900)


def calendar_of(year: str, parts: Written) -> str:
    """The calendar a written year belongs to; empty for two digits, which say nothing."""
    if len(year) <= 2:
        return ""
    number = int(year)
    if len(year) == 3:
        return "minguo"
    if 2400 <= number <= 2700:
        return "buddhist"
    if 1300 <= number <= 1425 or (parts.language == "fa" and number < 1500):
        return "jalali"
    return "gregorian"


def year_figure(parts: Written) -> str:
    """The figure that is the year, as far as its length says so; empty otherwise."""
    return next((figure for figure in parts.figures if len(figure) >= 3), "")


def moment_seconds(parts: Written) -> float:
    """Seconds after midnight, in UTC where the cell names its zone."""
    return max(parts.seconds, 0.0) - (parts.offset or 0)


def serial_day(serial: float, epoch: date = date(1899, 12, 30)) -> date:
    """The day a spreadsheet counts as ``serial``."""
    return epoch + timedelta(days=int(serial))
