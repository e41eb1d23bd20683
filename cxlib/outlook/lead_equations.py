"""The outcome on its own past, trend, season and one lead: every such equation worth believing, with draws of it."""

from typing import NamedTuple

import numpy as np

from cxlib.outlook.lead_bases import TINY, Array, Choice, NullModels, on_levels, own_past, short_series_bias
from cxlib.outlook.lead_candidates import Candidates, lagged
from cxlib.outlook.lead_sweep import bayes_factor, criteria, weights

DRAWS = 1000
SEED = 20262
WORTH_DRAWING = 0.01  # of the weight of the likeliest equation
HOPELESS = 0.001  # weight of a null model that no lead will make likely
ALMOST_ALL = 1 - 1e-9


class Equation(NamedTuple):
    """One null model with the lead added, in one form.

    Attributes:
        choice: The null model.
        surprise: Whether the candidate's innovation, not its level, leads.
        steady: Draws of the coefficients of trend and season, shape (draws, d).
        own: Draws of those of its own past, levels or changes, shape (draws, lags).
        effect: Draws of what one unit of the lead brings, shape (draws,).
        noise: Draws of the standard deviation of what stays unexplained, shape (draws,).
    """

    choice: Choice
    surprise: bool
    steady: Array
    own: Array
    effect: Array
    noise: Array

    @property
    def memory(self) -> Array:
        """Draws of the outcome's coefficients on its own past levels, kept from exploding, shape (draws, lags)."""
        return _calm(on_levels(self.own, self.choice.changes))


def _calm(memory: Array) -> Array:
    return memory / np.maximum(np.abs(memory.sum(axis=1, keepdims=True)), 1.0)


class _Tried(NamedTuple):
    """An equation before it is drawn from: what it explains, by what, and how likely it is (log, up to a constant)."""

    choice: Choice
    surprise: bool
    target: Array
    design: Array
    likely: float


def equations(outcome: Array, parts: Candidates, models: NullModels, lag: int) -> tuple[Equation, ...]:
    """Draws from the posterior over all equations, the likeliest first; each has draws by its weight.

    What one equation alone says of a lead is too sure over few periods: whether the outcome returns to a mean, and
    whether the lead's level or its surprises count, are not known either.

    Args:
        outcome: Shape (n,).
        parts: The one candidate without trend and season.
        models: Null models of the outcome.
        lag: Periods by which the candidate leads.
    References:
        Hoeting, Madigan, Raftery & Volinsky (1999), Stat. Sci. 14: 382-417 (Bayesian model averaging);
        Buckland, Burnham & Augustin (1997), Biometrics 53: 603-618 (null models weighted by AIC: intervals that hold).
    """
    tried = [
        _with_lead(one, parts, models, lag, surprise) for one in _alone(outcome, models) for surprise in (False, True)
    ]
    generator = np.random.default_rng(SEED)
    return tuple(_equation(one, _draws(one, models, count, generator), models) for one, count in _dealt(tried))


def persistences(series: Array, models: NullModels) -> Array:
    """Draws of a series' coefficients on its own past levels, over all null models, in no order, shape (draws, P)."""
    generator = np.random.default_rng(SEED)
    drawn = np.zeros((DRAWS, models.order))
    start = 0
    for one, count in _dealt(_alone(series, models)):
        slopes, _ = _draws(one, models, count, generator)
        memory = on_levels(slopes[:, slopes.shape[1] - one.choice.lags :], one.choice.changes)
        drawn[start : start + count, : memory.shape[1]] = _calm(memory)
        start += count
    return generator.permutation(drawn)


def _alone(series: Array, models: NullModels) -> list[_Tried]:
    rows = models.periods - models.order
    milder = (np.log(rows) - 2) * models.parameters.T.ravel()  # from BIC to AIC
    weight = weights(criteria(series[None], models)[0] - milder, axis=0)
    return [_null(series, models, int(number), weight[number]) for number in np.flatnonzero(weight >= HOPELESS)]


def _null(series: Array, models: NullModels, number: int, weight: float) -> _Tried:
    choice = models.choice(number)
    target, past = own_past(series, models, choice)
    known = np.column_stack([models.full[choice.base][models.order :], past])
    return _Tried(choice, False, target, known, float(np.log(weight)))


def _with_lead(null: _Tried, parts: Candidates, models: NullModels, lag: int, surprise: bool) -> _Tried:
    source = parts.innovation if surprise else parts.level
    regressor = lagged(source, range(lag, lag + 1), models.order)[:, 0]
    basis = np.linalg.qr(null.design)[0]
    left, free = (column - basis @ (basis.T @ column) for column in (null.target, regressor))
    share = float(left @ free) ** 2 / max(float(left @ left) * float(free @ free), TINY)
    factor = bayes_factor(np.array([min(share, ALMOST_ALL)]), len(left) - null.design.shape[1])
    likely = null.likely + float(np.log(factor[0]) + np.log(parts.prior[0, int(surprise)]))
    return null._replace(surprise=surprise, design=np.column_stack([null.design, regressor]), likely=likely)


def _dealt(tried: list[_Tried]) -> list[tuple[_Tried, int]]:
    """The draws each gets by its weight, the likeliest first; those that get none are left out."""
    tried = sorted(tried, key=lambda one: -one.likely)
    likely = np.array([one.likely for one in tried])
    share = np.exp(likely - likely.max())
    share[share < WORTH_DRAWING] = 0
    ends = np.round(np.cumsum(share / share.sum()) * DRAWS).astype(int)
    return [(one, int(count)) for one, count in zip(tried, np.diff(ends, prepend=0), strict=True) if count]


def _equation(tried: _Tried, draws: tuple[Array, Array], models: NullModels) -> Equation:
    slopes, noise = draws
    width = models.full[tried.choice.base].shape[1]
    return Equation(tried.choice, tried.surprise, slopes[:, :width], slopes[:, width:-1], slopes[:, -1], noise)


def _draws(tried: _Tried, models: NullModels, count: int, generator: np.random.Generator) -> tuple[Array, Array]:
    """A normal around least squares, its scale from the residuals, the bias of short series taken out.

    Returns:
        Coefficients, shape (count, k), and standard deviations of what stays unexplained, shape (count,).
    """
    unit = np.maximum(np.sqrt((tried.design**2).mean(axis=0)), TINY)
    basis, triangle = np.linalg.qr(tried.design / unit)
    root = np.linalg.inv(triangle + TINY * np.eye(len(triangle))) / unit[:, None]
    centre = root @ (basis.T @ tried.target)
    residuals = tried.target - tried.design @ centre
    freedom = max(len(tried.target) - len(unit), 2)
    noise = np.sqrt(residuals @ residuals / generator.chisquare(freedom, count))
    spread = (root @ generator.normal(size=(len(root), count))).T
    return centre + _lost(tried, models, centre, root) + noise[:, None] * spread, noise


def _lost(tried: _Tried, models: NullModels, slopes: Array, root: Array) -> Array:
    """What least squares over few periods takes from the persistence, and what that does to the other coefficients."""
    choice = tried.choice
    if not choice.lags or choice.changes:
        return np.zeros(len(slopes))
    first = models.full[choice.base].shape[1]
    persistence = slopes[first : first + choice.lags].sum()
    bias = short_series_bias(persistence, models.frequencies[choice.base], len(tried.target))
    together = root @ root[first]
    return np.asarray(together / max(float(together[first]), TINY) * float(bias), np.float64)
