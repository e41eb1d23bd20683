"""Reviews frozen as they were seen, by the hash of their content.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "frozen_reviews",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
