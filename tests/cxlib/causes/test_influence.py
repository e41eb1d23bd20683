import numpy as np
import pandas as pd
import pytest

from cxlib.causes import influencers
from cxlib.errors import TooFewAnswers


def answers(seed=0, rows=20_000):
    """Waiting doubles the risk; the evening shift only looks bad because people wait there."""
    random = np.random.default_rng(seed)
    waited = random.random(rows) < 0.3
    shift = np.where(random.random(rows) < np.where(waited, 0.8, 0.2), "evening", "day")
    risk = np.where(waited, 0.3, 0.15)
    people = pd.DataFrame({"waited": np.where(waited, "yes", "no"), "shift": shift,
                           "office": random.integers(5, size=rows).astype(str)})
    return people.assign(numerator=(random.random(rows) < risk).astype(float), denominator=1.0)


def table(**kwargs):
    return influencers(answers(), ["waited", "shift", "office"], **kwargs).set_index(["factor", "value"])


def test_the_true_factor_comes_first_with_its_ratio():
    row = table().iloc[0]
    assert row.name[0] == "waited" and table().loc[("waited", "yes"), "adjusted"] == pytest.approx(2.0, rel=0.1)
    assert row["q_value"] < 1e-10


def test_a_bystander_is_seen_through():
    row = table().loc[("shift", "evening")]
    assert row["ratio"] > 1.3 and row["lower"] < 1 < row["upper"]


def test_two_by_two_ratio_and_interval():
    sums = pd.DataFrame({"plan": ["a", "b"], "numerator": [30.0, 20], "denominator": [100.0, 100]})
    row = influencers(sums, ["plan"]).set_index("value").loc["a"]
    stderr = np.sqrt(0.7 / 30 + 0.8 / 20)
    assert row["adjusted"] == pytest.approx(1.5, rel=1e-3)
    assert row["lower"] == pytest.approx(1.5 * np.exp(-1.96 * stderr), rel=5e-3)


def test_rare_values_are_pooled():
    people = answers()
    people.loc[:9, "office"] = [f"rare {place}" for place in range(10)]
    pooled = influencers(people, ["waited", "office"], least_base=5).query("pooled")
    assert len(pooled) == 1 and pooled["base"].iloc[0] == 10


def test_discovery_rates_are_never_below_the_p_values():
    assert (table()["q_value"] >= table()["p_value"]).all()


def test_everybody_at_the_level_says_nothing():
    with pytest.raises(TooFewAnswers):
        influencers(answers().assign(numerator=1.0), ["waited"])
