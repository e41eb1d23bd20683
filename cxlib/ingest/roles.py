"""What a column is for: guessed from its name, type and values, with the reason; a person has the last word."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxlib.ingest.columns import Column, mentions
from cxlib.ingest.digits import readable
from cxlib.ingest.reading import Said
from cxlib.ingest.votes import Vote
from cxlib.ingest.words import roles as words
from cxlib.language import gettext_noop as N_

if TYPE_CHECKING:
    from cxlib.workspace import Direction

ROLES = (
    "date",
    "score",
    "measure",
    "dimension",
    "comment",
    "customer_id",
    "department",
    "cost",
    "revenue",
    "weight",
    "yes_no",
    "id",
    "ignored",
)
_NAMED = N_("The name says {word}")
_PARTS = (
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "weekday",
    "quarter",
    "év",
    "hónap",
    "nap",
    "óra",
    "ปี",
    "เดือน",
    "năm",
    "tháng",
    "سال",
    "ماه",
    "jahr",
    "monat",
    "année",
    "mois",
    "año",
    "mes",
    "ano",
    "mês",
)
_FEW = 20  # rows of a table that may hold one a shop or a team, each with a name of its own
_NUMERIC = ("integer", "number", "percent", "duration")


@dataclass(frozen=True)
class Guess:
    """A role with its reason; for scores what they measure, their scale and, if known, their direction."""

    role: str
    why: Said
    measure: str = ""
    scale: tuple[float, float] | None = None
    direction: "Direction | None" = None


def guess(column: Column, vote: Vote) -> Guess:
    """The likeliest role of a column."""
    heading = column.heading
    if vote.facts.get("untyped"):
        return Guess("ignored", vote.why)
    if vote.type == "empty":
        return Guess("ignored", Said(N_("No cell is filled")))
    if vote.type in ("date", "datetime", "period"):
        birth = mentions(heading, words.BIRTH)
        return Guess("dimension", Said(_NAMED, {"word": birth})) if birth else Guess("date", vote.why)
    if vote.orders:
        return Guess("measure" if "ms" in vote.orders else "date", vote.why)
    if vote.type == "yes_no":
        return Guess("yes_no", vote.why, direction=None)
    if vote.type in _NUMERIC:
        return _number(column, vote, heading)
    return _text(column, vote, heading)


def _number(column: Column, vote: Vote, heading: str) -> Guess:
    known = vote.values.drop_null().to_numpy(zero_copy_only=False).astype(float)
    for role, group in (("weight", words.WEIGHT), ("customer_id", words.CUSTOMER)):
        word = mentions(heading, group)
        if word and (role != "customer_id" or _mostly_distinct(column)):
            return Guess(role, Said(_NAMED, {"word": word}))
    if vote.type == "duration":
        return Guess("measure", vote.why)
    urgent = mentions(heading, words.PRIORITY)
    if urgent:  # what a desk gives a case, no answer of a customer
        return Guess("dimension", Said(_NAMED, {"word": urgent}))
    score = _score(known, vote, heading, column.name)
    if score:
        return score
    part = mentions(heading, _PARTS)
    if part and vote.type == "integer" and len(heading) <= 12:
        return Guess("dimension", Said(_NAMED, {"word": part}))
    word = mentions(heading, words.ID)
    if word and vote.type == "integer" and _mostly_distinct(column):
        return Guess("id", Said(_NAMED, {"word": word}))
    names = mentions(heading, words.NAMING + words.VERSION)
    if names and not vote.unit and vote.type in ("integer", "number"):  # a shop's number, which nobody adds up
        return Guess("dimension", Said(_NAMED, {"word": names}))
    for role, amounts in (("cost", words.COST), ("revenue", words.REVENUE)):
        word = mentions(heading, amounts)
        if word:
            return Guess(role, Said(_NAMED, {"word": word}))
    if vote.unit:
        return Guess("revenue", Said(N_("Amounts in {unit}"), {"unit": vote.unit}))
    if len(known) and set(np.unique(known)) == {0.0, 1.0}:
        return Guess("yes_no", Said(N_("Only 0 and 1")))
    return Guess("measure", Said(N_("Numbers")))


def _score(known: np.ndarray, vote: Vote, heading: str, name: str) -> Guess | None:
    """A score: whole numbers on a scale people use, or a name that says so."""
    if not len(known) or vote.type not in ("integer", "number") or vote.unit:
        return None
    low, high = float(known.min()), float(known.max())
    whole = bool((known == np.floor(known)).all())
    if set(np.unique(known)) <= {0.0, 1.0}:
        return None
    if high <= 1 and not whole:  # a share, whatever it is a rate of
        return None
    nps, csat, ces = (mentions(heading, group) for group in (words.NPS, words.CSAT, words.CES))
    if vote.scale or vote.labels:
        scale = vote.scale or _scale(low, high)
        return Guess(
            "score", vote.why, "nps" if scale and scale[1] == 10 and (nps or low == 0) else "csat", scale, "up"
        )
    if mentions(heading, words.DURATION) or mentions(heading, words.PERIOD_SUM):
        return None
    if nps and low >= 0 and high <= 10 and whole:
        return Guess("score", Said(_NAMED, {"word": nps}), "nps", (0.0, 10.0), "up")
    if ces and low >= 0 and high <= 7:
        return Guess("score", Said(_NAMED, {"word": ces}), "ces", _scale(low, high), None)
    if csat and low >= 0 and high <= 10:
        return Guess("score", Said(_NAMED, {"word": csat}), "csat", _scale(low, high), None)
    told = _told_scale(name)
    if told and low >= 0 and high <= told[1]:
        why = Said(N_("The name tells the scale, {low} to {high}"), {"low": int(told[0]), "high": int(told[1])})
        return Guess("score", why, "nps" if told == (0.0, 10.0) and whole else "csat", told, None)
    values = len(np.unique(known))
    if whole and low == 0 and high == 10 and values >= 5:
        return Guess("score", Said(N_("Whole numbers from 0 to 10")), "nps", (0.0, 10.0), "up")
    if whole and low == 1 and high == 10 and values >= 8 and len(known) >= 5 * values:
        return Guess("score", Said(N_("Whole numbers from 1 to {high}"), {"high": 10}), "csat", (1.0, 10.0), None)
    if whole and low == 1 and high in (5.0, 7.0) and values >= 4 and len(known) >= 3 * values:
        return Guess(
            "score", Said(N_("Whole numbers from 1 to {high}"), {"high": int(high)}), "csat", (1.0, high), None
        )
    return None


_TOLD = re.compile(
    r"[(\[]\s*([01])\s*(?:-|–|—|…|\.\.\.?|to|bis|à|a|till|до|ถึง|đến|تا)\s*(5|6|7|10)\s*[)\]]", re.IGNORECASE
)


def _told_scale(name: str) -> tuple[float, float] | None:
    """The scale that a column's name tells: ``Food (1-5)``.

    Examples:
        >>> _told_scale("Food (1-5)"), _told_scale("Seat"), _told_scale("Age (0-17)")
        ((1.0, 5.0), None, None)
    """
    found = _TOLD.search(readable(name))
    return (float(found[1]), float(found[2])) if found else None


def _scale(low: float, high: float) -> tuple[float, float]:
    top = next((top for top in (5.0, 7.0, 10.0) if high <= top), high)
    return (0.0 if top == 10.0 and low < 1 else 1.0, top)


def _text(column: Column, vote: Vote, heading: str) -> Guess:
    if vote.labels and (vote.facts.get("scale") == "nps" or mentions(heading, words.PRIORITY)):
        return Guess("dimension", vote.why)  # groups made of answers, which stand in a column of their own
    if vote.labels:
        return Guess("score", vote.why, "csat", vote.scale, None)
    filled = [cell for cell, gone in zip(column.uniques, column.surely_missing, strict=True) if not gone]
    length = sum(map(_length, filled)) / max(1, len(filled))
    for role, group in (
        ("comment", words.COMMENT),
        ("customer_id", words.CUSTOMER),
        ("id", words.ID),
        ("department", words.DEPARTMENT),
    ):
        word = mentions(heading, group)
        fits = {
            "comment": (length >= 12 or _mostly_distinct(column)) and not _codes(filled),
            "customer_id": _mostly_distinct(column),
            "id": _mostly_distinct(column) and length < 40,
            "department": vote.type == "category" and (word != "service" or f" {word} " in f" {heading} "),
        }[role]
        if word and fits:
            return Guess(role, Said(_NAMED, {"word": word}))
    wordy = sum(cell.count(" ") for cell in filled) / max(1, len(filled))
    varied = len(filled) >= 0.5 * int(column.counts[~column.surely_missing].sum())
    if length >= 40 and varied and (wordy >= 4 or not all(cell.isascii() for cell in filled[:20])):
        return Guess("comment", Said(N_("Long texts")))
    if vote.type == "category":
        return Guess("dimension", vote.why)
    if _mostly_distinct(column) and (len(column.codes) >= _FEW or length >= 40):
        return (
            Guess("id", Said(N_("Nearly every row has a text of its own")))
            if length < 40
            else Guess("comment", Said(N_("Long texts")))
        )
    return Guess("dimension", vote.why if _mostly_distinct(column) else Said(N_("Texts that repeat")))


def _length(cell: str) -> float:
    """Letters of a cell as they would be in a script that spells: a Chinese, Japanese or Korean sign holds some."""
    return len(cell) if cell.isascii() else sum(2.5 if mark >= "\u2e80" else 1 for mark in cell)


def _codes(cells: list[str]) -> bool:
    """Whether nearly all cells are addresses or keys, without a blank and with figures: ``55a0702d``, not *good*."""
    coded = sum(" " not in cell and ("://" in cell or any(map(str.isdecimal, cell))) for cell in cells)
    return bool(cells) and coded >= 0.9 * len(cells)


def _mostly_distinct(column: Column) -> bool:
    present = ~column.surely_missing
    filled = int(column.counts[present].sum())
    return int(present.sum()) >= 0.9 * filled or int(present.sum()) > 10_000
