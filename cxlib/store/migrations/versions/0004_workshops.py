"""Workshops: their state, the seats around the table, and what each seat said.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "workshops",
        sa.Column("sequence", counter, primary_key=True, autoincrement=True),
        sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seats",
        sa.Column("workshop", sa.String(64), sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("seat", sa.String(64), primary_key=True),
        sa.Column("joined", sa.String(40), nullable=False),
    )
    op.create_table(
        "utterances",
        sa.Column("workshop", sa.String(64), primary_key=True),
        sa.Column("seat", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("slot", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["workshop", "seat"], ["seats.workshop", "seats.seat"]),
    )
