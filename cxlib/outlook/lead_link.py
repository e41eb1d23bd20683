"""One lead and its outcome: what a change of the lead brings, and what the lead says of the periods to come."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.errors import CXError
from cxlib.language import gettext_noop
from cxlib.outlook.lead_bases import Array, NullModels, deterministic, null_models
from cxlib.outlook.lead_candidates import Candidates, prepared
from cxlib.outlook.lead_equations import Equation, equations
from cxlib.outlook.lead_periods import aligned, season_of, shifts_in

SEED = 20263
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
        parts: The candidate without trend and season.
        lag: Lead in periods.
        equations: What may hold between them, the likeliest first, each with draws by its weight.
    """

    periods: pd.PeriodIndex
    outcome: Array
    candidate: Array
    models: NullModels
    parts: Candidates
    lag: int
    equations: tuple[Equation, ...]

    @property
    def likeliest(self) -> Equation:
        """The equation to draw where only one can be drawn."""
        return self.equations[0]

    @property
    def effect(self) -> Array:
        """Draws of what one unit of the candidate brings ``lag`` periods later, shape (draws,)."""
        return np.concatenate([equation.effect for equation in self.equations])

    @property
    def ends(self) -> Array:
        """Where the draws of one equation end and those of the next begin, shape (equations - 1,)."""
        return np.cumsum([len(equation.effect) for equation in self.equations])[:-1]

    def driver(self, surprise: bool) -> Array:
        """What leads: the candidate's level or innovation, shape (n,)."""
        return (self.parts.innovation if surprise else self.parts.level)[:, 0]


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
    believed = equations(both.outcome, parts, models, lag)
    return Link(both.periods, both.outcome, both.candidates[:, 0], models, parts, lag, believed)


def answer(found: Link, level: Array, surprise: Array) -> Array:
    """What the outcome adds to itself when the candidate moves so, shape (draws, horizon).

    Args:
        found: The link.
        level: Change of the candidate's level, already lagged to the period in which it works, shape (horizon,).
        surprise: The same of its innovation, in each draw, shape (draws, horizon).
    """
    drivers = np.split(surprise, found.ends)
    return np.concatenate(
        [_answered(one, drawn if one.surprise else level) for one, drawn in zip(found.equations, drivers, strict=True)]
    )


def _answered(equation: Equation, driver: Array) -> Array:
    memory = equation.memory
    first = memory.shape[1]
    paths = np.zeros((len(memory), first + driver.shape[-1]))
    for step, change in enumerate(driver.T):
        recent = paths[:, step : first + step][:, ::-1]
        paths[:, first + step] = (memory * recent).sum(axis=1) + equation.effect * change
    return paths[:, first:]


def paths_ahead(found: Link, horizon: int, effect: bool = True) -> Array:
    """Draws of the outcome's next periods given what the candidate already shows, shape (draws, horizon)."""
    shocks = np.random.default_rng(SEED).normal(size=(len(found.effect), horizon))
    pieces = zip(found.equations, np.split(shocks, found.ends), strict=True)
    return np.concatenate([_carried_on(found, equation, piece, effect) for equation, piece in pieces])


def _carried_on(found: Link, equation: Equation, shocks: Array, effect: bool) -> Array:
    count, horizon = len(found.outcome), shocks.shape[1]
    memory = equation.memory
    lags = memory.shape[1]
    trend = deterministic(np.arange(count, count + horizon, dtype=np.float64), found.models, equation.choice.base)
    given = equation.steady @ trend.T + shocks * equation.noise[:, None]
    if effect:
        given += equation.effect[:, None] * _driver_ahead(found, equation.surprise, horizon)
    paths = np.empty((len(given), lags + horizon))
    paths[:, :lags] = found.outcome[count - lags :]
    for step in range(horizon):
        recent = paths[:, step : lags + step][:, ::-1]
        paths[:, lags + step] = (memory * recent).sum(axis=1) + given[:, step]
    return paths[:, lags:]


def _driver_ahead(found: Link, surprise: bool, horizon: int) -> Array:
    """The driver as it will work in each coming period; past what is observed, its own model carries it on."""
    known = list(found.driver(surprise))
    persistence, start = found.parts.persistence[0], len(known) - found.lag
    for _ in range(horizon):
        recent = np.array(known[: -len(persistence) - 1 : -1])
        known.append(0.0 if surprise else float(persistence @ recent))
    return np.array(known[start : start + horizon])
