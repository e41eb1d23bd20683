"""Tables that other departments send: contact centre by week, app by week, ledger by month, deliveries by day."""

import numpy as np
import pandas as pd

from sample_data.story import CUSTOMERS, REGIONS, Story, autoregression, december, ramp

HUNGARIAN_MONTHS = [
    "január",
    "február",
    "március",
    "április",
    "május",
    "június",
    "július",
    "augusztus",
    "szeptember",
    "október",
    "november",
    "december",
]


def contact_centre(story: Story, rng: np.random.Generator, weekly: pd.DataFrame) -> pd.DataFrame:
    """Row per ISO week; which column leads, follows or is noise stands in TRUTH.md."""
    weeks, size = pd.DatetimeIndex(weekly.index), len(weekly)
    calls = np.rint(9600 * (1 + 0.1 * december(weeks)) * np.exp(autoregression(rng, size, 0.3, 0.04))).astype(int)
    wait = weekly["wait"].to_numpy()
    return pd.DataFrame(
        {
            "Week": [f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in weeks],
            "Calls": calls,
            "Median wait (s)": np.rint(wait).astype(int),
            "P90 wait (s)": np.rint(wait * 3.0 * np.exp(rng.normal(0, 0.12, size))).astype(int),
            "Abandoned (%)": np.round(3 + 3.2 * wait / 140 + autoregression(rng, size, 0.4, 0.9), 1),
            "First-contact resolution (%)": np.round(weekly["first_fix"].to_numpy(), 1),
            "Staffed hours": np.rint(2650 * (1 + 0.08 * december(weeks)) + autoregression(rng, size, 0.6, 70)).astype(
                int
            ),
            "Handling time (s)": np.rint(412 + autoregression(rng, size, 0.7, 12)).astype(int),
            "Complaints per 1,000 calls": np.round(16 - 0.9 * weekly["mood"].to_numpy() + rng.normal(0, 0.5, size), 1),
            "Negative mentions (%)": np.round(
                21 - 1.0 * weekly["mood_before"].to_numpy() + rng.normal(0, 0.5, size), 1
            ),
            "Training hours": np.rint(np.maximum(180 + autoregression(rng, size, 0.5, 30), 20)).astype(int),
            "Web visits": np.rint(
                212_000
                * (1 + 0.25 * ramp(weeks, "2023-11-01", "2026-11-01") + 0.1 * december(weeks))
                * np.exp(autoregression(rng, size, 0.7, 0.035))
            ).astype(int),
        }
    )


def contact_centre_text(kpis: pd.DataFrame) -> str:
    """With a title above, thousands marks, a totals row below and a footnote."""
    shown = kpis.astype(object).copy()
    for column in ("Calls", "Staffed hours", "Web visits"):
        shown[column] = [f"{value:,}" for value in kpis[column]]
    total = {
        "Week": "Total",
        "Calls": f"{kpis['Calls'].sum():,}",
        "Staffed hours": f"{kpis['Staffed hours'].sum():,}",
        "Web visits": f"{kpis['Web visits'].sum():,}",
    }
    shown = pd.concat([shown, pd.DataFrame([total])]).fillna("")
    title = (
        "Nordwind Telecom – Contact centre weekly report"
        + "," * (len(shown.columns) - 1)
        + "\n"
        + "," * (len(shown.columns) - 1)
        + "\n"
    )
    return (
        title
        + shown.to_csv(index=False, lineterminator="\n")
        + "Source: telephony and ticket system; weeks run Monday to Sunday"
        + "," * (len(shown.columns) - 1)
        + "\n"
    )


