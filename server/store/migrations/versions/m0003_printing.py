"""Printers and what is on its way to paper."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the two tables; they stand beside the journal and are not rebuilt."""
    op.create_table(
        "printer",
        sa.Column("uri", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("uri"),
    )
    op.create_table(
        "print_job",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("printer", sa.String(length=300), nullable=False),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ended", sa.String(length=32), nullable=True),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job"),
    )
