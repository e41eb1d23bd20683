"""Service tickets: issues with planted costs, and customers who come back with the same one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.story import REGIONS, Story
from sample_data.survey import PRODUCTS, customers, draw

MINUTE = 0.95  # euros a handling minute, loaded
VISIT = 85.0  # euros a technician's visit


@dataclass(frozen=True)
class Issue:
    """What one ticket of an issue takes.

    ``fixed``: points of first-contact resolution above the month's level; ``back``: share of the unsolved that return
    within 30 days; ``visit``: share that needs a technician.
    """

    department: str
    share: float
    minutes: float
    credit: float
    fixed: float
    back: float
    visit: float = 0.0


ISSUES = {
    "Charged twice": Issue("Billing", 0.115, 34, 48, -20, 0.80),
    "Invoice not understood": Issue("Billing", 0.15, 11, 0, 6, 0.30),
    "No internet": Issue("Network", 0.12, 24, 9, -8, 0.55, 0.35),
    "Slow internet": Issue("Network", 0.09, 17, 5, -6, 0.45, 0.10),
    "Password or login": Issue("Digital", 0.19, 5, 0, 14, 0.15),
    "App error": Issue("Digital", 0.08, 9, 0, 0, 0.35),
    "Router late": Issue("Logistics", 0.06, 12, 14, -4, 0.40),
    "Contract change": Issue("Sales", 0.095, 14, 0, 6, 0.20),
    "Price complaint": Issue("Sales", 0.06, 16, 8, -5, 0.25),
    "Roaming charges": Issue("Billing", 0.04, 15, 18, -2, 0.30),
}
CHANNELS = {"Phone": 0.58, "Chat": 0.22, "E-mail": 0.13, "Shop": 0.07}
SITES = {"Győr": 0.34, "Székesfehérvár": 0.27, "Łódź": 0.22, "Brno-Líšeň": 0.17}


def workload(story: Story, days: pd.DatetimeIndex) -> np.ndarray:
    """Relative tickets a day; the Monday after the invoices (sent on the 1st) is the worst day of the month."""
    weekday = np.array([1.45, 1.1, 1.0, 0.95, 0.9, 0.5, 0.3])[days.day_of_week]
    return weekday * (1 + 0.15 * (days.month == 12)) * (1 + 0.7 * invoice_monday(days))


def invoice_monday(days: pd.DatetimeIndex) -> np.ndarray:
    return (days.day_of_week == 0) & (days.day > 1) & (days.day <= 8)


def issue_of(story: Story, rng: np.random.Generator, opened: pd.DatetimeIndex, region: np.ndarray) -> np.ndarray:
    """Issue of each first contact: double charges triple in the South once its invoices have moved."""
    usual = draw(rng, {name: issue.share for name, issue in ISSUES.items()}, len(opened))
    moved = (opened >= pd.Timestamp(story.billing_move)) & (region == "South")
    doubled = np.where(moved & (rng.random(len(opened)) < 0.20), "Charged twice", usual)
    billed = invoice_monday(opened) & (rng.random(len(opened)) < 0.25)
    return np.where(
        billed, np.where(rng.random(len(opened)) < 0.35, "Charged twice", "Invoice not understood"), doubled
    )


def first_contacts(story: Story, rng: np.random.Generator, weekly: pd.DataFrame, size: int) -> pd.DataFrame:
    days = story.days()
    load = workload(story, days)
    opened = days[np.sort(rng.choice(len(days), size, p=load / load.sum()))]
    tickets = pd.DataFrame({"day": opened, "region": draw(rng, REGIONS, size), "product": draw(rng, PRODUCTS, size)})
    tickets["issue"] = issue_of(story, rng, opened, tickets["region"].to_numpy())
    tickets["customer"] = customers(rng, tickets["region"])
    return settled(rng, tickets.assign(repeat=False), weekly)


def settled(rng: np.random.Generator, tickets: pd.DataFrame, weekly: pd.DataFrame) -> pd.DataFrame:
    """Adds whether the first contact solved it: the week's level plus the issue's own."""
    monday = tickets["day"] - pd.to_timedelta(tickets["day"].dt.day_of_week, unit="D")
    level = weekly["first_fix"].reindex(pd.DatetimeIndex(monday)).to_numpy() + 1.0
    own = tickets["issue"].map({name: issue.fixed for name, issue in ISSUES.items()}).to_numpy()
    return tickets.assign(solved=rng.random(len(tickets)) * 100 < level + own)


def returns(story: Story, rng: np.random.Generator, firsts: pd.DataFrame, weekly: pd.DataFrame) -> pd.DataFrame:
    """Follow-ups of the unsolved: same customer, same issue, 2 to 26 days later."""
    back = firsts["issue"].map({name: issue.back for name, issue in ISSUES.items()}).to_numpy()
    again = firsts[~firsts["solved"].to_numpy() & (rng.random(len(firsts)) < back)]
    again = again.assign(day=again["day"] + pd.to_timedelta(rng.integers(2, 27, len(again)), unit="D"), repeat=True)
    return settled(rng, again[again["day"] <= pd.Timestamp(story.last)].drop(columns="solved"), weekly)


def ticket_rows(story: Story, rng: np.random.Generator, weekly: pd.DataFrame, size: int) -> pd.DataFrame:
    """Row per ticket, clean, in order of opening; about ``size`` of them, follow-ups included."""
    firsts = first_contacts(story, rng, weekly, round(size / 1.128))
    tickets = pd.concat([firsts, returns(story, rng, firsts, weekly)]).sort_values(
        "day", kind="stable", ignore_index=True
    )
    count, issue = len(tickets), tickets["issue"].map(ISSUES)
    tickets["department"] = [one.department for one in issue]
    tickets["channel"] = draw(rng, CHANNELS, count)
    tickets["site"] = draw(rng, SITES, count)
    tickets["opened"] = tickets["day"] + pd.to_timedelta(rng.integers(8 * 60, 20 * 60, count), unit="min")
    open_hours = rng.lognormal(np.where(tickets["solved"], 0.3, 3.4), 0.9)
    tickets["closed"] = tickets["opened"] + pd.to_timedelta((open_hours * 60).astype(int), unit="min")
    tickets["minutes"] = np.round(rng.lognormal(np.log([one.minutes for one in issue]), 0.45), 1)
    paid = rng.random(count) < np.array([0.8 if one.credit else 0.0 for one in issue])
    tickets["credit"] = np.round(
        np.where(paid, rng.gamma(4, np.array([one.credit for one in issue]) / 4 / 0.8, count), 0), 2
    )
    visit = (rng.random(count) < np.array([one.visit for one in issue])) * VISIT
    tickets["cost"] = np.round(tickets["minutes"] * MINUTE + tickets["credit"] + visit, 2)
    tickets["transfers"] = np.where(tickets["solved"], rng.random(count) < 0.1, rng.poisson(1.1, count)).astype(int)
    tickets["reopened"] = ~tickets["solved"] & (rng.random(count) < 0.2)
    tickets["wait"] = waits(rng, tickets, weekly)
    return tickets.sort_values("opened", kind="stable", ignore_index=True)


def waits(rng: np.random.Generator, tickets: pd.DataFrame, weekly: pd.DataFrame) -> np.ndarray:
    """Seconds before an answer for calls and chats, else missing: the week's median, far more on invoice Mondays."""
    monday = pd.DatetimeIndex(tickets["day"] - pd.to_timedelta(tickets["day"].dt.day_of_week, unit="D"))
    median = weekly["wait"].reindex(monday).to_numpy() * np.where(
        invoice_monday(pd.DatetimeIndex(tickets["day"])), 2.3, 0.95
    )
    seconds = np.rint(median * rng.lognormal(0, 0.85, len(tickets)))
    return np.where(tickets["channel"].isin(["Phone", "Chat"]), seconds, np.nan)


