"""A review made by hand, with a metric of every unit and hostile names, so that packs need no data."""

from datetime import date, datetime

import pandas as pd
import pytest

from cxlib.review import (
    Agreed,
    Explanation,
    IssueCost,
    MetricSeen,
    Moment,
    Promise,
    Quote,
    ReviewContent,
    Statement,
    Version,
)

MONTHS = pd.period_range("2024-11", periods=30, freq="M")
HOSTILE = '=HYPERLINK("http://evil","x")<script>alert(1)</script>'


def metric(id, name, unit, values, status="missed", target=None, decimals=0):
    past = [Moment(month.start_time.date(), value, value * 0.9, value * 1.1, 500.0, target)
            for month, value in zip(MONTHS, values, strict=False)]  # fmt: skip
    last = values[-1]
    ahead = [Moment(month.start_time.date(), last, last * 0.8, last * 1.2, target=target, finished=False)
             for month in MONTHS[len(values) : len(values) + 6]]  # fmt: skip
    return MetricSeen(id, name, unit, decimals, definition=f"{name} means", source="Survey", grain="month",
                      period=past[-1].start, period_words="Oct 2026", value=values[-1], lower=values[-1] * 0.9,
                      upper=values[-1] * 1.1, base=500.0, value_words=f"{values[-1]:g}", margin_words="± 1",
                      status=status, status_words=status, target=target, target_words="at least 40", chance=0.12,
                      chance_words="1 in 8 to reach 40", periods=tuple(past), ahead=tuple(ahead))  # fmt: skip


def made(language="en", **changed):
    metrics = (
        metric("nps", "Recommend", "points", [40.0 - place / 3 for place in range(24)], target=40.0),
        metric("fix", "Solved", "%", [0.7 + place / 1000 for place in range(24)], "met", 0.72),
        metric("wait", "Wait", "s", [140.0 + 3 * place for place in range(24)], "open", 140.0),
        metric("cost", HOSTILE, "€", [5000.0 + place for place in range(24)]),
        MetricSeen("none", "Nothing yet", status_words="no target"),
    )
    facts = {
        "title": "Monthly review, Oct 2026", "language": language, "rhythm": "monthly", "period": date(2026, 10, 1),
        "filter_words": "Region: South", "key": "0bb41c32aa77ffff", "made": datetime(2026, 11, 22, 9, 0),
        "headline": "2 of 6 targets are missed.", "metrics": metrics, "previous_words": "Compared with September.",
        "promised": (Promise("Call the South", state="overdue", words="overdue", owner="Kata", due=date(2026, 11, 1)),),
        "hindsight": (Statement("Recommend fell by 9 points.", "change", "nps", "outlook", {"metric": "nps"}, "bad",
                                {"change": -9.0}),),
        "insight": (Statement("Recommend: South explains 4 of the 9 points.", "segment", "nps", "causes",
                              {"metric": "nps", "path": ["Region=South"]}),),
        "foresight": (Statement("Recommend: 1 in 8 to reach 40.", "chance", "nps", "outlook", {}, "bad"),),
        "wins": (Statement("Solved: target met.", "win", "fix", "board", {}, "good"),),
        "quotes": (Quote("بعد از سه بار تماس هنوز حل نشده", "nps", ("South",)), Quote("คิดเงินซ้ำสองครั้ง", "nps"),
                   Quote("Lại bị trừ tiền hai lần", "nps")),
        "issues": (IssueCost("Charged twice", 167_000.0, 130_000.0, 215_000.0, 0.45, 1954, True),
                   IssueCost("Router late", 14_000.0, 9_000.0, 20_000.0, 0.04, 300)),
        "explanations": (Explanation("nps", "Recommend", text="The new invoices."),),
        "decisions": (Agreed("Repair the invoices", owner="Finance", due=date(2026, 12, 1), reason="half of it"),),
        "refused": (Agreed("No discounts", "will not do"),), "minutes": "Everybody was there.",
        "data": (Version("Survey", "a" * 64, 60_120, date(2023, 11, 1), date(2026, 11, 15)),),
    }  # fmt: skip
    return ReviewContent("acme", "Acme & Sons", **{**facts, **changed})


@pytest.fixture(scope="session")
def content():
    return made()
