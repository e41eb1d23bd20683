"""The whole board in one call equals the parts the pages put together."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.briefing import board_of
from cxlib.printed import board_text
from cxlib.store import open_store
from cxlib.workspace import Column, Filter, Metric, Source, Target, Workspace

MONTHS = pd.period_range("2023-01", periods=24, freq="M")


@pytest.fixture
def store(tmp_path):
    """Two years of answers from North and South; South falls in the last quarter."""
    opened = open_store(tmp_path / "home")
    opened.create(Workspace("w", name="Acme", filters=("region",)))
    told = []
    for place, month in enumerate(MONTHS):
        for region in ("North", "South"):
            good = 20 if region == "South" and place >= 21 else 60 + place % 3
            told += [(month.to_timestamp(), 10, region)] * good + [(month.to_timestamp(), 0, region)] * (80 - good)
    told.append((MONTHS[-1].end_time.floor("D"), None, "North"))
    rows = pd.DataFrame(told, columns=["day", "score", "region"]).astype({"day": "datetime64[us]", "score": "Float64"})

    def write(path):
        pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), path)
        return len(rows)

    columns = (Column("day", "date", "date"), Column("score", "number", "score", (0, 10)), Column("region"))
    opened.commit("w", Source("s", name="Survey", columns=columns, time="day", first=date(2023, 1, 1),
                              last=date(2024, 12, 31)), write)  # fmt: skip
    nps = Metric("nps", name="Recommend", kind="nps", source="s", unit="points", columns={"value": "score"}, board=1)
    goal = Target("t", metric="nps", start=date(2023, 1, 1), until=date(2025, 3, 31), value=30)
    opened.put_all("w", [nps, goal])
    yield opened
    opened.close()


def test_the_board_of_a_workspace_has_status_forecast_and_segment(store):
    board = board_of(store, store.workspace("w"))
    card = board.cards[0]
    assert card.status == "missed" and str(card.period) == "2024-12"
    assert card.forecast is not None and 0 <= card.chance <= 1
    assert any(finding.where == {"region": "South"} for finding in card.findings)
    assert "South" in board.sentence and "Recommend" in board_text(board)


def test_filters_and_grain_are_passed_on(store):
    north = (Filter("region", ("North",)),)
    card = board_of(store, store.workspace("w"), "quarter", north).cards[0]
    assert (card.grain, str(card.period)) == ("quarter", "2024Q4")
    assert card.status == "met" and not any(finding.where == {"region": "South"} for finding in card.findings)


def test_a_workspace_without_anything_has_an_empty_board(store):
    empty = store.create(Workspace("empty", name="Empty"))
    board = board_of(store, empty)
    assert list(board.cards) == [] and board.sentence
