"""What is planted, and what it comes to in the files made: the content of truth.json."""

from dataclasses import asdict, dataclass

import pandas as pd

from sample_data.story import FIRST_FIX, LEADS, Story

BEFORE, AFTER = ("2025-08-01", "2025-10-31"), ("2026-08-01", "2026-10-31")
EVENTS = (
    ("2024-05-20", "2024-06-02", "Delivery drivers on strike", "strike"),
    ("2025-02-03", "2025-02-03", "Prices up 6 %", "price change"),
    ("2025-06-16", "2025-06-16", "App v5.2 released", "release"),
    ("2025-10-06", "2025-11-02", "Autumn offer", "campaign"),
    ("2026-03-02", "2026-03-02", "South's invoices moved to the new billing system", "change"),
    ("2026-05-04", "2026-05-04", "Survey by SMS for shop visitors", "survey change"),
)
DECOYS = (
    ("P90 wait (s)", "shadow", "three times the median wait, with noise: leads by 6 weeks only as its shadow"),
    ("Abandoned (%)", "shadow", "follows the wait of the same week, with noise of its own"),
    ("Complaints per 1,000 calls", "coincident", "moves with recommendation in the same week"),
    ("Satisfaction (1-5)", "coincident", "another cut of the same answers"),
    ("payment_failures_per_1000", "coincident", "a step on 2026-03-02, otherwise noise"),
    ("Negative mentions (%)", "lagging", "follows recommendation by 3 weeks"),
    ("Staffed hours", "noise", "December season and slow noise"),
    ("Handling time (s)", "noise", "slow noise"),
    ("Training hours", "noise", "noise"),
    ("Web visits", "noise", "trend, December season and slow noise"),
    ("monthly_active_share_pct", "noise", "slow noise"),
    ("push_opt_in_pct", "noise", "slow noise"),
)


@dataclass(frozen=True)
class Made:
    """What the files were written from: answers and tickets clean, row for row; true levels by week; two tables."""

    answers: pd.DataFrame
    issues: pd.DataFrame
    weekly: pd.DataFrame
    ledger: pd.DataFrame
    parcels: pd.DataFrame


def nps(scores: pd.Series) -> float:
    """Net promoter score, points."""
    return round(float(100 * ((scores >= 9).mean() - (scores <= 6).mean())), 2)


def between(rows: pd.DataFrame, column: str, window: tuple[str, str]) -> pd.DataFrame:
    day = rows[column].dt.normalize()
    return rows[(day >= window[0]) & (day <= window[1])]


def _fell(answers: pd.DataFrame) -> pd.Series:
    return (answers["touchpoint"] == "Billing") & (answers["region"] == "South") & (answers["version"] == "v5.2")


def _segment(before: pd.DataFrame, after: pd.DataFrame) -> dict:
    inside = before[_fell(before)], after[_fell(after)]
    shares = [len(rows) / len(whole) for rows, whole in zip(inside, (before, after), strict=True)]
    scores = [nps(rows["score"]) for rows in inside]
    return {
        "where": {"Touchpoint": "Billing", "Region": "South", "App version": "v5.2"},
        "since": "2026-03-02",
        "kind": "rate",
        "nps_before": scores[0],
        "nps_after": scores[1],
        "share_before": round(shares[0], 4),
        "share_after": round(shares[1], 4),
        "contribution": round(sum(shares) / 2 * (scores[1] - scores[0]), 2),
        "elsewhere_before": nps(before[~_fell(before)]["score"]),
        "elsewhere_after": nps(after[~_fell(after)]["score"]),
    }


def _mix(before: pd.DataFrame, after: pd.DataFrame) -> dict:
    windows = (before, after)
    sms = [rows["channel"] == "SMS" for rows in windows]
    return {
        "where": {"Channel": "SMS"},
        "since": "2026-05-04",
        "kind": "mix",
        "share_before": round(float(sms[0].mean()), 4),
        "share_after": round(float(sms[1].mean()), 4),
        "gap": round(
            sum(nps(rows["score"][one]) - nps(rows["score"][~one]) for rows, one in zip(windows, sms, strict=True)) / 2,
            2,
        ),
        "note": "more answers from an unhappy channel; none is worse but for the planted segment and the wait",
    }


