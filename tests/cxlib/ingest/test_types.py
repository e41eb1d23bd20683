"""Numbers, dates and spans in the spellings of many countries."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlib.ingest import read
from cxlib.ingest.calendars import jalali
from cxlib.ingest.dates import Order, resolved, written
from cxlib.ingest.encoding import decoded
from cxlib.ingest.numbers import amount, value


def column(*cells: str, name: str = "v") -> pd.Series:
    return read(
        "\n".join([f"{name};note", *(f"{cell};x{place}" for place, cell in enumerate(cells))]).encode()
    ).table.iloc[:, 0]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1.234,50 €", ",", 1234.5),
        ("(1,234.50)", ".", -1234.5),
        ("12,5 %", ",", 0.125),
        ("1 234 567 Ft", ",", 1234567),
        ("۱٬۲۳۴٫۵", ".", 1234.5),
        ("12,34,567.89", ".", 1234567.89),
        ("−3.5", ".", -3.5),
        ("245.10-", ".", -245.1),
        ("฿1,200", ".", 1200),
        ("1.5E+3", ".", 1500.0),
    ],
)
def test_amounts_of_many_countries(text, decimal, number):
    assert value(amount(text), decimal) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize("text", ["5E23", "12-34", "1.2.3", "abc", "1,23,4", "+36 20 123 4567", "", "١-"])
def test_what_is_no_number_stays_text(text):
    parts = amount(text)
    assert parts is None or value(parts, ".") is None or text == "١-"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/3/2568", date(2025, 3, 14)),
        ("۱۴ فروردین ۱۴۰۴", date(2025, 4, 3)),
        ("令和7年3月14日", date(2025, 3, 14)),
        ("114/01/05", date(2025, 1, 5)),
        ("2025. március 14.", date(2025, 3, 14)),
        ("14 มีนาคม 2568", date(2025, 3, 14)),
        ("ngày 14 tháng 3 năm 2025", date(2025, 3, 14)),
        ("14 de marzo de 2025", date(2025, 3, 14)),
        ("Q3 2025", date(2025, 7, 1)),
        ("2025-W07", date(2025, 2, 10)),
        ("Mar 14, 2025", date(2025, 3, 14)),
        ("Mar'25", date(2025, 3, 1)),
        ("2025年3月", date(2025, 3, 1)),
        ("14 marca 2025 r.", date(2025, 3, 14)),
        ("2025. március 14., péntek", date(2025, 3, 14)),
        ("Thứ Sáu, ngày 14 tháng 3 năm 2025", date(2025, 3, 14)),
        ("Μάρτιος 2025", date(2025, 3, 1)),
        ("يناير 2025", date(2025, 1, 1)),
        ("تشرين الثاني 2025", date(2025, 11, 1)),
        ("5 בינואר 2025", date(2025, 1, 5)),
    ],
)
def test_dates_of_many_calendars(text, day):
    assert resolved(written(text), Order()) == day


@pytest.mark.parametrize(
    ("jalali_day", "day"),
    [((1403, 12, 30), date(2025, 3, 20)), ((1399, 12, 30), date(2021, 3, 20)), ((1404, 1, 1), date(2025, 3, 21))],
)
def test_the_jalali_calendar_agrees_with_published_days(jalali_day, day):
    assert jalali(*jalali_day) == day


@pytest.mark.parametrize(
    "text",
    [
        "2025年3月14日15时15分",
        "2025/03/14 3:15 下午",
        "14. mar. 2025 kl. 15.15",
        "14 มี.ค. 2568 เวลา 15.15 น.",
        "14.3.2025 klo 15.15",
    ],
)
def test_times_of_day_are_read_in_every_spelling(text):
    assert written(text).seconds == 15 * 3600 + 15 * 60


def test_listopad_is_october_in_zagreb_and_november_in_warsaw():
    assert column("15. listopada 2025.", "3. siječnja 2026.").dt.month.tolist() == [10, 1]
    assert column("15 listopada 2025", "3 stycznia 2026").dt.month.tolist() == [11, 1]
    assert column("15 listopada 2025", "3 listopada 2025").tolist() == ["15 listopada 2025", "3 listopada 2025"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [("App", ("v1.2.3", "v1.10.4")), ("Version", ("10.2.30", "10.2.31")), ("App", ("1.2.3", "1.12.4"))],
)
def test_versions_are_no_dates(name, cells):
    assert column(*cells, name=name).tolist() == list(cells)


@pytest.mark.parametrize("odd", ["1e5", "1299e09"])
def test_figures_around_an_e_without_sign_or_point_are_no_power_of_ten_in_a_long_column_either(odd):
    made = read("\n".join(["n;v", *(f"x{place};{place + 7}" for place in range(300)), f"y;{odd}"]).encode())
    assert made.columns[1].type == "integer" and pd.isna(made.table["v"].iloc[-1])


def test_powers_of_ten_without_a_point_are_numbers_in_a_long_column():
    made = read("\n".join(["n;v", *(f"x{place};{place + 7}e-5" for place in range(300))]).encode())
    assert made.columns[1].type == "number" and made.table["v"].iloc[1] == 8e-5


def test_nought_and_minus_nought_are_one_number_and_all_proofs_are_counted():
    cells = [("0.0", "-0.0", f"{place}.5")[place % 3] for place in range(900)]
    made = read("\n".join(["n;v", *(f"x{place};{cell}" for place, cell in enumerate(cells))]).encode()).columns[1]
    assert (made.distinct, made.why.facts["count"]) == (301, 302)


def test_a_sum_proves_the_decimal_mark_for_its_column():
    assert column("1.234,5", "2.000", "3.125,25").tolist() == [1234.5, 2000.0, 3125.25]


def test_day_and_month_that_nothing_tells_apart_are_asked():
    reading = read(b"Date,n\n03/04/2025,1\n05/06/2025,2\n")
    assert reading.ambiguous == {"Date": ("dmy", "mdy")}
    assert reading.table["Date"].tolist() == ["03/04/2025", "05/06/2025"]
    answered = read(b"Date,n\n03/04/2025,1\n05/06/2025,2\n", dayfirst={"Date": "mdy"})
    assert answered.table["Date"][0] == pd.Timestamp("2025-03-04")
    assert not answered.ambiguous


def test_a_sibling_proves_the_order():
    assert read(b"a,b\n03/04/2025,13/04/2025\n05/06/2025,25/12/2025\n").table["a"][0] == pd.Timestamp("2025-04-03")


def test_namibia_and_norway_are_countries():
    assert column("NA", "NO", "SE", "NA", name="country").tolist() == ["NA", "NO", "SE", "NA"]


def test_codes_with_leading_zeros_stay_text():
    assert column("00123", "00045").tolist() == ["00123", "00045"]


def test_a_zero_is_never_missing():
    assert column("0", "5", "n/a").tolist()[:2] == [0, 5]


def test_percents_become_shares():
    assert column("12,5 %", "50 %").tolist() == [0.125, 0.5]


def test_promoter_labels_become_their_numbers():
    reading = read(b"Recommend\n9 - Promoter\n3 - Detractor\n7 - Passive\n")
    assert reading.table["Recommend"].tolist() == [9, 3, 7]


def test_likert_words_keep_their_order():
    reading = read(b"Q1,n\nAgree,1\nStrongly disagree,2\nAgree,3\n")
    assert dict(reading.column("Q1").labels)["agree"] == 4
    assert read(b"Q1,n\nAgree,1\nStrongly disagree,2\nAgree,3\n", types={"Q1": "integer"}).table["Q1"].tolist() == [
        4,
        1,
        4,
    ]


def test_numbers_with_a_few_words_stay_text_and_are_asked():
    reading = read(b"CSAT,n\n4,1\nfive,2\n3,3\n5,4\n")
    assert reading.column("CSAT").type in ("text", "category")
    assert any(found.rule == "mixed_types" for found in reading.findings)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.dates(date(1950, 1, 1), date(2045, 1, 1)), min_size=3, max_size=12),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y. %m. %d.", "%d %b %Y"]),
)
def test_dates_written_one_way_come_back(days, pattern):
    cells = [day.strftime(pattern) for day in days]
    assert [stamp.date() for stamp in column(*cells, name="Datum")] == days


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(-(10**8), 10**8, places=2), min_size=3, max_size=12),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_amounts_written_one_way_come_back(numbers, marks):
    thousands, decimal = marks
    cells = [f"{number:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands) for number in numbers]
    assert [float(cell) for cell in column(*cells)] == pytest.approx([float(number) for number in numbers])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Region\nN\nS\nN\n", "category"),
        ("Resuelto\nS\nN\nS\n", "yes_no"),
        ("Response ID\nR0100017\nR0100018\n", "text"),
        ("Response ID\nR4711\nR4712\n", "text"),
        ("Price\nR4711\nR12\n", "integer"),
    ],
)
def test_letters_that_happen_to_be_words_or_money_are_told_by_the_name(text, kind):
    assert read(text.encode()).columns[0].type == kind


def test_a_share_is_no_score_though_its_name_speaks_of_a_rate():
    assert read(b"FCR rate,n\n0.71,1\n0.64,2\n0.8,3\n").column("FCR rate").role == "measure"


def test_one_row_a_day_and_region_is_no_table_of_indicators():
    rows = "".join(f"2025-01-{day:02d},{region},{day}\n" for day in range(1, 21) for region in ("North", "South"))
    assert read(f"Date,Region,Calls\n{rows}".encode()).shape == "rows"
    assert read(f"Date,KPI,Value\n{rows.replace('North', 'NPS').replace('South', 'CSAT')}".encode()).shape == "long_kpi"


def test_a_column_without_any_answer_is_a_finding():
    found = read(b"Date,Score,City\n2025-01-01,,A\n2025-01-02,,B\n").findings
    assert [(one.rule, one.column) for one in found if one.rule == "blank_columns"] == [("blank_columns", "Score")]


@pytest.mark.parametrize("encoding", ["viscii", "tcvn"])
def test_old_vietnamese_encodings_are_read(encoding):
    text = "Ngày;Điểm;Nhận xét\n01/02/2025;4,5;Nhân viên rất nhiệt tình, phục vụ nhanh\n15/02/2025;3,0;Phải chờ lâu\n"
    assert read(text.encode(encoding)).text["Nhận xét"].tolist()[1] == "Phải chờ lâu"


def test_a_few_odd_letters_show_the_two_likely_encodings():
    reading = read("Város;n\nGyőr;1\nPécs;2\n".encode("cp1250"))
    assert dict(reading.encodings) == {"cp1250": ("Győr;1",), "cp1252": ("Gyõr;1",)}
    assert read("Város;n\nGyőr;1\nPécs;2\n".encode("cp1250"), encoding="cp1250").encodings == ()


def test_a_large_sheet_reads_as_its_text_does():
    from io import BytesIO

    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    rows = [
        [f"C{at:05d}", at % 11, at / 4, "North" if at % 3 else "South", None if at % 7 else "note"]
        for at in range(5000)
    ]
    for at, row in enumerate(
        [["Customer", "Recommend", "Amount", "Region", "Comment"], *rows, ["Total", 25000, 3124375]]
    ):
        sheet.write_row(at, 0, row)
    book.close()
    reading = read(stream.getvalue(), name="a.xlsx")
    assert (reading.rows, [column.type for column in reading.columns]) == (
        5000,
        ["text", "integer", "number", "category", "category"],
    )
    assert reading.table.iloc[4999].tolist()[:4] == ["C04999", 5, 1249.75, "North"]
    assert "totals_row" in {found.rule for found in reading.findings}


@pytest.mark.parametrize(
    ("text", "encoding", "values"),
    [
        ('날짜,금액\n2025년 1월 5일,"12,000원"\n2025년 2월 15일,"9,900원"\n', "cp949", [12000, 9900]),
        ("Datum;Betrag\n01.02.2025;CHF 1'234.50\n15.02.2025;CHF 12'345.–\n", "cp1252", [1234.5, 12345]),
        ("Datum;Cena\n5. 2. 2025;1 234,50 Kč\n28. 2. 2025;99,- Kč\n", "cp1250", [1234.5, 99]),
        ("Ngày;Giá\n05/02/2025;50,000 ₫\n28/02/2025;75,000 ₫\n", "utf-8", [50000, 75000]),
        ("Date;Sales\n01-Feb-2025;₹ 12,34,567.50\n02-Feb-2025;₹ 1,00,000\n", "utf-8", [1234567.5, 100000]),
    ],
)
def test_amounts_as_each_country_writes_them(text, encoding, values):
    assert read(text.encode(encoding)).table.iloc[:, 1].tolist() == values


def test_japanese_bytes_are_no_korean():
    text = "回答日,推奨度,コメント\n令和7年1月15日,9,良い\n令和7年2月1日,10,普通\n"
    assert read(text.encode("cp932")).table["コメント"].tolist() == ["良い", "普通"]


def test_years_of_the_hijra_are_left_as_they_stand():
    assert read("التاريخ,التقييم\n15/08/1420,4\n28/09/1420,5\n".encode()).text.iloc[0, 0] == "15/08/1420"
    assert read("التاريخ,التقييم\n15/08/1420,4\n28/09/1420,5\n".encode()).columns[0].type in ("text", "category")
    assert read("تاریخ,امتیاز\n1404/08/15,4\n1404/09/28,5\n".encode()).columns[0].type == "date"


@pytest.mark.parametrize(
    "words",
    [
        "พอใจมากที่สุด|พอใจมาก|ปานกลาง|พอใจน้อย|พอใจน้อยที่สุด",
        "کاملاً راضی|راضی|بی‌نظر|ناراضی|کاملا ناراضی",
        "Rất hài lòng|Hài lòng|Trung bình|Không hài lòng|Rất không hài lòng",
        "Nagyon elégedett|Elégedett|Közepes|Elégedetlen|Nagyon elégedetlen",
    ],
)
def test_answer_words_with_any_neutral_word_are_a_scale(words):
    column = read(("Q1\n" + "\n".join(words.split("|")) + "\n").encode()).columns[0]
    assert (column.role, column.scale) == ("score", (1, 5))


def test_a_scale_from_0_to_10_has_zeros_of_its_own():
    answers = "".join(f"{at % 11}\n" for at in range(110))
    assert "zero_not_rated" not in {found.rule for found in read(f"Service rating\n{answers}".encode()).findings}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Město;Známka\nPlzeň;99,- Kč\nÚstí;spíše ne\n", "cp1250"),
        ("Città;Nota\nForlì;perché sì\n", "cp1252"),
        ("עיר;ציון\nחיפה;טוב\n", "cp1255"),
    ],
)
def test_languages_are_looked_for_only_where_they_can_be_written(text, encoding):
    assert decoded(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("name", "cells", "seconds"),
    [
        ("AHT", (":15", "3:04"), [15, 184]),
        ("AHT", ("1:02:03", "3:04"), [3723, 184]),
        ("Talk time (mm:ss)", ("3:04", "75:10"), [184, 4510]),
        ("Talk time (hh:mm)", ("3:04", "25:10"), [11040, 90600]),
    ],
)
def test_the_name_or_another_cell_tells_minutes_from_hours(name, cells, seconds):
    assert column(*cells, name=name).tolist() == seconds


def test_one_colon_that_nothing_explains_is_asked():
    calls = b"Agent,Talk time\nA,3:04\nB,12:10\n"
    assert read(calls).ambiguous == {"Talk time": ("ms", "hm")}
    assert read(calls, dayfirst={"Talk time": "ms"}).table["Talk time"].tolist() == [184, 730]


@pytest.mark.parametrize(
    ("name", "cells"),
    [("Invoice", ("R-100", "R-101")), ("Model", ("R 12", "R 5")), ("Tel", ("555 123 456", "602 345 678"))],
)
def test_invoices_models_and_telephones_are_no_amounts(name, cells):
    assert column(*cells, name=name).tolist() == list(cells)


def test_a_year_and_a_month_in_six_figures_are_a_period():
    assert column("202501", "202512", name="Month").dt.month.tolist() == [1, 12]
    assert column("202501", "202512", name="Calls").tolist() == [202501, 202512]


@pytest.mark.parametrize(
    "document",
    [
        '{"id": ["a", "b"], "score": [9, 8]}',
        '{"id": {"0": "a", "1": "b"}, "score": {"0": 9, "1": 8}}',
        '{"columns": ["id", "score"], "data": [["a", 9], ["b", 8]]}',
        '[{"id": "a", "score": 9}, {"id": "b", "score": 8},]',
    ],
)
def test_json_of_columns_is_a_table_too(document):
    assert read(document.encode()).table["score"].tolist() == [9, 8]


def test_days_without_a_year_beside_arabic_words_have_no_calendar():
    cells = "\n".join(f"{day:02d}/01/24;الخدمة ممتازة، شكرا;x" for day in range(1, 29))
    assert read(f"Day;Note;Extra\n{cells}".encode()).rows == 28


def test_a_name_above_blank_lines_is_a_column_without_rows():
    made = read(b"region\r\n" + 9 * b"\r\n")
    assert (made.rows, made.columns[0].name) == (0, "region")


def test_half_a_letter_in_json_becomes_a_question_mark():
    made = read(b'[{"a": "x\\ud800y", "b": 1}, {"a": "z", "b": 2}]')
    assert made.table["a"].tolist() == ["x?y", "z"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Day", ("Jan 5", "Jan 16")),
        ("Day", ("Jan 14", "Jan 15", "Jan 16")),
        ("Revenue", ("5m", "10m")),
        ("Seat", ("12d", "3d")),
        ("Country", ("NO", "SI")),
    ],
)
def test_short_words_are_not_read_as_what_they_are_not(name, cells):
    assert column(*cells, name=name).tolist() == list(cells)


def test_short_words_are_read_where_the_name_says_it():
    assert column("5m", "10m", name="Wait").tolist() == [300, 600]
    assert column("Jan 25", "Feb 25", "Jan 26", name="Month").dt.year.tolist() == [2025, 2025, 2026]
