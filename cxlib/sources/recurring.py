"""How often each issue occurs, whom it hits, and how often it comes back to the same customer."""

from collections.abc import Iterable, Mapping

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql import func

from cxlib.sources.conditions import condition, level, number, split
from cxlib.sources.dataset import Dataset
from cxlib.workspace import Filter

WITHIN_DAYS = 30


def occurrences(
    dataset: Dataset,
    issue: str,
    customer: str | None = None,
    means: Mapping[str, str] | None = None,
    where: Iterable[Filter] = (),
    limit: int = 200,
) -> pd.DataFrame:
    """Counts of each level of ``issue``, the most frequent first.

    Args:
        dataset: The rows, one an occurrence.
        issue: Column that names the issue; rows without one are left out.
        customer: Column that names the customer; None where nobody is named, then each row counts as one.
        means: Figure -> column whose mean is taken under the figure's name.
        where: Filters; those on columns that the source lacks are passed over.
        limit: At most so many issues.
    Returns:
        One row an issue: ``issue``, ``occurrences``, ``customers``, with a customer column also ``recurrences``
        (occurrences within 30 days of the same customer's last one of the same issue), and the means.
    """
    known, _ = split(where, dataset.table.c.keys())
    name = level(dataset.column(issue))
    passing = [name.is_not(None), *(condition(dataset.column(part.column), part) for part in known)]
    figures = {figure: number(dataset.column(column)) for figure, column in (means or {}).items()}
    asked = [name.label("issue"), *(value.label(f"m{place}") for place, value in enumerate(figures.values()))]
    if customer is not None:
        who = level(dataset.column(customer))
        before = func.lag(dataset.time).over(partition_by=(name, who), order_by=dataset.time)
        gap = dataset.time - before
        asked += [
            who.label("customer"),
            sa.case((gap <= sa.text(f"INTERVAL '{WITHIN_DAYS} days'"), 1), else_=0).label("again"),
        ]
    inner = sa.select(*asked).where(*passing).subquery("r")
    counts = [func.count().label("occurrences")]
    if customer is not None:
        counts += [
            func.count(sa.distinct(inner.c.customer)).label("customers"),
            func.sum(inner.c.again).label("recurrences"),
        ]
    counts += [func.avg(inner.c[f"m{place}"]).label(f"a{place}") for place in range(len(figures))]
    ask = sa.select(inner.c.issue, *counts).group_by(inner.c.issue).order_by(sa.desc("occurrences")).limit(limit)
    found = dataset.engine.execute(ask).rename(columns={f"a{place}": figure for place, figure in enumerate(figures)})
    return found if customer is not None else found.assign(customers=found["occurrences"])
