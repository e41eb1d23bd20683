import numpy as np
import pandas as pd
import pytest

from cxlib.outlook.lead_scan import COLUMNS, leads, scan


def months(values, start="2015-01"):
    return pd.Series(np.asarray(values, float), index=pd.period_range(start, periods=len(values), freq="M"))


def follower(rng, periods, lag, effect):
    """A persistent series and one that answers to it ``lag`` periods later."""
    lead, answer = np.zeros(periods + 50), np.zeros(periods + 50)
    for t in range(lag + 1, periods + 50):
        lead[t] = 0.5 * lead[t - 1] + rng.normal()
        answer[t] = 0.5 * answer[t - 1] + effect * lead[t - lag] + rng.normal()
    return lead[50:], answer[50:]


@pytest.fixture(scope="module")
def verdicts():
    rng = np.random.default_rng(3)
    lead, answer = follower(rng, 96, 3, -0.8)
    outcome = months(answer)
    frame = pd.DataFrame(
        {
            "signal": lead,
            "echo": np.r_[0, 0, answer[:-2]] + rng.normal(0, 0.7, 96),
            "twin": answer + rng.normal(0, 0.7, 96),
            "walk": np.cumsum(rng.normal(size=96)),
            "season": 5 * np.sin(2 * np.pi * np.arange(96) / 12) + rng.normal(size=96),
            "constant": 4.0,
            "young": np.r_[np.full(80, np.nan), np.arange(16)],
        },
        index=outcome.index,
    )
    return leads(outcome, frame).set_index("candidate")


def test_the_columns_of_the_door_are_there_in_order(verdicts):
    assert ["candidate", *verdicts.columns] == COLUMNS


def test_a_planted_lead_is_found_with_its_lag_sign_and_use(verdicts):
    signal = verdicts.loc["signal"]
    assert (signal.verdict, signal.lag) == ("leading", 3)
    assert signal.lower < signal.effect < signal.upper < 0
    assert signal.gain >= 0.05 and signal.q_value <= 0.05


def test_a_follower_is_called_lagging_with_a_negative_lag(verdicts):
    assert tuple(verdicts.loc["echo", ["verdict", "lag"]]) == ("lagging", -2)


def test_a_twin_of_the_same_period_is_coincident(verdicts):
    assert tuple(verdicts.loc["twin", ["verdict", "lag"]]) == ("coincident", 0)


def test_unrelated_walks_and_seasons_lead_nothing(verdicts):
    assert set(verdicts.loc[["walk", "season", "constant"], "verdict"]) == {"none"}


def test_under_24_paired_periods_it_says_how_many_more(verdicts):
    young = verdicts.loc["young"]
    assert (young.verdict, young.n, young.needed) == ("cannot tell", 16, 8)
    assert "8 months more" in young.sentence


def test_the_words_promise_association_only(verdicts):
    assert "associated, not proved" in verdicts.loc["signal", "sentence"]


def test_the_same_question_gets_the_same_answer():
    rng = np.random.default_rng(5)
    outcome, frame = months(rng.normal(size=40)), pd.DataFrame({"a": months(rng.normal(size=40))})
    pd.testing.assert_frame_equal(leads(outcome, frame), leads(outcome, frame))


def test_unit_and_shift_of_either_series_change_nothing_but_the_effect():
    lead, answer = follower(np.random.default_rng(8), 60, 2, 0.8)
    plain = leads(months(answer), pd.DataFrame({"a": months(lead)})).iloc[0]
    other = leads(months(100 + 10 * answer), pd.DataFrame({"a": months(5 - 2 * lead)})).iloc[0]
    assert (plain.verdict, plain.lag) == (other.verdict, other.lag)
    assert other.p_value == pytest.approx(plain.p_value, rel=1e-4)
    assert other.effect == pytest.approx(-5 * plain.effect, rel=1e-6)


def test_a_few_missing_periods_do_not_hide_a_lead():
    lead, answer = follower(np.random.default_rng(9), 90, 2, 0.9)
    outcome, signal = months(answer).drop(months(answer).index[[10, 40]]), months(lead)
    signal.iloc[[20, 21, 60]] = np.nan
    found = leads(outcome, pd.DataFrame({"a": signal})).iloc[0]
    assert (found.verdict, found.lag, found.n, found.bridged) == ("leading", 2, 85, 5)


