"""What happened since the last review: changes beyond noise, against the numbers as they were seen then.

Two readings of a metric differ by the sampling of both and by what the metric does from period to period anyway. The
larger of the two is taken as noise, and the false discovery rate is controlled over all metrics of the meeting.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.causes.comparing import YEAR
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import period_name
from cxlib.metrics import display
from cxlib.review.parts import MetricSeen, Moment, ReviewContent, Statement
from cxlib.stats.comparisons import benjamini_hochberg

Q_LIMIT = 0.10
LEVEL_WIDTH = 2 * 1.959964  # a 95 % interval in standard errors
TO_SIGMA = 1.128  # mean moving range of two in standard deviations (Shewhart)
ENOUGH_RANGES = 8


class Reading(NamedTuple):
    """A metric's value with its interval in one period, and how that period is called."""

    value: float
    lower: float | None
    upper: float | None
    words: str


class Change(NamedTuple):
    """A metric now against an earlier reading; ``p_value`` is NaN where nothing tells the noise."""

    metric: MetricSeen
    before: Reading
    size: float
    p_value: float
    q_value: float

    @property
    def beyond_noise(self) -> bool:
        """Whether the change is news after the error control over all metrics."""
        return bool(self.q_value <= Q_LIMIT)

    @property
    def tone(self) -> str:
        """Whether the metric moved the way its owner wants; a band has no way."""
        if self.metric.direction == "band" or not self.size:
            return ""
        return "good" if (self.size > 0) == (self.metric.direction == "up") else "bad"


def noise(metric: MetricSeen, before: Reading) -> float:
    """Standard deviation of the difference of two readings that differ by nothing but chance; NaN if unknown."""
    now = Reading(metric.value or 0.0, metric.lower, metric.upper, "")
    sampling = np.hypot(_stderr(now), _stderr(before))
    known = [part for part in (float(sampling), np.sqrt(2.0) * _usual(metric)) if part > 0]
    return max(known) if known else float("nan")


def _stderr(reading: Reading) -> float:
    if reading.lower is None or reading.upper is None:
        return 0.0
    return (reading.upper - reading.lower) / LEVEL_WIDTH


def _usual(metric: MetricSeen) -> float:
    """How much a single finished period usually scatters, from the moving ranges before the one that is judged."""
    values = np.array([one.value for one in metric.periods if one.finished and one.value is not None])[:-1]
    ranges = np.abs(np.diff(values))
    return float(ranges.mean() / TO_SIGMA) if len(ranges) >= ENOUGH_RANGES else 0.0


def changes(metrics: Sequence[MetricSeen], before: Mapping[str, Reading]) -> list[Change]:
    """Every metric that has an earlier reading, the surest change first.

    Args:
        metrics: The metrics as they are seen now.
        before: Earlier readings by metric id.
    """
    pairs = [(metric, before[metric.id]) for metric in metrics if metric.id in before and metric.value is not None]
    sizes = [(metric.value or 0.0) - then.value for metric, then in pairs]
    p_values = [_p_value(size, noise(*pair)) for size, pair in zip(sizes, pairs, strict=True)]
    q_values = benjamini_hochberg(p_values)
    found = [Change(*pair, *rest) for pair, *rest in zip(pairs, sizes, p_values, q_values, strict=True)]
    return sorted(found, key=lambda change: (np.isnan(change.q_value), change.q_value))


def _p_value(size: float, spread: float) -> float:
    from scipy.special import ndtr

    if not spread > 0:
        return float("nan")
    return float(2 * ndtr(-abs(size) / spread))


def readings(metrics: Sequence[MetricSeen], previous: ReviewContent | None, back: int) -> dict[str, Reading]:
    """What each metric is held against: the frozen last review, or ``back`` periods before where there is none."""
    found = {}
    for metric in metrics:
        then = _frozen(metric, previous) if previous is not None else _earlier(metric, back)
        if then is not None:
            found[metric.id] = then
    return found


def _frozen(metric: MetricSeen, previous: ReviewContent) -> Reading | None:
    then = previous.metric(metric.id)
    if then is None or then.value is None or then.grain != metric.grain or then.period == metric.period:
        return None
    return Reading(then.value, then.lower, then.upper, then.period_words)


def _earlier(metric: MetricSeen, back: int) -> Reading | None:
    known = [one for one in metric.periods if one.finished and one.value is not None]
    if len(known) <= back:
        return None
    then = known[-1 - back]
    return Reading(then.value or 0.0, then.lower, then.upper, called(metric, then))


def called(metric: MetricSeen, moment: Moment) -> str:
    """A period of a metric as a reader says it."""
    return period_name(pd.Period(pd.Timestamp(moment.start), freq=metric.frequency))