def _issues(issues: pd.DataFrame) -> dict:
    costs = issues.groupby("issue")["cost"].sum().sort_values(ascending=False)
    first = issues[~issues["repeat"]].groupby("issue").size()
    again = issues[issues["repeat"]].groupby("issue").size()
    last = between(issues, "opened", AFTER)
    return {
        "largest": str(costs.index[0]),
        "cost": {name: round(float(cost)) for name, cost in costs.items()},
        "most_frequent": str(issues["issue"].value_counts().index[0]),
        "comes_back": {
            name: round(float(share), 3) for name, share in (again / first).sort_values(ascending=False).items()
        },
        "repeat_cost_last_quarter": round(float(last.loc[last["repeat"], "cost"].sum())),
        "charged_twice_last_quarter": round(float(last.loc[last["issue"] == "Charged twice", "cost"].sum())),
    }


def _now(made: Made) -> dict:
    last, october = made.ledger.tail(5), ("2026-10-01", "2026-10-31")
    day = pd.to_datetime(made.parcels["Day"], format="%d-%b-%Y")
    month = made.parcels[day.dt.to_period("M") == pd.Period("2026-10", "M")]
    return {
        "month": "2026-10",
        "nps": nps(between(made.answers, "when", october)["score"]),
        "first_fix_tickets": round(float(between(made.issues, "opened", october)["solved"].mean()), 4),
        "median_wait_weeks": [round(value) for value in made.weekly.loc["2026-10-05":"2026-10-26", "wait"]],
        "churn": round(float(last["Customers who left"].sum() / last["Customers at start"].sum()), 5),
        "kept": round(float(month["Delivered as promised"].sum() / month["Parcels due"].sum()), 4),
    }


def _themes(answers: pd.DataFrame) -> dict:
    spoken = answers[answers["theme"] != ""]
    return {
        "commented": round(float(len(spoken) / len(answers)), 4),
        "shares": {
            name: round(float(share), 4) for name, share in spoken["theme"].value_counts(normalize=True).items()
        },
        "shares_among_complaints": {
            name: round(float(share), 4)
            for name, share in spoken.loc[spoken["bad"], "theme"].value_counts(normalize=True).items()
        },
        "languages": {
            name: round(float(share), 4) for name, share in spoken["language"].value_counts(normalize=True).items()
        },
    }


def planted(story: Story, made: Made) -> dict:
    """Everything planted, with what it measures in these files (clean rows, before duplicates and blanks)."""
    before, after = (between(made.answers, "when", window) for window in (BEFORE, AFTER))
    return {
        "seed": story.seed,
        "from": str(story.first),
        "until": str(story.last),
        "unfinished_month": "2026-11",
        "rows": {"answers": len(made.answers), "tickets": len(made.issues)},
        "leads": [asdict(lead) for lead in LEADS],
        "decoys": [{"metric": name, "kind": kind, "why": why} for name, kind, why in DECOYS],
        "change": {
            "before": BEFORE,
            "after": AFTER,
            "nps_before": nps(before["score"]),
            "nps_after": nps(after["score"]),
            "segment": _segment(before, after),
            "mix_decoy": _mix(before, after),
        },
        "season": {
            "december_nps": story.december_nps,
            "december_wait_log": story.december_wait,
            "invoice_mondays": "first Monday after the 1st: 2.3 times the usual wait, 1.7 times a Monday's tickets",
        },
        "level_shift": {
            "event": "Prices up 6 %",
            "on": str(story.price_change),
            "nps": story.price_effect,
            "revenue": 0.06,
        },
        "actions": [
            {
                "name": "Call back in one hour",
                "where": {"Region": "North"},
                "start": "2026-02-01",
                "metric": "Customers who left",
                "effect_points": story.callback_effect,
                "worked": True,
                "comparison": "the other regions",
            },
            {
                "name": "Text message before the invoice",
                "where": {"Region": "East"},
                "start": "2025-09-01",
                "metric": "Customers who left",
                "effect_points": 0.0,
                "worked": False,
                "comparison": "the other regions",
            },
        ],
        "events": [{"from": start, "until": end, "name": name, "kind": kind} for start, end, name, kind in EVENTS],
        "themes": _themes(made.answers),
        "issues": _issues(made.issues),
        "now": _now(made),
        "targets": {
            "missed": "recommendation 40",
            "met": "churn at most 2 % a month",
            "comfortable": "promise kept 92 %",
        },
        "first_fix_effect": FIRST_FIX.effect,
    }
