"""The numbers an action is judged by: its outcome and its comparison, period by period, without what was seen."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from cxlib.metrics.measures import ADDING_UP, Measures
from cxlib.periods import Grain, grain_of
from cxlib.stats.intervals import z_value
from cxlib.workspace import Action, Filter, Metric

PACE = 12  # latest periods that tell how many answers come in


@dataclass(frozen=True)
class Measured:
    """Finished periods only; the ones that made people act are left out.

    Attributes:
        metric: What is measured.
        outcome: The metric in the action's segment, by period.
        beside: The same in the comparison segment; None without one.
        base: Answers behind the outcome, by period; NaN where none are counted.
        seen: The outcome in the periods that were left out.
        share: Part of the whole metric's base that the segment is; NaN where none are counted.
        spread: Standard deviation of one answer, in the metric's unit; NaN where none are counted.
    """

    metric: Metric
    outcome: pd.Series
    beside: pd.Series | None
    base: pd.Series
    seen: pd.Series
    spread: float = float("nan")
    share: float = 1.0

    @property
    def grain(self) -> Grain:
        """Of the periods; months where there are none."""
        every = self.outcome.index if len(self.outcome) else self.seen.index
        return grain_of(every[0]) if len(every) else "month"

    @property
    def usual_base(self) -> float:
        """Answers in a usual period of late; NaN where none are counted."""
        known = self.base.dropna().iloc[-PACE:]
        return float(known.median()) if len(known) else float("nan")

    def until(self, day: date | None) -> "Measured":
        """Only the periods that are over before ``day``."""
        if day is None:
            return self
        return replace(
            self,
            outcome=_before(self.outcome, day),
            beside=None if self.beside is None else _before(self.beside, day),
            base=_before(self.base, day),
        )

    def without(self, first: date, last: date) -> "Measured":
        """Without the periods that start on or after ``first`` and end on or before ``last``."""
        dropped = [p.start_time.date() >= first and p.end_time.date() <= last for p in self.outcome.index]
        return replace(self, outcome=self.outcome[~np.array(dropped, dtype=bool)])


def _before(series: pd.Series, day: date) -> pd.Series:
    return series[np.array([period.end_time.date() < day for period in series.index], dtype=bool)]


def measured(action: Action, measures: Measures) -> Measured:
    """The action's numbers.

    Raises:
        CXError: If the metric cannot be computed.
        ValueError: If the workspace has no such metric.
    """
    metric = measures.workspace.known_metric(action.metric)
    rows = _finished(measures, metric, action.grain, action.where)
    outcome, base = rows["value"], rows["base"]
    seen = seen_periods(action, outcome.index)
    known = outcome.notna().to_numpy()
    beside = _finished(measures, metric, action.grain, action.comparison)["value"] if action.comparison else None
    return Measured(metric, outcome[~seen & known], beside, base[~seen & known], outcome[seen & known],
                    _spread(rows), _share(measures, metric, action, base))


def _finished(measures: Measures, metric: Metric, grain: str, where: tuple[Filter, ...]) -> pd.DataFrame:
    rows = measures.series(metric.id, grain, where)
    rows = rows[rows["finished"]]
    return rows.set_index(pd.PeriodIndex(rows["period"]))[["value", "base", "lower", "upper"]].astype(float)


def _share(measures: Measures, metric: Metric, action: Action, base: pd.Series) -> float:
    """Over the latest periods; totals are not shared out, their effect is the same inside and outside."""
    if not action.where or metric.kind in ADDING_UP:
        return 1.0
    whole = _finished(measures, metric, action.grain, ())["base"].reindex(base.index).iloc[-PACE:]
    return float(base.iloc[-PACE:].sum() / whole.sum()) if whole.sum() > 0 else float("nan")


def _spread(rows: pd.DataFrame) -> float:
    """Off the periods' own intervals."""
    single = (rows["upper"] - rows["lower"]) / (2 * z_value(0.95)) * np.sqrt(rows["base"])
    return float(single.dropna().iloc[-PACE:].median()) if single.notna().any() else float("nan")


def seen_periods(action: Action, index: pd.PeriodIndex) -> np.ndarray:
    """Which of the periods were looked at when the action was chosen, shape (n,)."""
    days = [pd.Timestamp(day) for day in action.seen]
    return np.array([any(period.start_time <= day <= period.end_time for day in days) for period in index], dtype=bool)
