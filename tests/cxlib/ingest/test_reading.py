"""Files read whole: structure, formats, refusals, the guarded child."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import asdict

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.errors import DamagedFile, EmptyFile, NotATable, TooLarge, UnreadableFile
from cxlib.ingest import Limits, as_json, compare, quality, read, read_guarded, readiness, report
from cxlib.ingest.encoding import decoded

PLAIN = b"Date,City,NPS,Comment\n2025-01-03,York,9,Great service\n2025-01-19,Leeds,3,Waited too long\n2025-02-27,York,7,Fine\n"  # noqa: E501


def rules(reading):
    return {found.rule for found in reading.findings}


def test_a_plain_file_is_understood():
    reading = read(PLAIN)
    assert [(column.type, column.role) for column in reading.columns] == [
        ("date", "date"),
        ("category", "dimension"),
        ("integer", "score"),
        ("text", "comment"),
    ]
    assert reading.has_header
    assert len(reading.column("NPS").examples) == 3


def test_title_lines_totals_and_footnotes_are_set_aside():
    body = (
        b"Report\nGenerated: 1 May\n\n"
        + b"Date,Calls,Solved\n2025-01-03,10,5\n2025-01-04,20,6\n2025-01-05,30,7\nTotal,60,18\n\nPage 3 of 3\n"
    )
    reading = read(body)
    assert reading.rows == 3
    assert {"title_lines", "totals_row", "footnote"} <= rules(reading)
    assert reading.set_aside["line"].tolist() == [8, 10]


def test_repeated_headers_are_no_rows():
    lines = PLAIN.decode().splitlines()
    lines = [*lines, lines[0], "2025-03-02,Bath,8,Good", "2025-03-03,Bath,2,Bad"]
    assert read("\n".join(lines).encode()).rows == 5


def test_a_file_without_header_gets_names():
    reading = read(PLAIN.split(b"\n", 1)[1])
    assert not reading.has_header
    assert reading.rows == 3


def test_header_rows_are_joined_under_their_groups():
    reading = read(b"Id,Satisfaction,,\n,Price,Speed,Staff\n1001,3,4,5\n1002,2,2,1\n1003,5,5,4\n")
    assert list(reading.table.columns) == ["Id", "Satisfaction / Price", "Satisfaction / Speed", "Satisfaction / Staff"]


def test_names_are_unique_whatever_the_case():
    names = list(read(b"A,a,A,\n1,2,3,4\n5,6,7,8\n").table.columns)
    assert len({name.casefold() for name in names}) == 4
    assert all(names)


@pytest.mark.parametrize("line", ["2025-03-01,Bath,8,Good, really", "2025-03-01,,Bath,8,Good"])
def test_a_row_with_a_cell_too_many_is_put_back(line):
    reading = read(PLAIN + line.encode() + b"\n")
    assert reading.table.iloc[-1]["City"] == "Bath"
    assert reading.table.iloc[-1]["NPS"] == 8
    assert "ragged_rows" in rules(reading)


def test_the_text_keeps_every_cell_as_it_stands():
    text = read(b"a;b\n 1,50;x\n2,25;NULL\n").text
    assert text["a"].tolist() == [" 1,50", "2,25"]
    assert text["b"].tolist() == ["x", "NULL"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Elégedettség; Győr; nagyon kedves kiszolgálás, köszönöm", "cp1250"),
        ("บริการดีมาก ขอบคุณครับ รอนานเกินไป", "cp874"),
        ("Очень вежливый персонал, спасибо", "cp1251"),
        ("とても丁寧な対応でした", "cp932"),
        ("서비스가 매우 좋았습니다", "cp949"),
        ("Très bon accueil, équipe à l'écoute", "cp1252"),
        ("שירות מצוין, תודה רבה", "cp1255"),
        ("الخدمة ممتازة شكرا", "cp1256"),
    ],
)
def test_encodings_are_told_by_their_words(words, name):
    assert decoded(words.encode(name)).text == words


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_keeps_text_ids_and_errors_are_missing():
    reading = read(workbook(["ID", "NPS", "Rate"], ["000123", 9, 0.5], ["000124", 8, "#N/A"]), name="a.xlsx")
    assert reading.table["ID"].tolist() == ["000123", "000124"]
    assert reading.table["Rate"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "data", [gzip.compress(PLAIN), json.dumps({"data": {"items": [{"NPS": 9}, {"NPS": 8}, {"NPS": 7}]}}).encode()]
)
def test_other_wrappings_hold_the_same(data):
    assert read(data).table["NPS"].tolist()[0] == 9


def test_one_table_in_a_zip_is_used_and_an_archive_inside_refused():
    def zipped(name, data):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, data)
        return stream.getvalue()

    assert read(zipped("a.csv", PLAIN)).rows == 3
    with pytest.raises(NotATable, match="archive inside"):
        read(zipped("b.zip", zipped("a.csv", PLAIN)))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, NotATable),
        (b"%PDF-1.7\n", NotATable),
        (b"   \n \n", EmptyFile),
        (b"\xef\xbb\xbf", EmptyFile),
        (b"\0" * 500, EmptyFile),
        (b"<!DOCTYPE html><html><body>Login</body></html>", NotATable),
        (b'{"error":{"code":401}}', NotATable),
        (b"PAR1PAR1", DamagedFile),
        (b"[" * 5000 + b"]" * 5000, NotATable),
        (workbook(["a"])[:500], DamagedFile),
        (b"\x80\x04\x95\x10\0\0\0\0\0\0\0", NotATable),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data, problem):
    with pytest.raises(problem) as told:
        read(data, name="upload.csv")
    assert "upload.csv" in str(told.value)


def test_an_empty_file_has_no_text_and_refuses_its_table():
    reading = read(b"", name="a.csv")
    assert reading.text.empty
    with pytest.raises(EmptyFile, match="0 bytes"):
        _ = reading.table


def test_a_size_over_the_limit_is_refused_before_reading(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as stream:
        stream.truncate(3 * 2**20)
    with pytest.raises(TooLarge):
        read(path, limits=Limits(megabytes=2))


def test_names_of_uploads_are_never_paths():
    assert read(PLAIN, name="../../etc/passwd.csv").name == "passwd.csv"


def test_the_same_reading_comes_from_the_child(tmp_path):
    guarded, plain = read_guarded(PLAIN, name="a.csv"), read(PLAIN, name="a.csv")
    assert guarded.columns == plain.columns
    pd.testing.assert_frame_equal(guarded.table, plain.table)
    assert guarded.text.to_numpy().tolist() == plain.text.to_numpy().tolist()
    assert guarded.write_parquet(tmp_path / "t.parquet") == 3


def test_a_text_file_is_read_without_pandas(tmp_path):
    (tmp_path / "a.csv").write_bytes(PLAIN)
    asked = {"folder": str(tmp_path), "path": str(tmp_path / "a.csv"), "name": "a.csv", "choices": {}}
    child = "import sys; from cxlib.ingest import child; child.main(); sys.exit('pandas' in sys.modules)"
    request = json.dumps({**asked, "limits": asdict(Limits())})
    subprocess.run([sys.executable, "-c", child], input=request, text=True, check=True)
    assert pq.read_table(tmp_path / "table.parquet").num_rows == 3
    assert pq.read_table(tmp_path / "text.parquet").num_rows == 3


def test_a_child_without_memory_is_a_sentence():
    with pytest.raises(TooLarge):
        read_guarded(b"a,b\n" + b"1,2\n" * 600_000, limits=Limits(memory_megabytes=64, seconds=30))


def large(rows):
    return "id,date,score,city,note\n" + "".join(
        f'{1000 + n},2025-{n % 12 + 1:02d}-{n % 28 + 1:02d},{n % 11},{"YL"[n % 2]}ork,"note, {n}"\n'
        for n in range(rows)
    )


def test_a_large_file_streams_to_the_same_table(tmp_path):
    text = large(160_000)
    path = tmp_path / "large.csv"
    path.write_text(text)
    steps = []
    reading = read(path, progress=lambda step, share: steps.append(share))
    assert type(reading.source).__name__ == "BulkSource"
    assert reading.write_parquet(tmp_path / "t.parquet") == reading.rows == 160_000
    assert steps
    pd.testing.assert_frame_equal(reading.table.iloc[:1000], read(large(1000).encode()).table, check_dtype=False)
    assert reading.text.iloc[5].tolist() == ["1005", "2025-06-06", "5", "Lork", "note, 5"]


def test_odd_cells_deep_in_a_large_file_are_counted(tmp_path):
    lines = large(160_000).splitlines()
    lines[80_001] = "x9,2025-13-45,n/a,York,odd"
    path = tmp_path / "large.csv"
    path.write_text("\n".join(lines))
    reading = read(path)
    assert reading.rows == 160_000
    assert reading.column("score").missing_share > 0
    assert reading.column("date").unparsed_share > 0


def test_parquet_metadata_of_pandas_is_ignored():
    stream = io.BytesIO()
    pq.write_table(
        pa.table({"NPS": [9, 8]}).replace_schema_metadata({b"pandas": b'{"index_columns": ["nope"]}'}), stream
    )
    assert read(stream.getvalue()).table["NPS"].tolist() == [9, 8]


def test_a_report_names_every_column_and_finding():
    reading = read(PLAIN, name="a.csv")
    assert "NPS" in report(reading)
    assert json.loads(json.dumps(as_json(reading)))["rows"] == 3


def test_next_months_file_is_compared():
    old = read(PLAIN)
    changes = compare(old.columns, read(PLAIN.replace(b"Comment", b"Comments").replace(b"City", b"Channel")))
    assert changes.renamed == (("Comment", "Comments"),)
    assert changes.new == ("Channel",)
    assert changes.missing == ("City",)


def test_quality_names_gaps_and_duplicates():
    found = quality(read(PLAIN + b"2025-04-02,York,9,Great\n2025-04-02,York,9,Great\n"))
    assert found.gaps == ("2025-03",)
    assert found.duplicates == 1


def test_readiness_says_the_one_thing_missing():
    pages = {ready.page: ready for ready in readiness(read(b"City,NPS\nYork,9\nLeeds,3\n"))}
    assert pages["board"].sentence == pages["metrics"].sentence == "needs a date"


def test_zeros_on_a_scale_from_one_are_a_trap():
    rows = "".join(f"{n % 5 + 1},{n % 6}\n" for n in range(60))
    assert "zero_not_rated" in rules(read(("rating a,rating b\n" + rows).encode()))


def test_a_doubled_batch_is_a_trap():
    rows = "".join(f"{n},{n * 7 % 13},x{n}\n" for n in range(40))
    assert "doubled_batch" in rules(read(("n,m,t\n" + rows + rows[:200]).encode()))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_bring_down_the_reader(data):
    try:
        read(data, name="x.csv")
    except UnreadableFile as problem:
        assert str(problem)


def test_cities_of_several_central_european_languages_are_read_in_their_common_encoding():
    lines = "".join(f"{city};igen\r\n" for city in ("Győr", "Székesfehérvár", "Łódź", "Brno-Líšeň") * 30)
    assert decoded(lines.encode("cp1250")).encoding == "cp1250"


def test_a_table_with_a_period_a_column_is_turned_unless_a_person_says_no():
    raw = b"KPI;Jan 2025;Feb 2025;Mar 2025\nNPS;31;33;35\nChurn rate;2.5;2.4;2.2\n"
    reading = read(raw)
    assert [column.name for column in reading.columns] == ["Period", "NPS", "Churn rate"]
    assert (reading.rows, reading.columns[0].type, reading.table["NPS"].tolist()) == (3, "period", [31, 33, 35])
    assert "turned" in {found.rule for found in reading.findings}
    assert [column.name for column in read(raw, turned=False).columns] == ["KPI", "Jan 2025", "Feb 2025", "Mar 2025"]


def test_months_over_groups_of_columns_are_a_header():
    head = b"Region;Jan 2025;Jan 2025;Feb 2025;Feb 2025;Note\n;NPS;Answers;NPS;Answers;\n"
    raw = head + b"A;1;2;3;4;\nB;5;6;7;8;\nC;2;3;4;5;\n"
    assert [column.name for column in read(raw).columns][1:4] == [
        "Jan 2025 / NPS",
        "Jan 2025 / Answers",
        "Feb 2025 / NPS",
    ]


def test_totals_that_end_with_their_word_are_set_aside_when_they_add_up():
    rows = "North;10\nNorth;20\nNorth total;30\nSouth;5\nSouth;6\nSouth total;11\nNorth;1\n"
    assert read(f"Region;Calls\n{rows}".encode()).rows == 5


def test_names_and_directions_a_person_gave_hold():
    reading = read(b"2025-01-02;3;x\n2025-01-03;5;y\n", names={"Column 2": "Effort"}, directions={"Effort": "down"})
    assert reading.column("Effort").direction == "down"
    assert reading.choices["names"] == {"Column 2": "Effort"}


SURVEY = """Respondent,Date,How satisfied are you with,,,Comments
,,Price,Service,Speed,Open-Ended Response
1,2026-03-21,4,5,3,good
2,2026-03-22,1,5,3,
3,2026-03-23,2,4,4,bad
"""
CALLS = """Report: Interval
,Calls,,Time,
Interval,Offered,Answered,ASA,Talk
08:00-08:30,108,98,:15,3:04
08:30-09:00,110,99,:12,4:04
"""
BORDERED = """List of documents
------------------------------------
|Cust. |Doc. Date |    Amount|Crcy|
------------------------------------
|10001 |05.01.2026| 1.234,50 |EUR |
|10002 |16.01.2026|    99,00-|EUR |
|10003 |17.01.2026|    10,00 |EUR |
------------------------------------
|*     |          | 1.145,50 |EUR |
------------------------------------
"""
BOOKED = """"EXTF";700;21;"Buchungsstapel";"";"";1001;1
Umsatz;Konto;Datum;Text;Stelle;Beleg
1234,50;8400;0501;a;;x
99,00;8400;1601;b;;y
"""
NOTED = "Name,My App\nStart,1/1/26\nEnd,1/31/26\n\nDate,Downloads\n" + "".join(f"1/{n}/26,{n}\n" for n in range(1, 29))
KPIS = "KPI,Unit,2025-01,2025-02,2025-03,YTD\nNPS,pts,1,2,3,2\nAHT,s,0:05:10,0:05:20,0:05:30,0:05:20\n"


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        (SURVEY, "How satisfied are you with / Speed", [3, 3, 4]),
        (CALLS, "Time / Talk", [184, 244]),
        (BORDERED, "Amount", [1234.5, -99.0, 10.0]),
        (BOOKED, "Umsatz", [1234.5, 99.0]),
        (NOTED, "Downloads", list(range(1, 29))),
        (KPIS, "NPS", [1, 2, 3]),
        ("+----+-----+\n| id | nps |\n+----+-----+\n|  1 |   9 |\n|  2 |   8 |\n+----+-----+\n", "nps", [9, 8]),
    ],
    ids=["survey", "switchboard", "borders", "bookings", "notes", "kpis", "database"],
)
def test_what_stands_around_a_table_is_not_taken_for_it(text, name, values):
    assert read(text.encode()).table[name].tolist() == values


def test_a_second_table_under_its_title_is_a_table_of_its_own():
    reading = read(b"Month,NPS\n2026-01,1\n2026-02,2\n2026-03,3\n\nBy region\nRegion,CSAT,n\nN,0.8,10\nS,0.9,20\n")
    assert reading.table["NPS"].tolist() == [1, 2, 3]
    assert len(reading.sheets[0].tables) == 2
