"""One leading and one lagging metric in depth."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlib.language import gettext
from cxlib.outlook.fan import Bounds
from cxlib.outlook.lead_bases import TINY, Array, own_past
from cxlib.outlook.lead_candidates import prepared
from cxlib.outlook.lead_link import Link, link, paths_ahead
from cxlib.outlook.spoken import grain_in, span

LIKELY = 0.8  # level of what is called likely


@dataclass(frozen=True)
class Pair:
    """A pair as the page draws it.

    Attributes:
        outcome: Name of the lagging metric; ``candidate``: of the leading one.
        lag: Periods by which the candidate is taken to lead.
        effect: Change of the outcome ``lag`` periods after one unit of the candidate; ``lower``, ``upper`` its limits.
        surprise: Whether it is the candidate's unexpected moves, not its level, that lead.
        n: Periods with both.
        series: One row a period: ``period``, ``outcome``, ``candidate`` (as observed ``lag`` periods before),
            ``seen`` (the period in which the candidate was observed); it runs ``lag`` periods past the last outcome.
        correlation: One row a lag from ``-max_lag`` to ``max_lag`` (positive: the candidate is ahead): ``lag``,
            ``value`` (cross-correlation of what neither series' own past, trend and season announce, -1 to 1),
            ``lower`` and ``upper`` (band that pure chance leaves at any of the lags in 1 of 20 cases), ``beyond``.
        scatter: One row a pair: ``period``, ``candidate`` and ``outcome`` (both without what trend, season and the
            outcome's own past explain), ``fitted``, ``lower``, ``upper`` (band of the line).
        coming: One row a coming period, as far as the lead reaches: ``period``, ``mean``, ``lower``, ``upper`` (what
            the lead says), ``lower_80``, ``upper_80``, ``without`` (mean if the lead said nothing).
        sentence: The pair in words.
    """

    outcome: str
    candidate: str
    lag: int
    effect: float
    lower: float
    upper: float
    surprise: bool
    n: int
    series: pd.DataFrame
    correlation: pd.DataFrame
    scatter: pd.DataFrame
    coming: pd.DataFrame
    sentence: str


def pair(
    outcome: pd.Series,
    candidate: pd.Series,
    lag: int,
    max_lag: int = 6,
    season_length: int | None = None,
    level: float = 0.95,
    events: tuple[object, ...] = (),
    bounds: Bounds | None = None,
) -> Pair:
    """The pair at one lag: aligned, correlated, drawn and carried on.

    Args:
        outcome: The lagging metric by period; its name is kept.
        candidate: The leading metric, of the same grain.
        lag: Periods by which the candidate is taken to lead, 1 or more.
        max_lag: Widest lag of the cross-correlation.
        season_length: Periods in a season; by the grain if not given.
        level: Confidence level of every interval and band.
        events: Periods (or dates) from which on levels are others for a known reason.
        bounds: Lowest and highest value the outcome can take, ``None`` for an open end; without them an outcome that
            has never been negative is taken for one that cannot be.
    Raises:
        TooFewPairs: If fewer than 24 periods have both.
        NeverChanges: If one of them stays the same throughout.
        ValueError: If ``lag`` is below 1 or the indexes do not fit each other.
    """
    found = link(outcome, candidate, lag, season_length, events)
    effect = found.effect
    lower, upper = np.quantile(effect, _tails(level))
    names = {"outcome": str(outcome.name), "candidate": str(candidate.name)}
    return Pair(
        **names, lag=lag, effect=float(effect.mean()), lower=float(lower), upper=float(upper),
        surprise=found.likeliest.surprise, n=len(found.outcome), series=_series(found),
        correlation=_correlation(found, max(max_lag, lag), level), scatter=_scatter(found, level),
        coming=_coming(found, level, bounds),
        sentence=_sentence(names, span(lag, grain_in(found.periods)), lower, upper),
    )  # fmt: skip


def _tails(level: float) -> list[float]:
    return [(1 - level) / 2, (1 + level) / 2]


def _series(found: Link) -> pd.DataFrame:
    lag, count = found.lag, len(found.outcome)
    periods = pd.period_range(found.periods[0], periods=count + lag, freq=found.periods.freq)
    return pd.DataFrame(
        {
            "period": periods,
            "outcome": np.r_[found.outcome, np.full(lag, np.nan)],
            "candidate": np.r_[np.full(lag, np.nan), found.candidate],
            "seen": periods - lag,
        }
    )


def _correlation(found: Link, max_lag: int, level: float) -> pd.DataFrame:
    """Prewhitened cross-correlation with a band for all lags at once (Šidák 1967 over Fisher's z)."""
    from scipy.special import ndtri

    ours = prepared(found.outcome[:, None], found.models).innovation[found.models.order :, 0]
    theirs = found.parts.innovation[found.models.order :, 0]
    lags = np.arange(-max_lag, max_lag + 1)
    ours, theirs = (series / (series.std() or 1.0) for series in (ours, theirs))
    values = np.array([_correlated(theirs, ours, int(lag)) for lag in lags])
    rows = len(ours) - np.abs(lags)
    one = level ** (1 / len(lags))
    margin = np.tanh(float(ndtri((1 + one) / 2)) / np.sqrt(np.maximum(rows - 3, 1)))
    return pd.DataFrame(
        {"lag": lags, "value": values, "lower": -margin, "upper": margin, "beyond": np.abs(values) > margin}
    )


def _correlated(ahead: Array, behind: Array, lag: int) -> float:
    count = len(ahead) - abs(lag)
    first, second = (ahead[:count], behind[-count:]) if lag >= 0 else (ahead[-count:], behind[:count])
    first, second = first - first.mean(), second - second.mean()
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / size if size > TINY else 0.0


def _scatter(found: Link, level: float) -> pd.DataFrame:
    order, lag = found.models.order, found.lag
    skip = max(order, lag)
    unexplained = _unexplained_without_lead(found)[skip - order :]
    driver = found.driver(found.likeliest.surprise)[skip - lag : len(found.outcome) - lag]
    effects = found.likeliest.effect
    low, high = np.quantile(effects, _tails(level))
    edges = np.sort(np.column_stack([low * driver, high * driver]), axis=1)
    return pd.DataFrame(
        {
            "period": found.periods[skip:], "candidate": driver, "outcome": unexplained,
            "fitted": effects.mean() * driver, "lower": edges[:, 0], "upper": edges[:, 1],
        }
    ).sort_values("candidate", ignore_index=True)  # fmt: skip


def _unexplained_without_lead(found: Link) -> Array:
    choice = found.likeliest.choice
    target, past = own_past(found.outcome, found.models, choice)
    design = np.column_stack([found.models.full[choice.base][found.models.order :], past])
    slopes = np.concatenate([found.likeliest.steady, found.likeliest.own], axis=1)
    return target - design @ slopes.mean(axis=0)


def _coming(found: Link, level: float, bounds: Bounds | None) -> pd.DataFrame:
    """As far as the lead has already been seen: ``lag`` periods, within what the outcome can be."""
    low, high = bounds or (0.0 if found.outcome.min() >= 0 else None, None)
    paths, silent = paths_ahead(found, found.lag), paths_ahead(found, found.lag, effect=False)
    lower, upper = np.quantile(paths, _tails(level), axis=0)
    nearer, further = np.quantile(paths, _tails(LIKELY), axis=0)
    told = {
        "mean": paths.mean(axis=0), "lower": lower, "upper": upper, "lower_80": nearer, "upper_80": further,
        "without": silent.mean(axis=0),
    }  # fmt: skip
    periods = pd.period_range(found.periods[-1] + 1, periods=found.lag)
    return pd.DataFrame(told).clip(low, high).assign(period=periods)[["period", *told]]


def _sentence(names: dict[str, Any], after: str, lower: float, upper: float) -> str:
    if lower <= 0 <= upper:
        return gettext("{outcome} does not clearly follow {candidate} {after} later.", after=after, **names)
    if lower > 0:
        return gettext(
            "When {candidate} rises, {outcome} tends to rise {after} later: associated, not proved.",
            after=after, **names,
        )  # fmt: skip
    return gettext(
        "When {candidate} rises, {outcome} tends to fall {after} later: associated, not proved.", after=after, **names
    )
