"""The Data page: what was understood, corrected in place, taken back, remembered next month."""

import io
import re
import zipfile

import pytest

from cxlib.store import open_store
from cxlib.workspace import Workspace
from ui.prepare import drafts

DATA = "pages/prepare/data.py"


def month(number, rate="0.{}", days="2025-{:02d}-{:02d}", cities=("North", "South")):
    rows = [
        f"A{number:02d}{at:04d},{days.format(number, 1 + at % 28)},{at % 11},{1 + at % 7},{cities[at % 2]},"
        f"{rate.format(50 + at % 40)}"
        for at in range(120)
    ]
    header = "Answer,Date,How likely are you to recommend us?,Effort,Region,FCR rate"
    return "\n".join([header, *rows]).encode() + b"\n"


def said(app) -> str:
    blocks = [str(element.value) for element in (*app.get("html"), *app.markdown) if hasattr(element, "value")]
    shown = [re.sub(r"<[^>]+>", " ", block) for block in blocks if "<style" not in block and "<script" not in block]
    return re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), " ".join(shown))


def keyed(elements, start: str):
    return [element for element in elements if (element.key or "").startswith(start)]


@pytest.fixture
def road(app, home):
    made = open_store(home).create(Workspace("own", name="Own"))
    app.query_params["ws"] = made.id
    app.run()
    return app.switch_page(DATA).run()


def dropped(app, *files):
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files])
    app.run()
    assert not app.exception
    return app


def kept(app, *files):
    """Drops files and keeps them; the app stands on Data again."""
    next(one for one in dropped(app, *files).button if one.label == "Keep this data").click().run()
    assert not app.exception
    return app.switch_page(DATA).run()


def opened(app, column: str):
    keyed(app.pills, "column.")[0].set_value(column)
    app.run()
    assert not app.exception
    return app


def source(home):
    return open_store(home).workspace("own").sources[0]


def test_a_chip_opens_its_column_and_a_role_is_changed_and_taken_back(road):
    page = opened(dropped(road, ("answers.csv", month(1))), "Region")
    assert "2 different values" in said(page)
    keyed(page.pills, "role.")[0].set_value("department")
    page.run()
    assert "Region: department" in keyed(page.pills, "column.")[0].options
    next(one for one in page.button if one.label == "Undo the last correction").click().run()
    assert "Region: dimension" in keyed(page.pills, "column.")[0].options


def test_a_better_name_and_words_for_missing_are_kept(road, home):
    page = opened(dropped(road, ("answers.csv", month(1))), "Region")
    keyed(page.text_input, "name.")[0].set_value("Part of town")
    page.run()
    assert "Part of town: dimension" in keyed(page.pills, "column.")[0].options
    page = opened(page, "Part of town")
    keyed(page.multiselect, "missing.")[0].set_value(["South"])
    page.run()
    assert "50\u202f% empty" in said(page)
    next(one for one in page.button if one.label == "Keep this data").click().run()
    assert source(home).choices == {"names": {"Region": "Part of town"}, "missing": ["South"]}


def test_files_of_one_shape_are_kept_as_one_source_or_apart(road, home):
    page = dropped(road, ("jan.csv", month(1)), ("feb.csv", month(2)), ("other.csv", b"City,Visits\nA,1\nB,2\nC,3\n"))
    assert "jan.csv, feb.csv" in said(page)
    assert len(keyed(page.button, "keep.")) == 2
    keyed(page.button, "apart.")[0].click().run()
    assert len(keyed(page.button, "keep.")) == 3


def test_one_source_from_two_files_holds_the_rows_of_both(road, home):
    kept(road, ("jan.csv", month(1)), ("feb.csv", month(2)))
    assert (source(home).rows, str(source(home).first), str(source(home).last)) == (240, "2025-01-01", "2025-02-28")


