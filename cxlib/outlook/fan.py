"""The forecast door: a fan of bands, the chance of a target, the back-test and the method in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from cxlib.errors import CXError
from cxlib.language import gettext as _
from cxlib.language import ngettext, number, percent, period_name
from cxlib.outlook.almanac import almanac
from cxlib.outlook.averaging import Averaging, averaging
from cxlib.outlook.backtest import Accuracy, accuracy, backtest, bands, cutoffs
from cxlib.outlook.history import History, history
from cxlib.outlook.kernels import factors
from cxlib.outlook.method import Method, method
from cxlib.outlook.mixture import Mixture
from cxlib.outlook.oddities import Oddity, oddities, without
from cxlib.outlook.scales import scales
from cxlib.outlook.spoken import grain_in
from cxlib.outlook.tried import Tried

Bounds = tuple[float | None, float | None]
Words = Callable[[float], str]


@dataclass(frozen=True, eq=False)  # two frames have no single truth
class Forecast:
    """The periods to come of one metric, as a whole distribution.

    ``frame`` has one row a coming period: ``mean`` (the middle: half of the outcomes lie above), and ``lower_80``,
    ``upper_80``, … for each level. ``past`` is what the forecast was made from, ``distribution`` what stands behind
    every number, ``methodology`` where the weight lies and ``notes`` the periods that do not fit.
    """

    frame: pd.DataFrame
    past: History
    distribution: Mixture
    methodology: Method
    notes: tuple[Oddity, ...]
    bounds: Bounds | None = None
    levels: tuple[float, ...] = (0.8, 0.95)
    events: tuple[int, ...] = field(default=(), repr=False)

    def chance(self, target: float, at: object, direction: str = "up") -> float:
        """Chance, 0 to 1, that the metric reaches ``target`` at one period.

        Args:
            target: Value to reach.
            at: A period of the horizon, a date in it, or its number from 1.
            direction: ``"up"`` if reaching means at least the target, ``"down"`` if at most.
        Raises:
            ValueError: If the period is not in the horizon, or the direction unknown.
        """
        if direction not in ("up", "down"):
            raise ValueError(f"direction is 'up' or 'down', not {direction!r}")
        return self.distribution.chance(float(target), self._step(at), direction)

    def quantile(self, share: float) -> pd.Series:
        """Value below which ``share`` (0 to 1) of the distribution lies, one a period of the horizon.

        Raises:
            ValueError: If the share is not strictly between 0 and 1.
        """
        if not 0 < share < 1:
            raise ValueError(f"a share lies strictly between 0 and 1, not at {share}")
        return pd.Series(self.distribution.quantiles((share,))[0], index=self.frame.index, name="quantile")

    @cached_property
    def backtest(self) -> pd.DataFrame:
        """What the same method would have said at the last cutoffs, and what came; see ``backtest.backtest``."""
        with one_thread():
            first = cutoffs(len(self.past.numbers))[0]
            average = average_of(self.past, len(self.frame), self.bounds, self.events, first)
            tried = Tried(average, self.past, len(self.frame), self.events)
            return backtest(tried, self.past, len(self.frame), self.levels)

    @cached_property
    def accuracy(self) -> Accuracy:
        """Summary of the back-test: error, error against the naive forecasts, and how often the bands held."""
        return accuracy(self.backtest, self.levels)

    @property
    def method(self) -> str:
        """The method in plain words; ``methodology.detail()`` names its parameters."""
        return self.methodology.sentence()

    def words(self, said: Words | None = None, missed: Words | None = None) -> tuple[str, ...]:
        """What to know about this forecast, a sentence each: where it is heading, how far it missed, what does not fit.

        Args:
            said: How a value of this metric is written; by default to two digits of how wide the band is.
            missed: How a difference of two values is written, if otherwise.
        """
        last = self.frame.iloc[-1]
        level = self.levels[0]
        said = said or self._plain_words()
        heading = _(
            "Likely {low} to {high} by {period} ({level} band).",
            low=said(last[f"lower_{level * 100:g}"]),
            high=said(last[f"upper_{level * 100:g}"]),
            period=period_name(self.frame.index[-1]),
            level=percent(level),
        )
        if np.ptp(self.past.numbers) == 0:
            return heading, _("It has never changed, so nothing says how far it may move.")
        return (heading, self._missed(missed or said), *(note.sentence(missed or said) for note in self.notes))

    def _plain_words(self) -> Words:
        last = self.frame.iloc[-1]
        level = float(last["mean"])
        wide = float(last.max() - last.min())
        size = wide if wide > 1e-9 * abs(level) else level
        return partial(number, decimals=max(0, 1 - int(f"{size:e}".split("e")[1])))

    def _missed(self, said: Words) -> str:
        done = self.accuracy
        facts = {"miss": said(done.mean_absolute_error)}
        if done.better:
            return ngettext(
                "From the last {count} starting point this method missed by {miss} on average, "
                "less than repeating the past would have.",
                "From the last {count} starting points this method missed by {miss} on average, "
                "less than repeating the past would have.",
                done.folds,
                **facts,
            )
        return ngettext(
            "From the last {count} starting point this method missed by {miss} on average, "
            "no better than repeating the past.",
            "From the last {count} starting points this method missed by {miss} on average, "
            "no better than repeating the past.",
            done.folds,
            **facts,
        )

    def _step(self, at: object) -> int:
        step = at - 1 if isinstance(at, (int, np.integer)) else self.past.number_of(at) - int(self.past.times[-1]) - 1
        if not 0 <= step < len(self.frame):
            raise ValueError(f"{at} is not one of the {len(self.frame)} periods of the horizon")
        return int(step)


def forecast(
    values: pd.Series,
    horizon: int,
    season_length: int | tuple[int, ...] | None = None,
    bounds: Bounds | None = None,
    levels: tuple[float, ...] = (0.8, 0.95),
    events: tuple[object, ...] = (),
) -> Forecast:
    """Forecast of one metric: an average of structural models, with bands that hold what they say.

    Every way the series may move (level, slope, season, on its own or a logarithmic scale) is weighed by how well it
    explains the past; nothing is picked. Averaging in Theta beside them was measured and made it worse.

    Args:
        values: One number a period, index of periods or dates; missing periods absent or NaN, an unfinished last
            period left out by the caller. Trailing NaN are forecast.
        horizon: Periods ahead, 1 or more; ``sensible_horizon`` says how many the past supports.
        season_length: Periods of a cycle, or several cycles, main one first; by default from the grain.
        bounds: Lowest and highest possible value, ``None`` for an open end. Without bounds, values that have all been
            0 or more are taken for an amount that cannot be negative; ``(None, None)`` for a metric that can.
        levels: Shares of outcomes the bands hold, each strictly between 0 and 1.
        events: Periods (or dates) from which on the level may have shifted for a known reason.
    Raises:
        TooFewPeriods: If fewer than 8 periods have a value.
        ValueError: If the horizon is below 1, a level outside (0, 1), a value outside the bounds, the index not of
            periods or dates, or a period named twice.
    References:
        Hoeting, Madigan, Raftery & Volinsky (1999), Statistical Science 14: 382-417, on averaging models;
        Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, on the parts.
    """
    if horizon < 1:
        raise ValueError(f"horizon must be 1 or more, not {horizon}")
    if not levels or not all(0 < level < 1 for level in levels):
        raise ValueError(f"levels lie strictly between 0 and 1, not {levels}")
    past = history(values, season_length)
    shifts = tuple(sorted({past.number_of(event) for event in events} & set(range(1, int(past.times[-1]) + 1))))
    with one_thread():
        return _forecast(past, horizon, bounds, tuple(levels), shifts)


def _forecast(
    whole: History, horizon: int, bounds: Bounds | None, levels: tuple[float, ...], events: tuple[int, ...]
) -> Forecast:
    average = average_of(whole, horizon, bounds, events)
    notes = oddities(average, whole)
    past = without(whole, notes)
    if past is not whole:
        average = average_of(past, horizon, bounds, events)
    count = len(past.numbers)
    distribution = Tried(average, past, horizon, events).mixture(count, horizon)
    return Forecast(
        frame=pd.DataFrame(bands(distribution, levels), index=past.ahead(horizon)),
        past=past,
        distribution=distribution,
        methodology=method(average, past, grain_in(past.periods)),
        notes=notes,
        bounds=bounds,
        levels=levels,
        events=events,
    )


def forecasts(
    series: Mapping[str, pd.Series], horizon: int, **choices: Any
) -> Iterator[tuple[str, Forecast | CXError]]:
    """Forecasts of many metrics, one after the other, so that the caller can show progress and stop.

    Args:
        series: Values by the metric's name.
        horizon: Periods ahead.
        choices: As for ``forecast``.
    Yields:
        Name and forecast, or the CXError that says why there is none.
    """
    for name, values in series.items():
        try:
            yield name, forecast(values, horizon, **choices)
        except CXError as problem:
            yield name, problem


def average_of(
    past: History, horizon: int, bounds: Bounds | None, events: tuple[int, ...], learned: int | None = None
) -> Averaging:
    """All models of one series, ready to forecast from any cutoff.

    Args:
        past: The kept periods.
        horizon: Periods ahead.
        bounds: As for ``forecast``.
        events: Numbers of the periods at which the level may shift.
        learned: Number of periods from which the calendar's part is learned, for a back-test; all by default.
    """
    shared, possible = factors(past.joined(horizon), past.season_lengths, events), scales(past.numbers, bounds)
    return averaging(past, shared, possible, almanac(past, horizon, possible, learned))


def one_thread() -> AbstractContextManager[object]:
    """These matrices are small: more threads only wait for each other."""
    return _controller().limit(limits=1, user_api="blas")


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()  # looks through all loaded libraries, so once
