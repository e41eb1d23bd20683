"""Figures that name something: post codes, invoices, models, telephones. They are never added up."""

import re
from collections.abc import Sequence

from cxlib.ingest import numbers
from cxlib.ingest.columns import Column, mentions
from cxlib.ingest.digits import readable
from cxlib.ingest.words.roles import COST, CUSTOMER, ID, PHONE, REVENUE

_LETTERED = re.compile(r"[^\W\d_]{1,4}(?:(-)|(\s))?(\d+)$")


def written_codes(column: Column, parts: Sequence) -> bool:
    """Leading zeros or more digits than a number holds, in plain figures; letters that only happen to be a currency."""
    if _lettered_codes(column):
        return True
    plain = [
        cell
        for cell, part in zip(column.uniques, parts, strict=True)
        if part and readable(cell).lstrip("-").isdecimal()
    ]
    if (
        mentions(column.heading, PHONE)
        and min((sum(map(str.isdecimal, part.figures)) for part in parts if part), default=0) >= 6
    ):
        return True
    return any(numbers.is_code(cell) for cell in plain) and not all(readable(cell).strip("0") == "" for cell in plain)


def _lettered_codes(column: Column) -> bool:
    """``R0100017``, ``R4711`` under *Response ID*: the letter names something and is no South African rand."""
    filled = [readable(cell) for cell, gone in zip(column.uniques, column.likely_missing, strict=True) if not gone]
    found = [_LETTERED.match(cell) for cell in filled]
    if not filled or not all(found):
        return False
    figures = [match[3] for match in found if match]
    if all(match and match[1] for match in found):
        return True  # ``R-100``: nobody owes a hundred rand in every row
    if all(match and match[0][:1] in "rR" and not match[0][1:2].isalpha() for match in found):
        return not mentions(column.heading, COST + REVENUE)  # ``R 12`` under *Model*
    if any(match and match[2] for match in found):
        return False
    if any(figure.startswith("0") and len(figure) > 1 for figure in figures):
        return True
    if mentions(column.heading, ID) or mentions(column.heading, CUSTOMER):
        return True
    apart = len(filled) >= 0.9 * int(column.counts[~column.likely_missing].sum())
    return apart and len(filled) > 2 and min(map(len, figures)) == max(map(len, figures)) >= 5