def test_dates_that_may_be_either_are_shown_both_ways_and_the_answer_is_remembered(road, home):
    text = "Date,Score,City,Visits\n" + "".join(f"{1 + at % 6}/{1 + at % 5}/2025,{at % 5},A,{at}\n" for at in range(40))
    page = dropped(road, ("jan.csv", text.encode()))
    assert "how are these dates written?" in keyed(page.radio, "order.")[0].label
    assert "2025-02-03" in said(page) and "2025-03-02" in said(page)
    keyed(page.radio, "order.")[0].set_value("mdy")
    page.run()
    assert not keyed(page.radio, "order.")
    next(one for one in page.button if one.label == "Keep this data").click().run()
    assert source(home).choices == {"dayfirst": {"Date": "mdy"}}
    again = dropped(page.switch_page(DATA).run(), ("feb.csv", text.replace("2025", "2026").encode()))
    assert not keyed(again.radio, "order.")


def test_two_likely_encodings_are_shown_and_the_answer_is_remembered(road, home):
    text = "Város;Pontszám\nGyőr;1\n" + "".join(f"Pécs;{at % 5}\n" for at in range(30))
    page = dropped(road, ("jan.csv", text.encode("cp1250")))
    asked = keyed(page.radio, "encoding.")[0]
    assert set(asked.options) == {"cp1250", "cp1252"}
    assert "Győr" in said(page) and "Gyõr" in said(page)
    asked.set_value("cp1250")
    page.run()
    assert not keyed(page.radio, "encoding.")
    next(one for one in page.button if one.label == "Keep this data").click().run()
    again = dropped(page.switch_page(DATA).run(), ("feb.csv", (text + "Vác;2\n").encode("cp1250")))
    assert not keyed(again.radio, "encoding.")


def test_days_that_stand_in_both_files_are_told_before_anything_is_kept(road):
    rows = "".join(f"2025-02-{day:02d},{day % 5}\n" for day in range(1, 21))
    text = f"Date,CSAT\n{rows}"
    later = text.replace("02-01", "03-05").encode()
    again = dropped(kept(road, ("jan.csv", text.encode())), ("feb.csv", later))
    assert "Both have rows from Feb 2, 2025 to Feb 20, 2025." in said(again)


def test_shares_last_month_and_percents_this_month_are_told_before_anything_is_kept(road):
    again = dropped(kept(road, ("jan.csv", month(1))), ("feb.csv", month(2, rate="{}.5")))
    assert "This looks like the next jan" in said(again)
    assert re.search(r"FCR rate lies between 0 and 1 in one file and between 0 and 100 in the other", said(again))


def test_effort_is_asked_which_way_round(road, home):
    page = dropped(road, ("jan.csv", month(1)))
    keyed(page.button_group, "direction.asked")[0].set_value("down")
    page.run()
    next(one for one in page.button if one.label == "Keep this data").click().run()
    assert source(home).column("Effort").direction == "down"


def test_a_draft_whose_file_is_gone_is_no_draft(home, monkeypatch, tmp_path):
    store = open_store(home)
    made = store.create(Workspace("own", name="Own"))
    monkeypatch.setattr(drafts.cached, "store", lambda: store)
    drafts.keep(made, {"gone": {"path": str(tmp_path / "gone"), "name": "a.csv", "choices": {}}})
    assert drafts.waiting(made) == {}


def test_an_archive_of_several_tables_offers_them_and_joins_those_of_one_shape(road):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("q1/jan.csv", month(1))
        package.writestr("q1/feb.csv", month(2))
        package.writestr("calls.csv", "Day;Calls\n2025-01-01;10\n2025-01-02;12\n")
        package.writestr("readme.pdf", b"%PDF")
    dropped(road, ("all.zip", archive.getvalue()))
    offered = keyed(road.multiselect, "inside.")[0]
    assert offered.options == ["q1/jan.csv", "q1/feb.csv", "calls.csv"]
    next(one for one in road.button if one.label == "Read these").click().run()
    assert not road.exception
    assert "240 rows" in said(road)
    assert len([one for one in road.button if one.label == "Keep this data"]) == 2


def test_a_source_removed_by_mistake_is_brought_back(road, home):
    kept(road, ("jan.csv", month(1)))
    page = road.switch_page(DATA).run()
    next(one for one in page.button if one.label == "Remove this source").click().run()
    assert "was removed" in said(page)
    keyed(page.button, "removed.back")[0].click().run()
    assert (source(home).rows, "was removed" in said(page)) == (120, False)
