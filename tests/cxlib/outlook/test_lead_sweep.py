"""The sweep over all null models at once agrees with the regressions written out one by one."""

import numpy as np
import pytest

from cxlib.outlook.lead_bases import null_models, own_past
from cxlib.outlook.lead_sweep import NEGLIGIBLE, bayes_factor, criteria, sweep, weights


def unexplained(target, design):
    left = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    return float(left @ left)


def one_by_one(series, models, regressor):
    """Criterion and Bayes factor of every null model, each a regression of its own."""
    criterion, factors = [], []
    for number in range(len(models.bases) * (2 * models.order + 1)):
        choice = models.choice(number)
        target, past = own_past(series, models, choice)
        design = np.column_stack([models.bases[choice.base], past])
        rows, width = design.shape
        alone, beside = unexplained(target, design), unexplained(target, np.column_stack([design, regressor]))
        criterion.append(rows * np.log(alone / rows) + (width + 1) * np.log(rows))
        factors.append(float(bayes_factor(np.array([1 - beside / alone]), rows - width)[0]))
    return np.array(criterion), np.array(factors)


@pytest.mark.parametrize("season_length", [1, 12])
def test_models_and_evidence_are_those_of_the_regressions(season_length):
    rng = np.random.default_rng(4)
    series, models = np.cumsum(rng.normal(size=40)), null_models(40, season_length)
    regressor = rng.normal(size=40 - models.order) + 0.5 * series[models.order :]
    criterion, factors = one_by_one(series, models, regressor)
    share = weights(criterion, axis=0)
    np.testing.assert_allclose(weights(criteria(series[None], models)[0], axis=0), share, atol=1e-9)
    kept = np.where(share > NEGLIGIBLE, share, 0)
    expected = np.log(kept @ factors / kept.sum())
    assert sweep(series[None], models, regressor[:, None]).evidence[0, 0] == pytest.approx(expected)


def test_many_series_and_regressors_are_judged_as_each_alone():
    rng = np.random.default_rng(6)
    models = null_models(30, 1)
    series, regressors = rng.normal(size=(3, 30)), rng.normal(size=(30 - models.order, 2))
    together = criteria(series, models)
    for place in range(3):
        np.testing.assert_allclose(together[place], criteria(series[[place]], models)[0])
    whole = sweep(series[:1], models, regressors).evidence
    for place in range(2):
        np.testing.assert_allclose(whole[:, [place]], sweep(series[:1], models, regressors[:, [place]]).evidence)
