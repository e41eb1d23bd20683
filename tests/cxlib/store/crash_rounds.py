"""Run by test_faults in a process of its own: writers are killed at random moments, then the store is looked through.

Prints as JSON what the writers had acknowledged, what is listed, and what cannot be read.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cxlib.errors import CXError
from cxlib.store import open_store
from cxlib.workspace import Event, Source, Workspace


def write_until_killed(home: Path, turn: int) -> None:
    store = open_store(home)
    event = store.put("w", Event(f"e{turn}", name="0"))
    for number in range(10**6):
        rows = pa.table({"number": [turn * 10**6 + number] * 2000})
        source = store.commit("w", Source(f"s{turn}-{number}"), lambda path, rows=rows: written(rows, path))
        event = store.put("w", replace(event, name=str(number)))
        os.write(1, f"{source.id} {event.id} {event.name}\n".encode())


def written(rows: pa.Table, path: Path) -> int:
    pq.write_table(rows, path)
    return rows.num_rows


def killed(home: Path, turn: int, pause: float) -> list[str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 1)
        write_until_killed(home, turn)
    os.close(writer)
    with os.fdopen(reader) as lines:
        first = lines.readline()
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [line for line in (first, *lines) if line.endswith("\n")]


def main(home: Path, rounds: int) -> None:
    first = open_store(home)
    first.create(Workspace("w"))
    first.close()
    dice = random.Random(5)
    acknowledged = [line.split() for turn in range(rounds) for line in killed(home, turn, dice.uniform(0, 0.08))]
    store = open_store(home)
    workspace, unreadable = store.workspace("w"), []
    for source in workspace.sources:
        try:
            rows = pq.read_table(store.snapshot_path(source))
            if rows.num_rows != source.rows:
                unreadable.append(source.id)
        except CXError:
            unreadable.append(source.id)
    names = {event.id: int(event.name) for event in workspace.events}
    lost = [line for line in acknowledged if not workspace.source(line[0]) or names.get(line[1], -1) < int(line[2])]
    removed = store.collect_garbage()
    left = len(list((home / "snapshots").iterdir()))
    print(json.dumps({"acknowledged": len(acknowledged), "listed": len(workspace.sources), "unreadable": unreadable,
                      "lost": lost, "removed": removed, "left": left, "findings": store.check()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