def test_dates_are_taken_as_periods():
    lead, answer = follower(np.random.default_rng(4), 60, 1, 0.9)
    dates = pd.date_range("2020-01-31", periods=60, freq="ME")
    found = leads(pd.Series(answer, dates), pd.DataFrame({"a": lead}, index=dates)).iloc[0]
    assert (found.verdict, found.lag) == ("leading", 1)


def test_an_empty_outcome_cannot_tell():
    empty = pd.Series(dtype=float, index=pd.PeriodIndex([], freq="M"))
    found = leads(empty, pd.DataFrame({"a": months(np.arange(30))}))
    assert found.verdict.tolist() == ["cannot tell"] and found.needed.tolist() == [24]


def test_no_candidates_give_an_empty_frame():
    outcome = months(np.arange(30))
    assert leads(outcome, pd.DataFrame(index=outcome.index)).columns.tolist() == COLUMNS


def test_different_grains_are_refused():
    weekly = pd.DataFrame({"a": np.arange(30.0)}, index=pd.period_range("2020-01-06", periods=30, freq="W"))
    with pytest.raises(ValueError, match="outcome by M"):
        leads(months(np.arange(30)), weekly)


def test_a_lag_below_one_is_refused():
    with pytest.raises(ValueError, match="max_lag"):
        leads(months(np.arange(30)), pd.DataFrame({"a": months(np.arange(30))}), max_lag=0)


def test_a_scan_leaves_out_the_metric_itself_and_tells_its_progress():
    lead, answer = follower(np.random.default_rng(6), 60, 2, 0.9)
    outcomes = pd.DataFrame({"late": months(answer), "other": months(np.random.default_rng(2).normal(size=60))})
    seen = []
    pairs = scan(outcomes, outcomes.assign(early=months(lead)), progress=seen.append)
    assert pairs[["outcome", "candidate"]].to_numpy().tolist() == [
        ["late", "other"], ["late", "early"], ["other", "late"], ["other", "early"],
    ]  # fmt: skip
    leading = pairs[pairs.verdict == "leading"]
    assert leading[["outcome", "candidate", "lag"]].to_numpy().tolist() == [["late", "early", 2]]
    assert seen == [0.5, 1.0]


@pytest.mark.parametrize(
    "values", [np.arange(48.0), np.r_[np.zeros(47), 1.0], np.arange(48) % 2, np.sin(np.arange(48) * np.pi / 6)]
)
def test_an_outcome_without_noise_is_led_by_nothing(values):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": months(rng.normal(size=48)), "b": months(np.arange(48)), "c": months(values)})
    assert "leading" not in set(leads(months(values), frame).verdict)


def test_a_lead_longer_than_a_third_of_the_series_is_not_tried():
    rng = np.random.default_rng(2)
    found = leads(months(rng.normal(size=24)), pd.DataFrame({"a": months(rng.normal(size=24))}), max_lag=40)
    assert abs(found.lag[0]) <= 8


def test_unrelated_series_of_every_kind_are_called_leads_in_about_one_of_twenty():
    rng = np.random.default_rng(11)
    time = np.arange(48) / 12
    kinds = (
        lambda: rng.normal(size=48),
        lambda: np.cumsum(rng.normal(size=48)),
        lambda: 3 * np.sin(2 * np.pi * (time + rng.random())) + rng.normal(size=48),
    )
    chances = []
    for number in range(40):
        frame = pd.DataFrame({place: months(kind()) for place, kind in enumerate(kinds)})
        chances += leads(months(kinds[number % 3]()), frame).p_value.tolist()
    assert 0.01 <= np.mean(np.array(chances) <= 0.05) <= 0.1


def test_metrics_of_tiny_and_of_huge_units_are_judged_alike():
    rng = np.random.default_rng(3)
    periods = pd.period_range("2021-01", periods=48, freq="M")
    lead = pd.DataFrame({"lead": rng.normal(size=48)}, periods)
    outcome = lead["lead"].shift(2).fillna(0) + 0.5 * rng.normal(size=48)
    usual, odd = (leads(outcome * unit, lead / unit, season_length=1).iloc[0] for unit in (1.0, 1e12))
    assert (usual.verdict, usual.lag) == (odd.verdict, odd.lag) == ("leading", 2)
    assert odd.effect == pytest.approx(usual.effect * 1e24)
