"""Wall and CPU seconds and peak memory of one call in a process of its own, its child processes included."""

import compileall
import json
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parent.parent
_STEP = 0.02  # s between two looks at the memory

# The peak comes from VmHWM where there is one: ru_maxrss of a fresh process still remembers the process it came from.
_RUN = """
import json, os, resource, sys, time
sys.path[:0] = json.loads(sys.argv[3])
def spent():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
def peak():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = spent()
exec(sys.argv[1])
imported = spent()
exec(sys.argv[2])
done = spent()
differences = [b - a for step in ((begun, imported), (imported, done)) for a, b in zip(*step)]
print(json.dumps([*differences, peak()]))
"""


class Cost(NamedTuple):
    """What a call cost: wall and CPU seconds of the work and, told apart, of its imports; peak memory in MB."""

    wall: float
    cpu: float
    import_wall: float
    import_cpu: float
    peak: float


@cache
def _compiled() -> None:
    """The library in bytecode, as it is everywhere after its first run, and as the package index's parts are."""
    compileall.compile_dir(ROOT / "cxlib", quiet=2)


def cost(code: str, imports: str = "") -> Cost:
    """Runs ``imports``, then ``code``, in a fresh interpreter from the project's root.

    The peak is that of the whole process tree: a guarded reading lives in a child of its own.
    """
    _compiled()
    command = [sys.executable, "-c", _RUN, imports, code, json.dumps([str(ROOT), str(ROOT / "benchmarks")])]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    tree = _watched(run)
    said, problem = run.communicate()
    if run.returncode:
        raise RuntimeError(problem[-2000:])
    import_wall, import_cpu, wall, cpu, own = json.loads(said.strip().splitlines()[-1])
    return Cost(wall, cpu, import_wall, import_cpu, max(own, tree) / 2**20)


def cheapest(code: str, imports: str = "", times: int = 3) -> Cost:
    """The run with the least CPU of a few: other work on the machine only ever adds."""
    return min((cost(code, imports) for _ in range(times)), key=lambda spent: spent.cpu)


def _watched(run: subprocess.Popen) -> int:
    """Largest memory, in bytes, of the process and its children together while they last."""
    highest, root = 0, psutil.Process(run.pid)
    while run.poll() is None:
        highest = max(highest, _held(root))
        time.sleep(_STEP)
    return highest


def _held(root: psutil.Process) -> int:
    try:
        family = [root, *root.children(recursive=True)]
    except psutil.Error:  # it has just ended
        return 0
    return sum(_share(member) for member in family)


def _share(member: psutil.Process) -> int:
    try:
        return member.memory_info().rss
    except psutil.Error:
        return 0


def say(name: str, value: float) -> None:
    """One figure, on a line of its own."""
    print(f"FIGURE {name} {value:.4g}", flush=True)


def environment(home: Path) -> dict[str, str]:
    """The environment of a Headlight with its data in ``home``."""
    return os.environ | {"HEADLIGHT_HOME": str(home), "HEADLIGHT_ACCESS": "open"}
