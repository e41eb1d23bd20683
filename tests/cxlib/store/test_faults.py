import json
import subprocess
import sys
from pathlib import Path

import pytest

CRASH_ROUNDS = Path(__file__).parent / "crash_rounds.py"
ROOT = Path(__file__).parents[3]
TWO_OPENERS = """
import sys
from dataclasses import replace
from cxlib.errors import EditConflict
from cxlib.store import open_store
from cxlib.workspace import Event, Workspace
sys.stdin.readline()
store = open_store(sys.argv[1])
try:
    store.create(Workspace("w"))
    store.put("w", Event("e", name="0"))
except EditConflict:
    pass
done = conflicts = 0
while done < 30:
    events = store.workspace("w").events
    try:
        if events:
            store.put("w", replace(events[0], name=str(int(events[0].name) + 1)))
            done += 1
    except EditConflict:
        conflicts += 1
print(done, conflicts)
"""


def test_kill_9_at_any_moment_loses_nothing_acknowledged(tmp_path):
    command = [sys.executable, CRASH_ROUNDS, tmp_path / "home", "12"]
    ran = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    seen = json.loads(ran.stdout)
    assert seen["acknowledged"] >= 12
    assert (seen["lost"], seen["unreadable"], seen["findings"]) == ([], [], [])
    assert seen["left"] == seen["listed"]


def test_two_processes_open_a_new_folder_at_once_and_lose_no_update(tmp_path):
    writers = [subprocess.Popen([sys.executable, "-c", TWO_OPENERS, tmp_path / "home"], cwd=ROOT, text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.communicate()[0].split()[0] for writer in writers] == ["30", "30"]
    from cxlib.store import open_store

    store = open_store(tmp_path / "home")
    assert store.workspace("w").events[0].name == "60"
    store.close()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_order_follows_the_commits_and_not_the_clock(store, answers, monkeypatch, zone):
    import time
    from datetime import datetime

    from cxlib.workspace import Source

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(1999 if zone.endswith("Kiritimati") else 2099, 1, 1, tzinfo=tz)

    first = store.commit("w", Source("s"), answers(1))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    monkeypatch.setattr("cxlib.store.commits.datetime", Stopped)
    monkeypatch.setattr("cxlib.store.records.datetime", Stopped)
    second = store.commit("w", first, answers(2))
    monkeypatch.undo()
    time.tzset()
    assert [version.snapshot for version in store.versions("w", "s")] == [second.snapshot, first.snapshot]
    assert [change.version for change in store.history("w", "source")] == [2, 1]
