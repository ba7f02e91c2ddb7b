"""Card reading: what is known of batches, rooms, keys and releases, and the cards of every parse."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reading",
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "what", "key"),
    )
    op.create_index("reading_place", "reading", ["plan", "session", "room", "what"])
    op.create_table(
        "card",
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "batch", "version", "row"),
    )
    op.create_index("card_place", "card", ["plan", "session", "room"])
