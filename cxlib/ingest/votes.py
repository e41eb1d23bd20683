"""The type of a column: a vote over all its values, with the evidence kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxlib.ingest import clocks, durations, numbers, scales
from cxlib.ingest.codes import written_codes
from cxlib.ingest.columns import Column, mentions
from cxlib.ingest.dates import written
from cxlib.ingest.digits import clean, readable
from cxlib.ingest.moments import TOLERATED, Surroundings, eras_written_out, moments, packed_months, serials
from cxlib.ingest.reading import Said
from cxlib.ingest.words.money import SAME, WITHOUT_CENTS
from cxlib.ingest.words.roles import DATE, DURATION, ID, LANDS, SPLIT
from cxlib.language import gettext_noop as N_

TYPES = (
    "date",
    "datetime",
    "period",
    "duration",
    "integer",
    "number",
    "percent",
    "yes_no",
    "text",
    "category",
    "empty",
)
_CATEGORIES = 60
_CODE = N_("Leading zeros or very long figures: a code, kept as text")
_CLOCK_OPEN = N_("One colon: hours and minutes, or minutes and seconds")
_MOST_WORDS = 200  # different cells: no scale has so many answers
_MOST_YES_NO = 80  # different cells: two words and all the ways to say nothing
_PLAIN = r"^-?(?:0|[1-9][0-9]{0,14})(?:(?:\.[0-9]{1,24})?(?:e[+-][0-9]{1,2})?|\.[0-9]{1,24}e[0-9]{1,2})$"
_PROVING = r"\.(?:[0-9]{1,2}|[0-9]{4,})$|^-?(?:0|[0-9]{4,})\."


@dataclass
class Vote:
    """A column with its type and values.

    Attributes:
        type: One of ``TYPES``.
        values: Typed values, one a row; null where there is none.
        why: The evidence.
        missing: Rows without an answer, shape (rows,).
        unparsed: Rows with an answer that is not of the type, shape (rows,).
    """

    type: str
    values: pa.Array
    why: Said
    missing: np.ndarray
    unparsed: np.ndarray
    orders: tuple[str, ...] = ()
    grain: str = ""
    unit: str = ""
    labels: tuple[tuple[str, int], ...] = ()
    scale: tuple[float, float] | None = None
    proved_order: str = ""
    proved_decimal: str = ""
    swapped: int = 0
    outside: int = 0
    unsure_decimal: bool = False
    zoned: bool = False
    not_finite: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def distinct(self) -> int:
        """Different values."""
        values = pc.add(self.values, 0.0) if pa.types.is_floating(self.values.type) else self.values  # 0 and -0 are one
        return pc.count_distinct(values).as_py()


def vote(column: Column, around: Surroundings, forced: str = "", order: str = "", decimal: str = "") -> Vote:
    """Type one column.

    Args:
        column: The column.
        around: What the rest of the file proves.
        forced: The type a person decided.
        order: The order of day and month a person decided.
        decimal: The decimal mark a person decided.
    """
    filled = ~column.surely_missing
    if not filled.any() or not len(column.codes):
        return _text(column, Said(N_("No cell is filled")), "empty")
    if forced in ("text", "category"):
        return _text(column, Said(N_("You said text")), forced)
    if not forced and _all_codes(column):
        return replace(_text(column, Said(_CODE), "text"), facts={"code": True})
    for sort, reader in _READERS.items():
        if forced and forced not in sort:
            continue
        found = reader(column, replace(around, decimal=decimal or around.decimal), order, forced)
        if found is not None:
            return found
    return _words(column)


def _yes_no(column: Column, around: Surroundings, order: str, forced: str) -> Vote | None:
    if len(column.uniques) > _MOST_YES_NO:
        return None
    present = ~column.surely_missing
    words = [word for word, here in zip(column.words, present, strict=True) if here]
    if len(set(words)) > 2:
        present = ~column.likely_missing
        words = [word for word, here in zip(column.words, present, strict=True) if here]
    truth = scales.yes_and_no(words, bool((column.counts[~present] > 0).any())) if len(set(words)) <= 2 else None
    longest = max(map(len, words), default=0)
    if not forced and (
        (longest == 1 and mentions(column.heading, SPLIT)) or (longest == 2 and mentions(column.heading, LANDS))
    ):
        return None  # N and S are north and south here, NO and SI are Norway and Slovenia
    if forced and truth is None and set(words) <= {"0", "1"}:
        truth = {"0": False, "1": True}
    if truth is None:
        return None
    values = [truth.get(word) if here else None for word, here in zip(column.words, present, strict=True)]
    shown = "/".join(dict.fromkeys(cell.strip() for cell, here in zip(column.uniques, present, strict=True) if here))
    return _made("yes_no", column, pa.array(values, pa.bool_()), Said(N_("Only {words}"), {"words": shown}), ~present)


def _moments(column: Column, around: Surroundings, order: str, forced: str) -> Vote | None:
    spelled = eras_written_out(column, around, bool(forced))
    if not _promising(spelled, lambda cell: written(cell) is not None, 0.5) or _promising(column, _of_a_scale, 0.9):
        return None
    found = moments(spelled, around, order, bool(forced))
    if found is None:
        return None
    if _eight_figures(column) and not (mentions(column.heading, DATE) or forced) and mentions(column.heading, ID):
        return None
    if found.orders:
        kept = _text(column, found.why, "text")
        kept.orders = found.orders
        return kept
    return replace(
        _made(found.type, column, _times(found.values, found.zoned), found.why, column.likely_missing),
        grain=found.grain,
        proved_order=found.proved,
        swapped=found.swapped,
        outside=found.outside,
        zoned=found.zoned,
    )


def _of_a_scale(cell: str) -> bool:
    answer = scales.labelled(cell)
    return answer is not None and answer[2] > 0


def _eight_figures(column: Column) -> bool:
    return all(readable(cell).isdecimal() for cell in column.uniques[:200] if cell.strip())


def _durations(column: Column, around: Surroundings, order: str, forced: str) -> Vote | None:
    if not _promising(column, lambda cell: durations.seconds(cell) is not None, 0.9):
        return None
    values = [
        None if gone else durations.seconds(cell)
        for cell, gone in zip(column.uniques, column.likely_missing, strict=True)
    ]
    if not forced and (clocks.times_of_day(column, values) or clocks.only_letters(column, values)):
        return None
    order = order if order in clocks.ORDERS else clocks.clock_order(column, values)
    order = around.clock or order if order == "?" else order
    if order == "?":
        kept = _text(column, Said(_CLOCK_OPEN), "text")
        kept.orders = clocks.ORDERS
        return kept
    if order == "ms":
        values = [
            None if span is None else durations.seconds(cell, True)
            for cell, span in zip(column.uniques, values, strict=True)
        ]
    array = np.array([np.nan if value is None else value for value in values], float)
    if _good(column, ~np.isnan(array)) < 1 - TOLERATED and not forced:
        return None
    whole = bool((array[~np.isnan(array)] % 1 == 0).all())
    made = _made(
        "duration",
        column,
        _integers(array) if whole else _floats(array),
        Said(N_("Hours, minutes and seconds; kept as seconds")),
        column.likely_missing,
    )
    return replace(made, unit="s", facts={"clock": order} if order else {})


def _scores(column: Column, around: Surroundings, order: str, forced: str) -> Vote | None:
    """Numbers with their words, or words of a known scale when a person asks for numbers."""
    present = ~column.likely_missing
    cells = [cell for cell, here in zip(column.uniques, present, strict=True) if here]
    if not cells or len(cells) > 60:
        return None
    labelled = [scales.labelled(cell) for cell in cells]
    worded = [answer for answer in labelled if answer]
    read = (answer or _bare(cell) for answer, cell in zip(labelled, cells, strict=True))
    found = [answer for answer in read if answer]
    if forced and len(found) < len(cells):
        return _word_scores(column)
    if len(found) < len(cells) or not worded or not scales.one_to_one(found) or not _scale_words(worded, cells):
        return None
    scores = iter(found)
    values = [next(scores)[0] if here else None for here in present]
    tops = [answer[2] for answer in found if answer[2]]
    labels = tuple(sorted({(answer[1], int(answer[0])) for answer in worded if answer[1]}, key=lambda pair: pair[1]))
    array = np.array([np.nan if value is None else value for value in values], float)
    typed = _integers(array) if (array[~np.isnan(array)] % 1 == 0).all() else _floats(array)
    kind = "integer" if pa.types.is_integer(typed.type) else "number"
    made = _made(
        kind,
        column,
        typed,
        Said(N_("Answers carry their number, such as {example}"), {"example": cells[0].strip()}),
        ~present,
    )
    return replace(made, labels=labels, scale=(0.0 if 0 in array else 1.0, float(max(tops))) if tops else None)


def _scale_words(worded: Sequence[tuple], cells: Sequence[str]) -> bool:
    """Labels hang on at least a third of the answers, or on the ends of the scale."""
    scores = [answer[0] for answer in worded]
    return len(worded) >= 0.3 * len(cells) or (
        len(worded) >= 1 and {min(scores), max(scores)} & {0, 1, 5, 7, 10} != set()
    )


def _bare(cell: str) -> tuple[float, str, int] | None:
    text = readable(cell)
    return (int(text), "", 0) if text.isdecimal() and len(text) <= 2 else None


def _word_scores(column: Column) -> Vote | None:
    present = ~column.likely_missing
    scale = scales.ordered_words([word for word, here in zip(column.words, present, strict=True) if here])
    if scale is None:
        return None
    score = dict(scale[1])
    array = np.array(
        [score.get(word, np.nan) if here else np.nan for word, here in zip(column.words, present, strict=True)], float
    )
    made = _made(
        "integer",
        column,
        _integers(array),
        Said(N_("You said numbers; the words lie on a scale of {count}"), {"count": len(score)}),
        ~present,
    )
    return replace(made, labels=scale[1], scale=(1.0, float(len(score))))


def _plain_numbers(column: Column, around: Surroundings, order: str, forced: str) -> Vote | None:
    """Figures without marks but a decimal point, the common case, read all at once; None: the long way."""
    if forced or around.decimal not in ("", ".") or len(column.uniques) < _MANY:
        return None
    cells = pa.array(column.uniques, pa.string())
    filled = cells.filter(pa.array(~column.surely_missing))
    if not len(filled) or not pc.all(pc.match_substring_regex(filled, _PLAIN)).as_py():
        return None
    points = pc.any(pc.match_substring(filled, ".")).as_py()
    proving = pc.sum(pc.match_substring_regex(filled, _PROVING)).as_py() if points else 0
    if points and not proving:
        return None
    powers = pc.any(pc.match_substring(filled, "e")).as_py()
    whole = not powers and (not points or pc.all(pc.match_substring_regex(filled, r"^-?[0-9]+(\.0)?$")).as_py())
    array = pc.if_else(pa.array(column.surely_missing), None, cells).cast(pa.float64()).to_numpy(zero_copy_only=False)
    dated = _dated_numbers(column, array, forced, False)
    if dated is not None:
        return dated
    if whole and not points:
        typed = pc.if_else(pa.array(column.surely_missing), None, cells).cast(pa.int64())
    else:
        typed = _integers(array) if whole else _floats(array)
    why = _number_evidence(["."] * proving, ".", "integer" if whole else "number", around)
    made = _made("integer" if whole else "number", column, typed, why, column.surely_missing)
    return replace(made, proved_decimal="." if points else "")


def _numbers(column: Column, around: Surroundings, order: str, forced: str) -> Vote | None:
    if not _promising(column, lambda cell: numbers.amount(cell) is not None, 0.5):
        return None
    parts = [
        None if gone else numbers.amount(cell) for cell, gone in zip(column.uniques, column.likely_missing, strict=True)
    ]
    if written_codes(column, parts) and not forced:
        return replace(_text(column, Said(_CODE), "text"), facts={"code": True})
    ballots = [numbers.decimal_vote(part.figures) for part in parts if part]
    decimal, unsure = _decimal(ballots, around, {part.currency.casefold() for part in parts if part})
    values = [numbers.value(part, decimal) if part else None for part in parts]
    array = np.array([np.nan if value is None else float(value) for value in values], float)
    array[np.isinf(array)] = np.nan
    if _good(column, ~np.isnan(array)) < 1 - TOLERATED and not (forced and (~np.isnan(array)).any()):
        return None
    if (
        decimal == "."
        and not any(part.percent or part.currency for part in parts if part)
        and all(part.figures.endswith(".0") or part.figures.isdecimal() for part in parts if part)
    ):
        values = [None if value is None else int(value) for value in values]
    percents = [part.percent for part in parts if part]
    if any(percents) and not all(percents):
        return None
    whole = all(isinstance(value, int) for value in values if value is not None) and _fits(values)
    dated = _dated_numbers(column, array, forced, any(percents))
    if dated is not None:
        return dated
    typed = pa.array(values, pa.int64()) if whole else _floats(array)
    sort = "percent" if any(percents) else "integer" if whole else "number"
    marks = {part.currency for part in parts if part and part.currency}
    apart = len({SAME.get(mark.casefold(), mark) for mark in marks}) > 1
    made = _made(sort, column, typed, _number_evidence(ballots, decimal, sort, around), column.likely_missing)
    infinite = sum(
        int(count)
        for word, count in zip(column.words, column.counts, strict=True)
        if word.lstrip("+-") in ("inf", "infinity", "nan")
    )
    proved = decimal if decimal in ballots else ""
    return replace(
        made,
        unit=next(iter(marks)) if len(marks) == 1 else "",
        proved_decimal=proved,
        unsure_decimal=unsure,
        not_finite=infinite,
        facts={"currencies": tuple(sorted(marks))} if apart else {},
    )


def _dated_numbers(column: Column, array: np.ndarray, forced: str, percent: bool) -> Vote | None:
    wanted = forced in ("date", "datetime", "period")
    named = bool(mentions(column.heading, DATE)) and not mentions(column.heading, DURATION)
    dated = (named or wanted) and not percent and not forced.startswith(("integer", "number"))
    months = packed_months(array) if dated and forced != "datetime" else None
    if months is not None:
        why = Said(N_("Years and months, such as {example}"), {"example": column.uniques[0].strip()})
        return replace(_made("period", column, _times(months), why, column.likely_missing), grain="month")
    found = serials(array, dated)
    if found is None or (not wanted and _good(column, ~np.isnan(array)) == 0):
        return None
    sort, moments_ = found
    counted = sort == "datetime" and float(np.nanmin(array)) > 9e8
    why = Said(N_("Counts seconds since 1970")) if counted else Said(N_("Spreadsheet day numbers"))
    return replace(_made(sort, column, _times(moments_, counted), why, column.likely_missing), zoned=counted)


def _all_codes(column: Column) -> bool:
    """Many different runs of figures, some with a leading zero, seen at a glance; False: look at them one by one."""
    if len(column.uniques) < _MANY:
        return False
    cells = pa.array(column.uniques, pa.string()).filter(pa.array(~column.surely_missing))
    return bool(
        len(cells)
        and pc.all(pc.ascii_is_decimal(cells)).as_py()
        and pc.any(pc.match_substring_regex(cells, "^0[0-9]")).as_py()
    )


def _decimal(ballots: Sequence[str], around: Surroundings, currencies: set[str]) -> tuple[str, bool]:
    """The decimal mark, and whether nothing proves it."""
    proved = {mark: ballots.count(mark) for mark in ".,٫" if ballots.count(mark)}
    if proved:
        return max(proved, key=lambda mark: proved[mark]), False
    open_marks = {ballot[1] for ballot in ballots if ballot.startswith("?")}
    if not open_marks:
        return around.decimal or ".", False
    if len(open_marks) == 1 and currencies <= WITHOUT_CENTS:
        return {".": ",", ",": "."}.get(open_marks.pop(), "."), False
    if around.decimal:
        return around.decimal, False
    return ".", True


def _number_evidence(ballots: Sequence[str], decimal: str, sort: str, around: Surroundings) -> Said:
    count = ballots.count(decimal)
    if count:
        return Said(N_("Values that prove {mark} to be the decimal mark: {count}"), {"count": count, "mark": decimal})
    if any(ballot.startswith("?") for ballot in ballots):
        return Said(
            N_(
                "Groups of three figures, read as thousands or decimals as the rest of the file writes them (decimal mark {mark})"  # noqa: E501
            ),
            {"mark": decimal},
        )
    return Said(N_("All values are whole numbers")) if sort == "integer" else Said(N_("All values are numbers"))


def _fits(values: Sequence) -> bool:
    return all(-(2**63) <= value < 2**63 for value in values if value is not None)


def _integers(array: np.ndarray) -> pa.Array:
    return pa.array([None if np.isnan(value) else int(value) for value in array], pa.int64())


def _floats(array: np.ndarray) -> pa.Array:
    return pa.array(array, from_pandas=True)  # what is not a number is missing


def _times(values: np.ndarray, zoned: bool = False) -> pa.Array:
    times = pa.array(values, pa.timestamp("us"))
    return times.cast(pa.timestamp("us", "UTC")) if zoned else times


def _words(column: Column) -> Vote:
    present = ~column.surely_missing
    few = len(column.uniques) <= _MOST_WORDS
    scale = scales.ordered_words([w for w, here in zip(column.words, present, strict=True) if here]) if few else None
    if scale is not None:
        made = _text(
            column,
            Said(N_("Words of a scale from {low} to {high}"), {"low": scale[1][0][0], "high": scale[1][-1][0]}),
            "category",
        )
        return replace(made, labels=scale[1], scale=(1.0, float(len(scale[1]))), facts={"scale": scale[0]})
    distinct = int(present.sum())
    filled = int(column.counts[present].sum())
    longest = max(len(cell) for cell, here in zip(column.uniques, present, strict=True) if here)
    if distinct <= max(_CATEGORIES, 0.02 * filled) and longest <= 80 and (distinct <= 0.5 * filled or distinct <= 2):
        return _text(column, Said(N_("{count} different short texts"), {"count": distinct}), "category")
    return _text(column, Said(N_("Text")), "text")


def untyped(column: Column) -> Vote:
    """A column left as text because there are too many to look at."""
    values = [cell.strip() or None for cell in column.uniques]
    cells = pa.array(values, pa.string()).take(column.codes)
    none = np.zeros(len(column.codes), bool)
    return Vote(
        "text", cells, Said(N_("Not looked at: there are too many columns")), none, none, facts={"untyped": True}
    )


def _text(column: Column, why: Said, sort: str) -> Vote:
    gone = column.surely_missing if len(column.uniques) else np.zeros(0, bool)
    values = [None if missing else clean(cell) for cell, missing in zip(column.uniques, gone, strict=True)]
    cells = pa.array(values, pa.string()).take(column.codes)
    missing = gone[column.codes] if len(column.codes) else np.zeros(0, bool)
    return Vote(sort, cells, why, missing, np.zeros(len(column.codes), bool))


def _promising(column: Column, test: Callable[[str], bool], share: float) -> bool:
    """A look at a hundred of the cells before all are read."""
    present = [cell for cell, gone in zip(column.uniques, column.likely_missing, strict=True) if not gone]
    if not present:
        return False
    looked = present[:: max(1, len(present) // 60)][:80]
    return sum(map(test, looked)) >= share * len(looked)


def _good(column: Column, parsed: np.ndarray) -> float:
    filled = ~column.likely_missing
    total = int(column.counts[filled].sum())
    return int(column.counts[parsed & filled].sum()) / total if total else 0.0


def _made(sort: str, column: Column, values: pa.Array, why: Said, gone: np.ndarray) -> Vote:
    cells = values.take(column.codes)
    missing = gone[column.codes]
    return Vote(sort, cells, why, missing, cells.is_null().to_numpy(zero_copy_only=False) & ~missing)


_MANY = 200

_READERS: dict[tuple[str, ...], Callable] = {
    ("yes_no",): _yes_no,
    ("date", "datetime", "period"): _moments,
    ("duration",): _durations,
    ("integer", "number", "plain"): _plain_numbers,
    ("integer", "number", "score"): _scores,
    ("integer", "number", "percent", "date", "datetime", "period"): _numbers,
}
