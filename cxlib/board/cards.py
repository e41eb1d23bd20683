"""One headline metric as a card: estimates, limits, target and forecast put together, nothing drawn or worded yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from cxlib.board.findings import Finding
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.workspace import Metric, Target

Status = Literal["met", "missed", "open", "none"]
STATUS_WORDS = {"met": N_("met"), "missed": N_("missed"), "open": N_("too close to call"), "none": N_("no target")}


@dataclass(frozen=True)
class Lead:
    """What moves first: the other metric and by how many periods of ``grain``."""

    metric: str
    lag: int
    grain: str


@dataclass(frozen=True)
class Card:
    """A headline metric at the last finished period.

    Attributes:
        metric: The metric's record.
        grain: Grain the metric is judged at; coarser than the board's where its source is.
        series: One row a period: period, value, lower, upper, base, finished, low_limit, high_limit, target, stretch.
        forecast: Frame of the coming periods (mean, lower_80 …), or None where too little is known.
        period: The judged period, the last finished one; None without any.
        status: ``"met"``, ``"missed"``, ``"open"`` (too close to call) or ``"none"`` (no target, or base too small).
        gap: Value minus target in the metric's direction: below 0 is short of the target.
        pace: Value minus the pace line, likewise.
        chance: Probability of meeting the target at ``chance_at``; None without target or forecast.
        guarded: A guardrail metric is outside its natural limits.
        comfortable: Target met in each of the last six finished periods.
        findings: At most three, the strongest first.
        led_by, leads: Metrics that move before and after this one.
        counted: The base with its noun, such as 1,204 answers; empty where the source tells no volume.
        unfiltered: Columns of the filter that this metric's source does not have.
        caveat: What to keep in mind, in a sentence.
        problem: Why there is nothing to show, in a sentence; empty if there is.
    """

    metric: Metric
    grain: str
    series: pd.DataFrame
    period: pd.Period | None
    value: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    base: float = 0.0
    status: Status = "none"
    target: Target | None = None
    target_now: float | None = None
    gap: float | None = None
    pace: float | None = None
    forecast: pd.DataFrame | None = None
    chance: float | None = None
    chance_at: pd.Period | None = None
    guarded: bool = False
    comfortable: bool = False
    findings: Sequence[Finding] = ()
    led_by: Lead | None = None
    leads: Lead | None = None
    comments: int = 0
    source: str = ""
    last_day: Any = None
    unfiltered: tuple[str, ...] = field(default=())
    counted: str = ""
    caveat: str = ""
    problem: str = ""

    @property
    def status_word(self) -> str:
        """The status as people say it; a target without a status has too few answers to be judged by."""
        return _("too few answers") if self.status == "none" and self.target else _(STATUS_WORDS[self.status])

    @property
    def on_the_way(self) -> bool:
        """Judged by the pace line: the target itself lies further ahead than what is due now."""
        return self.gap is not None and self.pace is not None and self.gap < 0 <= self.pace
