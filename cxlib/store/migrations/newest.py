"""The newest schema made at once in an empty database: what all steps together make, without loading Alembic."""

import sqlalchemy as sa

from cxlib.store.tables import METADATA

SEALED = {
    "history": ("sequence", "workspace", "revision", "kind", "id", "version", "action", "author", "moment"),
    "visits": ("sequence", "workspace", "link", "person", "event", "device", "moment"),
}
"""Logs that are only ever added to, and the columns of theirs that are never written again."""

_STAMP = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def make(connection: sa.Connection, revision: str) -> None:
    """Makes all tables, seals the logs and notes the revision, inside the connection's transaction."""
    METADATA.create_all(connection, checkfirst=False)
    for table, columns in SEALED.items():
        for statement in _seals(connection.dialect.name, table, ", ".join(columns)):
            connection.execute(sa.DDL(statement))
    connection.execute(sa.DDL(_STAMP))
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


def _seals(dialect: str, table: str, columns: str) -> list[str]:
    """Statements by which the database itself refuses to change or remove what was written down."""
    refusal = f"'the log of {table} is only ever added to'"
    function, then = [], f"BEGIN SELECT RAISE(ABORT, {refusal}); END"
    if dialect != "sqlite":
        body = f"$$ BEGIN RAISE EXCEPTION {refusal}; END $$"
        function = [f"CREATE FUNCTION sealed_{table}() RETURNS trigger LANGUAGE plpgsql AS {body}"]
        then = f"FOR EACH ROW EXECUTE FUNCTION sealed_{table}()"
    moments = (("change", f"UPDATE OF {columns}"), ("removal", "DELETE"))
    return function + [
        f"CREATE TRIGGER sealed_{table}_{name} BEFORE {when} ON {table} {then}" for name, when in moments
    ]
