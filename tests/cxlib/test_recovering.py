"""The recovered share becomes a leading metric over a source of its own by itself, counted once a day."""

from datetime import UTC, datetime, timedelta

import pytest

from cxlib.metrics.measures import Measures
from cxlib.recovering import counted, keep_as_metric
from cxlib.store import open_store
from cxlib.workspace import Case, Workspace


@pytest.fixture
def store(tmp_path):
    kept = open_store(tmp_path)
    yield kept
    kept.close()


def cases(count, content):
    opened = datetime(2025, 1, 1, 8)
    return tuple(
        Case(f"case-{one}", kind="detractor", department="Service",
             outcome="recovered" if one < content else "answered",
             opened_at=opened + timedelta(days=one), closed=opened + timedelta(days=one, hours=20 + one))
        for one in range(count)
    )  # fmt: skip


def test_without_an_answered_customer_there_is_nothing_to_count(store):
    assert keep_as_metric(store, store.create(Workspace("w", name="W"))) is None


def test_the_share_is_a_leading_metric_with_its_base(store):
    workspace = store.create(Workspace("w", name="W", cases=cases(28, 14)))
    metric = keep_as_metric(store, workspace)
    kept = store.workspace("w")
    assert (metric.role, metric.source, kept.source("recovered").rows) == ("leading", "recovered", 28)
    rows = Measures(kept, store.snapshot_path).series("recovered", "month")
    assert rows["value"].iloc[0] == pytest.approx(0.5) and rows["base"].iloc[0] == 28


def test_counting_again_adds_what_was_closed_since(store):
    keep_as_metric(store, store.create(Workspace("w", name="W", cases=cases(10, 5))))
    store.put_all("w", cases(12, 5)[10:])
    keep_as_metric(store, store.workspace("w"))
    kept = store.workspace("w")
    assert kept.source("recovered").rows == 12 and len(kept.metrics) == 1


def test_it_counts_itself_at_once_and_then_once_a_day(store):
    assert not counted(store, store.create(Workspace("w", name="W")))
    store.put_all("w", cases(10, 5))
    assert counted(store, store.workspace("w"))
    store.put_all("w", cases(12, 5)[10:])
    assert not counted(store, store.workspace("w"))  # the same day
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert counted(store, store.workspace("w"), tomorrow)
    assert not counted(store, store.workspace("w"), tomorrow + timedelta(days=1))  # nothing new
    assert store.workspace("w").source("recovered").rows == 12
