"""The sample is what TRUTH.md says: recomputed from the committed files with nothing but pandas and least squares."""

import io
import json
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sample_data import make
from sample_data.story import Story

FOLDER = Path(__file__).parents[2] / "sample_data"
NPS = "Likely to recommend (0-10)"
SMALL = 0.03


@pytest.fixture(scope="module")
def truth():
    return json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers():
    rows = pd.read_csv(FOLDER / make.SURVEY, encoding="utf-8-sig", dtype=str, keep_default_na=False).drop_duplicates()
    rows["day"], rows["score"] = pd.to_datetime(rows["Answered at"]), pd.to_numeric(rows[NPS], errors="coerce")
    rows["Region"] = rows["Region"].str.strip()
    return rows


@pytest.fixture(scope="module")
def tickets():
    rows = pd.read_csv(FOLDER / make.TICKETS, sep=";", encoding="cp1250", decimal=",")
    rows["day"] = pd.to_datetime(rows["Opened"], format="%d.%m.%Y %H:%M")
    return rows.sort_values("day", kind="stable")


@pytest.fixture(scope="module")
def centre():
    rows = pd.read_csv(FOLDER / make.CENTRE, skiprows=2, thousands=",").iloc[:-2]
    return rows.set_index(pd.to_datetime(rows["Week"] + "-1", format="%G-W%V-%u")).drop(columns="Week").astype(float)


@pytest.fixture(scope="module")
def ledger():
    rows = pd.read_excel(FOLDER / make.LEDGER, header=3, engine="calamine").iloc[:-1]
    rows["month"] = pd.period_range("2023-11", periods=36, freq="M").repeat(5)
    return rows


def nps(scores):
    known = scores.dropna()
    return 100 * ((known >= 9).mean() - (known <= 6).mean())


def window(rows, dates):
    return rows[(rows["day"] >= dates[0]) & (rows["day"] < pd.Timestamp(dates[1]) + pd.Timedelta(days=1))]


def strengths(outcome, candidate, lags):
    """|t| of the candidate's innovation at each lag, beside the outcome's own past and a trend."""
    found = []
    for lag in lags:
        trend = pd.Series(np.arange(len(outcome), dtype=float), outcome.index)
        parts = [candidate.shift(lag), candidate.shift(lag + 1), outcome.shift(1), trend]
        rows = pd.concat([outcome, *parts], axis=1).dropna().to_numpy(float)
        design, target = np.column_stack([rows[:, 1:], np.ones(len(rows))]), rows[:, 0]
        beta, residual, *_ = np.linalg.lstsq(design, target, rcond=None)
        variance = residual[0] / (len(target) - design.shape[1]) * np.linalg.inv(design.T @ design)[0, 0]
        found.append(abs(beta[0]) / np.sqrt(variance))
    return np.array(found)


def test_the_same_script_makes_the_same_bytes():
    assert make.files(Story(), SMALL) == make.files(Story(), SMALL)


def test_committed_tables_are_what_the_script_makes():
    made = make.files(Story(), SMALL)
    assert all(made[name] == (FOLDER / name).read_bytes() for name in (make.CENTRE, make.APP, make.DELIVERIES))


def test_a_share_makes_fewer_answers_and_all_the_weeks():
    made = make.files(Story(), SMALL)
    rows = pd.read_csv(io.BytesIO(made[make.SURVEY]), compression="gzip", encoding="utf-8-sig")
    assert 1800 <= len(rows) <= 1810
    assert made[make.CENTRE].count(b"-W") == 159


def test_the_sample_is_small_enough_for_a_repository():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 8_000_000


def test_recommendation_fell_in_one_segment(answers, truth):
    change = truth["change"]
    before, after = (window(answers, change[name]) for name in ("before", "after"))
    inside = [
        rows[(rows["Touchpoint"] == "Billing") & (rows["Region"] == "South") & (rows["App version"] == "v5.2")]
        for rows in (before, after)
    ]
    assert nps(before["score"]) == pytest.approx(change["nps_before"], abs=1)
    assert nps(after["score"]) == pytest.approx(change["nps_after"], abs=1)
    assert nps(inside[0]["score"]) - nps(inside[1]["score"]) > 45


@pytest.mark.parametrize("column, value", [("Touchpoint", "Billing"), ("Region", "South"), ("App version", "v5.2")])
def test_the_segments_parents_held_elsewhere(answers, truth, column, value):
    fell = (answers["Touchpoint"] == "Billing") & (answers["Region"] == "South") & (answers["App version"] == "v5.2")
    rest = answers[~fell & (answers["Channel"] != "SMS") & (answers[column] == value)]
    before, after = (window(rest, truth["change"][name]) for name in ("before", "after"))
    assert nps(before["score"]) - nps(after["score"]) < 10


def test_sms_answers_only_became_more(answers, truth):
    decoy = truth["change"]["mix_decoy"]
    before, after = (window(answers, truth["change"][name]) for name in ("before", "after"))
    shares = [(rows["Channel"] == "SMS").mean() for rows in (before, after)]
    assert shares == pytest.approx([decoy["share_before"], decoy["share_after"]], abs=0.005)
    fell = (after["Touchpoint"] == "Billing") & (after["Region"] == "South")
    gaps = [
        nps(rows.loc[rows["Channel"] != "SMS", "score"]) - nps(rows.loc[rows["Channel"] == "SMS", "score"])
        for rows in (before, after[~fell])
    ]
    assert gaps[0] == pytest.approx(gaps[1], abs=8)


