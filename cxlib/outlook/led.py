"""A forecast that listens to leading metrics, as far as that helps: back-tested beside the forecast that does not.

Every structural model is taken twice, alone and with the leads as regressors, and all are averaged by how well they
explain the past. What a lead will show after today is forecast like any metric, and its uncertainty is carried along.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.outlook.averaging import TINY, TRUST, Averaging, Parts, averaging, heaviest, innovations, mixed, normalised
from cxlib.outlook.backtest import Accuracy, accuracy, backtest, bands
from cxlib.outlook.fan import Forecast, average_of, one_thread
from cxlib.outlook.history import History, as_periods
from cxlib.outlook.kernels import factors
from cxlib.outlook.mixture import Mixture
from cxlib.outlook.scales import Plain
from cxlib.outlook.tried import Tried

SPREAD = 1.0  # prior variance of an effect: one standard deviation of the lead moves the outcome by one step's noise
WORTH = 0.05  # the error must fall by this share, as far as the lead reaches, before the lead is listened to
MOST_LEADS = 3
Array = np.ndarray


@dataclass(frozen=True)
class Driver:
    """A leading metric as a regressor: what it showed ``lag`` periods before, in standard deviations.

    ``shown`` runs over the outcome's observed periods and its horizon, NaN where it is not known yet; ``average`` is
    the leading metric's own forecaster over its ``times`` (numbered like the outcome's), which fills what is missing.
    """

    name: str
    lag: int
    values: Array
    times: Array
    average: Averaging
    middle: float
    unit: float

    def at(self, times: Array, now: int) -> tuple[Array, Array]:
        """What it shows for the outcome's ``times`` as known at time ``now``, and how uncertain that is (variance)."""
        wanted = times - self.lag
        known = int(np.searchsorted(self.times, now, side="right"))
        places = np.searchsorted(self.times, wanted)
        shown = np.zeros(len(times))
        past = (wanted >= self.times[0]) & (wanted <= self.times[max(known - 1, 0)])
        shown[past] = (self.values[places[past]] - self.middle) / self.unit
        spread = np.zeros(len(times))
        ahead = wanted > self.times[max(known - 1, 0)]
        if ahead.any() and known >= 2:
            furthest = len(self.average.factors.variances[0]) - known - 1
            steps = np.minimum(wanted[ahead] - self.times[known - 1] - 1, furthest).astype(int)
            middle, variance = self.average.mixture(known, int(steps.max()) + 1).moments()
            shown[ahead] = (middle[steps] - self.middle) / self.unit
            spread[ahead] = variance[steps] / self.unit**2
        return shown, spread


