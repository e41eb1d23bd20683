"""The first board from a committed snapshot against the pandas script a person would otherwise write from the file.

    python benchmarks/board.py [ROWS ...]        0.1 and 1 million rows by default; 10000000 takes some minutes

Every run is a process of its own. Both show six metrics by month with intervals; the first board adds natural limits,
targets, forecasts and chances, the whole board also the segments behind each change, which the page looks for after it
has shown the rest. Imports are told apart. Prints CPU and wall seconds, peak memory of the process tree, and ours /
theirs.
"""

import sys
import tempfile
from pathlib import Path

from made import csv_of, workspace_of
from measured import cheapest, say

BOARD_IMPORTS = """
import duckdb, pandas, pyarrow.parquet, scipy.stats, sqlalchemy
from cxlib.board.board import board
from cxlib.board.explained import explained
from cxlib.metrics.measures import Measures
from cxlib.outlook.seen import forecast_of
from cxlib.store import open_store
"""
FIRST = """
store = open_store({home!r})
workspace = store.workspace({workspace!r})
measures = Measures(workspace, store.snapshot_path)
segments = None
shown = board(workspace, measures, "month", (), forecast_of, None, segments)
if any(card.value is None or card.forecast is None for card in shown.cards):
    raise SystemExit("a card is empty")
"""
WHOLE = FIRST.replace("segments = None", "segments = lambda metric, grain: explained(measures, metric, grain)")
SCRIPT_IMPORTS = "import numpy as np, pandas as pd"
SCRIPT = """
def mean_by_month(values):
    found = values.groupby(answers["Month"]).agg(["mean", "std", "count"])
    margin = 1.96 * found["std"] / np.sqrt(found["count"])
    return found.assign(lower=found["mean"] - margin, upper=found["mean"] + margin)

def share_by_month(holds):
    found = holds.groupby(answers["Month"]).agg(["mean", "count"])
    share, base, z = found["mean"], found["count"], 1.96
    middle = (share + z**2 / (2 * base)) / (1 + z**2 / base)
    margin = z / (1 + z**2 / base) * np.sqrt(share * (1 - share) / base + z**2 / (4 * base**2))
    return found.assign(lower=middle - margin, upper=middle + margin)

answers = pd.read_csv({csv!r}, parse_dates=["Date"])
answers["Month"] = answers["Date"].dt.to_period("M")
score = answers["Recommend"]
shown = [
    mean_by_month((score >= 9) * 100.0 - (score <= 6) * 100.0),
    share_by_month(answers["Satisfaction"] >= 4),
    share_by_month(answers["Effort"] >= 5),
    share_by_month(answers["Solved"] == "yes"),
    mean_by_month(answers["Wait seconds"]),
    share_by_month(answers["Left"] == "yes"),
]
"""


def main() -> None:
    """Prints the figures for each size asked for."""
    sizes = [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            _measured(rows, Path(folder))


def _measured(rows: int, folder: Path) -> None:
    csv, home = csv_of(rows, folder), folder / "home"
    workspace = workspace_of(rows, home)
    times = 3 if rows <= 1_000_000 else 1
    places = {"home": str(home), "workspace": workspace}
    spent = {
        "script": cheapest(SCRIPT.format(csv=str(csv)), SCRIPT_IMPORTS, times),
        "first": cheapest(FIRST.format(**places), BOARD_IMPORTS, times),
        "whole": cheapest(WHOLE.format(**places), BOARD_IMPORTS, times),
    }
    for name, cost in spent.items():
        say(f"board.{rows}.{name}.cpu_s", cost.cpu)
        say(f"board.{rows}.{name}.wall_s", cost.wall)
        say(f"board.{rows}.{name}.imports_cpu_s", cost.import_cpu)
        say(f"board.{rows}.{name}.peak_mb", cost.peak)
    for name in ("first", "whole"):
        say(f"board.{rows}.{name}_to_script.cpu", spent[name].cpu / spent["script"].cpu)
        say(f"board.{rows}.{name}_to_script.wall", spent[name].wall / spent["script"].wall)


if __name__ == "__main__":
    main()
