"""What would have been without the action, and how much longer one has to wait to tell.

Only the heaviest models are asked: together they hold nearly all of the weight.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.actions.shift import COMPARISON_SPREAD, Model, Setting, Shift, covariance
from cxlib.stats.intervals import z_value

PATHS = 30  # models behind the drawn path
DESIGNS = 12  # models behind the waiting time
FARTHEST = 36  # periods ahead that are looked for
POWER_SCORE = 0.8416  # standard normal score of 80 % power
WIDE = 1e3  # prior spread that stands for none


@dataclass(frozen=True)
class _Past:
    """The periods before the start, and what one model makes of them."""

    setting: Setting
    model: Model

    @property
    def before(self) -> np.ndarray:
        return ~self.setting.after

    def given(self) -> np.ndarray:
        """The constant and the comparison series where they are regressed on, shape (n, p)."""
        constant = np.ones((len(self.setting.times), 1))
        if self.model.use != "regressed":
            return constant
        return np.column_stack([constant, self.setting.standard_comparison])

    def whole(self) -> np.ndarray:
        """Covariance of all periods with the coefficients' prior spread in it, shape (n, n)."""
        given = self.given()
        spread = np.full(given.shape[1], COMPARISON_SPREAD)
        spread[0] = WIDE
        kernel = covariance(self.model.kernel, self.setting.times, self.setting.season_length)
        return kernel + (given * spread**2) @ given.T

    def path(self) -> tuple[np.ndarray, np.ndarray]:
        """Expected values and their standard errors: each period before the start from all the others before it (left
        out in turn), each after it from those before."""
        whole, before = self.whole(), self.before
        target = self.setting.target(self.model.use)
        inverse = np.linalg.inv(whole[np.ix_(before, before)])
        weighed = inverse @ target[before]
        noise = max(float(target[before] @ weighed) / max(int(before.sum()) - 1, 1), 1e-12)
        middle, spread = np.empty(len(target)), np.empty(len(target))
        middle[before] = target[before] - weighed / np.diag(inverse)
        spread[before] = 1 / np.diag(inverse)
        across = whole[np.ix_(~before, before)]
        middle[~before] = across @ weighed
        spread[~before] = np.diag(whole)[~before] - np.einsum("ij,jk,ik->i", across, inverse, across)
        return self._outward(middle), self.setting.unit * np.sqrt(np.maximum(spread * noise, 0.0))

    def _outward(self, middle: np.ndarray) -> np.ndarray:
        if self.model.use != "subtracted":
            return self.setting.numbers.mean() + self.setting.unit * middle
        shared = self.setting.comparison.mean(axis=1)
        return (self.setting.numbers - shared).mean() + self.setting.unit * middle + shared


def expected_path(setting: Setting, believed: Shift, level: float = 0.95) -> pd.DataFrame:
    """What was observed and what was to be expected without the action.

    Args:
        setting: The series and its start.
        believed: The averaged models.
        level: Confidence level of the band, strictly between 0 and 1.

    Returns:
        ``observed``, ``expected``, ``lower``, ``upper`` in the series' unit and ``after`` (bool), one row a period.
    """
    chosen = list(believed.heaviest(PATHS))
    weights = np.array([weight for weight, _ in chosen])[:, None]
    paths = [_Past(setting, model).path() for _, model in chosen]
    middles, spreads = (np.array(side) for side in zip(*paths, strict=True))
    middle = (weights * middles).sum(axis=0)
    wide = z_value(level) * np.sqrt((weights * (spreads**2 + (middles - middle) ** 2)).sum(axis=0))
    return pd.DataFrame(
        {"observed": setting.numbers, "expected": middle, "lower": middle - wide, "upper": middle + wide,
         "after": setting.after}
    )  # fmt: skip


def errors_ahead(setting: Setting, believed: Shift, level: float = 0.95) -> np.ndarray:
    """Standard error of the mean effect now and after each further period, shape (``FARTHEST`` + 1,)."""
    chosen = list(believed.heaviest(DESIGNS))
    errors = [_errors_ahead(setting, model, FARTHEST) for _, model in chosen]
    within = np.sqrt(sum(weight * error**2 for (weight, _), error in zip(chosen, errors, strict=True)))
    if not within[0] > 0:  # a number that never moved
        return within
    now = (believed.quantile((1 + level) / 2) - believed.quantile((1 - level) / 2)) / (2 * z_value(level))
    return max(1.0, now / float(within[0])) * within  # the models disagree with each other as well


def periods_needed(setting: Setting, errors: np.ndarray, effect: float, level: float = 0.95) -> int | None:
    """Periods after the start until an effect of this size is seen with 80 % power; None beyond ``FARTHEST``.

    Args:
        setting: What is known by now.
        errors: What ``errors_ahead`` gave for it.
        effect: Size of the effect to be seen, in the series' unit; its sign does not matter.
        level: Confidence level of the verdict.
    """
    seen = abs(effect) >= detectable(errors, level)
    return int(setting.after.sum()) + int(np.argmax(seen)) if seen.any() else None


def detectable(errors: np.ndarray, level: float = 0.95) -> np.ndarray:
    """The smallest effects that are seen with 80 % power, given standard errors; same shape."""
    return (z_value(level) + POWER_SCORE) * errors


def _errors_ahead(setting: Setting, model: Model, ahead: int) -> np.ndarray:
    """Standard error of the shift after 0, 1, … ``ahead`` further periods, if they come without gaps."""
    times = np.append(setting.times, setting.times[-1] + 1 + np.arange(ahead))
    root = np.linalg.cholesky(covariance(model.kernel, times, setting.season_length))
    after = np.append(setting.after, np.ones(ahead, dtype=bool)).astype(float)
    constant, step = np.linalg.solve(root, np.column_stack([np.ones(len(times)), after])).T
    ones, both, steps = (np.cumsum(part) for part in (constant**2, constant * step, step**2))
    own = np.maximum(steps - both**2 / ones, 1e-12)[len(setting.times) - 1 :]
    return setting.unit * np.sqrt(_noise(setting, model) / own)


def _noise(setting: Setting, model: Model) -> float:
    """The model's noise variance, in units, with the shift allowed for."""
    root = np.linalg.cholesky(_Past(setting, model).whole())
    step, target = setting.after.astype(float), setting.target(model.use)
    white_step, white = np.linalg.solve(root, np.column_stack([step, target])).T
    size = float(white_step @ white) / max(float(white_step @ white_step), 1e-12)
    return float(np.square(white - size * white_step).sum()) / max(len(target) - 2, 1)
