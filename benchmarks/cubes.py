"""What a cube costs beside the pandas script it replaces, and what a click costs afterwards.

    python benchmarks/cubes.py [ROWS ...]        0.1 and 1 million rows by default; 10000000 takes a few minutes

Prints seconds (wall, best of three) for NPS by month, region and channel.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.metrics import estimates
from cxlib.periods import Calendar
from cxlib.sources import Limits, cube, open_snapshot
from cxlib.workspace import Column, Filter, Metric, Source

SOURCE = Source("s", name="Survey", time="day", columns=(Column("score", "integer", "score", (0, 10)),))
NPS = Metric("nps", kind="nps", source="s", columns={"value": "score"})
MEDIAN = Metric("median", kind="quantile", source="s", columns={"value": "minutes"})
BY = ["region", "channel"]
NORTH = Filter("region", ("region 1",))


def written(folder: Path, rows: int) -> Path:
    """A survey of ``rows`` answers over two years as Parquet, with 20 columns as real exports have."""
    noise = np.random.default_rng(7)
    days = np.datetime64("2024-01-01") + noise.integers(0, 730, rows).astype("timedelta64[D]")
    columns = {
        "day": pa.array(days.astype("datetime64[ms]")),
        "score": pa.array(noise.integers(0, 11, rows), mask=noise.random(rows) < 0.1),
        "minutes": noise.exponential(6, rows),
        "region": np.char.add("region ", noise.integers(0, 12, rows).astype(str)),
        "channel": np.char.add("channel ", noise.integers(0, 6, rows).astype(str)),
        **{f"other {i}": noise.integers(0, 1000, rows) for i in range(15)},
    }
    pq.write_table(pa.table(columns), folder / "survey.parquet")
    return folder / "survey.parquet"


def script(path: Path) -> pd.DataFrame:
    """The same numbers as an analyst would write them, without intervals."""
    answers = pd.read_parquet(path, columns=["day", "score", *BY]).dropna(subset=["score"])
    answers["month"] = answers["day"].dt.to_period("M")
    counts = np.where(answers["score"] >= 9, 100, np.where(answers["score"] <= 6, -100, 0))
    return answers.assign(nps=counts).groupby(["month", *BY])["nps"].agg(["mean", "size"])


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Best wall time of a few calls."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def measured(rows: int) -> None:
    """Prints the figures for one size."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), rows)
        dataset = open_snapshot(path, SOURCE, Calendar(), Limits(threads=2))
        kept = cube(dataset, [NPS], "month", BY)
        found = {
            "pandas script": seconds(lambda: script(path)),
            "cube": seconds(lambda: cube(dataset, [NPS], "month", BY)),
            "cube, first (opens the snapshot)": seconds(
                lambda: cube(open_snapshot(path, SOURCE, Calendar()), [NPS], "month", BY), 1
            ),
            "filter click on the kept cube": seconds(lambda: estimates(kept.filtered([NORTH]).rolled(), NPS)),
            "estimates with intervals in every cell": seconds(lambda: estimates(kept, NPS)),
            "median by month with limits": seconds(lambda: cube(dataset, [MEDIAN], "month")),
        }
    for name, wall in found.items():
        print(f"FIGURE cubes.{rows}.{name} {wall:.4f}")


if __name__ == "__main__":
    for size in [int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000]:
        measured(size)
