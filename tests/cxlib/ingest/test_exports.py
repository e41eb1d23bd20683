"""Exports as tools and people really make them: archives, pivots, reports for eyes, words of other countries."""

import zipfile
from io import BytesIO
from string import Formatter

import pytest

from cxlib.errors import NotATable
from cxlib.ingest import read
from cxlib.ingest.words.singular import OF_ONE


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


def test_the_label_of_a_group_holds_for_the_rows_below_it():
    pivot = b"Region,Team,CSAT\nNorth,A,5.5\n,B,6.5\nNorth Total,,6.1\nSouth,A,7.5\n,B,8.5\nSouth Total,,8\nTotal,,7\n"
    reading = read(pivot)
    assert reading.table["Region"].tolist() == ["North", "North", "South", "South"]
    assert reading.text["Region"].tolist() == ["North", "", "South", ""]
    assert len(reading.set_aside) == 3 and "merged_labels" in rules(reading)
    assert read(pivot, filled=False).table["Region"].notna().sum() == 2


def test_labels_that_may_be_missing_answers_are_asked_about():
    unsure = b"Shop,Day,NPS\nA,2025-01-13,5\n,2025-01-14,6\nB,2025-01-15,7\n,2025-01-16,8\n"
    reading = read(unsure)
    assert {(found.rule, found.severity) for found in reading.findings} >= {("merged_labels", "question")}
    assert reading.table["Shop"].notna().sum() == 2
    assert read(unsure, filled=True).table["Shop"].tolist() == ["A", "A", "B", "B"]
    assert "merged_labels" not in rules(read(unsure.replace(b"Shop", b"Comment")))
    asked = read(b"E-mail,Site,NPS\na@x,N,5\n,S,4\n,E,5\nb@x,N,3\n,S,4\n,E,1\n")
    assert asked.table.iloc[:, 0].notna().sum() == 2


def test_columns_aligned_by_blanks_alone_are_cut_where_all_lines_are_blank():
    printed = (
        "CALLS OF THE WEEK   1\n\n"
        "Agent          Calls  Talk time\n"
        "Anna Kiss      1,204   31:36:00\n"
        "Bo Li             97    8:07:12\n"
        "Cecil O'Hara     101   26:42:19\n"
        "Dan               12    0:42:00\n"
    )
    reading = read(printed.encode())
    assert reading.table["Agent"].tolist() == ["Anna Kiss", "Bo Li", "Cecil O'Hara", "Dan"]
    assert reading.table["Calls"].tolist() == [1204, 97, 101, 12]
    assert reading.table["Talk time"].tolist() == [113760, 29232, 96139, 2520]
    assert "fixed_width" in rules(reading)


def test_blanks_that_only_pad_part_nothing():
    padded = "Shop    , NPS , Note\n" + "".join(f"Shop {at} ,   {at} , fine  \n" for at in range(6))
    assert "fixed_width" not in rules(read(padded.encode()))
    comments = "Note\n" + "".join(f"good  service {'x' * at}  and  more\n" for at in range(6))
    assert len(read(comments.encode()).columns) == 1


def test_shortened_japanese_eras_are_dates_where_the_file_is_japanese():
    days = "R8.1.5,5\nR7.12.31,4\nH31.4.30,3\n"
    assert read(f"受付日,点数\n{days}".encode()).table["受付日"].dt.year.tolist() == [2026, 2025, 2019]
    for name in ("リリース,バージョン", "Firmware,Build"):
        lines = [f"x,{line.split(',')[0]}" for line in days.splitlines()]
        assert read("\n".join([name, *lines]).encode()).columns[1].type in ("text", "category")


@pytest.mark.parametrize("base", ["Base: all respondents, n=2", "Base: all, weighted, n = 1,204", "Basis: alle; n=3"])
def test_the_base_below_a_table_is_a_footnote_though_a_mark_cuts_it(base):
    reading = read(f"Brand,Score\nA,5\nB,6\nC,1\n{base}\n".encode())
    assert (reading.table["Score"].tolist(), rules(reading)) == ([5, 6, 1], {"footnote"})


def test_a_lone_euro_sign_behind_amounts_tells_the_encoding():
    reading = read("Datum;Umsatz\n14.03.25;1.234,50 €\n28.02.25;-12,00 €\n".encode("cp1252"))
    assert (reading.table["Umsatz"].tolist(), reading.encodings) == ([1234.5, -12.0], ())


def test_the_scale_in_a_name_makes_a_score_whose_zeros_are_doubted():
    cells = "".join(f"2025-03-{day:02d},{(0, 5, 4, 0, 3)[day % 5]}\n" for day in range(1, 31))
    reading = read(f"Day,Food (1-5)\n{cells}".encode())
    assert (reading.column("Food (1-5)").scale, "zero_not_rated" in rules(reading)) == ((1, 5), True)


def test_amounts_in_several_currencies_are_told_and_spellings_of_one_are_not():
    assert "several_currencies" in rules(read(b"Order,Paid\na,10.50 USD\nb,20.00 EUR\nc,5.00 GBP\n"))
    assert "several_currencies" not in rules(read(b"Order,Paid\na,10.50 USD\nb,$20.00\nc,5.00 USD\n"))


def test_the_mark_by_which_old_systems_end_a_file_is_no_row():
    assert read(b"day,score\r\n2025-01-13,5\r\n2025-01-14,4\r\n\x1a").rows == 2


