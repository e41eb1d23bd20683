"""What open links show is put together when the server starts, before anybody asks for it.

That is done by a process of its own: the memory that it takes is given back with it.
"""

import atexit
import logging
import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime

from cxlib import charts
from cxlib.errors import CXError
from cxlib.workspace import Link, Workspace
from ui.server import built
from ui.server.home import whole_store
from ui.share import brief, shared

MOST = 32  # pages; whoever asks for another one waits for it


def start() -> None:
    """Removes pages that no open link shows any more, and has those made that are missing; returns once they are.

    Of several processes that serve the same data folder one does so.
    """
    with suppress(CXError, OSError), whole_store().pages.alone() as is_alone:  # guests are told what does not answer
        if is_alone and _missing():
            _in_a_process()


def _in_a_process() -> None:
    """In a session of its own: the keys that stop the server at the terminal do not reach it, but its end does."""
    command, where = [sys.executable, "-m", __name__], {"HEADLIGHT_HOME": str(whole_store().home)}
    maker = subprocess.Popen(command, cwd=built.ROOT, env=os.environ | where, stdin=subprocess.DEVNULL,
                             start_new_session=True)  # fmt: skip
    atexit.register(maker.terminate)
    maker.wait()
    atexit.unregister(maker.terminate)


def _missing() -> list[tuple[Link, Workspace]]:
    """Open links whose page has to be put together first, the newest first."""
    opened = [(link, workspace) for workspace in _workspaces() for link in whole_store().links(workspace.id)
              if _is_open(link)]  # fmt: skip
    whole_store().pages.remove_except({shared.key(workspace, link) for link, workspace in opened})
    newest = sorted(opened, key=lambda one: str(one[0].created), reverse=True)
    return [(link, workspace) for link, workspace in newest if not brief.is_prepared(link, workspace)][:MOST]


def _workspaces() -> list[Workspace]:
    return [whole_store().workspace(known.id) for known in whole_store().workspaces()]


def _is_open(link: Link) -> bool:
    return link.revoked is None and link.expires is not None and link.expires > datetime.now(UTC)


def make() -> None:
    """Puts together what is missing."""
    charts.get_ready()
    for link, workspace in _missing():
        with suppress(CXError):  # whoever opens it is told what is wrong
            brief.prepare(link, workspace)


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # Streamlit would wonder that nobody looks on
    make()
