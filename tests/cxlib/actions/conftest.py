"""A company of two years of monthly shares in four regions, and an action on one of them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cxlib.metrics.measures import Measures
from cxlib.workspace import Action, Column, CostAssumption, Filter, Metric, Source, Workspace

SOLVED = Metric("solved", name="Solved", kind="given", source="kpis", columns={"value": "value", "weight": "answers"},
                settings={"of": "share"}, direction="up", unit="%", decimals=1, unit_cost=10.0,
                department="Service", board=0)  # fmt: skip
NORTH = (Filter("region", ("North",)),)
OTHERS = (Filter("region", ("North",), "not in"),)


@pytest.fixture
def measured(tmp_path):
    """Measures of ``months`` months in which North gains ``effect`` from January 2026 on."""

    def make(effect=0.0, months=34, **workspace):
        rng = np.random.default_rng(4)
        days = pd.date_range("2024-01-01", periods=34, freq="MS").as_unit("us")
        shared = 0.7 + 0.02 * np.sin(np.arange(34) / 3)
        rows = [
            pd.DataFrame({"day": days, "region": region, "answers": 1000.0,
                          "value": shared + rng.normal(0, 0.01, 34)
                          + effect * ((days >= "2026-01-01") & (region == "North"))})
            for region in ("North", "South", "East", "West")
        ]  # fmt: skip
        frame = pd.concat(rows).sort_values("day").reset_index(drop=True)
        frame = frame[frame["day"] < days[0] + pd.DateOffset(months=months)]
        file = tmp_path / f"kpis-{effect}-{months}.parquet"
        frame.to_parquet(file)
        columns = (Column("day", "date", "date"), Column("region", "text", "dimension"),
                   Column("value", "percent", "measure"), Column("answers", "number", "measure"))  # fmt: skip
        source = Source("kpis", name="Kpis", columns=columns, time="day", grain="month", shape="wide_kpi",
                        first=frame["day"].min().date(), last=frame["day"].max().date())  # fmt: skip
        made = Workspace("acme", name="Acme", filters=("region",), sources=(source,), metrics=(SOLVED,), **workspace)
        return Measures(made, lambda _source: file)

    return make


@pytest.fixture
def action():
    return Action("a", name="Call back", metric="solved", where=NORTH, comparison=OTHERS, effect=0.05, direction="up",
                  start=date(2026, 1, 1), readout=date(2026, 7, 5), department="Service", state="done")  # fmt: skip


@pytest.fixture
def costs():
    return (CostAssumption("c", issue="Charged twice", low=50, base=80, high=120),)
