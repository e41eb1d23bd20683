"""A workbook understood and checked, against python-calamine going through its rows and doing nothing with them.

    python benchmarks/workbook.py [ROWS ...]      200,000 rows by default

Ours is ``read``: the package proved harmless, the sheet outlined, every column typed and every trap looked for. Imports
are told apart; ``guarded`` is the same in the child process of an upload, its start and the written table included.
"""

import sys
import tempfile
from pathlib import Path

from made import workbook_of
from measured import cheapest, say

CALAMINE = """
for row in CalamineWorkbook.from_path('{file}').get_sheet_by_index(0).iter_rows():
    pass
"""
_TIMES = 3


def main() -> None:
    """Prints the figures for each size asked for."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in [int(text) for text in sys.argv[1:]] or [200_000]:
            _measured(rows, workbook_of(rows, Path(folder)))


def _measured(rows: int, file: Path) -> None:
    alone = cheapest(CALAMINE.format(file=file), "from python_calamine import CalamineWorkbook", _TIMES)
    ways = {
        "read": cheapest(f"read('{file}')", "from cxlib.ingest.door import read", _TIMES),
        "guarded": cheapest(f"read_guarded('{file}')", "from cxlib.ingest import read_guarded", _TIMES),
    }
    for name, spent in {"calamine": alone, **ways}.items():
        say(f"workbook.{rows}.{name}.wall_s", spent.wall)
        say(f"workbook.{rows}.{name}.cpu_s", spent.cpu)
        say(f"workbook.{rows}.{name}.peak_mb", spent.peak)
    for name, spent in ways.items():
        say(f"workbook.{rows}.{name}.wall_ratio", spent.wall / alone.wall)
        say(f"workbook.{rows}.{name}.cpu_ratio", spent.cpu / alone.cpu)


if __name__ == "__main__":
    main()
