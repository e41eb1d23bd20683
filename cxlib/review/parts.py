"""What a review shows, as plain frozen values: kept as JSON, it says years later exactly what it said in the meeting.

Sentences are kept as they were read, in the language of the meeting; numbers are kept beside them, unrounded.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from math import isfinite
from typing import Any, Self

import pandas as pd

from cxlib.workspace import Filter, Metric, Rhythm

FORMAT = 1
"""Counts up when what is kept can no longer be read by an older Headlight."""


@dataclass(frozen=True)
class Statement:
    """One sentence that opens its evidence.

    Attributes:
        sentence: What is said.
        kind: What sort of thing it is: ``"change"``, ``"steady"``, ``"restated"``, ``"status"``, ``"segment"``,
            ``"mix"``, ``"signal"``, ``"trend"``, ``"root cause"``, ``"cost"``, ``"forecast"``, ``"chance"``,
            ``"warning"``, ``"win"``, ``"thanks"``, ``"obstacle"`` or ``"note"``.
        metric: Id of the metric it is about; empty if none.
        page: Page that shows the evidence; empty if the sentence is its own.
        params: Choices that page is opened with.
        tone: ``"good"``, ``"bad"`` or empty.
        figures: The numbers behind it, in the metric's unit.
        segment: Column -> value of the group it is about; empty for everybody.
    """

    sentence: str
    kind: str = "note"
    metric: str = ""
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    tone: str = ""
    figures: Mapping[str, float | None] = field(default_factory=dict)
    segment: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """What was promised before: a decision or an action, and what became of it."""

    text: str
    kind: str = "decision"
    id: str = ""
    owner: str = ""
    department: str = ""
    due: date | None = None
    state: str = "open"  # kept, open, overdue, dropped
    words: str = ""
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Agreed:
    """A decision of this meeting, or what the meeting will not do."""

    text: str
    kind: str = "decided"
    reason: str = ""
    owner: str = ""
    department: str = ""
    due: date | None = None
    metric: str = ""


@dataclass(frozen=True)
class Quote:
    """A customer's own words, without anything that identifies them, with the metric and segment they speak for."""

    text: str
    metric: str = ""
    facts: tuple[str, ...] = ()
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """Why a target was missed (or met), as its owner wrote it for the period; ``text`` is empty where nobody did."""

    metric: str
    name: str
    kind: str = "miss"
    text: str = ""
    period: str = ""
    author: str = ""


@dataclass(frozen=True)
class IssueCost:
    """What a recurring issue cost in the last year of data: probably, at the least and at the most.

    ``share`` is its part of the cost of all issues, 0 to 1; ``vital`` ones make 80 % together.
    """

    name: str
    cost: float = 0.0
    low: float = 0.0
    high: float = 0.0
    share: float = 0.0
    occurrences: int = 0
    vital: bool = False


@dataclass(frozen=True)
class Version:
    """Which data stood behind the numbers: the source, the hash of its snapshot and the days it covered."""

    source: str
    snapshot: str
    rows: int = 0
    first: date | None = None
    last: date | None = None
    committed: datetime | None = None


@dataclass(frozen=True)
class Moment:
    """One period of a metric, seen or forecast. ``start`` is the period's first day; missing numbers are None."""

    start: date
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    base: float | None = None
    target: float | None = None
    low_limit: float | None = None
    high_limit: float | None = None
    finished: bool = True


@dataclass(frozen=True)
class MetricSeen:
    """A headline metric as it was seen: its numbers, how they were said, and the periods around them.

    ``lower`` and ``upper`` of ``ahead`` are the 80 % limits of the forecast.
    """

    id: str
    name: str
    unit: str = ""
    decimals: int = 0
    direction: str = "up"
    role: str = "lagging"
    department: str = ""
    definition: str = ""
    source: str = ""
    grain: str = "month"
    frequency: str = "M"
    period: date | None = None
    period_words: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    base: float | None = None
    value_words: str = "–"
    margin_words: str = ""
    base_words: str = ""
    status: str = "none"
    status_words: str = ""
    distance_words: str = ""
    target: float | None = None
    target_words: str = ""
    chance: float | None = None
    chance_words: str = ""
    caveat: str = ""
    finding: str = ""
    periods: tuple[Moment, ...] = ()
    ahead: tuple[Moment, ...] = ()

    @property
    def record(self) -> Metric:
        """A metric record with the unit, for saying numbers as the pages do."""
        return Metric(self.id, name=self.name, unit=self.unit, decimals=self.decimals,
                      direction=self.direction)  # type: ignore[arg-type]

    def history(self) -> pd.DataFrame:
        """The periods seen as the charts want them: period, value, lower, upper, base, target, limits, finished."""
        return _as_frame(self.periods, self.frequency)

    def forecast(self) -> pd.DataFrame | None:
        """The periods to come as the charts want them: period, mean, lower_80, upper_80, target; None without any."""
        if not self.ahead:
            return None
        found = _as_frame(self.ahead, self.frequency)
        names = {"value": "mean", "lower": "lower_80", "upper": "upper_80"}
        return found.rename(columns=names).drop(columns=["base", "finished"])


