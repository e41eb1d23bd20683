"""CPU seconds, wall seconds and peak memory of one call in a process of its own."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

_RUN = """
import json, resource, sys, time
sys.path[:0] = json.loads(sys.argv[2])
start, cpu = time.perf_counter(), time.process_time()
exec(sys.argv[1])
usage = resource.getrusage(resource.RUSAGE_SELF)
children = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.perf_counter() - start,
                  usage.ru_utime + usage.ru_stime + children.ru_utime + children.ru_stime,
                  max(usage.ru_maxrss, children.ru_maxrss) / 1024]))
"""


class Cost(NamedTuple):
    """What a call cost: wall and CPU seconds, peak memory in MB."""

    wall: float
    cpu: float
    peak: float


def cost(code: str) -> Cost:
    """Runs ``code`` in a fresh interpreter from the project's root."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    run = subprocess.run(
        [sys.executable, "-c", _RUN, code, json.dumps([root])], cwd=root, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    return Cost(*json.loads(run.stdout.strip().splitlines()[-1]))
