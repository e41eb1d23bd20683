"""How often the same customer is in a source, and who has not been heard since something changed."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.sources.conditions import condition, level, split
from cxlib.sources.dataset import Dataset
from cxlib.workspace import Filter


class Again(NamedTuple):
    """Answers of customers who had answered before, and those that came too soon after the last one."""

    answers: int
    customers: int
    again: int
    too_soon: int

    @property
    def share(self) -> float:
        """Share of all answers that came too soon, 0-1."""
        return self.too_soon / self.answers if self.answers else 0.0


def asked_again(dataset: Dataset, customer: str, days: int, where: Iterable[Filter] = ()) -> Again:
    """How many answers came less than ``days`` after the same customer's one before.

    Whoever was asked and did not answer is not in the table, so this is a floor of what customers live through.

    Args:
        dataset: The rows, one an answer.
        customer: Column that names the customer; rows without one are left out.
        days: What is agreed on as the least pause, at least 1.
        where: Filters; those on columns that the source lacks are passed over.
    """
    known, _ = split(where, dataset.table.c.keys())
    who = level(dataset.column(customer))
    gap = dataset.time - func.lag(dataset.time).over(partition_by=who, order_by=dataset.time)
    soon = sa.case((gap < sa.text(f"INTERVAL '{int(days)} days'"), 1), else_=0)
    passing = [who.is_not(None), *(condition(dataset.column(part.column), part) for part in known)]
    inner = sa.select(who.label("customer"), gap.label("gap"), soon.label("soon")).where(*passing).subquery("r")
    ask = sa.select(func.count().label("answers"), func.count(sa.distinct(inner.c.customer)).label("customers"),
                    func.count(inner.c.gap).label("again"), func.sum(inner.c.soon).label("too_soon"))
    row = dataset.engine.execute(ask).fillna(0).iloc[0]
    return Again(int(row["answers"]), int(row["customers"]), int(row["again"]), int(row["too_soon"]))


def not_heard_since(dataset: Dataset, customer: str, days: Iterable[date]) -> pd.Series:
    """For each day, how many customers answered before it and not since.

    Returns:
        Customers by day, in the order of ``days``.
    """
    who = level(dataset.column(customer))
    spans = sa.select(func.min(dataset.time).label("first"), func.max(dataset.time).label("last"))
    each = spans.where(who.is_not(None)).group_by(who).subquery("c")
    wanted = list(dict.fromkeys(days))
    if not wanted:
        return pd.Series(dtype=int)
    counts = [func.count(sa.case((each.c.last < sa.cast(sa.literal(day), sa.Date), 1))).label(f"d{place}")
              for place, day in enumerate(wanted)]
    row = dataset.engine.execute(sa.select(*counts)).iloc[0]
    return pd.Series([int(row[f"d{place}"]) for place in range(len(wanted))], index=wanted)
