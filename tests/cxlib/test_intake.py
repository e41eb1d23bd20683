"""From a reading to a source: what is proposed, and how next month's file joins the old rows."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.intake import continued, source_of, take_in
from cxlib.store import open_store
from cxlib.workspace import Workspace


def read(frame, name="answers.csv", shape="rows", roles=None):
    """A reading as the intake sees it."""
    roles = {"day": "date", "score": "score"} | (roles or {})
    columns = tuple(
        SimpleNamespace(name=column, type="date" if column == "day" else "number", role=roles.get(column, "dimension"),
                        scale=(0, 10) if column == "score" else None, direction=None, labels=())
        for column in frame.columns
    )  # fmt: skip

    def write_parquet(target, progress=None):
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), target)
        return len(frame)

    return SimpleNamespace(table=frame, columns=columns, name=name, shape=shape, choices={"sheet": "Data"},
                           write_parquet=write_parquet, spans={})  # fmt: skip


def rows(*days, score=None, **more):
    score = list(score or range(len(days)))
    return pd.DataFrame({"day": pd.to_datetime(list(days)).as_unit("us"), "score": score, **more})


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "home")
    opened.create(Workspace("w", name="Acme"))
    yield opened
    opened.close()


def taken(store, source):
    return pq.read_table(store.snapshot_path(source)).to_pandas().sort_values(["day", "score"], ignore_index=True)


def test_the_proposal_carries_columns_time_and_choices():
    source = source_of(read(rows("2025-01-01", "2025-01-01")))
    assert (source.name, source.file, source.time, source.grain) == ("answers", "answers.csv", "day", None)
    assert source.column("score").scale == (0, 10) and source.column("score").direction == "up"
    assert source.choices == {"sheet": "Data"}


def test_a_name_without_an_ending_stays():
    assert source_of(read(rows("2025-01-01"), name="answers")).name == "answers"


@pytest.mark.parametrize(
    ("freq", "grain"), [("D", "day"), ("7D", "week"), ("MS", "month"), ("QS", "quarter"), ("YS", "year")]
)
def test_the_grain_of_an_indicator_table_is_its_step(freq, grain):
    days = pd.date_range("2024-01-01", periods=9, freq=freq)
    assert source_of(read(rows(*days), shape="wide_kpi")).grain == grain


def test_one_period_alone_counts_as_a_month():
    assert source_of(read(rows("2025-01-01"), shape="wide_kpi")).grain == "month"


def test_a_table_without_dates_has_neither_time_nor_grain(store):
    source = source_of(read(pd.DataFrame({"score": [1.0]}), shape="wide_kpi"))
    kept = take_in(store, "w", read(pd.DataFrame({"score": [1.0]})), source)
    assert (kept.time, kept.grain, kept.first, kept.last, kept.rows) == (None, None, None, None, 1)


def test_what_is_taken_in_knows_its_days_rows_and_snapshot(store):
    reading = read(rows("2025-01-31", "2025-01-02", None))
    kept = take_in(store, "w", reading, source_of(reading))
    assert (kept.first, kept.last, kept.rows) == (date(2025, 1, 2), date(2025, 1, 31), 3)
    assert kept.version == 1 and kept.snapshot
    assert store.workspace("w").sources == (kept,)


def next_month(store, frame, joining):
    first = read(rows("2025-01-01", "2025-01-31", "2025-01-31", score=[1, 2, 2]))
    old = take_in(store, "w", first, source_of(first))
    reading = read(frame)
    proposed = replace(source_of(reading, id=old.id), snapshot=old.snapshot, version=old.version)
    return take_in(store, "w", reading, proposed, joining)


def test_replacing_keeps_only_the_new_rows(store):
    kept = next_month(store, rows("2025-02-01"), "replace")
    assert (kept.rows, kept.first) == (1, date(2025, 2, 1))


def test_appending_leaves_out_rows_that_are_there_already(store):
    kept = next_month(store, rows("2025-01-31", "2025-02-01", "2025-02-01", score=[2, 5, 5]), "append")
    assert taken(store, kept)["score"].tolist() == [1, 2, 2, 5, 5]
    assert (kept.first, kept.last, kept.rows) == (date(2025, 1, 1), date(2025, 2, 1), 5)


def test_appending_the_same_file_again_changes_nothing(store):
    kept = next_month(store, rows("2025-01-01", "2025-01-31", "2025-01-31", score=[1, 2, 2]), "append")
    assert taken(store, kept)["score"].tolist() == [1, 2, 2]


def test_appending_knows_a_row_by_its_id_though_it_was_corrected(store):
    roles = {"answer_id": "id"}
    first = read(rows("2025-01-01", "2025-01-31", score=[1, 2], answer_id=["A17", "A18"]), roles=roles)
    old = take_in(store, "w", first, source_of(first))
    later = rows("2025-01-31", "2025-02-01", score=[9, 5], answer_id=["A18", "A19"], region=["North", "South"])
    reading = read(later, roles=roles)
    proposed = replace(source_of(reading, id=old.id), snapshot=old.snapshot, version=old.version)
    kept = take_in(store, "w", reading, proposed, "append")
    assert taken(store, kept)["score"].tolist() == [1, 2, 5]


def test_appending_knows_a_row_though_the_new_file_has_one_more_column(store):
    kept = next_month(store, rows("2025-01-31", "2025-02-01", score=[2, 5], region=["North", "North"]), "append")
    assert taken(store, kept)["score"].tolist() == [1, 2, 2, 5]


def test_replacing_the_overlap_keeps_the_old_rows_before_the_new_file(store):
    kept = next_month(store, rows("2025-01-31", "2025-02-01", score=[7, 8]), "replace_overlap")
    assert taken(store, kept)["score"].tolist() == [1, 7, 8]


def test_a_new_column_is_missing_in_the_old_rows(store):
    kept = next_month(store, rows("2025-02-01", region=["North"]), "append")
    assert taken(store, kept)["region"].isna().tolist() == [True, True, True, False]


def test_whole_numbers_and_fractions_join(store):
    kept = next_month(store, rows("2025-02-01", score=[2.5]), "append")
    assert taken(store, kept)["score"].tolist() == [1.0, 2.0, 2.0, 2.5]


def test_a_column_that_changed_its_kind_is_the_users_to_mend(store):
    from cxlib.errors import CXError

    with pytest.raises(CXError, match="score"):
        next_month(store, rows("2025-02-01", score=["ten"]), "append")
    assert store.workspace("w").sources[0].rows == 3


def test_a_source_that_goes_on_keeps_its_grain_and_its_roles():
    weeks = pd.date_range("2024-01-01", periods=9, freq="7D")
    known = source_of(
        read(rows(*weeks, site=["a", "b", "c"] * 3), shape="wide_kpi", roles={"site": "department"}), id="s"
    )
    alone = source_of(read(rows("2024-03-04", site=["a"], calls=[7]), shape="wide_kpi"), id="s")
    after = continued(known, alone)
    assert (known.grain, alone.grain, after.grain) == ("week", "month", "week")
    assert [column.name for column in after.columns] == [*[column.name for column in known.columns], "calls"]
    assert after.column("site").role == "department"
    assert continued(known, alone, ["site"]).column("site").role == alone.column("site").role


@pytest.mark.parametrize(("days", "last"), [
    (("2025-01-01", "2025-01-01", "2025-02-01", "2025-03-01"), date(2025, 3, 31)),
    (("2025-01-01", "2025-02-15", "2025-03-01"), date(2025, 3, 1)),
    (("2025-02-01", "2025-03-01"), date(2025, 3, 1)),
])  # fmt: skip
def test_rows_all_dated_on_the_first_of_a_month_speak_of_whole_months(store, days, last):
    reading = read(rows(*days))
    assert take_in(store, "w", reading, source_of(reading)).last == last
