"""Tables that lie on their side: a metric a row, a period a column. They are turned so that a period is a row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cxlib.ingest.digits import folded
from cxlib.ingest.durations import seconds
from cxlib.ingest.kinds import CODE, EMPTY, MOMENT, NUMBER, TEXT, kind
from cxlib.ingest.structure import Outline, starts_total

_MOST_METRICS = 300  # rows of a table that lies on its side
_MOST_LEADING = 3
_LEAST_PERIODS = 3
_TOGETHER = (
    "ytd",
    "fy",
    "full year",
    "year to date",
    "mtd",
    "qtd",
    "12m",
    "ltm",
    "yoy",
    "mom",
    "Δ",
    "change",
    "target",
    "trend",
)
Row = Sequence[str]


@dataclass(frozen=True)
class Sideways:
    """Where the parts of a table on its side stand.

    Attributes:
        metrics: A name a row of the body.
        periods: Columns that are periods, first to last.
        leading: Names of columns beside the metric that say nothing its name does not.
        trailing: Names of columns behind the periods, such as *YTD*.
    """

    metrics: tuple[str, ...]
    periods: range
    leading: tuple[str, ...] = ()
    trailing: tuple[str, ...] = ()


def sideways(rows: Sequence[Row], outline: Outline) -> Sideways | None:
    """How the table lies on its side: one or a few columns of words, then nothing but periods with their numbers, then
    perhaps a column that takes them together; None if it does not."""
    if len(outline.header) != 1 or outline.width < _LEAST_PERIODS + 1 or not 1 <= len(outline.body) <= _MOST_METRICS:
        return None
    head = [cell.strip() for cell in rows[outline.header[0]][: outline.width]]
    periods = _periods(head)
    body = [[cell.strip() for cell in rows[at]] for at in outline.body]
    if periods is None or any(len(row) != outline.width for row in body):
        return None
    if not all(_counts(row[place]) for row in body for place in range(periods.start, outline.width)):
        return None
    words = [row[: periods.start] for row in body]
    if not all(kind(cell) in (TEXT, CODE, EMPTY) for row in words for cell in row):
        return None
    metrics = _metrics(words)
    if metrics is None:
        return None
    told = len(set(row[0] for row in words)) == len(words)
    return Sideways(metrics, periods, tuple(head[1 : periods.start]) if told else (), tuple(head[periods.stop :]))


def _periods(head: Sequence[str]) -> range | None:
    """The run of periods in the header, which begins after at most three words and ends before columns of totals."""
    moments = [kind(cell) == MOMENT for cell in head]
    if True not in moments:
        return None
    start = moments.index(True)
    stop = next((place for place in range(start, len(head)) if not moments[place]), len(head))
    names = head[start:stop]
    if not 1 <= start <= _MOST_LEADING or stop - start < _LEAST_PERIODS or len(set(names)) < len(names):
        return None
    return range(start, stop) if all(map(_together, head[stop:])) else None


def _together(name: str) -> bool:
    """Whether a column's name says that it takes the periods together."""
    text = folded(name)
    return starts_total(name) or any(text == word or text.startswith((word + " ", word + "-")) for word in _TOGETHER)


def _counts(cell: str) -> bool:
    return kind(cell) in (NUMBER, EMPTY) or seconds(cell) is not None


def _metrics(words: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """A name a row: the first word if that tells the rows apart, else all of them."""
    firsts = [row[0] for row in words]
    if not all(firsts):
        return None
    if max(Counter(firsts).values()) == 1:
        return tuple(firsts)
    joined = tuple(" / ".join(filter(None, row)) for row in words)
    return joined if len(set(joined)) == len(joined) else None