def _as_frame(moments: tuple[Moment, ...], frequency: str) -> pd.DataFrame:
    rows = pd.DataFrame([asdict(moment) for moment in moments], columns=[part.name for part in fields(Moment)])
    starts = pd.PeriodIndex(pd.to_datetime(rows["start"]), freq=frequency)
    numbers = rows.drop(columns=["start", "finished"]).astype(float)
    frame = numbers.assign(finished=rows["finished"].astype(bool))
    frame.insert(0, "period", starts)
    return frame


@dataclass(frozen=True)
class ReviewContent:
    """A whole review as it is shown, frozen, shared and packed."""

    workspace: str
    name: str
    goal: str = ""
    language: str = "en"
    title: str = ""
    rhythm: Rhythm = "monthly"
    grain: str = "month"
    period: date | None = None
    period_words: str = ""
    where: tuple[Filter, ...] = ()
    filter_words: str = ""
    left_out: str = ""
    made: datetime | None = None
    key: str = ""
    review: str = ""
    previous: str = ""
    previous_words: str = ""
    theme: str = ""
    headline: str = ""
    metrics: tuple[MetricSeen, ...] = ()
    promised: tuple[Promise, ...] = ()
    obstacles: tuple[Statement, ...] = ()
    hindsight: tuple[Statement, ...] = ()
    insight: tuple[Statement, ...] = ()
    issues: tuple[IssueCost, ...] = ()
    currency: str = "€"
    quotes: tuple[Quote, ...] = ()
    foresight: tuple[Statement, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    wins: tuple[Statement, ...] = ()
    decisions: tuple[Agreed, ...] = ()
    refused: tuple[Agreed, ...] = ()
    minutes: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    data: tuple[Version, ...] = ()
    format: int = FORMAT

    @property
    def data_words(self) -> str:
        """The version of the data in short: the first digits of the hash of everything the numbers depend on."""
        return self.key[:12]

    def metric(self, id: str) -> MetricSeen | None:
        """The metric with this id as it was seen, or None."""
        return next((metric for metric in self.metrics if metric.id == id), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values only, ready for JSON: days and moments as ISO text, no NaN."""
        return _plain(asdict(self))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The content again from ``as_dict``; unknown fields of a newer Headlight are left out."""
        return _revived(cls, values)


_PARTS: dict[str, type] = {
    "metrics": MetricSeen, "promised": Promise, "obstacles": Statement, "hindsight": Statement, "insight": Statement,
    "quotes": Quote, "issues": IssueCost, "foresight": Statement, "explanations": Explanation, "wins": Statement,
    "decisions": Agreed, "refused": Agreed, "data": Version, "periods": Moment, "ahead": Moment,
}  # fmt: skip
_DAYS = {"due", "first", "last", "start", "period"}
_MOMENTS = {"made", "committed"}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if isfinite(value) else None  # numpy's floats are floats too
    return value.isoformat() if isinstance(value, date | datetime) else value


def _revived(kind: type, values: Mapping[str, Any]) -> Any:
    known = {part.name for part in fields(kind)}
    return kind(**{name: _part(kind, name, value) for name, value in values.items() if name in known})


def _part(kind: type, name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if name in _PARTS:
        return tuple(_revived(_PARTS[name], item) for item in value)
    if name == "where":
        return tuple(Filter(item["column"], tuple(item["values"]), item["op"]) for item in value)
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _DAYS and not (kind is Explanation and name == "period"):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
