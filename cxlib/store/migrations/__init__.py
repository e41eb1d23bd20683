"""Brings a database to the newest schema when it is opened; the steps lie in ``versions/``, one file each.

A step adds to what is there: ``0002_….py`` with ``down_revision = "0001"``. Going down is not offered: an older program
refuses a newer database. ``HEAD`` names the last step, so that opening an up-to-date database need not import Alembic.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cxlib.store.migrations import newest

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HEAD = "0005"
STEPS = Path(__file__).parent


def current(connection: sa.Connection) -> str | None:
    """The schema's revision, None for an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("select version_num from alembic_version"))


def is_known(revision: str | None) -> bool:
    """Whether this program has a step of that name; False for a database from a newer program."""
    steps = {path.name.partition("_")[0] for path in (STEPS / "versions").glob("[0-9]*.py")}
    return revision is None or revision in steps


def bring_up(connection: sa.Connection) -> None:
    """The newest schema, inside the connection's transaction: made at once in an empty database, else step by step."""
    if current(connection) is None:
        newest.make(connection, HEAD)
    else:
        upgrade(connection)


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Runs the missing steps inside the connection's transaction: all of them, or none if it is killed."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    settings = Config()
    settings.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    steps = ScriptDirectory.from_config(settings)
    plan = partial(_plan, steps, to)
    with EnvironmentContext(settings, steps, fn=plan) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def _plan(steps: "ScriptDirectory", to: str, revision: Any, _: object) -> list[Any]:
    return steps._upgrade_revs(to, revision)  # what Alembic's own upgrade command does
