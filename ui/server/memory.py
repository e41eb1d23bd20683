"""Memory of the one process that serves everybody: what nobody uses any more goes back to the system.

Streamlit's own collection after every click is off (``runner.postScriptGC``), because it costs more than drawing the
page; the keeper does its work every quarter of a minute, and only after memory has grown.
"""

import ctypes
import gc
import threading
import time
from contextlib import suppress
from pathlib import Path

_ARENA_MAX = -8  # of glibc's mallopt
_PAUSE = 15  # seconds
_GROWN = 32  # MB above the least since the last collection
_IDLE = 60  # seconds after which nobody is waiting for more from a snapshot


def share_heaps() -> None:
    """Many threads share two heaps instead of having one each, whose free memory nobody else could use."""
    with suppress(OSError, AttributeError):  # other systems' allocators know no such thing
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def used() -> int:
    """Resident memory of this process, MB; 0 where the system does not say."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024
    return 0


def give_back() -> None:
    """Collects what is unreachable and returns free memory to the system."""
    import pyarrow as pa

    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def close_snapshots() -> bool:
    """Closes the snapshots that nobody asks about any more; whether there were some."""
    from cxlib.sources.engines import let_go

    return let_go(_IDLE) > 0


def keep() -> None:
    """Gives memory back whenever it has grown; runs for as long as the process."""
    least = used()
    while True:
        time.sleep(_PAUSE)
        if close_snapshots() or used() > least + _GROWN:
            give_back()
            least = used()
        least = min(least, used())


def start_keeping() -> None:
    """Starts ``keep`` beside the server."""
    share_heaps()
    threading.Thread(target=keep, name="memory", daemon=True).start()
