"""One lead and its outcome as an equation, with draws of its coefficients: what a change of the lead brings."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.errors import CXError
from cxlib.language import gettext_noop
from cxlib.outlook.lead_bases import TINY, Array, Choice, NullModels, deterministic, null_models, on_levels, own_past
from cxlib.outlook.lead_candidates import Candidates, lagged, prepared
from cxlib.outlook.lead_periods import aligned, season_of, shifts_in
from cxlib.outlook.lead_sweep import criteria, sweep

DRAWS = 1000
SEED = 20262
LEAST_PERIODS = 24


class TooFewPairs(CXError):
    """Facts: ``found`` periods with both metrics, ``needed``, ``missing``."""

    sentence = gettext_noop(
        "A pair needs at least {needed} periods with both metrics; there are {found}, so {missing} more are needed."
    )


class NeverChanges(CXError):
    """Facts: ``metric``."""

    sentence = gettext_noop("{metric} never changes, so nothing can follow it or lead it. Choose another metric.")


class Link(NamedTuple):
    """The outcome on its own past, trend, season and one candidate.

    Attributes:
        periods: Calendar of both, n periods.
        outcome: Shape (n,).
        candidate: As observed, shape (n,).
        models: Null models of the outcome.
        choice: The null model the lead is added to.
        parts: The candidate without trend and season.
        lag: Lead in periods.
        surprise: Whether the candidate's innovation, not its level, leads.
        slopes: Draws of trend and season, own lags and, last, the effect, shape (draws, k).
        noise: Draws of the standard deviation of what stays unexplained, shape (draws,).
    """

    periods: pd.PeriodIndex
    outcome: Array
    candidate: Array
    models: NullModels
    choice: Choice
    parts: Candidates
    lag: int
    surprise: bool
    slopes: Array
    noise: Array

    @property
    def driver(self) -> Array:
        """What leads: the candidate's level or innovation, shape (n,)."""
        return (self.parts.innovation if self.surprise else self.parts.level)[:, 0]

    @property
    def memory(self) -> Array:
        """Draws of the outcome's coefficients on its own past levels, kept from exploding, shape (draws, lags)."""
        own = self.slopes[:, self.slopes.shape[1] - 1 - self.choice.lags : -1]
        own = on_levels(own, self.choice.changes)
        return own / np.maximum(np.abs(own.sum(axis=1, keepdims=True)), 1.0)


def link(
    outcome: pd.Series,
    candidate: pd.Series,
    lag: int,
    season_length: int | None = None,
    events: tuple[object, ...] = (),
) -> Link:
    """Fit of the outcome to one candidate ``lag`` periods before it.

    Raises:
        TooFewPairs: If fewer than 24 periods have both.
        NeverChanges: If one of them stays the same throughout.
        ValueError: If ``lag`` is below 1, or the indexes do not fit each other.
    """
    if lag < 1:
        raise ValueError(f"lag must be 1 or more, not {lag}")
    both = aligned(outcome, candidate.to_frame("candidate"))
    paired = int(both.paired[0])
    if paired < LEAST_PERIODS:
        raise TooFewPairs(found=paired, needed=LEAST_PERIODS, missing=LEAST_PERIODS - paired)
    for metric, values in ((outcome.name, both.outcome), (candidate.name, both.candidates[:, 0])):
        if np.ptp(values) == 0:
            raise NeverChanges(metric=metric)
    shifts = shifts_in(both.periods, events)
    models = null_models(len(both.outcome), season_of(both.periods, season_length), shifts)
    parts = prepared(both.candidates, models)
    surprise = _by_surprise(both.outcome, parts, models, lag)
    source = parts.innovation if surprise else parts.level
    regressor = lagged(source, range(lag, lag + 1), models.order)
    choice, slopes, noise = _draws(both.outcome, regressor, models)
    series = both.candidates[:, 0]
    return Link(both.periods, both.outcome, series, models, choice, parts, lag, surprise, slopes, noise)


def _by_surprise(outcome: Array, parts: Candidates, models: NullModels, lag: int) -> bool:
    evidence = sweep(outcome[None], models, parts.regressors(range(lag, lag + 1), models.order)).evidence[0]
    return bool(evidence[1] > evidence[0])


def _draws(outcome: Array, regressor: Array, models: NullModels) -> tuple[Choice, Array, Array]:
    """Draws from the posterior under flat priors: a normal around least squares, its scale from the residuals."""
    criterion = criteria(outcome[None], models)[0]
    choice = models.choice(int(criterion.argmin()))
    target, past = own_past(outcome, models, choice)
    design = np.column_stack([models.full[choice.base][models.order :], past, regressor])
    unit = np.maximum(np.sqrt((design**2).mean(axis=0)), TINY)
    basis, triangle = np.linalg.qr(design / unit)
    triangle = triangle + TINY * np.eye(len(triangle))
    centre = np.linalg.solve(triangle, basis.T @ target)
    residuals = target - design / unit @ centre
    freedom = max(len(target) - design.shape[1], 2)
    generator = np.random.default_rng(SEED)
    noise = np.sqrt(residuals @ residuals / generator.chisquare(freedom, DRAWS))
    spread = np.linalg.solve(triangle, generator.normal(size=(len(triangle), DRAWS))).T
    return choice, (centre + noise[:, None] * spread) / unit, noise


def answer(found: Link, driver: Array) -> Array:
    """What the outcome adds to itself when the driver moves so, shape (draws, horizon).

    Args:
        found: The link.
        driver: Change of the lead, already lagged to the period in which it works, shape (horizon,).
    """
    memory = found.memory
    paths = np.zeros((len(memory), memory.shape[1] + len(driver)))
    first = memory.shape[1]
    for step, change in enumerate(driver):
        recent = paths[:, step : first + step][:, ::-1]
        paths[:, first + step] = (memory * recent).sum(axis=1) + found.slopes[:, -1] * change
    return paths[:, first:]


def paths_ahead(found: Link, horizon: int, effect: bool = True) -> Array:
    """Draws of the outcome's next periods given what the candidate already shows, shape (draws, horizon)."""
    memory, count = found.memory, len(found.outcome)
    lags = memory.shape[1]
    trend = deterministic(np.arange(count, count + horizon, dtype=np.float64), found.models, found.choice.base)
    steady = found.slopes[:, : trend.shape[1]] @ trend.T
    drive = driver_ahead(found, horizon) if effect else np.zeros(horizon)
    shocks = np.random.default_rng(SEED + 1).normal(size=steady.shape) * found.noise[:, None]
    paths = np.empty((len(steady), lags + horizon))
    paths[:, :lags] = found.outcome[count - lags :]
    for step in range(horizon):
        recent = paths[:, step : lags + step][:, ::-1]
        own = (memory * recent).sum(axis=1)
        paths[:, lags + step] = steady[:, step] + own + found.slopes[:, -1] * drive[step] + shocks[:, step]
    return paths[:, lags:]


def driver_ahead(found: Link, horizon: int) -> Array:
    """The driver as it will work in each coming period; past what is observed, its own model carries it on."""
    known = list(found.driver)
    persistence = found.parts.persistence[0]
    for _ in range(horizon):
        recent = np.array(known[: -len(persistence) - 1 : -1])
        known.append(0.0 if found.surprise else float(persistence @ recent))
    start = len(found.driver) - found.lag
    return np.array(known[start : start + horizon])
