"""File to committed snapshot against the fastest of DuckDB, pyarrow, polars and pandas doing a plain read and write.

    python benchmarks/commit.py [ROWS ...]        0.1 and 1 million rows by default; 10000000 takes some minutes

Ours is what an upload does: the file is read in a guarded child process, which makes itself ready while the page is
drawn, understood, checked and made durable. CPU and memory count the child; imports count for everybody.
"""

import sys
import tempfile
from pathlib import Path

from made import csv_of
from measured import cheapest, say

PEERS = {
    "duckdb": "import duckdb; duckdb.connect().execute(\"COPY (FROM read_csv('{csv}')) TO '{out}' (FORMAT parquet)\")",
    "pyarrow": "import pyarrow.csv as c, pyarrow.parquet as p; p.write_table(c.read_csv('{csv}'), '{out}')",
    "polars": "import polars; polars.read_csv('{csv}').write_parquet('{out}')",
    "pandas": "import pandas; pandas.read_csv('{csv}').to_parquet('{out}')",
}
OURS = """
from cxlib.ingest import make_ready, read_guarded
make_ready()
from cxlib.intake import source_of, take_in
from cxlib.store import open_store
from cxlib.workspace import Workspace
store = open_store('{home}')
made = store.create(Workspace('', name='bench'))
reading = read_guarded('{csv}')
take_in(store, made.id, reading, source_of(reading, 'Answers'))
"""


def main() -> None:
    """Prints the figures for each size asked for."""
    sizes = [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            _measured(rows, Path(folder))


def _measured(rows: int, folder: Path) -> None:
    csv, out, home, times = csv_of(rows, folder), folder / "out.parquet", folder / f"home{rows}", _times(rows)
    spent = {name: cheapest(code.format(csv=csv, out=out), times=times) for name, code in PEERS.items()}
    fastest = min(spent, key=lambda name: spent[name].wall)
    thriftiest = min(spent, key=lambda name: spent[name].cpu)
    ours = cheapest(OURS.format(csv=csv, home=home), times=times)
    for name, cost in {**spent, "headlight": ours}.items():
        say(f"commit.{rows}.{name}.wall_s", cost.wall)
        say(f"commit.{rows}.{name}.cpu_s", cost.cpu)
        say(f"commit.{rows}.{name}.peak_mb", cost.peak)
    say(f"commit.{rows}.wall_ratio_to_{fastest}", ours.wall / spent[fastest].wall)
    say(f"commit.{rows}.cpu_ratio_to_{thriftiest}", ours.cpu / spent[thriftiest].cpu)


def _times(rows: int) -> int:
    return 3 if rows < 1_000_000 else 1


if __name__ == "__main__":
    main()
