"""A store with two years of answers that fall in the South, comments and tickets; made once for a module."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.briefing import review_of
from cxlib.store import open_store
from cxlib.workspace import Column, Metric, Source, Target, Workspace

MONTHS = pd.period_range("2023-01", periods=24, freq="M")


def answers(months=MONTHS):
    told = []
    for place, month in enumerate(months):
        for region in ("North", "South"):
            good = 20 if region == "South" and place >= 21 else 60 + place % 3
            said = f"The invoice was wrong again in {month}, call me on +36 55 501 0123 please"
            told += [(month.to_timestamp(), 10, region, "")] * good
            told += [(month.to_timestamp(), 0, region, said)] * (80 - good)
    told.append((months[-1].end_time.floor("D"), None, "North", ""))
    rows = pd.DataFrame(told, columns=["day", "score", "region", "comment"])
    silent = pd.Series([None] * len(rows), dtype="str")  # the first of two columns of comments
    return rows.astype({"day": "datetime64[us]", "score": "Float64"}).assign(praise=silent)


def writer(rows):
    def write(path):
        pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), path)
        return len(rows)

    return write


SURVEY = Source(
    "s", name="Survey", time="day", first=date(2023, 1, 1), last=date(2024, 12, 31),
    columns=(Column("day", "date", "date"), Column("score", "number", "score", (0, 10)), Column("region"),
             Column("praise", "text", "comment"), Column("comment", "text", "comment")))  # fmt: skip


def opened_at(home):
    opened = open_store(home)
    opened.create(Workspace("w", name="Acme", goal="Keep more customers", filters=("region",)))
    opened.commit("w", SURVEY, writer(answers()))
    nps = Metric("nps", name="Recommend", kind="nps", source="s", unit="points", columns={"value": "score"}, board=1)
    goal = Target("t", metric="nps", start=date(2023, 1, 1), until=date(2025, 3, 31), value=30)
    opened.put_all("w", [nps, goal])
    return opened


@pytest.fixture
def store(tmp_path):
    """A store of its own for a test that writes into it."""
    opened = opened_at(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """The monthly review of that store."""
    opened = opened_at(tmp_path_factory.mktemp("seen"))
    yield review_of(opened, opened.workspace("w"))
    opened.close()
