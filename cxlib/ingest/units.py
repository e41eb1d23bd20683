"""The same column in another unit than before: shares and percents, seconds and minutes, a currency and its cents."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.ingest.reading import ColumnReading, Finding, Said
from cxlib.ingest.traps import is_rate
from cxlib.language import gettext_noop as N_

_FAR = 20.0  # times the typical value before
_FEW = 3


def other_scales(
    columns: Sequence[ColumnReading], before: pd.DataFrame, now: pd.DataFrame, then_named: str, now_named: str
) -> list[Finding]:
    """Columns of numbers whose values are far from those before, with the evidence.

    Args:
        columns: What the columns are understood as now.
        before: Typed rows known before.
        now: Typed rows that came.
        then_named, now_named: What to call the two in the sentence, such as file names.
    """
    found = []
    for column in columns:
        if column.role in ("id", "customer_id", "ignored", "date") or column.name not in before:
            continue
        if column.name in now:
            finding = _compared(column, _known(before[column.name]), _known(now[column.name]), then_named, now_named)
            found += [finding] if finding else []
    return found


def _known(values: pd.Series) -> np.ndarray:
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return np.array([])
    numbers = np.abs(values.dropna().to_numpy(dtype=float, na_value=np.nan))
    return numbers[numbers > 0]


def _compared(
    column: ColumnReading, before: np.ndarray, now: np.ndarray, then_named: str, now_named: str
) -> Finding | None:
    if min(len(before), len(now)) < _FEW:
        return None
    usual, typical = float(np.median(before)), float(np.median(now))
    facts = {
        "column": column.name,
        "before": f"{usual:.3g}",
        "now": f"{typical:.3g}",
        "then_named": then_named,
        "now_named": now_named,
    }
    small, large = sorted((before, now), key=np.max)
    shares = small.max() <= 1 and (small % 1 != 0).any() and 1.5 < large.max() <= 100
    if shares and (is_rate(column.name) or 40 <= max(usual, typical) / min(usual, typical) <= 250):
        said = Said(
            N_(
                "{column} lies between 0 and 1 in one file and between 0 and 100 in the other ({then_named}: {before}, {now_named}: {now}): shares and percents must not be mixed"  # noqa: E501
            ),
            facts,
        )
        return Finding("two_percents", said, count=len(now), severity="warning", column=column.name)
    if not 1 / _FAR < typical / usual < _FAR and column.role in ("measure", "cost", "revenue", "score"):
        said = Said(
            N_("{column} is typically {before} in {then_named} and {now} in {now_named}: probably another unit"),
            facts,
        )
        return Finding("other_unit", said, count=len(now), severity="warning", column=column.name)
    return None
