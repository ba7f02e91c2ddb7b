"""Evidence and the practical exam: projections, and what the hub derived from originals (beside the journal)."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "evidence",
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("upload", sa.String(length=32), nullable=True),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("candidate", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("evidence"),
    )
    op.create_index("evidence_fact", "evidence", ["fact"])
    op.create_index("evidence_upload", "evidence", ["upload"])
    op.create_index("evidence_place", "evidence", ["plan", "session", "room", "candidate"])
    op.create_table(
        "derived",
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("evidence", "what"),
    )
    op.create_table(
        "practical",
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "what", "key"),
    )
    op.create_index("practical_place", "practical", ["plan", "session", "room", "what"])