@dataclass(frozen=True)
class LedAveraging:
    """The models of ``plain``, each alone and with the drivers. Interface and axes as ``Averaging``.

    ``whitened`` are innovations of the constant, each driver and the outcome, shape (scales, kernels, n, 2 + drivers).
    """

    plain: Averaging
    times: Array
    drivers: tuple[Driver, ...]
    whitened: Array

    @cached_property
    def gram(self) -> Array:
        """Cumulative products of the whitened columns, shape (scales, kernels, n, m, m)."""
        columns = self.whitened
        return np.cumsum(columns[..., :, None] * columns[..., None, :], axis=2)

    @cached_property
    def base(self) -> Array:
        """The plain models' evidence without what the fit adds to it, shape (scales, kernels, n)."""
        count = np.arange(1, self.whitened.shape[2] + 1)
        weight = np.cumsum(self.plain.constant**2, axis=1)
        return self.plain.evidence + ((count - 1) * np.log(self.plain.squares) + np.log(weight)) / 2

    def mixture(self, cutoff: int, horizon: int) -> Mixture:
        """Forecast of the ``horizon`` periods after the first ``cutoff``."""
        fitted = self._fitted(cutoff)
        weights, chosen = heaviest(self._scores(cutoff, fitted))
        alone = chosen < self.plain.evidence[:, :, 0].size
        plain = self.plain.parts(chosen[alone], cutoff, horizon)
        led = self._parts(chosen[~alone] - self.plain.evidence[:, :, 0].size, cutoff, horizon, fitted)
        parts = Parts(*(np.concatenate(both) for both in zip(plain, led, strict=True)))
        return mixed(weights, parts, self.plain.scales, cutoff)

    def share_led(self, cutoff: int) -> float:
        """Weight of the models that listen to the leads, 0 to 1."""
        return float(normalised(self._scores(cutoff, self._fitted(cutoff)))[1].sum())

    def _scores(self, cutoff: int, fitted: "_Fit") -> Array:
        """Logarithm of the weight of every model, alone and with the drivers, shape (2, scales, kernels)."""
        free = self.base[:, :, cutoff - 1] - (cutoff - 1) * np.log(fitted.squares) / 2
        evidence = free - (np.linalg.slogdet(fitted.normal)[1] + len(self.drivers) * np.log(SPREAD)) / 2
        return np.stack([self.plain.scores(cutoff), self.plain.factors.log_odds + TRUST * evidence])

    def _fitted(self, cutoff: int) -> "_Fit":
        gram = self.gram[:, :, cutoff - 1]
        width = gram.shape[-1] - 1
        normal = gram[..., :width, :width] + np.diag(np.r_[0.0, np.full(width - 1, 1 / SPREAD)])
        moment = gram[..., :width, width]
        effects = np.linalg.solve(normal, moment[..., None])[..., 0]
        return _Fit(normal, effects, np.maximum(gram[..., width, width] - (moment * effects).sum(axis=-1), TINY))

    def _parts(self, chosen: Array, cutoff: int, horizon: int, fitted: "_Fit") -> Parts:
        scale_of, kernel_of = np.divmod(chosen, len(self.plain.factors.kernels))
        rows = self.plain.factors.roots[kernel_of, cutoff : cutoff + horizon, :cutoff]
        basis, unsure = self._shown(cutoff, horizon)
        carried = np.einsum("khn,knm->khm", rows, self.whitened[scale_of, kernel_of, :cutoff])
        loading, effects = basis - carried[..., :-1], fitted.effects[scale_of, kernel_of]
        centres = carried[..., -1] + np.einsum("khm,km->kh", loading, effects)
        inverse = np.linalg.inv(fitted.normal[scale_of, kernel_of])
        variances = self.plain.factors.variances[kernel_of, cutoff : cutoff + horizon] - np.square(rows).sum(axis=2)
        variances = variances + np.einsum("khm,kmj,khj->kh", loading, inverse, loading)
        noise = fitted.squares[scale_of, kernel_of][:, None] / (cutoff - 1)
        variances = variances * noise + effects[:, 1:] ** 2 @ unsure.T
        unit, middle = self.plain.unit[scale_of][:, None], self.plain.centre(scale_of, cutoff, horizon)
        return Parts(middle + unit * centres, unit * np.sqrt(np.maximum(variances, TINY)), scale_of)

    def _shown(self, cutoff: int, horizon: int) -> tuple[Array, Array]:
        """Constant and drivers in the periods to come, shape (horizon, 1 + drivers), and the drivers' variances."""
        ahead = self.times[cutoff : cutoff + horizon]
        shown = [driver.at(ahead, int(self.times[cutoff - 1])) for driver in self.drivers]
        values, spreads = zip(*shown, strict=True)
        return np.column_stack([np.ones(len(ahead)), *values]), np.column_stack(spreads)


class _Fit(NamedTuple):
    """Every model with the drivers after some periods: normal matrices, coefficients, squares left; (scales, kernels)
    lead."""

    normal: Array
    effects: Array
    squares: Array


@dataclass(frozen=True, eq=False)
class Led:
    """A metric's forecast beside the one that listens to its leads.

    Attributes:
        plain: The forecast without them.
        forecast: The one with them.
        names: The leads; ``lags``: periods by which each runs ahead.
        reach: Periods that the longest lead reaches ahead.
        share: Weight of the models that listen, 0 to 1.
        near: Back-test of both as far as the leads reach, with them and without; ``far``: over the whole horizon.
    """

    plain: Forecast
    forecast: Forecast
    names: tuple[str, ...]
    lags: tuple[int, ...]
    reach: int
    share: float
    near: tuple[Accuracy, Accuracy]
    far: tuple[Accuracy, Accuracy]

    @property
    def gain(self) -> float:
        """By which share the mean absolute error fell in the back-test, as far as the leads reach."""
        return _fall(self.near)

    @property
    def helps(self) -> bool:
        """Whether the back-test says that listening is worth it: a clear gain near by, and no loss further on."""
        return self.gain >= WORTH and _fall(self.far) >= 0


