"""The board behind a link: its filters locked, small groups hidden, nothing that its filters do not reach."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st

from cxlib.store import open_store
from cxlib.workspace import Column, Filter, Link, Metric, Source, Target, Workspace
from ui.share import shared

DAYS = (date(2025, 1, 1), date(2025, 2, 28))
NORTH = (Filter("region", ("North",)),)


def survey():
    """Forty answers in the North each month, four in the South."""
    counts = [(month, region, score) for month in ("2025-01", "2025-02") for region, scores in
              (("North", [10] * 30 + [0] * 10), ("South", [0] * 4)) for score in scores]  # fmt: skip
    rows = pd.DataFrame(counts, columns=["day", "region", "score"])
    rows["day"] = pd.to_datetime(rows["day"] + "-28").astype("datetime64[us]")
    return rows


def writer(rows):
    def write(path):
        pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), path, write_page_checksum=True)
        return len(rows)

    return write


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path))
    st.cache_resource.clear()
    store = open_store(tmp_path)
    store.create(Workspace("acme", name="Acme", filters=("region",)))
    columns = (Column("day", "date", "date"), Column("region"), Column("score", "number", "score", (0, 10)))
    store.commit("acme", Source("s", name="Survey", columns=columns, time="day", first=DAYS[0], last=DAYS[1]),
                 writer(survey()))  # fmt: skip
    store.commit("acme", Source("calls", name="Calls", columns=(columns[0],), time="day", first=DAYS[0], last=DAYS[1]),
                 writer(survey()[["day"]]))  # fmt: skip
    nps = Metric("nps", name="Recommend", kind="nps", source="s", unit="points", columns={"value": "score"}, board=1)
    calls = Metric("calls", name="Calls", kind="count", source="calls", board=2)
    store.put_all("acme", [nps, calls, Target("t", metric="nps", value=40)])
    yield store.workspace("acme")
    store.close()
    st.cache_resource.clear()


def shown(workspace, *where, least=5):
    link = Link("l", where=where, minimum_base=least)
    cards = shared.board(workspace, shared.workspace(workspace, link), "month").cards
    return {card.metric.id: card for card in cards}


def test_a_link_shows_its_own_rows_only(workspace):
    assert shown(workspace, *NORTH)["nps"].value == pytest.approx(50)
    assert shown(workspace)["nps"].value == pytest.approx(100 * (30 - 14) / 44)


def test_a_metric_the_locked_filter_does_not_reach_is_left_out(workspace):
    assert set(shown(workspace)) == {"nps", "calls"}
    assert set(shown(workspace, *NORTH)) == {"nps"}


@pytest.mark.parametrize(("where", "least"), [((Filter("region", ("South",)),), 5), (NORTH, 41)])
def test_groups_under_the_links_smallest_base_are_hidden(workspace, where, least):
    card = shown(workspace, *where, least=least)["nps"]
    assert card.period is None and card.value != card.value and card.findings == ()
    assert card.series["value"].isna().all() and card.series["base"].isna().all()
    assert "not shown" in card.problem


def test_a_link_never_lowers_the_metrics_own_limit(workspace):
    assert shown(workspace, Filter("region", ("South",)), least=1)["nps"].period is None
