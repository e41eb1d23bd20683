"""File to committed snapshot against the fastest of DuckDB, pyarrow, polars and pandas doing a plain read and write.

python benchmarks/commit.py [rows ...]      default 100000 1000000; 10000000 takes some minutes
"""

import sys
import tempfile
from pathlib import Path

from made import csv_of
from measured import cost

PEERS = {
    "duckdb": "import duckdb; duckdb.connect().execute(\"COPY (FROM read_csv('{csv}')) TO '{out}' (FORMAT parquet)\")",
    "pyarrow": "import pyarrow.csv as c, pyarrow.parquet as p; p.write_table(c.read_csv('{csv}'), '{out}')",
    "polars": "import polars; polars.read_csv('{csv}').write_parquet('{out}')",
    "pandas": "import pandas; pandas.read_csv('{csv}').to_parquet('{out}')",
}
OURS = """
from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.store import open_store
from cxlib.workspace import Workspace
store = open_store('{home}')
made = store.create(Workspace('', name='bench'))
reading = read('{csv}')
take_in(store, made.id, reading, source_of(reading, 'Answers'))
"""


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            csv, out = csv_of(rows, Path(folder)), Path(folder) / "out.parquet"
            peers = {name: cost(code.format(csv=csv, out=out)) for name, code in PEERS.items()}
            fastest = min(peers, key=lambda name: peers[name].wall)
            home = Path(folder) / f"home{rows}"
            ours = cost(OURS.format(csv=csv, home=home))
            for name, spent in {**peers, "headlight": ours}.items():
                print(
                    f"{rows:>10,} rows  {name:<10} wall {spent.wall:6.2f} s  cpu {spent.cpu:6.2f} s  "
                    f"peak {spent.peak:6.0f} MB"
                )
            print(
                f"{rows:>10,} rows  headlight / {fastest}: wall {ours.wall / peers[fastest].wall:.2f}, "
                f"cpu {ours.cpu / peers[fastest].cpu:.2f}"
            )


if __name__ == "__main__":
    main()
