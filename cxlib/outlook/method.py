"""The method in words: what was averaged, and where the weight lies."""

from dataclasses import dataclass

import numpy as np

from cxlib.language import gettext as _
from cxlib.language import percent
from cxlib.outlook.averaging import Averaging
from cxlib.outlook.history import FULL
from cxlib.outlook.kernels import Walk
from cxlib.outlook.scales import Logarithm, LogOdds


@dataclass(frozen=True)
class Method:
    """Shares (0 to 1) of the weight on models of each kind, after the series was seen.

    ``wandering``: the level is a random walk (else it returns to a mean); ``sloping``: there is a slope; ``seasonal``:
    there is a season; ``logarithmic``: the scale is the logarithm; ``between_bounds``: the scale is the log-odds
    between the metric's bounds.
    """

    models: int
    periods: int
    season_length: int
    wandering: float
    sloping: float
    seasonal: float
    logarithmic: float
    between_bounds: bool

    def sentence(self) -> str:
        """The method and its parameters in words."""
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
        if self.periods < FULL:
            return _(
                "Simple smoothing, averaged over {models} settings by how well each explains the {periods} periods: "
                "{wandering} of the weight on a wandering level, {sloping} on a slope.",
                **facts,
            )
        return _(
            "Average of {models} structural models by how well each explains the last {periods} periods: "
            "{wandering} of the weight on a wandering level, {sloping} on a slope.",
            **facts,
        )

    def _season(self, facts: dict[str, object]) -> str:
        if self.season_length <= 1:
            return _("No season was tried.")
        return _("A season of {length} periods has {seasonal} of the weight.", **facts)

    def _scale(self, facts: dict[str, object]) -> str:
        if self.between_bounds:
            return _("The scale cannot leave the metric's range.")
        return _("The logarithmic scale has {logarithmic} of the weight.", **facts)


def method(average: Averaging, periods: int, season_length: int) -> Method:
    """Where the weight lies after ``periods`` observed ones."""
    weights = average.weights(periods)
    kernels = average.factors.kernels
    by_kernel, by_scale = weights.sum(axis=0), weights.sum(axis=1)
    return Method(
        models=weights.size,
        periods=periods,
        season_length=season_length,
        wandering=_share(by_kernel, [isinstance(kernel.level, Walk) for kernel in kernels]),
        sloping=_share(by_kernel, [kernel.slope is not None for kernel in kernels]),
        seasonal=_share(by_kernel, [kernel.season is not None for kernel in kernels]),
        logarithmic=_share(by_scale, [isinstance(scale, Logarithm) for scale in average.scales]),
        between_bounds=any(isinstance(scale, LogOdds) for scale in average.scales),
    )


def _share(weights: np.ndarray, chosen: list[bool]) -> float:
    return float(weights[np.array(chosen)].sum())
