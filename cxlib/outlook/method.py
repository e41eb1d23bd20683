"""The method in words: what was averaged, and where the weight lies."""

from dataclasses import dataclass

import numpy as np

from cxlib.language import gettext as _
from cxlib.language import percent
from cxlib.outlook.averaging import Averaging, normalised
from cxlib.outlook.history import FULL, History
from cxlib.outlook.kernels import Walk
from cxlib.outlook.scales import Logarithm, LogOdds
from cxlib.outlook.spoken import span

CLEAR = 2.0  # how many times the odds of a trend or a season must have risen (or fallen) for it to be there (or not)
CYCLES = 2  # that must have been seen before anything is said to repeat
SURE = 1e-9
LIKELY = 0.8  # weight from which on a pattern of the calendar is told


@dataclass(frozen=True)
class Method:
    """Shares (0 to 1) of the weight on models of each kind, after the series was seen.

    ``sloping_before`` and ``seasonal_before``: the same shares before it was seen, since most models tried have a slope
    or a season and only a risen share tells anything. ``cycles``: how many cycles the past holds.
    ``wandering``: the level is a random walk (else it returns to a mean); ``sloping``: there is a slope; ``seasonal``:
    there is a season; ``logarithmic``: the scale is the logarithm; ``between_bounds``: the scale is the log-odds
    between the metric's bounds; ``grain`` names the periods, empty if nothing does. ``yearly`` and ``monthly``: the
    time of the year and the turn of the month count (daily metrics only).
    """

    models: int
    periods: int
    season_length: int
    wandering: float
    sloping: float
    seasonal: float
    logarithmic: float
    between_bounds: bool
    sloping_before: float
    seasonal_before: float
    cycles: float
    grain: str = ""
    yearly: float = float("nan")
    monthly: float = float("nan")

    def sentence(self) -> str:
        """The method for somebody who only reads the result."""
        return " ".join([self._past(), self._trend(), self._cycle(), *self._calendar()]).strip()

    def _past(self) -> str:
        facts = {"span": span(self.periods, self.grain)}
        if self.periods < FULL:
            return _("The past is short ({span}): the forecast leans on the latest level.", **facts)
        return _("Many ways this number may move, weighed by how well each explains the last {span}.", **facts)

    def _trend(self) -> str:
        told = _risen(self.sloping, self.sloping_before)
        if told >= CLEAR:
            return _("It expects the recent trend to go on and slowly fade.")
        return _("It expects no lasting trend.") if told <= 1 / CLEAR else _("A trend is possible, not sure.")

    def _cycle(self) -> str:
        yearly = self.season_length * {"day": 1, "week": 7, "month": 30.4, "quarter": 91.3}.get(self.grain, 0) > 300
        told = _risen(self.seasonal, self.seasonal_before)
        if self.season_length <= 1:
            return ""
        if self.cycles < CYCLES:
            return _("The past is too short to show whether a yearly pattern repeats.") if yearly else ""
        if told >= CLEAR:
            return _("The yearly pattern repeats.") if yearly else _("The weekly or daily pattern repeats.")
        if told <= 1 / CLEAR:
            return _("No pattern repeats clearly from cycle to cycle.")
        return _("A repeating pattern is counted on in part.")

    def _calendar(self) -> list[str]:
        told = [_("The yearly pattern repeats.")] if self.yearly > LIKELY else []
        return [*told, _("Days around the end of a month differ from others.")] if self.monthly > LIKELY else told

    def detail(self) -> str:
        """The method and its parameters, for somebody who wants to check them."""
        facts = {
            "models": self.models,
            "periods": self.periods,
            "length": self.season_length,
            "wandering": percent(self.wandering),
            "sloping": percent(self.sloping),
            "seasonal": percent(self.seasonal),
            "logarithmic": percent(self.logarithmic),
        }
        return " ".join([self._kind(facts), self._season(facts), self._scale(facts)])

    def _kind(self, facts: dict[str, object]) -> str:
        return _(
            "Bayesian average of {models} structural models, each weighted by its likelihood over {periods} periods: "
            "{wandering} of the weight on a random-walk level, {sloping} on a slope.",
            **facts,
        )

    def _season(self, facts: dict[str, object]) -> str:
        if self.season_length <= 1:
            return _("No season was tried.")
        return _("A season of {length} periods has {seasonal} of the weight.", **facts)

    def _scale(self, facts: dict[str, object]) -> str:
        if self.between_bounds:
            return _("Forecast on the log-odds between the metric's bounds.")
        return _("The logarithmic scale has {logarithmic} of the weight.", **facts)


def _risen(now: float, before: float) -> float:
    """How many times the odds have risen since before the series was seen."""
    after, prior = max(now, SURE) / max(1 - now, SURE), max(before, SURE) / max(1 - before, SURE)
    return after / prior


def method(average: Averaging, past: History, grain: str = "") -> Method:
    """Where the weight lies after the observed periods."""
    periods, season_length = len(past.numbers), past.season_lengths[0]
    weights = average.weights(periods)
    kernels = average.factors.kernels
    by_kernel, by_scale = weights.sum(axis=0), weights.sum(axis=1)
    before = normalised(average.factors.log_odds)
    sloping, seasonal = ([bool(part) for part in parts] for parts in zip(
        *((kernel.slope, kernel.season) for kernel in kernels), strict=True))  # fmt: skip
    return Method(
        models=weights.size,
        periods=periods,
        season_length=season_length,
        wandering=_share(by_kernel, [isinstance(kernel.level, Walk) for kernel in kernels]),
        sloping=_share(by_kernel, sloping),
        seasonal=_share(by_kernel, seasonal),
        logarithmic=_share(by_scale, [isinstance(scale, Logarithm) for scale in average.scales]),
        sloping_before=_share(before, sloping),
        seasonal_before=_share(before, seasonal),
        cycles=(int(past.times[-1]) + 1) / max(season_length, 1),
        grain=grain,
        yearly=average.almanac.yearly,
        monthly=average.almanac.monthly,
        between_bounds=any(isinstance(scale, LogOdds) for scale in average.scales),
    )


def _share(weights: np.ndarray, chosen: list[bool]) -> float:
    return float(weights[np.array(chosen)].sum())
