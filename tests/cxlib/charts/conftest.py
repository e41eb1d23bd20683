import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def periods():
    """Fourteen months, the last one unfinished, with limits and a target."""
    index = pd.period_range("2025-10", periods=14, freq="M")
    value = np.linspace(40.0, 33.0, 14)
    return pd.DataFrame({
        "period": index, "value": value, "lower": value - 2, "upper": value + 2, "base": 1000.0,
        "finished": [True] * 13 + [False], "low_limit": 34.0, "high_limit": 42.0, "target": 40.0,
    })  # fmt: skip


@pytest.fixture
def forecast():
    """Three months after the last finished one."""
    index = pd.period_range("2026-11", periods=3, freq="M")
    mean = np.array([33.0, 32.5, 32.0])
    return pd.DataFrame({
        "period": index, "mean": mean, "lower_80": mean - 2, "upper_80": mean + 2, "lower_95": mean - 3,
        "upper_95": mean + 3,
    })  # fmt: skip