def test_wait_leads_recommendation_by_six_weeks(answers, centre):
    week = answers["day"].dt.normalize() - pd.to_timedelta(answers["day"].dt.day_of_week, unit="D")
    weekly = answers.groupby(week)["score"].apply(nps)
    found = strengths(weekly, np.log(centre["Median wait (s)"]), range(10))
    assert found.argmax() == 6 and found[6] > 5


def test_first_fix_leads_churn_by_two_months(tickets, ledger):
    monthly = ledger.groupby("month")[["Customers who left", "Customers at start"]].sum()
    churn = monthly["Customers who left"] / monthly["Customers at start"]
    solved = (tickets["Solved first time"] == "igen").groupby(tickets["day"].dt.to_period("M")).mean()
    found = strengths(churn, solved.reindex(churn.index), range(7))
    assert found.argmax() == 2 and found[2] > 3


def test_crashes_lead_the_rating_by_four_weeks():
    rows = pd.read_csv(FOLDER / make.APP)
    rows["week"] = rows["date"].str[6:] + rows["date"].str[3:5] + rows["date"].str[:2]
    weekly = rows.pivot(index="week", columns="metric", values="value").reset_index(drop=True)
    assert strengths(weekly["app_rating"], weekly["crash_free_sessions_pct"], range(9)).argmax() == 4


def test_complaints_move_in_the_same_week(answers, centre):
    week = answers["day"].dt.normalize() - pd.to_timedelta(answers["day"].dt.day_of_week, unit="D")
    weekly = answers.groupby(week)["score"].apply(nps)
    assert strengths(weekly, centre["Complaints per 1,000 calls"], range(7)).argmax() == 0


def gap_to_others(ledger, region):
    rates = (ledger["Customers who left"] / ledger["Customers at start"] * 100).groupby(
        [ledger["month"], ledger["Region"]]
    )
    wide = rates.first().unstack()
    return wide[region] - wide.drop(columns=["North", "East"]).mean(axis=1)


def test_calling_back_in_one_hour_worked_and_the_reminder_did_not(ledger, truth):
    effects = []
    for action in truth["actions"]:
        gap = gap_to_others(ledger, action["where"]["Region"])
        start = pd.Period(action["start"], "M")
        effects.append(gap[gap.index >= start].mean() - gap[gap.index < start].mean())
    assert effects == pytest.approx([-0.30, 0.0], abs=0.09)


def test_targets_are_missed_met_and_comfortable(answers, ledger):
    october = window(answers, ("2026-10-01", "2026-10-31"))
    last = ledger[ledger["month"] == "2026-10"]
    parcels = pd.read_csv(FOLDER / make.DELIVERIES, sep="\t", encoding="utf-16")
    monthly = parcels.groupby(pd.to_datetime(parcels["Day"], format="%d-%b-%Y").dt.to_period("M"))[
        ["Delivered as promised", "Parcels due"]
    ].sum()
    kept = monthly["Delivered as promised"] / monthly["Parcels due"]
    assert 28 < nps(october["score"]) < 35
    assert 0.018 < last["Customers who left"].sum() / last["Customers at start"].sum() < 0.0195
    assert (kept.tail(12) > 0.92).all()


def test_charged_twice_costs_most_and_comes_back(tickets, truth):
    costs = tickets.groupby("Issue")["Cost EUR"].sum()
    assert costs.idxmax() == truth["issues"]["largest"] == "Charged twice"
    same = tickets.groupby(["Customer ID", "Issue"])["day"].diff()
    again = (same <= pd.Timedelta(days=30)).groupby(tickets["Issue"]).mean()
    assert again.idxmax() == "Charged twice" and again["Charged twice"] > 0.2


def test_invoice_mondays_have_the_longest_waits(tickets):
    day = tickets["day"]
    monday = (day.dt.day_of_week == 0) & day.dt.day.between(2, 8)
    waits = tickets.groupby(monday)["Wait seconds"].median()
    assert waits[True] > 2 * waits[False]


def test_comments_come_in_five_languages_with_their_marks(answers, truth):
    spoken = answers[answers["Comment"] != ""]
    assert len(spoken) / len(answers) == pytest.approx(truth["themes"]["commented"], abs=0.01)
    assert set(spoken["Language"]) == {"en", "hu", "vi", "th", "fa"}
    assert spoken.loc[spoken["Language"] == "fa", "Comment"].str.contains("\u200c").mean() > 0.3
    vietnamese = spoken.loc[spoken["Language"] == "vi", "Comment"]
    decomposed = vietnamese.map(lambda text: unicodedata.normalize("NFC", text) != text).mean()
    assert decomposed == pytest.approx(0.1, abs=0.03)


def test_the_workspace_names_files_and_columns_that_are_there(answers, tickets, centre, ledger):
    described = json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8"))
    columns = {
        "survey": answers, "tickets": tickets, "centre": centre.assign(Week=""), "ledger": ledger,
        "app": pd.read_csv(FOLDER / make.APP),
        "deliveries": pd.read_csv(FOLDER / make.DELIVERIES, sep="\t", encoding="utf-16"),
    }  # fmt: skip
    assert all((FOLDER / source["file"]).exists() for source in described["sources"])
    named = [(source["id"], name) for source in described["sources"] for name in [source["time"], *source["columns"]]]
    named += [(metric["source"], name) for metric in described["metrics"] for name in metric["columns"].values()]
    assert [(source, name) for source, name in named if name not in columns[source]] == []


def test_six_metrics_are_on_the_board_and_each_has_a_target():
    described = json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8"))
    board = {metric["id"] for metric in described["metrics"] if "board" in metric}
    assert len(board) == 6
    assert {target["metric"] for target in described["targets"]} == board
