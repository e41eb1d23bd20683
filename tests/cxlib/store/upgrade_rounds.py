"""Run by test_migrations in a process of its own: the upgrade is killed before its first, second, third … statement.

Prints as JSON how often it was killed, and which schema the database had after each time. Stops when an upgrade would
get through, before it commits.
"""

import json
import os
import signal
import sys
from pathlib import Path

import sqlalchemy as sa

from cxlib.store import migrations
from cxlib.store.database import _engine

import alembic.runtime.environment  # noqa: F401, isort:skip (loaded once here and not after every fork)


def upgrade_until(url: str, statement: int) -> None:
    """Dies at the given statement of the upgrade, or ends with 3 when there are fewer."""
    engine, met = _engine(url), 0

    @sa.event.listens_for(engine, "before_cursor_execute")
    def count(*_: object) -> None:
        nonlocal met
        met += 1
        if met == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with engine.execution_options(writing=True).connect() as connection, connection.begin():
        migrations.upgrade(connection)
        os._exit(3)  # killed after the last statement, before the commit


def revision(url: str) -> str:
    engine = _engine(url)
    with engine.connect() as connection:
        found = migrations.current(connection)
    engine.dispose()
    return str(found)


def main(home: Path, url: str) -> None:
    survived, whole = [], False
    while not whole:
        child = os.fork()
        if child == 0:
            upgrade_until(url, len(survived) + 1)
        _, status = os.waitpid(child, 0)
        whole = os.WIFEXITED(status)
        survived.append(revision(url))
    print(json.dumps([len(survived), survived]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
