"""The ways an undecided column could be read, side by side, for the person who decides."""

from collections.abc import Iterable, Sequence

from cxlib.ingest.dates import Order, resolved, written
from cxlib.ingest.durations import seconds
from cxlib.ingest.numbers import amount, value

_SHOWN = 5


def date_readings(cells: Iterable[str], orders: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The first cells that the orders read otherwise, each with its ISO date by every order (empty: no such day).

    Examples:
        >>> date_readings(["3/3/2025", "3/4/2025"], ("dmy", "mdy"))
        [('3/4/2025', ('2025-04-03', '2025-03-04'))]
    """
    return _apart(cells, [lambda cell, order=order: _date(cell, order) for order in orders])


def time_readings(cells: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The first cells written out to the second, read as minutes and seconds and as hours and minutes.

    Examples:
        >>> time_readings(["3:04"])
        [('3:04', ('0:03:04', '3:04:00'))]
    """
    return _apart(cells, [lambda cell, first=first: _seconds(cell, first) for first in (True, False)])


def number_readings(cells: Iterable[str], marks: Sequence[str] = (".", ",")) -> list[tuple[str, tuple[str, ...]]]:
    """The first cells that the decimal marks read otherwise, each with its number by every mark.

    Examples:
        >>> number_readings(["12", "1.234"])
        [('1.234', ('1.234', '1234'))]
    """
    return _apart(cells, [lambda cell, mark=mark: _number(cell, mark) for mark in marks])


def _apart(cells: Iterable[str], readers: Sequence) -> list[tuple[str, tuple[str, ...]]]:
    shown: dict[str, tuple[str, ...]] = {}
    for cell in cells:
        if len(shown) == _SHOWN:
            break
        read = tuple(reader(cell) for reader in readers) if cell.strip() and cell not in shown else ()
        if len(set(read)) > 1:
            shown[cell] = read
    return list(shown.items())


def _date(cell: str, order: str) -> str:
    parts = written(cell)
    day = resolved(parts, Order(order)) if parts else None
    return day.isoformat() if day else ""


def _seconds(cell: str, minutes_first: bool) -> str:
    span = seconds(cell, minutes_first)
    if span is None:
        return ""
    minutes, rest = divmod(int(span), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _number(cell: str, mark: str) -> str:
    parts = amount(cell)
    number = value(parts, mark) if parts else None
    return "" if number is None else f"{number:.12g}"
