"""Published answers to their printed digits."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib.actions import verdict
from cxlib.actions.classic import (
    before_and_after,
    difference_in_differences,
    interrupted_series,
    parallel_before,
    synthetic_difference_in_differences,
    wandering_level_shift,
)

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def tobacco():
    packs = pd.read_csv(HERE / "proposition_99.csv", index_col="Year")
    treated = packs.pop("California").to_numpy()
    return treated, packs.to_numpy(), packs.index.to_numpy() >= 1989


@pytest.fixture(scope="module")
def belts():
    rows = pd.read_csv(HERE / "seat_belts.csv")
    index = pd.period_range("1969-01", periods=len(rows), freq="M")
    return np.log(rows.set_index(index))


def test_difference_in_differences_of_proposition_99(tobacco):
    assert difference_in_differences(*tobacco) == pytest.approx(-27.349, abs=5e-4)


def test_synthetic_difference_in_differences_of_proposition_99(tobacco):
    assert synthetic_difference_in_differences(*tobacco) == pytest.approx(-15.605, abs=5e-4)


def test_seat_belt_law_in_a_local_level_model(belts):
    after = belts.index >= pd.Period("1983-02", "M")
    effect, _error = wandering_level_shift(belts["drivers"].to_numpy(), np.asarray(after))
    assert effect == pytest.approx(-0.3787, abs=5e-5)


def test_seat_belt_law_with_season_and_petrol(belts):
    after = np.asarray(belts.index >= pd.Period("1983-02", "M"))
    effect, error = wandering_level_shift(belts["drivers"].to_numpy(), after, belts[["PetrolPrice"]].to_numpy(), 12)
    assert effect == pytest.approx(-0.2359, abs=5e-5)
    assert 0.03 < error < 0.06


def test_the_averaged_verdict_agrees_with_the_structural_model(belts):
    found = verdict(belts["drivers"], "1983-02-01", belts["PetrolPrice"], direction="down")
    assert found.word == "worked"
    assert found.effect == pytest.approx(-0.2359, abs=0.03)


def test_a_step_and_a_slope_are_told_apart():
    times = np.arange(40)
    after = times >= 20
    found = interrupted_series(10 + 0.5 * times + 4 * after + 0.3 * np.where(after, times - 20, 0), after, times)
    assert (found.level, found.slope) == (pytest.approx(4), pytest.approx(0.3))


def test_a_drift_before_the_start_is_seen_and_noise_is_not():
    times, noise = np.arange(24), np.random.default_rng(3).normal(size=24)
    assert parallel_before(0.5 * times + noise, times) < 0.001 < 0.05 < parallel_before(noise, times)


def test_welch_on_two_samples():
    effect, lower, upper = before_and_after(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]))
    assert (effect, lower < 3 < upper) == (3.0, True)
