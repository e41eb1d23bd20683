"""Several files of one shape are one table; what one of them proves holds for all."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from cxlib.ingest import read, same_shape


def month(number, *, score=8, rate=None, header="Date,NPS,Region", day="{:02d}/{:02d}/2025"):
    rows = [f"{day.format(at, number)},{(score + at) % 11},{'NS'[at % 2]}" for at in range(1, 13)]
    if rate:
        header, rows = f"{header},FCR rate", [f"{row},{rate[at % len(rate)]}" for at, row in enumerate(rows)]
    return "\n".join([header, *rows]).encode() + b"\n"


def rules(reading):
    return {found.rule for found in reading.findings}


def test_the_rows_of_all_files_stand_below_each_other(tmp_path):
    reading = read([month(1), month(2), month(3)])
    assert reading.rows == len(reading.table) == len(reading.text) == 36
    assert [column.name for column in reading.columns] == ["Date", "NPS", "Region"]
    assert reading.write_parquet(tmp_path / "all.parquet") == pq.read_metadata(tmp_path / "all.parquet").num_rows == 36


def test_an_order_proved_by_one_file_holds_for_the_others():
    proved = b"Date,NPS,Region\n25/01/2025,5,N\n26/01/2025,6,S\n27/01/2025,6,S\n"
    assert read(month(2)).ambiguous
    reading = read([month(2), proved])
    assert not reading.ambiguous
    assert reading.table["Date"].dt.month.unique().tolist() == [2, 1]


def test_a_file_given_twice_is_used_once():
    reading = read([month(1), month(1)])
    assert (reading.rows, "same_file" in rules(reading)) == (12, True)
    assert read([month(1), month(2), month(1)]).rows == 24


def test_shares_in_one_file_and_percents_in_the_next_are_told():
    mixed = read([month(1, rate=["0.71", "0.64", "0.8"]), month(2, rate=["71.5", "64.1", "80.2"])])
    assert "two_percents" in rules(mixed)
    alike = read([month(1, rate=["71.0", "64.3", "80.2"]), month(2, rate=["71.5", "64.1", "80.2"])])
    assert "two_percents" not in rules(alike)


def test_written_percents_and_bare_ones_are_told():
    mixed = read([month(1, rate=["71%", "64%", "80%"]), month(2, rate=["71.5", "64.1", "80.2"])])
    assert "two_percents" in rules(mixed)


def test_a_column_that_only_one_file_has_is_missing_in_the_other():
    reading = read([month(1), month(2, header="date,nps,region", rate=["0.5", "0.25"])])
    assert reading.table["FCR rate"].isna().sum() == 12
    assert reading.column("FCR rate").missing_share == 0.5


def test_whole_numbers_and_fractions_are_numbers_and_anything_else_is_text():
    whole, fractions, words = (f"n,t\n{cell},a\n{cell},b\n".encode() for cell in ("3", "2.5", "many"))
    assert read([whole, fractions]).table["n"].tolist() == [3, 3, 2.5, 2.5]
    assert read([whole, words]).table["n"].tolist() == ["3", "3", "many", "many"]


def test_findings_name_their_file(tmp_path):
    path = tmp_path / "february.csv"
    path.write_bytes(month(2) + b"Total,99,\n")
    said = [found.sentence for found in read([month(1), path]).findings if found.rule == "totals_row"]
    assert said and said[0].startswith("february.csv: ")


@pytest.mark.parametrize(
    ("other", "alike"), [(["date", "NPS", "region", "x"], True), (["Customer", "Value"], False), ([], False)]
)
def test_files_of_one_shape_share_most_of_their_names(other, alike):
    assert same_shape(["Date", "NPS", "Region"], other) is alike


def test_times_with_and_without_zone_join():
    plain, zoned = b"At,n\n2025-01-01 10:00:00,1\n2025-01-02 11:00:00,2\n", b"At,n\n2025-02-01T10:00:00Z,1\n"
    assert read([plain, zoned * 2]).table["At"].tolist()[:1] == [pd.Timestamp("2025-01-01 10:00")]
