"""Rules find what they say; the sample's planted themes are found; what a theme moves is told with its interval."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.ingest import read
from cxlib.voices import Corpus, starter_themes, themes
from cxlib.voices.digest import digest, digest_of, forget
from cxlib.voices.impact import theme_cells, theme_table
from cxlib.voices.judging import HITS, hits, precision
from cxlib.voices.suggesting import suggestions
from cxlib.voices.themed import NONE, themed
from cxlib.voices.theming import theme_names
from cxlib.voices.writing import normal
from cxlib.workspace import Column, Filter, Metric, Source, Theme

SAMPLE = Path(__file__).parents[3] / "sample_data"
PLANTED = {"waiting": "Waiting", "charged_twice": "Charged twice", "billing": "Billing", "app": "App and online",
           "staff": "Staff", "price": "Price and value", "coverage": "Signal and internet",
           "promise": "Delivery and promises"}  # fmt: skip


def found(texts, **rule):
    return themes(Corpus.of(texts), [Theme("t", name="t", **rule)])[:, 0].tolist()


def test_any_all_and_none():
    said = ["bill late", "bill", "late", "bill late again"]
    assert found(said, any=("bill", "late"), all=("bill",), none=("again",)) == [True, True, False, False]


def test_a_star_stands_for_any_ending():
    assert found(["overcharged me", "charge", "chart"], any=("overch*", "charge*")) == [True, True, False]


def test_a_word_stands_for_its_forms():
    assert found(["two invoices", "an invoice", "in voice"], any=("invoice",)) == [True, True, False]


def test_words_of_a_phrase_stand_together():
    assert found(["hung up on me", "up it hung"], any=("hung up",)) == [True, False]


def test_dots_leave_room_for_a_few_words():
    said = ["charged me twice", "charged me for last month and again for this one and so on twice", "twice charged"]
    assert found(said, any=("charged … twice",)) == [True, False, False]


def test_a_phrase_does_not_run_over_the_end_of_a_comment():
    assert found(["they hung", "up to now"], any=("hung up", "hung ... now")) == [False, False]


def test_thai_and_vietnamese_rules_need_no_spaces_of_their_own():
    assert found(["โดนหักเงินซ้ำอีกแล้ว"], any=("หักเงิน…อีก",)) == [True]
    assert found(["Tôi bị trừ tiền oan hai lần"], any=("trừ tiền … hai lần",), language="vi") == [True]


def test_a_rule_of_one_language_leaves_the_others_alone():
    assert found(
        ["the price is high", "a price az angol szó, mondta a magyar ügyfél"], any=("price",), language="en"
    ) == [
        True,
        False,
    ]


def test_a_rule_without_words_finds_nothing():
    assert found(["anything"], none=("x",)) == [False]


@pytest.fixture(scope="module")
def planted():
    """The sample's different comments and the theme that each was made from."""
    answers = read(SAMPLE / "survey_answers.csv.gz").table
    phrases = json.loads((SAMPLE / "phrases.json").read_text(encoding="utf-8"))
    patterns = [
        (theme, re.compile(re.sub(r"\\\{\w+\\\}", r".+?", re.escape(normal(text)))))
        for said in phrases.values()
        for theme in PLANTED
        for texts in said[theme].values()
        for text in texts
    ]
    corpus = Corpus.of(answers["Comment"].dropna().astype(str).drop_duplicates().iloc[::4])
    truth = [next((theme for theme, pattern in patterns if pattern.search(text)), "") for text in corpus.normals]
    return corpus, np.array(truth)


@pytest.mark.parametrize("theme", PLANTED)
def test_the_planted_themes_are_found_precisely(planted, theme):
    corpus, truth = planted
    rules = starter_themes()
    flags = themes(corpus, rules)[:, theme_names(rules).index(PLANTED[theme])]
    drawn = hits(flags, np.ones(corpus.size), seed=7)
    assert len(drawn) == HITS
    assert np.mean(truth[drawn] == theme) >= 0.8
    assert np.mean(flags[truth == theme]) >= 0.8


def test_precision_counts_all_languages_of_a_theme():
    judged = precision([Theme("a", judged=12, right=12), Theme("b", judged=8, right=4)])
    assert judged is not None and judged.value == 0.8 and judged.judged == 20
    assert precision([Theme("a")]) is None


@pytest.fixture
def said(tmp_path):
    """A survey in which waiting costs 4 points of ten, snapshot and record."""
    rng = np.random.default_rng(3)
    waited = rng.random(600) < 0.3
    rows = pd.DataFrame({
        "Day": pd.date_range("2026-01-01", periods=600, freq="12h"),
        "Score": np.clip(np.where(waited, 4, 9) + rng.integers(-1, 2, 600), 0, 10),
        "Region": rng.choice(["North", "South"], 600),
        "Comment": np.where(waited, "I waited an hour", np.where(rng.random(600) < 0.8, "Lovely people", None)),
    })  # fmt: skip
    path = tmp_path / ("a" * 64 + ".parquet")
    pq.write_table(pa.Table.from_pandas(rows), path)
    columns = (Column("Day", "datetime", "date"), Column("Score", "integer", "score", (0, 10)), Column("Region"),
               Column("Comment", "text", "comment"))  # fmt: skip
    return path, Source("s", name="Survey", columns=columns, time="Day", snapshot="x"), tmp_path


