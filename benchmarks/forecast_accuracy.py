"""Accuracy, honesty and cost of the forecast beside statsmodels' ETS and Theta, on generated monthly KPI series.

    python benchmarks/forecast_accuracy.py [SERIES]        20 series of each length by default

Prints for each length the error relative to repeating the last year (or the last period below two years), the share of
outcomes inside the 95 % band, the scaled width-and-miss score of that band (MSIS) and CPU milliseconds a series.
"""

import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from cxlib.outlook import forecast

Said = tuple[np.ndarray, np.ndarray, np.ndarray]
LENGTHS = {12: 3, 24: 6, 36: 6, 60: 12}  # periods: horizon
CYCLE = 12


def kpi(count: int, noise: np.random.Generator) -> pd.Series:
    """A KPI as companies have them: a wandering level, now and then a season, a slope, a shift or an outlier."""
    time_ = np.arange(count)
    level = 60 + np.cumsum(noise.normal(0, noise.choice([0.1, 0.5, 1.5]), count))
    season = noise.choice([0, 2, 5]) * np.sin(2 * np.pi * (time_ + noise.integers(CYCLE)) / CYCLE)
    slope = noise.choice([0, 0, 0.1, -0.1]) * time_
    shift = noise.choice([0, 0, 0, 6]) * (time_ >= noise.integers(count))
    outlier = noise.choice([0, 0, 0, 10]) * (time_ == noise.integers(count))
    numbers = level + season + slope + shift + outlier + noise.normal(0, noise.choice([0.5, 2]), count)
    return pd.Series(numbers, index=pd.period_range("2018-01", periods=count, freq="M"))


def ours(past: pd.Series, horizon: int) -> Said:
    frame = forecast(past, horizon, CYCLE).frame
    return tuple(frame[name].to_numpy() for name in ("mean", "lower_95", "upper_95"))


def ets(past: pd.Series, horizon: int) -> Said:
    """The form of least AICc, its own bands."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    seasons = ("add", None) if len(past) >= 2 * CYCLE else (None,)
    forms = [(trend, season) for trend in ("add", None) for season in seasons]
    fits = [
        ETSModel(past, trend=trend, damped_trend=trend == "add", seasonal=season,
                 seasonal_periods=CYCLE if season else None).fit(disp=False)
        for trend, season in forms
    ]  # fmt: skip
    best = min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) else np.inf)
    table = best.get_prediction(start=len(past), end=len(past) + horizon - 1).summary_frame(alpha=0.05)
    return tuple(table[name].to_numpy() for name in ("mean", "pi_lower", "pi_upper"))


def theta(past: pd.Series, horizon: int) -> Said:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    seasonal = len(past) >= 2 * CYCLE
    fit = ThetaModel(past.to_numpy(), period=CYCLE if seasonal else None, deseasonalize=seasonal).fit()
    band = np.asarray(fit.prediction_intervals(horizon, alpha=0.05))
    return np.asarray(fit.forecast(horizon)), band[:, 0], band[:, 1]


def scores(said: Said, past: np.ndarray, actual: np.ndarray) -> tuple[float, float, float, float]:
    """Absolute error, that of repeating the past, share inside the band, MSIS."""
    mean, lower, upper = said
    cycle = CYCLE if len(past) >= 2 * CYCLE else 1
    naive = np.resize(past[-cycle:], len(actual))
    scale = np.abs(past[cycle:] - past[:-cycle]).mean()
    missed = np.maximum(lower - actual, 0) + np.maximum(actual - upper, 0)
    width = upper - lower + 2 / 0.05 * missed
    inside = ((actual >= lower) & (actual <= upper)).mean()
    return np.abs(actual - mean).mean(), np.abs(actual - naive).mean(), inside, width.mean() / scale


def measured(method: Callable[[pd.Series, int], Said], series: list[pd.Series], horizon: int) -> str:
    """One line of figures of a method on series of one length."""
    method(series[0].iloc[:-horizon], horizon)  # imports are not its cost
    start = time.process_time()
    rows = []
    for values in series:
        past, actual = values.iloc[:-horizon], values.iloc[-horizon:].to_numpy()
        rows.append(scores(method(past, horizon), past.to_numpy(), actual))
    spent = (time.process_time() - start) / len(series)
    error, naive, inside, width = np.mean(rows, axis=0)
    return f"error {error / naive:.3f}  inside {inside:.3f}  MSIS {width:6.2f}  {spent * 1000:6.1f} ms"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for length, horizon in LENGTHS.items():
        noise = np.random.default_rng(length)
        series = [kpi(length + horizon, noise) for _ in range(count)]
        for method in (ours, ets, theta):
            print(f"{length:3d} periods  {method.__name__:6s}  {measured(method, series, horizon)}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # the peers warn of convergence on every other series
    with threadpool_limits(1):
        main()
