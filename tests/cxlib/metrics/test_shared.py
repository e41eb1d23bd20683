"""A workspace behind a link: nothing outside its scope can be asked for, and no small group worked out."""

from datetime import date
from itertools import combinations, product

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.errors import MissingColumn
from cxlib.metrics.shared import SharedMeasures, measures_of, shared
from cxlib.sources import rows, values
from cxlib.workspace import Action, Column, Event, Filter, Link, Metric, Note, Source, Target, Workspace

LEAST = 5
NORTH = (Filter("region", ("North",)),)
ALLOWED = (Filter("region", ()), Filter("product", ()))
REGIONS, PRODUCTS = ("North", "South", "East", "Islet"), ("Phone", "Web", "Fax")
SIZES = {("Islet", "Phone"): 3, ("Islet", "Web"): 1, ("South", "Fax"): 2, ("East", "Fax"): 4}


def survey():
    """Three months; most cells have answers enough, some are small, one is empty."""
    rng, parts = np.random.default_rng(8), []
    for month, (region, product_) in product(("2025-01", "2025-02", "2025-03"), product(REGIONS, PRODUCTS)):
        size = SIZES.get((region, product_), 0 if region == "Islet" else 14)
        parts.append(pd.DataFrame({
            "day": pd.Timestamp(f"{month}-28"), "region": region, "product": product_,
            "score": rng.integers(0, 11, size), "customer": [f"{region}-{i}" for i in range(size)],
            "said": ["It was slow, mail me at a@b.example"] * size,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True).astype({"score": float})


COLUMNS = (
    Column("day", "date", "date"), Column("region"), Column("product"), Column("customer", "text", "customer_id"),
    Column("score", "number", "score", (0, 10)), Column("said", "text", "comment"),
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    place = tmp_path_factory.mktemp("shared") / "survey.parquet"
    table = survey()
    table["day"] = table["day"].astype("datetime64[us]")
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), place)
    return place


@pytest.fixture(scope="module")
def workspace():
    source = Source("s", name="Survey", columns=COLUMNS, time="day", first=date(2025, 1, 1), last=date(2025, 3, 31),
                    rows=400, file="secret name.csv")  # fmt: skip
    nps = Metric("nps", name="NPS", kind="nps", source="s", unit="points", columns={"value": "score"}, board=1)
    count = Metric("answers", name="Answers", kind="count", source="s", board=2)
    hidden = Metric("off", name="Not on the board", kind="mean", source="s", columns={"value": "score"})
    return Workspace("w", name="Acme", filters=("region", "product"), sources=(source,), metrics=(nps, count, hidden),
                     targets=(Target("t", metric="nps", value=10), Target("u", metric="answers", value=100)))


def behind(workspace, path, **link):
    cut = shared(workspace, Link("l", minimum_base=LEAST, **link))
    found = measures_of(cut, lambda source: path)
    assert isinstance(found, SharedMeasures)
    return cut, found


def test_rows_and_columns_outside_the_scope_are_not_there(workspace, path):
    _, measures = behind(workspace, path, where=NORTH)
    dataset = measures.dataset("s")
    assert set(values(dataset, "region")["value"]) == {"North"}
    assert dataset.span[2] == 3 * 42
    assert "customer" not in dataset.table.c and "said" not in dataset.table.c
    with pytest.raises(MissingColumn):
        rows(dataset, ["customer"])


@pytest.mark.parametrize(
    "where",
    [(Filter("region", ("South",)),), (Filter("region", ("North",), "not in"),),
     (Filter("region", ("o",), "contains"),),
     (Filter("region", (None, "South", "East")),), (Filter("region", ("' or 1=1 --",)),)],
)  # fmt: skip
def test_no_filter_reaches_over_a_locked_one(workspace, path, where):
    _, measures = behind(workspace, path, where=NORTH)
    metric = measures.workspace.known_metric("nps")
    cut = measures.cut(metric, "month", (), where).sums(metric)
    assert cut["base"].sum() == (3 * 42 if where[0].op == "contains" else 0)


def test_a_lock_on_a_column_that_a_source_lacks_keeps_nothing(workspace, path):
    _, measures = behind(workspace, path)
    assert measures.dataset("s").restricted((Filter("planet", ("Earth",)),), ["day", "score"]).span[2] == 0


def test_a_metric_the_locked_filter_does_not_reach_is_left_out(workspace):
    calls = Source("c", columns=(Column("day", "date", "date"),), time="day")
    more = Workspace("w", sources=(*workspace.sources, calls), metrics=(*workspace.metrics,
                     Metric("calls", kind="count", source="c", board=3)))  # fmt: skip
    assert [m.id for m in shared(more, Link("l", where=NORTH)).headline] == ["nps", "answers"]
    assert [m.id for m in shared(more, Link("l")).headline] == ["nps", "answers", "calls"]


def test_records_say_nothing_beyond_the_link(workspace):
    told = Workspace(
        "w", filters=("region",), sources=workspace.sources, metrics=workspace.metrics, targets=workspace.targets,
        notes=(Note("n", metric="nps", kind="miss", text="South is slow"), Note("c", metric="nps", kind="comment")),
        events=(Event("e", name="South strike", day=date(2025, 2, 1)),),
        actions=(Action("a", name="Crew", where=(Filter("region", ("South",)),), owner="Ann", blockers="Bob"),
                 Action("b", name="North crew", where=NORTH), Action("o", metric="off")),
    )  # fmt: skip
    open_, locked = shared(told, Link("l")), shared(told, Link("l", where=NORTH))
    assert [note.id for note in open_.notes] == ["n"] and locked.notes == ()
    assert [event.name for event in locked.events] == [""]
    assert [action.id for action in open_.actions] == ["a", "b"] and [action.id for action in locked.actions] == ["b"]
    assert (open_.actions[0].owner, open_.actions[0].blockers) == ("", "")
    assert [target.id for target in locked.targets] == ["t"]  # a part of a total has no target of the whole
    assert (open_.sources[0].file, open_.sources[0].rows) == ("", 0)
    assert open_.source("s").column("customer") is None and open_.source("s").column("said") is None
    assert [metric.id for metric in open_.metrics] == ["nps", "answers"]


def test_two_links_and_the_workspace_never_share_a_cache(workspace):
    keys = {workspace.data_key}
    for link in (Link("l"), Link("l", where=NORTH), Link("l", minimum_base=9), Link("l", allowed=ALLOWED),
                 Link("l", comments=True)):  # fmt: skip
        keys.add(shared(workspace, link).data_key)
    assert len(keys) == 6


def test_a_filter_that_the_link_does_not_offer_is_refused(workspace, path):
    _, measures = behind(workspace, path, allowed=(Filter("region", ("North", "South")),))
    assert [choice.values[0] for choice in measures.choices()] == ["North", "South"]
    for asked in (Filter("region", ("East",)), Filter("product", ("Web",)), Filter("region", ("North", "South")),
                  Filter("region", ("North",), "not in"), Filter("customer", ("North-1",))):  # fmt: skip
        with pytest.raises(ValueError, match="does not offer"):
            measures.series("nps", "month", (asked,))
    with pytest.raises(ValueError, match="does not offer"):
        measures.series("nps", "month", (Filter("region", ("North",)), Filter("region", ("South",))))


def test_a_value_that_is_small_in_all_of_the_data_is_not_even_named(workspace, path):
    tiny = Filter("region", ("Nowhere",))
    _, measures = behind(workspace, path, allowed=(tiny, Filter("product", ())))
    assert measures.values("region") == [] and measures.values("customer") == []
    assert measures.values("region", "s") == [] and measures.values("customer", "s") == []


@pytest.fixture(scope="module")
def answers(workspace, path):
    """Everything a guest can see: metric, choice and period, with what it stands for."""
    _, measures = behind(workspace, path, allowed=ALLOWED)
    table, seen = survey(), []
    for metric, choice in product(("nps", "answers"), ((), *((choice,) for choice in measures.choices()))):
        for row in measures.series(metric, "month", choice).itertuples():
            inside = table["day"].dt.to_period("M") == row.period
            for part in choice:
                inside &= table[part.column] == part.values[0]
            seen.append((metric, row.period, inside.to_numpy(), row.value, row.base, row.standing))
    return seen


def test_what_is_shown_is_right_and_large(answers):
    table = survey()
    for metric, _period, inside, value, base, standing in answers:
        size = int(inside.sum())
        if standing == "hidden":
            assert np.isnan(value) and np.isnan(base)
        elif size:
            assert size >= LEAST and base == size
            score = table["score"][inside]
            nps = 100 * ((score >= 9).mean() - (score <= 6).mean())
            assert value == pytest.approx(nps if metric == "nps" else size)


def test_no_small_group_is_to_be_had_by_subtraction(answers):
    """Every two and three of the numbers shown, added and subtracted: none of it is a small group's."""
    for metric, period in {(metric, period) for metric, period, *_rest in answers}:
        shown = [inside.astype(int) for name, when, inside, value, _base, _standing in answers
                 if name == metric and when == period and not np.isnan(value) and inside.any()]  # fmt: skip
        for count in (2, 3):
            for group in combinations(shown, count):
                for signs in product((1, -1), repeat=count):
                    left = sum(sign * inside for sign, inside in zip(signs, group, strict=True))
                    if set(np.unique(left)) <= {0, 1}:
                        assert left.sum() == 0 or left.sum() >= LEAST


def test_segments_are_named_only_where_nothing_they_cut_out_is_small(workspace, path):
    _, measures = behind(workspace, path, allowed=ALLOWED)
    metric = measures.workspace.known_metric("nps")
    sums = measures.cut(metric, "quarter", ("region", "product")).sums(metric)

    class Named:
        def __init__(self, **where):
            self.where = where

    large, small = Named(region="North"), Named(region="Islet", product="Web")
    nearly_all = [Named(region="North"), Named(region="South"), Named(region="East")]
    assert measures.tellable(metric, [large, small], sums, sums, ()) == [large]
    assert len(measures.tellable(metric, nearly_all, sums, sums, ())) == 3  # 12 are left
    assert measures.tellable(metric, [large], sums, sums, (Filter("product", ("Web",)),)) == []


def test_comments_are_counted_only_where_the_link_shows_them_and_they_are_many(workspace, path):
    january = pd.Period("2025-01")
    for link, expected in (({}, 0), ({"comments": True}, 108), ({"comments": True, "comment_base": 109}, 0)):
        _, measures = behind(workspace, path, **link)
        assert measures.comments(measures.workspace.known_metric("nps"), "month", january) == expected
    _, measures = behind(workspace, path, comments=True)
    assert "said" in measures.dataset("s").table.c and "customer" not in measures.dataset("s").table.c


def test_a_plain_count_of_a_table_of_figures_is_hidden_where_it_is_small(tmp_path):
    place = tmp_path / "weeks.parquet"
    weeks = pd.date_range("2025-01-06", periods=8, freq="7D").astype("datetime64[us]")
    table = pd.DataFrame({"week": weeks, "complaints": [40.0, 3, 50, 60, 0, 30, 20, 10]})
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), place)
    columns = (Column("week", "date", "date"), Column("complaints", "number", "measure"))
    source = Source("k", columns=columns, time="week", grain="week", shape="wide_kpi", last=date(2025, 3, 2))
    total = Metric("c", kind="total", source="k", columns={"value": "complaints"}, board=1)
    cut = shared(Workspace("w", sources=(source,), metrics=(total,)), Link("l", grain="week"))
    shown = measures_of(cut, lambda source: place).series("c", "week")
    assert shown["value"].isna().tolist() == [False, True, False, False, False, False, False, False]
