"""Bad input on the road: each gets one clear sentence that says what to do; nothing crashes, nothing is lost."""

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cxlib.errors import TargetProblem
from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.store import open_store
from cxlib.workspace import Filter, Link, Target, Workspace

DATA, METRICS, BOARD, CAUSES = "prepare/data", "prepare/metrics", "see/board", "understand/causes"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
DAYS = [f"{day:%Y-%m-%d}" for day in (date(2024, 1, 1) + timedelta(days=place) for place in range(700))]


def table(header: str, *rows: str) -> bytes:
    return "\n".join((header, *rows)).encode() + b"\n"


def said(app) -> str:
    """All text on the page, without markup."""
    blocks = [str(element.value) for element in (*app.get("html"), *app.markdown) if hasattr(element, "value")]
    shown = [re.sub(r"<[^>]+>", " ", block) for block in blocks if "<style" not in block and "<script" not in block]
    return re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), " ".join(shown))


def at(app, page: str):
    opened = app.switch_page(f"pages/{page}.py").run()
    assert not opened.exception
    return opened


def button(app, label: str):
    return next((one for one in app.button if one.label.startswith(label)), None)


@pytest.fixture
def road(app, home):
    """Opens the Data page of an empty workspace."""
    made = open_store(home).create(Workspace("own", name="Own"))
    app.query_params["ws"] = made.id
    app.run()
    return at(app, DATA)


def dropped(app, name: str, content: bytes):
    app.file_uploader[0].set_value([(name, content, "text/csv")])
    app.run()
    assert not app.exception
    return app


def kept(app, name: str, content: bytes):
    """Drops a file and keeps it; the app stands on Metrics."""
    button(dropped(app, name, content), "Keep this data").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", r"empty\.csv is empty \(0 bytes\)\. Export it again"),
        ("blank.csv", b"\n\n\n", r"only blank lines\. Export it again"),
        ("picture.csv", PICTURE, r"picture\.csv is a PNG picture, not a table\. Upload a CSV"),
        (
            "page.xlsx",
            b"<!doctype html><html><body>Please sign in</body></html>",
            r"is a web page.*Export the data again",
        ),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 300, r"cut\.xlsx (is cut off|is damaged|holds no)"),
    ],
)
def test_a_file_that_is_no_table_says_so_and_can_be_put_away(road, name, content, sentence):
    refused = dropped(road, name, content)
    assert re.search(sentence, said(refused))
    assert button(refused, "Keep this data") is None
    button(refused, "Put it away").click().run()
    assert name not in said(refused)


def test_a_refused_file_leaves_the_others_waiting(road):
    good = table("Date,Overall rating", *(f"{day},{place % 5 + 1}" for place, day in enumerate(DAYS)))
    road.file_uploader[0].set_value([("empty.csv", b"", "text/csv"), ("good.csv", good, "text/csv")])
    road.run()
    assert "empty.csv is empty" in said(road)
    assert "700 rows" in said(road)
    assert button(road, "Keep this data") is not None