def app(story: Story, rng: np.random.Generator, weekly: pd.DataFrame) -> pd.DataFrame:
    """Long: row per week (its Sunday) and metric; dates in the Buddhist era, as the Thai vendor sends them."""
    weeks, size = pd.DatetimeIndex(weekly.index), len(weekly)
    sundays = weeks + pd.Timedelta(days=6)
    people = np.rint(
        88_000 * (1 + 0.3 * ramp(weeks, "2023-11-01", "2026-11-01")) + autoregression(rng, size, 0.5, 900)
    ).astype(int)
    moved = (weeks >= pd.Timestamp(story.billing_move)).astype(float)
    columns = {
        "crash_free_sessions_pct": (np.round(weekly["crash_free"].to_numpy(), 2), people * 9),
        "app_rating": (np.round(np.clip(weekly["rating"].to_numpy(), 1, 5), 2), np.rint(people / 310).astype(int)),
        "monthly_active_share_pct": (np.round(47 + autoregression(rng, size, 0.9, 0.5), 1), people),
        "payment_failures_per_1000": (
            np.round(np.maximum(4.2 + 1.2 * moved + autoregression(rng, size, 0.5, 0.35), 0.3), 2),
            np.rint(people * 0.6).astype(int),
        ),
        "push_opt_in_pct": (np.round(58 + autoregression(rng, size, 0.8, 0.6), 1), people),
    }
    dates = [f"{day.day:02d}/{day.month:02d}/{day.year + 543}" for day in sundays]
    long = pd.concat(
        [
            pd.DataFrame({"date": dates, "order": range(size), "metric": name, "value": values, "volume": volume})
            for name, (values, volume) in columns.items()
        ]
    )
    return long.sort_values(["order", "metric"], kind="stable", ignore_index=True).drop(columns="order")


def ledger(story: Story, rng: np.random.Generator, churn: pd.DataFrame) -> pd.DataFrame:
    """Row per closed month and region: customers, leavers, revenue."""
    stock = {region: round(share * CUSTOMERS) for region, share in REGIONS.items()}
    rows = []
    for month, rates in churn.iterrows():
        day = month.to_timestamp()
        raised = 1.06 if day >= pd.Timestamp(story.price_change) - pd.Timedelta(days=2) else 1.0
        offer = 1.25 if pd.Period(story.campaign[0], "M") == month else 1.0
        for region in REGIONS:
            start = stock[region]
            lost = int(rng.binomial(start, rates[region] / 100))
            new = int(rng.poisson(start * 0.0195 * offer))
            rows.append(
                {
                    "Month": f"{day.year}. {HUNGARIAN_MONTHS[day.month - 1]}",
                    "Region": region,
                    "Customers at start": start,
                    "Customers who left": lost,
                    "New customers": new,
                    "Ideal customers": round(start * (0.275 + 0.0006 * len(rows) / 5) + rng.normal(0, 60)),
                    "Revenue EUR": round(start * 21.4 * raised * (1 + rng.normal(0, 0.006))),
                    "Retention cost EUR": round(float(start * 0.31 * np.exp(rng.normal(0, 0.1)))),
                    "Churn": round(lost / start, 6),
                }
            )
            stock[region] = start - lost + new
    return pd.DataFrame(rows)


def deliveries(story: Story, rng: np.random.Generator) -> pd.DataFrame:
    """Row per day and depot: parcels due and parcels that came when promised."""
    days = story.days()
    struck = (days >= pd.Timestamp(story.strike[0])) & (days <= pd.Timestamp(story.strike[1]))
    parts = []
    for depot, offset in (("Main", 0.0), ("South hub", -0.006)):
        share = (
            0.934 + offset + 0.012 * ramp(days, "2024-09-01", "2026-06-01") - 0.010 * (days.month == 12) - 0.22 * struck
        )
        share = np.clip(share + autoregression(rng, len(days), 0.5, 0.006), 0, 0.995)
        due = rng.poisson(95 * (1 + 0.35 * (days.month == 12)) * np.where(days.day_of_week < 6, 1, 0.2))
        parts.append(pd.DataFrame({"day": days, "depot": depot, "due": due, "kept": rng.binomial(due, share)}))
    rows = pd.concat(parts).sort_values(["day", "depot"], kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "Day": rows["day"].dt.strftime("%d-%b-%Y"),
            "Depot": rows["depot"],
            "Parcels due": rows["due"],
            "Delivered as promised": rows["kept"],
            "Kept": [
                f"{100 * kept / due:.1f} %" if due else "-" for kept, due in zip(rows["kept"], rows["due"], strict=True)
            ],
        }
    )
