"""The story of Nordwind Telecom: what is true, before anything is measured. TRUTH.md tells it in words."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

REGIONS = {"South": 0.34, "Capital": 0.24, "North": 0.18, "East": 0.13, "West": 0.11}
CUSTOMERS = 184_000
BURN_IN = 40  # weeks before the first one shown, so that leads reach back


@dataclass(frozen=True)
class Lead:
    """One planted lead: ``outcome`` moves by ``effect`` per unit of ``candidate``, ``lag`` periods later."""

    candidate: str
    outcome: str
    lag: int
    grain: str
    effect: float
    unit: str


WAIT = Lead("Median wait (s)", "Recommendation (NPS)", 6, "week", -24.0, "points per log unit of seconds")
FIRST_FIX = Lead("First-contact resolution (%)", "Customers who left", 2, "month", -0.050, "points per point")
CRASHES = Lead("crash_free_sessions_pct", "app_rating", 4, "week", 0.16, "stars per point")
LEADS = (WAIT, FIRST_FIX, CRASHES)


@dataclass(frozen=True)
class Story:
    """Dates, sizes and effects. NPS effects are points, 65 points being one unit of the latent scale."""

    seed: int = 20266596
    first: date = date(2023, 11, 1)
    last: date = date(2026, 11, 15)
    answers: int = 60_000
    tickets: int = 30_000
    release: date = date(2025, 6, 16)  # app v5.2
    price_change: date = date(2025, 2, 3)
    price_effect: float = -3.0
    billing_move: date = date(2026, 3, 2)  # South's invoices move: v5.2 charges twice
    billing_effect: float = -46.0
    sms_rollout: date = date(2026, 5, 4)
    sms_share_before: float = 0.10
    sms_share_after: float = 0.21
    sms_gap: float = -22.0
    strike: tuple[date, date] = (date(2024, 5, 20), date(2024, 6, 2))
    campaign: tuple[date, date] = (date(2025, 10, 6), date(2025, 11, 2))
    callback: date = date(2026, 2, 1)  # action that worked, North
    callback_effect: float = -0.30  # points of monthly churn
    reminder: date = date(2025, 9, 1)  # action that did nothing, East
    december_nps: float = -2.5
    december_wait: float = 0.12

    def days(self) -> pd.DatetimeIndex:
        return pd.date_range(self.first, self.last, freq="D")

    def weeks(self) -> pd.DatetimeIndex:
        """Mondays of the ISO weeks shown, the first one begun before ``first``."""
        start = pd.Timestamp(self.first) - pd.Timedelta(days=pd.Timestamp(self.first).weekday())
        return pd.date_range(start, self.last, freq="7D")

    def months(self) -> pd.PeriodIndex:
        """Closed months only: November 2026 is not in the ledger yet."""
        return pd.period_range(self.first, pd.Period(self.last, "M") - 1, freq="M")


def autoregression(rng: np.random.Generator, size: int, memory: float, shock: float) -> np.ndarray:
    """First-order autoregression around 0, started from its own spread."""
    shocks = rng.normal(0, shock, size)
    path = np.empty(size)
    path[0] = shocks[0] / np.sqrt(1 - memory**2)
    for step in range(1, size):
        path[step] = memory * path[step - 1] + shocks[step]
    return path


def ramp(when: pd.DatetimeIndex, start: str, end: str) -> np.ndarray:
    """0 before ``start``, 1 after ``end``, straight between."""
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    return np.clip(np.asarray((when - first) / (last - first), dtype=float), 0, 1)


def lagged(values: np.ndarray, periods: int) -> np.ndarray:
    """The value ``periods`` earlier; the first ones repeat the oldest."""
    return np.concatenate([np.repeat(values[:1], periods), values[:-periods]])


def december(when: pd.DatetimeIndex) -> np.ndarray:
    return (np.asarray((when + pd.Timedelta(days=3)).month) == 12).astype(float)


def first_fix_months(story: Story, rng: np.random.Generator) -> pd.Series:
    """True share solved at the first contact, percent, by month, a year of history included."""
    months = pd.period_range(pd.Period(story.first, "M") - 14, pd.Period(story.last, "M"), freq="M")
    trend = 69.0 + 3.2 * ramp(months.to_timestamp(), "2024-06-01", "2026-09-01")
    return pd.Series(trend + autoregression(rng, len(months), 0.2, 3.4), months)


def weekly_truth(story: Story, rng: np.random.Generator, first_fix: pd.Series) -> pd.DataFrame:
    """Row per week shown: the true level of everything that is reported weekly."""
    shown = story.weeks()
    weeks = pd.date_range(shown[0] - pd.Timedelta(weeks=BURN_IN), shown[-1], freq="7D")
    size = len(weeks)
    log_wait = np.log(140) + 0.29 * ramp(weeks, "2024-10-01", "2026-09-15") + story.december_wait * december(weeks)
    log_wait = log_wait + autoregression(rng, size, 0.6, 0.13)
    mood = rng.normal(0, 2.0, size)  # what nobody measures: points of NPS
    crash_free = 98.6 + autoregression(rng, size, 0.35, 0.38)
    crash_free = crash_free - 1.3 * (
        (weeks >= pd.Timestamp(story.release)) & (weeks < pd.Timestamp(story.release) + pd.Timedelta(weeks=3))
    )
    by_month = first_fix.reindex((weeks + pd.Timedelta(days=3)).to_period("M")).to_numpy()
    truth = pd.DataFrame(
        {
            "wait": np.exp(log_wait),
            "nps_shift": WAIT.effect * (lagged(log_wait, WAIT.lag) - np.log(140))
            + mood
            + story.price_effect * (weeks >= pd.Timestamp(story.price_change))
            + story.december_nps * december(weeks),
            "mood": mood,
            "mood_before": lagged(mood, 3),
            "first_fix": by_month + rng.normal(0, 1.4, size),
            "crash_free": np.minimum(crash_free, 99.95),
            "rating": 4.15 + CRASHES.effect * (lagged(crash_free, CRASHES.lag) - 98.6) + rng.normal(0, 0.045, size),
        },
        index=weeks,
    )
    return truth.loc[shown[0] :]


def churn_truth(story: Story, rng: np.random.Generator, first_fix: pd.Series) -> pd.DataFrame:
    """Row per month, column per region: true monthly churn in percent."""
    months = story.months()
    drive = FIRST_FIX.effect * (first_fix.shift(FIRST_FIX.lag).reindex(months).to_numpy() - 71)
    common = 1.96 + drive + autoregression(rng, len(months), 0.3, 0.04)
    price = pd.Period(story.price_change, "M")
    common = common + 0.15 * ((months >= price) & (months < price + 2))
    offsets = {"South": 0.06, "Capital": -0.06, "North": 0.05, "East": -0.02, "West": 0.0}
    churn = pd.DataFrame(
        {region: common + offsets[region] + rng.normal(0, 0.03, len(months)) for region in REGIONS}, months
    )
    churn.loc[months >= pd.Period(story.callback, "M"), "North"] += story.callback_effect
    return churn
