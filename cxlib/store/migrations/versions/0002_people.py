"""People, their roles and invitations; visits of links with their passes and wrong passwords; a log nobody rewrites.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHO_DID_WHAT = ("sequence", "workspace", "revision", "kind", "id", "version", "action", "author", "moment")
"""Columns of the history that are never written again; its bodies may be, when a customer is erased."""


def _sequence() -> sa.Column:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("sequence", counter, primary_key=True, autoincrement=True)


def upgrade() -> None:
    _make_people()
    _make_invitations()
    _make_visits()
    _make_passes()
    _seal("history", WHO_DID_WHAT)
    _seal("visits", ("sequence", "workspace", "link", "person", "event", "device", "moment"))


def _make_people() -> None:
    op.create_table(
        "people",
        _sequence(),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("issuer", sa.String(512), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("seen", sa.String(40)),
        sa.UniqueConstraint("issuer", "subject", name="one_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("people_by_email", "people", ["email"])
    op.create_table(
        "memberships",
        sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("since", sa.String(40), nullable=False),
    )


def _make_invitations() -> None:
    op.create_table(
        "invitations",
        _sequence(),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("invited_by", sa.Text, nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("expires", sa.String(40), nullable=False),
        sa.Column("accepted", sa.String(40)),
        sa.Column("withdrawn", sa.String(40)),
        sqlite_autoincrement=True,
    )
    op.create_index("invitations_by_email", "invitations", ["email"])


def _make_visits() -> None:
    op.create_table(
        "visits",
        _sequence(),
        sa.Column("workspace", sa.String(64)),
        sa.Column("link", sa.String(64)),
        sa.Column("person", sa.String(64)),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("device", sa.String(16), nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("visits_of_a_link", "visits", ["link"])
    op.create_index("visits_of_a_workspace", "visits", ["workspace"])


def _make_passes() -> None:
    op.create_table(
        "passes",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("link", sa.String(64), sa.ForeignKey("links.id"), nullable=False),
        sa.Column("unlocked", sa.Boolean, nullable=False),
        sa.Column("counted", sa.Boolean, nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("expires", sa.String(40), nullable=False),
    )
    op.create_index("passes_of_a_link", "passes", ["link"])
    op.create_table(
        "attempts",
        sa.Column("link", sa.String(64), sa.ForeignKey("links.id"), primary_key=True),
        sa.Column("client", sa.String(64), primary_key=True),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("last", sa.String(40), nullable=False),
        sa.Column("locked", sa.String(40)),
    )


def _seal(table: str, columns: tuple[str, ...]) -> None:
    """The database itself refuses to change or remove what was written down."""
    named = ", ".join(columns)
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, 'the log of {table} is only ever added to'); END"
        op.execute(f"CREATE TRIGGER sealed_{table}_change BEFORE UPDATE OF {named} ON {table} {refusal}")
        op.execute(f"CREATE TRIGGER sealed_{table}_removal BEFORE DELETE ON {table} {refusal}")
        return
    op.execute(
        f"CREATE FUNCTION sealed_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'the log of {table} is only ever added to'; END $$"
    )
    for name, when in (("change", f"UPDATE OF {named}"), ("removal", "DELETE")):
        op.execute(
            f"CREATE TRIGGER sealed_{table}_{name} BEFORE {when} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION sealed_{table}()"
        )
