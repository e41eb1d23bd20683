"""Which candidates lead the outcome: evidence at every lag, chance by simulation, one lead after the other."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxlib.outlook.lead_bases import Array, NullModels, null_models
from cxlib.outlook.lead_candidates import Candidates, prepared
from cxlib.outlook.lead_chance import Chance, chance_beyond
from cxlib.outlook.lead_sweep import criteria, sweep

DRAWS = (60, 240)  # chance outcomes: the first for all candidates, the others for those that stand out from the first
DOUBTS = (40, 80)  # draws of a candidate, for the second opinion on a lead; the others where the first leave it open
SURE = 0.0001  # a chance so small by the first of them that the others would only take time
OPEN = (0.005, 0.2)  # chance between which they do
LEVEL = 0.05  # up to which two opinions on a lead agree that it is one; up to twice this a second one may still matter
MOST_LEADS = 6
HOPELESS = 0.25  # a round whose best candidate is this likely by chance ends the search
REVERSED = 2.0  # how many times better another direction must explain the pair to count against a lead
STRONG = np.log(20.0)  # a Bayes factor of 20 or more arises by chance in at most one case of 20 (Ville)
ALMOST_ONE = 1 - 1e-12
YOUNG = 1.0  # over the periods: by how much chance is likelier than simulated, as measured on 8,400 unrelated pairs
CLEAR = 3.0  # a lag whose log Bayes factor is this far ahead of the next one is clear; less counts against the lead


@dataclass(frozen=True)
class Evidence:
    """What the search found, one entry a candidate, in the order given.

    Attributes:
        candidates: The candidates with trend and season taken out.
        criterion: BIC of the outcome's null models, the one field that is not by candidate.
        lag: Lead in periods, 1 or more.
        p_value: Chance of as clear a lead, at any lag tried, if the candidate told nothing about the outcome.
        q_value: Bound on the share of false leads among those at least as good.
        surprise: Whether the candidate's innovation, not its level, is what leads.
        entered: Order in which candidates joined the model as leads, from 1; 0 if they did not.
        coincident: Whether moving in the same period explains the pair best, and surely.
        lagging: Whether the candidate following the outcome explains the pair best, and surely.
        behind: By how many periods the candidate would then follow.
    """

    candidates: Candidates
    criterion: Array
    lag: NDArray[np.int_]
    p_value: Array
    q_value: Array
    surprise: NDArray[np.bool_]
    entered: NDArray[np.int_]
    coincident: NDArray[np.bool_]
    lagging: NDArray[np.bool_]
    behind: NDArray[np.int_]


class _Round(NamedTuple):
    p_value: Array
    forward: Array
    same: Array
    lag: NDArray[np.int_]
    surprise: NDArray[np.bool_]


def lead_evidence(
    outcome: Array, series: Array, max_lag: int, season_length: int, shifts: tuple[int, ...] = ()
) -> Evidence:
    """Search for leads of one outcome.

    Candidates enter one by one, the best first, and the rest are tried again beside those found: a lead that was
    hidden in the noise of another comes to light, and what only echoes a lead falls away.

    Args:
        outcome: Shape (n,), no gaps.
        series: Candidates, shape (n, c), no gaps.
        max_lag: Lags 1 to ``max_lag`` are tried.
        season_length: Periods in a season; 1 for none.
        shifts: Numbers of the periods from which every level may be another one.
    References:
        G'Sell, Wager, Chouldechova & Tibshirani (2016), JRSS B 78: 423-444 (ForwardStop along the sequence).
    """
    models = null_models(len(outcome), season_length, shifts)
    criterion = criteria(np.vstack([outcome, series.T]), models)
    candidates = prepared(series, models, criterion[1:])
    columns = candidates.regressors(range(max_lag + 1), models.order).reshape(-1, series.shape[1], 2, max_lag + 1)
    backward, behind = _backward(prepared(outcome[:, None], models, criterion[:1]), series, models, max_lag)
    doubt = _Doubt(outcome, series, models, criterion, max_lag)
    first = _tried(outcome, models, criterion[0], columns, candidates.prior, backward, doubt)
    rival = np.maximum(first.same, backward)
    elsewhere = rival > np.maximum(STRONG + np.log(series.shape[1]), first.forward)
    lag, p_value, surprise = first.lag.copy(), first.p_value.copy(), first.surprise.copy()
    entered, steps = np.zeros(series.shape[1], int), []
    current, left = first, ~elsewhere
    while left.any():
        best = int(np.where(left, current.p_value - 1e-9 * current.forward, np.inf).argmin())
        steps.append(1 - (1 - min(current.p_value[best], ALMOST_ONE)) ** int(left.sum()))
        if steps[-1] > HOPELESS or len(steps) > MOST_LEADS:
            break
        lag[best], p_value[best], surprise[best] = current.lag[best], current.p_value[best], current.surprise[best]
        entered[best], left[best] = len(steps), False
        if left.any():
            models = models.with_leads(columns[:, best, int(surprise[best]), lag[best]][:, None])
            known = criteria(outcome[None], models)[0]
            current = _tried(outcome, models, known, columns, candidates.prior, backward, doubt)
    q_value = np.clip(_q_values(steps, entered, current.p_value, left), p_value, 1.0)
    same = first.same > backward
    coincident, lagging = elsewhere & same, elsewhere & ~same
    return Evidence(candidates, criterion[0], lag, p_value, q_value, surprise, entered, coincident, lagging, behind)


def _tried(
    outcome: Array,
    models: NullModels,
    criterion: Array,
    columns: Array,
    prior: Array,
    backward: Array,
    doubt: "_Doubt",
) -> _Round:
    log_prior, lags = np.log(prior)[:, :, None], columns.shape[3]
    chance = Chance(outcome, models, criterion)

    def seen(series: Array, some: NDArray[np.intp]) -> Array:
        found = sweep(series, models, columns[:, some].reshape(len(columns), -1)).evidence
        return found.reshape(-1, len(some), 2, lags) + log_prior[some]

    everyone = np.arange(len(prior))
    evidence = seen(np.vstack([outcome, chance.drawn(DRAWS[0])]), everyone)
    p_value = _chance(evidence)
    promising = np.flatnonzero((p_value <= HOPELESS) & (p_value > SURE))
    if len(promising):
        more = seen(chance.drawn(DRAWS[1]), promising)
        p_value[promising] = _chance(np.concatenate([evidence[:, promising], more]))
    ahead = evidence[0, :, :, 1:]
    by_lag = np.logaddexp.reduce(ahead, axis=1)
    forward = np.logaddexp.reduce(by_lag, axis=1) - np.log(lags - 1)
    same = np.logaddexp.reduce(evidence[0, :, :, 0], axis=1)
    p_value = doubt.shared(models, _clear_lead(by_lag), p_value) * (1 + YOUNG / len(outcome))
    rival = np.maximum(same, backward) - forward
    p_value = np.minimum(p_value * np.exp(np.clip(rival - np.log(REVERSED), 0, 50)), 1.0)
    lag = by_lag.argmax(axis=1)
    surprise = ahead[everyone, 1, lag] > ahead[everyone, 0, lag]
    return _Round(p_value, forward, same, lag + 1, surprise)


class _Doubt:
    """A lead that stands out from chance outcomes must stand out from chance candidates too.

    Each simulation trusts the model of one of the two metrics. A season that evolves or a level that drifts more slowly
    than any model here may fool one of them, rarely both. Where they disagree, the chance is their mean.
    """

    def __init__(self, outcome: Array, series: Array, models: NullModels, criterion: Array, max_lag: int) -> None:
        self.outcome, self.series, self.plain, self.max_lag = outcome, series, models, max_lag
        self.criterion = criterion[1:]

    def shared(self, models: NullModels, clear: Array, p_value: Array) -> Array:
        """The chances after the second opinion, beside the leads that ``models`` already know."""
        shared = p_value.copy()
        for place in np.flatnonzero(p_value <= 2 * LEVEL):
            chance = self._opinion(models, int(place), clear[[place]])
            if max(chance, p_value[place]) > LEVEL:
                shared[place] = (chance + p_value[place]) / 2
        return shared

    def _opinion(self, models: NullModels, place: int, clear: Array) -> float:
        drawn = Chance(self.series[:, place], self.plain, self.criterion[place])
        found = self._clear_by_chance(models, drawn.drawn(DOUBTS[0]))
        chance = float(chance_beyond(clear, found)[0])
        if OPEN[0] < chance < OPEN[1]:
            found = np.concatenate([found, self._clear_by_chance(models, drawn.drawn(DOUBTS[1]))])
            chance = float(chance_beyond(clear, found)[0])
        return chance

    def _clear_by_chance(self, models: NullModels, drawn: Array) -> Array:
        """How clear a lead chance candidates (draws, n) seem to have, shape (draws, 1)."""
        candidates = prepared(drawn.T, self.plain)
        columns = candidates.regressors(range(1, self.max_lag + 1), models.order)
        evidence = sweep(self.outcome[None], models, columns).evidence[0].reshape(-1, 2, self.max_lag)
        by_lag = np.logaddexp.reduce(evidence + np.log(candidates.prior)[:, :, None], axis=1)
        return _clear_lead(by_lag)[:, None]


def _chance(evidence: Array) -> Array:
    """Chance of as clear a lead. Far out the tail of the best lag alone is the better guess, and a bound on it.

    Args:
        evidence: Of the outcome and then of simulated ones, shape (1 + draws, candidates, forms, 1 + lags).
    """
    by_lag = np.logaddexp.reduce(evidence[..., 1:], axis=2)
    clear = _clear_lead(by_lag)
    return np.minimum(chance_beyond(clear[0], clear[1:]), chance_beyond(clear[0], by_lag[1:].max(axis=2)))


def _clear_lead(by_lag: Array) -> Array:
    """Evidence of the best lag, less where another lag would do nearly as well: whoever plans needs one lag."""
    if by_lag.shape[-1] == 1:
        return by_lag[..., 0]
    second, first = np.moveaxis(np.partition(by_lag, -2, axis=-1)[..., -2:], -1, 0)
    return first + np.minimum(first - second - CLEAR, 0.0)


def _backward(own: Candidates, series: Array, models: NullModels, max_lag: int) -> tuple[Array, NDArray[np.int_]]:
    """Evidence that the outcome leads each candidate, and by how many periods."""
    columns = own.regressors(range(1, max_lag + 1), models.order)
    evidence = sweep(series.T, models, columns).evidence.reshape(-1, 2, max_lag)
    by_lag = np.logaddexp.reduce(evidence + np.log(own.prior)[:, :, None], axis=1)
    return np.logaddexp.reduce(by_lag, axis=1) - np.log(max_lag), by_lag.argmax(axis=1) + 1


def _q_values(steps: list[float], entered: NDArray[np.int_], p_value: Array, left: NDArray[np.bool_]) -> Array:
    """ForwardStop along the sequence; a candidate that never entered is judged as if it were the next to do so."""
    found = int(entered.max())
    losses = -np.log1p(-np.minimum(np.array(steps[:found]), ALMOST_ONE))
    q_value = np.ones(len(entered))
    next_steps = 1 - (1 - np.minimum(p_value[left], ALMOST_ONE)) ** int(left.sum())
    q_value[left] = (losses.sum() - np.log1p(-np.minimum(next_steps, ALMOST_ONE))) / (found + 1)
    means = np.cumsum(losses) / np.arange(1, found + 1)
    bound = np.minimum.accumulate(means[::-1])[::-1]
    q_value[entered > 0] = bound[entered[entered > 0] - 1]
    return q_value