def decimal_comma(values: pd.Series, decimals: int) -> list[str]:
    return [f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",") for value in values]


def ticket_export(tickets: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """As the Hungarian ticket system writes it: day first, decimal commas, igen/nem, open tickets without an end."""
    closed = tickets["closed"].dt.strftime("%d.%m.%Y %H:%M").where(tickets["closed"] < last, "")
    words = {True: "igen", False: "nem"}
    return pd.DataFrame(
        {
            "Ticket": [f"T{number:07d}" for number in range(200311, 200311 + len(tickets))],
            "Opened": tickets["opened"].dt.strftime("%d.%m.%Y %H:%M"),
            "Closed": closed,
            "Department": tickets["department"],
            "Issue": tickets["issue"],
            "Channel": tickets["channel"],
            "Site": tickets["site"],
            "Region": tickets["region"],
            "Product": tickets["product"],
            "Customer ID": tickets["customer"],
            "Solved first time": tickets["solved"].map(words),
            "Repeat contact": tickets["repeat"].map(words),
            "Reopened": tickets["reopened"].map(words),
            "Transfers": tickets["transfers"],
            "Wait seconds": ["" if np.isnan(value) else str(int(value)) for value in tickets["wait"]],
            "Handling minutes": decimal_comma(tickets["minutes"], 1),
            "Credit EUR": decimal_comma(tickets["credit"], 2),
            "Cost EUR": decimal_comma(tickets["cost"], 2),
        }
    )
