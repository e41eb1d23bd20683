"""A filter click on the Board of a running server against the rerun of an empty Streamlit page, in server CPU.

    python benchmarks/clicks.py [ROWS ...]        0.1 and 1 million rows by default; 10000000 takes some minutes

A click on a value seen before is warm; one on a value nobody has asked for yet computes estimates, limits, forecasts
and the segments behind each change. Prints milliseconds of server CPU a click, their ratios, elements and kilobytes
sent, and the server's memory.
"""

import sys
import tempfile
import time
from itertools import combinations, cycle, islice
from pathlib import Path

from made import workspace_of
from measured import ROOT, environment, say
from visitor import Server, Visitor

CLICKS = 20
SEEN = ("North", "South")
UNSEEN = list(combinations(["North", "South", "East", "West", "Centre"], 2))[:8]
EMPTY = "import streamlit as st\n"


def main() -> None:
    """Prints the figures for each size asked for."""
    sizes = [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        say("click.empty_page_with_our_settings.cpu_ms", _empty(script, home, ROOT))
        empty = _empty(script, home, Path(folder))
        say("click.empty_page.cpu_ms", empty)
        for rows in sizes:
            _board(rows, home, empty)


def _empty(script: Path, home: Path, folder: Path) -> float:
    """Milliseconds of CPU a rerun; Streamlit takes its settings from the folder it is started in."""
    with Server(script, environment(home), folder) as server:
        visitor = Visitor(server.port)
        visitor.run()
        server.settle()
        begun = server.cpu()
        for _ in range(5 * CLICKS):  # so little that more of them are needed to tell
            visitor.run()
        return (server.cpu() - begun) / (5 * CLICKS) * 1000


def _board(rows: int, home: Path, empty: float) -> None:
    workspace = workspace_of(rows, home)
    with Server(ROOT / "asgi_app.py", environment(home)) as server:
        server.settle()
        visitor = Visitor(server.port, "board", f"ws={workspace}")
        begun, cpu = time.perf_counter(), server.cpu()
        visitor.run()
        say(f"click.{rows}.first_board.wall_s", time.perf_counter() - begun)
        say(f"click.{rows}.first_board.cpu_s", server.cpu() - cpu)
        visitor.open("pill.Region")
        unseen = _clicked(server, visitor, UNSEEN)
        for value in SEEN:
            visitor.pick("pick.f.Region", [value])
        warm = _clicked(server, visitor, list(islice(cycle([[value] for value in SEEN]), CLICKS)))
        say(f"click.{rows}.warm.cpu_ms", warm)
        say(f"click.{rows}.unseen.cpu_ms", unseen)
        say(f"click.{rows}.warm.ratio_to_empty_page", warm / empty)
        say(f"click.{rows}.elements", visitor.elements)
        say(f"click.{rows}.sent_kb", visitor.received / 1024)
        say(f"click.{rows}.server_mb", server.memory())


def _clicked(server: Server, visitor: Visitor, picks: list) -> float:
    """Milliseconds of server CPU a click."""
    begun = server.cpu()
    for values in picks:
        visitor.pick("pick.f.Region", list(values))
    return (server.cpu() - begun) / len(picks) * 1000


if __name__ == "__main__":
    main()