def test_a_file_over_the_limit_says_both_sizes(road, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_MAX_MEGABYTES", "1")
    large = dropped(road, "large.csv", table("a,b", *("0123456789,9876543210" for _ in range(90_000))))
    assert re.search(r"large\.csv has 2 MB; the limit is 1 MB\. Split it, or export fewer columns", said(large))
    assert button(large, "Keep this data") is None


def test_a_header_alone_is_not_kept(road):
    header = dropped(road, "h.csv", table("Date,Score,Region"))
    assert "names columns and has no rows" in said(header)
    assert button(header, "Keep this data") is None


def test_rows_without_dates_say_so_before_and_after_they_are_kept(road):
    rows = (f"{place % 5 + 1},{'NSW'[place % 3]}" for place in range(600))
    undated = dropped(road, "undated.csv", table("Overall rating,Region", *rows))
    assert "No column holds dates" in said(undated)
    button(undated, "Keep this data").click().run()
    assert button(undated, "Take") is None
    assert "Without dates nothing can be counted by period" in said(undated)


def test_one_row_is_too_little_and_breaks_no_page(road):
    one = dropped(road, "one.csv", table("Date,Overall rating,Region", "2025-01-03,4,North"))
    assert "1 row is too little to say anything. Export a longer period." in said(one)
    button(one, "Keep this data").click().run()
    button(one, "Take").click().run()
    for page in (BOARD, CAUSES, "see/outlook", "share/links"):
        at(one, page)
    assert "Jan 2025 is not finished" in said(at(one, BOARD))


def test_scores_that_are_all_blank_are_named(road):
    rows = (f"{day},,{'NSW'[place % 3]}" for place, day in enumerate(DAYS))
    blank = dropped(road, "blank.csv", table("Date,Overall rating,Region", *rows))
    assert "Overall rating is blank in every row. Export it again with its values" in said(blank)


def test_scores_off_their_scale_are_counted_and_shown(road):
    draw = random.Random(5)
    rows = (f"{draw.choice(DAYS)},{99 if place % 50 == 0 else draw.randint(0, 10)}" for place in range(1500))
    odd = dropped(road, "odd.csv", table("Date,How likely are you to recommend us? (0-10)", *rows))
    assert re.search(r"30 answers lie off the scale, such as 99", said(odd))


def test_too_many_categories_say_which_column_and_the_board_stays(app, workspace, monkeypatch):
    monkeypatch.setattr("cxlib.sources.cubes.CELL_LIMIT", 20)  # cells; the real limit needs a large file
    app.run()
    assert re.search(r"Region has 3 different values, too many.*Leave it out", said(at(app, CAUSES)))
    assert "Would recommend" in said(at(app, BOARD))


@pytest.mark.parametrize("days", [-400, -1, 0])
def test_a_target_in_the_past_is_refused_and_the_old_one_stays(app, workspace, home, days, monkeypatch):
    from ui.prepare import goal_dialog

    metric = workspace.headline[0]
    meant = Target("", metric=metric.id, until=date.today() + timedelta(days=days), value=50)
    with pytest.raises(TargetProblem, match=r"lies in the past\. Choose one that is still to come"):
        goal_dialog._save(workspace, metric, meant, workspace.target(metric.id))
    assert open_store(home).workspace("acme").target(metric.id).value == 60


def test_a_replaced_source_without_the_column_says_which_metric_needs_it_and_comes_back(app, workspace, home, tmp_path):
    store = open_store(home)
    without = tmp_path / "next.csv"
    without.write_bytes(
        table("Date,Region,Visits", *(f"{day},{'NSW'[place % 3]},{place % 7}" for place, day in enumerate(DAYS)))
    )
    source, reading = workspace.sources[0], read(without)
    proposed = replace(source_of(reading, source.name, source.id), snapshot=source.snapshot, version=source.version)
    take_in(store, workspace.id, reading, proposed, "replace")

    app.run()
    needed = r"Would recommend needs the column How likely are you to recommend us\?, which Survey does not have"
    assert re.search(needed, said(at(app, BOARD)))
    for page in (METRICS, CAUSES, "see/outlook", "share/links"):
        at(app, page)
    button(at(app, DATA), "Go back to").click().run()
    assert not re.search(needed, said(at(app, BOARD)))


def link_of(home, **changed) -> str:
    store = open_store(home)
    now = datetime.now(UTC).replace(tzinfo=None)
    link = Link("", name="Board", where=(), grain="month", created=now, expires=now + timedelta(days=7), minimum_base=5)
    return store.create_link("acme", replace(link, **changed))[1]


def behind(app, token: str) -> str:
    app.query_params["key"] = token
    app.run()
    assert not app.exception
    return said(app)


def test_a_link_opens(app, workspace, home):
    assert "Would recommend" in behind(app, link_of(home))


def test_an_expired_link_says_so_and_shows_nothing(app, workspace, home):
    yesterday = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
    told = behind(app, link_of(home, expires=yesterday))
    assert "This link has expired. Ask its owner for a new one." in told
    assert "Would recommend" not in told and "Acme" not in told


@pytest.mark.parametrize("token", ["A" * 43, "short", "../../etc/passwd", "%00", "<script>", "ü" * 43, "x" * 5000])
def test_an_unknown_or_malformed_link_says_so_and_shows_nothing(app, workspace, token):
    told = behind(app, token)
    assert "This link does not exist. Check that you copied all of it" in told
    assert "Would recommend" not in told and "Acme" not in told


def test_a_link_locked_to_a_value_that_is_gone_breaks_nothing(app, workspace, home):
    assert behind(app, link_of(home, where=(Filter("Region", ("Atlantis",)),)))