def led(plain: Forecast, leads: pd.DataFrame, lags: Sequence[int]) -> Led | None:
    """The forecast again with leading metrics listened to, and what that brings in the back-test.

    Args:
        plain: The outcome's forecast.
        leads: Leading metrics by period, one a column, of the outcome's grain; at most three are used. Gaps are
            bridged.
        lags: Periods by which each runs ahead, 1 or more.
    Returns:
        Both forecasts; None if no lead ever changes, or all are too short.
    Raises:
        ValueError: If there is no lead, a lag is below 1, or the grains differ.
    References:
        Scott & Varian (2014), Int. J. Math. Model. Numer. Optim. 5: 4-23, on structural models with regressors.
    """
    if not len(leads.columns) or len(lags) != len(leads.columns) or min(lags) < 1:
        raise ValueError(f"{len(leads.columns)} leads with lags {lags}")
    past, horizon = plain.past, len(plain.frame)
    with one_thread():
        average = average_of(past, horizon, plain.bounds, plain.events)
        found = (_driver(leads[name], lag, past, horizon) for name, lag in zip(leads, lags, strict=True))
        drivers = [driver for driver in found if driver is not None][:MOST_LEADS]
        if not drivers:
            return None
        joined = _joined(average, past, horizon, drivers)
        tried = Tried(average, past, horizon, plain.events, joined)
        count = len(past.numbers)
        said, folds = tried.mixture(count, horizon), backtest(tried, past, horizon, plain.levels)
    made = replace(plain, frame=pd.DataFrame(bands(said, plain.levels), index=plain.frame.index), distribution=said)
    vars(made)["backtest"] = folds  # the same property of a forecast that listens
    reach = max(driver.lag for driver in drivers)
    names, used = tuple(driver.name for driver in drivers), tuple(driver.lag for driver in drivers)
    near, far = _both(folds, plain, reach), _both(folds, plain, horizon)
    return Led(plain, made, names, used, reach, joined.share_led(count), near, far)


def _driver(series: pd.Series, lag: int, past: History, horizon: int) -> Driver | None:
    """The leading metric on the outcome's clock, None if it never changes or is too short."""
    known = series.dropna()
    periods = as_periods(known.index)
    if periods.freqstr != past.periods.freqstr:
        raise ValueError(f"outcome by {past.periods.freqstr}, lead by {periods.freqstr}")
    full = pd.period_range(periods.min(), periods.max(), freq=periods.freq) if len(periods) else periods
    bridged = known.set_axis(periods).sort_index().reindex(full).interpolate()
    times = (full.asi8 - past.periods[0].ordinal) // full.freq.n
    kept = (times >= -lag) & (times <= past.times[-1])
    values, times = bridged.to_numpy(float)[kept], times[kept]
    if len(values) < 8 or np.ptp(values) == 0:
        return None
    clock = tuple(int(time - times[0]) for time in [*times, *(times[-1] + 1 + np.arange(horizon))])
    own = History(times - times[0], values, full[kept], past.season_lengths)
    average = averaging(own, factors(clock, past.season_lengths), (Plain(),))
    return Driver(str(series.name), int(lag), values, times, average, float(values.mean()), float(values.std()))


def _joined(average: Averaging, past: History, horizon: int, drivers: list[Driver]) -> LedAveraging:
    times = np.array(past.joined(horizon))
    count = len(past.numbers)
    shown = np.array([driver.at(times[:count], int(times[count - 1]))[0] for driver in drivers])
    columns = [average.constant, *innovations(average.factors, shown)]
    known = [np.broadcast_to(column, average.innovations.shape) for column in columns]
    return LedAveraging(average, times, tuple(drivers), np.stack([*known, average.innovations], axis=-1))


def _both(folds: pd.DataFrame, plain: Forecast, reach: int) -> tuple[Accuracy, Accuracy]:
    near, other = folds[folds["step"] <= reach], plain.backtest[plain.backtest["step"] <= reach]
    return accuracy(near, plain.levels), accuracy(other, plain.levels)


def _fall(both: tuple[Accuracy, Accuracy]) -> float:
    ours, theirs = (one.mean_absolute_error for one in both)
    return 1 - ours / theirs if theirs > 0 else 0.0
