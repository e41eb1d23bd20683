"""The same expressions on several engines."""

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

import cxlib.metrics  # noqa: F401 (registers the kinds)
from cxlib.metrics import estimates
from cxlib.periods import Calendar
from cxlib.sources import cube, open_snapshot, open_table, rows
from cxlib.sources.dialects import has_text, quantiles, start_of
from cxlib.workspace import Filter, Metric, Source

COLUMN = sa.column("x", sa.Date)


def compiled(expression):
    return str(expression.compile(dialect=postgresql.dialect()))


def test_everything_compiles_for_postgresql():
    assert compiled(start_of(COLUMN, "month")) == "CAST(date_trunc('month', CAST(x AS DATE)) AS DATE)"
    assert "INTERVAL '1 day'" in compiled(start_of(COLUMN, "week", 1))
    assert "strpos(lower(x)" in compiled(has_text(COLUMN, sa.literal("a")))
    assert compiled(quantiles(COLUMN, [0.5])) == "percentile_cont(ARRAY[0.5]) WITHIN GROUP (ORDER BY x)"


def test_two_grains_are_two_questions_to_one_engine(engines):
    _, table = engines(Calendar())
    found = [len(cube(table, METRICS[:1], grain).frame) for grain in ("year", "quarter", "month")]
    assert found == [3, 11, 33]


FRAME = pd.DataFrame(
    {
        "day": [dt.date(2024, 1, 1) + dt.timedelta(days=11 * i) for i in range(90)],
        "score": [(7 * i) % 11 for i in range(90)],
        "minutes": [1.5 + (i % 7) / 3 for i in range(90)],
        "region": [("North", "South", None)[i % 3] for i in range(90)],
    }
)
METRICS = [
    Metric("nps", kind="nps", columns={"value": "score"}),
    Metric("mean", kind="mean", columns={"value": "minutes", "weight": "score"}),
    Metric("total", kind="total", columns={"value": "minutes"}, where=(Filter("region", ("OUT",), "contains"),)),
]
SOURCE = Source("s", name="Survey", time="day")


@pytest.fixture
def engines(tmp_path):
    FRAME.to_parquet(tmp_path / "s.parquet")
    database = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    table = sa.Table(
        "survey",
        sa.MetaData(),
        sa.Column("day", sa.Date),
        sa.Column("score", sa.Integer),
        sa.Column("minutes", sa.Double),
        sa.Column("region", sa.Text),
    )
    table.metadata.create_all(database)
    with database.begin() as connection:
        connection.execute(table.insert(), FRAME.astype(object).to_dict("records"))

    def both(calendar):
        return (
            open_snapshot(tmp_path / "s.parquet", SOURCE, calendar),
            open_table(database, "survey", SOURCE, calendar),
        )

    yield both
    database.dispose()


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("calendar", [Calendar(), Calendar("sunday", 4), Calendar("sunday", 12)])
def test_two_engines_agree(engines, grain, calendar):
    where = [Filter("day", ("2024-02-01", "2025-11-30"), "between"), Filter("minutes", (1.6,), ">=")]
    first, second = (cube(each, METRICS, grain, ["region"], where) for each in engines(calendar))
    keys = ["period", "region"]
    left, right = (each.frame.sort_values(keys).reset_index(drop=True) for each in (first, second))
    pd.testing.assert_frame_equal(left, right, rtol=1e-9, check_dtype=False)
    assert (first.first, first.last) == (second.first, second.last)


def test_text_from_users_is_never_part_of_the_sentence(engines):
    snapshot, table = engines(Calendar())
    attack = Filter("region", ("North'; DROP TABLE survey; --", "South"))
    for dataset in (snapshot, table):
        assert cube(dataset, METRICS[:1], "year", where=[attack]).frame["nps.base"].sum() == 30


def test_rows_come_newest_first_in_pages(engines):
    snapshot, _ = engines(Calendar())
    page = rows(snapshot, ["day", "region"], [Filter("region", ("South",))], limit=2, offset=1)
    assert len(page) == 2 and page["day"].iloc[0] > page["day"].iloc[1]


def test_rows_of_one_period(engines):
    snapshot, _ = engines(Calendar())
    assert len(rows(snapshot, ["score"], period=pd.Period("2024-01", "M"))) == 3


def test_a_snapshot_reads_no_other_file(engines, tmp_path):
    import duckdb

    snapshot, _ = engines(Calendar())
    (tmp_path.parent / "secret.csv").write_text("a,b\n1,2\n")
    with pytest.raises(duckdb.Error):
        snapshot.engine.connection.cursor().execute(f"SELECT * FROM read_csv('{tmp_path.parent}/secret.csv')")
    with pytest.raises(duckdb.Error):
        snapshot.engine.connection.cursor().execute("SET enable_external_access = true")


def test_estimates_agree_on_both_engines(engines):
    found = [estimates(cube(each, METRICS, "quarter"), METRICS[1]) for each in engines(Calendar())]
    pd.testing.assert_frame_equal(found[0], found[1], rtol=1e-9)
