"""The picture of an action that has no finished period yet: how the number was, and where it goes by itself."""

from datetime import date

import numpy as np
import pandas as pd

from cxlib.errors import CXError
from cxlib.outlook import forecast
from cxlib.outlook.seen import bounds_of
from cxlib.workspace import Metric

MOST = 12  # periods ahead
COLUMNS = ["observed", "expected", "lower", "upper", "after", "period"]


def to_come(metric: Metric, outcome: pd.Series, start: date, readout: date) -> pd.DataFrame:
    """The number until now and its forecast up to the read-out, as ``Verdict.path`` has them.

    Args:
        metric: What is measured; its kind gives the bounds.
        outcome: Finished periods without those that made people act; PeriodIndex.
        start: First day with the action.
        readout: The day it is read out on.

    Returns:
        ``period``, ``observed``, ``expected``, ``lower``, ``upper`` (95 %), ``after``; what is not known is NaN.
        Without a forecast only what was observed; empty without any period.
    """
    nothing = np.full(len(outcome), np.nan)
    past = pd.DataFrame({"observed": outcome.to_numpy(float), "expected": nothing, "lower": nothing, "upper": nothing,
                         "after": False, "period": outcome.index}, columns=COLUMNS)  # fmt: skip
    if outcome.empty:
        return past
    last = pd.Period(pd.Timestamp(readout), freq=outcome.index.freq)
    horizon = min(max(last.ordinal - outcome.index[-1].ordinal, 1), MOST)
    try:
        ahead = forecast(outcome, horizon, bounds=bounds_of(metric)).frame
    except CXError:  # too few periods to say anything of the next ones
        return past
    periods = pd.PeriodIndex(ahead.index)
    coming = pd.DataFrame({"observed": np.nan, "expected": ahead["mean"].to_numpy(),
                           "lower": ahead["lower_95"].to_numpy(), "upper": ahead["upper_95"].to_numpy(),
                           "after": [period.end_time.date() >= start for period in periods],
                           "period": periods}, columns=COLUMNS)  # fmt: skip
    return pd.concat([past, coming], ignore_index=True)