def hindsight(
    metrics: Sequence[MetricSeen], previous: ReviewContent | None, back: int = 1, unusual: Sequence[Statement] = ()
) -> list[Statement]:
    """What happened, in sentences: changes beyond noise, verdicts that turned, numbers restated, the rest as one.

    Args:
        metrics: The metrics as they are seen now.
        previous: The last review as it was frozen; None if none was.
        back: Periods between two meetings, for the first one.
        unusual: What the board found outside a metric's natural limits.
    """
    found = changes(metrics, readings(metrics, previous, back))
    told = [_changed(change, "change") for change in found if change.beyond_noise]
    told += _turned(metrics, previous)
    told += [_changed(change, "year") for change in changes(metrics, _year_ago(metrics)) if change.beyond_noise]
    told += [*unusual, *_restated(metrics, previous)]
    loud = {one.metric for one in told}
    quiet = [change for change in found if change.metric.id not in loud]
    return [*told, *_steady(quiet), *_unmoved(metrics, previous)]


def _year_ago(metrics: Sequence[MetricSeen]) -> dict[str, Reading]:
    """Each metric's reading in the same period a year before, so that seasons do not pass for changes."""
    found = {}
    for metric in metrics:
        if metric.period is None:
            continue
        wanted = pd.Period(pd.Timestamp(metric.period), freq=metric.frequency) - YEAR[metric.grain]
        then = next((one for one in metric.periods if one.start == wanted.start_time.date()), None)
        if then is not None and then.value is not None:
            found[metric.id] = Reading(then.value, then.lower, then.upper, called(metric, then))
    return found


_CHANGED = {
    (True, True): N_("{metric} rose by {size} since {when}, from {before} to {now}: for the better."),
    (True, False): N_("{metric} rose by {size} since {when}, from {before} to {now}: for the worse."),
    (False, True): N_("{metric} fell by {size} since {when}, from {before} to {now}: for the better."),
    (False, False): N_("{metric} fell by {size} since {when}, from {before} to {now}: for the worse."),
}


def _changed(change: Change, kind: str) -> Statement:
    metric, record = change.metric, change.metric.record
    sentence = _(
        _CHANGED[change.size > 0, change.tone != "bad"],
        metric=metric.name,
        size=display.difference(record, change.size),
        when=change.before.words,
        before=display.value(record, change.before.value),
        now=metric.value_words,
    )
    figures = {"before": change.before.value, "now": metric.value, "change": change.size, "q_value": change.q_value}
    params = {"metric": metric.id, "view.outlook": "forecast"}
    return Statement(sentence, kind, metric.id, "outlook", params, change.tone, figures)


_TURNS = {
    "met": N_("{metric} meets its target now; last time it did not."),
    "missed": N_("{metric} misses its target now; last time it did not."),
}


def _turned(metrics: Sequence[MetricSeen], previous: ReviewContent | None) -> list[Statement]:
    """Targets met or missed that were judged otherwise in the last review."""
    told = []
    for metric in metrics if previous is not None else ():
        then = previous.metric(metric.id) if previous is not None else None
        if then is None or then.status in (metric.status, "none") or metric.status not in _TURNS:
            continue
        tone = "good" if metric.status == "met" else "bad"
        sentence = _(_TURNS[metric.status], metric=metric.name)
        told.append(Statement(sentence, "status", metric.id, "board", {}, tone))
    return told


def _restated(metrics: Sequence[MetricSeen], previous: ReviewContent | None) -> list[Statement]:
    """Numbers of the last review that today's data give otherwise, so that nobody argues about two truths."""
    told = []
    for metric in metrics if previous is not None else ():
        then = previous.metric(metric.id) if previous is not None else None
        again = _same_period(metric, then) if then is not None else None
        if then is None or again is None or display.value(metric.record, again) == then.value_words:
            continue
        facts = {"metric": metric.name, "period": then.period_words, "then": then.value_words,
                 "now": display.value(metric.record, again)}  # fmt: skip
        sentence = _("Restated: {metric} stood at {then} for {period} when we met; today's data say {now}.", **facts)
        told.append(Statement(sentence, "restated", metric.id, "data", {}, "", {"then": then.value, "now": again}))
    return told


def _same_period(metric: MetricSeen, then: MetricSeen) -> float | None:
    return next((one.value for one in metric.periods if one.start == then.period and then.grain == metric.grain), None)


def _steady(quiet: Sequence[Change]) -> list[Statement]:
    if not quiet:
        return []
    names = ", ".join(change.metric.name for change in quiet)
    return [Statement(_("No more than usual: {names}.", names=names), "steady", page="board")]


def _unmoved(metrics: Sequence[MetricSeen], previous: ReviewContent | None) -> list[Statement]:
    """Metrics without a newer finished period than in the last review."""
    if previous is None:
        return []
    same = [m.name for m in metrics if (then := previous.metric(m.id)) and m.period and then.period == m.period]
    if not same:
        return []
    return [Statement(_("No newer finished period since the last review: {names}.", names=", ".join(same)), "note")]
