"""What stands behind a number, with its noun: 1,204 answers, 817 tickets, 42,007 calls."""

from collections.abc import Callable

from cxlib.language import compact, ngettext, number
from cxlib.language import gettext as _
from cxlib.workspace import Metric, Source

ANSWERED = ("nps", "csat", "ces", "received_expected")  # kinds whose every row is an answer
PLAIN = ("volume", "weight", "base", "count", "n", "value")  # columns whose name says nothing of what they count

Said = Callable[[int, str], str]
ROWS: dict[str, Said] = {
    "answer": lambda n, count: ngettext("{number} answer", "{number} answers", n, number=count),
    "ticket": lambda n, count: ngettext("{number} ticket", "{number} tickets", n, number=count),
    "order": lambda n, count: ngettext("{number} order", "{number} orders", n, number=count),
    "call": lambda n, count: ngettext("{number} call", "{number} calls", n, number=count),
    "review": lambda n, count: ngettext("{number} review", "{number} reviews", n, number=count),
    "customer": lambda n, count: ngettext("{number} customer", "{number} customers", n, number=count),
    "row": lambda n, count: ngettext("{number} row", "{number} rows", n, number=count),
}
MARKS = {
    "ticket": ("ticket", "case", "incident"),
    "order": ("order", "parcel", "deliver", "shipment"),
    "call": ("call",),
    "review": ("review",),
    "answer": ("answer", "response", "survey", "respondent", "feedback"),
}
"""Parts of a name of an id column, or of the source, that tell what one row is."""


def counted(metric: Metric, source: Source | None, base: float) -> str:
    """The base with its noun; just the number where several metrics make it, nothing where no volume is known.

    Args:
        metric: Whose base it is.
        source: The metric's source; None for a formula.
        base: Rows, answers or volume behind the number.

    Examples:
        >>> counted(Metric("nps", kind="nps"), Source("s"), 1204)
        '1,204 answers'
        >>> counted(Metric("wait", kind="given", columns={"weight": "Calls"}), Source("s"), 184_200)
        '184K calls'
    """
    if base != base:
        return ""
    text = number(base) if base < 100_000 else compact(base)
    if source is None:
        return text
    volume = metric.columns.get("weight") or (metric.columns.get("denominator", "") if metric.kind == "rate" else "")
    if volume:
        plain = volume.casefold() in PLAIN
        return text if plain else _("{number} {things}", number=text, things=_inside(volume))
    return ROWS[row_of(metric, source)](round(base), text)


def row_of(metric: Metric, source: Source) -> str:
    """What one row of the metric's source is: a key of ``ROWS``."""
    value = source.column(metric.columns.get("value", ""))
    if metric.kind in ANSWERED or (value is not None and value.role == "score"):
        return "answer"
    if metric.kind == "distinct" and value is not None and value.role == "customer_id":
        return "customer"
    names = [column.name for column in source.with_role("id")] + [source.name, source.file]
    return next((thing for name in names for thing, marks in MARKS.items() if _names(name, marks)), "row")


def _names(name: str, marks: tuple[str, ...]) -> bool:
    return any(mark in name.casefold() for mark in marks)


def _inside(name: str) -> str:
    """A column's name as it stands inside a sentence; abbreviations keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