def test_parts_that_stand_indented_below_their_sum_take_its_name():
    folded = (
        b"Row Labels,Answers,NPS\nNorth,3,4.5\n  Web,1,5\n  Shop,2,4\nSouth,2,6\n  Web,1,7\n  Shop,1,5\nTotal,5,5.1\n"
    )
    reading = read(folded)
    assert reading.table["Row Labels"].tolist() == ["North / Web", "North / Shop", "South / Web", "South / Shop"]
    assert reading.table["Answers"].sum() == 5


def test_records_that_open_and_close_a_file_are_no_rows():
    reading = read(b"H,20250301,CX EXPORT\nid,score,day\na,5,2025-03-01\nb,4,2025-03-02\nc,3,2025-03-13\nT,3\n")
    assert ([column.name for column in reading.columns], reading.rows) == (["id", "score", "day"], 3)


def test_a_line_that_names_a_part_of_the_table_is_no_row():
    part = "Agent: {}\nDate,Calls,CSAT\n2025-03-01,12,4.5\n2025-03-02,15,3.5\n\n"
    reading = read("".join(map(part.format, ("Anna", "Bo", "Cecil"))).encode())
    assert (reading.rows, "section" in rules(reading)) == (6, True)


def test_one_thing_is_said_of_as_one():
    said = {found.rule: found.sentence for found in read(b"a,b\n1,2\n2,3\nTotal,5\n").findings}
    assert said["totals_row"] == "1 row of totals or averages was set aside"


def test_every_sentence_of_one_names_what_the_sentence_of_many_names():
    def places(sentence):
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    assert all(places(one) == places(many) and "{count}" in many for many, one in OF_ONE.items())


def test_who_made_a_report_stands_under_it_and_is_no_row():
    rows = "".join(f"{number:08d},Kim,Acme,1/{day}/2025,5\n" for number, day in enumerate(range(1, 21), 1026))
    made = '\n"Copyright (c) 2000-2025"\n"Generated By:","Kim Ha","11/3/2025 9:14 AM"\n"Nordwind Ltd"\n'
    reading = read(f"Case Number,Owner,Account,Date Opened,CSAT\n{rows}{made}".encode())
    assert (reading.rows, "footnote" in rules(reading)) == (20, True)


def test_a_last_row_that_begins_with_a_star_is_a_sum_though_it_does_not_add_up():
    rows = "".join(f"{100200 + at},Ulm,{at},50\n" for at in range(5))
    reading = read(f"Kunde,Ort,Menge,Betrag\n{rows}*,,,999999\n".encode())
    assert (reading.rows, "totals_row" in rules(reading)) == (5, True)


@pytest.mark.parametrize(
    ("name", "words", "role"),
    [
        ("Survey", "Very satisfied|Somewhat satisfied|Neither satisfied nor dissatisfied|Very dissatisfied", "score"),
        ("How easy was it?", "Extremely easy|Not so easy|Not at all easy|Somewhat easy", "score"),
        ("Survey results", "Extremely Happy|Happy|Neutral|Unhappy", "score"),
        ("Conversation rating", "😠|🙁|😐|😃|🤩", "score"),
        ("Note", "sehr gut|gut|befriedigend|mangelhaft", "score"),
        ("Review Id", "d315db12363e|5c3c800b2aaa|54baf9b996f4", "id"),
        ("Review Link", "https://x.example/1|https://x.example/2|https://x.example/3", "dimension"),
        ("Feedback", "good|slow|never again", "comment"),
        ("Store ID", "107|107|204|204|311", "dimension"),
        ("App Version", "5.1|5.1|5.2|5.2", "dimension"),
        ("priority", "1 - Critical|2 - High|3 - Moderate|4 - Low", "dimension"),
        ("NPS Group", "Promoter|Passive|Detractor", "dimension"),
        (
            "Answer",
            "店員さんがとても丁寧でした。また行きます|電話がつながらず困りました。改善してください",
            "comment",
        ),
    ],
)
def test_what_survey_and_review_tools_write_is_told_by_its_words(name, words, role):
    cells = words.split("|") * (1 if role in ("id", "comment") else 3)
    rows = "".join(f"2025-03-{day:02d},{cell}\n" for day, cell in enumerate(cells, 1))
    assert read(f"Day,{name}\n{rows}".encode()).column(name).role == role


def test_a_small_table_with_a_row_a_shop_can_be_split_by_shop():
    assert read(b"Shop,Complaints\nLeeds,36\nYork,45\nHull,30\n").column("Shop").role == "dimension"


def test_a_trade_mark_behind_a_word_is_not_taken_for_a_letter():
    reading = read("Day,NPS® Segment\n2025-01-13,Promoter\n2025-01-14,Passive\n".encode("cp1252"))
    assert (reading.columns[1].name, reading.encodings) == ("NPS® Segment", ())
    dashed = read("Case,Text\n1,VPN – no access\n2,I don’t know\n".encode("cp1252"))
    assert dashed.table["Text"].tolist() == ["VPN – no access", "I don’t know"]
    assert read("Jméno,Muž\nŽofie,0\nŽaneta,1\n".encode("iso8859-2")).table.iloc[0, 0] == "Žofie"


def test_hours_written_the_french_way_and_milliseconds_since_the_epoch_are_moments():
    french = read("Date,Note\n3 janv. 2025 à 09h05,5\n4 févr. 2025 à 22h13,4\n".encode())
    assert french.table["Date"].astype(str).tolist() == ["2025-01-03 09:05:00", "2025-02-04 22:13:00"]
    millis = read(b"Submit Millis Since Epoch,Stars\n1735894800000,5\n1736028780000,4\n")
    assert (millis.columns[0].role, millis.table.iloc[0, 0].year) == ("date", 2025)
