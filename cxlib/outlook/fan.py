"""The forecast door: a fan of bands, the chance of a target, the back-test and the method in words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.outlook.averaging import averaging
from cxlib.outlook.history import History, history
from cxlib.outlook.kernels import factors
from cxlib.outlook.mixture import Mixture
from cxlib.outlook.scales import scales


@dataclass(frozen=True)
class Forecast:
    """The months to come of one metric, as a whole distribution."""

    frame: pd.DataFrame
    past: History
    distribution: Mixture

    def chance(self, target: float, at: object, direction: str = "up") -> float:
        """Chance, 0 to 1, that the metric reaches ``target`` at one period.

        Args:
            target: Value to reach.
            at: A period of the horizon, or its number from 1.
            direction: ``"up"`` if reaching means at least the target, ``"down"`` if at most.
        Raises:
            ValueError: If the period is not in the horizon, or the direction unknown.
        """
        if direction not in ("up", "down"):
            raise ValueError(f"direction is 'up' or 'down', not {direction!r}")
        step = self._step(at)
        below = float(self.distribution.below(np.full(len(self.frame), float(target)))[step])
        return 1 - below if direction == "up" else below

    def quantile(self, share: float) -> pd.Series:
        """Value below which ``share`` (0 to 1) of the distribution lies, one a period of the horizon."""
        return pd.Series(self.distribution.quantiles((share,))[0], index=self.frame.index, name="quantile")

    def _step(self, at: object) -> int:
        step = at - 1 if isinstance(at, (int, np.integer)) else self.past.number_of(at) - int(self.past.times[-1]) - 1
        if not 0 <= step < len(self.frame):
            raise ValueError(f"{at} is not one of the {len(self.frame)} periods of the horizon")
        return int(step)


def forecast(
    values: pd.Series,
    horizon: int,
    season_length: int | tuple[int, ...] | None = None,
    bounds: tuple[float | None, float | None] | None = None,
    levels: tuple[float, ...] = (0.8, 0.95),
    events: tuple[object, ...] = (),
) -> Forecast:
    """Forecast of a metric with honest bands."""
    past = history(values, season_length)
    shifts = tuple(past.number_of(event) for event in events)
    shared = factors(past.joined(horizon), past.season_lengths, shifts)
    average = averaging(past, shared, scales(past.numbers, bounds))
    distribution = average.mixture(len(past.numbers), horizon)
    return Forecast(_frame(distribution, past.ahead(horizon), levels), past, distribution)


def _frame(distribution: Mixture, periods: pd.PeriodIndex, levels: tuple[float, ...]) -> pd.DataFrame:
    shares = [0.5, *(share for level in levels for share in ((1 - level) / 2, (1 + level) / 2))]
    names = ["mean", *(f"{end}_{level * 100:g}" for level in levels for end in ("lower", "upper"))]
    return pd.DataFrame(dict(zip(names, distribution.quantiles(tuple(shares)), strict=True)), index=periods)
