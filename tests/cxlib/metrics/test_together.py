"""Two links in one hand: the difference of what they show must be no small group, or the owner is told."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.metrics.measures import Measures
from cxlib.metrics.together import gives_away
from cxlib.workspace import Column, Filter, Link, Metric, Source, Workspace

SIZES = {("North", "Phone"): 40, ("North", "Fax"): 3, ("South", "Phone"): 40, ("South", "Web"): 40, ("Islet", "Web"): 2}
COLUMNS = (Column("day", "date", "date"), Column("region"), Column("product"), Column("score", "number", "score"))


@pytest.fixture(scope="module")
def measures(tmp_path_factory):
    rows = [("2025-01-15", *cell, 8.0) for cell, size in SIZES.items() for _ in range(size)]
    table = pd.DataFrame(rows, columns=["day", "region", "product", "score"])
    table["day"] = pd.to_datetime(table["day"]).astype("datetime64[us]")
    path = tmp_path_factory.mktemp("together") / "s.parquet"
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path)
    nps = Metric("nps", kind="nps", source="s", columns={"value": "score"}, board=1)
    workspace = Workspace("w", sources=(Source("s", columns=COLUMNS, time="day"),), metrics=(nps,))
    return Measures(workspace, lambda source: path)


def only(column, *values):
    return (Filter(column, values),)


PLAIN = Link("plain", grain="month")
WITHOUT_ISLET = Link("mainland", grain="month", where=only("region", "North", "South"))
NORTH = Link("north", grain="month", where=only("region", "North"))
NORTHERN_PHONES = Link("phones", grain="month", where=(*only("region", "North"), *only("product", "Phone")))
CHOOSING = Link("choosing", grain="month", allowed=(Filter("region", ()),))
SOUTH = Link("south", grain="month", where=only("region", "South"))


@pytest.mark.parametrize(
    ("link", "other", "told"),
    [(PLAIN, WITHOUT_ISLET, True), (WITHOUT_ISLET, PLAIN, True),  # their difference is the islet: two people
     (NORTHERN_PHONES, NORTH, True), (NORTHERN_PHONES, CHOOSING, True),  # three faxes
     (PLAIN, NORTH, False), (NORTH, SOUTH, False), (PLAIN, PLAIN, False), (SOUTH, CHOOSING, False)],
)  # fmt: skip
def test_a_link_that_another_one_completes_is_named(measures, link, other, told):
    found = gives_away(measures, link, [Link("review", scope="review", where=other.where), other])
    assert (found == other) is told
