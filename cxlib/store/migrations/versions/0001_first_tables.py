"""The first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _sequence() -> sa.Column:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("sequence", counter, primary_key=True, autoincrement=True)


def _workspace() -> sa.Column:
    return sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), nullable=False)


def upgrade() -> None:
    _make_records()
    _make_snapshots()
    _make_links()


def _make_records() -> None:
    op.create_table(
        "workspaces",
        _sequence(),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "records",
        _sequence(),
        _workspace(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.UniqueConstraint("workspace", "kind", "id", name="one_record"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "history",
        _sequence(),
        _workspace(),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("history_of_a_record", "history", ["workspace", "kind", "id"])


def _make_snapshots() -> None:
    op.create_table(
        "snapshots",
        _sequence(),
        _workspace(),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("raw_hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("committed", sa.String(40), nullable=False),
        sa.UniqueConstraint("workspace", "source", "version", name="one_version"),
        sqlite_autoincrement=True,
    )
    op.create_index("snapshots_by_content", "snapshots", ["hash"])


def _make_links() -> None:
    op.create_table(
        "links",
        _sequence(),
        _workspace(),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "openings",
        sa.Column("link", sa.String(64), sa.ForeignKey("links.id"), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("workspace", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
