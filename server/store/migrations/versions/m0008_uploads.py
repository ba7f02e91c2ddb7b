"""Uploads of photos and video: beside the journal, not rebuilt; their bytes lie in the data folder."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "upload",
        sa.Column("upload", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=True),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("metadata", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("begun", sa.String(length=32), nullable=False),
        sa.Column("touched", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("upload"),
    )
    op.create_index("upload_state", "upload", ["state", "device"])
