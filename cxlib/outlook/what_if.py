"""What if the leading metric moved by so much: how far the outcome's forecast shifts, and how sure that is."""

import numpy as np
import pandas as pd

from cxlib.outlook.lead_bases import Array
from cxlib.outlook.lead_equations import persistences
from cxlib.outlook.lead_link import Link, answer, link


def what_if(
    outcome: pd.Series,
    candidate: pd.Series,
    lag: int,
    shift: float,
    horizon: int,
    season_length: int | None = None,
    level: float = 0.95,
    events: tuple[object, ...] = (),
) -> pd.DataFrame:
    """Shift of the outcome's forecast if the candidate stood ``shift`` higher from the next period on.

    The shift is added to mean and bands of the forecast. Its interval holds the uncertainty of the link, not of the
    forecast. Nothing happens in the first ``lag`` periods.

    Args:
        outcome: The lagging metric by period.
        candidate: The leading metric, of the same grain.
        lag: Periods by which it leads.
        shift: How much higher, in the candidate's unit; negative for lower.
        horizon: Periods ahead.
        season_length: Periods in a season; by the grain if not given.
        level: Confidence level of the interval.
        events: Periods (or dates) from which on levels are others for a known reason.
    Returns:
        One row a coming period (its index): ``mean``, ``lower``, ``upper`` in the outcome's unit.
    Raises:
        TooFewPairs: If fewer than 24 periods have both.
        NeverChanges: If one of them stays the same throughout.
        ValueError: If ``lag`` or ``horizon`` is below 1.
    """
    if horizon < 1:
        raise ValueError(f"horizon must be 1 or more, not {horizon}")
    found = link(outcome, candidate, lag, season_length, events)
    shifts = answer(found, *_drivers(found, shift, horizon))
    lower, upper = np.quantile(shifts, [(1 - level) / 2, (1 + level) / 2], axis=0)
    periods = pd.period_range(found.periods[-1] + 1, periods=horizon, name="period")
    return pd.DataFrame({"mean": shifts.mean(axis=0), "lower": lower, "upper": upper}, index=periods)


def _drivers(found: Link, shift: float, horizon: int) -> tuple[Array, Array]:
    """A lasting shift of the level; it is one surprise, and then whatever the candidate's past no longer announces.

    Returns:
        Of the level, shape (horizon,), and of the innovation in each draw, shape (draws, horizon).
    """
    level = np.where(np.arange(horizon) >= found.lag, shift, 0.0)
    persistence = persistences(found.candidate, found.models)
    still_new = 1 - np.cumsum(np.pad(persistence, ((0, 0), (1, 0))), axis=1)
    since = np.arange(horizon) - found.lag
    surprise = shift * still_new[:, np.clip(since, 0, found.models.order)] * (since >= 0)
    return level, surprise
