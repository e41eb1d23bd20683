"""What fuzzing and strange files once broke."""

import zipfile
from io import BytesIO

import pytest

from cxlib.errors import CXError, DamagedFile, TooLarge
from cxlib.ingest import Limits, read


def rules(reading):
    return {found.rule for found in reading.findings}


@pytest.mark.parametrize(
    "cell",
    ["²", "½", "①", "٣٣", "1²", "Ⅷ", "५", "0/0", "24:61", "W60 2020", "Q5 2020", "令和", "99999999999999999999999"],
)
def test_strange_figures_are_read_or_left(cell):
    reading = read(f"n,Date\n{cell},{cell}\n{cell},{cell}\n5,6\n".encode())
    assert len(reading.table) == reading.rows


def test_codes_beside_numbers_are_asked_not_broken():
    assert read(b"v,n\n1,1\n2,2\n3,3\n0042,4\n5,5\n").table["v"].tolist()[3] == "0042"


@pytest.mark.parametrize("cut", [30, 100, 300, -4])
def test_a_cut_package_is_damaged(cut):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>" * 40)
        package.writestr("[Content_Types].xml", "<Types/>" * 40)
    with pytest.raises(DamagedFile):
        read(stream.getvalue()[:cut], name="a.xlsx")


def test_entities_in_a_workbook_are_refused():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook/>')
    with pytest.raises(DamagedFile, match="entity"):
        read(stream.getvalue(), name="a.xlsx")


def test_a_workbook_of_too_many_parts_is_refused():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(30):
            package.writestr(f"xl/media/{number}.png", "")
    with pytest.raises(TooLarge, match="31 parts"):
        read(stream.getvalue(), name="a.xlsx", limits=Limits(parts=20))


def test_words_a_person_calls_missing_are_missing():
    reading = read(b"score,n\n5,1\nkihagyta,2\n3,3\n", missing=["kihagyta"])
    assert reading.table["score"].isna().tolist() == [False, True, False]
    assert reading.choices == {"missing": ["kihagyta"]}


def test_days_and_months_swapped_in_a_part_are_a_trap():
    swapped = [f"2025-{day:02d}-{month:02d}" for month, day in ((3, 4), (5, 6), (7, 8), (9, 1))]
    rest = [f"{day}/0{month}/2025" for month, day in ((3, 14), (5, 26), (7, 28), (9, 21))]
    text = "Date,n\n" + "".join(f"{cell},{place}\n" for place, cell in enumerate(swapped + rest))
    assert "swapped_days" in rules(read(text.encode()))


def test_two_copies_of_one_table_are_two_tables():
    block = "Date,NPS,City\n" + "".join(f"2025-01-{day:02d},{day % 11},Y{day}\n" for day in range(1, 15))
    reading = read((block + block).encode())
    assert reading.rows == 14
    assert "several_tables" in rules(reading)


def test_a_second_table_is_there_to_pick():
    first = "Date,NPS\n" + "".join(f"2025-01-{day:02d},{day % 11}\n" for day in range(1, 15))
    second = "\nTarget,Value,Owner\nNPS,45,Anna\nCSAT,4,Bob\n"
    assert read((first + second).encode(), table=1).table["Owner"].tolist() == ["Anna", "Bob"]


def test_a_metric_a_column_and_a_period_a_row_is_a_wide_table():
    months = "".join(f"2025-{month:02d},{month * 3},{month + 70}\n" for month in range(1, 13))
    assert read(("Month,NPS,CSAT\n" + months).encode()).shape == "wide_kpi"


def test_date_metric_value_is_a_long_table():
    cells = "".join(f"2025-{month:02d},{metric},{month}\n" for month in range(1, 13) for metric in ("NPS", "CSAT"))
    assert read(("Month,Metric,Value\n" + cells).encode()).shape == "long_kpi"


def test_a_span_of_more_than_centuries_is_none():
    reading = read(b"Duration,n\n01:02:03,1\n02:03:04,2\n99999999999999999999 days 01:00:00,3\n" * 20)
    assert len(reading.table) == reading.rows


def test_a_package_whose_list_of_parts_is_broken_is_damaged():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    for at in range(40, len(stream.getvalue())):
        broken = bytearray(stream.getvalue())
        broken[at] = 0
        try:
            read(bytes(broken), name="a.xlsx")
        except CXError:
            continue
