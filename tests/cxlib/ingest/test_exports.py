"""Exports as tools and people really make them: archives, pivots, reports for eyes, words of other countries."""

import zipfile
from io import BytesIO

import pytest

from cxlib.errors import NotATable
from cxlib.ingest import read


def rules(reading):
    return {found.rule for found in reading.findings}


def archive(**files: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in files.items():
            package.writestr(name.replace("_", "."), text)
    return stream.getvalue()


def test_of_several_tables_in_an_archive_one_is_chosen_by_name_or_number():
    packed = archive(a_csv="Day,NPS\n2025-01-13,3\n", b_csv="Day,CSAT\n2025-01-13,4\n")
    with pytest.raises(NotATable, match=r"a\.csv, b\.csv"):
        read(packed, name="two.zip")
    for inside in ("b.csv", 1):
        reading = read(packed, name="two.zip", inside=inside)
        assert (reading.table["CSAT"].tolist(), "left_inside" in rules(reading)) == ([4], True)
    with pytest.raises(NotATable):
        read(packed, name="two.zip", inside="c.csv")


def test_a_manual_beside_the_only_table_of_an_archive_is_left_out_and_told():
    reading = read(archive(a_csv="Day,NPS\n2025-01-13,3\n", manual_pdf="x"))
    assert (reading.rows, "left_inside" in rules(reading)) == (1, True)