RULES = (Theme("w", name="Waiting", any=("wait",)), Theme("f", name="Food", any=("food",)))
SCORE = Metric("m", name="Score", kind="mean", source="s", columns={"value": "Score"})


def test_a_theme_is_weighed_by_what_it_moves(said):
    path, source, folder = said
    table = theme_table(themed(digest(path, "Comment"), source, path, RULES, folder / "t"), SCORE).set_index("theme")
    waiting = table.loc["Waiting"]
    assert waiting["effect_lower"] < -5 < waiting["effect_upper"] or abs(waiting["effect"] + 5) < 0.3
    assert waiting["points"] == pytest.approx(waiting["share"] * waiting["effect"])
    assert waiting["q_value"] < 0.001
    assert np.isnan(table.loc["Food", "effect"])
    assert table["share"][["Waiting", ""]].sum() == pytest.approx(1)


def test_the_unmatched_share_is_always_there(said):
    path, source, folder = said
    table = theme_table(themed(digest(path, "Comment"), source, path, (), folder / "t"))
    assert table["theme"].tolist() == [""] and table["share"].tolist() == [1.0]


def test_shares_by_segment_add_up_to_the_whole(said):
    path, source, folder = said
    made = themed(digest(path, "Comment"), source, path, RULES, folder / "t")
    whole = theme_table(made).set_index("theme").loc["Waiting", "comments"]
    for by, grain in (("Region", ""), ("", "month")):
        cells = theme_cells(made, by, grain=grain)
        assert cells[cells["theme"] == "Waiting"]["comments"].sum() == whole


def test_all_comment_columns_of_a_row_are_one_comment(said):
    path, source, folder = said
    rows = pd.read_parquet(path)
    rows["Better"] = ["", None, "More food", *["Nothing"] * (len(rows) - 3)]
    rows.to_parquet(folder / "both.parquet")
    both = replace(source, columns=(*source.columns, Column("Better", "text", "comment")))
    made = themed(digest(folder / "both.parquet", ("Comment", "Better")), both, folder / "both.parquet", RULES, folder)
    third = f"{rows['Comment'][2]}\nMore food"
    assert third in set(made.comments(limit=1000)[made.text])
    assert theme_table(made).set_index("theme").loc["Food", "comments"] >= 1


def test_a_source_without_dates_works_too(said):
    path, source, folder = said
    made = themed(digest(path, "Comment"), replace(source, time=None), path, RULES, folder / "t")
    assert theme_table(made, SCORE)["comments"].sum() == made.count()


def test_filters_reach_the_comments(said):
    path, source, folder = said
    made = themed(digest(path, "Comment"), source, path, RULES, folder / "t")
    some = (Filter("Region", ("South",)), made.has("Waiting"))
    assert set(made.comments(some, limit=500)["Region"]) == {"South"}
    assert made.count((Filter(NONE, (True,)),)) + made.count((made.has("Waiting"),)) == made.count()
    assert made.weights(some)[0].sum() == made.count(some)


def test_what_is_kept_is_what_was_made(said):
    path, _source, folder = said
    made = digest(path, "Comment", folder / "kept")
    kept = digest(path, "Comment", folder / "kept")
    assert kept.corpus.texts == made.corpus.texts
    assert np.array_equal(kept.corpus.tokens.flat, made.corpus.tokens.flat)
    assert np.array_equal(kept.places, made.places) and np.array_equal(kept.rows, made.rows)
    assert np.array_equal(themes(kept.corpus, RULES), themes(made.corpus, RULES))


def test_progress_is_told_while_comments_are_read():
    told = []
    digest_of(["The bill is wrong", None, "  ", "ใบแจ้งหนี้ผิด"] * 3, lambda words, share: told.append(share))
    assert told and all(0 <= share <= 1 for share in told)


def test_what_no_theme_speaks_of_is_suggested_in_the_customers_words():
    said = ("The parking lot was full", "My kids loved the playground", "Nothing to add, see attachment")
    corpus = Corpus.of([f"{said[n % 3]} {n}" for n in range(120)])
    found = suggestions(corpus, np.ones(120))
    words = [set(each.theme.any) for each in found]
    assert any({"parking", "lot"} <= each for each in words) and any({"kids", "playground"} <= each for each in words)
    assert all(each.comments == 40 for each in found)
    assert not suggestions(corpus, np.zeros(120))


def test_nothing_is_kept_of_comments_after_somebody_is_erased(said):
    path, _source, folder = said
    digest(path, "Comment", folder / "voices")
    forget(folder)
    assert not (folder / "voices").exists()
