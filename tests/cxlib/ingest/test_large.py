"""Large files are read in one pass: what is said of them holds for all their rows."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from cxlib.errors import TooLarge
from cxlib.ingest import Limits, bulk, make_ready, read, read_guarded, slices

ROWS = 12_000


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch):
    monkeypatch.setattr(bulk, "LARGE", 100_000)
    monkeypatch.setattr(slices, "SIZE", 60_000)


def table(rows=ROWS, **changed):
    draw = np.random.default_rng(7)
    days = np.datetime64("2024-01-01") + np.sort(draw.integers(0, 366, rows))
    columns = {
        "Date": days.astype(str),
        "Customer": np.array([f"C{number:06d}" for number in draw.integers(0, 9 * rows, rows)]),
        "Recommend": draw.integers(0, 11, rows).astype(str),
        "Region": draw.choice(["North", "South", "East"], rows),
        "Revenue": np.round(draw.gamma(2, 50, rows), 2).astype(str),
    } | changed
    return columns, written(columns)


def written(columns):
    lines = [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
    return ("\n".join(lines) + "\n").encode()


def finding(reading, rule):
    return next(found for found in reading.findings if found.rule == rule)


def streamed(raw, **choices):
    reading = read(raw, **choices)
    assert type(reading.source).__name__ == "BulkSource"
    return reading


def test_a_large_file_reads_as_a_small_one(monkeypatch):
    _, raw = table()
    large = streamed(raw)
    monkeypatch.setattr(bulk, "LARGE", 10**9)
    small = read(raw)
    assert [(c.type, c.role) for c in large.columns] == [(c.type, c.role) for c in small.columns]
    assert large.table.astype(str).equals(small.table.astype(str))


def test_different_values_are_counted_or_well_estimated():
    columns, raw = table()
    reading = streamed(raw)
    assert reading.column("Region").distinct == 3
    assert reading.column("Recommend").distinct == 11
    assert reading.column("Customer").distinct == pytest.approx(len(set(columns["Customer"])), rel=0.05)


def test_rare_codes_are_counted_in_all_rows():
    answers = np.where(np.arange(ROWS) % 1200 == 7, "99", (np.arange(ROWS) % 11).astype(str))
    _, raw = table(Recommend=answers)
    assert finding(streamed(raw), "off_scale").count == 10


def test_a_batch_exported_twice_is_found_among_many_rows():
    columns, _ = table()
    again = {name: np.concatenate([cells, cells[2000:3000]]) for name, cells in columns.items()}
    assert finding(streamed(written(again)), "doubled_batch").count == pytest.approx(1000, abs=100)
    assert "doubled_batch" not in {found.rule for found in streamed(written(columns)).findings}


def test_words_a_person_calls_missing_are_missing_in_a_stream():
    answers = np.where(np.arange(ROWS) % 1200 == 7, "99", (np.arange(ROWS) % 11).astype(str))
    _, raw = table(Recommend=answers)
    reading = streamed(raw, missing=["99", "East"])
    assert reading.table["Recommend"].isna().sum() == 10
    assert sorted(reading.table["Region"].dropna().unique()) == ["North", "South"]


def test_rows_of_another_width_are_named_by_their_lines():
    _, raw = table()
    lines = raw.split(b"\n")
    lines[3000] += b",one more"
    lines[5001] = b",".join(lines[5001].split(b",")[:3])
    assert finding(streamed(b"\n".join(lines)), "ragged_rows").lines == (3001, 5002)


def test_an_unfinished_last_month_is_told_from_all_rows():
    days = np.concatenate([np.repeat([f"2024-{month:02d}-15" for month in range(1, 12)], 1085), ["2024-12-03"] * 65])
    _, raw = table(Date=days[:ROWS])
    assert finding(streamed(raw), "partial_period").count == 65


def test_a_look_is_spread_over_the_rows():
    _, raw = table()
    reading = streamed(raw)
    assert len(reading.look(500)) == 500
    assert reading.look(500)["Date"].max() >= reading.table["Date"].max() - np.timedelta64(5, "D")


def test_what_is_written_is_what_is_read(tmp_path):
    _, raw = table()
    rows = streamed(raw).write_parquet(tmp_path / "a.parquet")
    assert rows == ROWS == pq.read_metadata(tmp_path / "a.parquet").num_rows


def test_a_child_that_made_itself_ready_answers_as_a_fresh_one_does():
    fresh = read_guarded(b"a;b\n1,5;2\n2,5;3\n", "x.csv")
    make_ready()
    steps = []
    ready = read_guarded(b"a;b\n1,5;2\n2,5;3\n", "x.csv", progress=lambda doing, share: steps.append((doing, share)))
    assert ready.table.equals(fresh.table)
    assert steps[-1] == ("Writing", 1.0)


def test_a_child_that_takes_too_long_is_ended():
    with pytest.raises(TooLarge, match=r"slow\.csv"):
        read_guarded(table()[1], "slow.csv", limits=Limits(seconds=0))
